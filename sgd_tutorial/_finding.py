"""One thing that an answer or a diagnosis says, and what all answers have in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from torch import Tensor

from ._format import listed, number, steps, wrapped


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that an answer or a diagnosis says.

    Attributes:
        kind: what it is about, to look it up by.
        text: a few sentences, in one line.
        numbers: every number in the text, and a few more, by name.

    >>> print(Finding("noise", "What is left looks like noise.", {}))
    What is left looks like noise.
    """

    kind: str
    text: str
    numbers: dict[str, float]

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
    >>> write.finding("off", f"{write('error', 0.12345)} off after {write.steps('steps', 1)}.")
    Finding(kind='off', text='0.1235 off after 1 step.', numbers={'error': 0.12345, 'steps': 1.0})
    """

    def __init__(self) -> None:
        self.numbers: dict[str, float] = {}

    def __call__(self, name: str, value: float | Tensor) -> str:
        """The number as text."""
        self.numbers[name] = float(value)
        return number(value)

    def steps(self, name: str, count: float | Tensor) -> str:
        """A number of steps as text."""
        self.numbers[name] = float(count)
        return steps(count)

    def finding(self, kind: str, text: str) -> Finding:
        """A finding of this text, with the numbers written since the last finding."""
        numbers, self.numbers = self.numbers, {}
        return Finding(kind, text, numbers)

    def params(self, which: str, names: Iterable[str], values: Tensor) -> str:
        """Parameters with their values, `a = 5 and b = 0.5`, kept as `which a` and `which b`."""
        pairs = zip(names, values, strict=True)
        return listed(f"{name} = {self(f'{which} {name}', value)}" for name, value in pairs)
