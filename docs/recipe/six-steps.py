# %% [markdown]
# # The six steps
#
# You have data, and you suspect a formula behind it. You can write the formula down, but not its numbers.
# Stochastic gradient descent finds the numbers, and it is a recipe of six steps:
#
# 1. Define an **approximation**: a function $y(x)$ with parameters. For $y = \a x + \b$ the parameters are $\a$ and $\b$.
# 2. **Initialize** the parameters as tensors that calculate gradients.
# 3. **Assess** how far off the approximation is, with a loss function.
# 4. Calculate the **gradient** of the loss: its slope along each parameter.
# 5. **Adjust** the parameters against the gradient.
# 6. **Repeat** steps 3 to 5.
#
# On this page you take two steps by hand, and the rest in a loop.
#
# **You need**: a little Python, and to know that a derivative is a slope.
# **You will be able to** read, write and run the loop at the heart of training almost every neural network.
#
# **To run it yourself**: clone the repository, type `make serve`, and edit `docs/recipe/six-steps.py`; the page follows.
# Or copy the blocks, in order, into a notebook. In a script, end a figure with `.show()`.
#
# !!! question "Predict"
#     The data below comes from $5x^2$. You will fit it with $\a x^2 + \b x + \c$, starting at $\a = 1$, $\b = 2$, $\c = 3$.
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
# The derivative says how fast $y$ grows when $x$ grows. For $y = 5x^2$ it is $10x$. PyTorch finds that by itself, in three moves:
# make a tensor with `requires_grad_()`, calculate something from it, call `backward()` on the result.
# Then `.grad` holds the derivative at every $x$.
#
# `backward()` starts from one number. That is why `y` adds up its values: the sum's derivative with respect to
# one $x$ is the derivative of the one term that contains it.


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
# The last tensor is $10x$, from {{ f"{xt.grad[0]:.0f}" }} to {{ f"{xt.grad[-1]:.0f}" }}.
# `grad_fn` is PyTorch's note of how a tensor was calculated; `backward()` follows these notes back.
#
# ## The data
#
# The data is $5x^2$ at {{ len(arange(-20., 21.)) }} whole numbers $x$. Pretend that you do not know the 5.

# %% figure="data" caption="The data. Your task is to find the curve behind it."
xs = arange(-20.0, 21.0)
ys = y(xs, sum=False)
px.scatter(x=xs, y=ys, width=600)

# %% [markdown]
# ## Steps 1 and 2: approximate, initialize
#
# Step 1 is a function of $x$ and of the parameters. Step 2 is a first guess for each parameter.
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
# `detach()` hands plotly the numbers without the notes of how they were calculated.
#
# ## Steps 3 and 4: assess, calculate the gradient
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
# The entry for $\a$ is negative: a larger $\a$ makes the loss smaller. It is
# {{ f"{abs(params.grad[0] / params.grad[2]):.0f}" }} times as large as the entry for $\c$ and
# {{ f"{abs(params.grad[0] / params.grad[1]):.0f}" }} times as large as the entry for $\b$:
# the first steps are almost all about $\a$.
#
# ## Step 5: adjust
#
# Move each parameter against its gradient. The **learning rate** decides how far: here 1e-7, which is 0.0000001.
# A larger rate gets there faster, up to a limit.

# %% figure="one-step" caption="After one step, $\\a$ is {{ f'{params.data[0]:.2f}' }}: the approximation has risen toward the data."
learning_rate = 1e-7
params.data -= params.grad * learning_rate  # (1)!
print("new param,", params.data)
params.grad = None  # (2)!
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
# 1. `params.data` changes the numbers without recording the change as part of the calculation.
# 2. This clears the gradient. PyTorch *adds* each new gradient to the one that is there:
#    forget this line, and you walk along the sum of all gradients so far.
#
# Two lines deserve a second look; click on their marks.
#
# ## Step 6: repeat
#
# The same again: assess, calculate the gradient, adjust.

# %% figure="two-steps" caption="After two steps, $\\a$ is {{ f'{params.data[0]:.2f}' }} on its way to 5."
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
# The first step has halved the loss. What the second step did to it you do not see here:
# the loop calculates the loss first and adjusts afterwards. Now let it do the rest.

