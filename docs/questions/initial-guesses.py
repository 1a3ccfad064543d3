# %% [markdown] slow=true description="What happens when the initial guesses are way off: when the start does not matter, when it costs steps, and when it decides where you end."
# # What if the initial guesses are way off?
#
# You have to start somewhere, and you may know nothing yet. How much can a bad start cost you: a few steps, a few million, or the answer itself?
#
# **You need**: [curvature](curvature.py).
# **You will be able to** say when the start does not matter, when it costs steps, and when it decides where you end.
#
# !!! question "Predict"
#     Start 1000 off along the steep direction, nearly pure $\a$. Then start 1 off along the flat direction, nearly pure $\c$. Which run is done first?
#
#     - the one that is 1000 off
#     - the one that is 1 off
#     - both at about the same step
#
# ## Five starts in one bowl

# %% figure="starts" caption="Five starts, one bowl, 1000 steps. The start 1000 off along the steep direction arrives; the start 1 off along the flat direction does not."
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.notebook_data()
bowl = sgd.curvature(sgd.quadratic, [1.0, 2.0, 3.0], x, y)
flat, middle, steep = bowl.directions.T  # each of length 1
starts = {
    "the recipe's": [1.0, 2.0, 3.0],
    "1000 off along the steep direction": bowl.lowest + 1000 * steep,
    "1000 off along the middle one": bowl.lowest + 1000 * middle,
    "1 off along the flat direction": bowl.lowest + flat,
    "1000 off along the flat direction": bowl.lowest + 1000 * flat,
}
runs, predicted = {}, {}
for name, start in starts.items():
    how = {"learning_rate": 1e-7, "steps": 1_000}
    runs[name] = sgd.fit(sgd.quadratic, start, x, y, **how)
    predicted[name] = sgd.predict(sgd.quadratic, start, x, y, **how)
figures.compare(runs, sgd.quadratic, x, y, "start", predicted)

# %% [markdown]
# The approximation is [linear in its parameters](curvature.py) and the loss a squared error. So the loss is one bowl, whatever the start: one lowest point, and one limit for the learning rate.
# What the start changes is how far you have to go.
#
# ## Distance and direction
#
# How many steps until every parameter is [right](../recipe/six-steps.py#when-is-a-parameter-right), from 1, 10, 100 and 1000 off? All starts have the same tolerance, that of the recipe's start. Will ten times as far cost ten times as many?

# %% figure="distance" caption="Lines: predicted. Marks: observed, in 5000 steps. Ten times as far off adds the same number of steps each time, and along $\\c$ each time is expensive."
from dataclasses import replace

answer = sgd.initial_guesses(steps=5_000)
figures.initial_guesses(replace(answer, minima=None))  # they come later

# %% tags=["remove-cell"]
near = answer.steps_needed[0][answer.distances == 1][0]
far = answer.steps_needed[2][answer.distances == 1000][0]
done = "the one that is 1000 off" if far < near else "the one that is 1 off"

# %% [markdown]
# It does not. Each step multiplies the error by a fixed factor, so the steps you need grow with the *logarithm* of the distance: along the flattest direction, ten times as far costs
# {{ f"{answer.steps_needed[0][-1] - answer.steps_needed[0][-2]:,.0f}" }} more steps, from wherever you start. What decides is the direction.
#
# !!! success "Answer: {{ done }}"
#     Along the steepest direction it takes {{ f"{far:.0f}" }} steps. The other, along the flattest, takes {{ f"{near:,.0f}" }}.
#
#     - the one that is 1 off: It is nearer, and each step takes next to nothing of a flat direction's error.
#     - both at about the same step: Each direction has a factor of its own, and theirs are far apart.
#
# Off in $\a$ alone is nearly, not exactly, the steep direction. Will $\c$ stay at 0, where it starts?

