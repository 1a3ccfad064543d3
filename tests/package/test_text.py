"""Text: the numbers of every answer and diagnosis can be looked up; how numbers are written."""

import math

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._text import Finding, Writer, limit, number, wrapped
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
        ("why_is_c_wrong", "unfinished", "needed", 1_266_334),  # by brute force
        ("why_is_c_wrong", "unfinished", "left", 1_266_334 - 10_002),
        ("why_is_c_wrong", "predicted cures", "one rate", 183_238),
        (
            "wrong_approximations",
            "floors",
            "floor of linear",
            16_043_300,
        ),  # by numpy's least squares
        ("wrong_approximations", "noise", "noise", 100),
        ("learning_rates", "bound", "bound", 6.9187e-7),
        ("learning_rates", "too large", "step of run 10", 11),  # by a loop
        ("initial_guesses", "direction", "along_steepest", 30),
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


def test_a_limit_is_written_rounded_down():
    write = Writer()
    text = f"{write.limit('sum', 6.91872e-7)}, {write.limit('mean', 2.83667e-5)}"
    assert text == "6.9187e-07, 2.8366e-05"
    assert write.numbers == {"sum": 6.9187e-7, "mean": 2.8366e-5}
    assert limit(math.inf) == "infinity"


def test_a_number_that_cannot_be_looked_up_is_noticed():
    for text in ("After 1,568,086 steps.", "It is 2.908 off."):
        with pytest.raises(AssertionError, match="is not in"):
            assert_text(Finding("kind", text, {"steps": 1_568_087, "error": 2.9}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (5, "5"),
        (-2.90789, "-2.908"),
        (999.94, "999.9"),
        (999.96, "1,000"),
        (16043300.0, "16,043,300"),
        (-1234.5, "-1,234"),
        (1e12, "1,000,000,000,000"),
        (1e16, "1e+16"),
        (2.0487e-5, "2.049e-05"),
        (math.inf, "infinity"),
        (-math.inf, "-infinity"),
        (math.nan, "not a number"),
        (torch.tensor(1.5), "1.5"),
    ],
)
def test_numbers_have_four_digits_that_count(value, text):
    assert number(value) == text


@pytest.mark.parametrize("value", [1.0, 0.3, 123.456, 1e-9, 7.77e7, 999.9499, 12345.678, 9.9996])
def test_a_printed_number_reads_as_its_value(value):
    text = number(value).replace(",", "")
    assert float(text) == pytest.approx(
        value, rel=0, abs=max(0.5, 0.5001e-3 * value) if value > 999.9 else 0.5001e-3 * value
    )
    assert number(-value) == f"-{number(value)}"


def test_paragraphs_are_wrapped_at_spaces_alone():
    text = wrapped("fit_rescaled-1e-07 " * 10, indent="  ")
    assert all(set(line.split()) == {"fit_rescaled-1e-07"} for line in text.splitlines())
    assert all(line.startswith("  ") and len(line) <= 72 for line in text.splitlines())
