"""Which points each step uses."""

from collections.abc import Iterator
from itertools import repeat

import torch
from torch import Tensor

from . import _validate as validate

Batch = tuple[Tensor, Tensor]


def mini_batches(x: Tensor, y: Tensor, batch_size: int | None, seed: int) -> Iterator[Batch]:
    """Batches without end: all points at every step, or `batch_size` shuffled ones.

    Each epoch uses every point once, in the order of `torch.randperm`; its last batch may be
    smaller.
    """
    seed = validate.seed(seed)
    if batch_size is None:
        return repeat((x, y))
    batch_size = validate.whole_number("batch_size", batch_size, least=1, most=len(x))
    return _shuffled(x, y, batch_size, seed)


def orders(points: int, seed: int) -> Iterator[Tensor]:
    """The order of the points in each epoch, without end."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield torch.randperm(points, generator=generator, device="cpu")


def _shuffled(x: Tensor, y: Tensor, batch_size: int, seed: int) -> Iterator[Batch]:
    for order in orders(len(x), seed):
        for indices in order.to(x.device).split(batch_size):
            yield x[indices], y[indices]
