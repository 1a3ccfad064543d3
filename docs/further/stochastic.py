# %% [markdown] slow=true description="What makes gradient descent stochastic: mini-batches, epochs, their noise, and what becomes of a run."
# # The word “stochastic”
#
# Stochastic means random. Nothing in the six steps was: every step used every point. With a million points you calculate a million misses for one small step. You can step sooner.
#
# **You need**: [the six steps](../recipe/six-steps.py); [mean instead of sum](../questions/mean-or-sum.py) helps.
# **You will be able to** run mini-batches, say how noisy they are, and what to do about it.
#
# !!! question "Predict"
#     A step on 8 points drawn at random costs a fifth of a step on all 41. Its gradient is wrong, differently each time. Where does the run end, on data with noise?
#
#     - anywhere, since the errors add up
#     - at the lowest point, later
#     - near the lowest point, without rest
#
# ## A few points say almost the same
#
# A few points drawn at random are a **mini-batch**. Their mean loss has a gradient that is right *on average* over all draws (it is **unbiased**), and off each time.
# Draw 400 batches of each size at the recipe's guesses. Measure how far a batch's gradient is from that of all points, as a share of its length; and how far the average over the 400 is.

# %%
import torch
import plotly.express as px
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.noisy_data(noise=100.0)  # the recipe's data, with noise
start = [1.0, 2.0, 3.0]


def gradient(points):
    """Of the mean loss of some points, given by their numbers."""
    params = sgd.initialize(start)
    loss = sgd.mean_squared_error(
        sgd.quadratic(x[points], params), y[points]
    )
    return sgd.gradient(loss, params)


torch.manual_seed(0)
full, sizes = gradient(torch.arange(41)), [1, 2, 4, 8, 16, 32]
draws = {
    b: torch.stack([gradient(torch.randint(41, (b,))) for _ in range(400)])
    for b in sizes
}
spread = [
    (draws[b] - full).norm(dim=1).square().mean().sqrt().item()
    for b in sizes
]
kept = []
for b, s in zip(sizes, spread):
    average = (draws[b].mean(0) - full).norm()
    kept.append(average.item() / s)
    print(
        f"batch {b:2}: off by {s / full.norm():4.0%},",
        f"the average of 400 by {average / full.norm():.1%}",
    )

# %% [markdown]
# Single gradients are off, the less the larger the batch: like $1/\sqrt{\text{batch}}$. Four times the points halve the noise. The average over the draws is close to the full
# gradient, as unbiased says. By the same rule it should keep $1/\sqrt{400}$, a twentieth, of the noise; a single average can keep more or less, here from
# 1/{{ f"{1 / min(kept):.0f}" }} to 1/{{ f"{1 / max(kept):.0f}" }}.

# %% figure="noise" caption="How far a batch's gradient is off, measured, and the line $1/\\sqrt{\\text{batch}}$ through the first point. Both axes are logarithmic." tags=["hide-input"]
px.line(
    {
        "batch": sizes,
        "measured": spread,
        "1/√batch": [spread[0] / b**0.5 for b in sizes],
    },
    x="batch",
    y=["measured", "1/√batch"],
    log_x=True,
    log_y=True,
    markers=True,
    labels={"value": "off by", "variable": ""},
).update_xaxes(tickvals=sizes)

# %% [markdown]
# So the first points of a batch are worth more than the last. That is the bargain: a step on 8 points costs a fifth of a full one, and here, far from the goal, {{ f"{(draws[8] @ full > 0).float().mean():.0%}" }} of its draws lead downhill.
#
# ## Epochs
#
# There are two ways to draw. *With putting back*, as above, each point is drawn from all of them: easier to analyze, but some points come twice and some never. *Without*: shuffle the points, cut them into batches, use each once,
# shuffle again. One such round is an **epoch**. With 8 points a batch, an epoch here is six steps, the last with the one point left over.
#
# `fit` draws without putting back. Its random numbers start from a **seed**: the same seed gives the same run. Now predict the runs: which batch size will stray furthest from the dashed road of all points?

# %% figure="batches" caption="The same data, rate and steps. The dashed line is full-batch descent, predicted. Smaller batches stagger along the same road."
rate, steps = 5e-6, 1_000
how = {
    "learning_rate": rate,
    "steps": steps,
    "loss": sgd.mean_squared_error,
}
runs = {
    str(b): sgd.fit(sgd.quadratic, start, x, y, batch_size=b, **how)
    for b in (1, 2, 4, 8, 16, 41)
}
road = sgd.predict(sgd.quadratic, start, x, y, **how)
predicted = dict.fromkeys(runs, road)
figures.compare(runs, sgd.quadratic, x, y, "batch size", predicted)

