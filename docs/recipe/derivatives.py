# %% [markdown] description="Tensors, requires_grad_, backward: how PyTorch finds a derivative, and how you check it."
# # How a computer takes derivatives
#
# The recipe needs to know which way is down. That is a derivative, and PyTorch prints it. How does it get there?
#
# **You need**: a little Python, and to know that a derivative is a slope.
# **You will be able to** get the derivative of your own function, see how it comes about, and check it.
#
# !!! question "Predict"
#     Take $y = 5x^2$ at $x = 1, 2, \dots, 20$. The derivative is $10x$. How does PyTorch come to print
#     10, 20, ..., 200?
#
#     - it knows the formula $10x$
#     - it moves each $x$ a little, and looks
#     - it knows a rule for each operation
#
# ## One parameter, one loss
#
# Take one point, $x = 2$ and $y = 20$, and a curve with one parameter, $\a x^2$. At $\a = 1$ it misses the point by
# {{ 20 - 2**2 }}; the loss is the square of that. Which way is down, and how steep? Three moves: make a **tensor**, which
# here is one number, with `requires_grad_()`; calculate the loss from it; call `backward()` on the loss.

# %% tags=["live"]
from torch import tensor

a = tensor(1.0).requires_grad_()
loss = (a * 2**2 - 20) ** 2
loss.backward()
print("loss", loss.item())
print("slope", a.grad.item())

# %% [markdown]
# `.grad` has the slope: while $\a$ grows a little, the loss falls {{ f"{-a.grad:.0f}" }} times as much. You can check it without
# PyTorch. Move $\a$ a little to both sides, and divide the change of the loss by the distance:


# %% tags=["live"]
def loss_at(a):
    return (a * 2**2 - 20) ** 2


print("slope", (loss_at(1.25) - loss_at(0.75)) / (1.25 - 0.75))

# %% tags=["remove-cell"]
assert a.grad == (loss_at(1.25) - loss_at(0.75)) / (1.25 - 0.75)

# %% [markdown]
# ## Tensors
#
# That was a tensor of one number. A tensor can also be a list, a table, or a stack of tables. PyTorch calculates with tensors.

# %% tags=["live"]
from torch import tensor, arange

print(tensor(5))
print(tensor([1, 2, 3, 4, 5]))

# %% [markdown]
# ## Twenty slopes at once
#
# The same three moves give the derivative of a function at many places: make a tensor of all $x$, calculate, call `backward()`.
# Then `.grad` holds the derivative at every $x$.


# %% tags=["live"]
def y(x, sum=True):
    ys = 5 * x * x
    if sum:
        return ys.sum()
    else:
        return ys


xt = arange(1, 21).float().requires_grad_()
print("xt,", xt)
print("yt,", y(xt, sum=False))
yt = y(xt, sum=True)
yt.backward()
print(xt.grad)

# %% [markdown]
# The last tensor is $10x$, from {{ f"{xt.grad[0]:.0f}" }} to {{ f"{xt.grad[-1]:.0f}" }}. Three things to notice:
#
# - `.float()`: a derivative needs decimal numbers; `arange(1, 21)` alone makes whole ones.
# - `backward()` starts from one number. That is why `y` adds up its values. Move one $x$ a little: only its own term
#   changes, so the sum changes as much as that term. The sum has the derivative that you want, for every $x$.
# - `grad_fn=<MulBackward0>`: the note that PyTorch has made of how this tensor was calculated, here by multiplying.
#
# ## The notes
#
# No formula $10x$ is stored anywhere. While you calculate, PyTorch notes each operation and what went into it.
# The notes form a **graph**. Here is the one behind `yt`, read from PyTorch:

# %% figure="graph" caption="The notes behind `yt`, from `xt` on the left to the sum on the right. `backward()` walks them from right to left."
from sgd_tutorial import figures

figures.graph(y(xt))

