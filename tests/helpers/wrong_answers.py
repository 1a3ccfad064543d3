"""Wrong answers to the pages' exercises, as readers give them, and a part of the hint for each."""

from tests.helpers.live_cells import exercises, unchecked


def descend(lines):
    return (
        "def descend(guesses, learning_rate, steps):\n"
        "    params = tensor(guesses).requires_grad_()\n"
        "    optimizer = SGD([params], lr=learning_rate)\n"
        "    for step in range(steps):\n"
        "        misses = approximation_func(xs, params) - ys\n"
        f"        (misses**2).sum().backward()\n        {lines}\n    return params.data"
    )


def steps_needed(steps, error, factor):
    needed = "(math.log(tolerance / error) / math.log(factor))"
    return (
        "def steps_needed(rate, curvature, error, tolerance):\n"
        f"    factor = 1 - rate * curvature\n    error, factor = {error}, {factor}\n"
        f"    return {steps.format(needed=needed)}"
    )


def own_rates(rate):
    return (
        "def own_rates(x):\n    columns = [x**2, x, x**0]\n"
        f"    return [({rate}).item() for column in columns]"
    )


def pattern(answer):
    return (
        f"def pattern(residuals):\n    jumps = residuals[1:] - residuals[:-1]\n    return {answer}"
    )


def largest_curvature(change):
    return (
        "def largest_curvature(gradient, size, rounds=30):\n"
        "    start, direction = zeros(size), ones(size)\n"
        "    for _ in range(rounds):\n"
        "        direction = direction / direction.norm()\n"
        f"        change = {change}\n"
        "        curvature = (direction * change).sum()\n"
        "        direction = change\n    return curvature.item()"
    )


def best_of(answer):
    return (
        "def best_of(starts, descend):\n    ends = [descend(start) for start in starts]\n"
        f"    return {answer}"
    )


def adam_step(step, back="m, s"):
    return (
        "def adam_step(p, g, m, s, t, rate):\n"
        "    m = 0.9 * m + 0.1 * g\n    s = 0.999 * s + 0.001 * g**2\n"
        f"    {step}\n    return p, {back}"
    )


def tanh(answer):
    return f"def tanh(value):\n    t = math.tanh(value.number)\n    return {answer}"


def best_c(answer):
    return f"def best_c(a):\n    return {answer}"


def slopes(*lines):
    return "\n    ".join(["def slopes(formula, x):", *lines])


def slope(loss, answer="w.item()"):
    return (
        "import torch\ndef slope(x, y):\n    w = torch.zeros(1, 1, requires_grad=True)\n"
        f"    for step in range(100):\n        ({loss}).backward()\n"
        f"        w.data -= 0.3 * w.grad\n        w.grad = None\n    return {answer}"
    )


def still(answer):
    return f"def still(now):\n    return {answer}"


def rate_for_mean(answer):
    return f"def rate_for_mean(rate, points):\n    return {answer}"


def epoch(answer):
    return f"from torch import arange\ndef epoch(points, batch_size):\n    return {answer}"


