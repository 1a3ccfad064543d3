"""Predictions: a question with its choices becomes buttons, and its answer a place to meet the guess."""

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pipeline.notebooks import NotebookError
from pipeline.predictions import set_predictions

CHOICES = """\
!!! question "Predict"
    Which is *last*?
    Take your time.

    - $a$
    - b, perhaps
    - `c`
"""
CHOSEN = """\
!!! success "Answer: b, perhaps"
    It is slow.

    - $a$: It is quick: see above.
    - `c`: It is *quicker*.
"""
NUMBER = """\
!!! question "Predict"
    How many?

    Your guess: ___ steps
"""
COUNTED = """\
!!! success "Answer: 1,266,334 steps"
    It is slow.
"""
EXTENSIONS = ["admonition", "md_in_html", "pymdownx.arithmatex"]


def convert(*texts):
    """The HTML of a page that has these cells of prose, with a cell of code between."""
    cells = [cell for text in texts for cell in (new_markdown_cell(text), new_code_cell(""))]
    notebook = new_notebook(cells=cells)
    set_predictions(notebook, "page.py")
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    options = {"pymdownx.arithmatex": {"generic": True}}
    html = Markdown(extensions=EXTENSIONS, extension_configs=options).convert(prose)
    return BeautifulSoup(html, "html.parser")


def test_a_question_is_a_group_with_its_choices():
    page = convert(f"Before.\n\n{CHOICES}\nAfter.", CHOSEN)
    [question] = page.select("div.predict > fieldset")
    assert question.legend.get_text() == "Which is last? Take your time."
    choices = question.select("ul > li")
    assert [choice.get_text() for choice in choices] == ["\\(a\\)", "b, perhaps", "c"]
    assert choices[2].code
    assert [each.get_text() for each in page.select("body > p, p:not(div p)")] == [
        "Before.",
        "After.",
    ]


def test_an_answer_has_the_right_choice_and_a_reason_for_each_other():
    answer = convert(CHOICES, CHOSEN).select_one("div.answer")
    assert answer["data-right"] == "1"
    assert answer.select_one(".admonition-title").get_text() == "Answer: b, perhaps"
    reasons = {each["data-choice"]: each.get_text() for each in answer.select("li")}
    assert reasons == {"0": "\\(a\\): It is quick: see above.", "2": "c: It is quicker."}
    assert "It is slow." in answer.get_text()


def test_an_answer_that_is_a_number_has_it_and_its_unit():
    page = convert(NUMBER, COUNTED)
    assert page.select_one(".predict p.predict-guess").get_text() == "Your guess: ___ steps"
    answer = page.select_one("div.answer")
    assert (answer["data-number"], answer["data-unit"]) == ("1266334", " steps")
    assert not answer.select("ul")


def test_the_second_question_of_a_page_has_an_answer_of_its_own():
    page = convert(CHOICES, CHOSEN, NUMBER + "\nText.\n\n" + COUNTED)
    ids = [each["id"] for each in page.select(".predict, .answer")]
    assert ids == ["predict-1", "answer-1", "predict-2", "answer-2"]


def test_other_admonitions_stay():
    text = '!!! success "Done"\n    Answer: 1\n\n!!! question "Why?"\n    - no\n'
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    set_predictions(notebook, "page.py")
    assert notebook.cells[0].source == text


ONE = '!!! question "Predict"\n    Which?\n\n    - a\n'


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([CHOICES], "has no !!! success"),
        ([CHOSEN], "an answer comes after its question"),
        ([CHOICES, NUMBER], "the question before has no answer yet"),
        ([ONE], "two to four different choices"),
        ([ONE + "    - a\n"], "two to four different choices"),
        ([ONE + "    - b\n    - c\n    - d\n    - e\n"], "two to four different choices"),
        (['!!! question "Predict"\n    Which?\n'], "two to four different choices"),
        ([NUMBER + "    - a\n"], "choices or a blank, not both"),
        (['!!! question "Predict"\n    - a\n    - b\n'], "one paragraph"),
        ([CHOICES, CHOSEN.replace("perhaps", "surely")], "none of the choices"),
        (
            [CHOICES, CHOSEN.replace("    - $a$: It is quick: see above.\n", "")],
            "wrong choices are",
        ),
        ([CHOICES, CHOSEN.replace("- `c`", "- b, perhaps")], "wrong choices are"),
        ([NUMBER, COUNTED.replace("steps", "rounds")], "no number with the unit"),
        ([NUMBER, COUNTED.replace("1,266,334", "many")], "no number with the unit"),
    ],
)
def test_a_prediction_that_does_not_fit_stops_the_build(texts, message):
    with pytest.raises(NotebookError, match=message) as error:
        convert("# Title", *texts)
    assert str(error.value).startswith("page.py")
