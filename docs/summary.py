# %% [markdown] kind="sheet md-typeset" description="Gradient descent on one printed page: the recipe, the bowl, six questions and their rules."
# # Summary, to print
#
# Press Ctrl-P, or ⌘-P: it fits on one sheet.

# %% tags=["remove-cell"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
bowl = sgd.curvature(*problem)
needed = bowl.steps_needed(1e-7, tolerance=0.01)
line = sgd.curvature(sgd.linear, [0.0, 0.0], x, y)
best = bowl.steps_needed(bowl.fastest_learning_rate, tolerance=0.01)[2]
end = sgd.params_after(*problem, learning_rate=1e-7, steps=10_002)

# %% [markdown]
# ## The recipe
#
# ```python
# --8<-- "loop.py"
# ```
#
# On $y = 5x^2$ this ends with $\a$ = {{ f"{end[0]:.3f}" }}, $\b$ = {{ f"{end[1]:.0e}" }}, $\c$ = {{ f"{end[2]:.3f}" }}: $\c$ is not wrong, it is not finished.
#
# ## The bowl
#
# Each step multiplies the error along a direction of curvature $\lambda$ by $1 - \eta\lambda$.
#
# - **Stable** below $\eta = 2/\lambda_\text{max}$, here {{ f"{bowl.largest_stable_learning_rate:.2e}" }}. Above $1/\lambda_\text{max}$ it jumps from side to side, and settles.
# - **Fastest** single rate: $2/(\lambda_\text{min} + \lambda_\text{max})$.
# - **How slow**: the condition number $\lambda_\text{max}/\lambda_\text{min}$, here {{ f"{bowl.condition_number:,.0f}" }}.
#
# ## Six questions
#
# | Question | Answer | Rule |
# |---|---|---|
# | [Why is c still wrong?](questions/why-is-c-wrong.py) | It needs {{ f"{needed[2]:,.0f}" }} steps; {{ f"{best:,.0f}" }} at the fastest rate. | Scale the columns. |
# | [Wrong function?](questions/wrong-approximation.py) | A line has a floor of {{ f"{line.floor:,.0f}" }}. | Compare with the floor, look at the residuals. |
# | [Which rate?](questions/learning-rate.py) | Half of $2/\lambda_\text{max}$. Too small: steps grow like $1/\eta$. | Power iteration finds it for any model. |
# | [Which start?](questions/initial-guesses.py) | One bowl: any. Direction costs more than distance. | Several valleys: several starts. |
# | [When to stop?](questions/when-to-stop.py) | A small loss, or gradient, is not a small error. | A budget. A function that can follow noise: a held-out set. |
# | [Mean or sum?](questions/mean-or-sum.py) | The mean's rate is {{ len(x) }} times larger; same path. | Use the mean. |
#
# ## Stochastic
#
# A mini-batch's gradient is right on average; its noise falls like $1/\sqrt{\text{batch}}$. At a fixed rate the run hovers: decay the rate, average, or grow the batch.
#
# ## When it goes wrong
#
# `nan`: divide the rate by ten. Stuck: floor, or condition number? Loss swings like a pendulum: is the gradient cleared? All fitted values alike: is a column subtracted from a row? Or ask `sgd.diagnose`.
