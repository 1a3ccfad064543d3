# %% [markdown] description="The slips that a training loop can have, in ten groups: each a short loop to run, break and mend, with what is wrong, its line and its cure."
# # Slips of a loop
#
# A *slip* is one small mistake in a training loop that is right otherwise. Some end the loop with an error. Most say nothing: the loop runs to its end, and the loss does not fall, the answer is wrong, a line has no effect, or memory fills. Here are 47 of them.
#
# **You need**: [the six steps](../recipe/six-steps.py). [Classic bugs](bugs.py) explains eleven slips at length.
# **You will be able to** recognize a slip, find its line and mend it.
#
# The first is open. The title of each other says what is wrong: find the line, and mend it. Press *Examine* until the answer is *Fine*. In [the four exercises](#find-what-is-wrong) at the end the titles name the symptom alone.
#
# The answers are those of [`sgd.watch`][sgd_tutorial.watch], which looks closely at the first 16 steps and at some later ones: it counts what it has seen there. *Probably* stands before what may be intended.
#
# ## Gradients and the update
#
# A step needs three things in this order: cleared gradients, `backward()`, and a change in place that PyTorch does not record for `backward()`.

# %% tags=["examine"]
import torch

t = torch.linspace(0, 2, 30)
w = torch.zeros(2, requires_grad=True)
for step in range(100):
    loss = ((w[0] * t + w[1] - 4 * t) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad

# %% tags=["examine"] fold="Cleared before the step"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    optimizer.zero_grad()
    optimizer.step()

# %% tags=["examine"] fold="Update outside no_grad" kind="update with notes"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    w -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Parameter is not a leaf" kind="parameter is no leaf"
import torch

t = torch.linspace(-1, 1, 30)
w = 0.1 * torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((w * t - 3 * t) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Parameter replaced"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    with torch.no_grad():
        w = w - 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Update with the wrong sign" kind="uphill"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    w.data += 0.1 * w.grad
    w.grad = None

# %% [markdown]
# ## What requires a gradient
#
# The loss must depend on its parameters through operations that have slopes, and the parameters must be leaves with `requires_grad=True`.

# %% tags=["examine"] fold="No requires_grad" kind="requires_grad on the wrong tensor"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Loss calculated under no_grad" kind="no_grad left on"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    with torch.no_grad():
        loss = ((w * t - 3 * t) ** 2).mean()
    loss.backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Loss detached from the parameters" kind="loss cut loose"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    loss = ((w * t - 3 * t) ** 2).mean().item()
    torch.tensor(loss, requires_grad=True).backward()
    optimizer.step()

# %% tags=["examine"] fold="A term without gradient"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    loss = ((w * t - 3 * t) ** 2).mean()
    loss = loss + 0.1 * w.detach().square().sum()
    loss.backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Zero gradient"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((torch.round(w * t) - 3 * t) ** 2).mean().backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% [markdown]
# ## The graph of the loss
#
# Each loss has a graph of its own: the operations that it was calculated by. `backward()` goes back through it once, and needs the values that it was calculated with.

# %% tags=["examine"] fold="Graph used twice"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
loss = ((w * t - 3 * t) ** 2).mean()
for step in range(50):
    loss.backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Tensor changed in place" kind="changed in place"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    guess = torch.tanh(w * t)
    guess[0] = -0.5
    ((guess - 0.5 * t) ** 2).mean().backward()
    w.data -= w.grad
    w.grad = None

# %% tags=["examine"] fold="The graph grows"
import torch

w = torch.tensor(0.0, requires_grad=True)
state = torch.zeros(())
for step in range(20):
    state = torch.tanh(0.5 * state + w)
    (state - 0.3).square().backward(retain_graph=True)
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Losses kept with their graphs"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
total = 0
for step in range(50):
    loss = ((w * t - 3 * t) ** 2).mean()
    loss.backward()
    w.data -= 0.1 * w.grad
    w.grad = None
    total += loss

# %% [markdown]
# ## What the optimizer holds
#
# An optimizer changes the tensors that it was given, and no others. Create the model first and the optimizer second, both before the loop.

# %% tags=["examine"] fold="The optimizer holds other tensors"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
w = torch.ones(1, requires_grad=True)
for step in range(50):
    optimizer.zero_grad()
    ((w * t - 3 * t) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Optimizer created in every step" kind="optimizer made anew"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    optimizer = torch.optim.Adam([w], lr=0.1)
    optimizer.zero_grad()
    ((w * t - 3 * t) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Parameters created in every step" kind="model made anew"
import torch

t = torch.linspace(-1, 1, 30)
for step in range(50):
    w = torch.zeros(1, requires_grad=True)
    ((w * t - 3 * t) ** 2).mean().backward()
    w.data -= 0.1 * w.grad

# %% tags=["examine"] fold="No update" kind="nothing is changed"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((w * t - 3 * t) ** 2).mean().backward()

# %% tags=["examine"] fold="Parameters not registered" kind="parameters hidden"
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(1, 4), nn.Tanh()]
        self.last = nn.Linear(4, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.last(x)


torch.manual_seed(0)
x, net = torch.linspace(-1, 1, 30)[:, None], Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - x**3) ** 2).mean().backward()
    optimizer.step()

# %% [markdown]
# ## Shapes and dtypes
#
# PyTorch refuses most shapes and dtypes that do not fit. Where broadcasting makes them fit, it says nothing.

# %% tags=["examine"] fold="Broadcasting"
import torch

x = torch.linspace(-1, 1, 30)[:, None]
y = 3 * x[:, 0]
w = torch.zeros(1, 1, requires_grad=True)
for step in range(50):
    ((x @ w - y) ** 2).mean().backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Loss is not one number"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((w * t - 3 * t) ** 2).backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Wrong shape"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - x) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Wrong dtype"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
labels = (x[:, 0] > 0).float()
net = nn.Linear(1, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(50):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), labels).backward()
    optimizer.step()