# %% tags=["remove-cell"]
bowl = sgd.curvature(
    sgd.quadratic, start, x, y, loss=sgd.mean_squared_error
)
ends = torch.stack([run.params for run in runs.values()])
fitted = sgd.quadratic(x[:, None], ends.T)  # one column for each run
reached = sgd.mean_squared_error(fitted, y[:, None])
assert reached.max() < bowl.floor + (road.losses[0] - bowl.floor) / 50
assert (ends[:, 2] - start[2]).abs().max() < 0.1 * abs(bowl.lowest[2] - 3)

# %% [markdown]
# Every run's loss, which was {{ f"{road.losses[0]:,.0f}" }}, comes near that of the **goal**, the lowest point of the loss over all points: {{ f"{bowl.floor:,.0f}" }}. ($\c$ is still far from the goal; flat directions take their time.) Would a run at the goal stay there?
#
# ## Where a run ends
#
# Near the goal the full gradient vanishes. The noise does not, where the function misses some points: each batch still pulls toward its own lowest point. At a fixed rate the parameters **hover** in a ball around the goal. Will a smaller rate make the ball smaller? A larger batch?
#
# Here is the loop, with the batch and the rate in your hand, on points with a little noise:

# %% tags=["live"] figure="your-batches" caption="$\\a$ at every step, from a start at 5. It does not rest, and it does not leave."
import plotly.express as px
from torch import arange, manual_seed, rand, randperm, tensor

manual_seed(0)
xs = arange(-20.0, 21.0) / 20
ys = 5 * xs * xs + rand(41) - 0.5  # noise
batch_size = 8  # then 1, and 41
rate = 0.1  # then 0.01

params, path = tensor([5.0, 0.0, 0.0]).requires_grad_(), []
for epoch in range(50):
    for batch in randperm(41).split(batch_size):
        at, to = xs[batch], ys[batch]
        curve = params[0] * at * at + params[1] * at + params[2]
        ((curve - to) ** 2).mean().backward()
        params.data -= rate * params.grad
        params.grad = None
        path.append(params[0].item())
px.line({"a": path}, labels={"index": "step", "value": "a", "variable": ""})

# %% [markdown]
# Where the function can reach every point there is no ball: at the goal every miss is 0, so every batch agrees. That is so for the recipe's own data, and why this page adds noise.
# Where it cannot reach them, it hovers without any noise in the data, as [a line on $x^2$](bugs.py#sorted-data-not-shuffled) does.


# %%
def goal(data):
    return sgd.curvature(
        sgd.quadratic, start, *data, loss=sgd.mean_squared_error
    ).lowest


def hover(rate, batch, data=(x, y)):
    """How far a strays from a start at the goal, root mean square."""
    run = sgd.fit(
        sgd.quadratic,
        goal(data),
        *data,
        learning_rate=rate,
        steps=1_500,
        batch_size=batch,
        loss=sgd.mean_squared_error,
    )
    off = run.history[500:, 0] - goal(data)[0]
    return off.square().mean().sqrt().item()


for rate, batch in ((5e-6, 8), (5e-7, 8), (5e-6, 32)):
    off = hover(rate, batch)
    print(f"rate {rate:.0e}, batch {batch:2}: a hovers {off:.4f} off")
off = hover(5e-6, 8, sgd.notebook_data())
print(f"rate 5e-06, batch  8, no noise: {off:.4f} off")

# %% tags=["remove-cell"]
strays = hover(5e-6, 8)
where = "near the lowest point, without rest"
if not 0.01 < strays < 1:
    where = "at the lowest point, later"

# %% [markdown]
# Both do: a smaller rate or a larger batch brings it nearer, for more work.
#
# !!! success "Answer: {{ where }}"
#     Started at the goal, $\a$ strays from it, by {{ f"{strays:.2f}" }} root mean square, and does not settle.
#
#     - anywhere, since the errors add up: On average they cancel, and the further a run strays, the stronger the batches pull it back.
#     - at the lowest point, later: There the batches still disagree, where the function misses some points: each pulls toward its own lowest point.
#
# ## Coming to rest
#
# Three cures, and you can combine them:
#
# - **Decay the rate.** Large steps first, small ones last. A rate that falls like $1/k$, where $k$ counts the steps, lets the run come to rest. The classical condition: the rates add up to infinity, so that the run can get anywhere, and their squares do not, so that the noise dies
#   (Robbins and Monro, *A stochastic approximation method*, 1951).
# - **Average the parameters** of the last steps: the noise cancels (Polyak and Juditsky, *Acceleration of stochastic approximation by averaging*, 1992).
# - **Grow the batch** toward the end.
#
# Try the first two. Start at the goal, so that only the hovering is left to see:

