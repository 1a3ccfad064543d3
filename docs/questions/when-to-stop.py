# %% [markdown] slow=true description="When to stop gradient descent: seven rules on one run, where each stops, and how wrong the parameters still are."
# # When is a good time to stop?
#
# The loop does not stop by itself. You want to stop when you are done, and the loss does not say "done". Stop too early, and $\c$ is wrong; stop too late, and you
# pay for nothing, or fit the noise.
#
# **You need**: [curvature](curvature.py).
# **You will be able to** choose a rule for your data, and to say what it does *not* promise.
#
# !!! question "Predict"
#     The loss has fallen to a thousandth of its first value. How far off is $\c$ then, which started 3 off?
#
#     - a thousandth as far as at the start
#     - a thirtieth as far, since the loss is a square
#     - about as far as at the start
#
# ## Seven rules, one run
#
# | rule | stops when |
# |---|---|
# | step budget | so many steps are done |
# | target loss | the loss is below a number that you give |
# | gradient norm | the gradient is short: its length, the root of the sum of its squared entries, is below a number |
# | relative change | one step changes the loss by no more than a small share of it |
# | plateau | the loss has had no new low for so many steps |
# | held-out set | the same, for the loss on points that the fit does not see |
# | loss of the noise | the loss is no larger than noise alone would make it |
#
# All seven watch the recipe's run, for at most 5000 steps. (The budget is half of these. The gradient norm's number is a ten-thousandth of the norm at the guesses.)

# %%
import sgd_tutorial as sgd
from sgd_tutorial import figures

answer = sgd.when_to_stop(steps=5_000)
for stop in answer.clean.stops.values():
    print(f"{stop.label:40}", end="")
    if stop.step <= 5_000:
        off = stop.errors[2].abs()
        print(f"step {stop.step:5,}   c off by {off:.3f}")
    else:
        print("never")

# %% tags=["remove-cell"]
facts = sgd.notebook_facts()
share = answer.clean.stops["target loss"].errors[2].abs() / 3
distance = min(
    (abs(share - 1 / 1000), "a thousandth as far as at the start"),
    (abs(share - 1 / 30), "a thirtieth as far, since the loss is a square"),
    (abs(share - 1), "about as far as at the start"),
)[1]

# %% [markdown]
# !!! success "Answer: {{ distance }}"
#     $\c$ is {{ f"{answer.clean.stops['target loss'].errors[2].abs():.3f}" }} off when a thousandth of the loss is left: further than at the start.
#     Every rule that stops leaves $\c$ almost where it began. The loss is nearly gone, because $\c$ hardly counts in it.
#
#     - a thousandth as far as at the start: The loss adds up what all parameters do; what is gone is the share of $\a$.
#     - a thirtieth as far, since the loss is a square: So it would be if $\c$ were alone. The loss that is gone was that of $\a$.
#
# Move through five of the rules, some with other numbers. The dashed line is the whole road, predicted without a loop; say where the rule will stop before you draw the run.

# %% figure="rules" caption="One road, five rules. The diamond is where the rule stops; the path below shows how far $\\c$ still is from 0."
x, y = sgd.notebook_data()
problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
rules = {
    "loss below 0.001 of the first": sgd.TargetLoss(23_010),
    "gradient norm below 1000": sgd.GradientNorm(1_000),
    "relative change below 1e-5": sgd.RelativeChange(1e-5),
    "plateau of 1000 steps": sgd.Plateau(1_000),
    "step budget": sgd.StepBudget(5_000),
}
road = sgd.predict(*problem, learning_rate=1e-7, steps=5_000)
runs = {
    name: sgd.fit(*problem, learning_rate=1e-7, steps=5_000, stop=rule)
    for name, rule in rules.items()
}
predicted = dict.fromkeys(runs, road)
figures.compare(runs, sgd.quadratic, x, y, "rule", predicted)

# %% [markdown]
# Write your own in its place:

# %% tags=["live"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
rule = sgd.RelativeChange(3e-3)  # then 1e-3, sgd.GradientNorm(1_000)
stopped = sgd.fit(
    sgd.quadratic,
    [1.0, 2.0, 3.0],
    x,
    y,
    learning_rate=1e-7,
    steps=1_000,
    stop=rule,
)
print(stopped)

# %% [markdown]
# ## What a small gradient promises
#
# Along each direction the gradient is $\lambda$ times the error. Where $\lambda$ is small, a small gradient can go with a large error. Write
# $\|\cdot\|$ for a length; then all that a gradient norm promises is
#
# $$\|\text{error}\| \le \frac{\|\text{gradient}\|}{\lambda_\text{min}}$$
#
# and $\lambda_\text{min}$ is tiny here: {{ f"{facts.least_curvature:.2f}" }}. To be sure of an error below $0.01$, the gradient norm must fall below
# {{ f"{0.01 * facts.least_curvature:.3f}" }}. The rule above stopped much earlier:

