# %% [markdown]
# # The six steps
#
# You have data, and you suspect a formula behind it. You can write the formula down, but not its numbers.
# Stochastic gradient descent finds the numbers, and it is a recipe of six steps:
#
# 1. Define an **approximation**: a function y(x) with parameters. For *y = ax + b* the parameters are a and b.
# 2. **Initialize** the parameters as tensors that calculate gradients.
# 3. **Assess** how far off the approximation is, with a loss function.
# 4. Calculate the **gradient** of the loss: its slope along each parameter.
# 5. **Adjust** the parameters against the gradient.
# 6. **Repeat** steps 3 to 5.
#
# On this page you take two steps by hand, and the rest in a loop.
#
# **You need**: a little Python. **You will be able to** read, write and run the loop that trains every neural network.
#
# !!! question "Predict"
#     The data below comes from *5x²*. You will fit it with *ax² + bx + c*, starting at a = 1, b = 2, c = 3.
#     Which of the three do you expect to be right first? Which last?

# %% [markdown]
# ## Tensors
#
# A tensor is a number, a list, a matrix, or a stack of them. PyTorch calculates with tensors.

# %%
from torch import tensor, arange
import plotly.express as px

print(tensor(5))
print(tensor([1, 2, 3, 4, 5]))

# %% [markdown]
# ## How a computer takes derivatives
#
# Take *y = 5x²*. Its derivative is *10x*. PyTorch finds that by itself, in three moves:
# make a tensor with `requires_grad_()`, calculate something from it, call `backward()` on the result.
# Then `.grad` holds the derivative at every x.
#
# `backward()` starts from one number. That is why `y` adds up its values: the sum's derivative with respect to
# one x is the derivative of the one term that contains it.


# %%
def y(x, sum=True):
    ys = 5 * x * x
    if sum:
        return ys.sum()  # one number, for backward()
    else:
        return ys


xt = arange(1, 21).float().requires_grad_()  # derivatives need decimal numbers
print("xt,", xt)
print("yt,", y(xt, sum=False))
yt = y(xt, sum=True)
yt.backward()
print(xt.grad)

# %% [markdown]
# The last tensor is *10x*, from {{ f"{xt.grad[0]:.0f}" }} to {{ f"{xt.grad[-1]:.0f}" }}.
#
# ## The data
#
# The data is *5x²* at {{ len(arange(-20., 21.)) }} whole numbers x. Pretend that you do not know the 5.

# %% figure="data" caption="The data. Your task is to find the curve behind it."
xs = arange(-20.0, 21.0)
ys = y(xs, sum=False)
px.scatter(x=xs, y=ys, width=600)

# %% [markdown]
# ## Step 1 and 2: approximate, initialize
#
# Step 1 is a function of x and of the parameters. Step 2 is a first guess for each parameter.
# `requires_grad_()` asks PyTorch to follow every calculation made with them.


# %% figure="guess" caption="The first guess is far too flat."
def approximation_func(x, params):
    return params[0] * x * x + params[1] * x + params[2]


params = tensor([1.0, 2.0, 3.0]).requires_grad_()

px.scatter(
    data_frame={
        "x": xs,
        "data": ys,
        "approx": approximation_func(xs, params).detach().numpy(),
    },
    x=xs,
    y=["data", "approx"],
    labels={"value": "y", "variable": ""},
    width=600,
)

# %% [markdown]
# `detach()` hands plotly the numbers without the record of how they were calculated.
# Without it, plotly stops with an error.
#
# ## Step 3 and 4: assess, calculate the gradient
#
# The loss is one number that says how far off you are: the squared error of every point, added up.
# Squaring removes the signs, so that misses above and below the data do not cancel.


# %%
def se(y1, y2):
    return ((y1 - y2) ** 2).sum()


loss = se(approximation_func(xs, params), ys)
print("loss,", loss)
loss.backward()
print("gradient,", params.grad)

# %% [markdown]
# Read the gradient as advice. It says how fast the loss grows when a parameter grows.
# The first entry is negative: a larger a makes the loss smaller. And it is
# {{ f"{abs(params.grad[0] / params.grad[2]):.0f}" }} times as large as the entry for c. Keep that in mind.
#
# ## Step 5: adjust
#
# Move each parameter against its gradient. The **learning rate** decides how far.

