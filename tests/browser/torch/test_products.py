"""Products: torch's shapes, names, gradients and digits."""

import random

import pytest
import torch

from tests.helpers.random_programs import nested
from tests.helpers.small_torch import describe, small

SHAPES = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((41, 3), (3, 1))]


def pair(shapes):
    """Nested lists in these shapes."""
    rng = random.Random(str(shapes))
    return [nested(rng, shape, lambda rng: rng.gauss(0, 1)) for shape in shapes]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_products_and_their_gradients(shapes):
    results = []
    for module in (torch, small):
        a, b = (module.tensor(each).requires_grad_() for each in pair(shapes))
        product = a @ b
        (product * product).sum().backward()
        results.append([product, a.grad, b.grad, type(product.grad_fn).__name__])
    *theirs, their_name = results[0]
    *ours, our_name = results[1]
    assert our_name == their_name
    for one, other in zip(ours, theirs, strict=True):
        assert tuple(one.shape) == tuple(other.shape)
        torch.testing.assert_close(torch.tensor(one.tolist()), other.detach())


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_products_of_whole_numbers_are_exact(shapes):
    def product(module):
        a, b = ((module.tensor(each) * 4).long() for each in pair(shapes))
        return describe(a @ b)

    assert product(small) == product(torch)
