# %% [markdown] description="Diagnose your own run of gradient descent: one call that says what goes wrong, with every finding shown on an example."
# # Diagnose your own run
#
# Your loss is `nan`, or stuck, or fine and the parameters are not. You have the loop in front of you and do not see why. `diagnose` looks for you: at the data, the bowl and the run.
#
# **You need**: [the six steps](../recipe/six-steps.py). [Curvature](../questions/curvature.py) explains the numbers.
# **You will be able to** call `diagnose` on your own data and function, and act on what it says.
#
# ## How to call it
#
# Press *Open in Colab* or *Download .ipynb* at the top of this page, or install the package on your machine (see [home](../index.py#on-your-machine)).
# Then give it what you would give `fit`. Write your function with torch operations:

# %%
import sgd_tutorial as sgd
import torch

x, y = sgd.notebook_data()  # your x and y: tensors, lists, arrays, columns


def mine(x, params):  # your function
    return params[0] * x**2 + params[1] * x + params[2]


guesses = [1.0, 2.0, 3.0]
found = sgd.diagnose(mine, guesses, x, y, learning_rate=1e-7, steps=10_002)
print(found)

# %% [markdown]
# Read it from the front: what is wrong, why, and what helps. A parameter counts as right within a hundredth of its value or of its way: for $\c$, which starts at 3, three hundredths. [The first question](../questions/why-is-c-wrong.py) asked for one.
#
# To go on calculating: `found.kinds` names the findings, the most important first; `found.finding("unfinished")` is one of them, with its `numbers`; `found.run` is the run, or its first 20000 steps; `found.curvature` the bowl.
#
# !!! question "Predict"
#     Five runs below have a loss that stops falling. One has the wrong function, one a frozen parameter, one noise, one is in the wrong valley and one is not finished.
#     Can you tell them apart by their loss?

# %% figure="alike" caption="Five troubles, five losses that level off. The loss does not tell which is which." tags=["hide-input"]
from sgd_tutorial import figures

t = torch.linspace(0, 6, 60)
noisy_x, noisy_y = x / 20, sgd.noisy_data(noise=300.0)[1]
examples = {
    "wrong approximation": (sgd.linear, [1.0, 2.0], x, y, 1e-4, 1_000),
    "frozen": (sgd.quadratic, guesses, x, y, 1e-9, 3_000),
    "noise": (sgd.quadratic, guesses, noisy_x, noisy_y, 1e-2, 700),
    "high valley": (
        sgd.sine,
        [1.0, 5.0],
        t,
        2 * torch.sin(2 * t),
        1e-3,
        2_000,
    ),
}
diagnoses = {
    kind: sgd.diagnose(*problem, learning_rate=rate, steps=steps)
    for kind, (*problem, rate, steps) in examples.items()
}
diagnoses["unfinished"] = found
figures.losses({kind: each.run for kind, each in diagnoses.items()})

# %% [markdown]
# ## Every finding, on an example
#
# Each call below names the finding that it expects; the text under the name is what `diagnose` prints. Guess it from the call, then read on.
#
# **Before the run.** Some problems cannot be run as they are.


# %%
seen = set()


def show(kind, *problem, rate=1e-7, steps=10, **more):
    known = diagnoses.get(kind)  # from the figure above
    found = known or sgd.diagnose(
        *problem, learning_rate=rate, steps=steps, **more
    )
    print(f"{kind.upper()}\n{found.finding(kind)}\n")
    seen.add(kind)


show("refused", mine, guesses, x, y[:7])
show("broadcasting", mine, guesses, x[:, None], y)
show("overflows at the guesses", mine, [1e20, 2.0, 3.0], x, y)

# %% [markdown]
# The second is the treacherous one. A column of shape (n, 1) minus a row of shape (n,) is a table of n times n differences. PyTorch does not complain, and the loss that you train on is the wrong one.
#
# **Rate, steps, digits.** *Diverges* and *does not settle* want a smaller rate; *unfinished* wants scaled columns, or patience; *frozen* and *rounded off* want more digits.

