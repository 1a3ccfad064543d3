"""Wrong answers to the pages' exercises, as readers give them, and a part of the hint for each."""


def descend(lines):
    return (
        "def descend(guesses, learning_rate, steps):\n"
        "    params = tensor(guesses).requires_grad_()\n"
        "    optimizer = SGD([params], lr=learning_rate)\n"
        "    for step in range(steps):\n"
        "        misses = approximation_func(xs, params) - ys\n"
        f"        (misses**2).sum().backward()\n        {lines}\n    return params.data"
    )


WRONG = {
    "docs/further/backward.py": [
        (
            "def tanh(value):\n    t = math.tanh(value.number)\n    return Value(t, (value, t))",
            "that is the value itself",
        ),
        (
            "def tanh(value):\n    t = math.tanh(value.number)\n"
            "    return Value(t, (value, 1 - value.number**2))",
            "not what came in",
        ),
        (
            "def tanh(value):\n    t = math.tanh(value.number)\n"
            "    return Value(t, (Value(value.number), 1 - t * t))",
            "leads to another value",
        ),
        ("def tanh(value):\n    return Value(math.tanh(value.number))", "nothing goes back"),
    ],
    "docs/recipe/by-hand.py": [
        ("def best_c(a):\n    return (y - a * x * x).sum()", "how many points share it"),
        ("def best_c(a):\n    return (y - a * x * x).max() / 2", "only the extremes count"),
        ("def best_c(a):\n    return (a * x * x - y).mean()", "mind the sign"),
        (
            "def best_c(a):\n    return sorted((y - a * x * x).tolist())[20]",
            "squares ask how far above",
        ),
        ("def best_c(a):\n    return 50.0", "a larger c has a smaller loss"),
    ],
    "docs/recipe/derivatives.py": [
        (
            "def slopes(formula, x):\n    x.requires_grad_()\n    formula(x).sum().backward()\n"
            "    return x.grad",
            "a derivative needs decimal numbers",
        ),
        (
            "def slopes(formula, x):\n    x = x.float().requires_grad_()\n"
            "    formula(x).sum().backward()\n    return x.grad",
            "have added up",
        ),
        (
            "def slopes(formula, x):\n    x = x.float().requires_grad_()\n    x.grad = None\n"
            "    formula(x).sum().backward()\n    return x.grad",
            "your x wants a gradient",
        ),
        (
            "def slopes(formula, x):\n    x = x.float().requires_grad_()\n"
            "    return formula(x).sum().backward()",
            "backward() returns nothing",
        ),
        ("def slopes(formula, x):\n    return 3.0 * x * x", "you get"),
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
}