# %% tags=["live"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
start = [1005.0, 0.0, 0.0]  # then [5.0, 0.0, 1.0]
end = sgd.fit(
    sgd.quadratic, start, x, y, learning_rate=1e-7, steps=300
).params
print([f"{value:.3f}" for value in end])

# %% [markdown]
# On its way $\a$ has pushed $\c$ to {{ f"{end[2]:.1f}" }}: that is the part along the flat direction, and it stays for long.
#
# ## Too far to begin
#
# One kind of start fails even here: so far off that the loss is too large for float32, which ends near 3e38. With $\a$ = 1e20
# the curve misses the outer points by {{ f"{1e20 * 400:.0e}" }}, and the square of that is {{ f"{(1e20 * 400) ** 2:.1e}" }}.

# %%
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    start = [1e20, 0.0, 0.0]
    absurd = sgd.fit(
        sgd.quadratic, start, x, y, learning_rate=1e-7, steps=100
    )
print(absurd)

# %% [markdown]
# It has not taken a single step: its first loss is infinite.
#
# ## Many valleys: the start decides
#
# Now fit a wave, $\a \sin(w x)$, which is *not* linear in $w$. Its loss has many valleys. The data is $2 \sin(1.5 x)$. No factor predicts
# where a run ends, so guess: which of five starts, $w$ = 0.5, 1.2, 2.2, 3.5 and 5, will find 1.5?

# %% figure="valleys" caption="The same wave, {{ len(runs) }} starts of $w$. {{ sum(run.losses[-1].item() < 1 for run in runs.values()) }} of them find it; the others rest in a valley that is not the lowest."
import torch

t = torch.linspace(-3.0, 3.0, 61)
wave = 2 * torch.sin(1.5 * t)
runs = {
    f"w = {w}": sgd.fit(
        sgd.sine, [1.0, w], t, wave, learning_rate=0.002, steps=2_000
    )
    for w in (0.5, 1.2, 2.2, 3.5, 5.0)
}
figures.compare(runs, sgd.sine, t, wave, "start", axes=(1, 0))

# %%
for name, run in runs.items():
    end = sgd.initialize(run.params)
    loss = sgd.sum_squared_error(sgd.sine(t, end), wave)
    slope = sgd.gradient(loss, end).norm()
    print(
        f"start {name}: ends at w = {end[1]:.3f},",
        f"loss {loss:7.3f}, gradient {slope:.3f}",
    )

# %% [markdown]
# More steps do not help those that are caught: their gradient is as good as zero. Here is the map, from many more starts:

# %% figure="map" caption="Each step of the stairs is a valley, but for the first: near $w$ = 0 the runs still creep. Of {{ len(valleys.reached) }} starts, the {{ int(valleys.reached.sum()) }} from $w$ = {{ f'{found.min():.1f}' }} to {{ f'{found.max():.1f}' }} reach the lowest valley, at 1.5."
import plotly.express as px

valleys = answer.minima
found = valleys.runs.guesses[valleys.reached, 1]
px.scatter(
    x=valleys.runs.guesses[:, 1],
    y=valleys.runs.params[:, 1],
    labels={"x": "start of w", "y": "end of w"},
)

# %% [markdown]
# ## Is zero a good start?
#
# Here it is: one bowl. In a [network with a hidden layer](../further/network.py#the-start-decides) it is not. A first layer of parameters makes a few numbers of $x$, a last layer adds these up with
# parameters of its own. On the way back, what arrives at the first layer has been multiplied by those of the last: where they are 0, nothing arrives. And where all are equal, they stay equal. Random starts break the tie.
#
# ## The cure to copy
#
# Where there may be several valleys: several starts, a short run each, go on with the best.
#
# ``` { .python .live .fresh }
# --8<-- "several_starts.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "several_starts.txt"
# ```
#
# **Rule.** Where the function is linear in its parameters, start at zero, and scale the columns. Where it is not, take several random starts. Start a network at random, with a spread that
# [fits the inputs of each unit](../further/network.py#the-start-decides).
#
# **Limits.** "The best of several" is the best you have found. It is no proof that no valley is lower.
#
# **In the lab**: [the valleys of a wave](../lab.md?data=wave&approximation=sine&guesses=3,0.75&rate=1e-4&steps=500). Drag the start over the map.
#
# !!! example "Try it"
#     1. Several starts, the best end: fix the function below, and press *Check*. One of the runs ends with a loss of `nan`.
#     2. A start 1 off along the flat direction is about {{ f"{1 / answer.tolerance[2]:.0f}" }} times the tolerance of $\c$ off. How far off may it be, if you allow twice the steps?
#     3. Find a start of $w$ between 1.2 and 2.2 that ends in another valley than both, or show by a sweep (`sgd.sweep`) that there is none.

