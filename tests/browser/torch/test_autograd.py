"""Gradients along an axis, second derivatives, gradcheck, and errors in between."""

import pytest
import torch

from tests.helpers.small_torch import describe, small


@pytest.mark.parametrize(
    "function",
    [
        "x.cumsum(0)",
        "x.flip(0)",
        "x.diff()",
        "x.where(x > 0, y)",
        "x.abs().amax(0) * y",
        "x.reshape(3, 3).amin(1)",
        "x.reshape(3, 3).std(1)",
        "x.reshape(3, 3).var(0)",
        "x.reshape(9, 1).squeeze(1)",
    ],
)
def test_gradients_along_an_axis_are_torchs(function):
    results = []
    for module in (torch, small):
        x = module.arange(-4.0, 5.0).requires_grad_()
        y = module.ones(9)
        result = eval(function, {"x": x, "y": y})
        (result * module.arange(0.0, float(len(result)))).sum().backward()
        results.append([describe(result), describe(x.grad)])
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "function",
    ["(p ** 3).sum()", "(p * 2).sum()", "(p[0] * p[1] * p).sum()", "torch.tensor(1.0)"],
)
def test_second_derivatives_are_torchs(function):
    def hessian(module):
        at = module.tensor([1.0, 2.0, -0.5])
        formula = lambda p: eval(function, {"p": p, "torch": module})  # noqa: E731
        return describe(module.autograd.functional.hessian(formula, at))

    assert hessian(small) == hessian(torch)


@pytest.mark.parametrize("function", ["(x * x).sum()", "x * x * 3 - x", "x.detach() * x", "x * 0"])
def test_gradcheck_comes_to_torchs_verdict(function):
    def verdict(module):
        x = module.tensor([0.5, -1.25, 3.0], dtype=module.float64).requires_grad_()
        formula = lambda x: eval(function, {"x": x})  # noqa: E731
        result = module.autograd.gradcheck(formula, x, raise_exception=False)
        if not result:
            with pytest.raises(RuntimeError, match="Jacobian mismatch for output 0 with respect"):
                module.autograd.gradcheck(formula, (x,))
        return result

    assert verdict(small) == verdict(torch)


def test_an_error_in_backward_leaves_gradients_enabled():
    x = small.ones(2).requires_grad_()
    y = (x * x).sum()
    y.backward()
    with pytest.raises(RuntimeError):
        y.backward()
    assert small.is_grad_enabled()
