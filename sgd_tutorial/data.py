"""The data that the recipe is tried on."""

import math

import torch
from torch import Tensor


def notebook_data() -> tuple[Tensor, Tensor]:
    """The notebook's data: y = 5x^2 at x = -20, -19, ..., 20.

    Returns:
        x and y, float32, each of shape (41,).

    >>> x, y = notebook_data()
    >>> y[:3]
    tensor([2000., 1805., 1620.])
    """
    x = torch.arange(-20.0, 21.0, dtype=torch.float32)
    return x, 5 * x * x


def noisy_data(noise: float = 100.0, seed: int = 0) -> tuple[Tensor, Tensor]:
    """The notebook's data with normal noise added to every y.

    Args:
        noise: standard deviation of the noise, in y's unit; 0 or more.
        seed: the same seed gives the same noise.

    Returns:
        x and y, float32, each of shape (41,).

    Raises:
        ValueError: if the noise is negative or not finite.

    >>> x, y = noisy_data(noise=0.0)
    >>> torch.equal(y, notebook_data()[1])
    True
    """
    if not (math.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise must be a standard deviation, 0 or more; got {noise!r}")
    x, y = notebook_data()
    generator = torch.Generator().manual_seed(seed)
    return x, y + noise * torch.randn(len(x), generator=generator, dtype=torch.float32)
