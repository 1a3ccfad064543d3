# %% [markdown] slow=true description="Why c is still wrong after 10,000 steps of gradient descent: curvature, one learning rate for three directions, and every cure measured side by side."
# # Why is c still wrong?
#
# You ran the loop ten thousand times. $\a$ and $\b$ are [right](../recipe/six-steps.py#when-is-a-parameter-right), and $\c$ has hardly moved.
# Nothing in the loop tells you whether it is broken or slow, and the two need different cures.
#
# **You need**: [the six steps](../recipe/six-steps.py) and [curvature](curvature.py).
# **You will be able to** tell a slow run from a broken one, say how many steps it still needs, and make it fast.
#
# !!! question "Predict"
#     Let the loop run on at the same learning rate. How many steps from the start until $\c$ is right?
#
#     Your guess: ___ steps
#
# ## Slow or broken?
#
# `why_is_c_wrong` repeats the run, reads the bowl, and says how many steps each parameter needs until it is right.

# %%
import sgd_tutorial as sgd
from sgd_tutorial import figures

answer = sgd.why_is_c_wrong()
run, bowl, rate = answer.run, answer.curvature, answer.learning_rate
for name, steps in zip(answer.names, answer.steps_needed.tolist()):
    print(f"{name} needs {steps:9,.0f} steps, and had {run.steps:,}")

# %% tags=["remove-cell"]
facts = sgd.notebook_facts()
assert answer.steps_needed.equal(facts.steps_needed)

# %% [markdown]
# !!! success "Answer: {{ f"{facts.steps_needed[2]:,.0f}" }} steps"
#     At this rate a step takes away {{ f"{answer.share_per_step:.7%}" }} of the error along the flat direction. After {{ f"{run.steps:,}" }} steps
#     {{ f"{facts.share_left:.1%}" }} of it is left. The loop is not broken. It is not finished.
#
# $\a$ is right, and still not 5. The flat direction is *nearly* pure $\c$: for each 1 that $\c$ is off, it holds $\a$ off by
# {{ f"{-bowl.directions[0, 0] / bowl.directions[2, 0]:.4f}" }}. With $\c$ at {{ f"{run.params[2]:.2f}" }} that makes
# {{ f"{-bowl.directions[0, 0] / bowl.directions[2, 0] * run.params[2]:.4f}" }}, and $\a$ is at {{ f"{run.params[0]:.4f}" }}. It waits for $\c$.
#
# [A formula](curvature.py#predicted-then-observed) turns the share into steps: along the flat direction the start is {{ f"{((run.history[0] - bowl.lowest) @ bowl.directions)[0].abs():.3f}" }} off,
# and $\c$ is right at {{ f"{facts.tolerance[2]:.2f}" }}. (A loop that never clears its gradient *is* broken, and its loss [swings](../further/bugs.py#gradients-that-add-up).)
#
# Would another rate help? Guess for the largest, then move the slider to it.

# %% figure="more-speed" caption="A larger rate helps $\\b$, and $\\a$ until it jumps from side to side. None that is safe for $\\a$ is fast for $\\c$: the path turns a corner and crawls."
x, y = sgd.notebook_data()
problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
rates = {f"{r:g}": r for r in (1e-8, 1e-7, 3.4e-7, 5e-7, 6.9e-7)}
predicted = {
    name: sgd.predict(*problem, learning_rate=r, steps=2_000)
    for name, r in rates.items()
}
runs = {
    name: sgd.fit(*problem, learning_rate=r, steps=2_000)
    for name, r in rates.items()
}
figures.compare(runs, sgd.quadratic, x, y, "learning rate", predicted)

# %% [markdown]
# ## Why
#
# One rate $\eta$ serves all three directions, with their [factors $1 - \eta\lambda$](curvature.py#three-parameters-a-bowl), and
# the steepest is {{ f"{facts.condition_number:,.0f}" }} times as steep as the flattest. The steepest wants a rate below
# {{ facts.limit }}. The flattest would be done in one step with $1/\lambda$, {{ f"{1 / facts.least_curvature:.2f}" }}.
#
# ## Every cure, side by side
#
# The same answer counts the steps until $\c$ is right, for each cure. Full bars were run. The hatched ones, *predicted*,
# would take too long, and were calculated from the factors.

