# %% [markdown] description="What happens with a wrong approximation function: a floor that no number of steps passes, residuals with a pattern, and another learning rate."
# # What if the approximation is wrong?
#
# You never know the true formula. You pick one, run the loop, and the loss stops falling above 0. Is the formula wrong, or
# is the loop not finished? The loss alone does not tell.
#
# **You need**: [the six steps](../recipe/six-steps.py) and [curvature](curvature.py).
# **You will be able to** tell a wrong function from an unfinished run, and know what a richer function costs.
#
# !!! question "Predict"
#     The data is $5x^2$. You try a line, $\a x + \b$, and a cubic, $\a x^3 + \b x^2 + \c x + d$, both at the recipe's rate. How do they end?
#
#     - both near the data, the cubic nearer
#     - the cubic near it, the line with a large loss
#     - the line with a large loss, the cubic flies off
#     - the line flies off, the cubic with a large loss
#
# ## Four functions, one recipe
#
# Polynomials of degree 1 to 4, each for 2000 steps at rate 1e-7:

# %%
import sgd_tutorial as sgd
from sgd_tutorial import figures

answer = sgd.wrong_approximations(steps=2_000)
line, parabola, cubic, quartic = answer.candidates
for each in answer.candidates:
    limit = sgd.rounded_down(each.curvature.largest_stable_learning_rate)
    step = each.diverged_at  # infinity: never
    fate = "settles" if step > 2_000 else f"overflows at step {step:.0f}"
    print(f"{each.name:13} floor {each.floor:10,.0f}", end="  ")
    print(f"stable below {limit}, {fate}")

# %% tags=["remove-cell"]
facts = sgd.notebook_facts()
assert abs(line.floor / facts.line_floor - 1) < 1e-9
settles, overflows = line.diverged_at, cubic.diverged_at
ends = "both near the data, the cubic nearer"
if overflows < 2_000 < settles and line.floor > 1e6:
    ends = "the line with a large loss, the cubic flies off"

# %% [markdown]
# !!! success "Answer: {{ ends }}"
#     The best line is far from the data. The cubic could lie on it, and its rate is too large.
#
#     - both near the data, the cubic nearer: No line is near a parabola, in any number of steps.
#     - the cubic near it, the line with a large loss: It could, at a smaller rate. A richer function needs another.
#     - the line flies off, the cubic with a large loss: The line's largest stable rate is the larger of the two: its columns are smaller.
#
# The line has a **floor** of {{ f"{facts.line_floor:,.0f}" }}: the least loss that any line can have on these points, in any number of steps. The
# floor of the cubic is 0, since a cubic with 0 in front of $x^3$ is a parabola; yet it overflows at step {{ f"{cubic.diverged_at:.0f}" }}: its loss is
# larger than the largest float32 number, about 3e38.
#
# Now give each function half of its *own* largest stable rate, so that none flies off. Which degrees will lie on the data after 2000 steps?

# %% figure="degrees" caption="Half of each degree's own stable rate, 2000 steps. The line is done, and wrong. Each degree beyond 2 is right in principle, and slower."
x, y = sgd.notebook_data()
approximations, runs, predicted = {}, {}, {}
for degree in (1, 2, 3, 4, 5):
    name, f = str(degree), sgd.polynomial(degree)
    zeros = [0.0] * (degree + 1)
    rate = sgd.largest_stable_learning_rate(f, zeros, x, y) / 2
    approximations[name] = f
    runs[name] = sgd.fit(f, zeros, x, y, learning_rate=rate, steps=2_000)
    predicted[name] = sgd.predict(
        f, zeros, x, y, learning_rate=rate, steps=2_000
    )
figures.compare(runs, approximations, x, y, "degree", predicted, first="2")

# %% [markdown]
# ## Wrong, or not finished?
#
# Both leave a loss above 0. Two looks tell them apart.
#
# **Look at the floor.** For a function that is [linear in its parameters](curvature.py), [a formula](why-is-c-wrong.py#every-cure-side-by-side) gives it without a loop: **least squares**. At the
# floor the function is at its best, and more steps do nothing. Above it, the run is not finished. Here are all four after 2000 steps, at 1e-7
# where that is stable, else at half their limit:

