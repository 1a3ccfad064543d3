# %% [markdown] description="Eleven classic bugs of gradient descent in PyTorch: each shown failing, with its symptom, its one-line cure and a check that catches it."
# # Classic bugs
#
# A loop of five lines can be wrong in many ways, and many of them raise no error: the run ends, and its answer is wrong.
# Here is each of them failing, so that you know it when you meet it.
#
# **You need**: [the six steps](../recipe/six-steps.py).
# **You will be able to** go from a symptom to its cause, cure it in a line, and write the check that catches it the next time.
#
# In a hurry? Go [from symptom to suspect](#from-symptom-to-suspect).
#
# !!! question "Predict"
#     Eleven bugs follow. How many of them stop the loop with an error?
#
#     Your guess: ___ bugs
#
# ## The healthy loop
#
# It fits a line to points that lie on one. Most bugs below differ from it in one thing.

# %% tags=["live"]
import math
import warnings
from contextlib import contextmanager

import plotly.express as px
import torch
import sgd_tutorial as sgd

x = torch.linspace(-1, 1, 41)
y = 3 * x + 1
guesses = [1.0, 2.0]


def mse(y1, y2):
    return ((y1 - y2) ** 2).mean()


def descend(x, y, loss=mse, rate=0.1, clear=True):
    params, losses = sgd.initialize(guesses), []
    for _ in range(100):
        now = loss(sgd.linear(x, params), y)
        now.backward()
        params.data -= rate * params.grad
        if clear:
            params.grad = None
        losses.append(now.item())
    return losses, params


healthy, params = descend(x, y)
print(f"loss {healthy[0]:.2f}, at the end {healthy[-1]:.0e}")
print(params.data)
print("near:", params.allclose(torch.tensor([3.0, 1.0]), atol=0.01))

# %% tags=["remove-cell"]
assert params.allclose(torch.tensor([3.0, 1.0]), atol=0.01)

# %% [markdown]
# `told` prints the warnings and errors that you name, and goes on:


