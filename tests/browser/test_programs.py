"""Random programs: values, bits of losses and gradients, and printed text are torch's."""

import math
import random

import pytest
import torch

from tests.helpers.both import both, described, outcome, small
from tests.helpers.programs import nested, program

PROGRAMS = 5_000
CHUNK = 250


@pytest.mark.parametrize("start", range(0, PROGRAMS, CHUNK))
def test_random_programs_agree(start):
    for seed in range(start, start + CHUNK):
        lines = program(seed)
        expected, found = both(lines)
        assert found == expected, f"seed {seed}:\n" + "\n".join(lines)


def test_most_random_programs_run_to_their_end():
    ends = [outcome(program(seed), small)[-1] for seed in range(400)]
    assert sum(len(end) == 2 for end in ends) > 200


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("seed", range(8))
def test_sums_add_up_in_torchs_order(seed, dtype):
    """Long, wide, transposed and strided: each has an order of its own."""
    rng = random.Random(seed)
    rows, columns = rng.randint(1, 300), rng.randint(1, 80)
    numbers = [
        [rng.gauss(0, 1) * 10 ** rng.randint(-3, 5) for _ in range(columns)] for _ in range(rows)
    ]
    for look in (
        "x",
        "x.T",
        "x[::2]",
        "x[:, ::2]",
        "x.reshape(-1)",
        "x[:, :1]",
        "(x.T * 2)",
        "x[None]",
    ):
        for total in (
            "sum()",
            "sum(dim=0)",
            "sum(dim=-1)",
            "mean()",
            "sum(dim=(0, 1))",
            "mean(dim=1)",
        ):
            if "x.reshape" in look and "1" in total.replace("-1", ""):
                continue
            lines = [f"x = torch.tensor(numbers, dtype=torch.{dtype})", f"seen = {look}.{total}"]
            results = []
            for module in (torch, small):
                names = {"torch": module, "numbers": numbers}
                exec("\n".join(lines), names)
                results.append(described(names["seen"]))
            assert results[0] == results[1], lines


def one_index(rng, size):
    """A slice or places along an axis, as text."""
    places = [rng.randrange(size) for _ in range(2)]
    return rng.choice(
        [
            ":",
            ":",
            "::2",
            f"{places}",
            f"torch.tensor({places})",
            f"torch.tensor([[{places[0]}], [0]])",
        ]
    )


@pytest.mark.parametrize("seed", range(150))
def test_what_is_picked_lies_in_memory_as_torch_lays_it(seed):
    """The order in memory decides the order in which sums are taken later."""
    rng = random.Random(seed)
    shape = [rng.randint(1, 5) for _ in range(rng.randint(2, 4))]
    order = rng.sample(range(len(shape)), len(shape))
    index = ", ".join(one_index(rng, shape[axis]) for axis in order)
    code = f"torch.arange({math.prod(shape)}.).reshape({shape}).permute({order})[{index}]"
    ours, theirs = (eval(code, {"torch": module}) for module in (small, torch))
    assert described(ours) == described(theirs), code
    strides = zip(ours.shape, ours.stride(), theirs.stride(), strict=True)
    assert all(own == other for size, own, other in strides if size > 1), code


@pytest.mark.parametrize("seed", range(60))
def test_tensors_print_alike(seed):
    rng = random.Random(seed)
    shape = [rng.randint(1, 9) for _ in range(rng.randint(0, 3))]
    if seed % 10 == 0:
        shape = rng.choice([[1001], [40, 30], [7, 4, 40], [200, 6]])
    numbers = nested(rng, shape)
    special = rng.choice(
        ["x", "x * 0", "x / 0", "x.floor()", "x.long()", "x > 0", "x.double()", "x.int()"]
    )
    shown = []
    for module in (torch, small):
        x = module.tensor(numbers)
        y = eval(special, {"x": x})
        shown.append([repr(y), str(x * 1e3), repr(x.requires_grad_() * 2), f"{y.sum():.3f}"])
    assert shown[1] == shown[0]


@pytest.mark.parametrize("name", ["sqrt", "exp", "log", "sin", "cos", "tanh"])
def test_functions_are_within_two_units_in_the_last_place(name):
    """Torch has its own versions of these; here they are rounded correctly."""
    rng = random.Random(name)
    numbers = [rng.uniform(0.01, 20) for _ in range(1000)]
    ours = torch.tensor(getattr(small.tensor(numbers), name)().tolist())
    theirs = getattr(torch.tensor(numbers), name)()
    one = torch.nextafter(theirs.abs(), torch.tensor(torch.inf)) - theirs.abs()
    assert ((ours - theirs).abs() <= 2 * one).all()
    x = small.tensor(numbers).requires_grad_()
    y = torch.tensor(numbers).requires_grad_()
    getattr(x, name)().sum().backward()
    getattr(y, name)().sum().backward()
    torch.testing.assert_close(torch.tensor(x.grad.tolist()), y.grad, rtol=1e-6, atol=1e-6)
