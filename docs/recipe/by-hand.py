# %% [markdown] description="Fit a parabola by hand with three sliders, watch the loss, and find out why a rule is needed."
# # Fit a curve by hand
#
# Your phone guesses the next word, a camera finds a face, a bank rates a loan: each does it with a function
# that has numbers in it, and somebody had to find the numbers. On this page that somebody is you.
#
# **You need**: to know what a function is.
# **You will be able to** say what a parameter, an approximation and a loss are, and why you want a rule.
#
# ## The data
#
# The points come from $5x^2$; pretend that you do not know that.

# %%
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.notebook_data()
print(len(x), "points, x from", x.min().item(), "to", x.max().item())

# %% [markdown]
# You suspect a parabola:
#
# $$y = \a x^2 + \b x + \c$$
#
# This guess at the form is the **approximation**. Its numbers $\a$, $\b$ and $\c$ are its **parameters**.
#
# !!! question "Predict"
#     Three sliders, one for each parameter. Which one will matter most? Which one will you not even notice?
#
# ## Your turn
#
# Move the sliders until the curve lies on the points. Under them you read the **loss**: how far the curve misses each
# point, squared, added up. A smaller loss is a better fit.

# %% tags=["remove-input"] figure="by-hand" caption="Make the loss as small as you can. Can you reach 0?"
guesses = [1.0, 2.0, 0.0]
figures.by_hand(
    sgd.quadratic, guesses, x, y, ranges=[(0, 10), (-40, 40), (-400, 400)]
)

# %% [markdown]
# ## What your hand has found out
#
# **The parameters are not alike.** Put each of them off by one, alone:

# %%
best = [5.0, 0.0, 0.0]
losses = []
for place, name in enumerate("abc"):
    params = sgd.initialize(best)
    params.data[place] += 1
    loss = sgd.sum_squared_error(sgd.quadratic(x, params), y)
    losses.append(loss.item())
    print(f"{name} off by 1: loss {loss:,.0f}")

# %% [markdown]
# A miss in $\a$ costs {{ f"{losses[0] / losses[2]:,.0f}" }} times as much as the same miss in $\c$. The reason is in
# the formula: $\a$ is multiplied by $x^2$, which is {{ f"{x.max() ** 2:.0f}" }} at the edge; $\c$ is multiplied by 1.
#
# **The parameters get in each other's way.** Set $\a$ a little too low, and a larger $\c$ makes the loss smaller, although
# $\c$ should be 0. While one parameter is wrong, the best place of another is wrong too.

# %%
low = sgd.initialize([4.6, 0.0, 0.0])
for c in (0, 50, 100):
    low.data[2] = c
    loss = sgd.sum_squared_error(sgd.quadratic(x, low), y)
    print(f"a = 4.6, c = {c}: loss {loss:,.0f}")

# %% [markdown]
# **You have a rule already.** You moved a slider, looked whether the loss fell, and went on or back. That is a fine rule.
# It asks for one try in each direction for each parameter. With three parameters you can afford that; a language model
# has billions.
#
# So you want something that says, for every parameter at once, which way is down and how steep. That something is
# the **gradient**: the slope of the loss along each parameter. A computer can calculate it, exactly, at about the cost of
# a few evaluations of the loss (Baur and Strassen, *The complexity of partial derivatives*, 1983: at most five, however many
# parameters there are).
# [How it does that](derivatives.py) comes next.
#
# !!! example "Try it"
#     1. Your hand has three sliders. How many losses must you look at to know the slope along each of $P$ parameters by trying?
#     2. Fix $\a = 4.6$ and $\b = 0$. Which $\c$ makes the loss smallest? Find it with the sliders, then as a formula.

# %% [markdown] tags=["solution"]
# 1. One at the place where you are, and one more for each parameter: $P + 1$. For a billion parameters that is a billion and one.
# 2. The sum of squares is smallest where $\c$ is the mean of what is left over, $5x^2 - 4.6x^2 = 0.4x^2$:

# %% tags=["solution"]
left_over = y - 4.6 * x * x
best_c = left_over.mean()
print(f"c = {best_c:.0f}")
around = [
    sgd.sum_squared_error(best_c + d, left_over) for d in (-1.0, 0.0, 1.0)
]
assert min(around) == around[1]
