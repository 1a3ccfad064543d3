# %% [markdown] description="The loop of the recipe rewritten line by line with torch.nn.Module, MSELoss, torch.optim and DataLoader: what each replacement changes, and what it does not."
# # From the recipe to nn.Module
#
# The code that comes with papers seldom has a `params.data -=`. It has a `Module`, an `optimizer` and a `DataLoader`.
# Are these the six steps, or something else? You find out by replacing your lines, one at a time, and comparing the parameters.
#
# **You need**: [the six steps](../recipe/six-steps.py), [mean or sum](../questions/mean-or-sum.py) and [mini-batches](stochastic.py).
# **You will be able to** read a training loop in PyTorch as the recipe, and rewrite a loop of yours without changing what it calculates.
#
# !!! question "Predict"
#     Every line of the loop gets its PyTorch name, and the loop runs 300 steps. How far apart do the parameters end?
#
#     - not at all
#     - in their last digits
#     - far enough to see it in a plot
#
# ## The loop to start from

# %%
import plotly.express as px
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
n, start, rate, steps = len(x), [1.0, 2.0, 3.0], 1e-7, 300


def approximation(x, params):  # 1. approximate
    return params[0] * x * x + params[1] * x + params[2]


params = torch.tensor(start).requires_grad_()  # 2. initialize
for _ in range(steps):  # 6. repeat
    loss = ((approximation(x, params) - y) ** 2).sum()  # 3. assess
    loss.backward()  # 4. calculate the gradient
    params.data -= rate * params.grad  # 5. adjust
    params.grad = None
print(params.data)

# %% [markdown]
# ## Parameters and approximation: a Module
#
# A **module** keeps the parameters and the function that uses them in one object.
# `forward` is step 1, `nn.Parameter` is step 2. You call `model(x)`, and PyTorch calls `forward`
# (Paszke and others, *PyTorch: an imperative style, high-performance deep learning library*, 2019).


# %%
class Quadratic(nn.Module):
    def __init__(self, guesses):
        super().__init__()
        self.params = nn.Parameter(torch.tensor(guesses))

    def forward(self, x):
        a, b, c = self.params
        return a * x * x + b * x + c


model = Quadratic(start)
for _ in range(steps):
    loss = ((model(x) - y) ** 2).sum()
    loss.backward()
    model.params.data -= rate * model.params.grad
    model.params.grad = None
assert model.params.equal(params)
print(model.state_dict())

# %% [markdown]
# Every digit is the same: the `assert` checks it while this page is built.
#
# What you gain is bookkeeping. The module notes each `Parameter` that you set as an attribute, and those of modules inside it:
# `parameters()` goes through them all, and `state_dict()` gives them with their names. A plain tensor is not noted, even one that
# calculates gradients, and nothing will adjust it:

# %%
plain = Quadratic(start)
plain.offset = torch.tensor(0.0).requires_grad_()
print([name for name, _ in plain.named_parameters()])
assert "offset" not in plain.state_dict()

# %% [markdown]
# ## The loss: nn.MSELoss
#
# `nn.MSELoss()` is the *mean* of the squared errors. Its gradient is {{ n }} times smaller, so the rate becomes
# {{ n }} times larger: [why](../questions/mean-or-sum.py). Here is the same loop with either loss, in float32 and in float64.


# %%
def train(assess, rate, x, y):
    """Where the parameters are after each step."""
    model, path = Quadratic(start).to(x.dtype), []
    for _ in range(steps):
        loss = assess(model(x), y)
        loss.backward()
        model.params.data -= rate * model.params.grad
        model.params.grad = None
        path.append(model.params.detach().clone())
    return torch.stack(path)


apart, paths = {}, {}
for kind in (torch.float32, torch.float64):
    data = x.to(kind), y.to(kind)
    paths["sum"] = train(sgd.sum_squared_error, rate, *data)
    paths["mean, other rate"] = train(nn.MSELoss(), n * rate, *data)
    if kind == torch.float32:
        assert paths["sum"][-1].equal(params)
        mean_params = paths["mean, other rate"][-1]
    differences = paths["sum"] - paths["mean, other rate"]
    apart[kind] = differences.abs().max().item()
    spacing = 4 * torch.finfo(kind).eps  # of the numbers from 4 to 8
    print(f"{kind}: apart by {apart[kind]:.1e}, spacing {spacing:.1e}")
    assert apart[kind] < 4 * spacing

