"""Second derivatives: `torch.autograd.functional.hessian`."""

from . import autograd as _autograd
from . import missing as _missing
from .joining import stack as _stack


def hessian(func, inputs):
    """All second derivatives of a function that returns one number."""
    with _autograd.enable_grad():
        point = inputs.detach().clone().requires_grad_()
        result = func(point)
        if result.numel() != 1:
            raise RuntimeError(
                "The Tensor returned by the function given to hessian should contain a single "
                "element"
            )
        slopes = _derivative(result.reshape(()), point, create_graph=True).reshape(-1)
        rows = [_derivative(slope, point, retain_graph=True) for slope in slopes.unbind()]
    shape = (*inputs.shape, *inputs.shape)
    return _stack(rows).detach().reshape(shape)


def _derivative(result, point, **options):
    if not result.requires_grad:  # the result does not depend on the point
        return point.new_zeros(point.shape)
    return _autograd.grad(result, point, materialize_grads=True, **options)[0]


__getattr__ = _missing.in_module("torch.autograd.functional")