# %% figure="cures" caption="Steps until $\\c$ is right. Waiting costs {{ f'{facts.steps_needed[2]:,.0f}' }} steps; a round bowl costs one." tags=["remove-input"]
figures.why_is_c_wrong(answer)

# %% [markdown]
# They fall into four kinds.
#
# - **Wait.** More steps, or another single rate. The condition number still decides: at $2/(\lambda_\text{min} + \lambda_\text{max})$, where both ends of the bowl shrink
#   alike, $\c$ needs {{ f"{facts.even_steps[2]:,.0f}" }} steps. (It is first within its tolerance at step {{ f"{facts.even_first_steps[2]:,.0f}" }}:
#   $\a$ jumps from side to side then, and shakes it out again.) Of all rates of four digits {{ facts.fastest_rate }} makes all three right in the fewest, {{ f"{facts.fastest_steps:,.0f}" }}.
# - **Change step 5.** Take a rate for each parameter. Or [momentum](../further/momentum-and-adam.py), steps that remember earlier ones:
#   at its best it turns the condition number into its square root. Or Adam, which gives each parameter a rate as it goes. Or
#   Newton's method, which divides the gradient by the curvature, direction by direction.
# - **Change the parameters**, so that the bowl is round. Divide $x$ by its spread (its standard deviation), and the condition number falls to
#   {{ f"{answer.cures['scaled x'].condition_number:.1f}" }}. Standardize the columns, and it is
#   {{ f"{answer.cures['standardized'].condition_number:.0f}" }}, a round bowl, [on these points](#the-cure-to-copy).
# - **Do not descend.** A polynomial is linear in its parameters. With a squared loss, its lowest point is where the gradient is 0, and that is
#   a set of linear equations. With a column of the table $A$ for each parameter, **least squares** is
#
# $$A^\top\! A\, p = A^\top y, \qquad p = (A^\top\! A)^{-1} A^\top y$$
#
# In code these are two lines. `lstsq` solves the equations without $A^\top\! A$, whose condition number is the square of that of $A$:

# %%
import torch

A = torch.vander(x.double(), 3)  # x^2, x and 1
p = torch.linalg.lstsq(A, y.double()[:, None]).solution
print(p.flatten().round(decimals=6) + 0.0)  # no -0.0

# %% [markdown]
# So descent is the wrong tool for a polynomial with a squared loss, except to learn descent. You need it where there is no such formula, for a function that
# is not linear in its parameters or another loss, and where there are more points and parameters than you can solve for at once.
#
# Try the second kind: a rate for each parameter. Which of the three must grow most?

# %% tags=["live"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
own = [1e-7, 1e-7, 1e-7]  # then [3e-7, 8e-5, 1e-2]; how far can you go?
tried = sgd.fit(
    sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=own, steps=100
)
for step in (0, 10, 100):
    if step <= tried.steps:
        print(f"step {step:3}:", tried.history[step])

# %% [markdown]
# Does waiting work in float32? A million steps take long in PyTorch. Here is the loop in numpy, with the gradient written
# out: once at the recipe's rate, once at $1/\lambda_\text{max}$, the largest that does not jump.

# %%
import numpy as np

columns = np.stack([x**2, x, np.ones(41)]).T.astype("float32")
target = 5 * columns[:, 0]
right = answer.tolerance[2].item()


def steps_until_right(rate):
    params, steps = np.float32([1, 2, 3]), 0
    rows = np.float32(2 * rate) * columns.T  # 2 from the square
    while abs(params[2]) > right:  # c falls steadily: it will stay
        misses = columns.dot(params) - target
        params -= rows.dot(misses)  # each parameter's column times them
        steps += 1
    return steps, params[1]


