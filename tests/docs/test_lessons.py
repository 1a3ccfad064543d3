"""The lessons: what every page has, what none of them says, and that its numbers are computed."""

import ast
import re
import sys
from textwrap import dedent

import jupytext
import pytest

from pipeline import stdlib
from pipeline.predictions import BLANK, BLOCK, ITEM
from tests.helpers.project import NOTEBOOKS, ROOT

PAGES = [*NOTEBOOKS, "docs/glossary.md", "docs/snippets/index.md"]
# Not the collection of slips, whose loops are all exercises, and not what was measured.
LESSONS = [
    page
    for page in NOTEBOOKS
    if page.parent.name in {"recipe", "questions", "further"}
    and page.stem not in {"slips", "measurements"}
]
QUESTIONS = [
    page for page in LESSONS if page.parent.name == "questions" and page.stem != "curvature"
]
BANNED = r"\b(simply|just|obvious|obviously|easy|easily|trivial|of course|clearly)\b"
# British spellings; the pages are American.
BRITISH = r"\b\w*(colour|behaviour|neighbour|centre|initialis|standardis|normalis|minimis|optimis|analys(e|ing)\b)\w*"
MOST_WORDS = 1_200
# Roots of what the page's Python can import.
HAS = {"torch", "plotly", "sgd_tutorial"} | {name.partition(".")[0] for name in stdlib.ROOTS}

ALL = pytest.mark.parametrize("page", PAGES, ids=str)
EACH = pytest.mark.parametrize("page", LESSONS, ids=str)
WITH_EXERCISES = [page for page in LESSONS if page.parent.name in {"recipe", "questions"}]
EACH_QUESTION = pytest.mark.parametrize("page", QUESTIONS, ids=str)


def cells(page):
    return jupytext.read(ROOT / page).cells


def raw(page):
    """Prose and captions as they are written, solutions apart."""
    texts = []
    for cell in cells(page):
        if "solution" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            texts.append(cell.source)
        texts.append(cell.metadata.get("caption", ""))
    return "\n\n".join(texts)


def prose(text):
    """Without expressions, code, formulas and the addresses of links."""
    for pattern in (
        r"\{\{.*?\}\}",
        r"Python \d+\.\d+",
        r"^```.*?^```",
        r"`[^`]*`",
        r"\$\$.*?\$\$",
        r"\$[^$]*\$",
        r"\]\([^)]*\)",
    ):
        text = re.sub(pattern, " ", text, flags=re.S | re.M)
    return text


def tagged(page, tag):
    """The cells that have a tag."""
    return [cell for cell in cells(page) if tag in cell.metadata.get("tags", [])]


def typed_numbers(text):
    """Two decimals or more, or thousands apart: what looks like a result."""
    return re.findall(r"\d+\.\d{2,}|\d{1,3}(?:,\d{3})+", prose(text))


@ALL
def test_no_result_is_typed(page):
    if str(page).endswith(".md"):
        assert typed_numbers((ROOT / page).read_text()) == []
        return
    everything = [c.source for c in cells(page) if c.cell_type == "markdown"]
    everything += [c.metadata.get("caption", "") for c in cells(page)]
    assert typed_numbers("\n\n".join(everything)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It ends at 153.93.", ["153.93"]),
        ("After 10,002 steps.", ["10,002"]),
        ("It ends at {{ 153.93 }} with `0.01` and $0.25$, [see](x-1.25.html).", []),
        ("Python 3.11, half of it: 0.5, 20000.", []),
        ("```python\n0.12345\n```\n\nNothing.", []),
    ],
)
def test_typed_numbers_are_found(text, found):
    assert typed_numbers(text) == found


@ALL
def test_words_that_a_learner_should_not_read(page):
    text = (ROOT / page).read_text() if str(page).endswith(".md") else raw(page)
    assert re.findall(BANNED, prose(text), re.I) == []
    assert [found[0] for found in re.finditer(BRITISH, prose(text), re.I)] == []


def without_reasons(text):
    """A reader is shown the reason for one choice at most."""
    return BLOCK.sub(
        lambda block: block[0] if block["predict"] else block[0].partition("    - ")[0], text
    )


@EACH
def test_a_page_is_not_too_long(page):
    assert 250 < len(prose(without_reasons(raw(page))).split()) <= MOST_WORDS


@EACH
def test_the_road_is_marked(page):
    text = raw(page)
    assert "**You need**" in text
    assert "**You will be able to**" in text
    assert cells(page)[0].metadata["description"]


@EACH
def test_the_reader_predicts_before_seeing(page):
    """The first prompt comes before the first figure that is an answer."""
    order = [
        "predict" if '!!! question "Predict"' in cell.source else "figure"
        for cell in cells(page)
        if '!!! question "Predict"' in cell.source or cell.metadata.get("figure")
    ]
    assert order[0] == "predict"
    assert "figure" in order


@EACH
def test_a_prediction_has_choices_or_a_blank_and_is_met_again(page):
    """With a reason for each wrong choice; the build checks what the answer's expression gives."""
    question, answer = BLOCK.finditer(raw(page))
    assert question["predict"]
    choices, reasons = (ITEM.findall(dedent(block["body"])) for block in (question, answer))
    if BLANK.search(question["body"]):
        assert choices == reasons == []
        return
    assert 2 <= len(choices) <= 4
    wrong = [each for each in choices if any(why.startswith(f"{each}: ") for why in reasons)]
    assert len(wrong) == len(reasons) == len(choices) - 1
    if "{{" not in answer["answer"]:
        assert {answer["answer"]} == set(choices) - set(wrong)


