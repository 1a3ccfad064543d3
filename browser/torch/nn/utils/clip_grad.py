"""Limits for gradients, so that no step is too long."""

import math

from ... import missing
from ...creation import tensor
from ...grad_mode import no_grad
from ...joining import stack
from ...tensor import Tensor


def _gradients(parameters):
    parameters = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [each.grad for each in parameters if each.grad is not None]


@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Shorten all gradients by one factor, so that their common length is at most max_norm."""
    gradients = _gradients(parameters)
    if not gradients:
        return tensor(0.0)
    if float(norm_type) == math.inf:
        length = stack([each.abs().max() for each in gradients]).max()
    elif norm_type == 2:
        length = stack([each.norm() for each in gradients]).norm()
    else:
        name = f"torch.nn.utils.clip_grad_norm_(norm_type={norm_type!r})"
        raise NotImplementedError(missing.message(name))
    if error_if_nonfinite and not math.isfinite(length.item()):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, "
            "so it cannot be clipped. To disable this error and scale the gradients by the "
            "non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    factor = (max_norm / (length + 1e-6)).clamp(max=1.0)
    for each in gradients:
        each.mul_(factor)
    return length


@no_grad()
def clip_grad_value_(parameters, clip_value, foreach=None):
    """Have no number of a gradient beyond clip_value."""
    for each in _gradients(parameters):
        each.clamp_(min=-float(clip_value), max=float(clip_value))
