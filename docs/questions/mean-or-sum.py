# %% [markdown] description="The mean of the squared errors instead of their sum: what it does to the path and to the learning rate, and why mini-batches use it."
# # Mean instead of sum?
#
# One tutorial adds the squared errors up, another takes their mean, a library halves them too. You copy a learning rate from one to the
# other, and the run is not what it was.
#
# **You need**: [curvature](curvature.py).
# **You will be able to** carry a learning rate from one loss to another, and say which loss to use.
#
# !!! question "Predict"
#     Replace the sum by the mean over 41 points and keep the rate 1e-7. Where and when does the run end?
#
#     - in the same place, at the same step
#     - in the same place, sooner
#     - in the same place, later
#     - elsewhere
#
# ## Three losses, three rates

# %% figure="losses" caption="Same rate, other loss: with the mean the run is {{ n }} times slower. Other rate to match: the same path."
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.notebook_data()
guesses, n = [1.0, 2.0, 3.0], len(x)


def half_mean(y1, y2):
    return sgd.mean_squared_error(y1, y2) / 2


settings = {
    "sum, 1e-7": (sgd.sum_squared_error, 1e-7),
    "mean, 1e-7": (sgd.mean_squared_error, 1e-7),
    f"mean, {n} times 1e-7": (sgd.mean_squared_error, n * 1e-7),
    "half the mean, 1e-7": (half_mean, 1e-7),
    f"half the mean, {2 * n} times 1e-7": (half_mean, 2 * n * 1e-7),
}
runs, predicted = {}, {}
for name, (loss, rate) in settings.items():
    how = {"loss": loss, "learning_rate": rate, "steps": 2_000}
    runs[name] = sgd.fit(sgd.quadratic, guesses, x, y, **how)
    predicted[name] = sgd.predict(sgd.quadratic, guesses, x, y, **how)
figures.compare(runs, sgd.quadratic, x, y, "loss and rate", predicted)

# %% [markdown]
# The mean divides the loss by the number of points $N$, so it divides the gradient by $N$, and every curvature too. The lowest point stays where it is. A step at the same rate
# is $N$ times smaller; a step at $N$ times the rate is the same step. Half the mean halves everything once more. Give the mean the rate at which it walks the sum's path:

# %% tags=["live"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
rate = 1e-7  # of the mean
for loss, at in (
    (sgd.sum_squared_error, 1e-7),
    (sgd.mean_squared_error, rate),
):
    run = sgd.fit(
        sgd.quadratic,
        [1.0, 2.0, 3.0],
        x,
        y,
        loss=loss,
        learning_rate=at,
        steps=20,
    )
    print(loss.__name__, run.params)

# %% [markdown]
# Before you read on: what becomes of the largest stable rate, and of the condition number?

# %%
answer = sgd.mean_instead_of_sum(steps=2_000)
half = sgd.curvature(sgd.quadratic, guesses, x, y, loss=half_mean)
for name, bowl in (
    ("sum", answer.sum_curvature),
    ("mean", answer.mean_curvature),
    ("half mean", half),
):
    limit = sgd.rounded_down(bowl.largest_stable_learning_rate)
    print(f"{name:9} stable below {limit},", end=" ")
    print(f"condition number {bowl.condition_number:,.0f}")
    assert bowl.lowest.allclose(answer.sum_curvature.lowest, atol=1e-9)
print(f"sum's and mean's paths differ by {answer.difference:.0e}")

# %% tags=["remove-cell"]
of_sum, of_mean = runs["sum, 1e-7"].losses, runs["mean, 1e-7"].losses * n
when = "later" if (of_mean > of_sum)[1:100].all() else "sooner"

# %% [markdown]
# So it works: at rate {{ f"{answer.points * answer.learning_rate:.1e}" }} the mean takes the sum's path, step by step, to the last digits of float32. At the same rate it is
# {{ answer.points }} times slower: $\b$ is still {{ f"{answer.slow_run.params[1]:.3f}" }} after {{ f"{answer.slow_run.steps:,}" }} steps, where the sum's was
# {{ f"{answer.sum_run.params[1]:.3f}" }}. The largest stable rate is {{ answer.points }} times as large, and half the mean doubles it again.
#
# !!! success "Answer: in the same place, {{ when }}"
#     The lowest point stays, and at the same rate each step is {{ n }} times smaller.
#
#     - in the same place, at the same step: The same rate is not the same step: a step is the rate times the gradient, and that is smaller.
#     - in the same place, sooner: A smaller loss is not a shorter way: the gradient is smaller, too, and with it each step.
#     - elsewhere: Dividing the loss by a number moves no lowest point.
#
# And what it does *not* do: the condition number is the same. The mean makes no slow parameter faster.
#
# ## What the mean is good for
#
# Draw ten, a hundred, a thousand or ten thousand points from the data, some of them more than once. Which of the two losses wants another rate for each?

