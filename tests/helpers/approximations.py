"""An approximation that is not linear in its parameters, besides the package's sine."""

import torch


def growth(x, params):
    """A * exp(bx), with a and b the two parameters."""
    a, b = params
    return a * torch.exp(b * x)
