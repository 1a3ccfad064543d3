"""The valley that a start lies in: its lowest point, and the bowl there."""

from dataclasses import replace

import torch
from torch import Tensor

from ._curvature import Curvature, curvature
from ._validate import as_data, as_params
from .approximations import Approximation
from .losses import Loss

NEWTON_STEPS = 20


def find_valley(
    approximation: Approximation, guesses: object, x: object, y: object, loss: Loss
) -> Curvature:
    """The bowl at the lowest point that is found downhill from the guesses, seen from them.

    With one bowl that is its exact lowest point. Otherwise torch's LBFGS looks for it in float64,
    then Newton's method for its last digits; the bowl then tells what happens near that point.

    Returns:
        The curvature, its `params` the guesses. NaN in `lowest` where no valley was found.
    """
    bowl = curvature(approximation, guesses, x, y, loss=loss)
    if bowl.exact:
        return bowl
    x, y = (values.double() for values in as_data(x, y))
    here = _by_lbfgs(approximation, as_params("guesses", guesses, torch.float64), x, y, loss)
    for _ in range(NEWTON_STEPS):
        below = curvature(approximation, here, x, y, loss=loss)
        if not below.floor < float(loss(approximation(x, here), y)):
            break
        here = below.lowest
    below = curvature(approximation, here, x, y, loss=loss)
    if float(below.eigenvalues[0]) > 0:
        below = replace(below, lowest=here, floor=float(loss(approximation(x, here), y)))
    return replace(below, params=bowl.params)


def _by_lbfgs(
    approximation: Approximation, guesses: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Tensor:
    params = guesses.clone().to(y.device).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [params], max_iter=500, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0
    )

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(approximation(x, params), y)
        value.backward()
        return value

    optimizer.step(closure)
    found = params.detach()
    return found if bool(found.isfinite().all()) else guesses.to(y.device)
