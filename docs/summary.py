# %% [markdown] kind="sheet md-typeset" description="Gradient descent on one printed page: the recipe, the bowl, six questions and their rules."
# # Summary, to print
#
# Press Ctrl-P, or ⌘-P: it fits on one sheet.

# %% tags=["remove-cell"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
facts = sgd.notebook_facts()
end = facts.run.params

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
# In a bowl, each step multiplies the error along a direction of curvature $\lambda$ by $1 - \eta\lambda$.
#
# - **Stable** below $\eta = 2/\lambda_\text{max}$, here {{ facts.limit }}. Above $1/\lambda_\text{max}$ it jumps from side to side, and settles.
# - **Fastest** until all are [right](recipe/six-steps.py#when-is-a-parameter-right), of all rates of four digits: {{ facts.fastest_rate }}, {{ f"{facts.fastest_steps:,.0f}" }} steps. $2/(\lambda_\text{min} + \lambda_\text{max})$ shrinks the slowest direction most a step, and needs {{ f"{facts.even_steps.max():,.0f}" }}.
# - **How slow**: the condition number $\lambda_\text{max}/\lambda_\text{min}$, here {{ f"{facts.condition_number:,.0f}" }}.
#
# ## Six questions
#
# | Question | Answer | Rule |
# |---|---|---|
# | [Why is c still wrong?](questions/why-is-c-wrong.py) | It needs {{ f"{facts.steps_needed[2]:,.0f}" }} steps; {{ f"{facts.fastest_steps:,.0f}" }} at the fastest rate. | Scale the columns. |
# | [Wrong function?](questions/wrong-approximation.py) | A line has a floor of {{ f"{facts.line_floor:,.0f}" }}. | Compare with the floor, look at the residuals. |
# | [Which rate?](questions/learning-rate.py) | Half of $2/\lambda_\text{max}$. Too small: steps grow like $1/\eta$. | Power iteration measures it where you are. |
# | [Which start?](questions/initial-guesses.py) | In one bowl, any that does not overflow. In a narrow one, direction costs more than distance. | Where there are several valleys, try several starts. |
# | [When to stop?](questions/when-to-stop.py) | A small loss, or gradient, is not a small error. | Always a budget. Where a function can follow noise, a held-out set, too. |
# | [Mean or sum?](questions/mean-or-sum.py) | The mean's rate is {{ len(x) }} times larger; same path. | Use the mean. |
#
# ## Stochastic
#
# The gradient of a batch drawn at random is right on average; its noise falls like $1/\sqrt{\text{batch}}$. Where some misses remain, a run at a fixed rate hovers: decay the rate, average, or grow the batch.
#
# ## When it goes wrong
#
# If the loss turns `nan`, divide the rate by ten. If it stops falling, compare it with the floor; above it, ask for the condition number. If it swings, see whether you clear the gradient. If all fitted values are alike, look for a column minus a row. Or ask `sgd.diagnose`.
