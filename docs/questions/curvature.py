# %% [markdown] description="Curvature: why the loss is a bowl, how the error falls direction by direction, and how to predict a run of gradient descent before it starts."
# # Curvature, the shared idea
#
# Why is one parameter right after a hundred steps and another wrong after ten thousand? Why does a rate that is a hair
# larger blow up? Why does the mean want another rate than the sum? One idea answers all three, and lets you predict a run before it starts.
#
# **You need**: [the six steps](../recipe/six-steps.py).
# **You will be able to** say, for a given rate, which directions settle, how fast, and which fly off.
#
# ## One parameter: a parabola
#
# Fit $\a x^2$ to the data, with $\a$ alone. The data is $5x^2$, so a point misses by $(\a - 5)\,x^2$. Square the misses, add them up:
#
# $$L(\a) = (\a - 5)^2 \textstyle\sum x^4$$
#
# A parabola in $\a$, lowest at 5. Call $\a - 5$ the **error**. The slope of the parabola is twice the sum times the error:
#
# $$L'(\a) = \lambda\,(\a - 5), \qquad \lambda = 2 \textstyle\sum x^4$$
#
# $\lambda$ (lambda) is the **curvature**: how fast the slope changes as you move. It is the second derivative of the loss.
# Step 5 with **learning rate** $\eta$ (eta) takes $\eta$ times the slope away, which is $\eta\lambda$ times the error:
#
# $$\begin{aligned} \text{new error} &= \text{error} - \eta\lambda \cdot \text{error} \\ &= (1 - \eta\lambda) \cdot \text{error} \end{aligned}$$
#
# Each step multiplies the error by one and the same factor. Everything below follows from this line.
#
# !!! question "Predict"
#     What does the error do at $\eta\lambda$ = 1.5, where the factor is -0.5?
#
#     - it shrinks, on one side
#     - it jumps from side to side, and settles
#     - it jumps from side to side for ever
#     - it grows

# %% figure="one-parameter" caption="One parameter, ten steps. Between $\\eta\\lambda = 1$ and 2 the parameter jumps from side to side, and still the loss falls at every step."
import torch
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.notebook_data()


def only_a(x, params):
    return params[0] * x * x


curvature = 2 * (x**4).sum()
rates = {
    str(k): k / curvature.item() for k in (0.1, 0.5, 1, 1.5, 1.9, 2, 2.1)
}
runs = {
    k: sgd.fit(only_a, [1.0], x, y, learning_rate=rate, steps=10)
    for k, rate in rates.items()
}
figure = figures.parabola(
    runs, only_a, x, y, setting="η times λ", first="0.5"
)
figure.update_xaxes(title_text="a")


# %% tags=["remove-cell"]
def fate(run):
    error = run.history[:, 0] - 5
    if abs(error[-1]) > abs(error[0]):
        return "it grows"
    if error[0] * error[1] > 0:
        return "it shrinks, on one side"
    settles = abs(error[-1]) < abs(error[0]) / 2
    return f"it jumps from side to side{', and settles' if settles else ' for ever'}"


# %% [markdown]
# | product $\eta\lambda$ | factor | the error |
# |---|---|---|
# | below 1 | between 0 and 1 | shrinks, on one side |
# | 1 | 0 | is gone after one step |
# | between 1 and 2 | between -1 and 0 | jumps from side to side, settles |
# | 2 | -1 | jumps for ever |
# | above 2 | below -1 | each jump is longer: it diverges |
#
# !!! success "Answer: {{ fate(runs['1.5']) }}"
#     The minus sign makes it jump, the half makes it settle: a factor counts by its size.
#
#     - it shrinks, on one side: It shrinks, but times a negative number: each step goes past the lowest point.
#     - it jumps from side to side for ever: That is a factor of -1. With -0.5 each jump is half of the one before.
#     - it grows: Stepping past the lowest point is not enough; the error grows where the step ends further away than it began.
#
# So a rate is **stable** as long as $\eta < 2/\lambda$. Here is the loop itself; choose the product:

# %% tags=["live"]
from torch import arange, tensor

xs = arange(-20.0, 21.0)
steepness = 2 * (xs**4).sum()  # lambda
product = 1.5  # eta times lambda; try 0.5, 1, 2 and 2.1

