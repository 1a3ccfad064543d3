# %% [markdown] slow=true description="Gradient descent as a recipe of six steps: each once by hand in PyTorch, then in a loop, then in one call."
# # The six steps
#
# You have data and suspect a formula behind it. You can write the formula down, but not its numbers.
# This recipe finds the numbers:
#
# 1. Define an **approximation**: a function $y(x)$ with parameters. For $y = \a x + \b$ the parameters are $\a$ and $\b$.
# 2. **Initialize** the parameters as a tensor that calculates gradients.
# 3. **Assess** how far off the approximation is, with a loss function.
# 4. **Calculate the gradient** of the loss: its slope along each parameter.
# 5. **Adjust** the parameters against the gradient.
# 6. **Repeat** steps 3 to 5.
#
# **You need**: [how a computer takes derivatives](derivatives.py).
# **You will be able to** read, write and run the loop at the heart of training almost every neural network.
#
# !!! question "Predict"
#     The data comes from $5x^2$. You will fit it with $\a x^2 + \b x + \c$, starting at $\a = 1$, $\b = 2$, $\c = 3$.
#     Which of the three will be [right](#when-is-a-parameter-right) first?
#
#     - all three at the same step
#     - $\a$
#     - $\b$
#     - $\c$

# %% tags=["live"] figure="data" caption="The data, and your task: the curve behind it."
from torch import tensor, arange
import plotly.express as px


def y(x, sum=True):
    ys = 5 * x * x
    if sum:
        return ys.sum()
    else:
        return ys


xs = arange(-20.0, 21.0)
ys = y(xs, sum=False)
px.scatter(x=xs, y=ys, width=600)

# %% [markdown]
# ## Steps 1 and 2: approximate, initialize
#
# Step 1 is a function of $x$ and of the parameters. They come in one list: `params[0]` is $\a$, `params[1]` is $\b$,
# `params[2]` is $\c$. Step 2 is a first guess for each.
# `requires_grad_()` asks PyTorch to follow every calculation made with them.


# %% tags=["live"] figure="guess" caption="The first guess is far too flat."
def approximation_func(x, params):
    return params[0] * x * x + params[1] * x + params[2]


params = tensor([1.0, 2.0, 3.0]).requires_grad_()  # a, b, c


def plot():
    approx = approximation_func(xs, params).detach().numpy()  # (1)!
    return px.scatter(
        data_frame={"x": xs, "data": ys, "approx": approx},
        x=xs,
        y=["data", "approx"],
        labels={"value": "y", "variable": ""},
        width=600,
    )


plot()

# %% [markdown]
# 1. `detach()` hands plotly the numbers without the notes of how they were calculated; plotly refuses a tensor that
#    requires a gradient. On your machine `plotly.express` needs pandas, too.
#
# ## Step 3: assess
#
# The **loss** is one number that says how far off you are: the squared miss of every point, added up.
# `se` stands for squared error. Which points will count most?


# %% tags=["live"]
def se(y1, y2):
    return ((y1 - y2) ** 2).sum()


loss = se(approximation_func(xs, params), ys)
print("loss,", loss)

# %% figure="misses" caption="The squared miss of each point. The loss is the sum of the bars: the points at the edges make up most of it."
misses = (approximation_func(xs, params) - ys).detach() ** 2
px.bar(x=xs, y=misses, labels={"x": "x", "y": "squared miss"}, width=600)

# %% [markdown]
# Exactly, the sum is {{ f"{sum((x**2 + 2 * x + 3 - 5 * x**2) ** 2 for x in range(-20, 21)):,}" }}. PyTorch's usual numbers,
# **float32**, have about seven digits; those of this size are {{ f"{loss.detach().nextafter(tensor(float('inf'))) - loss.item():.0f}" }}
# apart. So another order of adding can change the last digit.
#
# ## Step 4: calculate the gradient
#
# The gradient has one entry for each parameter: how fast the loss grows when that parameter grows.
# Which sign do you expect for $\a$, which is 1 and should be 5?

# %% tags=["live"]
loss.backward()
print("gradient,", params.grad)

