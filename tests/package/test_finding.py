"""Findings: every answer and diagnosis has a text whose numbers can be looked up."""

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._finding import Finding, Writer
from tests.helpers.findings import assert_findings, assert_text
from tests.helpers.problems import CUBIC, LOGARITHM, WAVE
from tests.helpers.questions import ASKED, answer

ASKED_PAIRS = [(question, problem) for question, asked in ASKED.items() for problem in asked]


@pytest.mark.parametrize(("question", "problem"), ASKED_PAIRS)
def test_every_number_in_an_answer_can_be_looked_up(question, problem):
    found = answer(question, problem)
    assert 3 <= len(found.findings) <= 7
    assert_findings(found)


@pytest.mark.parametrize("problem", [LOGARITHM, WAVE, CUBIC], ids=["logarithm", "wave", "cubic"])
@pytest.mark.parametrize("rate", [1e-9, 1e-3, 1.0])
def test_every_number_in_a_diagnosis_can_be_looked_up(problem, rate):
    assert_findings(sgd.diagnose(*problem, learning_rate=rate, steps=200))


@pytest.mark.parametrize(
    ("question", "kind", "name", "value"),
    [
        ("why_is_c_wrong", "steepness", "steepness", 79_398),  # by numpy's eigenvalues
        ("why_is_c_wrong", "unfinished", "needed", 1_568_086),  # by brute force
        ("why_is_c_wrong", "unfinished", "left", 1_568_086 - 10_002),
        ("why_is_c_wrong", "predicted cures", "best rate", 226_852),
        (
            "wrong_approximations",
            "floors",
            "floor of linear",
            16_043_300,
        ),  # by numpy's least squares
        ("wrong_approximations", "noise", "noise", 100),
        ("learning_rates", "bound", "bound", 6.9187e-7),
        ("learning_rates", "too large", "step of run 10", 11),  # by a loop
        ("initial_guesses", "direction", "along_steepest", 34),
        ("initial_guesses", "start at 0", "stuck", 9),
        ("when_to_stop", "stops", "target loss step", 16),
        ("when_to_stop", "noise", "loss of the noise setting", 41 * 100**2),
        ("mean_instead_of_sum", "scale", "mean_bound", 41 * 6.9187e-7),
        ("mean_instead_of_sum", "half the mean", "half_bound", 82 * 6.9187e-7),
    ],
)
def test_the_numbers_of_a_finding_are_those_of_the_notebook(question, kind, name, value):
    found = answer(question, "notebook").finding(kind).numbers[name]
    assert found == pytest.approx(value, rel=1e-4 if isinstance(value, float) else 1e-5)


def test_a_finding_that_is_not_there_is_named_with_those_that_are():
    found = sgd.diagnose(*WAVE, learning_rate=1e-3, steps=5)
    with pytest.raises(KeyError, match="no finding 'noise'; there are unfinished"):
        found.finding("noise")


def test_a_writer_keeps_what_it_writes():
    write = Writer()
    text = (
        f"{write('error', torch.tensor(0.25))}, {write.steps('steps', 2)}, "
        f"{write.params('best', 'ab', torch.tensor([5.0, -0.0]))}"
    )
    assert text == "0.25, 2 steps, a = 5 and b = 0"
    assert write.numbers == {"error": 0.25, "steps": 2, "best a": 5, "best b": 0}
    assert_text(Finding("kind", f"{text}.", write.numbers))


def test_a_number_that_cannot_be_looked_up_is_noticed():
    for text in ("After 1,568,086 steps.", "It is 2.908 off."):
        with pytest.raises(AssertionError, match="is not in"):
            assert_text(Finding("kind", text, {"steps": 1_568_087, "error": 2.9}))