param = tensor(1.0).requires_grad_()  # a, alone
for step in range(6):
    print(f"step {step}: error {param.item() - 5:8.4f}")
    loss = ((param * xs * xs - 5 * xs * xs) ** 2).sum()
    loss.backward()
    param.data -= product / steepness * param.grad
    param.grad = None

# %% [markdown]
# ## Three parameters: a bowl
#
# With $\a$, $\b$ and $\c$ the loss is a **bowl**: a parabola along every straight line through its lowest point. A **direction** is a
# way to move in which $\a$, $\b$ and $\c$ change in fixed proportions. From most places the way against the gradient misses
# the lowest point. But there are three directions, at right angles, along which it leads straight to it:
# start on one of them, and every step stays on it.
#
# Take the start in your hand, and slide the rate. Then let the points reach farther from 0, and watch the bowl:

# %% tags=["remove-input"] figure="bowl" picture="bowl" caption="The map: lines of equal loss over $\\a$ and $\\c$, with $\\b$ at its best. Ring: the start, to drag. Cross: the lowest place. Dashed: the two directions in this plane. Beside it the error along each of the three: a line as predicted, a dot for each step. The slider's rate is a number divided by $\\lambda$, the steepest curvature."
guesses = [1.0, 2.0, 3.0]


def fitted_to(reach):
    """The data's parabola, on as many points from -reach to reach."""
    near = x.double() * reach / 20
    return near, 5 * near**2


sets = [
    {
        "name": f"x up to ±{reach}",
        "points": torch.stack(fitted_to(reach), dim=1).tolist(),
    }
    for reach in (1, 2, 3, 5, 20)
]
round_bowl = sgd.curvature(sgd.quadratic, guesses, *fitted_to(2))
product, steps = 1.5, 60
rate = product / round_bowl.eigenvalues[-1].item()
start = torch.tensor(guesses, dtype=torch.float64)
near_run = sgd.fit(
    *(sgd.quadratic, start, *fitted_to(2)), learning_rate=rate, steps=steps
)
figure = figures.error_by_direction(near_run, round_bowl, rate)
figure.update_layout(
    meta={
        "sets": sets,
        "set": 1,
        "approximation": "quadratic",
        "pair": [0, 2],
        "guesses": guesses,
        "product": product,
        "steps": steps,
    }
)

# %% [markdown]
# Where the points reach to 2, the steepest direction is {{ f"{round_bowl.condition_number:.0f}" }} times as steep as the flattest, and one rate serves all. Where they reach to 20, as the data does, the bowl is a trench: $x^2$ goes up to 400 there,
# so $\a$ moves the curve 400 times as far as $\c$ does. Here are the directions of the data's own bowl, with the curvature along each:

# %%
bowl = sgd.curvature(sgd.quadratic, guesses, x, y)
for value, direction in zip(bowl.eigenvalues, bowl.directions.T):
    start = sgd.initialize(bowl.lowest + direction)  # off by 1
    loss = sgd.sum_squared_error(sgd.quadratic(x.double(), start), y)
    slope = sgd.gradient(loss, start)
    assert slope.allclose(value * direction, atol=1e-6)
    parts = " ".join(f"{part + 0:6.3f}" for part in direction.tolist())
    print(f"curvature {value:12,.2f}   direction (a, b, c) = {parts}")

# %% tags=["remove-cell"]
facts = sgd.notebook_facts()

# %% [markdown]
# The `assert` checks the claim: off by 1 along a direction, the gradient is the curvature times that direction.
#
# (The second derivatives of the loss, one for each pair of parameters, form a table, the **Hessian**.
# The directions are its eigenvectors, the curvatures along them its **eigenvalues**.)
#
# The steep direction is nearly pure $\a$, the flat one nearly pure $\c$. The steepest is
# {{ f"{facts.condition_number:,.0f}" }} times as steep as the flattest. That ratio is the **condition number**.
#
# Each direction is a parabola of its own, with its own factor $1 - \eta\lambda_i$. One rate has to serve them all:
#
# - The steepest sets the limit: $\eta < 2/\lambda_\text{max}$, here {{ facts.limit }} (a limit is rounded down).
# - The flattest sets the time. A step takes away the share $\eta\lambda_\text{min}$ of its error, and $\eta$ is below the limit:
#   the share is less than $2\lambda_\text{min}/\lambda_\text{max}$, 2 divided by the condition number.
#
# ## Predicted, then observed
#
# After $k$ steps the share $|1 - \eta\lambda|^k$ of a direction's error is left. Solve for $k$, and you know **how many more
# steps** it takes from an error $e$ to a smaller one, $t$, where the rate is stable:
#
# $$k = \frac{\ln(|e| / t)}{-\ln|1 - \eta\lambda|} \approx \frac{1}{\eta\lambda} \ln\frac{|e|}{t}$$
#
# Round it up. The second form is for a small $\eta\lambda$. So at the recipe's rate you know before the first step what each
# direction will do:

