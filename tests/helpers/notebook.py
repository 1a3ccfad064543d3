"""The notebook: its code, and what it printed, cell by cell."""

import torch

# All of its code, as one cell.
CODE = """\
# tensor is a number/list/matrix; which is from (py)torch.tensor
from torch import tensor, arange
import plotly.express as px
print(tensor(5))
print(tensor([1,2,3, 4, 5]))

def y(x, sum = True):
  ys = (5 * x * x)
  if sum: return ys.sum()
  else: return ys
xt = arange(1, 21).float().requires_grad_()
print('xt,', xt)
print('yt,', y(xt, sum = False))
yt = y(xt, sum = True)
yt.backward()
print(xt.grad)

xs = arange(-20., 21.)
ys = y(xs, sum = False)
px.scatter(x=xs, y=ys, width = 600)

def approximation_func(x, params):
  return params[0] * x * x + params[1] * x + params[2]
params = tensor([1.,2.,3.]).requires_grad_()
px.scatter(data_frame={
    'x': xs,
    'data':ys,
    'approx':approximation_func(xs, params).detach().numpy()
}, x = xs, y = ['data', 'approx'], width = 600)

def se(y1, y2): return ((y1-y2)**2).sum()#.mean()
loss = se(approximation_func(xs, params), ys)
print('loss,',loss)
loss.backward()
print('gradient,',params.grad)

learning_rate = 1e-7#3
params.data -= params.grad * learning_rate
print('new param,',params.data)
params.grad = None
px.scatter(data_frame={
    'x': xs,
    'data':ys,
    'approx':approximation_func(xs, params).detach().numpy()
}, x = xs, y = ['data', 'approx'], width = 600)

loss = se(approximation_func(xs, params), ys)
print('loss,',loss)
loss.backward()
print('gradient,',params.grad)
params.data -= params.grad * learning_rate
params.grad = None
print('new param,',params.data)

for i in range(10000):
  loss = se(approximation_func(xs, params), ys)
  loss.backward()
  params.data -= params.grad * learning_rate
  params.grad = None
print('loss,',loss)
print('new param,',params.data)
px.scatter(data_frame={
    'x': xs,
    'data':ys,
    'approx':approximation_func(xs, params).detach().numpy()
}, x = xs, y = ['data', 'approx'], width = 600)
"""

TENSORS = """\
tensor(5)
tensor([1, 2, 3, 4, 5])"""

DERIVATIVES = """\
xt, tensor([ 1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13., 14.,
        15., 16., 17., 18., 19., 20.], requires_grad=True)
yt, tensor([   5.,   20.,   45.,   80.,  125.,  180.,  245.,  320.,  405.,  500.,
         605.,  720.,  845.,  980., 1125., 1280., 1445., 1620., 1805., 2000.],
       grad_fn=<MulBackward0>)
tensor([ 10.,  20.,  30.,  40.,  50.,  60.,  70.,  80.,  90., 100., 110., 120.,
        130., 140., 150., 160., 170., 180., 190., 200.])"""

FIRST_LOSS = "loss, tensor(23010880., grad_fn=<SumBackward0>)"

FIRST_GRADIENT = "gradient, tensor([-11528216.,     22960.,    -45674.])"

FIRST_STEP = "new param, tensor([2.1528, 1.9977, 3.0046])"

SECOND_STEP = """\
loss, tensor(11641547., grad_fn=<SumBackward0>)
gradient, tensor([-8195744.5000,    22933.6406,   -32439.2324])
new param, tensor([2.9724, 1.9954, 3.0078])"""

TEN_THOUSAND_STEPS = """\
loss, tensor(153.9312, grad_fn=<SumBackward0>)
new param, tensor([4.9885e+00, 2.0487e-05, 2.9079e+00])"""

OUTPUTS = [
    TENSORS,
    DERIVATIVES,
    FIRST_LOSS,
    FIRST_GRADIENT,
    FIRST_STEP,
    SECOND_STEP,
    TEN_THOUSAND_STEPS,
]


def quadratic(x, params):
    """The notebook's approximation, written as the notebook writes it."""
    return params[0] * x * x + params[1] * x + params[2]


def loop(approximation, guesses, x, y, learning_rate, steps, loss):
    """The notebook's loop; returns parameters and losses of every step."""
    params = torch.tensor(guesses, dtype=x.dtype).requires_grad_()
    history, losses = [params.detach().clone()], []
    for _ in range(steps):
        value = loss(approximation(x, params), y)
        losses.append(value.detach())
        value.backward()
        params.data -= params.grad * learning_rate
        params.grad = None
        history.append(params.detach().clone())
    losses.append(loss(approximation(x, params), y).detach())
    return torch.stack(history), torch.stack(losses)
