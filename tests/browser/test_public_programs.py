"""The list of public programs, and what CONTRIBUTING says of it."""

import csv
import re
from collections import Counter

import pytest

from tests.helpers.project import ROOT

SAME = "same", "same but for rounding", "same but for dir()"


def rows(name):
    with (ROOT / f"tests/browser/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def kind(outcome):
    return "same" if outcome in SAME else outcome.split(" ")[0].rstrip(":")


def counts(column):
    return Counter(kind(row[column]) for row in rows("public_programs"))


def test_each_program_is_listed_once_with_its_address():
    listed = [row["address"] for row in rows("public_programs")]
    with_data = [row["address"] for row in rows("public_programs_with_data")]
    assert len(listed) >= 60
    assert len({*listed, *with_data}) == len(listed) + len(with_data)
    assert all(address.startswith("https://") for address in (*listed, *with_data))


@pytest.mark.parametrize("column", ["first", "now"])
def test_each_has_an_outcome_that_is_known(column):
    assert counts(column).keys() <= {"same", "lacks", "misleading", "wrong"}


def test_nothing_is_wrong_or_misleading_now():
    assert counts("now").keys() <= {"same", "lacks"}


def test_contributing_has_the_counts():
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    first, now, programs = counts("first"), counts("now"), rows("public_programs")
    sentence = (
        f"{len(programs)} public programs for beginners ran as with torch {first['same']} times at "
        f"first sight and {now['same']} times now; {now['lacks']} stop at something that is named"
    )
    assert sentence in text
    [with_data] = re.findall(r"(\d+) that need data or another package", text)
    assert int(with_data) == len(rows("public_programs_with_data"))
