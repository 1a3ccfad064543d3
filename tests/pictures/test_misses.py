"""The misses, against the package: the loss that is told, and a slider for each exercise of the page."""

import re

import pytest

import sgd_tutorial as sgd
from tests.helpers import node
from tests.helpers.project import ROOT

X, Y = (each.double() for each in sgd.notebook_data())
RANGES = [(0, 8, 0.1), (-40, 40, 0.5), (-200, 200, 1)]


def html(guesses):
    sliders = [dict(zip(("min", "max", "step"), each, strict=True)) for each in RANGES]
    numbers = {"x": X.tolist(), "y": Y.tolist(), "guesses": guesses, "sliders": sliders}
    return node.call("docs/assets/pictures/misses.js", "html", numbers)


def lines(drawn, role):
    """How high each line of a role is, in pixels; a line goes straight up or down."""
    [path] = re.findall(rf'class="picture-line {role}" d="([^"]*)"', drawn)
    segments = re.findall(r"M[\d.-]+ ([\d.-]+)L[\d.-]+ ([\d.-]+)", path)
    return [abs(float(one) - float(other)) for one, other in segments]


@pytest.mark.parametrize("guesses", [[1.0, 2.0, 0.0], [4.6, 0.0, 56.0]])
def test_loss_misses_and_squares_are_those_of_the_package(guesses):
    drawn = html(guesses)
    misses = sgd.quadratic(X, guesses) - Y
    loss = sgd.sum_squared_error(sgd.quadratic(X, guesses), Y)
    assert f"Loss <strong>{loss:,.0f}</strong>" in drawn
    for role, values in (("picture-miss", misses.abs()), ("picture-square", misses**2)):
        shares = [height / max(lines(drawn, role)) for height in lines(drawn, role)]
        assert shares == pytest.approx((values / values.max()).tolist(), abs=0.01)


def test_every_place_that_the_page_asks_for_can_be_set():
    page = (ROOT / "docs/recipe/by-hand.py").read_text("utf-8")
    assert "ranges = [(0, 8), (-40, 40), (-200, 200)]" in page
    assert "zip(ranges, (0.1, 0.5, 1))" in page
    for values, (low, high, step) in zip(
        ((1, 4.6, 5), (0, 2), (0, 50, 60, 80, 100)), RANGES, strict=True
    ):
        for value in values:
            steps = (value - low) / step
            assert low <= value <= high
            assert steps == pytest.approx(round(steps))
