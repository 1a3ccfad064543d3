"""A run that flew off, and what to tell the reader about it."""

import math
import warnings

from torch import Tensor

from ._hessian import largest_stable_learning_rate
from ._run import Snapshot
from .approximations import Approximation
from .losses import Loss

# P backward passes over N points and P parameters: beyond this the bound is not worth the wait.
MOST_WORK = 10_000_000


class DivergenceWarning(RuntimeWarning):
    """A run flew off: its loss is no longer a finite number."""


def warn_of_divergence(last: Snapshot, advice: str) -> None:
    """Name the step, and what to do about it."""
    message = f"the loss is {last.loss} at step {last.step}, so the run ends there"
    if last.step == 0:
        undefined = "the approximation or the loss is undefined at the guesses"
        far_off = "the guesses are too far off for this dtype; start closer, or use float64"
        message += f": {undefined if math.isnan(last.loss) else far_off}"
    else:
        message += f"; use a smaller learning rate{advice}"
    # 3: the line that called fit.
    warnings.warn(message, DivergenceWarning, stacklevel=3)


def rate_advice(
    approximation: Approximation,
    guesses: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    learning_rate: object,
) -> str:
    """The largest stable rate at the guesses in words, if it is what the run has overstepped."""
    if callable(learning_rate) or len(guesses) ** 2 * x.numel() > MOST_WORK:
        return ""
    try:
        bound = largest_stable_learning_rate(approximation, guesses, x, y, loss=loss)
        overstepped = float(learning_rate) > bound  # type: ignore[arg-type]
    except Exception:  # a rate each, not twice differentiable, tied to one dtype: no advice
        return ""
    return f" (the largest stable one at the guesses is {bound:.4g})" if overstepped else ""
