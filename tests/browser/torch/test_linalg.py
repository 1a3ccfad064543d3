"""Eigenvalues of symmetric matrices, compared with LAPACK's."""

import random

import pytest
import torch

from tests.helpers.random_programs import nested
from tests.helpers.small_torch import small


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_eigenvalues_are_those_of_lapack(size):
    rng = random.Random(size)
    matrix = nested(rng, (size, size), lambda rng: rng.gauss(0, 1))
    symmetric = [[matrix[i][j] + matrix[j][i] for j in range(size)] for i in range(size)]
    theirs = torch.linalg.eigvalsh(torch.tensor(symmetric, dtype=torch.float64))
    ours = small.linalg.eigvalsh(small.tensor(symmetric, dtype=small.float64))
    torch.testing.assert_close(torch.tensor(ours.tolist(), dtype=torch.float64), theirs)


def test_a_narrow_bowl_keeps_its_digits():
    """The notebook's Hessian: its condition number is 79,398."""
    matrix = [[2889466.0, 0.0, 28700.0], [0.0, 11480.0, 0.0], [28700.0, 0.0, 82.0]]
    ours, theirs = (
        module.linalg.eigvalsh(module.tensor(matrix, dtype=module.float64)).tolist()
        for module in (small, torch)
    )
    assert ours == pytest.approx(theirs, rel=1e-10)
