"""What was seen of a loop: numbers, shapes and names, without tensors."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ._lines import Line, Place, as_line
from ._losses import Losses

MOST_HISTORY = 200


@dataclass
class Call:
    """Calls of one kind on one line: how often, at which step last, what the last 200 showed."""

    kind: str
    name: str
    line: Line | None
    count: int = 0
    last: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """What the last one showed."""
        return self.history[-1] if self.history else {}

    def again(self, step: int, values: dict[str, Any]) -> None:
        """The same call at another step."""
        self.count, self.last = self.count + 1, step
        if values:
            self.history.append(values)
        if len(self.history) > MOST_HISTORY:
            del self.history[MOST_HISTORY // 2]


@dataclass(frozen=True)
class Step:
    """A backward pass that was seen from close by; `anew` are the leaves first seen there."""

    index: int
    leaves: tuple[int, ...]
    anew: tuple[int, ...]
    operations: tuple[str, ...]
    nodes: int
    same_loss: bool
    own_leaf: bool


@dataclass
class Leaf:
    """A tensor that gets gradients, and how often what was seen of it.

    `line` is where it was made, if that was seen, `held` that an optimizer clears it. `moves` and
    `rests` count looks at which its value had changed, or not, since the one before; `clean` and
    `added` the changes by a gradient that was fresh, or added to one already used; `zero` the
    gradients that were zero, `constant` those that were as the one before.
    """

    key: int
    shape: tuple[int, ...]
    is_parameter: bool
    line: Line | None
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
    held: bool = False


@dataclass(frozen=True)
class Slope:
    """A change of all parameters, between two gradients.

    Attributes:
        downhill: change . gradient, below 0 where the step goes down.
        gradient: length of the gradient before it.
        curvature: change . (new - old gradient) / change . change.
        turn: cosine between the old gradient and the new one.
        rate: of plain descent, change = -rate gradient; NaN where the step was another.
    """

    step: int
    downhill: float
    gradient: float
    curvature: float
    rate: float
    turn: float


@dataclass
class OptimizerSteps:
    """What an optimizer did: its steps, those without gradients, its rates, what it holds."""

    name: str
    line: Line | None
    holds: tuple[int, ...] = ()
    others: tuple[tuple[int, ...], ...] = ()
    steps: int = 0
    looks: int = 0
    empty: int = 0
    rate: float = math.nan
    highest: float = 0.0
    ran_out: int = -1
    has_memory: bool = False


@dataclass(frozen=True)
class Failure:
    """The exception that ended the loop, and the call that raised it with its arguments."""

    message: str
    line: Line | None
    call: tuple[str, ...] = ()
    recording: bool = True


@dataclass
class Record:
    """Everything seen of one loop.

    `count` are its backward passes, `steps` those seen from close by, `watched` those of them whose
    calls were noted, too; `line` is that of the first, `made` where the last loss was calculated.
    `events` are the updates and clearings since the last backward pass, `mode` is what the last
    module was set to.
    """

    line: Line | None = None
    made: Line | None = None
    losses: dict[int, list[float]] = field(default_factory=dict)
    count: int = 0
    watched: int = 0
    steps: list[Step] = field(default_factory=list)
    leaves: dict[int, Leaf] = field(default_factory=dict)
    slopes: list[Slope] = field(default_factory=list)
    calls: dict[tuple[str, str, Place], Call] = field(default_factory=dict)
    optimizers: dict[int, OptimizerSteps] = field(default_factory=dict)
    closures: int = 0
    kept: int = 0
    again: bool = False
    events: list[str] = field(default_factory=list)
    mode: str = ""
    bad: Call | None = None
    failure: Failure | None = None

    def note(self, kind: str, name: str, place: Place, **values: Any) -> None:
        """Keep a call that says something of itself."""
        key = kind, name, place
        if key not in self.calls:
            self.calls[key] = Call(kind, name, as_line(place))
        self.calls[key].again(self.count, values)

    def note_event(self, kind: str, place: Place) -> None:
        """Keep an update of parameters, a clearing or a clip, in the order of these."""
        self.note(kind, "", place)
        if kind == "update" and "clear" in self.events and "update" not in self.events:
            self.note("cleared first", "", place)
        if self.events[-1:] != [kind]:
            self.events.append(kind)

    def of(self, *kinds: str) -> list[Call]:
        """The calls of these kinds."""
        return [call for call in self.calls.values() if call.kind in kinds]

    def latest(self, kind: str) -> Call | None:
        """The call of a kind that came last."""
        return max(self.of(kind), key=lambda call: call.last, default=None)

    def often(self, kind: str) -> Call | None:
        """A call of a kind, if it came at more than a quarter of the steps seen."""
        calls = [call for call in self.of(kind) if call.count >= max(1, self.watched / 4)]
        return max(calls, key=lambda call: call.count, default=None)

    @property
    def steps_of_optimizers(self) -> int:
        return sum(each.steps for each in self.optimizers.values())

    def lasting_leaves(self) -> Iterator[Leaf]:
        """Those that were there at more than one look."""
        return (leaf for leaf in self.leaves.values() if leaf.looks > 1)

    @cached_property
    def loss(self) -> Losses:
        """Of the line with the most backward passes."""
        return Losses(max(self.losses.values(), key=len, default=[]), len(self.losses))