# %%
wave = torch.sin(2 * t)
show("diverges", mine, guesses, x, y, rate=8e-7, steps=10_002)
show(
    "does not settle",
    sgd.sine,
    [1.0, 1.8],
    t,
    2 * wave,
    rate=1e-3,
    steps=2_000,
)
show("unfinished")
show("frozen")
coarse = torch.linspace(2, 3, 30).bfloat16()  # two digits
show(
    "rounded off",
    sgd.linear,
    [5.0, 1.0],
    coarse,
    2 * coarse,
    rate=4e-3,
    steps=500,
)

# %% [markdown]
# **What is left.** These three have a loss above 0 that no step lowers. The pattern of the residuals [tells a wrong function from noise](../questions/wrong-approximation.py#wrong-or-not-finished), if the points are enough.

# %%
show("wrong approximation")
show("noise")
few = torch.linspace(-1, 1, 5)
show(
    "unexplained", sgd.linear, [1.0, 2.0], few, few**2, rate=0.1, steps=500
)

# %% [markdown]
# **The start, and the shape of the loss.** The first two want [another start](../questions/initial-guesses.py). The third is not always bad: absolute errors have a kink, and no curvature to measure. The fourth is a large problem, where looking would take too long.


# %%
def absolute(y1, y2):
    return (y1 - y2).abs().sum()


show("high valley")
show("no slope", sgd.sine, [0.0, 0.0], t, wave, rate=1e-3, steps=20)
show(
    "no lowest point",
    sgd.linear,
    [1.0, 0.1],
    t,
    2 * t,
    rate=1e-3,
    steps=99,
    loss=absolute,
)


def neuron(x, params):  # of 20 inputs
    return torch.tanh(x @ params)


many = torch.randn(2_000, 20, generator=torch.Generator().manual_seed(0))
zeros = [0.0] * 20
show("not measured", neuron, zeros, many, many[:, 0].sign(), rate=1e-5)

# %% [markdown]
# **The parameters.** A parameter without effect keeps its guess. Two that do the same job share the result between them, in a way that the guesses decide. Neither shows in the loss. *Fine* is a finding, too: it says how good.


# %%
def unused(x, params):
    return params[0] * x + params[1]


def alike(x, params):
    return (params[0] + params[2]) * x + params[1]


import re

three = [1.0, 2.0, 3.0]
show("no effect", unused, three, x, 3 * x + 1, rate=1e-4, steps=1_000)
show("not told apart", alike, three, x, 3 * x + 1, rate=4e-5, steps=2_000)
show("fine", sgd.linear, [1.0, 2.0], x, 3 * x + 1, rate=1e-4, steps=1_000)
assert seen == set(re.findall(r'"([a-z ]+)"', sgd.diagnose.__doc__)) | {
    "fine"
}

# %% [markdown]
# The last line checks that this page has shown every kind.
#
# ## A cure, and again
#
# Diagnose, cure, diagnose. The unfinished run from above wants its columns scaled. `fit_rescaled` does that, and carries the parameters back to your units:

# %%
cured = sgd.fit_rescaled(mine, guesses, x, y, steps=1)
print(cured.params)
print(sgd.diagnose(mine, cured.params, x, y, learning_rate=1e-7, steps=100))

# %% [markdown]
# **Rule.** When a run surprises you, diagnose before you change anything. Then change one thing.
#
# **Limits.** The predictions are exact for functions that are linear in their parameters and squared errors. Elsewhere `diagnose` describes the valley it finds near your guesses, and says so. It reads
# plain descent with all points; momentum, Adam and mini-batches have other limits.
#
# !!! example "Try it"
#     1. `diagnose` your own data, or the real data of `sgd.gapminder_data()` with a line, at rate 1e-9. What does it find?
#     2. Take its advice, and come to "fine" or "wrong approximation".

# %% tags=["solution"]
income, life = sgd.gapminder_data()
line = sgd.linear, [0.0, 50.0], income, life
print("1:", sgd.diagnose(*line, learning_rate=1e-9, steps=1_000).kinds)

scaled = (
    sgd.linear,
    [0.0, 50.0],
    (income - income.mean()) / income.std(),
    life,
)
rate = sgd.largest_stable_learning_rate(*scaled) / 2
again = sgd.diagnose(*scaled, learning_rate=rate, steps=100)
print("2:", again.kinds)
assert "unfinished" not in again.kinds