# %% figure="gradient" picture="slope" tags=["remove-input"] caption="Drag $\\a$ along the valley. The blue line touches it where you are: its slope is the gradient's first entry. The orange arrow is the step: rate times slope, downhill."
a = arange(-0.5, 10.6, 0.5)
others = params.data[1:].tolist()
losses = [float(se(approximation_func(xs, [ai, *others]), ys)) for ai in a]
tangent = loss.item() + params.grad[0] * (a - 1)
figure = px.line(
    {
        "a": a,
        "loss": losses,
        "slope": tangent.where(abs(a - 1) < 1.6, tensor(float("nan"))),
    },
    x="a",
    y=["loss", "slope"],
    labels={"value": "loss", "variable": ""},
    width=600,
)
figure.update_layout(
    meta={
        "x": xs.tolist(),
        "y": ys.tolist(),
        "guesses": params.tolist(),
        "rate": 1e-7,
        "rates": {"min": 1e-8, "max": 8e-7, "step": 1e-8},
        "range": {"min": -0.5, "max": 10.5, "step": 0.1},
    }
)

# %% [markdown]
# Read the gradient as advice. The entry for $\a$ is negative: a larger $\a$ makes the loss smaller. It is
# {{ f"{abs(params.grad[0] / params.grad[2]):.0f}" }} times as large as the entry for $\c$ and
# {{ f"{abs(params.grad[0] / params.grad[1]):.0f}" }} times as large as the entry for $\b$:
# the first steps are almost all about $\a$.
#
# The entry for $\c$ is negative, too, although $\c$ should go *down* to 0. You have met this
# [by hand](by-hand.py#what-your-hand-has-found-out): while $\a$ is too small, a larger $\c$ helps.
#
# ## Step 5: adjust
#
# Move each parameter against its gradient. The **learning rate** decides how far. The slope along $\a$ is in the
# millions and $\a$ is to move by about 1, so the rate is small: 1e-7, one ten-millionth. A larger one gets there
# faster, [up to a limit](../questions/learning-rate.py). Slide it in the picture above: which rate leads $\a$ to the bottom
# in one step? Above which one does a step end higher than it began?
#
# ??? note "Have you found both?"
#     For each 1 that $\a$ is off, the slope grows by {{ f"{2 * (xs ** 4).sum():,.0f}" }}. So the rate
#     {{ f"{1 / (2 * (xs ** 4).sum()):.2e}".replace("e-0", "e-") }} leads to the bottom, from wherever you start; above twice that rate steps end higher.

# %% tags=["live"] figure="one-step" caption="After one step, $\\a$ is {{ f'{params.data[0]:.2f}' }}: the approximation has risen toward the data."
learning_rate = 1e-7
params.data -= params.grad * learning_rate  # (1)!
print("new param,", params.data)
params.grad = None  # (2)!
plot()

# %% [markdown]
# 1. `params.data` changes the numbers without noting the change as part of the calculation. You will also see
#    `with torch.no_grad():` around `params -= ...`; it does the same. Without either PyTorch refuses: a leaf that requires
#    a gradient may not be changed in place.
# 2. This clears the gradient. PyTorch *adds* each new gradient to the one that is there: forget this line, and you walk along
#    the sum of all gradients so far.
#
# ## Step 6: repeat
#
# The same again: assess, calculate the gradient, adjust. Will $\a$ move as far as before?

# %% tags=["live"] figure="two-steps" caption="After two steps, $\\a$ is {{ f'{params.data[0]:.2f}' }} on its way to 5."
loss = se(approximation_func(xs, params), ys)
print("loss,", loss)
loss.backward()
print("gradient,", params.grad)
params.data -= params.grad * learning_rate
params.grad = None
print("new param,", params.data)
plot()

# %% [markdown]
# Not as far: the nearer to the valley, the smaller the slope, and the smaller the step. The first step has about halved the loss.
# What the second step did to it you do not see here: you calculate the loss first and adjust afterwards.
#
# Ten thousand times more, in a loop:

