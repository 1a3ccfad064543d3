"""The text of answers and diagnoses: findings, and numbers and lists in their sentences."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from torch import Tensor

from ._stability import rounded_down

WIDTH = 72


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that an answer or a diagnosis says.

    Attributes:
        kind: what it is about, to look it up by.
        text: a few sentences, in one line.
        numbers: every number in the text, and a few more, by name.
        cures: the parts of the text that tell a caller of Python what to change.
        sureness: "sure", or what `watch` says with less: "likely" or "guess".
        line: the number of the line that it is about, where `watch` has one.

    >>> print(Finding("noise", "What is left looks like noise.", {}))
    What is left looks like noise.
    """

    kind: str
    text: str
    numbers: dict[str, float]
    cures: tuple[str, ...] = ()
    sureness: str = "sure"
    line: int | None = None

    @property
    def text_without_cures(self) -> str:
        """The text for readers who have other means."""
        text = self.text
        for cure in self.cures:
            text = text.replace(cure, "")
        return " ".join(text.split())

    def __str__(self) -> str:
        return wrapped(self.text)


class Answer:
    """What has findings: printed, it is their text.

    Attributes:
        findings: the most important first.
    """

    if TYPE_CHECKING:  # a field of a diagnosis, a property of the six answers

        @property
        def findings(self) -> tuple[Finding, ...]: ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each finding."""
        return tuple(finding.kind for finding in self.findings)

    def finding(self, kind: str) -> Finding:
        """The finding of a kind.

        Args:
            kind: one of `kinds`.

        Returns:
            The finding, with its text and numbers.

        Raises:
            KeyError: if there is none.
        """
        for finding in self.findings:
            if finding.kind == kind:
                return finding
        raise KeyError(f"no finding {kind!r}; there are {', '.join(self.kinds)}")

    def __repr__(self) -> str:
        return "\n\n".join(map(str, self.findings))


class QuestionAnswer(Answer):
    """An answer that writes its own findings."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        raise NotImplementedError


class Writer:
    """Writes numbers into texts and keeps them, so that a finding has every number in its text.

    >>> write = Writer()
    >>> text = f"{write('error', 0.12345)} off after {write.steps('steps', 1)}."
    >>> finding = write.finding("off", f"{text} {write.cure('Use float64.')}")
    >>> finding.text, finding.text_without_cures
    ('0.1235 off after 1 step. Use float64.', '0.1235 off after 1 step.')
    >>> finding.numbers
    {'error': 0.12345, 'steps': 1.0}
    """

    def __init__(self) -> None:
        self.numbers: dict[str, float] = {}
        self.cures: list[str] = []

    def __call__(self, name: str, value: float | Tensor) -> str:
        """The number as text."""
        self.numbers[name] = float(value)
        return number(value)

    def limit(self, name: str, rate: float | Tensor) -> str:
        """A largest stable rate as text, kept as it is printed."""
        self.numbers[name] = rounded_down(float(rate))
        return limit(rate)

    def steps(self, name: str, count: float | Tensor) -> str:
        """A number of steps as text."""
        self.numbers[name] = float(count)
        return steps(count)

    def finding(self, kind: str, text: str) -> Finding:
        """A finding of this text, with the numbers and cures written since the last finding."""
        numbers, self.numbers = self.numbers, {}
        cures, self.cures = tuple(self.cures), []
        return Finding(kind, text, numbers, cures)

    def cure(self, text: str) -> str:
        """A part of the text that tells a caller of Python what to change."""
        if text:
            self.cures.append(text)
        return text

    def params(self, which: str, names: Iterable[str], values: Tensor) -> str:
        """Parameters with their values, `a = 5 and b = 0.5`, kept as `which a` and `which b`."""
        pairs = zip(names, values, strict=True)
        return listed(f"{name} = {self(f'{which} {name}', value)}" for name, value in pairs)

    def steepness(self, name: str, value: float) -> str:
        """How many times a bowl is as steep in one direction as in another."""
        return (
            f"{self(name, value)} times as steep along its steepest direction as along its flattest"
        )


# In sentences.


def number(value: float | Tensor) -> str:
    """Four digits that count; thousands apart.

    >>> number(2.90789), number(16043300.0), number(2.0487e-05), number(5.0), number(-0.0)
    ('2.908', '16,043,300', '2.049e-05', '5', '0')
    """
    value = float(value)
    if not math.isfinite(value):
        return "infinity" if value > 0 else "-infinity" if value < 0 else "not a number"
    if 999.95 <= abs(value) < 1e16:
        return f"{value:,.0f}"
    return f"{value + 0.0:.4g}"


def limit(rate: float | Tensor) -> str:
    """A largest stable rate: five digits that count, rounded down.

    >>> limit(6.91872e-07), limit(2.83667e-05), limit(float("inf"))
    ('6.9187e-07', '2.8366e-05', 'infinity')
    """
    down = rounded_down(float(rate))
    return f"{down:g}" if math.isfinite(down) else number(down)


def steps(count: float | Tensor) -> str:
    """A number of steps.

    >>> steps(1568086.0), steps(1), steps(float("inf"))
    ('1,568,086 steps', '1 step', 'never')
    """
    count = float(count)
    if math.isinf(count):
        return "never"
    return f"{number(count)} step{'' if count == 1 else 's'}"


def dtype_name(values: Tensor) -> str:
    """The dtype without its module.

    >>> import torch
    >>> dtype_name(torch.tensor(1.0))
    'float32'
    """
    return str(values.dtype).removeprefix("torch.")


def listed(items: Iterable[str], last: str = "and") -> str:
    """Items with commas, and a word before the last.

    >>> listed(["a"]), listed(["a", "b"]), listed("abc", last="or")
    ('a', 'a and b', 'a, b or c')
    """
    items = list(items)
    return f" {last} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


def agree(names: Sized, one: str, many: str) -> str:
    """The verb for one name, or for many."""
    return one if len(names) == 1 else many


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines that fit a terminal and a page; numbers such as 1e-07 stay whole.

    >>> print(wrapped("word " * 15, indent="  "))
      word word word word word word word word word word word word word word
      word
    """
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