# %% figure="ten-thousand-steps" caption="After {{ f'{i + 3:,}' }} steps the two curves look the same. They are not: $\\c$ is {{ f'{params.data[2]:.2f}' }}, not 0."
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
# $\a$ is almost 5; $\b$ is almost 0 (e-05 says: divide by 100,000); $\c$ has hardly moved from 3. Ask for the gradient once more.

# %%
loss = se(approximation_func(xs, params), ys)
loss.backward()
print("gradient,", params.grad)
step_of_c = params.grad[2] * learning_rate
params.grad = None

# %% [markdown]
# Look back at the first gradient. For $\c$ it was negative: it said *raise* $\c$, although 3 is too large already.
# While $\a$ is wrong, a larger $\c$ helps. Now that $\a$ is almost right, the entry for $\c$ has the right sign, and it is the
# largest of the three. Yet one step moves $\c$ by {{ f"{step_of_c:.5f}" }}, and $\c$ is
# {{ f"{params.data[2]:.1f}" }} away from 0. The loop is not wrong. It is not finished.
#
# ??? note "Easy to mistype"
#     The function is `tensor`, in the singular. The method is `requires_grad_()`, with an underscore at the end.
#     It is `loss.backward()`, without an s, and the gradient is in `params.grad`.
#     And the recipe has six steps: *adjust* is the fifth, *repeat* the sixth.
#
# ## The same in one call
#
# The package `sgd_tutorial` has a function for each step (`initialize`, `gradient`, `adjust`), and `fit`, which
# repeats them and keeps a record. It takes the function that you wrote above.

# %%
import sgd_tutorial as sgd

guesses = [1.0, 2.0, 3.0]
run = sgd.fit(
    approximation_func, guesses, xs, ys, learning_rate=1e-7, steps=10_002
)
print("loss,", run.losses[-2])
print("new param,", run.params)
assert run.params.equal(params.data)

# %% [markdown]
# The digits are those of the loop; the last line checks it while this page is built.
# `losses` has one entry for the guesses and one for each step. The loop printed the last but one.
#
# `history` holds the parameters in the same order, so you can check your prediction: when did $\a$, $\b$ and $\c$
# first come within 0.1 of 5, 0 and 0, and did they at all?

# %%
close = (run.history - tensor([5.0, 0.0, 0.0])).abs() < 0.1
for name, there in zip("abc", close.T):
    print(name, int(there.int().argmax()) if there.any() else "not yet")

# %% [markdown]
# ## Where is the "stochastic"?
#
# Stochastic means random, and nothing so far was. Every step used all {{ len(xs) }} points; that is
# (full-batch) **gradient descent**. It becomes *stochastic* when each step looks at a few points drawn at random:
# a cheap estimate of the gradient, different each time. Such a few points are a **mini-batch**.
#
# Take 8 points a step. Six steps then use every point once, five times 8 and the one left over; such a round is an
# **epoch**. Together they do the work of one step from before, so six times the learning rate makes up for it.

# %%
run = sgd.fit(
    approximation_func,
    guesses,
    xs,
    ys,
    learning_rate=6e-7,
    steps=10_002,
    batch_size=8,
)
print("loss on all points,", se(approximation_func(xs, run.params), ys))
print("params,", run.params)

# %% [markdown]
# The random road ends close to where the other one did. Each step looked at 8 points at most, instead of {{ len(xs) }}.
#
# ## Six questions
#
# You can run the recipe now. Good questions follow:
#
# 1. $\a$ is almost right, $\b$ is almost right, $\c$ is not. [Where did it go wrong, and how do you make it right?](../questions/why-is-c-wrong.py)
# 2. What happens with a wrong approximation function, a line or a cubic?
# 3. What happens when the learning rate is too large, or too small?
# 4. What happens when the initial guesses are way off?
# 5. When is a good time to stop?
# 6. Does this work with the mean of the squared errors instead of their sum?
#
# You can find out a good deal by trying: change a number above and run the page again.
# It was made with these versions:

# %%
import plotly
import torch

print("torch", torch.__version__.split("+")[0])
print("plotly", plotly.__version__)
