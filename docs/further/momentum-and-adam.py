# %% [markdown] description="Momentum and Adam: what a memory does for a narrow valley, when it oscillates, how Adam scales each parameter, and when neither helps."
# # Momentum and Adam
#
# Plain descent looks at one gradient and forgets it. Momentum and Adam remember earlier ones. What does memory buy, and what does it cost?
#
# **You need**: [the six steps](../recipe/six-steps.py) and [curvature](../questions/curvature.py). [Stochastic](stochastic.py) helps.
# **You will be able to** write momentum and Adam in a few lines, choose their numbers on a bowl, and say when they do not help.
#
# !!! question "Predict"
#     On the recipe's problem, plain descent needs more than a hundred and fifty thousand steps until $\c$ is [right](../recipe/six-steps.py#when-is-a-parameter-right), at any single rate.
#     Let each step remember those before. About how many steps then?
#
#     - a hundred thousand
#     - ten thousand
#     - a thousand
#
# ## Momentum

# %%
import torch
import plotly.express as px
import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = (each.double() for each in sgd.notebook_data())
start = [1.0, 2.0, 3.0]
problem = sgd.quadratic, start, x, y
bowl = sgd.curvature(*problem)
kappa = bowl.condition_number
facts = sgd.notebook_facts()
plain_rate, plain = bowl.fastest_learning_rate, facts.even_steps
print(f"condition number {kappa:,.0f}, its root {kappa**0.5:,.0f}")
print(f"plain, both ends alike: c needs {plain[2]:,.0f} steps")
assert facts.fastest_steps > 150_000

# %% [markdown]
# The steepest direction forbids a large rate; the flattest needs one. So the steps that plain descent needs grow like the condition number $\kappa$ ([why](../questions/curvature.py)).
#
# At a rate above $1/\lambda_\text{max}$ the gradients across the valley change sign from step to step. Along it they all point the same way. Add them up, and the first cancel while the second grow. Let old ones fade:
#
# $$v \leftarrow \beta v + g, \qquad p \leftarrow p - \eta v$$
#
# $g$ is the gradient, $p$ the parameters, $v$ the **velocity**, $\beta$ the share of it that is kept. A gradient that stays the same adds up to $1/(1-\beta)$ times itself: $\beta = 0.9$ makes ten steps of one.
# `sgd.Momentum` and the `momentum` of `torch.optim.SGD` are this. Polyak has the rate inside, $v \leftarrow \beta v - \eta g$: the same run, as long as the rate stays the same.
#
# Slide $\beta$:


# %% tags=["remove-input"] figure="bowl" picture="bowl" caption="The bowl of points up to ±2. The larger $\\beta$, the longer the run swings."
def fitted_to(reach):
    """The data's parabola, on as many points from -reach to reach."""
    near = x * reach / 20
    return near, 5 * near**2


product, share, steps = 0.6, 0.5, 60
near = sgd.quadratic, start, *fitted_to(2)
wide = sgd.curvature(*near)
near_rate = product / wide.eigenvalues[-1].item()
near_runs = {
    f"momentum {each}": sgd.fit(
        *near,
        learning_rate=near_rate,
        steps=steps,
        optimizer=sgd.Momentum(each),
    )
    for each in (0, share)
}
figure = figures.losses(near_runs)
figure.update_layout(
    meta={
        "sets": [
            {
                "name": f"x up to ±{reach}",
                "points": torch.stack(fitted_to(reach), dim=1).tolist(),
            }
            for reach in (2, 3, 5, 20)
        ],
        "approximation": "quadratic",
        "pair": [0, 2],
        "guesses": start,
        "product": product,
        "momentum": share,
        "steps": steps,
    }
)

# %% [markdown]
# Along a direction of curvature $\lambda$ the gradient is $\lambda e$, with $e$ the error. The velocity is the last step divided by $-\eta$. So the next error depends on the last two:
#
# $$e_{k+1} = (1 + \beta - \eta\lambda)\, e_k - \beta\, e_{k-1}$$
#
# Try $e_k = z^k$. Then $z^2 - (1 + \beta - \eta\lambda) z + \beta = 0$: two roots, whose product is $\beta$. Where they are complex, the error swings, and both have the size $\sqrt\beta$, *whatever the curvature*.
# That is so for $(1-\sqrt\beta)^2 < \eta\lambda < (1+\sqrt\beta)^2$. Put the flattest direction at the lower end and the steepest at the upper:
#
# $$\eta = \frac{4}{(\sqrt{\lambda_\text{max}} + \sqrt{\lambda_\text{min}})^2}, \quad \sqrt\beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}$$
#
# Plain descent at its best keeps $(\kappa - 1)/(\kappa + 1)$ of the error a step. In the long run momentum keeps the same with $\sqrt\kappa$ in place of $\kappa$
# (Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964).


