"""Runs and answers, and every figure of them, once a session."""

import pytest

import sgd_tutorial as sgd
from sgd_tutorial import figures
from tests.helpers.figures import TEMPLATES, draw
from tests.helpers.questions import answer


@pytest.fixture(scope="session")
def given(why_is_c_wrong, notebooks_run):
    """Runs and answers by the names that the figures give them."""
    x, y = sgd.notebook_data()
    problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
    return {
        "run": notebooks_run,
        "curvature": sgd.curvature(*problem),
        "approximation": sgd.quadratic,
        "x": x,
        "y": y,
        "why_is_c_wrong": why_is_c_wrong,
        "wrong_approximations": sgd.wrong_approximations(steps=100),
        "learning_rates": answer("learning_rates", "notebook"),
        "initial_guesses": sgd.initial_guesses(steps=200),
        "when_to_stop": answer("when_to_stop", "notebook"),
        "mean_instead_of_sum": answer("mean_instead_of_sum", "notebook"),
    }


@pytest.fixture(scope="session")
def drawn(given):
    """Every figure in both palettes."""
    return {(name, t): draw(given, name, t) for name in figures.__all__ for t in TEMPLATES}
