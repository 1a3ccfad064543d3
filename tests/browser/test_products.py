"""Products, running sums and second derivatives: torch's shapes, names, gradients and digits."""

import random

import pytest
import torch

from tests.helpers.both import described, small

SHAPES = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((41, 3), (3, 1))]


def numbers(rng, shape):
    if not shape:
        return rng.gauss(0, 1)
    return [numbers(rng, shape[1:]) for _ in range(shape[0])]


def pair(shapes):
    rng = random.Random(str(shapes))
    return [numbers(rng, shape) for shape in shapes]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_products_and_their_gradients(shapes):
    seen = []
    for module in (torch, small):
        a, b = (module.tensor(each).requires_grad_() for each in pair(shapes))
        product = a @ b
        (product * product).sum().backward()
        seen.append([product, a.grad, b.grad, type(product.grad_fn).__name__])
    *theirs, name = seen[0]
    *ours, own = seen[1]
    assert own == name
    for one, other in zip(ours, theirs, strict=True):
        assert tuple(one.shape) == tuple(other.shape)
        torch.testing.assert_close(torch.tensor(one.tolist()), other.detach())


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_products_of_whole_numbers_are_exact(shapes):
    results = []
    for module in (torch, small):
        a, b = (module.tensor(each) * 4 for each in pair(shapes))
        results.append(described(a.long() @ b.long()))
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "function",
    [
        "x.cumsum(0)",
        "x.flip(0)",
        "x.diff()",
        "x.where(x > 0, y)",
        "x.abs().amax(0) * y",
        "x.reshape(3, 3).amin(1)",
    ],
)
def test_gradients_go_back_along_an_axis(function):
    results = []
    for module in (torch, small):
        x = module.arange(-4.0, 5.0).requires_grad_()
        y = module.ones(9)
        result = eval(function, {"x": x, "y": y})
        (result * module.arange(0.0, float(len(result)))).sum().backward()
        results.append([described(result), described(x.grad)])
    assert results[0] == results[1]


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_eigenvalues_are_lapacks(size):
    rng = random.Random(size)
    matrix = numbers(rng, (size, size))
    symmetric = [[matrix[i][j] + matrix[j][i] for j in range(size)] for i in range(size)]
    theirs = torch.linalg.eigvalsh(torch.tensor(symmetric, dtype=torch.float64))
    ours = small.linalg.eigvalsh(small.tensor(symmetric, dtype=small.float64))
    torch.testing.assert_close(torch.tensor(ours.tolist(), dtype=torch.float64), theirs)


def test_a_narrow_bowl_keeps_its_digits():
    """The notebook's: its steepest direction is 79,398 times as steep as its flattest."""
    matrix = [[2889466.0, 0.0, 28700.0], [0.0, 11480.0, 0.0], [28700.0, 0.0, 82.0]]
    ours, theirs = (
        module.linalg.eigvalsh(module.tensor(matrix, dtype=module.float64)).tolist()
        for module in (small, torch)
    )
    assert ours == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize(
    "function",
    ["(p ** 3).sum()", "(p * 2).sum()", "(p[0] * p[1] * p).sum()", "torch.tensor(1.0)"],
)
def test_second_derivatives_are_torchs(function):
    results = []
    for module in (torch, small):
        at = module.tensor([1.0, 2.0, -0.5])
        found = module.autograd.functional.hessian(
            lambda p, m=module: eval(function, {"p": p, "torch": m}), at
        )
        results.append(described(found))
    assert results[0] == results[1]
