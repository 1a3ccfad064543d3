"""The figure `by_hand`: each slider replaces its own term of the sum."""

import numpy as np

from tests.helpers.figures import same, values


def test_sliders_replace_their_own_term(given, drawn):
    figure, x = drawn["by_hand", "light"], given["x"].numpy()
    columns = [x * x, x, np.ones(41)]
    for place, (slider, column) in enumerate(zip(figure.layout.sliders, columns, strict=True)):
        assert len(slider.steps) == 41
        for step in slider.steps:
            [term], [moved] = step.args[0]["y"], step.args[1]
            assert moved == place + 1
            same(term, float(step.label) * column, rel=1e-3)


def test_the_terms_add_up_to_the_curve_of_the_guesses(given, drawn):
    figure, x = drawn["by_hand", "light"], given["x"].numpy()
    assert {each.stackgroup for each in figure.data[1:]} == {"sum"}
    fitted = sum(values(each.y) for each in figure.data[1:])
    same(fitted, x * x + 2 * x)
