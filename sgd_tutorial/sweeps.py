"""Sweeps: many runs at once, over learning rates, starts and seeds.

A function written as in the notebook works on many runs unchanged: with parameters of shape (P, R),
and x and y of shape (N, 1), it returns (N, R), one column for each run. One `backward` on the sum of
the runs' losses then gives every run its own gradient. That holds only for functions and losses
that keep to their column, so each is compared with runs done alone before it is trusted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from . import checks
from .approximations import Approximation
from .batches import mini_batches
from .losses import Loss, sum_squared_error
from .optimizers import Optimizer, started
from .problem import as_data, as_params, try_once
from .record import Run

# Values that one evaluation may hold, points x runs; more runs go in several parts. 32 MB.
MOST_VALUES = 4_000_000
# Bytes that the record may take.
MOST_BYTES = 512_000_000

# (losses (R,), gradients (P, R)) of parameters (P, R) on x and y of some runs.
Slopes = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


@dataclass(frozen=True, eq=False, repr=False)
class Runs:
    """What `sweep` returns: one run after the other along the first axis of everything.

    Attributes:
        history: (R, S+1, P), parameters, row 0 the guesses; with `record_every=k` the rows of
            steps 0, k, 2k, ... and of the last step. A run that diverged repeats its last row.
        losses: (R, S+1), the loss at each row of history.
        steps: (R,), int64, adjustments really made.
        stopped_because: for each run, "steps" or "diverged".
        learning_rate: (R,), float64, each run's rate.
        guesses: (R, P), each run's start.
        seed: (R,), int64, each run's seed.
        shape: of the arguments broadcast together; R is its product. Reshape by it to see a grid
            as a grid.
        record_every: steps from one row of history to the next.
        method: how the runs were done: "batched", "vmap" or "one by one".
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
    method: str

    @property
    def params(self) -> Tensor:
        """(R, P), the final parameters."""
        return self.history[:, -1]

    @property
    def recorded_steps(self) -> Tensor:
        """(S+1,), int64, the step of each row of history."""
        steps = torch.arange(self.history.shape[1]) * self.record_every
        steps[-1] = self._most_steps
        return steps

    @property
    def _most_steps(self) -> int:
        return int(self.steps.max())

    def __len__(self) -> int:
        return len(self.history)

    def __getitem__(self, index: int) -> Run:
        """One run, as `fit` would return it."""
        steps = int(self.steps[index])
        whole = -(-steps // self.record_every) + 1  # rows up to its last step
        history, losses = self.history[index, :whole], self.losses[index, :whole]
        return Run(history, losses, steps, self.stopped_because[index], self.record_every)

    def __iter__(self) -> Iterator[Run]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        diverged = sum(reason == "diverged" for reason in self.stopped_because)
        return (
            f"<Runs: {len(self):,} of {self._most_steps:,} steps at most; "
            f"{diverged:,} diverged; {self.method}>"
        )


def sweep(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: object,
    steps: int,
    loss: Loss = sum_squared_error,
    batch_size: int | None = None,
    seed: object = 0,
    optimizer: Optimizer | None = None,
    grid: bool = False,
    record_every: int | None = None,
) -> Runs:
    """Many runs of `fit` at once, each with its own learning rate, guesses or seed.

    The arguments broadcast as in numpy: three rates and one start are three runs, three rates and
    three starts are three runs too. With `grid=True` they are crossed instead, rates x starts x
    seeds. Every run equals the run done alone up to rounding, as long as it is stable.

    Args:
        approximation: any f(x, params).
        guesses: (..., P), one start or an array of them.
        x: (N,) or (N, ...), data.
        y: (N,), data.
        learning_rate: one number or an array of them.
        steps: adjustments to make in each run, 0 or more.
        loss: any loss(y1, y2) that returns a scalar.
        batch_size: points used at each step; all of them unless given.
        seed: one seed of the batches, or an array of them.
        optimizer: replaces step 5; one that calculates each parameter by itself, like the
            package's own, works on all runs at once.
        grid: cross rates, starts and seeds instead of broadcasting them.
        record_every: keep every k-th step, and the last; unless given, all of them if the record
            then stays below 512 MB, otherwise as many as do.

    Returns:
        The runs.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or the record would be too large.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> runs = sweep(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=[1e-8, 1e-7, 1e-5], steps=20)
    >>> runs.stopped_because
    ('steps', 'steps', 'diverged')
    >>> runs[1].params
    tensor([4.9903, 1.9560, 3.0158])
    """
    x, y = as_data(x, y)
    steps = checks.whole_number("steps", steps, least=0)
    rates, starts, seeds, shape = _crossed(learning_rate, guesses, seed, y, grid)
    example = starts[0].clone().requires_grad_()
    dtype = try_once(approximation, example, x[:batch_size], y[:batch_size], loss).dtype
    if batch_size is not None:
        batch_size = checks.whole_number("batch_size", batch_size, least=1, most=len(x))
    every = _record_every(record_every, steps, starts)
    parts = []
    per_run = y[:batch_size].numel()
    for part in torch.arange(len(starts)).split(max(1, MOST_VALUES // per_run)):
        work = _Part(approximation, loss, x, y, starts[part].T, rates[part], seeds[part])
        work.batch_size, work.optimizer = batch_size, optimizer
        parts.append(work.descend(steps, every, dtype))
    history, losses, taken, methods = zip(*parts, strict=True)
    taken_steps, all_losses = torch.cat(taken), torch.cat(losses)
    return Runs(
        history=torch.cat(history) if len(history) > 1 else history[0],
        losses=all_losses,
        steps=taken_steps,
        stopped_because=tuple(
            "steps" if finite else "diverged" for finite in all_losses[:, -1].isfinite().tolist()
        ),
        learning_rate=rates,
        guesses=starts,
        seed=seeds,
        shape=shape,
        record_every=every,
        method=methods[0],
    )