# %%
def arrives(run, parameter):
    """The step from which on it is right."""
    off = (run.history - bowl.lowest)[:, parameter].abs()
    off = off > facts.tolerance[parameter]
    assert not off[-1]
    return off.nonzero().max().item() + 1


low, high = bowl.eigenvalues[[0, -1]].sqrt().tolist()
rate = 4 / (high + low) ** 2
beta = ((high - low) / (high + low)) ** 2
heavy = sgd.fit(
    *problem, learning_rate=rate, steps=2_050, optimizer=sgd.Momentum(beta)
)
ratio = plain[2].item() / arrives(heavy, 2)
print(f"rate {rate:.3e}, beta {beta:.4f}")
print(f"c needs {arrives(heavy, 2):,} steps, {ratio:.0f} times fewer")
most = (heavy.history[:, 0] - 5).abs().max().item()
print(f"a needs {arrives(heavy, 0):,}, and was off by {most:.0f}")
assert 0.5 < ratio / kappa**0.5 < 2

# %% tags=["remove-cell"]
counts = {1_000: "a thousand", 10_000: "ten thousand"}
order = counts[min(counts, key=lambda each: abs(each - arrives(heavy, 2)))]

# %% [markdown]
# !!! success "Answer: {{ order }}"
#     Fewer by the order of the root ([in float32](../questions/why-is-c-wrong.py#every-cure-side-by-side), a few less).
#
#     - a hundred thousand: Momentum does not shave off a share: it takes a root.
#     - ten thousand: Ten steps in one would do that. The best memory here is longer.
#
# These numbers are the best for the long run only. At both ends the two roots are equal, and then the error goes like $k\,\beta^{k/2}$: along the steep direction it
# *rises* {{ f"{most / 4:.0f}" }}-fold before it falls. In practice you take a smaller rate.
#
# **Nesterov's** form (`sgd.Nesterov`) takes the gradient where the velocity is about to carry you, so that it brakes sooner
# (Sutskever, Martens, Dahl and Hinton, *On the importance of initialization and momentum in deep learning*, 2013).
#
# ## Too much memory, too large a rate
#
# Here the rate is the recipe's, and $\beta$ moves: yours, then four.

# %% tags=["live"]
from torch import arange, tensor, zeros

share = 0.99  # beta; then 0, 0.9 and 0.999
xs, velocity = arange(-20.0, 21.0), zeros(3)
params = tensor([1.0, 2.0, 3.0]).requires_grad_()
for step in range(301):
    if step % 60 == 0:
        print(f"step {step:3}:", params.data)
    curve = params[0] * xs * xs + params[1] * xs + params[2]
    ((curve - 5 * xs * xs) ** 2).sum().backward()
    velocity = share * velocity + params.grad
    params.data -= 1e-7 * velocity
    params.grad = None

# %% figure="memory" caption="300 steps at rate 1e-7. More memory moves $\\c$ sooner, and lets $\\a$ swing from side to side for longer."
settings = (0, 0.9, 0.99, 0.999)
swings = {
    str(share): sgd.fit(
        *problem,
        learning_rate=1e-7,
        steps=300,
        optimizer=sgd.Momentum(share),
    )
    for share in settings
}
figures.compare(swings, sgd.quadratic, x, y, "momentum", first="0.9")

# %%
late = {}
for name, run in swings.items():
    off = late[name] = (run.history[-50:, 0] - 5).abs().max().item()
    print(f"beta {name:5}: a off by up to {off:.3f} late", end=", ")
    print(f"c = {run.params[2]:.3f}")
assert late["0.9"] < late["0.99"] < late["0.999"]

