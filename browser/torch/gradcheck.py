"""`gradcheck` compares derivatives with slopes between nearby points."""

from . import autograd
from .creation import tensor
from .tensor import Tensor, values


class GradcheckError(RuntimeError):
    """A derivative differs from the slope."""


GradcheckError.__module__ = "torch.autograd.gradcheck"


def gradcheck(func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True):
    """Whether the derivatives of a function agree with its slopes; for float64."""
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    if not any(isinstance(each, Tensor) and each.requires_grad for each in inputs):
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, "
            "but none of the them have requires_grad=True."
        )
    for place, each in enumerate(inputs):
        if not (isinstance(each, Tensor) and each.requires_grad):
            continue
        analytical = derivatives(func, inputs, each)
        numerical = slopes(func, inputs, each, eps)
        if not analytical.allclose(numerical, rtol, atol):
            if not raise_exception:
                return False
            raise GradcheckError(
                f"Jacobian mismatch for output 0 with respect to input {place},\n"
                f"numerical:{numerical}\nanalytical:{analytical}\n"
            )
    return True


def derivatives(func, inputs, variable):
    """By backward: a row for each number of the input, a column for each of the result."""
    options = {"retain_graph": True, "materialize_grads": True}
    columns = [autograd.grad(each, variable, **options)[0] for each in func(*inputs).reshape(-1)]
    return tensor([list(values(each)) for each in columns], dtype=variable.dtype).T


def slopes(func, inputs, variable, eps):
    """The same by central differences."""
    rows = []
    for place in range(variable.numel()):
        ends = []
        for step in (eps, -eps):
            moved = variable.detach().clone().reshape(-1)
            moved[place] += step
            moved = moved.reshape(variable.shape)
            ends.append(func(*[moved if each is variable else each for each in inputs]).detach())
        rows.append(list(values((ends[0] - ends[1]).reshape(-1) / (2 * eps))))
    return tensor(rows, dtype=variable.dtype)
