"""The record of many runs at once."""

import operator
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from . import _validate as validate
from ._record import Run

# Bytes of the record.
MOST_BYTES = 512_000_000

# Parameters (P, R), losses (R,), and which runs end here, (R,), or None where none does.
Step = tuple[Tensor, Tensor, Tensor | None]


@dataclass(frozen=True, eq=False, repr=False)
class Runs:
    """What `sweep` returns: many runs, along the first axis of every tensor.

    Attributes:
        history: (R, S+1, P), parameters, row 0 the guesses; with `record_every=k` the rows of
            steps 0, k, 2k, ... and of the last step. A run that diverged repeats its last row.
        losses: (R, S+1), the loss at each row of history.
        steps: (R,), int64, adjustments made.
        stopped_because: for each run, "steps" or "diverged".
        learning_rate: (R,), float64, each run's rate.
        guesses: (R, P), each run's start.
        seed: (R,), int64, each run's seed.
        shape: of the arguments broadcast together; R is its product. Reshape by it to get a grid
            back as a grid.
        record_every: steps from one row of history to the next.
        most_steps: adjustments that each run makes unless it diverges.
        method: how the runs were computed: by products of the design matrix, "triangle" in float64
            and "design matrix" in other dtypes, or by a graph, "batched", "vmap" or "one by one".
    """

    history: Tensor
    losses: Tensor
    steps: Tensor
    stopped_because: tuple[str, ...]
    learning_rate: Tensor
    guesses: Tensor
    seed: Tensor
    shape: tuple[int, ...]
    record_every: int
    most_steps: int
    method: str

    @property
    def params(self) -> Tensor:
        """(R, P), the final parameters."""
        return self.history[:, -1]

    @property
    def recorded_steps(self) -> Tensor:
        """(S+1,), int64, the step of each row of history."""
        steps = torch.arange(self.history.shape[1], device="cpu") * self.record_every
        steps[-1] = self.most_steps
        return steps

    def __len__(self) -> int:
        return len(self.history)

    def __getitem__(self, index: int) -> Run:
        """One run, as `fit` would return it."""
        index = operator.index(index)
        steps = int(self.steps[index])
        rows = _rows(steps, self.record_every)
        history, losses = self.history[index, :rows], self.losses[index, :rows]
        return Run(history, losses, steps, self.stopped_because[index], self.record_every)

    def __iter__(self) -> Iterator[Run]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        diverged = sum(reason == "diverged" for reason in self.stopped_because)
        return (
            f"<Runs: {len(self):,} of {self.most_steps:,} steps at most; "
            f"{diverged:,} diverged; {self.method}>"
        )


class RunsRecorder:
    """The rows of all runs: history (rows, P, R), losses (rows, R); and the steps of each, (R,)."""

    def __init__(self, starts: Tensor, loss_dtype: torch.dtype, steps: int, every: int) -> None:
        self.every, self._steps = every, steps
        runs, params = starts.shape
        rows = _rows(steps, every)
        self.history = starts.new_empty(rows, params, runs)
        self.losses = torch.empty(rows, runs, dtype=loss_dtype, device=starts.device)
        self.steps_made = torch.full((runs,), steps, device=starts.device)

    def add(self, chunk: slice, path: Iterator[Step]) -> None:
        """Record a chunk of the runs, step by step."""
        history, losses_of_rows = self.history[:, :, chunk], self.losses[:, chunk]
        ends: list[tuple[int, Tensor, Tensor, Tensor]] = []
        for step, (params, losses, ended) in enumerate(path):
            if step % self.every == 0 or step == self._steps:
                row = _rows(step, self.every) - 1
                history[row], losses_of_rows[row] = params, losses
            if ended is not None:
                ends.append((step, ended, params[:, ended], losses[ended]))
        for step, ended, final_params, final_losses in ends:
            self.steps_made[chunk][ended] = step
            row = _rows(step, self.every) - 1
            history[row:, :, ended], losses_of_rows[row:, ended] = final_params, final_losses

    def stopped_because(self) -> tuple[str, ...]:
        """For each run, "steps" or "diverged"."""
        finite = self.losses[-1].isfinite().tolist()
        return tuple("steps" if each else "diverged" for each in finite)


def record_stride(requested: int | None, steps: int, starts: Tensor) -> int:
    """The stride of the record: the one requested, or the least that keeps it within MOST_BYTES."""
    row = (starts.numel() + len(starts)) * starts.element_size()
    least = max(1, -(-steps // max(1, MOST_BYTES // row - 1)))
    if requested is None:
        return least
    every = validate.whole_number("record_every", requested, least=1)
    if every < least:
        raise ValueError(
            f"the record of {len(starts):,} runs of {steps:,} steps would take more than "
            f"{MOST_BYTES / 1e6:.0f} MB; use record_every={least} or more"
        )
    return every


def _rows(steps: int, every: int) -> int:
    """How many rows record steps 0, k, 2k, ... and the last."""
    return -(-steps // every) + 1