# %% tags=["exercise"] fresh=true
import math
from torch import linspace, tensor

t = linspace(-3.0, 3.0, 21)


def descend(w):
    """Fit sin(w t) to sin(1.5 t) from this w: where it ends, and its loss."""
    w = tensor(w).requires_grad_()
    for _ in range(60):
        loss = (((w * t).sin() - (1.5 * t).sin()) ** 2).sum()
        loss.backward()
        w.data -= 0.01 * w.grad
        w.grad = None
    return w.item(), loss.item()


def best_of(starts, descend):
    """The end of the run with the smallest loss."""
    ends = [descend(start) for start in starts]
    return ends[0][0]  # the first is not always the best


print(f"w = {best_of([4.0, 1.2, 5.0], descend):.2f}")


# %% tags=["check"]
def check_smallest_loss():
    """Ends 7, 8 and 6 with losses 3, 1 and 2: the best is 8."""
    found = best_of([0, 1, 2], [(7, 3.0), (8, 1.0), (6, 2.0)].__getitem__)
    assert found != (8, 1.0), "return the end alone, without its loss"
    assert found != 1.0, (
        "that is the smallest loss; where did that run end?"
    )
    assert found != 6, "that is the smallest end; compare the losses"
    assert found == 8, (
        f"you return {found}: compare the second number of each pair"
    )


def check_nan():
    """A run that ended with nan is not the best, wherever it stands."""
    pairs = [(7, math.nan), (8, 1.0), (6, 2.0)]
    hint = "nan is neither less nor more than a number, so min() keeps it: leave it out first"
    for order in ([0, 1, 2], [1, 0, 2], [2, 1, 0]):
        assert best_of(order, pairs.__getitem__) == 8, hint


def check_wave():
    """From w = 4, 1.2 and 5, the best finds 1.5."""
    found = best_of([4.0, 1.2, 5.0], descend)
    assert abs(found - 1.5) < 0.01, f"you get {found:.2f}"


# %% tags=["solution"]
def best_of(starts, descend):
    ends = [descend(start) for start in starts]
    finite = [(end, loss) for end, loss in ends if math.isfinite(loss)]
    return min(finite, key=lambda pair: pair[1])[0]


print(f"1: w = {best_of([4.0, 1.2, 5.0], descend):.2f}")

# %% tags=["solution"]
t = torch.linspace(-3.0, 3.0, 61)  # as before
many = torch.linspace(1.2, 2.2, 21)
between = sgd.sweep(
    sgd.sine,
    torch.stack([torch.ones(21), many], dim=1),
    t,
    wave,
    learning_rate=0.002,
    steps=2_000,
)
ends = between.params[:, 1]
print(
    "3: they end between",
    round(ends.min().item(), 3),
    "and",
    round(ends.max().item(), 3),
)
assert (ends - 1.5).abs().max() < 0.01

# %% [markdown] tags=["solution"]
# 2\. The steps are proportional to $\log(\text{distance}/\text{tolerance})$. Twice the steps allow the square: about {{ f"{1 / answer.tolerance[2] ** 2:,.0f}" }} tolerances, {{ f"{1 / answer.tolerance[2]:.0f}" }} off.
