# %% [markdown] description="What happens when the learning rate is too large or too small: three regimes, an exact limit, and how to find it for any model."
# # What if the learning rate is too large, or too small?
#
# The learning rate is yours to choose. A hair too large, and the loss turns to `inf` and `nan`; too small, and nothing seems to
# happen. You can search for it by trying. You can also calculate it.
#
# **You need**: [curvature](curvature.py).
# **You will be able to** measure the largest stable rate of your own model where it is, and on one bowl say what a rate does before you run it.
#
# !!! question "Predict"
#     The recipe's run works at 1e-7. Of 6e-7 and 7e-7 one goes wrong. After how many steps does it print `inf`?
#
#     Your guess: ___ steps
#
# One call reads the limit from the data. Print a limit rounded down: what lies above it diverges.

# %% tags=["live"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
limit = sgd.largest_stable_learning_rate(*problem)
print(sgd.rounded_down(limit))

# %% [markdown]
# ## One slider

# %% figure="rates" caption="Eleven rates, one curve. Read the dashed prediction first; then press *Prediction and run*."
import warnings
from sgd_tutorial import figures

warnings.simplefilter("ignore", sgd.DivergenceWarning)  # some fly off
answer = sgd.learning_rates()
runs, predicted = {}, {}
for rate, run in zip(answer.learning_rates.tolist(), answer.runs):
    runs[f"{rate:.3g}"] = run
    predicted[f"{rate:.3g}"] = sgd.predict(
        *problem, learning_rate=rate, steps=2_000
    )
figures.compare(
    runs, sgd.quadratic, x, y, "learning rate", predicted, first="6e-07"
)

# %% tags=["remove-cell"]
facts = sgd.notebook_facts()

# %% [markdown]
# At both rates $\a$ first jumps from one side of 5 to the other at every step. The losses of these steps tell the two apart:

# %%
for name in ("6e-07", "7e-07"):
    first = ", ".join(f"{loss:,.0f}" for loss in runs[name].losses[:4])
    print(f"rate {name}: {first}, ...")

# %% [markdown]
# One step is enough: at 6e-7 the loss falls, at 7e-7 it rises, by only {{ f"{runs['7e-07'].losses[1] / runs['7e-07'].losses[0] - 1:.1%}" }}. It goes on like that,
# without a word, until the loss **overflows**: it is larger than the largest float32 number, about 3e38.
#
# !!! success "Answer: {{ f"{runs['7e-07'].steps:,}" }} steps"
#     Each of them multiplies the loss by nearly the same number, a little above 1: the nearer it is to 1, the longer you wait.
#
# Between the two rates lies one number. Look for it. On this axis a straight line up means: times the same number at every step.

# %% tags=["live"] figure="your-rate" caption="The loss at your rate."
import plotly.express as px

rate = 7e-7  # try 6e-7, 6.9e-7, 6.92e-7: on which side is each?
params, losses = sgd.initialize([1.0, 2.0, 3.0]), []
for step in range(200):
    loss = sgd.sum_squared_error(sgd.quadratic(x, params), y)
    loss.backward()
    params.data -= rate * params.grad
    params.grad = None
    losses.append(loss.item())
print(f"a = {params[0]:.3f}, loss {losses[-1]:,.0f}")
px.line(
    {"loss": losses},
    log_y=True,
    labels={"index": "step", "value": "loss", "variable": ""},
)

# %% [markdown]
# ## Three regimes
#
# A step multiplies the error along a direction of curvature $\lambda$ by $1 - \eta\lambda$. The steepest direction goes wrong first:
#
# | learning rate | steepest direction | loss |
# |---|---|---|
# | below $1/\lambda_\text{max}$ = {{ sgd.rounded_down(answer.bound / 2) }} | from one side | falls |
# | up to $2/\lambda_\text{max}$ = {{ facts.limit }} | from side to side | falls, too |
# | above | each jump longer than the last | grows without end |