# %% [markdown]
# Up to 0.9 what is left of $\a$ is only the pull of the wrong $\c$. Beyond, it still swings, and a swing keeps $\sqrt\beta$ of itself a step. At $\beta = 0.999$ that leaves {{ f"{0.999**150:.0%}" }} after 300 steps.
#
# The rate has a limit, too. A run is stable while both roots are smaller than 1 in size. Their product is $\beta$, so two complex roots always are. A real one can reach 1 in size at $z = -1$; put that in, and $\eta\lambda = 2(1 + \beta)$. So the limit is $2(1+\beta)/\lambda_\text{max}$, at $\beta = 0.9$ almost twice that of plain descent. One percent on each side:

# %%
limit = 2 * (1 + 0.9) / bowl.eigenvalues[-1].item()
ends = {}
for share in (0.99, 1.01):
    run = sgd.fit(
        *problem,
        learning_rate=share * limit,
        steps=150,
        optimizer=sgd.Momentum(0.9),
    )
    ends[share] = (run.losses[-1] / run.losses[0]).item()
    print(f"{share} of the limit: loss times {ends[share]:.1e}")
assert ends[0.99] < 1 < ends[1.01]

# %% [markdown]
# ## Adam
#
# Momentum has one rate for all parameters. Adam divides each parameter's step by the recent size of its own gradient:
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g$$
#
# $$s \leftarrow \beta_2 s + (1-\beta_2)\, g^2$$
#
# $$p \leftarrow p - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}$$
#
# $t$ counts the steps from 1; all is done for each parameter alone. $m$ and $s$ start at 0, so they begin too small, and the two denominators with $t$ correct that. The usual numbers are $\beta_1 = 0.9$, $\beta_2 = 0.999$ and a tiny $\varepsilon$
# (Kingma and Ba, *Adam: a method for stochastic optimization*, 2015), in `sgd.Adam` as in `torch.optim.Adam`. With $g$ in place of $m$, and without the corrections, it is **RMSProp** (`sgd.RMSProp`): a scale for each parameter, and no memory of the direction.
#
# At $t = 1$ the fraction is $g/|g|$, but for the tiny $\varepsilon$: the first step is the rate times the *sign* of the gradient. Multiply the loss by 1000, and the 1000 cancels:

# %%
params = sgd.initialize(start, dtype=torch.float64)
loss = sgd.sum_squared_error(sgd.quadratic(x, params), y)
slope = sgd.gradient(loss, params)


def thousandfold(y1, y2):
    return 1000 * sgd.sum_squared_error(y1, y2)


adam = {"learning_rate": 0.1, "steps": 100, "optimizer": sgd.Adam()}
run = sgd.fit(*problem, **adam)
scaled = sgd.fit(*problem, loss=thousandfold, **adam)
first = run.history[1] - run.history[0]
print("gradient  ", [f"{value:,.0f}" for value in slope.tolist()])
print("first step", [f"{value:+.3f}" for value in first.tolist()])
assert first.allclose(-0.1 * slope.sign())
assert scaled.history.allclose(run.history, rtol=1e-9)

# %% [markdown]
# So Adam's rate is a length, in the unit of the parameters: about how far each may move in a step. Choose it by how far they have to go, not by curvature.
#
# ## Side by side

# %% figure="side-by-side" caption="Loss over steps, both axes logarithmic. Plain at the rate that shrinks both ends alike, momentum at its best, Adam at rate 1."
quick = sgd.fit(
    *problem, learning_rate=1.0, steps=800, optimizer=sgd.Adam()
)
slow = sgd.predict(*problem, learning_rate=plain_rate, steps=250_000)
runs = {"plain": slow, "momentum": heavy, "Adam": quick}
figures.losses(runs)

# %%
for name, run in runs.items():
    a, b, c = (arrives(run, parameter) for parameter in range(3))
    print(f"{name:8} a right from step {a:7,} on, b {b:7,}, c {c:7,}")

# %% [markdown]
# Adam first moves $\c$ the wrong way, from 3 to {{ f"{quick.history[:, 2].max():.1f}" }}: a higher $\c$ helps while $\a$ is too small, and at first all parameters move alike.
#
# This bowl suits Adam: its directions are nearly the axes, and Adam has a scale for each *axis*. Turn the bowl by 45 degrees between $\a$ and $\c$, and both axes look equally steep:


# %%
def turned(x, params):
    u, b, w = params
    return sgd.quadratic(x, [(u + w) / 2**0.5, b, (u - w) / 2**0.5])