# %% tags=["remove-cell"]
differ = "in their last digits"
if not 0 < apart[torch.float32] < 1e-5:
    differ = "far enough to see it in a plot"

# %% figure="losses" caption="The sum, divided by {{ n }}, and the mean at {{ n }} times the rate lie on each other. At the rate of the sum, the mean needs {{ n }} times as many steps."
paths["mean, same rate"] = train(nn.MSELoss(), rate, *data)
px.line(
    {
        name: sgd.mean_squared_error(
            sgd.quadratic(data[0][:, None], path.T), data[1][:, None]
        )
        for name, path in paths.items()
    },
    log_y=True,
    line_dash="variable",
    labels={"index": "step", "value": "mean squared error", "variable": ""},
)

# %% [markdown]
# In exact arithmetic the first two are one run. On a computer dividing by {{ n }} rounds, and so does multiplying: the parameters come apart
# by about the spacing of neighboring numbers near 5, in either kind
# (on rounding: Goldberg, *What every computer scientist should know about floating-point arithmetic*, 1991).
# Two different methods would as a rule stay apart in float64. There these come {{ f"{apart[torch.float32] / apart[torch.float64] / 1e6:,.0f}" }} million times closer.
#
# ## Adjust and clear: an optimizer
#
# An **optimizer** holds the parameters and the rate. `step()` is step 5 for all of them, `zero_grad()` clears their gradients.
# It is the custom to clear before `backward()`; what counts is once a step.

# %%
assess = nn.MSELoss()
model = Quadratic(start)
optimizer = torch.optim.SGD(model.parameters(), lr=n * rate)
for _ in range(steps):
    optimizer.zero_grad()
    loss = assess(model(x), y)
    loss.backward()
    optimizer.step()

twin = Quadratic(start)
for _ in range(steps):
    assess(twin(x), y).backward()
    twin.params.data.add_(twin.params.grad, alpha=-n * rate)
    twin.params.grad = None
assert model.params.equal(twin.params)
off = (model.params - mean_params).abs().max().item()
print(f"apart from the loop with add_: 0, with -=: {off:g}")
assert off < 1e-5

torch.manual_seed(0)
numbers, slopes = torch.randn(2, 1_000)
other = numbers.add(slopes, alpha=-0.1) != numbers - 0.1 * slopes
print(f"of 1,000 numbers, {int(other.sum())} come out differently")

# %% [markdown]
# For plain descent `step()` is one line, `add_` with `alpha`. With that line your loop has its digits. Your `-=` rounds the product and then the difference;
# a processor may do both in one go in `add_`, and round once. On the computer that built this page that touched {{ int(other.sum()) }} of 1000 random numbers, by a last digit.
# In this descent a step is small beside its parameter, and the rounding of the sum hides most of that: how far apart the two runs end, the first line says.
#
# And `zero_grad()`? By default it sets each gradient to `None`, as your line does. With `set_to_none=False` it fills it with zeros.
# The next `backward()` gives the same either way. The difference shows where a parameter gets no gradient at all:
# the optimizer skips `None`, and takes a step with zeros. With weight decay, which pulls every parameter toward 0, such a step moves it.

# %%
for to_none in (True, False):
    idle = nn.Parameter(torch.tensor(1.0))
    decaying = torch.optim.SGD([idle], lr=0.1, weight_decay=0.5)
    (3 * idle).backward()
    decaying.zero_grad(set_to_none=to_none)
    cleared = idle.grad
    decaying.step()
    print(f"gradient {cleared}, then the parameter is {idle.item():.2f}")
    assert (idle.item() == 1) == to_none

# %% [markdown]
# ## Slices of a permutation: a DataLoader
#
# By hand you shuffle the numbers of the points and cut the list into batches. A `TensorDataset` pairs each x with its y. A `DataLoader` goes
# through it once, an **epoch**, in batches. Its `sampler` is the order: give it your permutation.


# %%
def run(epochs):
    model, losses, judged = Quadratic(start), [], []
    optimizer = torch.optim.SGD(model.parameters(), lr=n * rate)
    for batches in epochs:
        for xs, ys in batches:
            optimizer.zero_grad()
            loss = assess(model(xs), ys)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        judged.append(judge(model))
    return model, losses, judged