# %% figure="regimes" caption="Color: what the run did. Ring: what the curvature predicted. They agree for every rate." tags=["remove-input"]
figures.learning_rates(answer)

# %% [markdown]
# All eleven rates, with the steps until every parameter is [right](../recipe/six-steps.py#when-is-a-parameter-right), or until the loss overflows:

# %%
rates, needed = answer.learning_rates, answer.steps_needed
for i, run in enumerate(answer.runs):
    print(f"{rates[i]:<7.3g}  {answer.observed[i]:22}", end="")
    if run.stopped_because == "diverged":
        print(f"overflows at step {run.steps:,}")
    else:
        print(f"needs {needed[i]:,.0f} steps")

# %% [markdown]
# **Too large**: {{ f"{7e-7 / answer.bound - 1:.1%}" }} above the limit the loss takes {{ f"{answer.diverged_at[answer.learning_rates == 7e-7][0]:,.0f}" }} steps
# to overflow; at 1e-5 it takes {{ f"{answer.diverged_at[-1]:.0f}" }}. The nearer to the limit, the longer you wait for the `inf`. Go on after it, and
# `inf - inf` gives `nan`: not a number. So look at the loss early. From most starts, as from this one, it rises at the first step above the limit; from one that is off
# almost only along flat directions, it falls until the steep error has grown.
#
# **Too small**: a rate ten times smaller needs {{ f"{answer.steps_needed[0] / answer.steps_needed[1]:.0f}" }} times the steps, from 1e-8 to 1e-9. The steps you need are
# proportional to $1/\eta$, since for small $\eta\lambda$ the factor after $k$ steps, $(1 - \eta\lambda)^k$, is almost $e^{-\eta\lambda k}$: half of $\eta$ needs twice the $k$.
#
# ## Measure the limit where you are
#
# A bowl has one limit. Another smooth loss has one at each place where it curves upward, and you can measure it there without the table of second derivatives. **Power iteration** finds the largest curvature with a few gradients of gradients. Start with almost any
# direction and multiply it by the Hessian, which PyTorch can do without writing the Hessian down. That stretches each part of the direction by its curvature, the steepest
# most. Do it again and again: the steepest is all that is left, and the stretch is its curvature. (Where the loss curves downward more steeply than upward,
# it finds that direction, whose curvature sets no limit.)
#
# ``` { .python .live .fresh }
# --8<-- "stable_rate.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "stable_rate.txt"
# ```
#
# The answer above has three ways to the limit: the largest eigenvalue, power iteration, and trying. The last runs at one rate after another, takes the largest of those at which the
# loss does not end higher than it began, and needs no second derivative. (A [rate-range test](../snippets/index.md#rate-range) is cheaper and coarser: one run, whose rate grows from step to step; Smith, *Cyclical
# learning rates for training neural networks*, 2017.)

# %%
for way, limit in {
    "largest eigenvalue": answer.bound,
    "power iteration": answer.bound_by_power_iteration,
    "trying rates": answer.bound_by_trial,
}.items():
    print(f"{way + ':':19} {sgd.rounded_down(limit)}")
assert abs(answer.bound_by_power_iteration / answer.bound - 1) < 1e-3

# %% [markdown]
# **Rule.** Find $2/\lambda_\text{max}$ and start with half of it. When a loss turns `nan`, divide the rate by ten first, and ask why second: [not every `nan`](../further/bugs.py#not-a-number) is the rate's.
#
# **Limits.** The limit is exact for one bowl: a function that is linear in its parameters, squared errors, all points at every step. In a network the curvature changes as you go; a rate that was
# stable can stop being so, and training often hovers near the limit (Cohen and others, *Gradient descent on neural networks typically occurs at the edge of stability*,
# 2021). Mini-batches [lower what is useful](../further/stochastic.py#where-a-run-ends); [momentum and Adam](../further/momentum-and-adam.py) have limits of their own.
#
# **In the lab**: [a run that flies off](../lab.md?rate=8e-7&steps=200). Bring it back.
#
# !!! example "Try it"
#     1. Double all the $y$. What happens to the largest stable rate? Then double all the $x$.
#     2. At which step does rate 7e-7 overflow, without a run (`sgd.predict`)? The loss may not exceed about 3.4e38.
#     3. Power iteration can do without second derivatives: on one bowl, the gradient changes along a direction as the Hessian says. Complete the function below, and press *Check*.

