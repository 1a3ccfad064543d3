"""Answers that take seconds: computed once, by the one worker that runs all tests of them."""

from pathlib import Path

import pytest

import sgd_tutorial as sgd
from tests.helpers.questions import answer

FOLDER = Path(__file__).parent
OF_ANSWERS = {FOLDER / "questions", FOLDER / "figures", FOLDER / "test_text.py"}


@pytest.hookimpl(tryfirst=True)  # before each file becomes a group
def pytest_collection_modifyitems(items):
    """One group of the tests of answers, and of the figures that draw them."""
    for item in items:
        if OF_ANSWERS & {item.path, item.path.parent}:
            item.add_marker(pytest.mark.xdist_group("answers"))


@pytest.fixture(scope="session")
def why_is_c_wrong():
    """The answer to the notebook's first question."""
    return answer("why_is_c_wrong", "notebook")


@pytest.fixture(scope="session")
def notebooks_run():
    """The run that the notebook ends with."""
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    return sgd.fit(*problem, learning_rate=1e-7, steps=10_002)


@pytest.fixture
def short_searches(monkeypatch):
    """Where the cures do not matter: no long search for the rate at which Adam is best."""
    for name in ("ADAM_STEPS", "ADAM_STAY"):
        monkeypatch.setattr(f"sgd_tutorial.questions._why_is_c_wrong.{name}", 10)
