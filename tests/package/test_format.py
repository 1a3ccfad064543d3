"""Format: numbers, lists, names and wrapped text."""

import math

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._format import letters, name_of, names_of, number, wrapped


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


def test_functions_have_their_names():
    class Wave:
        def __call__(self, x, params):
            return params[0] * x

    assert name_of(sgd.cubic) == "cubic"
    assert name_of(sgd.polynomial(4)) == "polynomial(4)"
    assert name_of(Wave()) == "Wave"
    assert name_of(lambda x, params: x) == "your function"


@pytest.mark.parametrize(
    ("approximation", "names"),
    [
        (sgd.linear, "ab"),
        (sgd.cubic, "abcd"),
        (sgd.polynomial(4), "abcde"),
        (sgd.sine, "aw"),
    ],
)
def test_the_packages_parameters_are_letters(approximation, names):
    assert names_of(approximation, len(names)) == tuple(names)


def test_other_parameters_are_places():
    def line(x, params):
        return params[0] * x + params[1]

    assert names_of(line, 2) == ("params[0]", "params[1]")
    assert letters(26)[-1] == "z"
    assert names_of(sgd.polynomial(30), 31)[-1] == "params[30]"


def test_paragraphs_are_wrapped_at_spaces_alone():
    text = wrapped("fit_rescaled-1e-07 " * 10, indent="  ")
    assert all(set(line.split()) == {"fit_rescaled-1e-07"} for line in text.splitlines())
    assert all(line.startswith("  ") and len(line) <= 72 for line in text.splitlines())