# %% tags=["exercise"] fresh=true
from torch import arange, ones, tensor, zeros


def largest_curvature(gradient, size, rounds=30):
    """The largest curvature of a bowl, from its gradients."""
    start = zeros(size)
    direction = ones(size)
    for _ in range(rounds):
        direction = direction / direction.norm()
        # How does the gradient change from start to start + direction?
        change = direction  # your line
        curvature = (direction * change).sum()
        direction = change
    return curvature.item()


def gradient(params):
    """Of a bowl with curvatures 2 and 6, lowest at (1, 1)."""
    return tensor([2.0, 6.0]) * (params - 1.0)


print(f"{largest_curvature(gradient, 2):.3f}, and it should be 6")


# %% tags=["check"]
def curvature_of(gradient, size):
    found = largest_curvature(gradient, size)
    return found if isinstance(found, float) else float("nan")


def check_lowest_at_start():
    """Curvatures 2 and 6, lowest at 0: the largest is 6."""
    found = curvature_of(lambda params: tensor([2.0, 6.0]) * params, 2)
    assert abs(found - 1) > 1e-3, (
        "ask the gradient: gradient(start + direction)"
    )
    assert abs(found - 6) < 1e-3, f"you get {found:.3f}"


def check_lowest_elsewhere():
    """Lowest at (1, 1), it is the same bowl."""
    found = curvature_of(gradient, 2)
    hint = f"you get {found:.3f}; how it changes: take gradient(start) away"
    assert abs(found - 6) < 1e-3, hint


def check_recipe():
    """The recipe's bowl: 2890710, to three digits."""
    x = arange(-20.0, 21.0)

    def of_the_loss(params):
        params = params.clone().requires_grad_()
        curve = params[0] * x * x + params[1] * x + params[2]
        ((curve - 5 * x * x) ** 2).sum().backward()
        return params.grad

    found = curvature_of(of_the_loss, 3)
    assert abs(found / 2_890_710 - 1) < 1e-3, f"you get {found:.0f}"


# %% tags=["solution"]
def largest_curvature(gradient, size, rounds=30):
    start = zeros(size)
    direction = ones(size)
    for _ in range(rounds):
        direction = direction / direction.norm()
        change = gradient(start + direction) - gradient(start)
        curvature = (direction * change).sum()
        direction = change
    return curvature.item()


print(f"3: {largest_curvature(gradient, 2):.3f}")

# %% tags=["solution"]
bound = sgd.largest_stable_learning_rate(*problem)
taller = sgd.largest_stable_learning_rate(*problem[:2], x, 2 * y)
wider = sgd.largest_stable_learning_rate(*problem[:2], 2 * x, y)
print(f"1: twice the y: {taller / bound:.2f} times the limit")
print(f"   twice the x: {wider / bound:.4f} times")
assert abs(taller / bound - 1) < 1e-3
assert abs(wider / bound - 1 / 16) < 1e-3

losses = sgd.predict(*problem, learning_rate=7e-7, steps=1_700).losses
step = int((losses > 3.4e38).int().argmax())
print("2: step", step)
assert abs(step - answer.diverged_at[answer.learning_rates == 7e-7][0]) <= 2

# %% [markdown] tags=["solution"]
# Taller data changes the loss and where it is lowest, not how it curves: the columns are the same. Twice as wide makes $x^2$ four times as large, and its square sixteen.
