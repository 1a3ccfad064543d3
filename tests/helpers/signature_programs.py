"""Random programs of calls drawn from torch's own signatures, by seed.

A call may fail: then both torches must raise the same error, and the program goes on.
"""

import random

from tests.helpers.random_programs import nested
from tests.helpers.signatures import functions_and_methods, of_function, of_method

SHAPES = [
    (),
    (1,),
    (3,),
    (3,),
    (4,),
    (2, 3),
    (2, 3),
    (3, 3),
    (3, 1),
    (1, 3),
    (2, 2, 3),
    (0,),
    (10,),
]
KINDS = ["float32"] * 6 + ["float64", "int64", "int64", "int32", "bool"]
# Numbers that belong together, so that calls fit one another more often.
SCALARS = [0, 1, 2, 3, -1, -2, 0.5, 2.0, -1.5, 3.0, True]
DIMS = [0, 0, 0, 1, 1, -1, -1, -2, 2]
SIZES = [(2, 3), (3, 2), (6,), (-1,), (3, -1), (1, 3), (3,), (3, 3), (2, 2, 3), (), 3, (-1, 3)]
DTYPES = [f"torch.{name}" for name in ("float32", "float64", "int64", "int32", "bool")]
INDICES = ["torch.tensor([0, 1])", "torch.tensor([[0, 1, 0]])", "torch.tensor([2])"]
INDICES += ["torch.tensor([[0], [1]])", "torch.tensor(0)", "torch.tensor([], dtype=torch.int64)"]
MASKS = ["{a} > 0", "{a} != {a}", "{a} < 1", "torch.tensor([True, False, True])", "{a}.bool()"]
BY_NAME = {
    "condition": MASKS,
    "mask": MASKS,
    "index": INDICES,
    "repeats": ["torch.tensor([1, 0, 2])", "torch.tensor([2])"],
    "reduce": ["'add'", "'multiply'", "'sum'"],
    "rounding_mode": ["'floor'", "'trunc'", "None", "'round'"],
    "n": ["1", "2", "3", "0"],
    "m": ["1", "2", "3"],
    "steps": ["1", "5", "0", "3"],
    "num_samples": ["1", "2", "3"],
    "low": ["0", "-2", "1"],
    "high": ["5", "2", "1"],
    "k": ["1", "2", "3", "0"],
    "chunks": ["1", "2", "3"],
    "correction": ["0", "1", "2", "None"],
    "decimals": ["1", "2", "0", "-1"],
    "rtol": ["1e-05", "0.1"],
    "atol": ["1e-08", "0.1"],
    "data": ["[1.0, 2.0]", "[[1, 2], [3, 4]]", "3", "[True, False]", "{a}", "[]"],
    "buffer": ["__import__('array').array('f', [1.0, 2.0, 3.0])"],
    "device": ["'cpu'", "torch.device('cpu')", "None"],
    "p": ["0.5", "0.3", "0.0", "1.0"],
    "shifts": ["1", "-1", "(1,)"],
}
RARE = {"out", "layout", "memory_format", "pin_memory", "non_blocking", "sparse_grad", "implicit"}
NUMBERS_IN_MEMORY = {"empty", "empty_like", "new_empty", "resize_"}
# Of equal numbers torch's topk and argsort take any; the others change settings.
NOT_DRAWN = {
    "topk",
    "argsort",
    "set_grad_enabled",
    "set_num_threads",
    "use_deterministic_algorithms",
}
TEXTS = ["{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / {b}", "{a} ** 2", "{a}[0]", "{a}[..., -1]"]
TEXTS += [
    "{a}[1:]",
    "{a} @ {b}",
    "-{a}",
    "{a}[{a} > 0]",
    "2 - {a}",
    "1 / {a}",
    "{a} // 2",
    "{a} % 3",
]
TEXTS += [
    "{a}.T",
    "{a}[None]",
    "{a}[..., None]",
    "{a} > {b}",
    "{a} == 1",
    "{a} & {b}",
    "~({a} > 0)",
]


def program(seed):
    """Lines of Python that use `torch` and fill the list `seen`."""
    rng = random.Random(seed)
    lines = ["torch.manual_seed(0)"]
    for name in ("v0", "v1", "v2"):
        lines.append(f"{name} = {_tensor(rng)}")
        lines.append(f"seen.append({name})")
    for count in range(3, 3 + rng.randint(3, 8)):
        a, b = (f"v{rng.randrange(count)}" for _ in range(2))
        text = rng.choice(TEXTS).format(a=a, b=b) if rng.random() < 0.2 else _call(rng, count, a)
        lines += [f"v{count} = {a}", f"v{count} = {text}", f"seen.append(v{count})"]
        lines.append(f"v{count} = first_tensor(v{count}, {a})")
    lines += [f"v{count}.double().sum().backward()", "seen += [v0.grad, v1.grad, v2.grad]"]
    return lines


def _tensor(rng):
    shape, kind = rng.choice(SHAPES), rng.choice(KINDS)
    text = f"torch.tensor({nested(rng, shape)})"
    if kind != "float32":
        text += f".to(torch.{kind})"
    elif rng.random() < 0.6:
        text += ".requires_grad_()"
    return text


def _call(rng, count, a):
    """A call of a function or of a method of tensor `a`."""
    functions, methods = functions_and_methods()
    while True:
        of_tensor = rng.random() < 0.5
        name = rng.choice(methods if of_tensor else functions)
        several = of_method(name) if of_tensor else of_function(name)
        if several and name not in NOT_DRAWN | NUMBERS_IN_MEMORY:
            before = a if of_tensor else "torch"
            return f"{before}.{name}({_arguments(rng, rng.choice(several), count)})"


def _arguments(rng, signature, count):
    texts, by_name = [], False
    for argument in signature:
        rare = argument.name in RARE
        if argument.default is not None and rng.random() > (0.01 if rare else 0.4):
            by_name = True
            continue
        by_name = by_name or argument.by_name or rng.random() < 0.15 or argument.name == "alpha"
        value = _value(rng, argument, count)
        texts.append(f"{argument.name}={value}" if by_name else value)
    return ", ".join(texts)


def _value(rng, argument, count):
    a, b = (f"v{rng.randrange(count)}" for _ in range(2))
    kind, _, rank = argument.kind.partition("[")
    if argument.name in BY_NAME and not (argument.name == "repeats" and kind != "Tensor"):
        return rng.choice(BY_NAME[argument.name]).format(a=a)
    if kind == "IntArrayRef":
        dims = tuple(rng.choice(DIMS) for _ in range(rng.choice([1, 1, 2])))
        return str(dims[0]) if rank and rng.random() < 0.5 else str(dims)
    if kind == "SymIntArrayRef":
        return str(rng.choice(SIZES))
    return {
        "Tensor": a,
        "Scalar": str(rng.choice(SCALARS)),
        "int64_t": str(rng.choice(DIMS)),
        "SymInt": str(rng.choice([1, 2, 3])),
        "double": str(rng.choice([0.5, 1.0, 2, 0])),
        "bool": str(rng.random() < 0.5),
        "ScalarType": rng.choice(DTYPES),
        "Layout": "torch.strided",
        "MemoryFormat": "torch.contiguous_format",
        "Device": "'cpu'",
        "Generator": "torch.Generator().manual_seed(3)",
        "TensorList": f"({a}, {b})",
        "c10::string_view": "'floor'",
        "PyObject*": "[1.0, 2.0]",
    }.get(kind, "None")
