# %% [markdown] description="A small neural network by the same six steps: one hidden layer by hand and as nn.Sequential, starts that learn and starts that cannot, and a loss that is not one bowl."
# # A small neural network
#
# Your data has plateaus, with steep steps between them. No polynomial is flat on a stretch unless it is flat everywhere. A neural network adds up pieces that do have plateaus, its hidden units, and the six steps can find them.
#
# **You need**: [the six steps](../recipe/six-steps.py) and [curvature](../questions/curvature.py).
# **You will be able to** write a network with a hidden layer by hand, start it so that it can learn, and say why two runs end at different weights.
#
# !!! question "Predict"
#     Two networks of ten hidden units train for 1000 steps. One starts with every parameter at 0, the other with every parameter at 0.3. What can they learn?
#
#     - neither learns anything
#     - the first one number, the second one step
#     - the first nothing, the second all of it
#     - both all of it, since descent mends the start
#
# ## A curve that polynomials miss

# %% figure="polynomials" caption="Least squares, the best that each degree can do. It waves where the data is flat."
import plotly.express as px
import torch
import sgd_tutorial as sgd
from sgd_tutorial import figures

torch.set_default_dtype(torch.float64)  # digits enough to compare runs
x = torch.linspace(-3.0, 3.0, 121)
y = torch.tanh(5 * torch.sin(1.8 * x + 0.6))


def plot(curves):
    figure = px.line(
        {"x": x} | curves,
        x="x",
        y=list(curves),
        labels={"value": "y", "variable": ""},
    )
    data = {"x": x.tolist(), "y": y.tolist(), "name": "data"}
    dots = {"mode": "markers", "marker_size": 4, "meta": {"role": "data"}}
    return figure.add_scatter(**data, **dots)


curves, floors = {}, {}
for degree in (1, 5, 9):
    columns = x[:, None] ** torch.arange(degree + 1)
    best = torch.linalg.lstsq(columns, y[:, None]).solution
    curves[f"degree {degree}"] = (columns @ best)[:, 0].round(decimals=6)
    floors[degree] = ((columns @ best)[:, 0] - y).square().mean().item()
plot(curves)

# %% [markdown]
# The mean squared error of the best polynomial of degree 5 is {{ f"{floors[5]:.3f}" }}, and of degree 9 it is {{ f"{floors[9]:.3f}" }}. These are
# [floors](../questions/wrong-approximation.py): no number of steps passes them.
#
# ## One hidden layer, by hand
#
# $\tanh(wx + b)$ is a soft step from -1 to 1. It lies at $x = -b/w$, is the steeper the further $w$ is from 0, and goes down where $w$ is negative. Call it a **hidden unit**. A network with one **hidden layer** adds up several, each with a height of its own:
#
# $$y(x) = \sum_h W_{2,h} \tanh(W_{1,h}\, x + b_{1,h}) + b_2$$
#
# Its parameters $W$ are called **weights**, $b$ biases. Only step 1 of the recipe is new. Step 5 uses [momentum](momentum-and-adam.py), a decaying sum of the gradients so far, to save steps.

# %%
hidden, rate, steps = 10, 0.05, 1_000
column, target = x[:, None], y[:, None]  # 121 rows, 1 column

# Step 2: initialize, at random
torch.manual_seed(0)
W1 = torch.randn(1, hidden).requires_grad_()
b1 = torch.randn(hidden).requires_grad_()
W2 = (torch.randn(hidden, 1) / hidden**0.5).requires_grad_()
b2 = torch.zeros(1).requires_grad_()
params = [W1, b1, W2, b2]
first = [each.detach().clone() for each in params]  # for later
velocity = [torch.zeros_like(each) for each in params]


def approximation(x):  # step 1
    return torch.tanh(x @ W1 + b1) @ W2 + b2


losses = []
for step in range(steps):  # step 6: repeat
    loss = ((approximation(column) - target) ** 2).mean()  # step 3: assess
    loss.backward()  # step 4: calculate the gradient
    with torch.no_grad():
        for each, v in zip(params, velocity):
            v.mul_(0.9).add_(each.grad)
            each -= rate * v  # step 5: adjust
            each.grad = None
    losses.append(loss.item())
print(f"loss {losses[0]:.3f}, after {steps - 1} steps {losses[-1]:.5f}")
assert losses[-1] < floors[9] < floors[5]