# %% figure="one-step" caption="After one step, a is {{ f'{params.data[0]:.2f}' }}: the approximation has risen toward the data."
learning_rate = 1e-7
params.data -= params.grad * learning_rate
print("new param,", params.data)
params.grad = None
px.scatter(
    data_frame={
        "x": xs,
        "data": ys,
        "approx": approximation_func(xs, params).detach().numpy(),
    },
    x=xs,
    y=["data", "approx"],
    labels={"value": "y", "variable": ""},
    width=600,
)

# %% [markdown]
# Two lines deserve a second look.
#
# - `params.data` changes the numbers without recording the change as part of the calculation.
# - `params.grad = None` clears the gradient. PyTorch *adds* each new gradient to the one that is there;
#   forget this line, and you walk along the sum of all gradients so far.
#
# ## Step 6: repeat
#
# The same again: assess, calculate the gradient, adjust.

# %% figure="two-steps" caption="After two steps, a is {{ f'{params.data[0]:.2f}' }} on its way to 5."
loss = se(approximation_func(xs, params), ys)
print("loss,", loss)
loss.backward()
print("gradient,", params.grad)
params.data -= params.grad * learning_rate
params.grad = None
print("new param,", params.data)
px.scatter(
    data_frame={
        "x": xs,
        "data": ys,
        "approx": approximation_func(xs, params).detach().numpy(),
    },
    x=xs,
    y=["data", "approx"],
    labels={"value": "y", "variable": ""},
    width=600,
)

# %% [markdown]
# The loss has halved. Now let the loop do the rest.

# %% figure="ten-thousand-steps" caption="After {{ f'{i + 3:,}' }} steps the two curves look the same. They are not: c is {{ f'{params.data[2]:.2f}' }}, not 0."
for i in range(10000):
    loss = se(approximation_func(xs, params), ys)
    loss.backward()
    params.data -= params.grad * learning_rate
    params.grad = None
print("loss,", loss)
print("new param,", params.data)
px.scatter(
    data_frame={
        "x": xs,
        "data": ys,
        "approx": approximation_func(xs, params).detach().numpy(),
    },
    x=xs,
    y=["data", "approx"],
    labels={"value": "y", "variable": ""},
    width=600,
)

# %% [markdown]
# a is almost 5, b is almost 0, and c has hardly moved from 3: it is {{ f"{params.data[2]:.4f}" }}.
# The gradient told you so at the start. It was steep along a and flat along c.
#
# `print` shows the loss *before* the last adjustment, as the loop calculates it first and adjusts afterwards.
#
# ??? note "Names that memory gets wrong"
#     The function is `tensor`, in the singular. The method is `requires_grad_()`, with an underscore at the end.
#     It is `loss.backward()`, without an s, and the gradient is in `params.grad`.
#     And the steps are six: *adjust* is the fifth, *repeat* the sixth.
#
# ## The same in one call
#
# The package `sgd_tutorial` has a function for each step (`initialize`, `gradient`, `adjust`), and `fit`, which
# repeats them and keeps a record. It takes the function that you wrote above.

# %%
import sgd_tutorial as sgd

run = sgd.fit(approximation_func, [1.0, 2.0, 3.0], xs, ys, learning_rate=1e-7, steps=10_002)
print("loss,", run.losses[-2])
print("new param,", run.params)
assert run.params.equal(params.data)

# %% [markdown]
# The digits are those of the loop: the last line checks it while this page is built.
#
# ## Where is the "stochastic"?
#
# Stochastic means random, and nothing so far was. Every step used all {{ len(xs) }} points; that is
# (full-batch) **gradient descent**. It becomes *stochastic* when each step looks at a few points drawn at random:
# a cheap estimate of the gradient, wrong by a little each time, right on average.

# %%
run = sgd.fit(
    approximation_func, [1.0, 2.0, 3.0], xs, ys, learning_rate=1e-7, steps=10_002, batch_size=8
)
print(run)

# %% [markdown]
# ## Six questions
#
# You can run the recipe now. Good questions follow:
#
# 1. a is almost right, b is almost right, c is not. Where did it go wrong, and how do you make c right?
# 2. What happens with a wrong approximation function, a line or a cubic?
# 3. What happens when the learning rate is too large, or too small?
# 4. What happens when the initial guesses are way off?
# 5. When is a good time to stop?
# 6. Does this work with the mean of the squared errors instead of their sum?
#
# Change a number above and run the page again: you can find out a good deal by trying.
# It was made with these versions:

# %%
import plotly
import torch

print("torch", torch.__version__.split("+")[0])
print("plotly", plotly.__version__)