there = [4 / 2**0.5, 2.0, -2 / 2**0.5]  # a = 1, b = 2, c = 3
crossed = sgd.fit(
    turned, there, x, y, learning_rate=1.0, steps=800, optimizer=sgd.Adam()
)
u, b, w = crossed.params.tolist()
print(f"after 800 steps c = {quick.params[2]:.6f}")
print(f"turned, the same: c = {(u - w) / 2**0.5:.6f}")
assert abs(u - w) / 2**0.5 > 0.1

same = {"learning_rate": rate, "steps": 50, "optimizer": sgd.Momentum(beta)}
u, b, w = sgd.fit(turned, there, x, y, **same).history.T
c = (u - w) / 2**0.5
assert c.allclose(heavy.history[:51, 2])

# %% [markdown]
# The valley is as narrow as before, and Adam's two scales no longer fit it. Momentum takes the same path in either bowl.
#
# ## Beyond the bowl
#
# Rosenbrock's valley turns: $(1 - \a)^2 + 100\,(\b - \a^2)^2$. It is lowest at (1, 1), and its bed runs along $\b = \a^2$. Each method gets the same eight rates and keeps its best:


# %% figure="valley" caption="500 steps from the left, lines from step to step. Plain is not at the goal yet." tags=["hide-input"]
def valley(x, params):
    a, b = params
    return x * torch.stack([1 - a, b - a * a])


weights = torch.tensor([1.0, 10.0], dtype=torch.float64)
nothing = torch.zeros_like(weights)
rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
ways = {"plain": None, "momentum": sgd.Momentum(0.9), "Adam": sgd.Adam()}
best, paths = {}, {"a": [], "b": [], "method": []}
for name, optimizer in ways.items():
    tried = sgd.sweep(
        valley,
        [-1.2, 1.0],
        weights,
        nothing,
        learning_rate=rates,
        steps=500,
        optimizer=optimizer,
    )
    chosen = tried.losses[:, -1].nan_to_num(1e300).argmin().item()
    best[name] = tried[chosen]
    paths["a"] += tried.history[chosen, :, 0].tolist()
    paths["b"] += tried.history[chosen, :, 1].tolist()
    paths["method"] += [f"{name}, rate {rates[chosen]:g}"] * 501
mark = {"mode": "markers", "marker_size": 9, "meta": {"role": "target"}}
figure = px.line(paths, x="a", y="b", color="method")
figure.add_scatter(x=[1], y=[1], name="goal", **mark)

# %%
for name, run in best.items():
    a, b = run.params.tolist()
    print(f"{name:8} at ({a:.4f}, {b:.4f}), loss {run.losses[-1]:.1e}")
    a, b = run.history[100:].T
    assert (b - a * a).abs().max() < 0.02  # in its bed by then
ended = {name: run.losses[-1].item() for name, run in best.items()}
assert max(ended["momentum"], ended["Adam"]) < ended["plain"] / 1000

# %% [markdown]
# All three are in the bed within a hundred steps. Along it plain crawls, and what remembers arrives.
#
# **Rule.** In a narrow valley take momentum 0.9, and a rate well below its limit. Where parameters have very different scales, take Adam, with a rate that decays. A loss that swings wants less momentum or a smaller rate.
#
# **Limits.** The formulas hold for one bowl and full batches. Where some misses remain, mini-batches at a fixed rate [hover](stochastic.py#where-a-run-ends) with either. Adam divides by the size of the gradient, so its steps stay in proportion to the rate, however near it is.
# On a round bowl at its best rate momentum only costs steps. On the recipe's problem scaled columns beat both, and [least squares](../questions/why-is-c-wrong.py#every-cure-side-by-side) beats all.
# Adam can end at a worse test error than plain descent (Wilson and others, *The marginal value of adaptive gradient methods in machine learning*, 2017), and on some problems
# it does not converge at all (Reddi, Kale and Kumar, *On the convergence of Adam and beyond*, 2018).
#
# !!! example "Try it"
#     1. Complete Adam's step below, and press *Check*.
#     2. A round bowl: three parameters, each fitted to a number of its own (5, 0, 0), at the rate that makes all three right in one plain step. How many steps does momentum 0.9 need at that rate?
#     3. Reddi's trap: $p$ stays between -1 and 1; the gradient is 3, then -1 twice, over and over. On average it is above 0, so -1 is best. Where does Adam go with $\beta_1 = 0$ and $\beta_2 = 0.1$?

