# %% [markdown] description="Why c is still wrong after 10,000 steps of gradient descent: curvature, one learning rate for three directions, and every cure measured side by side."
# # Why is c still wrong?
#
# You ran the loop ten thousand times. $\a$ is almost right, $\b$ is almost right, and $\c$ has hardly moved.
# Nothing in the loop tells you whether it is broken or slow, and the two need different cures.
#
# **You need**: [the six steps](../recipe/six-steps.py).
# **You will be able to** tell a slow run from a broken one, say how many steps it still needs, and make it fast.
#
# !!! question "Predict"
#     Suppose you let the loop run on at the same learning rate. How many steps until $\c$ is within 0.01 of 0:
#     twenty thousand, a hundred thousand, or more than a million?
#
# ## One run, three speeds
#
# `why_is_c_wrong` repeats the notebook's run and measures how far off it is, step by step, along three directions.

# %% figure="directions" caption="One run, three speeds: the error along $\\a$ is gone after a hundred steps; along $\\c$ it has hardly begun to fall. The dashed lines were predicted before the first step."
import sgd_tutorial as sgd
from sgd_tutorial import figures

answer = sgd.why_is_c_wrong()
run, bowl, rate = answer.run, answer.curvature, answer.learning_rate
figures.error_by_direction(run, bowl, rate)

# %% [markdown]
# The lines for $\b$ and $\c$ follow the prediction all the way. The line for $\a$ follows it until the error
# is as small as the rounding of float32 numbers, and stays there.
#
# ## Why
#
# The loss is a sum of squares, and the function is linear in its parameters. Such a loss is a **bowl**:
# along each of three directions it is a parabola. How steeply a parabola curves is its **curvature** $\lambda$.
#
# Along a direction of curvature $\lambda$ the gradient is $\lambda$ times the error. Step 5 takes the learning rate $\eta$
# times that away. So each step multiplies the error by the same factor:
#
# $$\text{error after the step} = (1 - \eta \lambda) \cdot \text{error before it}$$
#
# $\lambda$ is large where $x^2$ is large, which is along $\a$, and small along $\c$:

# %%
for value, direction in zip(bowl.eigenvalues, bowl.directions.T):
    mostly = "abc"[direction.abs().argmax()]
    left = (1 - rate * value) ** run.steps
    print(f"mostly {mostly}: curvature {value:,.2f}, error left {left:.1e}")

# %% [markdown]
# After {{ f"{run.steps:,}" }} steps {{ f"{(1 - rate * bowl.eigenvalues[0])**run.steps:.1%}" }} of the error along $\c$ is left.
# The loop is not broken. It is not finished.
#
# Why not take a larger rate? Along the steepest direction the factor $1 - \eta \lambda$ must stay between -1 and 1,
# otherwise the error grows. The largest curvature sets the bound, $\eta < 2 / \lambda_\text{max}$:
# here {{ f"{bowl.largest_stable_learning_rate:.3g}" }}. The smallest curvature then sets the time.
# Their ratio is the **condition number**, here {{ f"{bowl.condition_number:,.0f}" }}. It measures how slow one rate for all directions must be.
#
# ## Every cure, side by side
#
# The same answer counts the steps until $\c$ is within 0.01, for each cure. What takes less than 20,000 steps was run;
# the rest was predicted, and says so.

# %% figure="cures" caption="Steps until $\\c$ is within 0.01. More patience costs {{ f'{answer.steps_needed[2]:,.0f}' }} steps; a rounder bowl costs one."
figures.why_is_c_wrong(answer)

# %% [markdown]
# That answers your prediction: {{ f"{answer.steps_needed[2]:,.0f}" }} steps at the notebook's rate. The cures fall into three kinds.
#
# - **Wait**, with the best single rate. The condition number still decides.
# - **Change step 5.** A rate for each parameter, momentum and Adam move faster along flat directions.
# - **Change the parameters**, so that the bowl is round. Then one rate serves all directions.
#
# ## The cure to copy
#
# The third kind is the cheapest, and it is two lines. Standardize the columns that the parameters multiply:
# subtract the mean, divide by the spread. The bowl becomes round, one step at the right rate is exact, and
# `fit_rescaled` carries the parameters back to your units.

# %%
x, y = sgd.notebook_data()
guesses = [1.0, 2.0, 3.0]
cured = sgd.fit_rescaled(sgd.quadratic, guesses, x, y, steps=1)
print(cured.params)
assert (cured.params - bowl.lowest).abs().max() < 1e-3

# %% [markdown]
# **Rule.** Scale what goes into your model before you tune the learning rate. If the loss no longer falls and a parameter
# still drifts, ask for the condition number before you ask for more steps.
#
# **Limits.** The prediction is exact for a squared loss and a function that is linear in its parameters, without noise from
# mini-batches, in exact arithmetic. In float32 an error stops falling when the step is smaller than the spacing of numbers
# at that size. A neural network has no single bowl; near a point it has a curvature all the same.
#
# !!! example "Try it"
#     1. At the fastest single rate, $2 / (\lambda_\text{min} + \lambda_\text{max})$, what is left of the error along $\c$
#        after the same number of steps?
#     2. Divide $x$ by 12 and find the condition number. Why does it fall so far?

# %% [markdown] tags=["solution"]
# At the fastest rate both ends of the bowl shrink by the same factor each step, in size. Dividing $x$ divides
# the column of $\a$ by 144 and that of $\b$ by 12, so that the three columns become about equally large.

# %% tags=["solution"]
smallest, largest = bowl.eigenvalues[0], bowl.eigenvalues[-1]
fastest = 2 / (smallest + largest)
left = (1 - fastest * smallest) ** run.steps
print(f"left along c: {left:.1%}")
assert (1 - fastest * smallest).isclose(-(1 - fastest * largest))

scaled = sgd.curvature(sgd.quadratic, guesses, x / 12, y)
print(f"condition number {scaled.condition_number:.2f}")
assert scaled.condition_number < bowl.condition_number / 1000
