"""What optimizers do, noted in a record."""

import math
import weakref
from types import FrameType
from typing import Any

from ._lines import Place, as_line, readers_place
from ._notes import Notes
from ._record import OptimizerSteps

MOST_OPTIMIZERS = 300


class Optimizers:
    """The optimizers that were seen, each by a number of its own and where it was created."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._created: weakref.WeakKeyDictionary[Any, Place] = weakref.WeakKeyDictionary()
        self._count = 0

    def create(self, optimizer: Any, frame: FrameType | None) -> None:
        self._created[optimizer] = readers_place(frame)

    def step(self, optimizer: Any, closure: bool, noting: bool) -> None:
        """What is about to be done; on close steps, with which gradients."""
        record, leaves, group = self._notes.record, self._notes.leaves, optimizer.param_groups[0]
        seen = self._seen(optimizer)
        seen.steps += 1
        record.events.append("update")
        record.closures += closure
        rate = float(group.get("lr", math.nan))
        seen.rate, seen.highest = rate, max(seen.highest, rate)
        if rate >= 0.01 * seen.highest:
            seen.ran_out = -1
        elif seen.ran_out < 0:
            seen.ran_out = record.count
        look = noting and not closure
        if look or seen.steps == 1:
            held = [p for group in optimizer.param_groups for p in group["params"]]
            seen.holds = leaves.keys(held)
            seen.others = tuple(tuple(p.shape) for p in held if leaves.state(p) is None)
            seen.has_memory = seen.name != "SGD" or bool(group.get("momentum"))
        if look:
            seen.looks += 1
            used = [leaves.gradient_used(p) for p in held]
            seen.empty += False in used and not any(used)

    def _seen(self, optimizer: Any) -> OptimizerSteps:
        """What a record has of an optimizer; of too many, that of the last."""
        seen = self._notes.record.optimizers
        if optimizer not in self._numbers:
            self._numbers[optimizer] = self._count = self._count + 1
        key = min(self._numbers[optimizer], MOST_OPTIMIZERS)
        if key not in seen:
            line = as_line(self._created.get(optimizer))
            seen[key] = OptimizerSteps(type(optimizer).__name__, line)
        return seen[key]