# %% tags=["live"] figure="ten-thousand-steps" caption="After {{ f'{i + 3:,}' }} steps the two curves look the same. They are not: $\\c$ is {{ f'{params.data[2]:.2f}' }}, not 0."
for i in range(10000):
    loss = se(approximation_func(xs, params), ys)
    loss.backward()
    params.data -= params.grad * learning_rate
    params.grad = None
print("loss,", loss)
print("new param,", params.data)
plot()

# %% [markdown]
# $\a$ is almost 5 and $\b$ almost 0 (e-05 says: divide by 100000), but
# $\c$, which should be 0 too, is {{ f"{params.data[2]:.2f}" }}. It has hardly moved from 3.
#
# This run, from 1, 2, 3 at rate 1e-7, is **the recipe's run** on the pages that follow. The lab and the package call it
# the notebook's.
#
# ??? note "Slips of the pen"
#     The notebook's words for its steps have a few. The function is `tensor`, in the singular.
#     The method is `requires_grad_()`, with an underscore at the end. It is `loss.backward()`, without an s.
#     The gradient is in `params.grad`. And there are six steps: *adjust* is the fifth, *repeat* the sixth.
#
# ## The same in one call
#
# The package `sgd_tutorial` has a function for each step (`initialize`, `gradient`, `adjust`), and `fit`, which
# repeats them and keeps a record. It takes the function that you wrote above.

# %% tags=["live"]
import sgd_tutorial as sgd

guesses = [1.0, 2.0, 3.0]
run = sgd.fit(
    approximation_func, guesses, xs, ys, learning_rate=1e-7, steps=10_002
)
print("loss,", run.losses[-2])
print("new param,", run.params)
print("the same:", run.params.equal(params.data))

# %% tags=["remove-cell"]
assert run.params.equal(params.data)

# %% [markdown]
# The digits are those of the loop. `losses` has one entry for the guesses and
# one after each step; the loop printed the last but one. After the last step it is {{ f"{run.losses[-1]:.4f}" }}: a
# little *more*: the seven digits of float32 are used up, and the loss wobbles.
#
# ## When is a parameter right?
#
# A parameter is **right** from the first step from which on it *stays* within a hundredth of its best value, or of its way from
# its guess to that value, whichever is more. $\b$ starts at 2 and should be 0: it may be off by two hundredths.
#
# `history` has the parameters at the guesses and after each step:

# %%
best, start = tensor([5.0, 0.0, 0.0]), tensor(guesses)
tolerance = 0.01 * best.abs().maximum((best - start).abs())
off = (run.history - best).abs() > tolerance
for name, column in zip("abc", off.T):  # one column for each parameter
    since = column.nonzero().max().item() + 1  # the step after the last off
    print(name, since if since <= run.steps else "not yet")

# %% tags=["remove-cell"]
facts = sgd.notebook_facts()
assert tolerance.allclose(facts.tolerance.float())
first = "abc"[off.flip(0).int().argmax(0).argmax()]

# %% [markdown]
# !!! success "Answer: $\{{ first }}$"
#     The loss is steepest along it, so it takes the largest steps.
#
#     - all three at the same step: They share one rate, and not one slope: a step is the rate times the slope.
#     - $\b$: The loss counts it less than $\a$: it is multiplied by $x$, and $\a$ by $x^2$.
#     - $\c$: It comes last: it is multiplied by 1. Once $\a$ is nearly right, the slope along $\c$ is tiny, and so is each step.
#
# ## Where is the "stochastic"?
#
# Stochastic means random, and nothing here was. Every step used all {{ len(xs) }} points: that is
# (full-batch) **gradient descent**. It becomes *stochastic* when each step looks at a few points drawn at random.
# [That page](../further/stochastic.py) comes after the questions that this run leaves open:
#
# 1. $\a$ is right, $\c$ is not. [Where did it go wrong, and how do you make it right?](../questions/why-is-c-wrong.py)
# 2. [What happens with a wrong approximation function?](../questions/wrong-approximation.py)
# 3. [What if the learning rate is too large, or too small?](../questions/learning-rate.py)
# 4. [What if the initial guesses are way off?](../questions/initial-guesses.py)
# 5. [When is a good time to stop?](../questions/when-to-stop.py)
# 6. [Does it work with the mean of the squared errors instead of the sum?](../questions/mean-or-sum.py)
#
# Questions 1, 3 and 6 share one idea, [curvature](../questions/curvature.py).
#
# !!! example "Try it"
#     1. Start at $\a = 9$ instead of 1. Which way does the first step go?
#     2. Leave out the line that clears the gradient. Predict the loss after 5 steps, and after 20.
#     3. Write the loop with `torch.optim.SGD` and get the same parameters after 1000 steps. Two lines are missing below; press *Check*.

