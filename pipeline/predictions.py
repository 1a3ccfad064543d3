r"""Predictions: a question that the reader answers by a click, and where the page answers it.

In a notebook both are admonitions, which read well wherever notebooks are read:

    !!! question "Predict"
        Which of the three is right last?

        - $\a$
        - $\b$

    !!! success "Answer: $\b$"
        It counts least in the loss.

        - $\a$: It is right within a hundred steps.

The question has two to four choices, or a blank for a number: `Your guess: ___ steps`. The answer
is one of the choices, or a number with the same unit; each choice that is wrong has its own reason.
Here they become HTML for docs/assets/predict.js; without scripts they are a list and a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from nbformat import NotebookNode

from .notebooks import NotebookError, where

BLOCK = re.compile(
    r'^!!! (?:question "(?P<predict>Predict)"|success "Answer: (?P<answer>.+)")[ ]*\n'
    r"(?P<body>(?:    .*\n?|[ ]*\n(?=[ ]*\n*    ))*)",
    re.M,
)
ITEM = re.compile(r"^- (.+)\n?", re.M)
BLANK = re.compile(r"^(?P<before>.*)___(?P<unit>.*)$", re.M)
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")

QUESTION = """
<div class="admonition question predict" id="predict-{number}" markdown="1">
<p class="admonition-title">Predict</p>
<fieldset markdown="1">
<legend markdown="span">{text}</legend>

{choices}

</fieldset>
<output class="predict-status"></output>
</div>
"""
GUESS = '<p class="predict-guess" markdown="span">{before}<span class="blank">___</span>{unit}</p>'
ANSWER = """
<div class="admonition success answer" id="answer-{number}" {right} markdown="1">
<p class="admonition-title" markdown="span">Answer: {answer}</p>

{text}

<p class="said"></p>
{reasons}
</div>
"""
REASONS = '<ul class="reasons" markdown="1">\n{items}\n</ul>'
REASON = (
    '<li data-choice="{index}" markdown="span"><span class="choice">{choice}:</span> {reason}</li>'
)


@dataclass(frozen=True)
class Question:
    """What the reader is asked, and its choices or, for a number, the blank to fill in."""

    text: str
    choices: list[str]
    blank: re.Match[str] | None


class BlockError(Exception):
    """What is wrong with a block."""


def set_predictions(notebook: NotebookNode, name: str) -> None:
    """Put HTML in the place of a page's questions and answers; `name` is what errors call it.

    Raises:
        NotebookError: if a question has no answer, or an answer does not fit its question.
    """
    page = _Page()
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            try:
                cell.source = BLOCK.sub(page.html_of, cell.source)
            except BlockError as fault:
                raise NotebookError(f"{where(notebook, index, name)}: {fault}") from None
    if page.asked:
        raise NotebookError(f'{name}: "{page.asked.text}" has no !!! success "Answer: ..."')


class _Page:
    """The blocks of a page, in order: each answer is to the question before it."""

    def __init__(self) -> None:
        self.asked: Question | None = None
        self.number = 0

    def html_of(self, block: re.Match[str]) -> str:
        body = re.sub("^    ", "", block["body"], flags=re.M).strip()
        return self._question(body) if block["predict"] else self._answer(block["answer"], body)

    def _question(self, body: str) -> str:
        if self.asked:
            raise BlockError("the question before has no answer yet")
        self.asked, self.number = _question_of(body), self.number + 1
        blank = self.asked.blank
        choices = "\n".join(f"- {choice}" for choice in self.asked.choices)
        guess = GUESS.format(before=blank["before"], unit=blank["unit"]) if blank else choices
        return QUESTION.format(number=self.number, text=self.asked.text, choices=guess)

    def _answer(self, answer: str, body: str) -> str:
        if not self.asked:
            raise BlockError("an answer comes after its question")
        question, self.asked = self.asked, None
        right = _number_in(answer, question) if question.blank else _index_of(answer, question)
        reasons = "\n".join(_reasons(body, answer, question))
        return ANSWER.format(
            number=self.number,
            right=right,
            answer=answer,
            text=ITEM.sub("", body).strip(),
            reasons=REASONS.format(items=reasons) if reasons else "",
        )


def _question_of(body: str) -> Question:
    choices, blank = ITEM.findall(body), BLANK.search(body)
    if blank and choices:
        raise BlockError("a question has choices or a blank, not both")
    if not blank and not 2 <= len(set(choices)) == len(choices) <= 4:
        raise BlockError("a question has two to four different choices, each in a line `- ...`")
    text = BLANK.sub("", ITEM.sub("", body)).strip()
    if not text or "\n\n" in text:
        raise BlockError("a question is one paragraph, before its choices")
    return Question(text.replace("\n", " "), choices, blank)


def _index_of(answer: str, question: Question) -> str:
    if answer not in question.choices:
        raise BlockError(f'"{answer}" is none of the choices {question.choices}')
    return f'data-right="{question.choices.index(answer)}"'


def _number_in(answer: str, question: Question) -> str:
    number = NUMBER.match(answer)
    unit = question.blank["unit"] if question.blank else ""
    if not number or answer != f"{number[0]}{unit}":
        raise BlockError(f'"{answer}" is no number with the unit "{unit.strip()}" of the blank')
    return f'data-number="{number[0].replace(",", "")}" data-unit="{escape(unit)}"'


def _reasons(body: str, answer: str, question: Question) -> Iterator[str]:
    """For each choice that is wrong, why it is."""
    given = dict(item.partition(": ")[::2] for item in ITEM.findall(body))
    wrong = [choice for choice in question.choices if choice != answer]
    if list(given) != wrong:
        raise BlockError(f"the reasons are for {list(given)}, the wrong choices are {wrong}")
    for choice, reason in given.items():
        index = question.choices.index(choice)
        yield REASON.format(index=index, choice=choice, reason=reason)