# %% [markdown]
# The tensor on the left is a **leaf**: you made it, nothing calculated it. Each operation knows its own small rule:
#
# - A sum passes on what it receives: when a term grows by 1, the sum grows by 1.
# - A product passes to each factor what it receives, times the *other* factor: when $u$ grows by 1, $ux$ grows by $x$.
#
# Start on the right with a 1, multiply along each way, and add up where ways meet
# at the leaf: that is the **chain rule**, and this way of using it is called **backpropagation**.
#
# Take $x = 3$ and do it by hand. Two ways lead back to $x$, since it is used twice:

# %% tags=["live"]
x = tensor(3.0).requires_grad_()
u = 5 * x
u.retain_grad()  # keep what arrives here, too
v = u * x
v.backward()
print("forward: u =", u.item(), " v =", v.item())
print("what arrives at u:", u.grad.item())
by_way_of_u, direct = 5 * u.grad, u.detach()  # u as a number, no notes
print("at x:", by_way_of_u.item(), "+", direct.item(), "=", x.grad.item())

# %% tags=["remove-cell"]
assert x.grad == by_way_of_u + direct == 10 * 3

# %% [markdown]
# The product $v = ux$ sends $x$ to $u$ and $u$ to $x$. What arrives at $u$ goes on to $x$ times 5. Together
# they make {{ f"{x.grad:.0f}" }}, which is $10x$.
#
# !!! success "Answer: it knows a rule for each operation"
#     Here it needs two: the rule of `*` and the rule of `sum`.
#
#     - it knows the formula $10x$: Nobody told it, and for your next function nobody could.
#     - it moves each $x$ a little, and looks: That is a way to check it, as you see next. It is exact for few functions, and asks for two tries at each $x$.
#
# ## Check it
#
# You never have to believe a derivative. Move $x$ by a little, $h$, to both sides and divide the change of $y$ by $2h$.
# That is a **finite difference**. For most functions it comes close to the slope; for a parabola it is exact, but for rounding.

# %% tags=["live"]
h = 0.5
differences = (y(xt + h, sum=False) - y(xt - h, sum=False)) / (2 * h)
print(differences.detach())
print(differences.allclose(xt.grad))

# %% tags=["remove-cell"]
assert differences.allclose(xt.grad)

# %% [markdown]
# Choose $h$ with care. The derivative of $\sin x$ is $\cos x$; which of three $h$ comes closest to it?

# %% tags=["live"]
x = xt.detach()
for h in (0.5, 1e-2, 1e-6):
    slope = ((x + h).sin() - (x - h).sin()) / (2 * h)
    print(f"h = {h}: off by at most {(slope - x.cos()).abs().max():.1g}")

# %% [markdown]
# The middle one. Too large, and you measure the slope between two distant points. Too small, and the difference drowns in
# rounding: these are float32 numbers, with about seven digits. PyTorch's own check wants float64, with sixteen:

# %% tags=["live"]
from torch.autograd import gradcheck

print(gradcheck(y, x.double().requires_grad_()))

# %% [markdown]
# ## Three things that surprise everybody
#
# **Gradients add up.** A second `backward()` adds to `.grad`. The chain rule wants that where ways meet. A recipe that
# takes one step after the other does not, so it clears the gradient after each.

# %% tags=["live"]
xt.grad = None
y(xt).backward()
y(xt).backward()
print(xt.grad[:3])

# %% tags=["remove-cell"]
assert xt.grad[0] == 2 * 10

# %% [markdown]
# **The notes are used up.** After `backward()` PyTorch frees them. To walk them again, calculate again: that is what
# a loop does in each round.

# %% tags=["live"]
yt = y(xt)
yt.backward()
try:
    yt.backward()
except RuntimeError as error:
    print(str(error).split(" (")[0])

# %% [markdown]
# **A leaf may not be changed in place**, that is overwritten, while PyTorch takes notes: it would note the change, and `xt` would
# be the result of a calculation, no leaf any longer. The recipe changes its parameters with `.data`, which takes no notes.

