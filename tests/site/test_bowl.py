"""The bowl as a reader holds it: what it says against what the package computes."""

import math
import re

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.reading import drag, middle_of

START = [1.0, 2.0, 3.0]
REACHES = [1, 2, 3, 5, 20]  # the lists of points


@pytest.fixture
def bowl(visit):
    page = visit("questions/curvature/")
    figure = page.locator("figure#bowl")
    figure.scroll_into_view_if_needed()
    figure.locator("[name=product]:enabled").wait_for()
    return figure


def curvatures(reach):
    """From the steepest to the flattest."""
    x = torch.arange(-20.0, 21.0, dtype=torch.float64) * reach / 20
    return sgd.curvature(sgd.quadratic, START, x, 5 * x * x).eigenvalues.tolist()[::-1]


def steps_to_hundredth(factor):
    return f"{math.ceil(math.log(100) / -math.log(abs(factor))):,} steps"


def said(figure):
    """The sentence about the whole, and a line for each direction, after the next frame."""
    figure.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )
    words = figure.locator(".bowl-words")
    return words.locator("p").inner_text(), words.locator("li").all_inner_texts()


@pytest.mark.slow
def test_it_says_what_each_rate_does_along_each_direction_of_each_list_of_points(bowl):
    product = bowl.locator("[name=product]")
    for index, reach in enumerate(REACHES):
        bowl.locator("select").select_option(index=index)
        product.fill("1.5")
        values, (whole, lines) = curvatures(reach), said(bowl)
        limit = float(re.fullmatch(r"Stable: .* stable one, (.*)\.", whole)[1])
        assert 0.9999 * 2 / values[0] < limit <= 2 / values[0]
        for value, line in zip(values, lines, strict=True):
            assert line.endswith(steps_to_hundredth(1 - 1.5 * value / values[0]))
        product.fill("2.1")
        whole, lines = said(bowl)
        assert whole.startswith("It diverges")
        assert lines[0].endswith("grows, times 1.1 a step")
    bowl.get_by_role("button", name="Back to the start").click()
    assert said(bowl)[0].startswith("Stable")
    assert product.input_value() == "1.5"


@pytest.mark.slow
def test_the_start_follows_keys_and_the_mouse_and_the_path_begins_there(bowl):
    page, start = bowl.page, bowl.get_by_role("slider", name="Start")

    def is_at(text):
        bowl.locator(f'.picture-handle[aria-valuetext="{text}"]').wait_for(state="attached")
        path = bowl.locator(".picture-map path.picture-step").first.get_attribute("d")
        ring = re.findall(r"[\d.]+", bowl.locator(".picture-handle").get_attribute("transform"))
        assert re.match(r"M([\d.]+) ([\d.]+)", path).groups() == tuple(ring)

    is_at("a 1, c 3")
    start.press("ArrowRight")
    start.press("Shift+ArrowDown")
    is_at("a 1.1, c 2.5")
    drag(page, middle_of(bowl.locator(".picture-ring")), 30, 500)  # below the map: at its edge
    value = float(start.get_attribute("aria-valuenow"))
    assert value > 1.5
    assert "c \N{MINUS SIGN}3." in start.get_attribute("aria-valuetext")
