"""The table that a file shows: what is written, what stays, and what misses its bound."""

import pytest

from benchmarks import table

FILE = """Before.

<!-- benchmarks -->

| what | measured | bound |
|---|---:|---:|
| first | 1 | 2 |
| old | 5 | 6 |

Some machine.

<!-- end of benchmarks -->

After.
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "PROJECT", tmp_path)
    path = tmp_path / "README.md"
    path.write_text(FILE)
    return path


def rows(path):
    return [line for line in path.read_text().splitlines() if line.startswith("| ")][1:]


BENCHMARKS = [
    ("first", lambda: 1.23456, 2, " s"),
    ("second", lambda: 40, 30, ""),
    ("a peer's", lambda: 300, None, ""),
    ("a score", lambda: 0.9, 1, table.AT_LEAST),
]


def test_all_rows_are_written_and_those_beyond_their_bounds_are_named(file):
    assert table.run(BENCHMARKS, "README.md", []) == ["second", "a score"]
    assert rows(file) == [
        "| first | 1.23 s | 2 s |",
        "| second | 40 | 30 |",
        "| a peer's | 300 | none |",
        "| a score | 0.9 | 1 of 1 |",
    ]
    text = file.read_text()
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")


def test_words_choose_rows_and_the_others_stay(file):
    assert table.run(BENCHMARKS, "README.md", ["peer"]) == []
    assert rows(file) == ["| first | 1 | 2 |", "| a peer's | 300 | none |"]
