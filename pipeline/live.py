"""Live cells: those that the reader runs in the page; exercises among them, with their checks."""

import ast

from nbformat import NotebookNode

LIVE = {"live", "exercise"}
TAGS = LIVE | {"check"}
# A live cell stands open; what it prints may be folded until the reader has run it.
CLOSED = {"solution", "hide-input", "hide-cell", "remove-input", "remove-cell"}

# What a notebook outside the site does after the checks are defined; the site has a button.
REPORT = """

# Which cases pass? Run this cell again after each change of yours.
for check in [{names}]:
    case = check.__doc__.strip().splitlines()[0]
    try:
        check()
    except Exception as hint:
        print("fails: ", case, hint)
    else:
        print("passes:", case)
"""


def tags_of(cell: NotebookNode) -> set[str]:
    """The cell's tags."""
    return set(cell.metadata.get("tags", []))


def is_live(cell: NotebookNode) -> bool:
    """Whether the reader can run it in the page."""
    return bool(tags_of(cell) & LIVE)


def is_check(cell: NotebookNode) -> bool:
    """Whether it holds an exercise's checks."""
    return "check" in tags_of(cell)


def with_report(cell: NotebookNode) -> str:
    """The cell's program; checks also run, and print a line for each."""
    names = [check.name for check in _checks(cell.source) if _case(check)] if is_check(cell) else []
    return (
        cell.source.rstrip("\n") + REPORT.format(names=", ".join(names)) if names else cell.source
    )


def fault(cells: list[NotebookNode], place: int) -> str | None:
    """What is wrong with one cell's tags, or None."""
    cell = cells[place]
    tags = tags_of(cell)
    before = tags_of(cells[place - 1]) if place else set()
    after = tags_of(cells[place + 1]) if place + 1 < len(cells) else set()
    if cell.metadata.get("fresh") and not is_live(cell):
        return "fresh=true is for a live cell"
    if is_live(cell) and tags & CLOSED:
        return f"a live cell stands open: without {sorted(tags & CLOSED)}"
    if "exercise" in tags and "check" not in after:
        return "an exercise needs a cell with its checks right after it"
    if "check" not in tags:
        return None
    if "exercise" not in before:
        return "checks stand right after their exercise"
    if len(tags) > 1:
        return f"checks have no other tags: {sorted(tags - {'check'})}"
    return _fault_of_checks(_checks(cell.source)) or _fault_of_report(cell)


def _checks(source: str) -> list[ast.FunctionDef]:
    """The functions `check_...` of a cell; none where it is no Python, which its run tells."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [node for node in body if isinstance(node, ast.FunctionDef) and _is_named(node)]


def _is_named(node: ast.FunctionDef) -> bool:
    return node.name.startswith("check_")


def _case(check: ast.FunctionDef) -> str:
    return (ast.get_docstring(check) or "").strip()


def _fault_of_checks(checks: list[ast.FunctionDef]) -> str | None:
    if not checks:
        return "checks are functions called check_..."
    for check in checks:
        asserts = [node for node in ast.walk(check) if isinstance(node, ast.Assert)]
        if not _case(check):
            return f"{check.name} needs a docstring that tells its case"
        if check.args.args:
            return f"{check.name} takes no arguments"
        if not asserts or not all(node.msg for node in asserts):
            return f"{check.name} needs an assert, and each assert a message: the hint"
    return None


def _fault_of_report(cell: NotebookNode) -> str | None:
    printed = "".join(output.get("text", "") for output in cell.outputs)
    if "passes:" in printed and "fails:" not in printed:
        return "the exercise passes all of its checks as it stands"
    return None
