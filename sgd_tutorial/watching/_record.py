"""What was seen of a loop: numbers, shapes and names, without tensors."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ._losses import Losses

MOST_HISTORY = 200


@dataclass(frozen=True)
class Line:
    """Where in the reader's code: a file, the number of a line, its text."""

    file: str
    number: int
    code: str = ""

    def __str__(self) -> str:
        return f"line {self.number}, `{self.code}`" if self.code else f"line {self.number}"


@dataclass
class Call:
    """A call that says something of itself: its kind, and what its arguments were.

    Calls of one kind on one line are one; `history` has their numbers, the last 200 of them.
    """

    kind: str
    name: str
    step: int
    line: Line | None
    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    count: int = 0
    last: int = 0
    history: list[dict[str, float]] = field(default_factory=list)

    def again(self, step: int, words: dict[str, str], numbers: dict[str, float]) -> None:
        """The same call at another step."""
        self.count, self.last = self.count + 1, step
        self.words, self.numbers = words, numbers
        if numbers:
            self.history.append(numbers)
            if len(self.history) > MOST_HISTORY:
                del self.history[MOST_HISTORY // 2]


@dataclass(frozen=True)
class Step:
    """A backward pass that was seen from close by.

    `added` are the leaves whose gradient it added to one that was used, `anew` those first seen.
    """

    index: int
    loss: float
    leaves: tuple[int, ...]
    anew: tuple[int, ...]
    operations: tuple[str, ...]
    nodes: int
    same_loss: bool = False
    own_leaf: bool = False


@dataclass
class Leaf:
    """A tensor that gets gradients, and how often what was seen of it.

    `moves` and `rests` count looks at which its value had changed, or not, since the one before;
    `clean` and `added` the changes by a gradient that was fresh, or added to one already used;
    `zero` the gradients that were zero, `constant` those that were as the one before.
    """

    key: int
    shape: tuple[int, ...]
    is_parameter: bool
    name: str = ""
    place: str = ""
    looks: int = 0
    moves: int = 0
    rests: int = 0
    clean: int = 0
    added: int = 0
    zero: int = 0
    constant: int = 0
    alike: bool | None = None


@dataclass(frozen=True)
class Slope:
    """A change of all parameters, between two gradients.

    Attributes:
        downhill: change . gradient, below 0 where the step goes down.
        change: its length.
        gradient: length of the gradient before it.
        curvature: change . (new - old gradient) / change . change.
        turn: cosine between the old gradient and the new one.
        rate: of plain descent, change = -rate gradient; NaN where the step was another.
    """

    step: int
    downhill: float
    change: float
    gradient: float
    curvature: float
    rate: float
    turn: float


@dataclass
class OptimizerSteps:
    """What an optimizer did: its steps, those without gradients, its rates, what it holds."""

    name: str
    holds: tuple[int, ...] = ()
    others: tuple[tuple[int, ...], ...] = ()
    steps: int = 0
    looks: int = 0
    empty: int = 0
    rate: float = math.nan
    highest: float = 0.0
    ran_out: int = -1
    has_memory: bool = False


@dataclass
class Failure:
    """The exception that ended the loop."""

    type: str
    message: str
    line: Line | None


@dataclass
class Record:
    """Everything seen of one loop.

    `count` are its backward passes, `steps` those seen from close by, `watched` those of them whose
    calls were noted, too.
    """

    line: Line | None = None
    losses: dict[int, list[float]] = field(default_factory=dict)
    count: int = 0
    watched: int = 0
    steps: list[Step] = field(default_factory=list)
    leaves: dict[int, Leaf] = field(default_factory=dict)
    slopes: list[Slope] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    optimizers: dict[int, OptimizerSteps] = field(default_factory=dict)
    schedules: int = 0
    closures: int = 0
    updates: int = 0
    kept: int = 0
    again: bool = False
    recording: bool = True
    pending: tuple[str, ...] = ()
    events: list[str] = field(default_factory=list)
    bad: Call | None = None
    failure: Failure | None = None

    def of(self, *kinds: str) -> list[Call]:
        """The calls of these kinds."""
        return [call for call in self.calls if call.kind in kinds]

    @property
    def moved(self) -> bool:
        return any(leaf.moves for leaf in self.leaves.values())

    @property
    def steps_of_optimizers(self) -> int:
        return sum(each.steps for each in self.optimizers.values())

    def of_leaves(self) -> Iterator[Leaf]:
        """Those that were there at more than one look."""
        return (leaf for leaf in self.leaves.values() if leaf.looks > 1)

    @cached_property
    def loss(self) -> Losses:
        """Of the line with the most backward passes."""
        return Losses(max(self.losses.values(), key=len, default=[]), len(self.losses))
