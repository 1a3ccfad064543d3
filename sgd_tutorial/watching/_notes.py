"""What is shared by those who watch: the records of the runs in one block, and its tensors."""

import weakref
from collections.abc import Callable
from typing import Any

from torch import Tensor

from ._leaves import Leaves
from ._lines import Place
from ._record import Record
from ._torch import own_calls


class Notes:
    """Records, leaves, and the one place where errors of our own end."""

    def __init__(self) -> None:
        self.busy = self.broken = False
        self.records = [Record()]
        self.leaves = Leaves()
        self.last: weakref.ref[Tensor] | None = None
        # Where torch's numbers of operations stood after the last two close steps.
        self.markers = [-1, -1]
        # Whether the graph has grown since the last step.
        self.growing = False

    @property
    def record(self) -> Record:
        return self.records[-1]

    def safely(self, act: Callable[..., Any], *args: Any) -> Any:
        """Where an error of ours ends: the reader's loop goes on, unwatched."""
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

    def is_leaf(self, value: Any) -> bool:
        return self.leaves.state(value) is not None

    def is_last_loss(self, value: Any) -> bool:
        return self.last is not None and value is not None and self.last() is value

    def note_no_gradient(self, tensor: Tensor, place: Place) -> None:
        """The reader asked for a gradient, and there is none."""
        if tensor.grad_fn is not None:
            why = "no leaf"
        elif not tensor.requires_grad:
            why = "not required"
        elif tensor.grad is not None:
            return
        else:
            cleared = "clear" in self.record.events and self.is_leaf(tensor)
            why = "cleared early" if cleared else "unused"
        self.record.note("no gradient", why, place)

    def is_old(self, tensor: Tensor) -> bool:
        """Whether a tensor, or what it was made of, is older than the step before."""
        nodes: list[Any] = [tensor.grad_fn]
        for _ in range(2):
            nodes += [above for node in nodes for above, _ in node.next_functions if above]
        return min(node._sequence_nr() for node in nodes) < self.markers[0]