# %% [markdown]
# The network is below both floors. It has {{ sum(each.numel() for each in params) }} parameters, and `backward` treats them as it treated three.
#
# Both sides of the miss are columns. With `y` in place of `target` the difference would be [a table](bugs.py#a-column-against-a-row) of 121 times 121, without an error.
#
# ## The same with nn
#
# `nn.Sequential` holds the four tensors and step 1, `torch.optim.SGD` holds step 5.

# %%
from torch import nn

model = nn.Sequential(nn.Linear(1, hidden), nn.Tanh(), nn.Linear(hidden, 1))
with torch.no_grad():
    for ours, theirs in zip(first, model.parameters()):
        theirs.copy_(ours.reshape(theirs.shape))  # (1)!
optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
for step in range(200):
    loss = nn.functional.mse_loss(model(column), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    assert abs(loss.item() / losses[step] - 1) < 1e-6

# %% [markdown]
# 1. `nn.Linear` keeps its weights as outputs times inputs, one row a unit; ours are inputs times outputs.
#
# From the same weights, the same losses: the last line checks it at every step.
#
# ## In one list
#
# The package takes the parameters as one flat list. Cut it into four, and what the other pages use works for a network too. Here five seeds train at once:

# %%


def network(x, params):
    h = len(params) // 3
    w1, b1, w2, b2 = params.split([h, h, h, 1])
    return (torch.tanh(x[:, None] * w1 + b1) * w2).sum(1) + b2


def start(h, seed):
    torch.manual_seed(seed)
    w1, b1, w2 = torch.randn(h), torch.randn(h), torch.randn(h) / h**0.5
    return torch.cat([w1, b1, w2, torch.zeros(1)])


problem = {"x": x, "y": y, "loss": sgd.mean_squared_error}
how = {
    "learning_rate": rate,
    "optimizer": sgd.Momentum(0.9),
    "steps": steps,
}
runs = {}
for h in (1, 3, 10):
    starts = torch.stack([start(h, seed) for seed in range(5)])
    runs[h] = sgd.sweep(network, starts, **problem, **how)
run = runs[10][0]
assert run.losses[:200].allclose(torch.tensor(losses[:200]))

# %% [markdown]
# Press *Play*, and watch the first of the five train; then one of the others, with fewer units, or at another rate. Touch a unit to take its step in your hand.

# %% tags=["remove-input"] figure="training" picture="network" caption="Each line to or from a unit is a weight, the wider the larger, dashed where it is negative; each box is what its unit adds to the curve. Beside it the data, what the units add, and their sum with $b_2$, the curve. The three steps are there early; to sharpen them takes the rest of the run."
digits = 7  # of the starts: enough for the same picture
figure = figures.fit(run, network, x, y)
figure.update_layout(
    meta={
        "x": x.tolist(),
        "y": y.tolist(),
        "rate": rate,
        "units": hidden,
        "steps": steps,
        "starts": [
            [
                start(h, seed).round(decimals=digits).tolist()
                for h in range(1, hidden + 1)
            ]
            for seed in range(5)
        ],
    }
)

# %% [markdown]
# ## How many units?

# %% figure="widths" caption="The best of five starts for each width. One unit is one step. The data has three."
best = {h: int(each.losses[:, -1].argmin()) for h, each in runs.items()}
plot(
    {f"{h} hidden": network(x, runs[h][i].params) for h, i in best.items()}
)

# %%
for h, each in runs.items():
    last = sorted(each.losses[:, -1].tolist())
    print(f"{h:2} hidden:", "  ".join(f"{loss:.5f}" for loss in last))

# %% [markdown]
# Enough units come as close as you like to any continuous curve on an interval (Cybenko, *Approximation by superpositions of a sigmoidal function*, 1989). That the weights exist does not say that descent finds them: compare the five starts of one width.
#
# ## The start decides
#
# Here is one network from five starts. *Scaled* is the start from above: random, with a spread of $1/\sqrt{\text{inputs of the unit}}$.

# %% figure="starts" caption="Same network, same data, same steps. Only the start differs."
normal = start(10, seed=0)
too_large = normal.clone()
too_large[:10] *= 50  # W1
kinds = {
    "zeros": torch.zeros(31),
    "all equal": torch.full((31,), 0.3),
    "too large": too_large,
    "too small": normal / 1000,
    "scaled": normal,
}
from_each = sgd.sweep(
    network, torch.stack([*kinds.values()]), **problem, **how
)
ended = dict(zip(kinds, from_each))
figures.losses(ended)

# %%
share, size = {}, {}
for name, here in kinds.items():
    at = sgd.initialize(here)
    slope = sgd.gradient(sgd.mean_squared_error(network(x, at), y), at)
    flat = torch.tanh(x[:, None] * here[:10] + here[10:20]).abs() > 0.99
    share[name], size[name] = flat.double().mean(), slope[:10].norm()
    print(
        f"{name:10} saturated {share[name]:4.0%}"
        f"   gradient of W1 {size[name]:.1e}"
        f"   loss in the end {ended[name].losses[-1]:.5f}"
    )
assert size["zeros"] == 0
assert size["too large"] < size["scaled"] / 100
assert min(ended, key=lambda name: ended[name].losses[-1]) == "scaled"

# %% [markdown]
# **Zeros.** The gradient of $W_2$ is multiplied by what the units put out, 0; that of $W_1$ and $b_1$ by $W_2$, also 0. Only $b_2$ ever moves, to the mean of the data.
#
# **All equal.** Equal units get equal gradients, so they stay copies of each other. Ten of them are one unit with ten times the height.
#
# !!! success "Answer: the first one number, the second one step"
#     The first learns the mean of the data, the second what one unit can.
#
#     - neither learns anything: One parameter of the first moves, $b_2$; and the second has a gradient, the same for every unit.
#     - the first nothing, the second all of it: The first learns $b_2$. The ten units of the second stay one.
#     - both all of it, since descent mends the start: Descent keeps what the gradient keeps: a 0 that stays 0, and what is equal stays equal.
#
# Here is the check:

# %%
assert not ended["zeros"].history[:, :-1].any()
assert ended["zeros"].params[-1].isclose(y.mean())

W1, b1, W2, b2 = ended["all equal"].params.split([10, 10, 10, 1])
for name, each in (("W1", W1), ("b1", b1), ("W2", W2)):
    apart = (each - each[0]).abs().max()
    print(f"{name}: the ten differ by at most {apart:.0e}")
    assert each.allclose(each[:1])
one = torch.cat([W1[:1], b1[:1], W2.sum()[None], b2])
assert network(x, one).allclose(network(x, ended["all equal"].params))

# %% [markdown]
# **Too large.** Here $W_1$ is 50 times as large. Over all points and units, {{ f"{share['too large']:.0%}" }} are **saturated**: $\tanh$ is close to -1 or 1, its slope close to 0, and the gradient of $W_1$ is tiny. All units begin with a step near $x = 0$, and hardly any moves away.
#
# **Too small.** Here all is 1000 times as small, and so is every gradient but that of $b_2$. The loss waits on a plateau before it falls:

# %%
half = {
    name: int((each.losses < floors[1] / 2).int().argmax())
    for name, each in ended.items()
    if name in ("too small", "scaled")
}
print("steps to half of what the best line leaves:", half)
assert half["too small"] > half["scaled"]

# %% [markdown]
# With more layers the size matters more, because each layer multiplies. A unit that adds up $n$ inputs of size 1, each times an independent weight of spread $s$, gets a sum of size $s\sqrt{n}$. So $s = 1/\sqrt{n}$ keeps the size (LeCun, Bottou, Orr and Müller, *Efficient BackProp*, 1998).
# Glorot and Bengio (*Understanding the difficulty of training deep feedforward neural networks*, 2010) average over inputs and outputs, to keep the size of the gradients on the way back too.

# %%
torch.manual_seed(0)
for factor in (0.3, 1, 10):
    signal, sizes = torch.randn(200, 100), []
    for layer in range(10):
        weights = factor * torch.randn(100, 100) / 100**0.5
        signal = torch.tanh(signal @ weights)
        sizes.append(f"{signal.square().mean().sqrt():.1e}")
    print(f"{factor:3} / sqrt(n): layer 1 {sizes[0]}, layer 10 {sizes[9]}")

# %% [markdown]
# Ten times too large saturates every layer, a third of the right size makes the signal vanish. (At the right size it still shrinks somewhat: $\tanh$ takes that away.)
#
# ## Not one bowl
#
# Number the hidden units differently and the function stays the same. So every low place has twins. In a bowl, the point halfway between two equally low places is at least as low. Here it is not:

# %%
W1, b1, W2, b2 = run.params.split([10, 10, 10, 1])
order = torch.arange(9, -1, -1)
renumbered = torch.cat([W1[order], b1[order], W2[order], b2])
assert network(x, renumbered).allclose(network(x, run.params))


def loss_at(params):
    return sgd.mean_squared_error(network(x, params), y).item()


halfway = (run.params + renumbered) / 2
print(f"two places {loss_at(run.params):.5f}, {loss_at(renumbered):.5f}")
print(f"halfway    {loss_at(halfway):.5f}")
assert loss_at(halfway) > 10 * loss_at(run.params)

other = runs[10][1]
apart = (other.params - run.params).norm() / run.params.norm()
assert apart > 0.5
print(f"another seed {other.losses[-1]:.5f}, its weights {apart:.0%} off")

# %% [markdown]
# A second seed ends with a small loss, too, at other weights. Compare networks by what they put out, not by their weights.
#
# ## The curvature changes
#
# There is no one largest stable rate either. [Power iteration](../questions/learning-rate.py#measure-the-limit-where-you-are) measures it where you are. Here is plain descent, without momentum, at rate $0.15$:

# %%
plain = sgd.fit(network, normal, **problem, learning_rate=0.15, steps=500)
bounds = {}
for step in (0, 20, 50, 100, 200, 500):
    bounds[step] = sgd.largest_stable_learning_rate(
        network, plain.history[step], **problem, method="power iteration"
    )
    print(
        f"step {step:3}: loss {plain.losses[step]:.4f},"
        f" stable below {sgd.rounded_down(bounds[step])}"
    )
assert bounds[100] < 0.15 < min(bounds[0], bounds[500])
assert plain.losses[500] < plain.losses[100]

# %% [markdown]
# The bound starts at {{ sgd.rounded_down(bounds[0]) }}, falls below the rate, to {{ sgd.rounded_down(bounds[100]) }}, and ends at {{ sgd.rounded_down(bounds[500]) }}. In a bowl the run would fly off. Here the jumps grow, the loss climbs for a while, and the run ends up where the loss curves less. In many networks the
# bound stays near the rate for most of the training (Cohen and others, *Gradient descent on neural networks typically occurs at the edge of stability*, 2021).
#
# **Rule.** Scale the inputs. Draw the weights at random, with a spread of $1/\sqrt{n}$ for $n$ inputs of the unit. (`nn.Linear` [draws evenly](https://pytorch.org/docs/stable/generated/torch.nn.Linear.html) between $\pm 1/\sqrt n$, which is a spread of $1/\sqrt{3n}$.) Try several seeds. If the loss does not move, look at the share of saturated units and at the gradient of the first layer.
#
# **Limits.** This page has one input, no noise, and all points at every step. Outside the data the network ends in plateaus, whatever the truth does. The rule about the spread is for the start; training moves the weights away from it.
#
# !!! example "Try it"
#     1. Leave out the `tanh`. How low can the loss get, with any number of units?
#     2. Start with all parameters equal, but for the first unit. How many different units can the network have in the end?
#     3. Change the sign of $W_1$, $b_1$ and $W_2$ of one unit. What happens to the function? How many places of equal loss are there, with the renumberings?

# %% tags=["solution"]
import math


def without(x, params):
    h = len(params) // 3
    w1, b1, w2, b2 = params.split([h, h, h, 1])
    return ((x[:, None] * w1 + b1) * w2).sum(1) + b2


line = sgd.fit(without, normal, **problem, learning_rate=0.01, steps=200)
print(
    f"1: {line.losses[-1]:.4f}; a sum of lines is a line: {floors[1]:.4f}"
)
assert line.losses[-1] > floors[1] - 1e-9

nearly = torch.full((31,), 0.3)
nearly[0] = -1.0
two = sgd.fit(network, nearly, **problem, **(how | {"steps": 300})).params
print("2: two:", [round(w, 3) for w in two[:10].tolist()])
assert two[1:10].allclose(two[1:2])
assert not two[0].isclose(two[1])

flipped = run.params.clone()
flipped[[0, 10, 20]] *= -1
print(f"3: the same function; {math.factorial(10) * 2**10:,} places")
assert network(x, flipped).allclose(network(x, run.params))
