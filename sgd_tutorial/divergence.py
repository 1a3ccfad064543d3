"""A run that flew off, and what to tell the reader about it."""

import math
import warnings

from torch import Tensor

from .approximations import Approximation
from .hessian import largest_stable_learning_rate
from .losses import Loss
from .record import Snapshot

# P backward passes, each over all points: beyond this the bound is not worth the wait.
MOST_WORK = 10_000_000


class DivergenceWarning(RuntimeWarning):
    """A run flew off: its loss is no longer a finite number."""


def warn_of_divergence(
    last: Snapshot,
    approximation: Approximation,
    guesses: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    *,
    plain: bool,
) -> None:
    """Name the step, and the largest stable rate at the guesses where it says something.

    The bound is that of plain gradient descent: with an optimizer (`plain` false) it is left out.
    """
    message = f"the loss is {last.loss} at step {last.step}, so the run ends there"
    if last.step == 0:
        undefined = "the approximation or the loss is undefined at the guesses"
        far_off = "the guesses are too far off for this dtype; start closer, or use float64"
        message += f": {undefined if math.isnan(last.loss) else far_off}"
    else:
        message += "; use a smaller learning rate"
        bound = _bound(approximation, guesses, x, y, loss) if plain else None
        if bound is not None:
            message += f" (at the guesses, plain gradient descent is stable below {bound:.4g})"
    # 3: the line that called fit.
    warnings.warn(message, DivergenceWarning, stacklevel=3)


def _bound(
    approximation: Approximation, guesses: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> float | None:
    if len(guesses) ** 2 * x.numel() > MOST_WORK:
        return None
    try:
        bound = largest_stable_learning_rate(approximation, guesses, x, y, loss=loss)
    except Exception:  # not twice differentiable, tied to one dtype: the run matters more
        return None
    return bound if bound < float("inf") else None