# %% tags=["exercise"] fresh=true
from torch import arange, tensor
from torch.optim import SGD

xs = arange(-20.0, 21.0)
ys = 5 * xs * xs


def approximation_func(x, params):
    return params[0] * x * x + params[1] * x + params[2]


def descend(guesses, learning_rate, steps):
    """The parameters after so many steps."""
    params = tensor(guesses).requires_grad_()
    optimizer = SGD([params], lr=learning_rate)
    for step in range(steps):
        misses = approximation_func(xs, params) - ys
        (misses**2).sum().backward()
        # steps 5 and 6 of the recipe: two lines
    return params.data


print(descend([1.0, 2.0, 3.0], 1e-7, 1000))


# %% tags=["check"]
START = [1.0, 2.0, 3.0]


def after(steps, learning_rate=1e-7):
    """The first parameter, by hand."""
    params = tensor(START).requires_grad_()
    for _ in range(steps):
        ((approximation_func(xs, params) - ys) ** 2).sum().backward()
        params.data -= learning_rate * params.grad
        params.grad = None
    return float(params[0].detach())


def check_none():
    """No step leaves the guesses as they are."""
    found = descend(START, 1e-7, 0).tolist()
    assert found == START, "the lines belong into the loop"


def check_one():
    """One step takes a from 1 to 2.15."""
    a = float(descend(START, 1e-7, 1)[0])
    hint = "nothing moves: optimizer.step() adjusts, while the gradient is there"
    assert a != 1, hint
    assert abs(a - after(1)) < 1e-4, (
        f"a is {a:.4f}, by hand it is {after(1):.4f}"
    )


def check_two():
    """Two steps take it to 2.97."""
    a = float(descend(START, 1e-7, 2)[0])
    hint = "the second step uses both gradients: clear them, optimizer.zero_grad()"
    assert abs(a - 4.1252) > 0.01, hint
    assert abs(a - after(2)) < 1e-4, (
        f"a is {a:.4f}, by hand it is {after(2):.4f}"
    )


def check_rate():
    """At half the rate a ends at 1.58 after one step."""
    a = float(descend(START, 5e-8, 1)[0])
    assert abs(a - after(1, 5e-8)) < 1e-4, (
        "use the learning rate that comes in"
    )


# %% tags=["solution"]
def descend(guesses, learning_rate, steps):
    params = tensor(guesses).requires_grad_()
    optimizer = SGD([params], lr=learning_rate)
    for step in range(steps):
        misses = approximation_func(xs, params) - ys
        (misses**2).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
    return params.data


print("3:", descend([1.0, 2.0, 3.0], 1e-7, 1000))

# %% tags=["solution"]
assert descend(guesses, 1e-7, 1_000).allclose(run.history[1_000])

high = sgd.fit(
    approximation_func, [9.0, 2.0, 3.0], xs, ys, learning_rate=1e-7, steps=1
)
print("1: a goes from 9 to", round(high.params[0].item(), 2))
assert high.params[0] < 9

forgetful, losses = tensor(guesses).requires_grad_(), []
for step in range(21):
    loss = se(approximation_func(xs, forgetful), ys)
    loss.backward()
    forgetful.data -= forgetful.grad * learning_rate
    losses.append(loss.item())
for step in (0, 5, 20):
    print(f"2: after {step} steps {losses[step]:,.0f}")
assert losses[5] > losses[0] > losses[20]
