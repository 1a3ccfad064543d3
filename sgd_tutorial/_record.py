"""The record of a run, and a snapshot of each of its steps."""

from array import array
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from . import _validate as validate


class Snapshot(NamedTuple):
    """One step of a run, as stopping rules and callbacks get it. Do not change its tensors.

    Attributes:
        step: adjustments made so far, 0 at the guesses.
        loss: the loss at these parameters.
        params: (P,), the parameters, which the record keeps.
        gradient: (P,), the gradient of the loss at these parameters.
    """

    step: int
    loss: float
    params: Tensor
    gradient: Tensor


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """What `fit` returns.

    Attributes:
        history: (S+1, P), parameters, row 0 the guesses and the last row the result; with
            `record_every=k`, the rows of steps 0, k, 2k, ... and of the last step.
        losses: (S+1,), the loss at each row of history.
        steps: adjustments made, S.
        stopped_because: "steps", the name of the stopping rule, or "diverged".
        record_every: steps from one row of history to the next.
    """

    history: Tensor
    losses: Tensor
    steps: int
    stopped_because: str
    record_every: int = 1

    @property
    def params(self) -> Tensor:
        """(P,), the final parameters."""
        return self.history[-1]

    @property
    def recorded_steps(self) -> Tensor:
        """(S+1,), int64, the step of each row of history."""
        steps = torch.arange(len(self.history), device="cpu") * self.record_every
        steps[-1] = self.steps
        return steps

    def __repr__(self) -> str:
        return f"<Run: {str(self).replace(chr(10), '; ')}>"

    def __str__(self) -> str:
        plural = "" if self.steps == 1 else "s"
        params = ", ".join(f"{p:.5g}" for p in self.params[:8].tolist())
        more = ", ..." if len(self.params) > 8 else ""
        return (
            f"{self.steps:,} step{plural}, stopped because: {self.stopped_because}\n"
            f"loss {float(self.losses[-1]):.7g}, params [{params}{more}]"
        )


class Recorder:
    """Collects the rows of a run.

    Writing row by row into one tensor would cost more than all else here, so recent rows wait in
    a list and are written in blocks. The tensor doubles when it is full, so that its size follows
    the steps made, not the steps allowed.
    """

    def __init__(
        self, params: Tensor, *, loss_dtype: torch.dtype, every: int, most_steps: int
    ) -> None:
        self._every = validate.whole_number("record_every", every, least=1)
        self._most_rows = most_steps // self._every + 2
        self._block = max(1, 4096 // len(params))
        self._recent: list[Tensor] = []
        self._history = params.new_empty(0, len(params))
        self._written = 0
        self._losses = array("d")
        self._loss_dtype = loss_dtype

    def add(self, now: Snapshot) -> None:
        """Record every k-th snapshot."""
        if now.step % self._every == 0:
            self._append(now)

    def rows(self) -> tuple[Tensor, Tensor]:
        """A copy of the rows so far, (R, P), and their losses in float64, (R,)."""
        self._write()
        losses = torch.tensor(list(self._losses), dtype=torch.float64)
        return self._history[: self._written].clone(), losses

    def finish(self, now: Snapshot, stopped_because: str) -> Run:
        """The run, whose last row is always the last snapshot."""
        if now.step % self._every != 0:
            self._append(now)
        self._write()
        history = self._history[: self._written]
        if 2 * self._written < len(self._history):
            history = history.clone()  # frees the rest of the storage
        return Run(
            history=history,
            losses=torch.frombuffer(self._losses, dtype=torch.float64).to(
                history.device, self._loss_dtype
            ),
            steps=now.step,
            stopped_because=stopped_because,
            record_every=self._every,
        )

    def _append(self, now: Snapshot) -> None:
        self._losses.append(now.loss)
        self._recent.append(now.params)
        if len(self._recent) == self._block:
            self._write()

    def _write(self) -> None:
        if not self._recent:
            return
        rows = self._written + len(self._recent)
        if rows > len(self._history):
            size = max(rows, min(2 * rows, self._most_rows))
            self._history.resize_(size, self._history.shape[1])
        self._history[self._written : rows] = torch.stack(self._recent)
        self._written = rows
        self._recent.clear()
