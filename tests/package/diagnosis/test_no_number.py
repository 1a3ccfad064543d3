"""Diagnosis where a calculation gives no number: which point, which operation, what helps."""

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.findings import diagnosed

X = torch.arange(8.0)

UNDEFINED = {
    "log": (lambda x, p: p[0] * torch.log(x) + p[1], 0, "leave that point out"),
    "div": (lambda x, p: p[0] / (x - 3) + p[1], 3, "leave that point out"),
    "sqrt": (lambda x, p: torch.sqrt(p[0] * (x - 5)), 6, "Start where"),
    "pow": (lambda x, p: (p[0] * (5 - x)) ** p[1], 0, "Start where"),
}


@pytest.mark.parametrize("operation", UNDEFINED)
def test_the_point_and_the_operation_are_named(operation):
    function, point, cure = UNDEFINED[operation]
    found = diagnosed(function, [-1.0, 0.5], X, X, learning_rate=1e-3, steps=50)
    assert found.kinds == ("undefined at the guesses",)
    text, numbers = found.findings[0].text, found.findings[0].numbers
    values = function(X, torch.tensor([-1.0, 0.5]))
    assert numbers["point"] == point == int((~values.isfinite()).nonzero()[0])
    assert numbers.get("others", 0) == int((~values.isfinite()).sum()) - 1
    assert f"from {operation} on" in text
    assert cure in text


def test_a_gradient_that_is_no_number_at_the_guesses():
    root = lambda x, params: torch.sqrt(params[0] * x) + params[1]  # noqa: E731
    found = diagnosed(root, [1.0, 0.0], X, X, learning_rate=1e-3, steps=50)
    assert found.kinds == ("undefined at the guesses",)
    assert found.findings[0].text.startswith("The gradient is not a number at your guesses: at point 0")  # fmt: skip
    assert "from sqrt on" in found.findings[0].text


def test_a_loss_that_is_no_number_at_the_guesses():
    logs = lambda a, b: ((torch.log(a) - torch.log(b)) ** 2).sum()  # noqa: E731
    found = diagnosed(sgd.linear, [1.0, 0.5], X, X, learning_rate=1e-3, steps=50, loss=logs)
    assert found.findings[0].text.startswith("The loss is not a number at your guesses: at point 0")
    assert "from log on" in found.findings[0].text


def test_a_second_derivative_that_is_no_number_is_measured_by_differences():
    power = lambda x, params: params[0] * x ** params[1]  # noqa: E731
    x = torch.linspace(0, 4, 12)
    found = diagnosed(power, [1.0, 2.0], x, x**2.3, learning_rate=1e-5, steps=300)
    assert "unfinished" in found.kinds
    torch.testing.assert_close(found.curvature.lowest, torch.tensor([1, 2.3]).double(), rtol=1e-4, atol=1e-6)  # fmt: skip
    without = diagnosed(power, [1.0, 2.0], x[1:], x[1:] ** 2.3, learning_rate=1e-5, steps=300)
    assert found.kinds == without.kinds
    torch.testing.assert_close(found.curvature.eigenvalues, without.curvature.eigenvalues, rtol=1e-3, atol=0)  # fmt: skip


ROWS = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
TARGET = ROWS @ torch.tensor([1.0, -2.0, 0.5])


def of_float32(_, params):
    """Holds numbers of its own, which take no other dtype."""
    return ROWS @ params


def test_a_function_of_float32_numbers_is_looked_at_through_casts():
    x, start = torch.arange(40.0), [0.0] * 3
    found = diagnosed(of_float32, start, x, TARGET, learning_rate=2e-3, steps=300)
    assert found.kinds == ("fine",)
    found = diagnosed(of_float32, start, x, TARGET, learning_rate=0.5, steps=300)
    numbers = found.finding("diverges").numbers
    bound = 2 / float(torch.linalg.eigvalsh(2 * ROWS.T @ ROWS)[-1])
    assert numbers["suggested_learning_rate"] == pytest.approx(bound / 2, rel=1e-3)


class Float32Alone(torch.autograd.Function):
    """Fails backward in float64."""

    @staticmethod
    def forward(ctx, values):
        return values.clone()

    @staticmethod
    def backward(ctx, slope):
        if slope.dtype == torch.float64:
            raise TypeError("float32 alone")
        return slope


def test_a_gradient_that_fails_in_float64_alone_is_no_error():
    picky = lambda x, params: Float32Alone.apply(sgd.linear(x, params))  # noqa: E731
    found = diagnosed(picky, [0.0, 0.0], X, 2 * X + 1, learning_rate=5e-3, steps=900)
    assert found.kinds == ("fine",)


@pytest.mark.parametrize(
    "function", [lambda x, p: p[0] * x ** p[1], lambda x, p: p[1] ** (p[0] * x)]
)
def test_a_power_that_is_too_large_is_not_undefined(function):
    x = torch.arange(1.0, 9.0, dtype=torch.float64)
    found = diagnosed(function, [100.0, 400.0], x, x, learning_rate=1e-3, steps=3)
    assert found.kinds == ("overflows at the guesses",)


def test_a_negative_power_of_zero_is_undefined():
    x = torch.arange(8.0)
    found = diagnosed(lambda x, p: p[0] * x ** p[1], [1.0, -2.0], x, x, learning_rate=1e-3, steps=3)
    assert found.kinds == ("undefined at the guesses",)
    assert "at point 0, where x is 0" in found.findings[0].text