for each in (rate, 1 / bowl.eigenvalues[-1].item()):
    steps, b = steps_until_right(each)
    exact = bowl.steps_needed(each)[2]
    print(f"rate {each:.2e}: {steps:,} steps", end=", ")
    print(f"predicted {exact:,.0f}; b = {b:.2e}")

# %% [markdown]
# Float32 arrives, a little later than exact arithmetic. $\b$ stops on the way, but not for its step: at the second rate that should be {{ f"{each * bowl.eigenvalues[1] * b:.0e}" }}, and
# $\b$ can change by {{ f"{np.spacing(b):.0e}" }}. It is lost before, when the curve's values are rounded. Those at $x = 1$ and $-1$ show $\b x$ longest. They lie between 4 and 8,
# where float32 numbers are {{ f"{np.spacing(np.float32(4)):.1e}" }} apart, and half of that vanishes. Without $\b$ in the misses its slope vanishes, too.
# ([A step can be too small](when-to-stop.py#when-float32-stops-for-you), in other runs.)
#
# ## The cure to copy
#
# **Standardize** the columns that the parameters multiply: subtract the mean, divide by the spread. Divided, all columns are of one size,
# and so are the curvatures along the parameters. With the mean subtracted, no column can stand in for the constant: $\a$ and $\c$ no longer get in each other's way.
#
# Can $x^2$ and $x$ still stand in for each other? From -20 to 20 they cannot: they are **uncorrelated** (the products of both, less their means, add up to 0), and the bowl is round. Take $x$ from 0 to 100, where they rise
# together. What becomes of the condition number?


# %%
def standardized(x, degree):
    powers = torch.vander(x, degree + 1)[:, :-1]
    scaled = (powers - powers.mean(0)) / powers.std(0, correction=0)
    return torch.cat([scaled, torch.ones(len(x), 1)], dim=1)


positive = torch.arange(101.0).double()
for degree in (2, 3):
    plain = torch.vander(positive, degree + 1)
    tables = {
        "as they are": plain,
        "standardized": standardized(positive, degree),
        "the same, x centered": standardized(positive - 50, degree),
        "orthogonal (QR)": torch.linalg.qr(plain).Q,
    }
    for name, table in tables.items():
        kappa = torch.linalg.cond(table) ** 2  # of the loss
        print(f"degree {degree}, {name:21} {kappa:10,.3g}")

# %% [markdown]
# Standardizing helps, but the bowl is not round. **Center** $x$ first, that is, subtract its mean: these points lie evenly around it, so even powers
# are uncorrelated with odd ones. For any points, make the columns **orthogonal**: the products of any two add up to 0. Take the Q of $A = QR$, or orthogonal polynomials, in which each degree is
# freed of what the lower ones can say.
#
# The parameters of scaled columns mean something else. Multiply the standardized curve out, $p\,(x^2 - m_1)/s_1 + q\,(x - m_2)/s_2 + r$, and collect what stands at $x^2$, $x$
# and 1. It is the same curve, so these are the parameters in your units:
#
# $$\a = \frac p{s_1}, \quad \b = \frac q{s_2}, \quad \c = r - \a\, m_1 - \b\, m_2$$
#
# Here it is on points from 0 to 100. The rate is stable for all standardized columns: with the mean as the loss, their curvatures add up to 2 for each parameter, so
# the largest stays below 2 times their number.
#
# ``` { .python .live .fresh }
# --8<-- "standardize.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "standardize.txt"
# ```
#
# `sgd.standardize` does this for any function that is linear in its parameters. `sgd.fit_rescaled` descends in orthogonal columns; to find them is already most of least squares.
#
# **Rule.** If a formula gives the lowest point, take it. Otherwise scale what goes into your model before you tune the learning rate. If the loss no longer falls and a parameter
# still drifts, ask for the condition number before you ask for more steps.
#
# **Limits.** The prediction is exact for a squared loss, a function that is linear in its parameters, all points at every step, and exact arithmetic.
# A neural network has no single bowl; near a point it has a curvature all the same.
#
# **In the lab**: [the standardized columns](../lab.md?standardize=1&rate=0.012), where one step does almost all.
#
# !!! example "Try it"
#     1. At the rate $2/(\lambda_\text{min} + \lambda_\text{max})$, what is left of the error along the flat direction after {{ f"{run.steps:,}" }} steps?
#     2. Complete the function below: a rate for each parameter, from the data. Press *Check*. (The curvature along a parameter is twice the sum of the squares of its column.)
#     3. Show that momentum at its best needs about $\sqrt{\kappa}$ steps where plain descent needs $\kappa$ (the condition number): compare two runs.