OWN_X, BACKWARD = "x = x.float().requires_grad_()", "formula(x).sum().backward()"
GRAD = "return x.grad"
WRONG = {
    "docs/further/backward.py": [
        (tanh("Value(t, (value, t))"), "that is the value itself"),
        (tanh("Value(t, (value, 1 - value.number**2))"), "not what came in"),
        (tanh("Value(t, (Value(value.number), 1 - t * t))"), "leads to another value"),
        (tanh("Value(t)"), "nothing goes back"),
    ],
    "docs/further/slips.py": [
        (slope("(((x @ w).sum(1) - y[:, None]) ** 2).mean()"), "bring both to one shape"),
        (slope("((x @ w - y[:, None]) ** 2).mean() / 100"), "you get 0."),
        (slope("((x @ w - y[:, None]) ** 2).mean()", "abs(w.item())"), "leave the sign alone"),
        (slope("((x @ w - y.reshape(30, 1)) ** 2).mean()"), "invalid for input of size 11"),
    ],
    "docs/recipe/by-hand.py": [
        (best_c("(y - a * x * x).sum()"), "how many points share it"),
        (best_c("(y - a * x * x).max() / 2"), "only the extremes count"),
        (best_c("(a * x * x - y).mean()"), "mind the sign"),
        (best_c("sorted((y - a * x * x).tolist())[20]"), "squares ask how far above"),
        (best_c("80.0"), "one number for every a"),
        (best_c("(y - a * x * x).mean() - 1"), "a larger c has a smaller loss"),
    ],
    "docs/recipe/derivatives.py": [
        (slopes("x.requires_grad_()", BACKWARD, GRAD), "a derivative needs decimal numbers"),
        (slopes(OWN_X, BACKWARD, GRAD), "have added up"),
        (slopes(OWN_X, "x.grad = None", BACKWARD, GRAD), "your x wants a gradient"),
        (slopes(OWN_X, f"return {BACKWARD}"), "backward() returns nothing"),
        (slopes("return 3.0 * x * x"), "you get"),
    ],
    "docs/recipe/six-steps.py": [
        (descend("optimizer.step()"), "clear them, optimizer.zero_grad()"),
        (descend("optimizer.zero_grad()"), "nothing moves"),
        (descend("optimizer.zero_grad(); optimizer.step()"), "while the gradient is there"),
        (
            descend("params.data -= 1e-7 * params.grad; params.grad = None"),
            "use the learning rate",
        ),
    ],
    "docs/questions/curvature.py": [
        (steps_needed("int({needed})", "error", "factor"), "round up"),
        (steps_needed("{needed}", "error", "factor"), "steps are whole"),
        (steps_needed("math.ceil({needed})", "error", "factor"), "as large as one of 8"),
        (steps_needed("math.ceil({needed})", "abs(error)", "factor"), "abs(factor)"),
        (steps_needed("math.ceil({needed})", "abs(error)", "abs(factor)"), "treat it apart"),
        (
            steps_needed("0 if factor == 0 else math.ceil({needed})", "abs(error)", "abs(factor)"),
            "you get 0; 0 has no logarithm",
        ),
        (
            steps_needed("1 if factor == 0 else math.ceil({needed})", "abs(error)", "abs(factor)"),
            "the error does not shrink",
        ),
    ],
    "docs/questions/why-is-c-wrong.py": [
        (own_rates("1 / (column**2).sum()"), "twice the sum of the squares"),
        (own_rates("1 / (2 * column.sum())"), "square the column"),
        ("def own_rates(x):\n    return [3.46e-7, 8.7e-5, 1 / 82]", "use the x that comes in"),
    ],
    "docs/questions/wrong-approximation.py": [
        (pattern("jumps.sum() / residuals.sum()"), "jumps up and down cancel"),
        (pattern("(jumps**2).sum() / residuals.sum()"), "square the residuals"),
        (pattern("(jumps**2).mean() / (residuals**2).mean()"), "use sums"),
        (pattern("(jumps**2).sum() / (residuals.abs()).sum()"), "you get 4.000"),
    ],
    "docs/questions/learning-rate.py": [
        (largest_curvature("gradient(start)"), "gradient(start + direction)"),
        (largest_curvature("gradient(direction)"), "take gradient(start) away"),
    ],
    "docs/questions/initial-guesses.py": [
        (best_of("min(ends)[0]"), "compare the losses"),
        (best_of("min(loss for _, loss in ends)"), "where did that run end"),
        (best_of("min(ends, key=lambda pair: pair[1])"), "without its loss"),
        (best_of("min(ends, key=lambda pair: pair[1])[0]"), "nan is neither less nor more"),
    ],
    "docs/questions/when-to-stop.py": [
        (still("now.gradient.abs().max() <= 2e-5"), "the rate times the gradient"),
        (still("(rate * now.gradient).max() <= 2e-5"), "take its size"),
        (still("(rate * now.gradient).abs().mean() <= 2e-5"), "one of them still moves"),
        (still("((rate * now.gradient).abs() <= 2e-5).any()"), "not even one"),
        (still("abs((rate * now.gradient).sum()) <= 2e-5"), "the two cancel"),
        (still("False"), "nothing moves"),
    ],
    "docs/questions/mean-or-sum.py": [
        (rate_for_mean("rate * points"), "half the slope"),
        (rate_for_mean("2 * rate * points"), "do not double"),
        (rate_for_mean("rate / points"), "its rate is larger"),
        (rate_for_mean("2.5"), "the rate is halved"),
    ],
    "docs/further/stochastic.py": [
        (
            epoch("[randint(points, (batch_size,)) for _ in range(points // batch_size)]"),
            "left over",
        ),
        (epoch("randint(points, (points,)).split(batch_size)"), "some come twice"),
        (epoch("arange(points).split(batch_size)"), "in order"),
        (epoch("(arange(points) + 3).remainder(points).split(batch_size)"), "shuffle anew"),
        (epoch("[randperm(points)]"), "yours have [10]"),
    ],
    "docs/further/momentum-and-adam.py": [
        (adam_step("p = p - rate * m / (s.sqrt() + 1e-8)"), "begin too small"),
        (adam_step("p = p + rate * g / g.abs()"), "subtract it"),
        (adam_step("p = p - rate * (m / (1 - 0.9**t)) / (s / (1 - 0.999**t))"), "the root of s"),
        (adam_step("p = p - rate * (m / 0.1) / (s / 0.001).sqrt()"), "is t in the power"),
        (
            adam_step("m, s = m / (1 - 0.9**t), s / (1 - 0.999**t); p = p - rate * m / s.sqrt()"),
            "give back the sums",
        ),
    ],
}


def wrong_programs():
    """By (page, answer): the cells of an exercise with the answer in place of the solution."""
    programs = {}
    for page, pairs in WRONG.items():
        before, start, checks, _ = next(exercises(page))
        for answer, _ in pairs:
            cells = unchecked([*before, start])
            programs[page, answer] = [*cells, {"code": answer, "checks": checks}]
    return programs