# %% tags=["examine"] fold="Parameter of whole numbers" kind="whole numbers"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.tensor([0], requires_grad=True)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% [markdown]
# ## What a loss takes
#
# To choose among classes, a network gives a **score** for each. Softmax makes probabilities of the scores, positive and with the sum 1; for a single score a sigmoid does. Each loss for classes takes scores, probabilities or their logarithms, and most say nothing when they get another of the three.

# %% tags=["examine"] fold="Softmax twice"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
labels = (x[:, 0] > 0).long()
net = nn.Sequential(nn.Linear(1, 2), nn.Softmax(dim=1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(50):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), labels).backward()
    optimizer.step()

# %% tags=["examine"] fold="Softmax over the wrong dimension" kind="softmax over the points"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
labels = (x[:, 0] > 0).long()
net = nn.Sequential(nn.Linear(1, 2), nn.LogSoftmax(dim=0))
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(50):
    optimizer.zero_grad()
    nn.functional.nll_loss(net(x), labels).backward()
    optimizer.step()

# %% tags=["examine"] fold="nll_loss wants log probabilities"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
labels = (x[:, 0] > 0).long()
net = nn.Linear(1, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(50):
    optimizer.zero_grad()
    nn.functional.nll_loss(net(x), labels).backward()
    optimizer.step()

# %% tags=["examine"] fold="Sigmoid twice"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net, loss = nn.Linear(1, 1), nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(50):
    optimizer.zero_grad()
    loss(net(x).sigmoid(), (x > 0).float()).backward()
    optimizer.step()

# %% tags=["examine"] fold="Targets outside 0 to 1"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net, loss = nn.Linear(1, 1), nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(50):
    optimizer.zero_grad()
    loss(net(x), x.sign()).backward()
    optimizer.step()

# %% tags=["examine"] fold="Errors averaged before the square"
import torch

t = torch.linspace(0, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((w * t - 3 * t).mean() ** 2).backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Loss without a minimum" kind="no lowest point"
import torch

t = torch.linspace(0, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    (w * t - 3 * t).mean().backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% [markdown]
# ## The learning rate
#
# How large a rate may be depends on [the curvature](../questions/curvature.py). The answer measures it along the steps. A **scheduler** changes the rate as the run goes on; to **clip** a gradient is to shorten one that is too long.

# %% tags=["examine"] fold="Learning rate too large" kind="rate too large"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(20):
    ((w * t - 3 * t) ** 2).sum().backward()
    w.data -= 0.15 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Learning rate too small" kind="rate too small"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
for step in range(50):
    ((w * t - 3 * t) ** 2).mean().backward()
    w.data -= 1e-4 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Learning rate decays too fast" kind="the rate runs out"
import torch
from torch.optim.lr_scheduler import ExponentialLR

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
schedule = ExponentialLR(optimizer, 0.7)
for step in range(50):
    optimizer.zero_grad()
    ((w * t - 3 * t) ** 2).mean().backward()
    optimizer.step()
    schedule.step()

# %% tags=["examine"] fold="Gradients clipped after the step" kind="clipping has no effect"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((w * t - 3 * t) ** 2).mean().backward()
    optimizer.step()
    torch.nn.utils.clip_grad_norm_([w], 1.0)

# %% tags=["examine"] fold="Badly scaled data" kind="badly scaled"
import torch

t = torch.linspace(0, 100, 30)
x = torch.stack([t, torch.ones(30)], 1)
w = torch.zeros(2, requires_grad=True)
for step in range(50):
    ((x @ w - t - 900) ** 2).mean().backward()
    w.data -= 1e-4 * w.grad
    w.grad = None

# %% [markdown]
# ## Units of a network
#
# What a unit adds up goes through its **activation**, such as tanh, or ReLU, which puts 0 in place of what is negative. A unit learns only where that has a slope, and only something of its own if it differs from its neighbors.

# %% tags=["examine"] fold="Final ReLU"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1), nn.ReLU())
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - x) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Dead ReLU"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net = nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1))
net[0].bias.data -= 5
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - x**2) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Identical units" kind="units all alike"
import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
first = torch.full((1, 8), 0.5, requires_grad=True)
last = torch.full((8, 1), 0.5, requires_grad=True)
for step in range(50):
    ((torch.tanh(x @ first) @ last - x) ** 2).mean().backward()
    for w in (first, last):
        w.data -= 0.05 * w.grad
        w.grad = None

# %% tags=["examine"] fold="Two linear layers in a row"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net = nn.Sequential(nn.Linear(1, 8), nn.Linear(8, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(100):
    optimizer.zero_grad()
    ((net(x) - x**2) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Saturated units"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-900, 901, 30)[:, None]
net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - (x / 900) ** 2) ** 2).mean().backward()
    optimizer.step()