# %% tags=["exercise"] fresh=true
import sgd_tutorial as sgd


def own_rates(x):
    """For a, b and c: 1 / (the curvature along it)."""
    columns = [x**2, x, x**0]
    return [1e-7 for column in columns]  # your formula


x, y = sgd.notebook_data()
own = own_rates(x)
print(
    sgd.fit(
        sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=own, steps=100
    )
)


# %% tags=["check"]
def rates_for(x):
    return [float(rate) for rate in own_rates(x)]


def end_of(x):
    """The parameters after 100 steps, at these rates."""
    y, rates = 5 * x * x, rates_for(x)
    params = sgd.initialize([1.0, 2.0, 3.0])
    for _ in range(100):
        loss = sgd.sum_squared_error(sgd.quadratic(x, params), y)
        loss.backward()
        for i, rate in enumerate(rates):
            params.data[i] -= rate * params.grad[i]
        params.grad = None
    return params.tolist()


def check_constant():
    """The column of c is 1 at 41 points: its curvature is 82."""
    rate = rates_for(x)[2]
    hint = "that is twice as large: the curvature is twice the sum of the squares"
    assert abs(rate * 41 - 1) > 1e-3, hint
    assert abs(rate * 82 - 1) < 1e-3, f"you say {rate:g}, not 1 / 82"


def check_square():
    """The column of a is x**2, and its squares add up to a large number."""
    rate, curvature = rates_for(x)[0], float(2 * (x**4).sum())
    plain = float(2 * (x**2).sum())
    assert abs(rate * plain - 1) > 1e-3, (
        "square the column before you add it up"
    )
    assert abs(rate * curvature - 1) < 1e-3, (
        f"you say {rate:g}, not {1 / curvature:g}"
    )


def check_arrives():
    """After 100 steps c is off by less than 0.01."""
    c = end_of(x)[2]
    assert abs(c) < 0.01, f"c ends at {c:.3f}"


def check_other_data():
    """It works for other x: from -1 to 1."""
    a, b, c = end_of(x / 20)
    hint = f"there you end at a = {a:.2f}, b = {b:.2f}, c = {c:.2f}: use the x that comes in"
    assert max(abs(a - 5), abs(b), abs(c)) < 0.01, hint


# %% tags=["solution"]
def own_rates(x):
    columns = [x**2, x, x**0]
    return [1 / (2 * (column**2).sum()).item() for column in columns]


own = own_rates(x)
print("2:", [f"{rate:.2e}" for rate in own])
tried = sgd.fit(
    sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=own, steps=100
)
assert abs(tried.params[2]) < 0.01

# %% [markdown] tags=["solution"]
# At that rate both ends of the bowl shrink by the same factor each step, in size. A rate of its own does for each parameter what dividing its column would do.
# Where columns rise together, as on points from 0 to 100, these rates fly off: divide them by the number of parameters.
# In the long run, momentum at its best multiplies the error by $(\sqrt\kappa - 1)/(\sqrt\kappa + 1)$ a step (Polyak 1964).

# %% tags=["solution"]
fastest = bowl.fastest_learning_rate
left = (1 - fastest * bowl.eigenvalues[0]) ** run.steps
print(f"1: {left:.1%}")
assert (1 - fastest * bowl.eigenvalues[0]).isclose(
    -(1 - fastest * bowl.eigenvalues[-1])
)

cures = answer.cures
ratio = cures["one rate"].steps / cures["momentum"].steps
root = bowl.condition_number**0.5
print(f"3: {ratio:.0f} times fewer, and the root is {root:.0f}")
assert 0.5 < ratio / root < 2