def test_the_bugs_that_stop_the_loop_are_as_many_as_its_page_says():
    text = raw(next(page for page in LESSONS if page.stem == "bugs"))
    parts = r"^## (?:The loop and|Tensors and) .*?(?=^## )"
    [silent, loud] = re.findall(parts, text, re.M | re.S)
    counts = [len(re.findall("^### ", part, re.M)) for part in (silent, loud)]
    assert f'"Answer: {counts[1]} bugs"' in text
    assert counts == [7, 4]


@EACH
def test_exercises_have_solutions_that_are_checked(page):
    text = raw(page)
    [exercises] = re.findall(r'!!! example "Try it"\n(.*?)(?=\n\S|\Z)', text, re.S)
    assert 2 <= len(re.findall(r"^    \d\. ", exercises, re.M)) <= 3
    solutions = [c for c in cells(page) if "solution" in c.metadata.get("tags", [])]
    code = "\n".join(c.source for c in solutions if c.cell_type == "code")
    assert code.count("assert ") >= 1


@EACH
def test_limits_and_rule_are_stated(page):
    if page.parent.name != "recipe":
        text = raw(page)
        assert "**Rule.**" in text
        assert "**Limits.**" in text


@pytest.mark.parametrize("page", WITH_EXERCISES, ids=str)
def test_the_recipe_and_the_questions_have_cells_to_run_and_an_exercise(page):
    assert tagged(page, "live")
    [exercise] = tagged(page, "exercise")
    [exercises] = re.findall(r'!!! example "Try it"\n(.*)', raw(page), re.S)
    assert exercises.count("*Check*") == 1
    solution = next(cell for cell in tagged(page, "solution") if cell.cell_type == "code")
    begun, solved = (
        {
            node.name
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.FunctionDef)
        }
        for cell in (exercise, solution)
    )
    assert solved <= begun


@EACH
def test_live_cells_import_what_the_page_has(page):
    for cell in tagged(page, "live") + tagged(page, "exercise") + tagged(page, "check"):
        for node in ast.walk(ast.parse(cell.source)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                root = name.partition(".")[0]
                assert root in HAS
                assert name != "sgd_tutorial.figures"


@EACH_QUESTION
def test_a_question_has_its_figure_to_move_and_its_cure(page):
    code = "\n".join(cell.source for cell in cells(page) if cell.metadata.get("figure"))
    assert "figures.compare(" in code
    assert "predicted" in code
    [name] = re.findall(r'--8<-- "(\w+)\.py"', raw(page))
    assert (ROOT / "docs" / "snippets" / f"{name}.py").exists()
    assert f'--8<-- "{name}.txt"' in raw(page)


def test_the_page_of_snippets_has_each_with_its_output_and_its_file_or_links_to_its_lesson():
    page = (ROOT / "docs" / "snippets" / "index.md").read_text()
    table = re.findall(r"^\| [^|]+ \| \[[^]]+\]\(#([\w-]+)\) \|$", page, re.M)
    entries = re.findall(
        r"^### .+ \{ #([\w-]+) \}\n\n(.+)\n\n\*\*Use it\*\* .+ \[Download (\w+\.py)\]\((\w+\.py)\).*\n"
        r"((?:\n```(?:.+\n)+?```\n)*)",
        page,
        re.M,
    )
    names = [path.stem for path in (ROOT / "docs" / "snippets").glob("*.py")]
    assert [row[0] for row in entries] == table
    assert sorted(row[0].replace("-", "_") for row in entries) == sorted(names)
    for anchor, says, *files, blocks in entries:
        name = anchor.replace("-", "_")
        assert files == [f"{name}.py"] * 2
        if not blocks:
            [lesson] = re.findall(r"See it .*\]\(\.\./(.+\.py)#", says)
            page, start = (ROOT / "docs" / lesson).read_text(), "# "
        else:
            page, start = blocks, ""
        assert re.search(rf'^{start}```.*\n{start}--8<-- "{name}\.py"\n{start}```$', page, re.M)
        assert f'{start}--8<-- "{name}.txt"\n' in page


def test_the_page_of_snippets_says_what_runs():
    page = (ROOT / "docs" / "snippets" / "index.md").read_text()
    intro, _, rest = page.partition("\n| You want to")
    assert "(../further/backward.py#the-torch-that-runs-these-cells)" in intro
    assert "{ .python .live .fresh }" in rest


def test_the_page_of_snippets_names_the_versions_they_are_tested_with():
    page = (ROOT / "docs" / "snippets" / "index.md").read_text()
    [oldest] = re.findall(r'"torch>=([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    [pinned] = re.findall(r"^torch==([\d.]+)", (ROOT / "constraints.txt").read_text(), re.M)
    assert re.findall(r"torch==([\d.]+)", page) == [f"{oldest}.0", pinned]


def test_snippets_are_short_and_need_torch_alone():
    """Beside the standard library; a page says what the others need."""
    others = {
        "fit.py": {"sgd_tutorial"},
        "plot.py": {"plotly", "torch"},
        "watch.py": {"sgd_tutorial", "torch"},
    }
    for path in (ROOT / "docs" / "snippets").glob("*.py"):
        text = path.read_text()
        assert len(text.splitlines()) <= 40
        imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.M))
        assert imported - sys.stdlib_module_names == others.get(path.name, {"torch"})


@EACH
def test_no_prose_stands_in_a_cell_of_code(page):
    for cell in cells(page):
        assert cell.cell_type == "markdown" or not re.search(r"^# #+ ", cell.source, re.M)