# %%
for each in answer.candidates:
    print(f"{each.name:13} rate {each.learning_rate:.1e}", end="  ")
    print(f"loss {each.loss:12,.0f}  floor {each.floor:12,.0f}")

# %% [markdown]
# At 1e-7 the line is at {{ f"{line.loss:,.0f}" }}, above its floor: here it is wrong *and* not finished. In the figure it had a rate
# {{ f"{line.curvature.largest_stable_learning_rate / 2 / 1e-7:,.0f}" }} times as large and came to its floor. The best line is flat: slope
# {{ f"{line.curvature.lowest[0].abs():.0f}" }}, height {{ f"{line.curvature.lowest[1]:.0f}" }}, the mean of the data. The other three are only not finished.
#
# **Look at the residuals**, what is left of each point when the function is taken away. Noise that differs from point to point jumps up and down. A wrong function
# often leaves a pattern: neighbors miss to the same side. Which shape will a line leave of a parabola?

# %% figure="residuals" caption="Move through the candidates at their best. The line leaves a smile; from degree 2 on nothing is left."
figures.wrong_approximations(answer, x, y)

# %% [markdown]
# Here is a line, fitted in the plain loop, and what it leaves over:


# %% tags=["live"] figure="left-over" caption="What a line leaves over. Put in another function, and see the pattern go."
import plotly.express as px
from torch import arange, tensor

xs = arange(-20.0, 21.0)
ys = 5 * xs * xs


def approximation(x, params):
    return params[0] * x + params[1]  # then x * x in place of x


params = tensor([0.0, 0.0]).requires_grad_()
for step in range(500):
    loss = ((approximation(xs, params) - ys) ** 2).sum()
    loss.backward()
    params.data -= 1e-4 * params.grad  # x * x needs another rate: 6e-7
    params.grad = None
left_over = ys - approximation(xs, params).detach()
print(f"loss {loss.item():,.0f}")
px.scatter(x=xs, y=left_over, labels={"x": "x", "y": "left over"})

# %% [markdown]
# One number measures the pattern: **Durbin and Watson's statistic** (1950). Add up the squared differences between neighboring residuals, and divide by
# the sum of the squared residuals. It lies between 0 and 4. Neighbors that miss alike differ little: near 0. Neighbors that have nothing in common give about 2: with $n$ points
# they spread around it by about $2/\sqrt n$, here {{ f"{2 / len(x) ** 0.5:.1f}" }}. The line's is {{ f"{line.durbin_watson:.3f}" }}.
#
# ## What a new column costs
#
# The new parameter multiplies a column $x^3$, which goes up to {{ f"{x.max() ** 3:,.0f}" }}. The curvature along a parameter is
# twice the sum of the squares of its column, as it was $2\sum x^4$ for $x^2$.
# The largest stable rate falls from {{ facts.limit }} to
# {{ sgd.rounded_down(cubic.curvature.largest_stable_learning_rate) }}, and the condition number rises from
# {{ f"{facts.condition_number:,.0f}" }} to {{ f"{cubic.curvature.condition_number:.2g}" }}. For degree 4 the rate must be below
# {{ sgd.rounded_down(quartic.curvature.largest_stable_learning_rate) }}. **The function you choose decides the learning rate you need.**
#
# ## The same with noise
#
# Real data has noise. Add some to every $y$, with a standard deviation of {{ f"{answer.noise:.0f}" }}, and take the best fit of each degree. Predict two winners: which
# degree comes closest to the points, and which closest to the curve behind them, $5x^2$? The losses against each, averaged over many draws of the noise:

# %%
for fit in answer.noisy:
    print(
        f"degree {fit.degree:2}: points {fit.points_loss:10,.0f}", end="  "
    )
    print(f"truth {fit.truth_loss:10,.0f}", end="  ")
    print(f"at x = 30 off by {fit.outside_error:7,.0f}")

