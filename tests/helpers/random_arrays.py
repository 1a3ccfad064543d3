"""Small random programs with numpy, by seed, on which numpy and the page's must agree.

What is sorted is added to 0: whether 0.0 or -0.0 comes first depends on the processor.
"""

import random

SHAPES = [(), (1,), (3,), (7,), (9,), (40,), (130,), (2, 3), (3, 1), (4, 9), (20, 3), (2, 3, 4)]
KINDS = ["float64", "float64", "float32", "int64", "bool", "int32"]
UNARY = [
    "-({a} * 1)", "abs({a})", "{a} * {a}", "{a} + 1", "{a} - 0.5", "2 * {a}", "{a} / 3",
    "{a} // 2", "{a} % 3", "{a} ** 2", "np.sign({a} * 1)", "np.square({a})",
    "np.maximum({a}, 0)", "{a}.copy()", "np.where({a} > 0, {a}, 0)", "np.clip({a}, -1, 2)",
    "{a}.astype(float)", "{a}.astype(int)", "np.floor({a} / 2)", "{a} > 0",
    "np.zeros_like({a}) + {a}", "{a}.astype('float32')", "1 / {a}",
]  # fmt: skip
BINARY = ["{a} + {b}", "{a} * {b}", "{a} / {b}", "np.maximum({a}, {b})", "{a} < {b}", "{a} == {b}"]
VIEWS = [
    "{a}.T", "{a}.ravel()", "{a}.reshape(-1)", "{a}[..., None]", "{a}[None]", "{a}[..., ::-1]",
    "{a}[::2]", "{a}[1:]", "{a}[0]", "{a}[..., 0]", "{a}[{a} > 0]", "{a}[[0, -1]]",
    "{a}.T[::-1]", "np.squeeze({a})", "np.concatenate([{a}, {a}])", "np.stack([{a}, {a}])",
    "np.sort({a}, axis=None) + 0", "np.tile({a}, 2)",
]  # fmt: skip
REDUCTIONS = [
    "{a}.sum()", "{a}.mean()", "{a}.std()", "{a}.max()", "{a}.argmax()", "{a}.any()",
    "{a}.cumsum()", "{a}.sum(axis={d})", "{a}.mean(axis={d})", "{a}.var(axis={d})",
    "{a}.min(axis={d}, keepdims=True)", "{a}.sum(axis={d}, keepdims=True)",
    "{a}.cumsum(axis={d})", "np.unique({a}) + 0", "{a}.all(axis={d})",
]  # fmt: skip


def number(rng):
    """A number of any size, some whole, some negative."""
    return rng.choice(
        [float(rng.randint(-9, 9)), round(rng.uniform(-5, 5), rng.randint(1, 6)), rng.gauss(0, 1e4)]
    )


def program(seed):
    """Lines of Python that use `np` and fill the list `seen`."""
    rng = random.Random(seed)
    lines = []
    shape = rng.choice(SHAPES)
    for name in ("v0", "v1"):
        sizes = shape if rng.random() < 0.7 else tuple(rng.choice([n, 1]) for n in shape)
        count = 1
        for size in sizes:
            count *= size
        numbers = [number(rng) for _ in range(count)]
        kind = rng.choice(KINDS)
        lines.append(f"{name} = np.array({numbers}).reshape({sizes}).astype('{kind}')")
    lines.append("seen += [v0, v1]")
    for step in range(2, 2 + rng.randint(1, 5)):
        text = rng.choice(rng.choice([UNARY, BINARY, VIEWS, REDUCTIONS]))
        a, b, d = f"v{rng.randrange(step)}", f"v{rng.randrange(step)}", rng.choice([0, -1])
        lines += [f"v{step} = {text.format(a=a, b=b, d=d)}", f"seen.append(v{step})"]
        if rng.random() < 0.2:
            lines += [f"{a} += {b}", f"seen.append({a})"]
    return lines