# %%
stop = answer.clean.stops["gradient norm"]
most = stop.gradient_norm / answer.clean.curvature.eigenvalues[0]
print(f"gradient {stop.gradient_norm:,.0f}: an error of at most {most:.1f}")
print(f"it is {stop.errors.norm():.2f}")
assert stop.errors.norm() <= most

# %% [markdown]
# ## When float32 stops for you
#
# A float32 number has about seven digits, so from one number to the next there is a gap, the **spacing**. Once a step is smaller than half of it, adding the
# step rounds back to where you were. At a small rate you can watch it happen to $\c$:

# %%
import torch

slow = sgd.fit(*problem, learning_rate=1e-9, steps=3_000)
params = sgd.initialize(slow.params)
loss = sgd.sum_squared_error(sgd.quadratic(x, params), y)
step = abs(1e-9 * sgd.gradient(loss, params)[2])
c = slow.history[:, 2]
spacing = torch.nextafter(c[-1], torch.tensor(4.0)) - c[-1]  # to 4
last = c.diff().nonzero()[-1].item() + 1
print(f"c changes for the last time at step {last:,}")
print(f"its step is {step:.2e}, half the spacing {spacing / 2:.2e}")
assert step < spacing / 2

# %% [markdown]
# It is {{ f"{c[-1]:.2f}" }} off, and more steps do not help. Float64 numbers, with about sixteen digits, do, or a larger rate.
#
# At the recipe's rate float32 shows in the loss first. It rises for the first time after this step, and in float64 not in this run (`inf`):

# %%
print(f"float32: {answer.rises_at:.0f}")
print(f"float64: {answer.precise_rises_at:.0f}")
assert answer.precise_rises_at > answer.clean.run.steps

# %% [markdown]
# So a loss that wobbles is not always a rate that is too large. Compare the step with the spacing, as above. (A parameter can also be lost when the curve's values
# are rounded: [so b stops](why-is-c-wrong.py#every-cure-side-by-side).)
#
# ## With noise, other rules
#
# Without noise, the loss says how far the curve is from the truth: lower is better. Now add noise to every $y$, with a standard deviation of {{ f"{answer.noisy.noise:.0f}" }}. Then even the true curve
# misses the points, by a loss of about {{ len(x) }} · {{ f"{answer.noisy.noise:.0f}" }}² = {{ f"{len(x) * answer.noisy.noise ** 2:,.0f}" }}. Two of the seven rules know about noise. Will they
# stop earlier than the others, and will the curve be better for it?

# %% figure="noise" caption="Above without noise, below with: where each rule stops. With noise the last two rules stop as well, and before the others." tags=["remove-input"]
figures.when_to_stop(answer)

# %% [markdown]
# How wrong is the curve where each rule stops? Here is its loss against the true curve, $5x^2$:

# %%
lowest = answer.noisy.curvature.lowest
for stop in answer.noisy.stops.values():
    print(f"{stop.label:40}", end="")
    if stop.step <= 5_000:
        curve = sgd.quadratic(x, lowest + stop.errors)
        wrong = sgd.sum_squared_error(curve, y)
        print(f"step {stop.step:5,}   off by {wrong:8,.0f}")
    else:
        print("never")

# %% [markdown]
# Earlier, yes; better, no: the later a rule stops, the nearer its curve is to the truth. A parabola has three parameters and cannot follow the noise of {{ len(x) }} points far.
# A function that can is another matter. Fit 40 noisy points with a polynomial of degree 11, and keep 20 aside, the **held-out set**:

# %% figure="overfitting" caption="Degree 11, with noise. The loss on the points of the fit falls and falls. The loss on the held-out points, and against the truth, turns round. Both axes are logarithmic."
import plotly.express as px

torch.manual_seed(0)
t = torch.linspace(-1, 1, 60)[:, None]  # a column, for all steps at once
truth = 5 * t * t
noisy, order = truth + torch.randn(60, 1), torch.randperm(60)
seen, held_out = order[:40], order[40:]
flexible, mse = sgd.polynomial(11), sgd.mean_squared_error
run = sgd.fit(
    flexible,
    [0.0] * 12,
    t[seen, 0],
    noisy[seen, 0],
    learning_rate=0.1,
    steps=2_000,
    loss=mse,
)
curves = flexible(t, run.history.T)  # one column for each step
losses = {
    "points": mse(curves[seen], noisy[seen]),
    "held-out set": mse(curves[held_out], noisy[held_out]),
    "truth": mse(curves, truth),
}
px.line(
    losses,
    log_x=True,
    log_y=True,
    labels={"index": "step", "value": "mean loss", "variable": ""},
)