# %% [markdown]
# The highest degree is closest to the points, degree 2 closest to the truth. A higher degree follows the noise: **overfitting**.
# Outside the data, at $x = 30$, it shows most: degree {{ answer.noisy[-1].degree }} is off by {{ f"{answer.noisy[-1].outside_error:,.0f}" }} where the
# truth is {{ 5 * 30**2 }}. The loss on the points of the fit warns you of neither: it never rises with the degree. Points that the fit has not seen
# [can warn you](when-to-stop.py#with-noise-other-rules), but only of what happens where they lie.
#
# ## The cure to copy
#
# Ask for the floor and the pattern before you ask for more steps.
#
# ```python
# --8<-- "floor.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "floor.txt"
# ```
#
# **Rule.** While the loss is above the floor, go on, or change the rate. At the floor, stop. If the residuals have a pattern, change the function. If they have
# none, what is left looks like noise; on few points, what a wrong function leaves can look so, too.
#
# **Limits.** The floor by least squares needs a function that is linear in its parameters. Elsewhere, compare with a richer function on points
# [that neither has seen](when-to-stop.py#the-cure-to-copy). The pattern needs points in an order, and noise that is independent from one to the next.
#
# **In the lab**: [a line on its way to the floor](../lab.md?approximation=line&guesses=2,3&rate=1e-5&steps=1000).
#
# !!! example "Try it"
#     1. Write Durbin and Watson's statistic: fix the function below, and press *Check*.
#     2. Show that the best line through data that is symmetric around $x = 0$ has slope 0.
#     3. Give the line a second chance: which other *one* column makes its floor 0?

# %% tags=["exercise"] fresh=true
from torch import arange, manual_seed, rand, tensor


def pattern(residuals):
    """Near 0: neighbors miss alike. About 2: they have nothing in common."""
    jumps = residuals[1:] - residuals[:-1]
    return jumps.sum() / residuals.sum()  # nearly


xs = arange(-20.0, 21.0)
print("up and down:", pattern(tensor([1.0, -1.0, 3.0])))


# %% tags=["check"]
def check_by_hand():
    """Residuals 1, -1, 3: jumps -2 and 4, so 20 / 11."""
    found = float(pattern(tensor([1.0, -1.0, 3.0])))
    assert abs(found - 2 / 3) > 1e-4, (
        "jumps up and down cancel: square them, and the residuals"
    )
    assert abs(found - 20 / 3) > 1e-4, (
        "square the residuals, too, before you add them up"
    )
    assert abs(found - 30 / 11) > 1e-4, (
        "two means divide by two numbers, 2 and 3: use sums"
    )
    assert abs(found - 20 / 11) < 1e-4, f"you get {found:.3f}"


def check_smile():
    """What a line leaves of the parabola: near 0."""
    found = float(pattern(5 * xs * xs - 700))
    assert abs(found) < 0.1, f"you get {found:.3f}"


def check_noise():
    """Random numbers: about 2."""
    manual_seed(0)
    found = float(pattern(rand(400) - 0.5))
    assert abs(found - 2) < 0.3, f"you get {found:.3f}"


def check_scale():
    """In other units the statistic is the same."""
    residuals = tensor([1.0, -1.0, 3.0])
    hint = "ten times the residuals give another number: square above and below"
    assert (
        abs(float(pattern(10 * residuals) - pattern(residuals))) < 1e-4
    ), hint


# %% tags=["solution"]
def pattern(residuals):
    jumps = residuals[1:] - residuals[:-1]
    return (jumps**2).sum() / (residuals**2).sum()


print(f"1: a smile {pattern(5 * xs * xs - 700):.3f}")

# %% tags=["solution"]
assert abs(pattern(y - y.mean()) - line.durbin_watson) < 1e-3


def shifted(x, params):
    return params[0] * x * x + params[1]


other = sgd.curvature(shifted, [0.0, 0.0], x, y)
print(f"3: with x^2 in place of x: {abs(other.floor):.2g}")
assert abs(other.floor) < 1e-6

# %% [markdown] tags=["solution"]
# 2\. The best slope is $\sum x y / \sum x^2$ where $\sum x = 0$. For symmetric data each term $x\,y(x)$ has a partner $-x\,y(-x) = -x\,y(x)$; they cancel.