# %% tags=["hide-input"]
@contextmanager
def told(*expected):
    """Print these warnings and errors, two sentences each, and go on."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            yield
        except Exception as error:
            said.append(error)
    messages = [getattr(each, "message", each) for each in said]
    for message in messages:
        sentences = str(message).splitlines()[0].split(". ")[:2]
        print(f"{type(message).__name__}: {'. '.join(sentences)}")
    assert [type(message) for message in messages] == list(expected)


# %% [markdown]
# ## The loop and its data
#
# ### Gradients that add up

# %% tags=["live"]
forgetful, params = descend(x, y, clear=False)
print([round(each, 2) for each in forgetful[:60:5]])
print("cleared:", params.grad is None)  # the check, before backward()

# %% tags=["remove-cell"]
assert min(forgetful[:20]) < forgetful[0] / 4 < max(forgetful[20:]) / 2
assert params.grad is not None

# %% [markdown]
# `backward()` adds to the gradient that it finds. Each step walks along the sum of all gradients so far: the loss falls, climbs and swings.
# Do not blame the rate: one that is too large for a bowl makes the loss rise faster and faster, and it never comes back.
# **Cure**: `params.grad = None` after each step, or `optimizer.zero_grad()`.
#
# ### A column against a row
#
# `nn.Linear` and many file readers return columns of shape (n, 1). Your y has shape (n,).

# %%
column = x[:, None]
print((sgd.linear(column, guesses) - y).shape)
broadcast, params = descend(column, y)
print(params.data, "and the mean of y is", round(y.mean().item(), 2))
with told(UserWarning):
    torch.nn.MSELoss()(sgd.linear(column, params), y)

# %% [markdown]
# Broadcasting makes a table of differences: each fitted value $f_i$ minus every $y_j$. Its mean square is
#
# $$\frac1{n^2}\sum_{i,j}(f_i-y_j)^2=\frac1n\sum_i(f_i-\bar y)^2+\operatorname{var}(y),$$
#
# which is lowest where every $f_i$ is the mean $\bar y$. The line goes flat, and the loss stops at the variance of y. `nn.MSELoss` warns; your own loss must be told to. **Cure**: give both one shape.


# %%
def checked(y1, y2):
    assert y1.shape == y2.shape, f"{[*y1.shape]} against {[*y2.shape]}"
    return mse(y1, y2)


with told(AssertionError):
    descend(column, y, loss=checked)
cured, _ = descend(column, y[:, None], loss=checked)  # or column[:, 0]

assert abs(params[0]) < 0.01
assert math.isclose(broadcast[-1], y.var(correction=0), rel_tol=1e-3)
assert math.isclose(cured[20], healthy[20], rel_tol=1e-3)

# %% figure="losses" caption="One loss keeps falling, one swings for ever, one stops at the variance of y. The loss axis is logarithmic."
px.line(
    {
        "healthy": healthy,
        "never cleared": forgetful,
        "(n, 1) against (n,)": broadcast,
    },
    log_y=True,
    labels={"index": "step", "value": "loss", "variable": ""},
).update_yaxes(exponentformat="power")

# %% [markdown]
# ### A rate in the wrong unit

# %% tags=["live"]
total = sgd.sum_squared_error
wild, _ = descend(x, y, loss=total)  # at the mean's rate
tamed, _ = descend(x, y, loss=total, rate=0.1 / len(x))
finite = sum(math.isfinite(each) for each in wild)
print([f"{each:.0e}" for each in wild[:6]], "finite for", finite, "steps")
for name, losses in (("wild", wild), ("tamed", tamed)):
    print(f"{name} falls at once: {losses[1] < losses[0]}")  # the check

# %% tags=["remove-cell"]
assert finite < 50
assert wild[1] > wild[0]
assert tamed[1] < tamed[0]
assert math.isclose(tamed[20], healthy[20] * len(x), rel_tol=1e-3)

# %% [markdown]
# The sum's gradient is {{ len(x) }} times the mean's, and the mean's rate is far too large for it. **Cure**: divide the rate by the number of points; the path is then the same ([mean or sum](../questions/mean-or-sum.py)).
# The check holds from most starts: from one off almost only along flat directions, the loss falls before it rises.
#
# ### Not a number
#
# A value can be fine while its gradient is not:


# %% tags=["live"]
def kept_out(t):
    return torch.where(t > 0, t.sqrt(), 0)


traps = (
    ("log(t)", torch.log, 0.0),
    ("sqrt(t * t)", lambda t: (t * t).sqrt(), 0.0),
    ("where(t > 0, sqrt(t), 0)", kept_out, 0.0),
    ("exp(t) / (1 + exp(t))", lambda t: t.exp() / (1 + t.exp()), 100.0),
)
for name, f, at in traps:
    t = torch.tensor(at).requires_grad_()
    f(t).backward()
    print(f"{name:24} at {at:3.0f}: {f(t).item():4}, slope {t.grad:4}")

# %% tags=["remove-cell"]
for _, f, at in traps:
    t = torch.tensor(at).requires_grad_()
    f(t).backward()
    assert not t.grad.isfinite()

# %% [markdown]
# $0\cdot\infty$, $0/0$, $\infty/\infty$ and $\infty-\infty$ are all nan (`exp(100)` is larger than any float32 number), and a nan in the loss makes every parameter behind it nan. `where` does not protect: on the way back the branch that it drops gets a 0, and 0 times infinity is nan.
#
# The root of the mean squared error is such a loss, at a perfect fit:

# %%
params = sgd.initialize([3.0, 1.0])
for step in range(3):
    loss = mse(sgd.linear(x, params), y).sqrt()
    loss.backward()
    print(f"step {step}: loss {loss.item()}, slopes {params.grad.tolist()}")
    if not (loss.isfinite() and params.grad.isfinite().all()):
        break  # the check: name the first step, change nothing
with (
    told(UserWarning, RuntimeError),
    torch.autograd.set_detect_anomaly(True),
):
    mse(sgd.linear(x, params), y).sqrt().backward()

params.grad = None
(mse(sgd.linear(x, params), y) + 1e-12).sqrt().backward()  # the cure
assert params.grad.isfinite().all()

# %% [markdown]
# The gradient is bad while the loss is still fine: check both. `set_detect_anomaly` stops at the first operation that *returns* nan on the way back, and lists the lines that called it. The infinity that it was handed comes from the root, further on in your formula. It is slow: use it to search.
# **Cure**: stay away from the edge, here by a tiny number under the root.
#
# ### An optimizer that holds another model


# %%
def moves(model, optimizer):
    before = [each.detach().clone() for each in model.parameters()]
    mse(model(column), y[:, None]).backward()
    optimizer.step()
    pairs = zip(model.parameters(), before)
    return all(not now.equal(then) for now, then in pairs)


torch.manual_seed(0)
model = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model = torch.nn.Linear(1, 1)  # "start afresh"
first = moves(model, optimizer)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)  # the cure
second = moves(model, optimizer)
print("moves:", first, "and cured:", second)
assert second
assert not first

# %% [markdown]
# The optimizer keeps the parameters that it was given. A new model has new ones; the old ones have no gradient, so `step()` skips them. Nothing moves.
# **Cure**: create the optimizer last. **Check**: compare the parameters before and after one step.
#
# ### Sorted data, not shuffled
#
# Fit a line to $x^2$. The best slope is 0. Walk in mini-batches of 8 from left to right, from right to left, and shuffled:

# %% figure="order" caption="The slope at the end of each epoch. The best is 0: sorted data misses it on the side of its last batches, every time."
n = len(x)
orders = {
    "left to right": lambda: torch.arange(n),
    "right to left": lambda: torch.arange(n).flip(0),
    "shuffled": lambda: torch.randperm(n),
}


def slopes(order, rate=0.1):
    params, ends = sgd.initialize(guesses), []
    for _ in range(60):
        for at in orders[order]().split(8):
            loss = mse(sgd.linear(x[at], params), x[at] ** 2)
            sgd.adjust(params, sgd.gradient(loss, params), rate)
        ends.append(params[0].item())
    return ends


ends = {order: slopes(order) for order in orders}
px.line(ends, labels={"index": "epoch", "value": "slope", "variable": ""})

# %%
bias = {
    order: torch.tensor(each[20:]).mean() for order, each in ends.items()
}
print({order: round(each.item(), 2) for order, each in bias.items()})
assert bias["right to left"] < -0.1 < 0.1 < bias["left to right"]
assert abs(bias["shuffled"]) < bias["left to right"] / 4

# %% [markdown]
# Each batch pulls toward its own best line, and the last batches of an epoch have the last word. Shuffled, they are different ones each time: the ends [hover](stochastic.py#where-a-run-ends), but around the right slope.
# **Cure**: shuffle each epoch. **Check**: run it in the opposite order.
#
# ### The wrong mode
#
# While training, dropout sets values to 0 at random, and batch norm standardizes with the batch that a point happens to be in:

# %%
drop, norm = torch.nn.Dropout(), torch.nn.BatchNorm1d(1)
for training in (True, False):
    drop.train(training)
    norm.train(training)
    twice = drop(column).equal(drop(column))  # the check
    company = norm(column)[:5].allclose(norm(column[:5]))
    print(f"training {training}: dropout agrees with itself: {twice},")
    print(f"  batch norm gives points the same in any batch: {company}")
    assert twice == company == (not training)

# %% [markdown]
# **Cure**: `model.eval()` before you predict, `model.train()` before you go on.
#
# ## Tensors and their gradients
#
# ### A parameter that is not a leaf


# %%
def healthy_leaf(params):  # the check, before each backward()
    return params.is_leaf and params.requires_grad


params = sgd.initialize(guesses)
with told(UserWarning, TypeError):
    for step in range(2):
        mse(sgd.linear(x, params), y).backward()
        params = params - 0.1 * params.grad
print("step", step, "healthy:", healthy_leaf(params))
assert not params.is_leaf

params = sgd.initialize(guesses)
with told(RuntimeError):
    for step in range(2):
        mse(sgd.linear(x, params), y).backward()
        with torch.no_grad():
            params = params - 0.1 * params.grad
print("step", step, "healthy:", healthy_leaf(params))
assert params.is_leaf
assert not healthy_leaf(params)

# %% [markdown]
# `params = ...` makes a new tensor. It is not a **leaf**, a tensor that you made yourself, and `backward()` stores gradients at leaves: the next `params.grad` is `None`.
# Under `no_grad()` it is a leaf that asks for no gradient, and the next loss has no notes. The check asks for both.
# **Cure**: change the numbers in place, as below.
#
# ### A leaf, changed in place

# %%
params = sgd.initialize(guesses)
mse(sgd.linear(x, params), y).backward()
with told(RuntimeError):
    params -= 0.1 * params.grad
with torch.no_grad():  # the cure
    params -= 0.1 * params.grad
assert params.is_leaf
assert not params.equal(torch.tensor(guesses))

# %% [markdown]
# PyTorch [takes notes](../recipe/derivatives.py#the-notes), and refuses to overwrite a leaf [while it does](../recipe/derivatives.py#three-things-that-surprise-everybody). A step needs no notes. **Cure**: `torch.no_grad()`, or `params.data -= ...`.
#
# ### A detached loss

# %%
params = sgd.initialize(guesses)
loss = mse(sgd.linear(x, params), y)
with told(AttributeError):
    loss.item().backward()
with told(RuntimeError):
    loss.data.backward()
with told(UserWarning, RuntimeError):
    torch.tensor(loss).backward()
with told(RuntimeError):
    loss.numpy()
assert loss.requires_grad  # the check
assert not loss.data.requires_grad

torch.tensor(loss.item()).requires_grad_().backward()
assert params.grad is None  # silenced, not cured
loss.backward()
assert params.grad is not None  # the cure

# %% [markdown]
# `.item()`, `.data`, `.detach()`, `numpy` and `torch.tensor(loss)` all keep the number and lose the notes.
# Adding `requires_grad_()` removes the message only: no gradient reaches the parameters. **Cure**: call `backward()` on the loss itself; `.item()` is for printing.
#
# ### Whole numbers

# %%
with told(RuntimeError):
    torch.tensor([1, 2]).requires_grad_()

years = torch.tensor([1990, 1994, 1999, 2007])
years[:] = (years - 1990) / 10  # no error
print(years)
years = (torch.tensor([1990, 1994, 1999, 2007]).float() - 1990) / 10
print(years)
assert years.is_floating_point()  # the check

# %% [markdown]
# A tensor written with whole numbers holds whole numbers. As a parameter it cannot have a gradient. As data it silently cuts off the fractions that you store in it. **Cure**: write `1.0`, or call `.float()` first.
#
# !!! success "Answer: 4 bugs"
#     These last four. The seven before them run to their end.
#
# ## Problem or loop?
#
# [`diagnose`](diagnose.py) does not see your loop. It takes your function, guesses, data, rate and loss, and runs its own:

# %%
how = {"learning_rate": 0.1, "steps": 100}
for kind, problem, loss in (
    ("broadcasting", (sgd.linear, guesses, column, y), mse),
    ("diverges", (sgd.linear, guesses, x, y), total),
    ("fine", (sgd.linear, guesses, x, y), mse),
):
    found = sgd.diagnose(*problem, loss=loss, **how)
    print(f"{kind.upper()}: {found}\n")
    assert kind in found.kinds

# %% [markdown]
# If it says *fine*, suspect your loop, and [have it examined](diagnose.py#examine-a-loop). [Slips of a loop](slips.py) has more bugs, to mend.
#
# ## From symptom to suspect
#
# | symptom | suspect | check |
# |---|---|---|
# | the loss falls, climbs, swings | [gradients that add up](#gradients-that-add-up) | `params.grad is None` before `backward()` |
# | all fitted values alike | [a column against a row](#a-column-against-a-row) | `fitted.shape == y.shape` |
# | the loss rises from the first step | [a rate in the wrong unit](#a-rate-in-the-wrong-unit) | `losses[1] < losses[0]` |
# | nan | [not a number](#not-a-number) | `isfinite()` of loss and gradient, each step |
# | the loss does not move at all | [another model's optimizer](#an-optimizer-that-holds-another-model), [a detached loss](#a-detached-loss) | parameters before and after a step |
# | the end depends on the order | [not shuffled](#sorted-data-not-shuffled) | run it backward |
# | same input, other output | [the wrong mode](#the-wrong-mode) | `model.training`, two calls |
# | `NoneType` at the second step | [not a leaf](#a-parameter-that-is-not-a-leaf) | `params.is_leaf and params.requires_grad` |
# | "a leaf Variable ... in-place" | [changed in place](#a-leaf-changed-in-place) | `torch.no_grad()` around the step |
# | "element 0 of tensors ..." | [a detached loss](#a-detached-loss), [not a leaf](#a-parameter-that-is-not-a-leaf) | `loss.requires_grad` |
# | "only Tensors of floating point ..." | [whole numbers](#whole-numbers) | `is_floating_point()` |
#
# **Rule.** Training can fail silently (Karpathy, [*A recipe for training neural networks*](https://karpathy.github.io/2019/04/25/recipe/), 2019): try your loop on data whose answer you know, and leave the checks in.
#
# **Limits.** These are bugs of a small loop; devices, mixed precision and many processes have their own. The messages are those of PyTorch {{ torch.__version__.split("+")[0] }}.
# One symptom can have several causes.
#
# !!! example "Try it"
#     1. `params = 0.1 * torch.ones(2, requires_grad=True)`: which of the bugs is it? Mend it.
#     2. Halve the rate of the run from left to right. What happens to its bias?
#     3. A column *and* gradients that add up: what does the loss do? Predict, then run.

# %% tags=["solution"]
params = 0.1 * torch.ones(2, requires_grad=True)
fixed = (0.1 * torch.ones(2)).requires_grad_()
print("1: leaf:", params.is_leaf, "and fixed:", fixed.is_leaf)
assert fixed.is_leaf
assert not params.is_leaf

half = slopes("left to right", rate=0.05)[-1]
print(f"2: from {ends['left to right'][-1]:.2f} to {half:.2f}")
assert 0 < half < ends["left to right"][-1]

both, _ = descend(column, y, clear=False)
print(f"3: swings between {min(both):.1f} and {max(both):.1f}")
assert min(both) > 0.99 * y.var(correction=0)