def judge(model):
    """The loss of all points, with the parameters as they are."""
    model.eval()
    with torch.no_grad():
        loss = assess(model(x), y)
    model.train()
    return loss.item()


generator = torch.Generator().manual_seed(0)
orders = [torch.randperm(n, generator=generator) for _ in range(20)]
pairs = TensorDataset(x, y)
by_slices, slice_losses, _ = run(
    [(x[at], y[at]) for at in order.split(8)] for order in orders
)
by_loader, loader_losses, judged = run(
    DataLoader(pairs, batch_size=8, sampler=order.tolist())
    for order in orders
)
assert by_slices.params.equal(by_loader.params)
assert slice_losses == loader_losses
print(by_loader.params.data)

# %% [markdown]
# Given the same order, the loader gives the same batches, and the digits are the same.
#
# Usually you let it shuffle: `shuffle=True` draws a new permutation each time you loop over it. Its `generator` makes that repeatable.


# %%
def loader(**how):
    generator = torch.Generator().manual_seed(0)
    return DataLoader(
        pairs, batch_size=8, shuffle=True, generator=generator, **how
    )


shuffled = loader()
first, second = (torch.cat([xs for xs, _ in shuffled]) for _ in range(2))
for seen in (first, second):
    assert seen.sort().values.equal(x)  # each point once an epoch
assert not first.equal(second)  # a new order
assert torch.cat([xs for xs, _ in loader()]).equal(first)  # repeatable
assert not first.equal(x[orders[0]])  # not the order of randperm
print("sizes:    ", [len(xs) for xs, _ in loader()])
print("drop_last:", [len(xs) for xs, _ in loader(drop_last=True)])

# %% [markdown]
# Same seed, and yet not the order of your `randperm`: the loader draws other numbers from its generator too. To compare with a loop of yours, hand it the order.
#
# The last batch holds the one point that is left. The mean divides by the size of the batch: so [one rate serves both sizes](../questions/mean-or-sum.py#what-the-mean-is-good-for), and so this point counts as much
# as eight others together. `drop_last=True` leaves it out. Which one that is changes from epoch to epoch.
#
# ## Judging: eval and no_grad
#
# The loss of a batch is not the loss of the data: it is about a few points, and each batch meets other parameters. That is why `run` calls `judge` after each epoch.

# %% figure="batch-and-epoch" caption="The loss of each batch jumps with the points that are in it. The loss of all points, judged after each epoch, shows the descent." tags=["hide-input"]
per_epoch = len(shuffled)
judged_at = [per_epoch * (epoch + 1) for epoch in range(len(judged))]
px.line(
    {
        "step": [*range(len(loader_losses)), *judged_at],
        "loss": [*loader_losses, *judged],
        "of": ["a batch"] * len(loader_losses)
        + ["all points"] * len(judged),
    },
    x="step",
    y="loss",
    color="of",
    log_y=True,
    markers=True,
    labels={"loss": "mean squared error", "of": ""},
)

# %% [markdown]
# `judge` has two switches, and they are independent.
#
# - `torch.no_grad()` stops the notes for `backward()`. It saves time and memory and changes no value.
# - `eval()` tells every module inside that you are judging. `Quadratic` does not care. Some do: `Dropout(0.5)` sets each number to 0 with probability one half while it trains, and doubles the others
#   (Srivastava and others, *Dropout*, 2014), and passes everything on after `eval()`. `train()` switches back.

# %%
torch.manual_seed(0)
dropout, ones = nn.Dropout(0.5), torch.ones(6)
with torch.no_grad():
    print("no_grad:", dropout(ones).tolist())
    assert not by_loader(x).requires_grad
    assert not dropout(ones).equal(ones)  # drops all the same
dropout.eval()
print("eval:   ", dropout(ones).tolist())
assert dropout(ones).equal(ones)
by_loader.eval()
assert by_loader(x).requires_grad  # takes notes all the same

# %% [markdown]
# ## Saving and loading
#
# Save the `state_dict`, not the module: numbers with names outlive changes of your code. A saved module can run a program when it is loaded;
# `weights_only=True`, the default since torch 2.6, refuses it.
# `load_state_dict` copies the numbers into the parameters that are there.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