# %% tags=["live"]
try:
    xt -= 1
except RuntimeError as error:
    print(error)
xt.data -= 1
print(xt.data[:3])
xt.data += 1

# %% [markdown]
# [How `backward()` works](../further/backward.py) builds the notes and the walk in forty lines.
#
# **Rule.** Your calculation is the graph. If every operation in it is PyTorch's own and has a derivative where you are,
# `backward()` gives that of the whole, but for rounding.
#
# **Limits.** At a kink, such as that of `abs` at 0, there is no derivative; PyTorch picks a value. Where a number on the way
# is too large for its kind, the slope can be [no number](../further/bugs.py#not-a-number), although the formula has one. Through
# what leaves the graph (numpy, `.item()`, `.detach()`) no derivative comes back.
#
# !!! example "Try it"
#     1. Fold the three moves into a function that gives the slope of any formula: complete it, press *Check*, and get the derivative of $x^3$ at 1 to 20.
#     2. What is the derivative of `abs` at 0 according to PyTorch? Guess first.
#     3. Prove that the two-sided finite difference of $5x^2$ equals $10x$ for every $h$.

# %% tags=["exercise"] fresh=true
from torch import arange, tensor


def slopes(formula, x):
    """The derivative of the formula at each x, a tensor of numbers."""
    return formula(x)  # three moves are missing


def cube(x):
    return x**3


print(slopes(cube, arange(1.0, 21.0)))


# %% tags=["check"]
def sine(x):
    return x.sin()


def square(x):
    return x * x


def check_cube():
    """The slope of x**3 at 1, 2, 3 is 3, 12, 27."""
    found = slopes(cube, tensor([1.0, 2.0, 3.0]))
    assert found is not None, (
        "return the slopes: backward() returns nothing, .grad has them"
    )
    assert found.tolist() != [1, 8, 27], (
        "these are the values; the slopes are in .grad"
    )
    assert found.tolist() != [36, 36, 36], "each x has a slope of its own"
    assert found.tolist() == [3, 12, 27], f"you get {found.tolist()}"


def check_whole_numbers():
    """Whole numbers will do: slopes(square, arange(1, 4)) is 2, 4, 6."""
    try:
        found = slopes(square, arange(1, 4))
    except RuntimeError:
        raise AssertionError(
            "a derivative needs decimal numbers: .float()"
        ) from None
    assert found.tolist() == [2, 4, 6], f"you get {found.tolist()}"


def check_twice():
    """Asked twice, it says the same."""
    x = tensor([1.0, 2.0])
    first = slopes(square, x).tolist()
    found = slopes(square, x).tolist()
    hint = "the second time the gradients have added up: give each call a leaf of its own, x.clone()"
    assert found != [4, 8], hint
    assert found == first, f"first {first}, then {found}"


def check_input():
    """The tensor that comes in stays as it is."""
    x = tensor([1.0, 2.0])
    slopes(square, x)
    hint = "after the call your x wants a gradient: work on x.clone(), not on x"
    assert not x.requires_grad, hint


def check_any_formula():
    """It works for sin: the slope at 0 is 1."""
    found = slopes(sine, tensor([0.0])).tolist()
    assert found == [1], f"you get {found}: use the formula that comes in"


# %% tags=["solution"]
def slopes(formula, x):
    x = x.clone().float().requires_grad_()
    formula(x).sum().backward()
    return x.grad


print(slopes(cube, arange(1.0, 21.0)))
assert slopes(cube, arange(1, 21)).equal(3.0 * arange(1, 21) ** 2)

# %% tags=["solution"]
kink = tensor(0.0).requires_grad_()
kink.abs().backward()
print("abs at 0:", kink.grad.item())
assert kink.grad == 0

# %% [markdown] tags=["solution"]
# 3\. $\dfrac{5(x+h)^2 - 5(x-h)^2}{2h} = \dfrac{5 \cdot 4xh}{2h} = 10x$. The squares cancel, whatever $h$ is.