# %% [markdown]
# ## Not a number
#
# One `nan` makes everything that is calculated from it `nan`, soon every parameter.

# %% tags=["examine"] fold="Loss is not a number" kind="not a number"
import torch

t = torch.linspace(-1, 1, 30)
w = torch.tensor([0.5, 0.2], requires_grad=True)
for step in range(50):
    ((torch.log(w[0] * t + w[1]) - t) ** 2).mean().backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% tags=["examine"] fold="Gradient is not a number"
import torch

w = torch.zeros(3, requires_grad=True)
for step in range(50):
    length = (w**2).sum().sqrt()
    ((w - 1).square().sum() + length).backward()
    w.data -= 0.1 * w.grad
    w.grad = None

# %% [markdown]
# ## Data and modes
#
# Here the loop is right, and what goes into it is not.

# %% tags=["examine"] fold="Batches not shuffled" kind="not shuffled"
import torch
from torch import nn

torch.manual_seed(0)
x, net = torch.linspace(-3, 3, 120)[:, None], nn.Linear(1, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(8):
    for batch in x.split(20):
        optimizer.zero_grad()
        ((net(batch) - 2 * batch) ** 2).mean().backward()
        optimizer.step()

# %% tags=["examine"] fold="Eval mode while training"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net = nn.Sequential(
    nn.Linear(1, 8), nn.Dropout(0.1), nn.Linear(8, 1)
).eval()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - 3 * x) ** 2).mean().backward()
    optimizer.step()

