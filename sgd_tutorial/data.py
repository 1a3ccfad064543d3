"""The data that the recipe is tried on."""

import torch
from torch import Tensor

from . import checks


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
        ValueError: if the noise is negative or not finite, or the seed negative.

    >>> x, y = noisy_data(noise=0.0)
    >>> torch.equal(y, notebook_data()[1])
    True
    """
    noise = checks.finite_number("noise", noise, least=0)
    x, y = notebook_data()
    generator = torch.Generator().manual_seed(checks.seed(seed))
    standard = torch.randn(len(x), generator=generator, dtype=torch.float32, device="cpu")
    return x, y + noise * standard.to(y.device)
