"""Words: numbers, lists and names, and a reader that compares each number of a sentence."""

import math
import re

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._format import listed, name_of, named, names_of, number, steps

NUMBER = r"(-?\d{1,3}(?:,\d{3})+|-?\d+(?:\.\d+)?(?:e[+-]\d+)?|-?infinity)"


def sentences_of(answer, count):
    """The sentences of an answer: as many as expected, no timings, no number that is none."""
    text = str(answer)
    sentences = re.split(r"(?<=\.) (?=[A-Z0-9])", text)
    assert len(sentences) == count, sentences
    assert 3 <= len(sentences) <= 9
    assert not re.search(r"second|minute|\bms\b|nan\b|not a number|\binf\b|  ", text), text
    assert all(sentence.endswith(".") for sentence in sentences)
    return sentences


def says(sentence, template, *values, digits=4):
    """Whether a sentence is the template with every # a number, equal to its value as printed.

    A number in the sentence that the template does not name is a mismatch.
    """
    pattern = re.escape(template).replace(r"\#", NUMBER)
    found = re.fullmatch(pattern, sentence)
    assert found, f"{sentence!r}\nis not\n{template!r}"
    assert len(found.groups()) == len(values), (found.groups(), values)
    for text, value in zip(found.groups(), values, strict=True):
        assert agrees(text, float(value), digits), f"{text} is not {value}: {sentence}"


def agrees(text, value, digits=4):
    """Whether a printed number is the value, rounded to these digits or to whole numbers."""
    printed = float(text.replace(",", ""))
    if math.isinf(value) or value == 0:
        return printed == value
    place = math.floor(math.log10(abs(value))) - digits + 1
    return abs(printed - value) <= 0.5001 * 10.0 ** min(place, 0 if "," in text else place)


def commas(items):
    """Items joined as in "a, b and c"."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


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
    assert agrees(number(value), value)
    assert agrees(number(-value), -value)
    assert not agrees(number(value), value * 1.01)


def test_the_reader_of_sentences_notices_a_wrong_number_and_one_too_many():
    says("After 1,568,086 steps c = 2.908.", "After # steps c = #.", 1568086, 2.90789)
    with pytest.raises(AssertionError, match=r"2\.908 is not 2\.91"):
        says("After 5 steps c = 2.908.", "After # steps c = #.", 5, 2.91)
    with pytest.raises(AssertionError, match="is not"):
        says("After 5 steps c = 2.908.", "After # steps.", 5)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 steps"), (1, "1 step"), (1234.0, "1,234 steps"), (math.inf, "never")]
)
def test_steps_know_their_plural(count, text):
    assert steps(count) == text


def test_lists_have_commas_and_one_and():
    assert listed(["a"]) == "a"
    assert listed("ab") == "a and b"
    assert listed(iter("abcd")) == "a, b, c and d" == commas("abcd")
    assert named(["u", "v"], torch.tensor([1.0, -0.5])) == "u = 1 and v = -0.5"
    with pytest.raises(ValueError, match="longer"):
        named("ab", [1.0, 2.0, 3.0])


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
    assert names_of(sgd.polynomial(30), 31)[-1] == "params[30]"
