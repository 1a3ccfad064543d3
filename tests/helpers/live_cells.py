"""The live cells and exercises of the pages, as programs to run."""

import jupytext

from pipeline.notebooks import code_of, is_fresh, is_live, tags_of
from tests.helpers.project import NOTEBOOKS, ROOT


def exercises(page):
    """For each: the cells before it, the reader's cell, its checks and its solution."""
    cells = _code_cells(page)
    for row in _rows(page):
        for number, index in enumerate(row):
            if "exercise" in tags_of(cells[index]):
                start, checks, solution = cells[index : index + 3]
                assert tags_of(checks) == {"check"}
                assert tags_of(solution) == {"solution"}
                before = [cells[earlier].source for earlier in row[:number]]
                yield before, start.source, checks.source, solution.source


def chains(page):
    """Lists of cells, each of which runs after those before it in its list."""
    cells = _code_cells(page)
    return [[code_of(cells[index]) for index in row] for row in _rows(page)]


def programs():
    """By (page, kind, number): chains, and exercises at their start and solved."""
    found = {}
    for page in PAGES:
        for number, chain in enumerate(chains(page)):
            found[page, "chain", number] = unchecked(chain)
    for page in WITH_EXERCISES:
        for number, (before, start, checks, solution) in enumerate(exercises(page)):
            first = unchecked(before)
            found[page, "start", number] = [*first, {"code": start, "checks": checks}]
            first = unchecked([*before, start])
            found[page, "solved", number] = [*first, {"code": solution, "checks": checks}]
    return found


def unchecked(codes):
    """Cells without checks."""
    return [{"code": code, "checks": ""} for code in codes]


def _rows(page):
    """The places of live cells, in lists; a cell that starts afresh starts a list.

    The rule is that of docs/assets/cells/cells.js.
    """
    rows = []
    for index, cell in enumerate(_code_cells(page)):
        if is_live(cell):
            if is_fresh(cell) or not rows:
                rows.append([])
            rows[-1].append(index)
    return rows


def _code_cells(page):
    return [cell for cell in jupytext.read(ROOT / page).cells if cell.cell_type == "code"]


PAGES = [page for page in NOTEBOOKS if chains(page)]
WITH_EXERCISES = [page for page in NOTEBOOKS if any(exercises(page))]