# %% tags=["exercise"] fresh=true
from torch import tensor, zeros


def adam_step(p, g, m, s, t, rate):
    """Adam's step number t, counted from 1: the new p, m and s."""
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g**2
    return p - rate * m / (s.sqrt() + 1e-8), m, s  # not yet


p, m, s = tensor([1.0, 2.0, 3.0]), zeros(3), zeros(3)
p, m, s = adam_step(p, tensor([40.0, -3.0, 0.2]), m, s, t=1, rate=0.1)
print(p)


# %% tags=["check"]
def moved(gradients, rate=0.1):
    """How far p has moved after steps with these gradients, and m and s."""
    p, m, s = zeros(1), zeros(1), zeros(1)
    for t, g in enumerate(gradients, start=1):
        p, m, s = adam_step(p, tensor([g]), m, s, t, rate)
    return p.item(), m.item(), s.item()


def check_scale():
    """A thousand times the gradient gives the same steps."""
    move, scaled = moved([2.0, 1.0])[0], moved([2000.0, 1000.0])[0]
    hint = "the 1000 should cancel: divide by the root of s"
    assert abs(move - scaled) < 1e-4, hint


def check_first():
    """The first step is the rate times the sign of the gradient."""
    for g in (40.0, -3.0):
        move, _, _ = moved([g])
        assert move * g < 0, "the step goes up: subtract it"
        hint = (
            f"for the gradient {g} you move by {move:.3f}: m and s begin too small, "
            "divide each by 1 minus its beta to the power t"
        )
        assert abs(abs(move) - 0.1) < 1e-4, hint


def check_kept():
    """What goes into the next step is m and s without correction."""
    _, m, s = moved([1.0, 1.0])
    hint = "correct m and s in the step alone, and give back the sums as they are"
    assert abs(m - 0.19) < 1e-4, hint
    assert abs(s - 0.001999) < 1e-6, hint


def check_steady():
    """A gradient that stays the same moves p by the rate at every step."""
    move, _, _ = moved([1.0] * 20)
    hint = (
        f"after 20 steps you are at {move:.2f}, not -2: is t in the power?"
    )
    assert abs(move + 2) < 1e-3, hint


# %% tags=["solution"]
def adam_step(p, g, m, s, t, rate):
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g**2
    mean, square = m / (1 - 0.9**t), s / (1 - 0.999**t)
    return p - rate * mean / (square.sqrt() + 1e-8), m, s


# %% tags=["solution"]
p = torch.tensor(start, dtype=torch.float64)
m, s = torch.zeros_like(p), torch.zeros_like(p)
params = sgd.initialize(p)
optimizer = torch.optim.Adam([params], lr=0.1)
for t in range(1, 101):
    loss = sgd.sum_squared_error(sgd.quadratic(x, params), y)
    params.grad = sgd.gradient(loss, params)
    p, m, s = adam_step(p, params.grad, m, s, t, 0.1)
    optimizer.step()
print(f"1: {p.tolist()}, torch's own steps")
assert p.allclose(params, rtol=1e-9)


# %% tags=["solution"]
def itself(x, params):
    return params * x


goals = bowl.lowest.round()  # 5, 0, 0
same = {"learning_rate": 0.5, "optimizer": sgd.Momentum(0.9)}
ones = torch.ones_like(goals)
once = sgd.fit(itself, start, ones, goals, learning_rate=0.5, steps=1)
many = sgd.fit(itself, start, ones, goals, steps=300, **same)
needs = max(arrives(many, parameter) for parameter in range(3))
print(f"2: plain 1, momentum {needs}")
assert once.params.allclose(goals)
assert needs > 50

p = torch.zeros(1, dtype=torch.float64)
trapped = sgd.Adam(beta1=0.0, beta2=0.1)
trapped.start(p)
for step in range(600):
    g = 3.0 if step % 3 == 0 else -1.0
    trapped.adjust(p, torch.tensor([g]).double(), 0.01)
    p.clamp_(-1, 1)
print(f"3: to {p.item():.2f}, the worst place")
assert p > 0.9
