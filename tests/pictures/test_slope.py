"""The slope, against PyTorch and the package: the gradient, the step, and many steps of a alone."""

import re

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers import node

X, Y = (each.double() for each in sgd.notebook_data())
NUMBERS = {
    "x": X.tolist(),
    "y": Y.tolist(),
    "rates": {"min": 1e-8, "max": 8e-7, "step": 1e-8},
    "range": {"min": -0.5, "max": 10.5, "step": 0.1},
}


def told(a, rate):
    """What the formula says: a, its slope, the next a."""
    numbers = NUMBERS | {"guesses": [a, 2.0, 3.0], "rate": rate}
    drawn = node.call("docs/assets/pictures/slope.js", "html", numbers).replace(
        "\N{MINUS SIGN}", "-"
    )
    formula = re.search(r'"picture-formula">(.*?)</p>', drawn)[1]
    values = re.findall(r'"(?:param-a|picture-slope)">\(?(-?[\d,.]+)', formula)
    assert f"{a:.2f}, loss " in drawn
    return [float(value.replace(",", "")) for value in values]


def a_line(x, params):
    """The parabola whose b and c stay."""
    return params[0] * x * x + 2 * x + 3


@pytest.mark.parametrize(("a", "rate"), [(1.0, 1e-7), (4.99, 3.5e-7), (9.3, 7.5e-7)])
def test_slope_and_step_are_those_of_pytorch(a, rate):
    params = torch.tensor([a, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    sgd.sum_squared_error(sgd.quadratic(X, params), Y).backward()
    slope = params.grad[0].item()
    now, told_slope, following = told(a, rate)
    assert told_slope == round(slope)
    assert [now, following] == pytest.approx([a, a - rate * slope], abs=0.51e-2)


def test_steps_lead_where_the_package_leads():
    run = sgd.fit(a_line, [1.0], X, Y, learning_rate=7e-7, steps=4)
    for now, following in zip(run.history[:-1], run.history[1:], strict=True):
        assert told(now.item(), 7e-7)[2] == pytest.approx(following.item(), abs=0.51e-2)
