"""What a run leaves behind: a snapshot of each step, and the record of them all."""

from array import array
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from . import checks


class Snapshot(NamedTuple):
    """One moment of a run, as stopping rules and callbacks see it.

    Attributes:
        step: adjustments made so far, 0 at the guesses.
        loss: the loss at these parameters.
        params: (P,), a copy.
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
        steps: adjustments really made, S.
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
        return f"Run({self})"

    def __str__(self) -> str:
        params = ", ".join(f"{p:.5g}" for p in self.params[:8].tolist())
        more = ", ..." if len(self.params) > 8 else ""
        return (
            f"{self.steps:,} steps, stopped because: {self.stopped_because}; "
            f"loss {float(self.losses[-1]):.7g}, params [{params}{more}]"
        )


class Recorder:
    """Collects snapshots; its storage doubles as it fills, so that long runs stay compact."""

    def __init__(self, params: Tensor, loss: Tensor, *, every: int, most_steps: int) -> None:
        self._every = checks.whole_number("record_every", every, least=1)
        self._most_rows = most_steps // every + 2
        self._history = params.new_empty(min(16, self._most_rows), len(params))
        self._losses = array("d")
        self._loss = loss

    def add(self, now: Snapshot) -> None:
        """Keep every k-th snapshot as a row."""
        if now.step % self._every == 0:
            self._append(now)

    def finish(self, now: Snapshot, stopped_because: str) -> Run:
        """The run, whose last row is always the last snapshot."""
        if now.step % self._every != 0:
            self._append(now)
        rows = len(self._losses)
        history = self._history[:rows]
        if 2 * rows < len(self._history):
            history = history.clone()  # a short run must not hold on to a long one's memory
        return Run(
            history=history,
            losses=torch.frombuffer(self._losses, dtype=torch.float64).to(self._loss),
            steps=now.step,
            stopped_because=stopped_because,
            record_every=self._every,
        )

    def _append(self, now: Snapshot) -> None:
        row = len(self._losses)
        if row == len(self._history):
            self._history.resize_(min(2 * row, self._most_rows), self._history.shape[1])
        self._history[row] = now.params
        self._losses.append(now.loss)