# %% tags=["examine"] fold="Train mode while evaluating" kind="train mode while judging"
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 30)[:, None]
net = nn.Sequential(nn.Linear(1, 8), nn.Dropout(0.1), nn.Linear(8, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(50):
    optimizer.zero_grad()
    ((net(x) - 3 * x) ** 2).mean().backward()
    optimizer.step()
    with torch.no_grad():
        held_out = ((net(x + 0.1) - 3 * x) ** 2).mean()

# %% [markdown]
# ## Find what is wrong
#
# Four functions, each with one of these slips. Mend them where they stand.
#
# ### A slope of 0
#
# The slope of a line, for a column x. On points whose mean is 0, as here, it comes out as 0 whatever it is.

# %% tags=["exercise"] fresh=true
import torch


def slope(x, y):
    """The slope of a line through 0, for x of (n, 1) and y of (n,)."""
    w = torch.zeros(1, 1, requires_grad=True)
    for step in range(100):
        ((x @ w - y) ** 2).mean().backward()
        w.data -= 0.3 * w.grad
        w.grad = None
    return w.item()


x = torch.linspace(-1, 1, 9)[:, None]
print(f"{slope(x, 3 * x[:, 0]):.2f}, and it should be 3")


# %% tags=["check"]
def slope_of(factor, points):
    x = torch.linspace(-1, 1, points)[:, None]
    return slope(x, factor * x[:, 0])


def check_three():
    """Points on y = 3x have the slope 3."""
    found = slope_of(3, 30)
    assert abs(found) > 0.01, (
        "x @ w is (n, 1), y is (n,): bring both to one shape"
    )
    assert abs(found - 3) < 0.01, f"you get {found:.2f}"


def check_negative():
    """Points on y = -2x have the slope -2."""
    found = slope_of(-2, 30)
    assert abs(found + 2) < 0.01, (
        f"you get {found:.2f}: leave the sign alone"
    )


def check_other_number():
    """The number of points does not matter."""
    found = slope_of(3, 11)
    assert abs(found - 3) < 0.01, f"with 11 points you get {found:.2f}"


# %% tags=["solution"]
def slope(x, y):
    w = torch.zeros(1, 1, requires_grad=True)
    for step in range(100):
        (((x @ w)[:, 0] - y) ** 2).mean().backward()
        w.data -= 0.3 * w.grad
        w.grad = None
    return w.item()


x = torch.linspace(-1, 1, 30)[:, None]
assert abs(slope(x, 3 * x[:, 0]) - 3) < 0.01

# %% [markdown]
# ### Nothing moves
#
# Every call is there, and nothing moves.

# %% tags=["exercise"] fresh=true
import torch


def mean_of(y, rate, steps):
    """The number that is nearest to all of y, by descent from 0."""
    c = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([c], lr=rate)
    for step in range(steps):
        ((c - y) ** 2).mean().backward()
        optimizer.zero_grad()
        optimizer.step()
    return c.item()


print(mean_of(torch.tensor([1.0, 5.0]), 0.1, 100), "and it should be 3")


# %% tags=["check"]
def check_it_moves():
    """After one step it is not 0 any more."""
    found = mean_of(torch.tensor([1.0, 5.0]), 0.1, 1)
    assert found != 0, "where is the gradient when step() wants it?"
    assert abs(found - 0.6) < 1e-4, (
        f"one step comes to 0.6; you get {found:.4f}"
    )


def check_two_steps():
    """After two steps it is at 1.08."""
    found = mean_of(torch.tensor([1.0, 5.0]), 0.1, 2)
    hint = f"you get {found:.4f}: the second step has the first's gradient, too"
    assert abs(found - 1.08) < 1e-4, hint


def check_mean():
    """It arrives at the mean."""
    found = mean_of(torch.tensor([1.0, 5.0]), 0.1, 100)
    assert abs(found - 3) < 1e-3, f"the mean is 3; you get {found:.3f}"


# %% tags=["solution"]
def mean_of(y, rate, steps):
    c = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([c], lr=rate)
    for step in range(steps):
        optimizer.zero_grad()
        ((c - y) ** 2).mean().backward()
        optimizer.step()
    return c.item()


assert abs(mean_of(torch.tensor([1.0, 5.0]), 0.1, 100) - 3) < 1e-3

# %% [markdown]
# ### An error at the second step
#
# The first step is taken. The second is an error.

# %% tags=["exercise"] fresh=true
import torch


def line(x, y, rate, steps):
    """Slope and intercept of a line through the points."""
    params = torch.zeros(2, requires_grad=True)
    for step in range(steps):
        loss = ((params[0] * x + params[1] - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            params = params - rate * params.grad
    return params.tolist()


x = torch.linspace(-1, 1, 21)
found = [round(each, 2) for each in line(x, 2 * x + 1, 0.3, 1)]
print(found, "after one step")


# %% tags=["check"]
def line_after(steps):
    x = torch.linspace(-1, 1, 21)
    return line(x, 2 * x + 1, 0.3, steps)


def check_one_step():
    """One step is taken as before."""
    found = line_after(1)
    assert abs(found[1] - 0.6) < 1e-4, (
        f"the intercept is 0.6; you get {found[1]:.4f}"
    )


def check_more():
    """So is the next, with its own gradient."""
    try:
        found = line_after(2)
    except (RuntimeError, TypeError) as error:
        raise AssertionError(
            "the name params stands for another tensor by now"
        ) from error
    hint = f"the intercept is 0.84; you get {found[1]:.4f}: are gradients cleared?"
    assert abs(found[1] - 0.84) < 1e-4, hint


def check_end():
    """In the end it is the line."""
    found = line_after(200)
    assert abs(found[0] - 2) < 1e-3, (
        f"the slope is 2; you get {found[0]:.3f}"
    )


# %% tags=["solution"]
def line(x, y, rate, steps):
    params = torch.zeros(2, requires_grad=True)
    for step in range(steps):
        loss = ((params[0] * x + params[1] - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            params -= rate * params.grad
        params.grad = None
    return params.tolist()


x = torch.linspace(-1, 1, 21)
assert abs(line(x, 2 * x + 1, 0.3, 200)[0] - 2) < 1e-3

# %% [markdown]
# ### Steps without effect
#
# The optimizer takes its steps, and the loss stays.

# %% tags=["exercise"] fresh=true
import torch


def fit(x, y, start, steps):
    """Slope and intercept, from a start that is given."""
    params = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([params], lr=0.3)
    params = torch.tensor(start, requires_grad=True)
    for step in range(steps):
        optimizer.zero_grad()
        ((params[0] * x + params[1] - y) ** 2).mean().backward()
        optimizer.step()
    return params.tolist()


x = torch.linspace(-1, 1, 21)
print(fit(x, 2 * x + 1, [5.0, 5.0], 200), "and it should be 2 and 1")


# %% tags=["check"]
def fit_from(start, steps):
    x = torch.linspace(-1, 1, 21)
    return fit(x, 2 * x + 1, start, steps)


def check_start():
    """Without a step it is where it starts."""
    found = fit_from([5.0, 5.0], 0)
    assert found == [5, 5], (
        f"it starts at {found}: leave the start as it is given"
    )


def check_step():
    """One step brings the intercept from 5 to 2.6."""
    found = fit_from([5.0, 5.0], 1)
    assert found[1] != 5, "which tensor does the optimizer hold?"
    assert abs(found[1] - 2.6) < 1e-4, f"you get {found[1]:.4f}"


def check_arrives():
    """From any start it comes to the line."""
    found = fit_from([-4.0, 9.0], 200)
    assert abs(found[0] - 2) < 1e-3, (
        f"the slope is 2; you get {found[0]:.3f}"
    )


# %% tags=["solution"]
def fit(x, y, start, steps):
    params = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([params], lr=0.3)
    for step in range(steps):
        optimizer.zero_grad()
        ((params[0] * x + params[1] - y) ** 2).mean().backward()
        optimizer.step()
    return params.tolist()


assert abs(fit(x, 2 * x + 1, [-4.0, 9.0], 200)[0] - 2) < 1e-3
