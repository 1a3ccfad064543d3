"""The palettes: colors that can be seen, and told apart."""

import pytest

from sgd_tutorial.figures._colors import PALETTES, PAPER, PARAMETERS
from tests.helpers.colors import contrast, difference
from tests.helpers.figures import TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_role_can_be_seen(template):
    """As WCAG 2.2 asks of graphics, 3:1; grid lines are no information."""
    for role in PALETTES[template].keys() - {"grid"}:
        assert contrast(PALETTES[template][role], PAPER[template]) >= 3, role


@pytest.mark.parametrize("template", TEMPLATES)
def test_parameters_differ_to_the_color_blind(template):
    a, b, c = (PALETTES[template][name] for name in PARAMETERS)
    assert min(difference(*pair) for pair in ((a, b), (a, c), (b, c))) > 15
