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
# Fit $\a x^2$ to the data, with $\a$ alone. The loss is a sum of squares of something linear in $\a$, so it is a parabola. With
# its lowest point at $\a^*$:
#
# $$L(\a) = \tfrac{\lambda}{2} (\a - \a^*)^2 + \text{floor}, \qquad \lambda = 2 \textstyle\sum x^4$$
#
# $\lambda$ is the **curvature**: the second derivative, how fast the slope changes. The slope is $\lambda (\a - \a^*)$.
# Step 5 with **learning rate** $\eta$ takes $\eta$ times the slope away. So each step multiplies the error by one and the same factor:
#
# $$\a - \a^* \;\longrightarrow\; (1 - \eta \lambda)\,(\a - \a^*)$$
#
# That is all. Everything below follows from this line.
#
# !!! question "Predict"
#     What does the error do when $\eta\lambda$ is 0.5, 1, 1.5, 2 and 2.1? Write five words before you move the slider.

# %% figure="one-parameter" caption="One parameter, ten steps. Between $\\eta\\lambda = 1$ and 2 the parameter jumps from side to side, and still the loss falls at every step."
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
figures.parabola(runs, only_a, x, y, setting="η times λ", first="0.5")

# %% [markdown]
# | rate times curvature | factor | what happens |
# |---|---|---|
# | below 1 | between 0 and 1 | falls from one side |
# | 1 | 0 | right after one step |
# | between 1 and 2 | between -1 and 0 | jumps from side to side, settles |
# | 2 | -1 | jumps for ever |
# | above 2 | below -1 | each jump is longer: it diverges |
#
# So a rate is **stable** as long as $\eta < 2/\lambda$.
#
# ## Three parameters: a bowl
#
# With $\a$, $\b$ and $\c$ the loss is a **bowl**: a parabola along every straight line through its lowest point. Among all directions
# there are three special ones, at right angles, along which the bowl does not twist: a step along one of them
# stays on it. They are the eigenvectors of the matrix of second derivatives, the **Hessian**; the curvatures along them are its **eigenvalues**.

# %%
guesses = [1.0, 2.0, 3.0]
bowl = sgd.curvature(sgd.quadratic, guesses, x, y)
for value, direction in zip(bowl.eigenvalues, bowl.directions.T):
    parts = " ".join(f"{part:6.3f}" for part in direction.tolist())
    print(f"curvature {value:12,.2f}   direction (a, b, c) = {parts}")

# %% [markdown]
# The steep direction is nearly pure $\a$, the flat one nearly pure $\c$. The steepest is
# {{ f"{bowl.condition_number:,.0f}" }} times as steep as the flattest. That ratio is the **condition number**.
#
# Each direction is a parabola of its own, with its own factor $1 - \eta\lambda_i$. One rate has to serve them all:
#
# - The steepest sets the limit: $\eta < 2/\lambda_\text{max}$, here {{ f"{bowl.largest_stable_learning_rate:.4e}" }}.
# - The flattest sets the time: below that limit a step takes away less of its error than 2 divided by the condition number.
#
# ## Predicted, then observed
#
# At the recipe's rate the factors are known before the first step:

# %%
rate, steps = 1e-7, 10_002
for name, value in zip("cba", bowl.eigenvalues.tolist()):
    factor = 1 - rate * value
    print(
        f"mostly {name}: factor {factor:.7f}, left after {steps:,} steps {factor**steps:.3g}"
    )

# %% [markdown]
# Of the error along $\c$, {{ f"{(1 - rate * bowl.eigenvalues[0]) ** steps:.1%}" }} should be left. Now the run. The slider changes
# the rate; press *Prediction and run* only after you have read the dashed lines.

# %% figure="predicted-and-run" caption="The dashed line is drawn from the three factors, without a loop. The run follows it, until rounding in float32 takes over."
import warnings

warnings.simplefilter("ignore", sgd.DivergenceWarning)  # one rate flies off
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
# The same run, direction by direction: three straight lines on their way down, if you count errors on a log axis.

# %% figure="directions" caption="Error along each direction at rate 1e-7. The steep one is done within a hundred steps; the flat one has hardly begun."
run = sgd.fit(*problem, learning_rate=rate, steps=steps)
figures.error_by_direction(run, bowl, rate)

# %% [markdown]
# And where it will be after a billion steps, without taking one:

# %%
far = sgd.params_after(*problem, learning_rate=rate, steps=10**9)
print([round(value, 6) + 0.0 for value in far.tolist()])
assert far.allclose(bowl.lowest, atol=1e-6)

# %% [markdown]
# **Rule.** Largest curvature: how large a rate you may take. Smallest: how long it takes. Ratio: how slow the best single rate must be.
#
# **Limits.** The bowl is exact where the approximation is linear in its parameters and the loss a squared error; then the
# loss is **convex**, with one lowest point. Anything else has a curvature too, but it changes from place to place, and
# what it predicts holds nearby. Mini-batches add noise; float32 adds a floor. (Boyd and Vandenberghe, *Convex Optimization*, 2004, section 9.3,
# has the proof for convex losses; Goodfellow, Bengio and Courville, *Deep Learning*, 2016, chapter 4, the view from networks.)
#
# !!! example "Try it"
#     1. Which single rate makes the slowest direction as fast as possible? Both ends of the bowl must shrink alike.
#     2. Write the Hessian of the bowl from the columns $x^2$, $x$ and 1, and check its eigenvalues.
#     3. How many steps at that best rate halve the error along the flattest direction?

# %% [markdown] tags=["solution"]
# 1\. Both ends are as far from 0: $1 - \eta\lambda_\text{min} = -(1 - \eta\lambda_\text{max})$, so
# $\eta = 2 / (\lambda_\text{min} + \lambda_\text{max})$.

# %% tags=["solution"]
import math
import torch

low, high = bowl.eigenvalues[0].item(), bowl.eigenvalues[-1].item()
best = 2 / (low + high)
assert math.isclose(best, bowl.fastest_learning_rate)
print(f"1: {best:.5e}")

columns = torch.stack([x * x, x, torch.ones_like(x)], dim=1).double()
hessian = 2 * columns.T @ columns
print("2:", torch.linalg.eigvalsh(hessian))
assert torch.linalg.eigvalsh(hessian).allclose(bowl.eigenvalues)

half = math.log(0.5) / math.log(1 - best * low)
print(f"3: {half:,.0f}")
assert (1 - best * low) ** round(half) < 0.5001
