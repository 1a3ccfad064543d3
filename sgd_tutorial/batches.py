"""Mini-batches: which points each step looks at."""

from collections.abc import Iterator
from itertools import repeat

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor]


def batches(x: Tensor, y: Tensor, batch_size: int | None, seed: int) -> Iterator[Batch]:
    """Batches without end: all points at every step, or `batch_size` shuffled ones.

    Each epoch uses every point once, in the order of `torch.randperm`; its last batch may be
    smaller.
    """
    return repeat((x, y)) if batch_size is None else _shuffled(x, y, batch_size, seed)


def _shuffled(x: Tensor, y: Tensor, batch_size: int, seed: int) -> Iterator[Batch]:
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(len(x), generator=generator).to(x.device)
        for chosen in order.split(batch_size):
            yield x[chosen], y[chosen]
