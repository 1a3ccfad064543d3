"""What optimizers do, noted in a record."""

import math
import weakref
from typing import Any

from ._notes import MOST_CALLS, Notes
from ._record import OptimizerSteps


class OptimizerNotes(Notes):
    """Notes, and the optimizers that were seen, each by a number of its own."""

    def __init__(self) -> None:
        super().__init__()
        # Whether the function mode is on.
        self.noting = False
        self._optimizers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._made = 0

    def optimizer_step(self, optimizer: Any, closure: bool) -> None:
        if optimizer not in self._optimizers:
            self._optimizers[optimizer] = self._made = self._made + 1
        key = self._optimizers[optimizer]
        seen = self.record.optimizers.get(key)
        if seen is None:
            if len(self.record.optimizers) >= MOST_CALLS:
                return
            seen = self.record.optimizers[key] = OptimizerSteps(type(optimizer).__name__)
        seen.steps += 1
        self.record.events.append("update")
        rate = float(optimizer.param_groups[0].get("lr", math.nan))
        seen.rate, seen.highest = rate, max(seen.highest, rate)
        if rate >= 0.01 * seen.highest:
            seen.ran_out = -1
        elif seen.ran_out < 0:
            seen.ran_out = self.record.count
        self.record.closures += closure
        if self.noting and not closure:
            self._look_at_gradients(optimizer, seen)

    def _look_at_gradients(self, optimizer: Any, seen: OptimizerSteps) -> None:
        held = [p for group in optimizer.param_groups for p in group["params"]]
        states = [self.leaves.state(p) for p in held]
        seen.holds = tuple(s.leaf.key for s in states if s is not None)
        seen.others = tuple(tuple(p.shape) for p, s in zip(held, states, strict=True) if s is None)
        seen.looks += 1
        group = optimizer.param_groups[0]
        plain = seen.name == "SGD" and not group.get("momentum")
        seen.has_memory = not plain
        used = [self.leaves.gradient_used(p) for p in held]
        seen.empty += any(u is False for u in used) and not any(used)
