"""Watches a loop's backward passes and optimizers, and fills a record."""

import gc
import math
import weakref
from collections import deque
from types import CodeType, FrameType
from typing import Any

import torch
from torch import Tensor
from torch.overrides import _get_current_function_mode

from ._arguments import describe
from ._function_mode import Calls
from ._graph import Graph, end_of, origin_of_bad
from ._leaves import slope_of
from ._lines import as_line, readers_place
from ._notes import MOST_CALLS
from ._optimizer_notes import OptimizerNotes
from ._record import Call, Record, Step

# Close steps: the first, then some in a row of every so many.
FIRST, IN_A_ROW, EVERY, RARELY, LATE = 16, 3, 128, 512, 4_096
MOST_STEPS, MOST_LOSSES = 3_000, 16_384
FAR_ABOVE = 30
# So many losses that are still there are kept.
SEVERAL = 5


class Observer(OptimizerNotes):
    """What one `watch` sees. Nothing that fails in here reaches the reader."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = Calls(self)
        self._lines: dict[tuple[CodeType, int], int] = {}
        self._paths: dict[int, tuple[tuple[int, ...], weakref.ref[Tensor]]] = {}
        self._losses: deque[weakref.ref[Tensor]] = deque(maxlen=400)
        self._graph: Graph | None = None
        self._bad_looks = self._breaks = self._line = 0
        self._on = self._close = self._paused = False
        self._one = torch.ones(1, requires_grad=True)

    # The function mode is on for chosen steps; others may lie above it.

    def push(self) -> None:
        if not self.broken and not self.noting:
            self.noting = True
            self.calls.__enter__()  # type: ignore[no-untyped-call]

    def pop(self) -> None:
        self._on = self.noting
        if self.noting and _get_current_function_mode() is self.calls:
            self.noting = False
            self.calls.__exit__(None, None, None)

    # Backward passes.

    def is_close(self, index: int) -> bool:
        every = EVERY if index < LATE else RARELY
        return index < FIRST or index % every < IN_A_ROW or 0 < self._bad_looks < 40

    def pause(self) -> None:
        """Off while an optimizer steps: what it calls is not the reader's."""
        self.pop()
        self._paused = self._on and not self.noting

    def go_on(self) -> None:
        if self._paused:
            self._paused = False
            self.push()

    def before(self, loss: Tensor, frame: FrameType | None) -> None:
        if not isinstance(loss, Tensor):
            return
        place = readers_place(frame)
        line = self._lines.setdefault(place, len(self._lines)) if place else -1
        record, index = self.record, self.record.count
        record.again = self._last is not None and self._last() is loss
        value = _value(loss)
        losses = record.losses.setdefault(line, [])
        again = self._path_breaks(loss, line)
        first = losses[0] if losses else value
        far = not math.isfinite(value) or abs(value) > FAR_ABOVE * abs(first) > 0
        self._bad_looks += far
        self._line, self._close = (
            line,
            self.is_close(index) or again or (far and self._bad_looks < 40),
        )
        if record.line is None:
            record.line = as_line(place)
        if self._close:
            self._look(loss, line, index, value)
            record = self.record
            losses = record.losses.setdefault(line, [])
        losses.append(value)
        if len(losses) > MOST_LOSSES:
            del losses[1::2]

    def _path_breaks(self, loss: Tensor, line: int) -> bool:
        known = self._paths.get(line)
        if known is None or end_of(loss, known[0]) is known[1]():
            return False
        self._breaks += 1
        return self._breaks < MOST_CALLS

    def _look(self, loss: Tensor, line: int, index: int, value: float) -> None:
        graph = self._graph = Graph(loss)
        states = [self.leaves.state(leaf) for leaf in graph.leaves]
        anew = [leaf for leaf, s in zip(graph.leaves, states, strict=True) if s is None]
        if anew and len(anew) == len(graph.leaves) and self._ends_run():
            self.records.append(Record(self.record.line))
            self._found.clear()
        record = self.record
        for leaf in anew:
            added = self.leaves.add(leaf)
            if len(record.leaves) < MOST_CALLS:
                record.leaves[added.key] = added
        self._keep_path(graph, line)
        for leaf in graph.leaves:
            self.leaves.before_backward(leaf, index)
        keys = tuple(s.leaf.key for leaf in graph.leaves if (s := self.leaves.state(leaf)))
        new = tuple(s.leaf.key for leaf in anew if (s := self.leaves.state(leaf)))
        same = record.again
        own = loss.grad_fn is None
        record.watched += self._on
        step = Step(index, value, keys, new, graph.operations, len(graph.nodes), same, own)
        if len(record.steps) < MOST_STEPS:
            record.steps.append(step)
        self._note_graph(graph, value)
        self._close_interval()

    def _ends_run(self) -> bool:
        """Whether the leaves stayed for some steps, so that new ones mean another run."""
        steps = self.record.steps
        return len(steps) > 4 and not any(step.anew for step in steps[-3:])

    def _keep_path(self, graph: Graph, line: int) -> None:
        if graph.path and graph.leaves:
            self._paths[line] = graph.path, weakref.ref(graph.leaves[0])

    def _note_graph(self, graph: Graph, value: float) -> None:
        if graph.averaged_first():
            self.note("averaged first", "", None)
        if graph.linear_twice():
            self.note("linear twice", "", None)
        if not math.isfinite(value) and self.record.bad is None:
            self.record.bad = self._origin(graph, "loss")

    def _origin(self, graph: Graph | None, what: str) -> Call:
        step = self.record.count
        found = self.calls.first_bad() if what == "loss" else self.calls.singular()
        if found is not None and found[0] == "data":
            return Call("data", found[1], step, as_line(found[2]), {"what": what})
        reason = origin_of_bad(graph) if graph is not None else None
        name, why = reason or (
            found[1] if found else "",
            found[0] if found and graph is None else "",
        )
        line = as_line(found[2]) if found else self._line_of(name)
        return Call("call", name, step, line, {"what": what, "why": why})

    def _line_of(self, name: str) -> Any:
        held = [place for called, _, _, place in self.calls.held if name and called.endswith(name)]
        return as_line(held[0]) if held else None

    def after(self, loss: Tensor, inputs: Any = None, given: Any = None) -> None:
        record, index = self.record, self.record.count
        record.count += 1
        if isinstance(loss, Tensor):
            self._last = weakref.ref(loss)
        if self._close and self._graph is not None:
            self._after_close(index, dict(zip(map(id, inputs or ()), given or (), strict=False)))
            self._losses.append(weakref.ref(loss))
        self._graph = None
        if self._on:
            self.calls.forget()
        record.events = []

    def _after_close(self, index: int, given: dict[int, Tensor]) -> None:
        assert self._graph is not None
        found = [
            (leaf, self.leaves.after_backward(leaf, index, self._line, given.get(id(leaf))))
            for leaf in self._graph.leaves
        ]
        parts = [part for _, part in found if part is not None]
        slope = slope_of(index, parts) if parts else None
        if slope is not None:
            self.record.slopes.append(slope)
        states = [self.leaves.state(leaf) for leaf, _ in found]
        gradients = [s.gradient for s in states if s and s.gradient is not None]
        if self.record.bad is None and gradients and not _is_finite(gradients):
            self.record.bad = self._origin(None, "gradient")
        with torch.enable_grad():
            number = (self._one * 1).grad_fn._sequence_nr()  # type: ignore[union-attr]
        self._markers = [self._markers[1], number]

    def push_or_pop(self) -> None:
        """On for the next step if it is close."""
        if self.is_close(self.record.count):
            self.push()
        else:
            self.pop()

    def _close_interval(self) -> None:
        """What happened between the last backward pass and this one."""
        events = self.record.events
        if (
            "clip" in events
            and "update" not in events[events.index("clip") :]
            and "update" in events
        ):
            self.note("late clip", "clip", None)

    def describe_pending(self) -> None:
        """The call that failed, in words."""
        self.record.recording = torch.is_grad_enabled()
        if self.calls.pending is not None:
            name, args = self.calls.pending
            self.record.pending = name, *(describe(arg) for arg in args[:3])

    def finish(self) -> None:
        """What is left to look at when the loop has ended."""
        earlier = list(self._losses)[:-2]
        if sum(ref() is not None for ref in earlier) >= SEVERAL:
            gc.collect()  # what nothing but itself holds
        self.record.kept = sum(ref() is not None for ref in earlier)


def _value(loss: Tensor) -> float:
    """Of a loss; of several numbers their sum."""
    value = loss.detach()
    if value.is_complex():
        value = value.abs()
    return float((value if value.numel() == 1 else value.sum()).item())


def _is_finite(gradients: list[Tensor]) -> bool:
    return all(math.isfinite(float(g.abs().max())) for g in gradients if g.numel())
