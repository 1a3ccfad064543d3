"""Watches a loop's backward passes and optimizers, and fills a record."""

import gc
import math
import sys
import weakref
from collections import deque
from types import FrameType
from typing import Any

import torch
from torch import Tensor
from torch.overrides import _get_current_function_mode

from ._arguments import describe
from ._calls import Calls
from ._graph import Graph, end_of, origin_of_bad
from ._leaves import slope_of
from ._lines import Line, Place, as_line, local_of_error, readers_place
from ._notes import Notes
from ._optimizers import Optimizers
from ._record import Call, Failure, Record, Step

# Close steps: the first, then some in a row of every so many.
FIRST, IN_A_ROW, EVERY, RARELY, LATE = 16, 3, 128, 512, 4_096
# At so many more a step is close because its loss is so many times the first, or no number.
MOST_BAD, FAR_ABOVE = 40, 30
MOST_LOSSES, MOST_BREAKS = 16_384, 300
# Whether the way through the graph still ends at the same leaf is asked at one of so many steps.
PATH_EVERY = 4
# So many losses that are still there are kept.
SEVERAL = 5


class Observer(Notes):
    """What one `watch` sees. Nothing that fails in here reaches the reader."""

    def __init__(self) -> None:
        super().__init__()
        self.calls, self.optimizers = Calls(self), Optimizers(self)
        # Whether the function mode is on; whether a backward pass runs, and of which inputs.
        self.noting = self.inside = False
        self.inputs: list[Tensor] = []
        self._lines: dict[Place, int] = {}
        self._paths: dict[int, tuple[tuple[int, ...], weakref.ref[Tensor]]] = {}
        self._losses: deque[weakref.ref[Tensor]] = deque(maxlen=400)
        self._graph: Graph | None = None
        # Steps below this number are far; beyond such a size of its line's loss one is close.
        self._until = 0
        self._largest: dict[int, float] = {}
        self._bad_looks = self._breaks = self._line = 0
        self._watched = self._paused = False

    # The function mode is on for chosen steps; others may lie above it.

    def push(self) -> None:
        if not self.broken and not self.noting:
            self.noting = True
            self.calls.__enter__()  # type: ignore[no-untyped-call]

    def pop(self) -> None:
        if self.noting and _get_current_function_mode() is self.calls:
            self.noting = False
            self.calls.__exit__(None, None, None)

    def pause(self) -> None:
        """Off while an optimizer steps: what it calls is not the reader's."""
        self._paused = self.noting
        self.pop()

    def go_on(self) -> None:
        if self._paused:
            self._paused = False
            self.push()

    # Backward passes, far: nothing but the loss's value, as quickly as can be.

    def passes_by(self, loss: Any, frame: FrameType) -> bool:
        """Keep the value of a loss, unless this step is close or the loss a strange one."""
        return bool(self.safely(self._passes_by, loss, frame))

    def _passes_by(self, loss: Any, frame: FrameType) -> bool:
        record, line = self.records[-1], self._lines.get((frame.f_code, frame.f_lineno), -1)
        losses = record.losses.get(line)
        if record.count >= self._until or losses is None or not isinstance(loss, Tensor):
            return False
        value = _value(loss)
        if not abs(value) <= self._largest[line] or self._path_breaks(loss, line):
            return False
        record.again = self.is_last_loss(loss)
        self._keep(losses, value)
        return True

    def passed(self, loss: Tensor) -> None:
        """The backward pass of a step that is far."""
        self.last, record = weakref.ref(loss), self.records[-1]
        record.count += 1
        record.events.clear()
        if self.noting:  # below a mode of the reader's
            self.calls.forget()
        if record.count == self._until:
            self.push()

    def _keep(self, losses: list[float], value: float) -> None:
        losses.append(value)
        if len(losses) > MOST_LOSSES:
            del losses[1::2]

    # Close.

    def _is_close(self, index: int) -> bool:
        every = EVERY if index < LATE else RARELY
        return index < FIRST or index % every < IN_A_ROW or 0 < self._bad_looks < MOST_BAD

    def before(self, loss: Any, frame: FrameType | None) -> None:
        """Look at a loss: its value alone, or all that it hangs on."""
        self._watched, self._graph = self.noting, None
        self.pop()
        if isinstance(loss, Tensor):
            self.safely(self._before, loss, readers_place(frame))

    def _before(self, loss: Tensor, place: Place) -> None:
        record = self.record
        line = self._line = self._lines.setdefault(place, len(self._lines))
        record.again = self.is_last_loss(loss)
        value, losses = _value(loss), record.losses.setdefault(line, [])
        far = not math.isfinite(value) or abs(value) > FAR_ABOVE * abs((losses or [value])[0]) > 0
        self._bad_looks += far
        if self._is_close(record.count) or self._path_breaks(loss, line):
            self._look(loss, place, value)
            losses = self.record.losses.setdefault(line, [])
        self._keep(losses, value)
        self._largest[line] = FAR_ABOVE * abs(losses[0]) or sys.float_info.max

    def _path_breaks(self, loss: Tensor, line: int) -> bool:
        known = self._paths.get(line)
        if known is None or self.record.count % PATH_EVERY or self._breaks >= MOST_BREAKS:
            return False
        breaks = end_of(loss, known[0]) is not known[1]()
        self._breaks += breaks
        return breaks

    def _look(self, loss: Tensor, place: Place, value: float) -> None:
        graph, index = Graph(loss), self.record.count
        anew = [leaf for leaf in graph.leaves if not self.is_leaf(leaf)]
        if anew and len(anew) == len(graph.leaves) and self._ends_run():
            self.records.append(Record(self.record.line))
        record = self.record
        record.line = record.line or as_line(place)
        if not record.again:
            record.made = as_line(self.calls.place_of(loss))
        for leaf in anew:
            added = self.leaves.add(leaf, as_line(self.calls.place_of(leaf)))
            record.leaves[added.key] = added
        self._graph = graph
        if graph.path and graph.leaves:
            self._paths[self._line] = graph.path, weakref.ref(graph.leaves[0])
        for leaf in graph.leaves:
            self.leaves.before_backward(leaf, index)
        record.watched += self._watched
        keys, new = self.leaves.keys(graph.leaves), self.leaves.keys(anew)
        self.growing = bool(record.steps) and len(graph.nodes) > record.steps[-1].nodes
        own, again = loss.grad_fn is None, record.again
        record.steps.append(Step(index, keys, new, graph.operations, len(graph.nodes), again, own))
        self._note_graph(graph, value)

    def _ends_run(self) -> bool:
        """Whether the leaves stayed for some steps, so that new ones mean another run."""
        steps = self.record.steps
        return len(steps) > 4 and not any(step.anew for step in steps[-3:])

    def _note_graph(self, graph: Graph, value: float) -> None:
        record, events = self.record, self.record.events
        if graph.averaged_first():
            record.note("errors averaged before the square", "", None)
        if graph.linear_twice():
            record.note("linear twice", "", None)
        for node, place in self.calls.terms:
            if graph.nodes and graph.adds(node):
                record.note("a term without gradient", "", place)
        clip = events.index("clip") if "clip" in events else 0
        if "update" in events[:clip] and "update" not in events[clip:]:
            record.note("late clip", "", None)
        if not math.isfinite(value) and record.bad is None:
            record.bad = self._origin_of_bad(graph)

    def _origin_of_bad(self, graph: Graph) -> Call:
        """What made the loss what is no number."""
        found = self.calls.first_bad()
        if found is not None and found[0] == "data":
            return Call("data", found[1], as_line(found[2]))
        name, why = origin_of_bad(graph) or (found[1] if found else "", "")
        place = found[2] if found else self.calls.place_of_call(name) if name else None
        return Call("loss", name, as_line(place), history=[{"why": why}])

    def after(self, loss: Any, given: Any) -> None:
        """What a backward pass has left, or given for the inputs of autograd.grad."""
        index, inputs, self.inputs = self.record.count, self.inputs, []
        if self._graph is not None:
            gradients = dict(zip(map(id, inputs), given or (), strict=False))
            self.safely(self._after_close, self._graph, index, gradients)
            self._losses.append(weakref.ref(loss))
            self._graph = None
        if self._watched:
            self.calls.forget()
        every = EVERY if index < LATE else RARELY
        close = self._is_close(index + 1)
        self._until = index + 1 if close else (index + 1) // every * every + every
        self.record.count = index + 1
        self.record.events.clear()
        if isinstance(loss, Tensor):
            self.last = weakref.ref(loss)
        if close:
            self.push()

    def _after_close(self, graph: Graph, index: int, given: dict[int, Tensor]) -> None:
        after, line = self.leaves.after_backward, self._line
        found = [after(leaf, index, line, given.get(id(leaf))) for leaf in graph.leaves]
        parts = [part for part in found if part is not None]
        slope = slope_of(index, parts) if parts else None
        if slope is not None:
            self.record.slopes.append(slope)
        if self.record.bad is None and not self.leaves.have_finite_gradients(graph.leaves):
            why, name, place = self.calls.singular() or ("", "", None)
            self.record.bad = Call("gradient", name, as_line(place), history=[{"why": why}])
        if graph.nodes:
            self.markers = [self.markers[1], graph.nodes[0]._sequence_nr() + 1]

    def fail(self, error: Exception, line: Line | None) -> None:
        """Keep the error that ended the loop, and the call that raised it."""
        name, args = self.calls.pending or ("", ())
        call = (name, *(describe(arg) for arg in args[:3])) if name else ()
        self.record.failure = Failure(str(error), line, call, torch.is_grad_enabled())
        refused = local_of_error(error, "param")
        if isinstance(refused, Tensor) and refused.grad_fn is not None:
            self.record.note("calculated", "", self.calls.place_of(refused))

    def finish(self) -> None:
        """What is left to look at when the loop has ended."""
        earlier = list(self._losses)[:-2]
        if sum(ref() is not None for ref in earlier) >= SEVERAL:
            gc.collect()  # what nothing but itself holds
        self.record.kept = sum(ref() is not None for ref in earlier)
        self.calls.forget()


def _value(loss: Tensor) -> float:
    """Of a loss; of several numbers their sum, of a complex one its size."""
    number = (loss if loss.numel() == 1 else loss.detach().sum()).item()
    return abs(number) if isinstance(number, complex) else float(number)
