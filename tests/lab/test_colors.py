"""The colors that only the lab has."""

import itertools
import re

import pytest

from sgd_tutorial.figures._colors import PALETTES
from tests.helpers.colors import contrast, difference
from tests.helpers.project import ROOT

DARK = "#1e2129"  # the background of Material's slate with this site's hue


@pytest.mark.parametrize(
    ("palette", "selector", "background"),
    [
        ("light", "[data-md-color-scheme]", "#ffffff"),
        ("dark", '[data-md-color-scheme="slate"]', DARK),
    ],
)
def test_each_parameter_has_a_color_of_its_own_that_everyone_can_read(
    palette, selector, background
):
    css = (ROOT / "docs" / "assets" / "lab.css").read_text("utf-8")
    block = css.partition(f"{selector} {{")[2].partition("}")[0]
    own = dict(re.findall(r"--plot-(\w): (#\w{6});", block))
    assert [*own] == ["d", "e", "f", "g"]
    assert all(contrast(color, background) > 4.5 for color in own.values())
    colors = {name: PALETTES[palette][name] for name in "abc"} | own
    assert min(difference(*pair) for pair in itertools.combinations(colors.values(), 2)) > 15