# %%
import math

rate, steps = 1e-7, 10_002
for name, value in zip("cba", bowl.eigenvalues.tolist()):
    factor = 1 - rate * value
    print(f"mostly {name}: factor {factor:.7f}", end=", ")
    print(f"left after {steps:,} steps: {factor**steps:.3g}")
    more = math.ceil(math.log(100) / -math.log(abs(factor)))
    print(f"          a hundredth is left after {more:,} steps")

# %% [markdown]
# So {{ f"{facts.share_left:.1%}" }} of the error along the flat direction should be left.
#
# Now the runs. The figure has three panels: the curve; the loss, step by step; and the path of
# $\a$ and $\c$. The slider changes the rate; press *Prediction and run* only after you have read the dashed lines.

# %% figure="predicted-and-run" caption="The dashed line is drawn from the three factors, without a loop. The run follows it, until rounding in float32 takes over."
import warnings

warnings.simplefilter("ignore", sgd.DivergenceWarning)  # one flies off
rates = {
    f"{rate:g}": rate for rate in (1e-8, 1e-7, 3.4e-7, 5e-7, 6.9e-7, 7e-7)
}
problem = sgd.quadratic, guesses, x, y
predicted = {
    name: sgd.predict(*problem, learning_rate=rate, steps=1_000)
    for name, rate in rates.items()
}
runs = {
    name: sgd.fit(*problem, learning_rate=rate, steps=1_000)
    for name, rate in rates.items()
}
figures.compare(
    runs, sgd.quadratic, x, y, "learning rate", predicted, first="1e-07"
)

# %% [markdown]
# Now all {{ f"{steps:,}" }} steps of the recipe's run, direction by direction. By the formula about a third of the error is left after $1/(\eta\lambda)$ steps, where
# $\eta\lambda$ is small. On these axes the line is nearly level before, and dives after. For $\a$ these steps are {{ f"{1 / (rate * bowl.eigenvalues[2]):.0f}" }}, for $\b$ {{ f"{1 / (rate * bowl.eigenvalues[1]):,.0f}" }}, for $\c$ {{ f"{1 / (rate * bowl.eigenvalues[0]):,.0f}" }}:

# %% figure="directions" caption="Error along each direction at rate 1e-7. The steep one is done within a hundred steps; the flat one has hardly begun. Both axes are logarithmic."
run = sgd.fit(*problem, learning_rate=rate, steps=steps)
figures.error_by_direction(run, bowl, rate)

# %%
errors = (run.history - bowl.lowest) @ bowl.directions  # a row a step
print(f"left along the flat direction: {errors[-1, 0] / errors[0, 0]:.1%}")

# %% [markdown]
# And where will it be after a billion steps? The factors say it without taking one:

# %%
far = sgd.params_after(*problem, learning_rate=rate, steps=10**9)
print([round(value, 6) + 0.0 for value in far.tolist()])  # no -0.0
assert far.allclose(bowl.lowest, atol=1e-6)

