"""What calls and updates say, noted in a record."""

import weakref
from collections.abc import Callable
from types import CodeType
from typing import Any

from torch import Tensor

from ._leaves import Leaves
from ._lines import as_line
from ._record import Call, Record
from ._torch import own_calls

Place = tuple[CodeType, int] | None
MOST_CALLS = 300


class Notes:
    """The records of the runs in one block, and what is known of tensors in them."""

    def __init__(self) -> None:
        self.busy = self.broken = False
        self.records = [Record()]
        self.leaves = Leaves()
        self._found: dict[tuple[str, str, Place], Call] = {}
        self._last: weakref.ref[Tensor] | None = None
        # Where torch's numbers of operations stood after the last two close steps.
        self._markers = [-1, -1]

    @property
    def record(self) -> Record:
        return self.records[-1]

    def safely(self, act: Callable[..., Any], *args: Any) -> Any:
        """The one place where errors of our own end."""
        if self.busy or self.broken:
            return None
        self.busy = True
        try:
            with own_calls():
                return act(*args)
        except Exception:
            self.broken = True
            return None
        finally:
            self.busy = False

    def note(
        self,
        kind: str,
        name: str,
        place: Place,
        words: dict[str, str] | None = None,
        numbers: dict[str, float] | None = None,
    ) -> None:
        key = kind, name, place
        call = self._found.get(key)
        if call is None and len(self._found) < MOST_CALLS:
            call = Call(kind, name, self.record.count, as_line(place))
            self._found[key] = call
            self.record.calls.append(call)
        if call is not None:
            call.again(self.record.count, words or {}, numbers or {})

    def note_event(self, kind: str, tensor: Any, place: Place) -> None:
        if kind == "clear" and tensor is not None:
            self.note("cleared", str(id(tensor)), place)
        if kind in {"clip", "update"}:
            self.note(kind, "", place)
        events = self.record.events
        self.record.updates += kind == "update"
        if kind == "update" and "clear" in events and "update" not in events:
            self.note("cleared first", "", place)
        if events[-1:] != [kind]:
            events.append(kind)

    def note_no_gradient(self, tensor: Tensor, place: Place) -> None:
        """The reader asked for a gradient, and there is none."""
        if tensor.grad_fn is not None:
            kind = "no leaf"
        elif not tensor.requires_grad:
            kind = "not required"
        elif tensor.grad is not None:
            return
        else:
            cleared = "clear" in self.record.events and self.is_leaf(tensor)
            kind = "cleared early" if cleared else "unused"
        self.note("no gradient", kind, place, {"shape": str(tuple(tensor.shape))})

    def last_loss(self) -> Tensor | None:
        return self._last() if self._last is not None else None

    def is_leaf(self, tensor: Tensor) -> bool:
        return self.leaves.state(tensor) is not None

    def has_gradient(self, value: Any) -> bool:
        return isinstance(value, Tensor) and value.is_leaf and value.grad is not None

    def is_gradient(self, value: Any) -> bool:
        return self.leaves.is_gradient(value)

    def is_old(self, tensor: Tensor) -> bool:
        """Whether a tensor, or what it was made of, is older than the step before."""
        nodes: list[Any] = [tensor.grad_fn]
        for _ in range(2):
            nodes += [above for node in nodes for above, _ in node.next_functions if above]
        return min(node._sequence_nr() for node in nodes) < self._markers[0]