# %% [markdown]
# The held-out loss is lowest at step {{ f"{losses['held-out set'].argmin()}" }}. There the curve is off the truth by
# {{ f"{losses['truth'][losses['held-out set'].argmin()]:.2f}" }}; at the end by {{ f"{losses['truth'][-1]:.2f}" }}. You do not know the truth. The held-out points stand in for it.
#
# ## The cure to copy
#
# Keep some points aside. When the loss on *them* has not improved for a while (the **patience**), stop, and go back to the best parameters.
#
# ``` { .python .live .fresh }
# --8<-- "held_out.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "held_out.txt"
# ```
#
# **Rule.** Always set a step budget. Where a function can follow the noise, add a held-out set with patience. Where you know the bowl, do not watch the loss: [calculate how many steps](curvature.py#predicted-then-observed)
# the error needs, or stop at a gradient norm of $\lambda_\text{min}$ times the error that you allow. Elsewhere the relative change says that a step gains little, and not how far you are from the end.
#
# **Limits.** A held-out set is noisy itself, the more so the smaller it is (Prechelt, *Early stopping, but when?*, 1998). Choose between many runs by it, and the loss of the best is
# too kind: [other points must judge](../further/real-data.py#judge-once). A plateau can be a flat stretch and not the end. The promise of the gradient norm needs a bowl, and steps that do not round.
#
# !!! example "Try it"
#     1. By how much must the loss fall until $\c$, at last, is [right](../recipe/six-steps.py#when-is-a-parameter-right)? Use `steps_needed` and `losses_after` of the bowl.
#     2. Write the rule "stop when no parameter moves by more than 2e-5 in a step": complete the function below, and press *Check*. Where does it stop, and how wrong is $\c$?
#        (`fit(..., stop=rule)` takes any function of a snapshot, which has a `loss` and a `gradient`.)
#     3. Prove the inequality above.

# %% tags=["exercise"] fresh=true
import sgd_tutorial as sgd

rate = 1e-7


def still(now):
    """Whether no parameter moves by more than 2e-5 in this step."""
    return now.gradient.max() < 2e-5  # nearly


x, y = sgd.notebook_data()
run = sgd.fit(
    sgd.quadratic,
    [1.0, 2.0, 3.0],
    x,
    y,
    learning_rate=rate,
    steps=100,
    stop=still,
)
print(run)


# %% tags=["check"]
def stops_at(*gradient):
    gradient = sgd.initialize(gradient).detach()
    return bool(still(sgd.Snapshot(0, 1.0, gradient, gradient)))


def check_at_rest():
    """The gradient is 0: stop."""
    assert stops_at(0.0, 0.0, 0.0), "nothing moves, and you go on"


def check_rate():
    """The gradient is (100, -150, 50), so that the steps are below 2e-5: stop."""
    hint = "you go on: a step is the rate times the gradient"
    assert stops_at(100.0, -150.0, 50.0), hint


def check_one_moves():
    """One parameter moves by 3e-5: go on."""
    hint = "you stop, and one of them still moves: no parameter may, not even one"
    for gradient in ((300.0, 0.0, 0.0), (0.0, 0.0, 300.0)):
        assert not stops_at(*gradient), hint


def check_backward():
    """One moves by -3e-5: go on."""
    hint = "you stop; a move down is a move: take its size, abs()"
    assert not stops_at(-300.0, 0.0, 0.0), hint


def check_opposite():
    """Two move by 3e-5 and -3e-5: go on."""
    hint = "you stop; the two cancel in a sum or mean: look at the largest"
    assert not stops_at(300.0, -300.0, 0.0), hint


# %% tags=["solution"]
def still(now):
    return bool((rate * now.gradient).abs().max() <= 2e-5)


# %% tags=["solution"]
bowl = answer.clean.curvature
steps = int(bowl.steps_needed(1e-7)[2])
first, last = (bowl.losses_after(1e-7, k) for k in (0, steps))
print(f"1: from {first:,.0f} to {last:.4f}")
assert last < 0.02

run = sgd.fit(*problem, learning_rate=1e-7, steps=100_000, stop=still)
print(f"2: {run.steps:,} steps, c = {run.params[2]:.3f}")
assert run.stopped_because == "still"
assert run.params[2] > 0.01

# %% [markdown] tags=["solution"]
# 3\. Write the error as $\sum_i e_i v_i$ with the unit directions $v_i$. The gradient is $\sum_i \lambda_i e_i v_i$, so
# $\|\text{gradient}\|^2 = \sum \lambda_i^2 e_i^2 \ge \lambda_\text{min}^2 \sum e_i^2 = \lambda_\text{min}^2 \|\text{error}\|^2$.
