# %% [markdown] description="What happens when the initial guesses are way off: one bowl forgives every start, direction costs more than distance, and many valleys forgive none."
# # What if the initial guesses are way off?
#
# You have to start somewhere, and you know nothing yet. How much can a bad start cost you: a few steps, a few million, or the answer itself?
#
# **You need**: [curvature](curvature.py).
# **You will be able to** say when the start does not matter, when it costs steps, and when it decides where you end.
#
# !!! question "Predict"
#     Start a thousand off along the steep direction, nearly pure $\a$. Then one off along the flat direction, nearly pure $\c$. Which run is done first?
#
# ## One bowl: every start ends at the same place

# %% figure="starts" caption="Five starts, one bowl, 1000 steps. The start a thousand off along the steep direction arrives; the start one off along the flat direction does not."
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.notebook_data()
bowl = sgd.curvature(sgd.quadratic, [1.0, 2.0, 3.0], x, y)
flat, middle, steep = bowl.directions.T
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
# The approximation is linear in its parameters and the loss a squared error. So the loss is one bowl, whatever the start: one lowest point, and one limit for the learning rate.
# What the start changes is how far you have to go.
#
# ## Distance is cheap, direction is not

# %% figure="distance" caption="Lines: predicted. Marks: observed. Ten times as far off costs as many steps again along each direction, and along $\\c$ each of them is expensive. Below: a wave has many valleys."
answer = sgd.initial_guesses(steps=5_000)
figures.initial_guesses(answer)

# %% [markdown]
# Each step multiplies the error by a fixed factor. So the steps you need grow with the *logarithm* of the distance: along the flattest direction, ten times as far costs
# {{ f"{answer.steps_needed[0][-1] - answer.steps_needed[0][-2]:,.0f}" }} more steps, from wherever you start. What decides is the direction. A start off by
# {{ f"{answer.distances[-1]:,.0f}" }} along the steepest direction takes {{ f"{answer.steps_needed[2][-1]:.0f}" }} steps. A start off by
# {{ f"{answer.distances[answer.distances == 1][0]:.0f}" }} along the flattest takes
# {{ f"{answer.steps_needed[0][answer.distances == 1][0]:,.0f}" }}.
#
# ## Too far to begin
#
# There is one start that fails even here: one so far off that the loss is too large for float32, which ends near 3e38.

# %%
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    absurd = sgd.fit(
        sgd.quadratic, [1e20, 0.0, 0.0], x, y, learning_rate=1e-7, steps=100
    )
print(absurd)

# %% [markdown]
# It has not taken a single step: its first loss is infinite.
#
# ## Many valleys: the start decides
#
# Now fit a wave, $\a \sin(w x)$, which is *not* linear in $w$. Its loss has many valleys. Below, the same data is fitted from five starts in $w$; no closed form predicts
# where they end.

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
    print(
        f"start {name}: ends at w = {run.params[1]:.3f}, loss {run.losses[-1]:.3g}"
    )

# %% [markdown]
# Of {{ len(answer.valleys.reached) }} starts in the map above, {{ int(answer.valleys.reached.sum()) }} reach the lowest valley. More steps do not help the others: their gradient is zero.
#
# ## Is zero a good start?
#
# Here it is: one bowl. In a network with a hidden layer it is not. If all weights are zero, the hidden layer puts out zeros, and what comes back to it is multiplied by weights of zero.

# %%
torch.manual_seed(0)
network = torch.nn.Sequential(
    torch.nn.Linear(1, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1)
)
for weights in network.parameters():
    torch.nn.init.zeros_(weights)
loss = ((network(t[:, None])[:, 0] - t**2) ** 2).mean()
loss.backward()
for name, weights in network.named_parameters():
    print(f"{name:9} gradient zero: {not weights.grad.any()}")

# %% [markdown]
# Only the last bias moves. Equal weights that are not zero are no better: they get equal gradients and stay equal. Random starts break the tie
# (Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*, 2010, say how large).
#
# ## The cure to copy
#
# Where there may be several valleys: several starts, a short run each, go on with the best.
#
# ```python
# --8<-- "several_starts.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "several_starts.txt"
# ```
#
# **Rule.** Linear in the parameters: start at zero, and scale the columns. Not linear: several random starts. A network: random, small, scaled to the width of the layer.
#
# **Limits.** "The best of several" is the best you have found. It is no proof that no valley is lower.
#
# !!! example "Try it"
#     1. Start at $\a = \b = \c = 0$. Which parameter is right last?
#     2. How much further may $\c$ start, if you allow twice the steps?
#     3. Find a start of $w$ between 1.2 and 2.2 that ends in another valley than both, or show by a sweep that there is none.

# %% tags=["solution"]
zeros = sgd.curvature(sgd.quadratic, [0.0, 0.0, 0.0], x, y)
needed = zeros.steps_needed(1e-7, tolerance=0.01)
print("1: steps of a, b, c:", [f"{count:,.0f}" for count in needed])
assert needed.argmax() == 2

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
# 2\. The steps are proportional to $\log(\text{distance}/\text{tolerance})$. Twice the steps allow the square: from a distance of 100 tolerances to one of 10000.
