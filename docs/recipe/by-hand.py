# %% [markdown] description="Fit a parabola by hand with three sliders, watch the loss, and find out why a rule is needed."
# # Fit a curve by hand
#
# Your phone guesses the next word, a camera finds a face, a bank rates a loan: each does it with a function
# that has numbers in it, and the numbers had to be found. On this page you find them.
#
# **You need**: to know what a function is. The code is short; skip in it what you do not know yet.
# **You will be able to** say what a parameter, an approximation and a loss are, and why you want a rule.
#
# ## The data
#
# Here are the points. Which curve they come from is for you to find out. (They are those of the notebook in which the recipe
# was first written down: hence `notebook_data`.)

# %% tags=["live"]
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
print(len(x), "points, x from", x.min().item(), "to", x.max().item())

# %% [markdown]
# You suspect a parabola:
#
# $$y = \a x^2 + \b x + \c$$
#
# This guess at the form is the **approximation**. Its numbers $\a$, $\b$ and $\c$ are its **parameters**.
#
# How good is a choice of parameters? Take $\a = 1$, $\b = 2$, $\c = 0$. At $x = 10$ the curve is at
# {{ 10**2 + 2 * 10 }}, the data at {{ f"{y[x == 10].item():.0f}" }}: a miss of {{ f"{y[x == 10].item() - 120:.0f}" }}.
# Square it, so that misses above and below the data cannot cancel: {{ f"{(y[x == 10].item() - 120) ** 2:,.0f}" }}.
# Add up the squares of all {{ len(x) }} points, and you have one number, the **loss**. A smaller loss is a better fit.
#
# !!! question "Predict"
#     Put one parameter off by 1 and leave the other two right. With which of the three does the fit suffer most?
#
#     - $\a$
#     - $\b$
#     - $\c$
#     - all three alike
#
# ## Your turn
#
# Move $\a$, $\b$ and $\c$ until the curve lies on the points: by the sliders, by their arrow keys, or take hold of the curve at one
# of its three dots. Under the sliders you read the loss.

# %% tags=["remove-input"] figure="by-hand" picture="misses" caption="Make the loss as small as you can. Can you reach 0? Each thin line is a miss, each bar its square, and the loss is the sum of the bars. Your tries trace the loss over the parameter that you moved last."
from sgd_tutorial import figures

guesses = [1.0, 2.0, 0.0]
ranges = [(0, 8), (-40, 40), (-200, 200)]
figure = figures.by_hand(sgd.quadratic, guesses, x, y, ranges=ranges)
figure.update_layout(
    meta={
        "x": x.tolist(),
        "y": y.tolist(),
        "guesses": guesses,
        "sliders": [
            {"min": low, "max": high, "step": step}
            for (low, high), step in zip(ranges, (0.1, 0.5, 1))
        ],
    }
)

# %% [markdown]
# ??? note "Have you reached 0?"
#     At $\a = 5$, $\b = 0$, $\c = 0$ every miss is 0: the points come from $5x^2$.
#
# ## What your hand has found out
#
# **The parameters are not alike.** The slider of $\c$ runs from {{ ranges[2][0] }} to {{ ranges[2][1] }}, or you would hardly see
# it work; that of $\a$ runs from {{ ranges[0][0] }} to {{ ranges[0][1] }}. Put each of them off by 1, alone:

# %% tags=["live"]
losses = {}
for name, params in (("a", [6, 0, 0]), ("b", [5, 1, 0]), ("c", [5, 0, 1])):
    curve = sgd.quadratic(x, params)
    losses[name] = sgd.sum_squared_error(curve, y).item()
    print(f"{name} off by 1: loss {losses[name]:,.0f}")

# %% [markdown]
# !!! success "Answer: $\{{ max(losses, key=losses.get) }}$"
#     On these points a miss in $\a$ costs {{ f"{losses['a'] / losses['c']:,.0f}" }} times as much as the
#     same miss in $\c$. The reason is in the formula: $\a$ is multiplied by $x^2$, which is {{ f"{x.max() ** 2:.0f}" }} at the edge;
#     $\c$ is multiplied by 1.
#
#     - $\b$: It is multiplied by $x$, which is {{ f"{x.max():.0f}" }} at the edge: more than 1, and less than $x^2$.
#     - $\c$: It moves every point, but each only by 1.
#     - all three alike: Off by 1 in a parameter, the curve is off by what that parameter multiplies: $x^2$, $x$ or 1.
#
# **The parameters get in each other's way.** Set $\a$ a little too low. Should $\c$, which is right at 0, stay there?

