# %% [markdown] description="How backward() works: automatic differentiation in forty lines of Python, checked against PyTorch, and the small torch that runs this site's cells."
# # How `backward()` works
#
# You call `loss.backward()`, and each parameter has its slope. You know the idea: notes, followed back. Here you write it yourself, in
# some forty lines of Python, take the gradient of the recipe's loss with it, and then read some of the code that runs this site's cells.
#
# **You need**: [how a computer takes derivatives](../recipe/derivatives.py).
# **You will be able to** write automatic differentiation, and say why PyTorch adds gradients up, frees its notes and refuses some changes.
#
# !!! question "Predict"
#     Take $u = 5x$ and $y = u \cdot x + u$. How many ways lead from $y$ back to $x$?
#
#     - one
#     - two
#     - three
#     - four
#
# ## A value that remembers
#
# Every result keeps what it was calculated from, its parents, and how fast it grows when each of them grows. Such a pair is an **edge**;
# the edges of a result are the note of how it was made, in PyTorch's words its *node*:

# %% tags=["live"]
from itertools import count

births = count()


def number(thing):
    return thing.number if isinstance(thing, Value) else thing


class Value:
    """A number that remembers what it was calculated from."""

    def __init__(self, number, *edges):
        self.number, self.grad, self.born = number, 0.0, next(births)
        # A plain number has no slope: no edge to it.
        self.edges = [e for e in edges if isinstance(e[0], Value)]

    def __add__(self, other):
        total = self.number + number(other)
        return Value(total, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        product = self.number * number(other)
        return Value(product, (self, number(other)), (other, self.number))

    __radd__, __rmul__ = __add__, __mul__  # for 5 * x: the same


x = Value(3.0)
u = 5.0 * x
y = u * x + u
print("y =", y.number)
for parent, slope in y.edges:
    print("made from", parent.number, "with slope", slope)

# %% [markdown]
# Nothing but arithmetic, and the graph is there: `y` knows its parents, they know theirs. `x` has no edges: it is a **leaf**.
#
# ## The chain rule
#
# Multiply the slopes along a way back, and you have what this way contributes. Add up the ways, and you have the derivative.
# So follow each of them:


# %% tags=["live"]
def every_way(value, gradient=1.0):
    """Follow each way back to a leaf; return how many values it met."""
    if not value.edges:
        print("a way brings", gradient)
        value.grad += gradient
    met = 1
    for parent, slope in value.edges:
        met += every_way(parent, gradient * slope)
    return met


met = every_way(y)
print("together", x.grad)
print("values met:", met)


# %% tags=["remove-cell"]
def leaves(value):
    return sum(leaves(parent) for parent, _ in value.edges) or 1


def way_count(value):
    return [0, "one", "two", "three", "four"][leaves(value)]


# %% [markdown]
# !!! success "Answer: {{ way_count(y) }}"
#     Two by way of the product, since $u \cdot x$ has $x$ and $u$, and one by way of the $u$ that is added.
#
#     - one: Each use of a value is a way of its own, and $x$ is used twice.
#     - two: $x$ is used twice, but $u$ is, too, and each of its uses leads back to $x$.
#     - four: The product has two ways, by $x$ itself and by $u$; the sum adds one more.
#
# Together they bring {{ f"{x.grad:.0f}" }}: the derivative of $5x^2 + 5x$, which is $10x + 5$. It is correct, and it is hopeless. The ways share their ends, and this function
# walks a shared end once for each way. Say how the work grows when each value is used twice:


# %% tags=["live"]
def ways(value):
    return sum(ways(parent) for parent, _ in value.edges) or 1


for doublings in (1, 2, 4, 8, 12):
    y = x
    for _ in range(doublings):
        y = y + y
    print(f"{doublings:2} additions: {ways(y):4} ways back")

# %% [markdown]
# Each addition doubles the ways. A network uses each number many times, through many layers: nobody can walk all its ways. But it has few *values*, one for each
# operation. So visit every value once.
#
# ## Every value once
#
# A value may be visited when all that will arrive at it has arrived, that is, after everything that was calculated *from* it.
# Whatever was calculated from it is younger. So take **the youngest first**, and add up at each value what arrives:


# %% tags=["live"]
def backward(result):
    """Add the slope of the result along each leaf to the leaf's grad."""
    arrived = {result: 1.0}
    while arrived:
        value = max(arrived, key=lambda each: each.born)  # the youngest
        gradient = arrived.pop(value)
        if not value.edges:
            value.grad += gradient
        for parent, slope in value.edges:
            before = arrived.get(parent, 0.0)
            arrived[parent] = before + gradient * slope


x = Value(3.0)
u = 5.0 * x
y = u * x + u
backward(y)
print("slope of y along x:", x.grad)

# %% tags=["remove-cell"]
assert x.grad == 10 * x.number + 5

# %% figure="walk" picture="backward" tags=["remove-input"] caption="Forward, each value gets its number, each edge its slope. Backward, each value passes on what has arrived, times the slope. $u$ waits for both its children: 1 comes straight from $y$, $x$ by way of the product. Then it passes on their sum times 5. Take other $x$."
import plotly.graph_objects as go

product = y.edges[0][0]
names = {x: "x", u: "u", product: "u·x", y: "y"}
places = {x: (0, 0), u: (1, 0), product: (2, 1), y: (3, 0)}


def dots(**style):
    """A dot with a text for each value."""
    across, up = zip(*places.values())
    trace = go.Scatter(x=across, y=up, mode="markers+text", **style)
    return trace.update(showlegend=False, cliponaxis=False)


def visit(value, arrived):
    """A ring around the value; below each, what has arrived there."""
    # An empty text would stay empty when the slider moves.
    texts = [f"{arrived[v]:g}" if v in arrived else " " for v in places]
    ring = go.Scatter(x=places[value][:1], y=places[value][1:])
    return [
        dots(
            name="arrived",
            text=texts,
            textposition="bottom center",
            textfont_size=15,
            marker={"size": 26, "opacity": 0},
        ),
        ring.update(
            name="visited",
            mode="markers",
            marker={"size": 26, "opacity": 0.35},
            showlegend=False,
        ),
    ]


arrived, visits = {y: 1.0}, {}
for value in sorted(places, key=lambda v: -v.born):
    visits[f"visit {names[value]}"] = visit(value, arrived)
    for parent, slope in value.edges:
        before = arrived.get(parent, 0.0)
        arrived[parent] = before + arrived[value] * slope

values = dots(
    name="value",
    text=[f"{names[v]} = {v.number:g}" for v in places],
    textposition=["top left", "top left", "top center", "top right"],
    marker_size=11,
)
figure = go.Figure([values, *visits["visit y"]])
for value, (x1, y1) in places.items():
    for parent, slope in value.edges:
        x0, y0 = places[parent]
        ends = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
        figure.add_shape(type="line", label_text=f"{slope:g}", **ends)
figure.update_shapes(layer="below", line_color="gray", label_yanchor="top")
figure.frames = [
    go.Frame(name=name, data=data, traces=[1, 2])
    for name, data in visits.items()
]
steps = [
    {"label": name, "method": "animate", "args": [[name]]}
    for name in visits
]
figure.update_xaxes(visible=False, range=[-0.5, 3.5])
figure.update_yaxes(visible=False, range=[-0.45, 1.35])
slider = {"steps": steps, "currentvalue": {"prefix": "step: "}}
figure.update_layout(height=330, sliders=[slider])
figure.update_layout(
    meta={
        "values": [
            {"name": "x", "number": x.number, "place": [0, 0]},
            {
                "name": "u",
                "operation": "product",
                "of": [5, "x"],
                "place": [0.36, 0],
            },
            {
                "name": "u·x",
                "operation": "product",
                "of": ["u", "x"],
                "place": [0.64, 1],
            },
            {
                "name": "y",
                "operation": "sum",
                "of": ["u·x", "u"],
                "place": [1, 0],
            },
        ]
    }
)

# %% [markdown]
# That is the core of **reverse-mode automatic differentiation**, found by Linnainmaa (*Taylor expansion of the accumulated rounding error*, 1976, from his thesis of 1970), brought to networks as
# backpropagation by Rumelhart, Hinton and Williams (*Learning representations by back-propagating errors*, 1986). The model for such a page is Karpathy's
# [micrograd](https://github.com/karpathy/micrograd) (2020).
#
# ## The recipe on your own values
#
# The loss needs one more rule, for a power. [The recipe's](../recipe/six-steps.py) `approximation_func` stays as it is.
# Will the gradient be PyTorch's?


# %% tags=["live"]
def power(value, n):
    slope = n * value.number ** (n - 1)
    return Value(value.number**n, (value, slope))


Value.__pow__ = power


def approximation_func(x, params):
    return params[0] * x * x + params[1] * x + params[2]


def loss_of(params):
    points = range(-20, 21)
    misses = [approximation_func(x, params) + -5 * x * x for x in points]
    return sum(miss**2 for miss in misses)


params = [Value(1.0), Value(2.0), Value(3.0)]
loss = loss_of(params)
backward(loss)
print("loss", loss.number)
print("gradient", [each.grad for each in params])

# %% tags=["live"]
from torch import tensor, arange

xs = arange(-20.0, 21.0)
params_t = tensor([1.0, 2.0, 3.0]).requires_grad_()
misses = approximation_func(xs, params_t) - 5 * xs * xs
loss_t = (misses**2).sum()
loss_t.backward()
print("loss", loss_t)
print("gradient", params_t.grad)

# %% tags=["remove-cell"]
assert params_t.grad.tolist() == [each.grad for each in params]

# %% [markdown]
# The gradient is the same. The loss is not, and yours is the exact one: PyTorch calculates [in float32](../recipe/six-steps.py#step-3-assess). Now doubt both: change one parameter by a little
# to both sides, as in [the check](../recipe/derivatives.py#check-it). For a parabola it is exact.

# %% tags=["live"]
h = 0.5
for i in range(3):
    up, down = [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]
    up[i] += h
    down[i] -= h
    slope = (loss_of(up) - loss_of(down)) / (2 * h)
    print("abc"[i], slope, slope == params[i].grad)

# %% [markdown]
# ## Why PyTorch is so particular
#
# - **Gradients add up**, because a leaf does what every value must do where ways meet: `+=`. Two calls of `backward()` are two more ways.
# - **Notes are freed.** Your edge keeps one number. A tensor's keeps tensors, for a product the other factor. While the loss is alive, all of them stay in memory, so `backward()` drops them as it goes.
# - **A leaf may not be changed in place**: `params -= ...` would be one more operation, and `params` [its result](../recipe/derivatives.py#three-things-that-surprise-everybody).
# - **`detach()`** is `Value(u.number)`: the number, no edges. **`no_grad()`** makes every operation leave its edges out.
# - **What a note keeps may not be overwritten.** You kept a copy. PyTorch keeps the tensor itself and counts its versions:

# %% tags=["live"]
x = tensor(3.0).requires_grad_()
u = 5 * x
y = u * x + u
u += 1  # the product's note keeps u
try:
    y.backward()
except RuntimeError as error:
    print(str(error).split(";")[0])

# %% [markdown]
# ## The torch that runs these cells
#
# PyTorch itself is too large to send with a page. In your browser `import torch` finds a **small torch**, written for this site in plain Python, its longest loops in JavaScript and WebAssembly, too. You can read it: this is
# how it multiplies, and what happens when a gradient arrives.

# %% tags=["remove-cell"]
import ast
import importlib.util
import json
import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname, urlretrieve

import sgd_tutorial
import torch

folder = Path(sgd_tutorial.__file__).parents[1] / "browser/torch"
if not folder.exists():  # it is where the package was installed from
    record = distribution("sgd-tutorial").read_text("direct_url.json")
    origin = json.loads(record)["url"]
    if origin.endswith(".whl"):  # the site has it beside the wheel
        archive, _ = urlretrieve(urljoin(origin, "small-torch.zip"))
        folder = Path(mkdtemp())
        shutil.unpack_archive(archive, folder, "zip")
    else:  # a clone
        clone = Path(url2pathname(urlsplit(origin).path))
        folder = clone / "browser/torch"
texts = {path.stem: path.read_text() for path in folder.glob("*.py")}


def part(module, name):
    """The lines of one definition, with its decorators."""
    [node] = [
        node
        for node in ast.parse(texts[module]).body
        if getattr(node, "name", None) == name
    ]
    start = min([node, *node.decorator_list], key=lambda n: n.lineno)
    lines = texts[module].splitlines()
    return "\n".join(lines[start.lineno - 1 : node.end_lineno])


def concern(module):
    """The first sentence of its docstring, with the file's length."""
    says = ast.get_docstring(ast.parse(texts[module]))
    length = len(texts[module].splitlines())
    return f"`{module}` | {says.partition(chr(10))[0]} | {length}"


spec = importlib.util.spec_from_file_location(
    "small_torch", folder / "__init__.py"
)
small = sys.modules["small_torch"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(small)

# %% [markdown]
# ```python
# {{ part("arithmetic", "mul") }}
# ```
#
# ```python
# {{ part("backward", "_arrive") }}
# ```
#
# It is your walk, with two differences above all. An edge holds a *rule* and the tensors that it needs, in place of a slope; `times` is the rule of a product. And `heappush` keeps
# what waits sorted by age, where `max` looked through all of it. Read on in its files:
#
# | file | what it is | lines |
# |---|---|---|
# | {{ concern("tensor") }} |
# | {{ concern("backward") }} |
# | {{ concern("arithmetic") }} |
# | {{ concern("summation") }} |
#
# ### What of it is exact
#
# Here are both, in the build of this page: the recipe for a thousand steps, its last loss and parameters with all their digits.


# %%
def recipe(torch):
    xs = torch.arange(-20.0, 21.0)
    params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()
    for _ in range(1000):
        misses = approximation_func(xs, params) - 5 * xs * xs
        loss = (misses**2).sum()
        loss.backward()
        params.data -= 1e-7 * params.grad
        params.grad = None
    return loss.item(), *params.tolist()


for module in (torch, small):
    print(f"{module.__name__}:")
    print(*recipe(module))
assert recipe(torch) == recipe(small)

# %% [markdown]
# **Exact**: `+ - * /`, powers with whole exponents, comparisons, sums and means, in the order in which PyTorch adds on x86-64 processors; gradients; the start of a layer and the order of batches that a seed gives; the printed text; error messages. The project's tests run
# thousands of random programs with both, and every cell on this site that has *Run*.
#
# **Not exact**, in the last digits: `norm`, `@` and `nn.Linear`, eigenvalues, `Adam` and what else divides by roots, losses of probabilities, `nn.BatchNorm1d`, `linspace`, and functions that PyTorch calculates with instructions or libraries
# of the processor's maker. Of these, over a range of float32 numbers, where this page was built:

# %% tags=["hide-input"]
points = [i / 100 for i in range(1, 2001)]


def bits(values):
    """Float32 numbers as whole numbers: neighbors differ by 1."""
    return torch.tensor(values.tolist()).view(torch.int32)


for name in ("sqrt", "sin", "exp", "log", "tanh"):
    theirs, ours = (
        bits(getattr(module, name)(module.tensor(points)))
        for module in (torch, small)
    )
    apart = (theirs - ours).abs()
    share = (apart > 0).float().mean()
    print(f"{name:5} differs at {share:5.1%}", end=", ")
    print(f"by at most {apart.max()} in the last place")
    assert apart.max() <= 2

# %% [markdown]
# On other processors, such as ARM, PyTorch itself adds in another order, in `arange`, too, and its last digit may differ from this page's.
#
# **Lacking**: most of PyTorch. What it does not have, it names:

# %%
try:
    small.fft
except AttributeError as error:
    print(error)

# %% [markdown]
# This is what it has:

# %% tags=["remove-input", "hide-output"]
import textwrap
from operator import attrgetter


def names(ours, theirs):
    own = [name for name in vars(ours) if not name.startswith("_")]
    shared = sorted(name for name in own if hasattr(theirs, name))
    return textwrap.fill(", ".join(shared), 76)


print("torch:", names(small, torch), sep="\n")
print("\na tensor:", names(small.Tensor, torch.Tensor), sep="\n")
for part in ("nn", "nn.functional", "optim", "utils.data"):
    theirs, ours = (attrgetter(part)(module) for module in (torch, small))
    print(f"\ntorch.{part}:", names(ours, theirs), sep="\n")

# %% [markdown]
# What programs use beside it is here, too, as far as they need it: `numpy`, whose arrays share their numbers with tensors; `matplotlib.pyplot`, drawn as the figures of this page; `tqdm`, with its last bar.

# %% [markdown]
# **Rule.** Calculating writes the notes. `backward()` reads them youngest first, multiplies along edges, and adds where ways meet. You need the rule of each operation, and no rule for your formula.
#
# **Limits.** Yours takes one number at a time, which costs a note each; a tensor's note serves a million. Yours keeps slopes as numbers, so they have no notes of their own; PyTorch's rules are made of its own operations,
# so that `create_graph=True` differentiates them again.
#
# !!! example "Try it"
#     1. Give `Value` a function: complete `tanh` in the cell below, and press *Check*. Its slope is $1 - \tanh^2$.
#     2. In `backward`, take the *oldest* first (`min`). Is the slope of $y$ still right? How often does the loop run?
#     3. Walk two steps of the recipe on your own values. Do you get its parameters?

# %% tags=["exercise"]
import math


def tanh(value):
    """The hyperbolic tangent of a value, with its note."""
    t = math.tanh(value.number)
    return Value(t)  # something is missing


x = Value(0.5)
backward(tanh(x))
print("slope", x.grad)


# %% tags=["check"]
def slope_of(formula, at):
    x = Value(at)
    backward(formula(x))
    return x.grad


def check_value():
    """The number is that of math.tanh."""
    found = tanh(Value(0.5)).number
    assert found == math.tanh(0.5), (
        f"tanh(0.5) is {math.tanh(0.5)}, not {found}"
    )


def check_edge():
    """The result remembers its parent."""
    x = Value(0.5)
    edges = tanh(x).edges
    assert edges, (
        "nothing goes back: give the result an edge, (parent, slope)"
    )
    assert edges[0][0] is x, (
        "the edge leads to another value than the one that came in"
    )


def check_slope():
    """At 0.5 the slope is that between two near points."""
    h = 1e-5
    near = (math.tanh(0.5 + h) - math.tanh(0.5 - h)) / (2 * h)
    found, t = slope_of(tanh, 0.5), math.tanh(0.5)
    assert abs(found - (1 - 0.5**2)) > 1e-6, (
        "square the result, t, not what came in"
    )
    assert abs(found - t) > 1e-6, (
        "that is the value itself; its slope is 1 - t * t"
    )
    assert abs(found - near) < 1e-6, (
        f"the points say {near:.6f}, you say {found}"
    )


def check_chain():
    """With 3x inside, the slope has a factor 3."""
    found = slope_of(lambda x: tanh(3.0 * x), 0.1)
    expected = 3 * (1 - math.tanh(0.3) ** 2)
    hint = "the edge holds the slope of tanh alone; backward multiplies by the rest"
    assert abs(found - expected) < 1e-9, hint


def check_twice():
    """Used twice, tanh(x) * tanh(x), both ways arrive."""
    found = slope_of(lambda x: tanh(x) * tanh(x), 0.5)
    t = math.tanh(0.5)
    assert abs(found - 2 * t * (1 - t * t)) < 1e-9, (
        "make a new value for each call; do not change the one that came in"
    )


# %% tags=["solution"]
def tanh(value):
    t = math.tanh(value.number)
    return Value(t, (value, 1 - t * t))


x = Value(0.5)
backward(tanh(x))
print("slope", x.grad)
assert abs(x.grad - (1 - math.tanh(0.5) ** 2)) < 1e-12


# %% tags=["solution"]
def visits(result, first):
    """backward, in another order; return how often the loop ran."""
    arrived, count = {result: 1.0}, 0
    while arrived:
        count += 1
        value = first(arrived, key=lambda each: each.born)
        gradient = arrived.pop(value)
        if not value.edges:
            value.grad += gradient
        for parent, slope in value.edges:
            before = arrived.get(parent, 0.0)
            arrived[parent] = before + gradient * slope
    return count


for first in (max, min):
    x = Value(3.0)
    u = 5.0 * x
    runs = visits(u * x + u, first)
    print(f"2: {first.__name__}: slope {x.grad}, {runs} rounds")
    assert x.grad == 35

numbers = [1.0, 2.0, 3.0]
for step in range(2):
    params = [Value(each) for each in numbers]
    backward(loss_of(params))
    numbers = [each.number - 1e-7 * each.grad for each in params]
print("3:", [round(each, 4) for each in numbers])
params_t.grad = None
for step in range(2):
    loss_t = ((approximation_func(xs, params_t) - 5 * xs * xs) ** 2).sum()
    loss_t.backward()
    params_t.data -= 1e-7 * params_t.grad
    params_t.grad = None
assert params_t.allclose(tensor(numbers))

# %% [markdown] tags=["solution"]
# 2\. The slope stays right, since every way is still followed. But a value that is visited too early must be visited again, and all before it, too.