# %% figure="sizes" caption="Ten points or ten thousand: with the mean, one learning rate does. With the sum, each size of the data needs its own."
figures.mean_instead_of_sum(answer)

# %%
for size, of_sum, of_mean in zip(
    answer.sizes, answer.sum_bounds, answer.mean_bounds
):
    of_sum, of_mean = map(sgd.rounded_down, (of_sum, of_mean))
    print(f"{size:6} points: sum {of_sum}, mean {of_mean}")

# %% [markdown]
# More points make the sum larger, and its curvature, so its largest stable rate shrinks. The mean's stays almost where it is.
# That is why [mini-batches](../further/stochastic.py) use the mean: the rate need not change with the size of the batch, as long as the batch is like the data. (In a smaller last batch
# [each point counts for more](../further/module.py#slices-of-a-permutation-a-dataloader).)
#
# ## The cure to copy
#
# ``` { .python .live .fresh }
# --8<-- "mean_loss.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "mean_loss.txt"
# ```
#
# **Rule.** Use the mean. If you come from a sum over $N$ points, multiply the rate by $N$; if you come from half the square, divide it by 2.
# `torch.nn.MSELoss` is the mean, without a half; with several values a point it divides by all of them.
#
# **Limits.** This is about plain descent. [Adam](../further/momentum-and-adam.py) divides by the size of the gradient: a factor in front of the loss all but cancels, and the rate stays. A penalty added to the
# loss, such as the squares of the parameters, does not scale with $N$ by itself.
#
# **In the lab**: [the mean at the sum's rate](../lab.md?loss=mean&steps=100). Make it as fast.
#
# !!! example "Try it"
#     1. You copy a rate from a page that uses *half the sum*. Which rate is the same for the mean? Complete the function below, and press *Check*.
#     2. Does Adam (`optimizer=sgd.Adam()`) at rate 0.1 take the same path with the sum and with the mean? Predict, then run.
#     3. Show that the condition number of $s \cdot L$ is that of $L$ for every $s > 0$.

# %% tags=["exercise"] fresh=true
import sgd_tutorial as sgd


def rate_for_mean(rate, points):
    """At this rate the mean takes the path of half the sum."""
    return rate  # your formula


print(rate_for_mean(0.1, 50))


# %% tags=["check"]
def half_sum(y1, y2):
    return sgd.sum_squared_error(y1, y2) / 2


def check_fifty():
    """Rate 0.1 with 50 points."""
    found = rate_for_mean(0.1, 50)
    assert abs(found - 5) > 1e-6, (
        "that is for the whole sum; half of it has half the slope"
    )
    assert abs(found - 10) > 1e-6, (
        "half the sum has half the slope: halve, do not double"
    )
    assert found > 0.1, (
        "the mean is smaller than the sum, so its rate is larger"
    )
    assert abs(found - 2.5) < 1e-6, f"you say {found}"


def check_one():
    """With one point the mean is the sum, twice half the sum."""
    found = rate_for_mean(0.1, 1)
    assert abs(found - 0.05) < 1e-6, f"you say {found}: the rate is halved"


def check_path():
    """Ten steps of both, on the recipe's points: the same path."""
    x, y = sgd.notebook_data()
    ends = [
        sgd.fit(
            sgd.quadratic,
            [1.0, 2.0, 3.0],
            x,
            y,
            learning_rate=at,
            steps=10,
            loss=loss,
        ).params
        for at, loss in (
            (2e-7, half_sum),
            (rate_for_mean(2e-7, len(x)), sgd.mean_squared_error),
        )
    ]
    assert ends[0].allclose(ends[1], atol=1e-4), (
        f"they end at {ends[0]} and {ends[1]}"
    )


# %% tags=["solution"]
def rate_for_mean(rate, points):
    return rate * points / 2


print("1:", rate_for_mean(0.1, 50))

# %% tags=["solution"]
import torch

at = torch.linspace(0, 1, 50)
to = at**2  # any 50 points will do

same = [
    sgd.fit(
        sgd.linear, [0.0, 0.0], at, to, learning_rate=r, steps=9, loss=loss
    ).params
    for r, loss in (
        (0.01, lambda y1, y2: sgd.sum_squared_error(y1, y2) / 2),
        (rate_for_mean(0.01, 50), sgd.mean_squared_error),
    )
]
assert same[0].allclose(same[1], atol=1e-5)

ends = [
    sgd.fit(
        sgd.quadratic,
        guesses,
        x,
        y,
        learning_rate=0.1,
        steps=500,
        loss=loss,
        optimizer=sgd.Adam(),
    ).params
    for loss in (sgd.sum_squared_error, sgd.mean_squared_error)
]
print("2:", *ends, sep="\n")
assert ends[0].allclose(ends[1], atol=1e-3)

# %% [markdown] tags=["solution"]
# 3\. Second derivatives of $sL$ are $s$ times those of $L$, so every eigenvalue is multiplied by $s$, and the ratio of two of them stays.