# %% tags=["live"]
for c in (0, 50, 100):
    curve = sgd.quadratic(x, [4.6, 0, c])
    loss = sgd.sum_squared_error(curve, y)
    print(f"a = 4.6, c = {c}: loss {loss:,.0f}")

# %% [markdown]
# A larger $\c$ makes up for some of the missing height; try 60, and 80. While one parameter is wrong, the best place of another
# can be wrong, too.
#
# **You have a rule already.** You moved a parameter, looked whether the loss fell, and went on or back. That is a fine rule.
# Before each move it asks for a try with every parameter. With three parameters you can afford that; a language model
# can have billions.
#
# So you want something that says, for every parameter at once, which way is down and how steep. That something is
# the **gradient**: the slope of the loss along each parameter. A computer can calculate it, but for rounding exactly, at about
# the cost of a few evaluations of the loss (Baur and Strassen, *The complexity of partial derivatives*, 1983: at most five,
# however many parameters there are).
# [How it does that](derivatives.py) comes next.
#
# !!! example "Try it"
#     1. Your hand has three sliders. How many losses must you look at to know the slope along each of $P$ parameters by trying?
#     2. Fix $\a = 4.6$ and $\b = 0$. Which $\c$ makes the loss smallest? Find it with the sliders, then as a formula: complete the function, and press *Check*.

# %% tags=["exercise"] fresh=true
import sgd_tutorial as sgd

x, y = sgd.notebook_data()


def best_c(a):
    """The c of the smallest loss, for this a and b = 0."""
    left_over = y - a * x * x
    return left_over[0]  # your formula


print("c =", best_c(4.6))


# %% tags=["check"]
def loss_of(a, c):
    curve = sgd.quadratic(x, [a, 0, c])
    return float(sgd.sum_squared_error(curve, y))


def wrong_with(a):
    """What the answer mistakes, or where a better one lies; "" if it is right."""
    if best_c(a) is None:
        return "return the c that you have found"
    if float(best_c(a)) == float(best_c(a + 1)):
        return "one number for every a; use what is left over"
    c, left_over = float(best_c(a)), y - a * x * x
    mistakes = (
        (-left_over.mean(), "mind the sign: data minus curve"),
        (left_over.sum(), "that is the sum; how many points share it?"),
        (
            (left_over.max() + left_over.min()) / 2,
            "halfway between the extremes, only the extremes count",
        ),
        (
            sorted(left_over.tolist())[20],
            "half of the points lie above it; squares ask how far above",
        ),
    )
    for value, hint in mistakes:
        if abs(c - float(value)) < 0.01:
            return hint
    for other, way in ((c + 0.1, "larger"), (c - 0.1, "smaller")):
        if loss_of(a, other) < loss_of(a, c):
            return (
                f"for a = {a} you say {c:.1f}; a {way} c has a smaller loss"
            )
    return ""


def check_too_flat():
    """For a = 4.6, no other c has a smaller loss."""
    assert not wrong_with(4.6), wrong_with(4.6)


def check_too_steep():
    """For a = 5.4, where the best c is negative, too."""
    assert not wrong_with(5.4), wrong_with(5.4)


def check_right():
    """For a = 5 nothing is left over."""
    c = float(best_c(5.0))
    assert abs(c) < 1e-3, (
        f"at a = 5 every miss is 0 with c = 0; you say {c:.1f}"
    )


# %% tags=["solution"]
def best_c(a):
    return (y - a * x * x).mean()


print("c =", best_c(4.6))
left_over = y - 4.6 * x * x
around = [
    sgd.sum_squared_error(best_c(4.6) + d, left_over)
    for d in (-1.0, 0.0, 1.0)
]
assert min(around) == around[1]

# %% [markdown] tags=["solution"]
# 1\. One at the place where you are, and one more for each parameter: $P + 1$. For a billion parameters that is a billion and one.
#
# 2\. The sum of squares is smallest where $\c$ is the mean of what is left over, $5x^2 - 4.6x^2 = 0.4x^2$.
