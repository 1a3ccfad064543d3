# %% [markdown] slow=true description="Diagnose your own run of gradient descent: five runs whose losses look alike, one call that tells them apart, and what to do then."
# # Diagnose your own run
#
# Your loss is `nan`, or it stops falling, or it is fine and the parameters are not. You have the loop in front of you and do not see why. Have it examined.
#
# **You need**: [the six steps](../recipe/six-steps.py). [Curvature](../questions/curvature.py) explains the numbers.
# **You will be able to** have a loop of yours examined, call `diagnose` on your own data and function, and act on what both say.
#
# ## Examine a loop
#
# This one has a *slip*: one small mistake. Find it before you look at the answer. Then mend it, or paste a loop of yours in its place.

# %% tags=["examine"]
import torch

t = torch.linspace(0, 2, 30)
w = torch.zeros(2, requires_grad=True)
for step in range(100):
    loss = ((w[0] * t + w[1] - 4 * t) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad
print(f"loss {loss:.1f}")

# %% [markdown]
# The answer counts what happened, names the line and says what helps. Modules, optimizers and loaders are welcome, and an error gets a note on its cause. [Slips of a loop](slips.py) has the mistakes that it knows, each as a short loop to mend.
#
# On your machine, put [`sgd.watch`](../snippets/index.md#watch) around the loop that you have, and change nothing in it: it computes the same, bit for bit, and your errors stay yours. [The reference][sgd_tutorial.watch] says how closely it looks. Where it has nothing to say, read on: `diagnose` examines the problem itself: the data, the bowl and the run.
#
# ## Five runs that look alike
#
# !!! question "Predict"
#     Five runs follow, A to E, whose loss stops falling. One has the wrong function, one is not finished, one has a parameter that float32 no longer moves, one has come down to the noise of its data,
#     and one is in a valley that is not the lowest. Which of A to D is not finished?
#
#     - A
#     - B
#     - C
#     - D

# %% figure="alike" caption="Five troubles, five losses that level off. Which is which?" tags=["hide-input"]
import sgd_tutorial as sgd
import torch
from sgd_tutorial import figures

x, y = sgd.notebook_data()
t = torch.linspace(0, 6, 60)
noisy_x, noisy_y = x / 20, sgd.noisy_data(noise=300.0)[1]
guesses = [1.0, 2.0, 3.0]
problems = {
    "A": (sgd.quadratic, guesses, x, y, 1e-9, 3_000),
    "B": (sgd.sine, [1.0, 5.0], t, 2 * torch.sin(2 * t), 1e-3, 2_000),
    "C": (sgd.linear, [1.0, 2.0], x, y, 1e-4, 1_000),
    "D": (sgd.quadratic, guesses, x, y, 1e-7, 10_002),
    "E": (sgd.quadratic, guesses, noisy_x, noisy_y, 1e-2, 700),
}
diagnoses = {
    letter: sgd.diagnose(*problem, learning_rate=rate, steps=steps)
    for letter, (*problem, rate, steps) in problems.items()
}
figures.losses({letter: each.run for letter, each in diagnoses.items()})

# %% [markdown]
# The loss does not say which is which. What you have to know besides stands in the problem: how low the loss can go, how steep the bowl is, how large a step is beside its parameter, and what is left at each point.
#
# ## How to call it
#
# D is the recipe's run, and the call below says what it needs. For a run of yours, take this notebook along (*Download .ipynb*, at the top of this page), or install the package on your machine (see [home](../index.py#on-your-machine)).
# Then give it what you would give `fit`. Write your function with torch operations:


# %%
def mine(x, params):  # your function
    return params[0] * x**2 + params[1] * x + params[2]


# Yours may be tensors, lists, arrays or columns.
found = sgd.diagnose(mine, guesses, x, y, learning_rate=1e-7, steps=10_002)
print(found)

# %% [markdown]
# Read it from the front: what is wrong, why, and what helps. [The first question](../questions/why-is-c-wrong.py) counts the same steps: a parameter is [right](../recipe/six-steps.py#when-is-a-parameter-right) by one definition. For $\c$, which starts at 3, that is three hundredths.
#
# ## The other four
#
# Name the trouble of A, B, C and E once more, now that you know what is looked at. Then compare. (`kinds` names the findings of a diagnosis, the most important first; `finding` is one of them.)

# %%
kinds = {"A": "frozen", "B": "high valley", "C": "wrong approximation"}
kinds["E"] = "noise"
for letter, kind in kinds.items():
    print(f"{letter}, {kind.upper()}\n{diagnoses[letter].finding(kind)}\n")
    assert diagnoses[letter].kinds[0] == kind

# %% tags=["remove-cell"]
[unfinished] = [letter for letter in diagnoses if letter not in kinds]
assert diagnoses[unfinished].kinds[0] == found.kinds[0]

# %% [markdown]
# !!! success "Answer: {{ unfinished }}"
#     Its loss is above the floor, and each of its steps still moves $\c$.
#
#     - A: It has far to go and cannot: its steps are too small for float32 numbers.
#     - B: It has come to rest, in a valley that is not the lowest. More steps stay there.
#     - C: It is as low as a line can come. More steps do nothing for a wrong function.
#
# Four questions have told them apart. You can ask them of any run, in this order:
#
# | ask | if so, it is | and this helps |
# |---|---|---|
# | Is a step smaller than half the spacing of the parameter's numbers? | [frozen](../questions/when-to-stop.py#when-float32-stops-for-you): A | float64, or a larger rate |
# | Does another start come to a lower loss? | [in a high valley](../questions/initial-guesses.py#many-valleys-the-start-decides): B | that start |
# | Is the loss at its floor, and do the residuals have a pattern? | [the wrong function](../questions/wrong-approximation.py#wrong-or-not-finished): C | another function |
# | Is the loss above its floor? | [not finished](../questions/why-is-c-wrong.py): D | scaled columns, or more steps |
# | None of these? | noise, as far as these points tell: E | to stop |
#
# `diagnose` asks more, in the order in which one trouble hides another: first whether there is a loss at all, then whether it has a slope, then what the run does, and last what it leaves.
# [The reference][sgd_tutorial.diagnose] lists every kind.
#
# ## Before the first step
#
# Some troubles need no run. Say what is wrong here:

# %%
column = x[:, None]
print(sgd.diagnose(mine, guesses, column, y, learning_rate=1e-7, steps=10))

# %% [markdown]
# A column of shape (n, 1) minus a row of shape (n,) is a table of n times n differences. PyTorch subtracts them without an error, and you train on [another loss](bugs.py#a-column-against-a-row). (Its own `nn.MSELoss` warns; a loss of yours does not.)
#
# ## A cure, and again
#
# Diagnose, cure, diagnose. Run D wants its columns scaled. `sgd.standardize` gives them mean 0 and spread 1; `fit_rescaled` makes them orthogonal, so that
# [the bowl is round for any points](../questions/why-is-c-wrong.py#the-cure-to-copy), and carries the parameters back to your units:

# %%
cured = sgd.fit_rescaled(mine, guesses, x, y, steps=1)
print(cured.params)
print(sgd.diagnose(mine, cured.params, x, y, learning_rate=1e-7, steps=100))

# %% [markdown]
# **Rule.** When a run surprises you, diagnose before you change anything. Then change one thing.
#
# **Limits.** The predictions are exact for functions that are linear in their parameters and squared errors. Elsewhere `diagnose` describes the valley it finds near your guesses, looks from some others, and tries a cure before it names it: for a thousand steps, or as many as you ask about. There may be troubles that it did not find. It reads
# plain descent with all points: [momentum and Adam](momentum-and-adam.py) and [mini-batches](stochastic.py) have other limits.
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