# %% [markdown]
# **Rule.** The largest curvature says how large a rate you may take, the smallest how long it takes then, and their ratio how slow even the best single rate must be.
#
# **Limits.** The bowl is exact where the approximation is **linear in its parameters** and the loss a squared error. Linear means: each
# parameter multiplies a **column** of numbers, here $x^2$, $x$ and 1, and the products are added up. Then the loss is
# **convex**, with one lowest point unless columns can stand in for each other. Anything else that is smooth has a curvature too,
# but it changes from place to place, and what it predicts holds nearby. Mini-batches add noise, and in float32 rounding ends the descent before the error is 0. (Boyd and Vandenberghe, *Convex Optimization*, 2004, section 9.3,
# for convex losses; Goodfellow, Bengio and Courville, *Deep Learning*, 2016, chapter 4, the view from networks.)
#
# **In the lab** you [change the rate and the start yourself](../lab.md), and see each direction's error beside its prediction.
#
# !!! example "Try it"
#     1. Which single rate makes the slowest direction as fast as possible? Both ends of the bowl must shrink alike.
#     2. Write the Hessian of the bowl from the columns $x^2$, $x$ and 1, and check its eigenvalues. Its entry for two parameters is twice the sum of the products of their columns.
#     3. Complete the function below, which counts steps without taking any, and press *Check*. How many steps at the rate of exercise 1 halve the error along the flattest direction?

# %% tags=["exercise"] fresh=true
import math


def steps_needed(rate, curvature, error, tolerance):
    """After how many steps is the error within the tolerance?"""
    factor = 1 - rate * curvature
    return math.log(tolerance / error) / math.log(factor)  # nearly


print(steps_needed(rate=0.1, curvature=1.0, error=8.0, tolerance=1.0))


# %% tags=["check"]
def answer_to(*problem):
    """What the function says, or which error it raises."""
    try:
        return steps_needed(*problem)
    except (ValueError, ZeroDivisionError) as error:
        return f"a {type(error).__name__}"


def check_one_side():
    """From 8 to within 1 with factor 0.9: the first step that is enough."""
    found = answer_to(0.1, 1.0, 8.0, 1.0)
    assert found != 19, (
        "after 19 steps the error is still above 1: round up"
    )
    assert found == 20, f"you get {found}; steps are whole: math.ceil"


def check_from_below():
    """From -8, too."""
    found = answer_to(0.1, 1.0, -8.0, 1.0)
    assert found == 20, (
        f"you get {found}; an error of -8 is as large as one of 8"
    )


def check_side_to_side():
    """With factor -0.5 the error jumps: 8, -4, 2, -1."""
    found = answer_to(1.5, 1.0, 8.0, 1.0)
    assert found == 3, (
        f"you get {found}; the size of the factor counts: abs(factor)"
    )


def check_at_once():
    """With factor 0 one step is enough."""
    found = answer_to(1.0, 1.0, 8.0, 1.0)
    assert found == 1, (
        f"you get {found}; 0 has no logarithm: treat it apart"
    )


def check_never():
    """With factors -1 and -1.1 it never arrives: math.inf."""
    for rate in (2.0, 2.1):
        found = answer_to(rate, 1.0, 8.0, 1.0)
        hint = f"factor {1 - rate:.1f}: you get {found}; the error does not shrink"
        assert found == math.inf, hint


def check_there():
    """From 0.5 no step is needed."""
    found = answer_to(0.1, 1.0, 0.5, 1.0)
    assert found == 0, (
        f"you get {found}; it is within the tolerance already"
    )


# %% tags=["solution"]
def steps_needed(rate, curvature, error, tolerance):
    factor = abs(1 - rate * curvature)
    if abs(error) <= tolerance:
        return 0
    if factor == 0:
        return 1
    if factor >= 1:
        return math.inf
    return math.ceil(math.log(tolerance / abs(error)) / math.log(factor))


# %% [markdown] tags=["solution"]
# 1\. Both ends are as far from 0: $1 - \eta\lambda_\text{min} = -(1 - \eta\lambda_\text{max})$, so
# $\eta = 2 / (\lambda_\text{min} + \lambda_\text{max})$.

# %% tags=["solution"]
low, high = bowl.eigenvalues[0].item(), bowl.eigenvalues[-1].item()
best = 2 / (low + high)
assert math.isclose(best, bowl.fastest_learning_rate)
print(f"1: {best:.5e}")

columns = torch.stack([x * x, x, torch.ones_like(x)], dim=1).double()
hessian = 2 * columns.T @ columns
print("2:", torch.linalg.eigvalsh(hessian))
assert torch.linalg.eigvalsh(hessian).allclose(bowl.eigenvalues)

half = steps_needed(best, low, error=1.0, tolerance=0.5)
print(f"3: {half:,}")
assert (1 - best * low) ** half <= 0.5 < (1 - best * low) ** (half - 1)