with TemporaryDirectory() as folder:
    file = Path(folder) / "model.pt"
    torch.save(by_loader.state_dict(), file)
    saved = torch.load(file, weights_only=True)

fresh = Quadratic([0.0, 0.0, 0.0])
fresh.load_state_dict(saved)
assert fresh.params.equal(by_loader.params)
assert judge(fresh) == judged[-1]
print(saved)

# %% [markdown]
# To go on training, save the optimizer's `state_dict` and the step too: [a checkpoint](../snippets/index.md#checkpoint).
#
# ## The whole
#
# | the recipe | PyTorch |
# |---|---|
# | 1. `approximation(x, params)` | `forward`, called as `model(x)` |
# | 2. `torch.tensor(...).requires_grad_()` | `nn.Parameter(torch.tensor(...))` |
# | 3. `((...) ** 2).sum()` | `nn.MSELoss()`, and the rate times $N$ |
# | 4. `loss.backward()` | `loss.backward()` |
# | 5. `params.data -= rate * params.grad` | `optimizer.step()` |
# | 5. `params.grad = None` | `optimizer.zero_grad()` |
# | 6. `for _ in range(steps)` | `for` each epoch, `for xs, ys in loader` |
# | `order.split(8)` | `DataLoader(..., batch_size=8, shuffle=True)` |
# | `params.detach()`, to look | `model.eval()` and `torch.no_grad()` |
# | `params.data`, to keep | `model.state_dict()` |
#
# !!! success "Answer: {{ differ }}"
#     The module, the clearing, the loader and the file keep every digit. The mean changes the last ones, and so can `step()`.
#
#     - not at all: The same formula in another order of rounding has other last digits: the mean divides, `step()` may round once where you round twice.
#     - far enough to see it in a plot: In one bowl each step shrinks a difference as it shrinks an error, so rounding stays small.
#
# In one file, with noisy data and a `LambdaLR`, which multiplies the rate by a factor [that falls each epoch](stochastic.py#coming-to-rest):
#
# ``` { .python .live .fresh }
# --8<-- "module.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "module.txt"
# ```
#
# **Rule.** Replace one line at a time, with the start and the order of the points fixed, and compare the parameters. A difference that all but vanishes in float64 is rounding.
# One that stays is a change of method, or a bug.
#
# **Limits.** Equal digits hold for the same operations on the same machine: another processor, a GPU or another version may add in another order.
# The runs here come to rest in one bowl, which keeps rounding small. A network has many valleys, and there a difference in the last digit can grow.
# An optimizer with a memory, such as momentum or Adam, is more than one line.
#
# !!! example "Try it"
#     1. Compare sum and mean again on the first 32 points. Predict how far apart they are.
#     2. Make the optimizer first, and a new model afterwards. What do 100 steps do to the new model?
#     3. Give `SGD` the argument `momentum=0.9`, and write the two lines that it stands for.

# %% [markdown] tags=["solution"]
# Dividing by 32, a power of 2, changes the exponent of a number and none of its digits: nothing rounds. The optimizer of the second exercise still holds the parameters of the
# old model; the new one gets gradients that nobody clears, and no step.

# %% tags=["solution"]
few = x[:32], y[:32]
by_sum = train(sgd.sum_squared_error, rate, *few)
by_mean = train(nn.MSELoss(), 32 * rate, *few)
print("1: apart by", (by_sum - by_mean).abs().max().item())
assert by_sum.equal(by_mean)

model = Quadratic(start)
optimizer = torch.optim.SGD(model.parameters(), lr=n * rate)
model = Quadratic(start)
for _ in range(100):
    optimizer.zero_grad()
    assess(model(x), y).backward()
    optimizer.step()
print("2:", model.params.data)
assert model.params.tolist() == start

model = Quadratic(start)
optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
by_hand, velocity = Quadratic(start), torch.zeros(3)
for _ in range(100):
    optimizer.zero_grad()
    assess(model(x), y).backward()
    optimizer.step()

    by_hand.params.grad = None
    assess(by_hand(x), y).backward()
    velocity = 0.9 * velocity + by_hand.params.grad
    by_hand.params.data -= rate * velocity
print("3:", model.params.data, by_hand.params.data)
assert model.params.allclose(by_hand.params, rtol=1e-4)