# %% figure="rest" caption="How far $\\a$ is off, from a start at the goal. At a fixed rate it hovers; with a decaying rate it comes to rest."
best = goal((x, y))
how = {"steps": 3_000, "batch_size": 4, "loss": sgd.mean_squared_error}
rates = {"fixed": 5e-6, "decaying": sgd.inverse_decay(5e-6, half_at=50)}
runs = {
    name: sgd.fit(sgd.quadratic, best, x, y, learning_rate=rate, **how)
    for name, rate in rates.items()
}
off = {name: run.history[:, 0] - best[0] for name, run in runs.items()}
px.line(off, labels={"index": "step", "value": "a off by", "variable": ""})

# %%
tail = {name: each[-1_000:] for name, each in off.items()}
hovers = tail["fixed"].square().mean().sqrt()
rests = tail["decaying"].square().mean().sqrt()
averaged = tail["fixed"].mean().abs()
print(f"fixed {hovers:.4f}, decaying {rests:.4f}, averaged {averaged:.4f}")
assert max(rests, averaged) < hovers / 2

# %% [markdown]
# ## When full batch is better
#
# Where the data is small, the loss smooth, and the goal wanted exactly, take all points, or [no descent at all](../questions/why-is-c-wrong.py#every-cure-side-by-side). Mini-batches pay where points are many and alike, and where
# the last digit does not matter because the data is noisy anyway (Bottou, Curtis and Nocedal, *Optimization methods for large-scale machine learning*, 2018).
#
# ## The cure to copy
#
# Shuffled batches and a decaying rate, as you will write them for your own data:
#
# ``` { .python .live .fresh }
# --8<-- "mini_batches.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "mini_batches.txt"
# ```
#
# **Rule.** Use the mean, shuffle, and start with the largest batch that is cheap. When the loss stops falling and shakes, decay the rate before you blame the model.
#
# **Limits.** "Unbiased" holds for batches drawn at random. Data that is sorted and not shuffled gives [batches that are wrong in turn](bugs.py#sorted-data-not-shuffled), each in the same way every time.
#
# **In the lab**: [mini-batches that hover](../lab.md?data=noisy&batch=5&standardize=1&rate=0.05&steps=300). Divide the rate by a hundred, and run on.
#
# !!! example "Try it"
#     1. Write an epoch: fix the function below, and press *Check*.
#     2. Leave out the shuffle: use the points in order, 8 at a time. What does the path look like in the end?
#     3. Show that the mean over all batches of one point is the full gradient.

# %% tags=["exercise"] fresh=true
from torch import manual_seed, randint, randperm


def epoch(points, batch_size):
    """Batches of numbers from 0 to points - 1, at random, each number once."""
    return [
        randint(points, (batch_size,)) for _ in range(points // batch_size)
    ]  # nearly


manual_seed(0)
for batch in epoch(10, 4):
    print(batch.tolist())


# %% tags=["check"]
def numbers(points, batch_size):
    return [
        number
        for batch in epoch(points, batch_size)
        for number in batch.tolist()
    ]


def check_all():
    """Ten points in batches of 4: all ten are used."""
    used = numbers(10, 4)
    assert len(used) != 8, (
        "two points are left over: they make a last, smaller batch"
    )
    assert len(used) == 10, f"you use {len(used)} points"


def check_once():
    """Each is used once."""
    used = sorted(numbers(10, 4))
    hint = "some come twice and some never: shuffle all of them, then cut"
    assert used == list(range(10)), hint


def check_sizes():
    """The batches have 4, 4 and 2 points."""
    sizes = [len(batch) for batch in epoch(10, 4)]
    assert sizes == [4, 4, 2], f"yours have {sizes}: split(4) cuts so"


def check_shuffled():
    """They come in random order."""
    hint = "they come in order: sorted data gives batches that are wrong the same way"
    assert numbers(100, 10) != list(range(100)), hint


def check_each_time():
    """The next epoch has another order."""
    assert numbers(100, 10) != numbers(100, 10), (
        "both epochs have one order: shuffle anew"
    )


# %% tags=["solution"]
def epoch(points, batch_size):
    return randperm(points).split(batch_size)


print("1:", [batch.tolist() for batch in epoch(10, 4)])

# %% tags=["solution"]
params, seen = sgd.initialize(start), []
for step in range(3_000):
    at = slice(8 * (step % 6), 8 * (step % 6) + 8)
    loss = sgd.mean_squared_error(sgd.quadratic(x[at], params), y[at])
    sgd.adjust(params, sgd.gradient(loss, params), 5e-6)
    seen.append(params[0].item())
last, before = torch.tensor(seen[-6:]), torch.tensor(seen[-12:-6])
print(f"2: each epoch the same loop, {last.max() - last.min():.3f} wide")
assert last.allclose(before, atol=1e-3)

singles = torch.stack(
    [gradient(torch.tensor([i])) for i in range(41)]
).mean(0)
print("3: differ by", f"{((singles - full).norm() / full.norm()):.0e}")
assert singles.allclose(full, rtol=1e-4)
