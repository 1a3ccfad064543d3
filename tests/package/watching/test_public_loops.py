"""What `watch` says of faults that were told in public, and of programs of public tutorials.

public_loops.csv: 45 faults in issues of training code and in a forum, each a loop of public_loops.py.
`kind` is what the fault should be called, `first` what it was called at first sight, before anything
was mended for it, `now` what it is called since. public_tutorials.csv: 39 programs of courses that
train, and two that only take derivatives, as they are but with at most 400 turns of a loop; `fault`
is what is wrong with them, where something is.
"""

import csv
from pathlib import Path

import pytest

from . import public_loops
from .test_loops import watched


def rows(name):
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


LOOPS, TUTORIALS = rows("public_loops"), rows("public_tutorials")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", LOOPS, ids=lambda row: row["loop"])
def test_a_public_fault_is_called_as_the_list_says(row):
    loop = getattr(public_loops, row["loop"])
    seen, _ = watched(lambda _: loop(), 1)
    assert seen.kinds[0] == row["now"]


def test_most_faults_are_named():
    at_first, now = (sum(row["kind"] == row[when] for row in LOOPS) for when in ("first", "now"))
    assert (len(LOOPS), at_first, now) == (45, 26, 40)


def test_what_is_not_named_is_not_named_wrongly():
    assert {row["now"] for row in LOOPS if row["kind"] != row["now"]} == {"fine"}


def test_of_tutorials_only_those_with_a_fault_are_spoken_to():
    assert len(TUTORIALS) == 41
    assert all((row["now"] == "fine") == (row["fault"] == "") for row in TUTORIALS)


def test_each_address_is_listed_once():
    addresses = [row["address"] for row in (*LOOPS, *TUTORIALS)]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith("https://") for address in addresses)
