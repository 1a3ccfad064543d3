"""Sweeps: many runs at once, over learning rates, starts and seeds."""

import copy
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat

import torch
from torch import Tensor

from . import _validate as validate
from ._batches import Batch, orders
from ._run import Run
from ._run_gradients import METHODS, Slopes, choose
from ._validate import as_data, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .optimizers import Optimizer, start_optimizer
from .recipe import adjust

# Values that one evaluation may hold, points x runs; more runs go in several parts. 32 MB.
MOST_VALUES = 4_000_000
# Below so many values a second thread gains nothing, and where cores are busy its wait costs much.
WORTH_THREADS = 100_000
# Sizes of the gradients that an optimizer is tried on: one that clips them acts on some.
PROBES = (1.0, 1.0, 1e-6, 1e6, 1e12, 1.0, 1e3, 1e-3, 1e9)
# Bytes that the record may take.
MOST_BYTES = 512_000_000

OptimizerStep = Callable[[Tensor, Tensor, Tensor], None]


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
        most_steps: adjustments that every run was to make.
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
    most_steps: int
    method: str

    @property
    def params(self) -> Tensor:
        """(R, P), the final parameters."""
        return self.history[:, -1]

    @property
    def recorded_steps(self) -> Tensor:
        """(S+1,), int64, the step of each row of history."""
        steps = torch.arange(self.history.shape[1]) * self.record_every
        steps[-1] = self.most_steps
        return steps

    def __len__(self) -> int:
        return len(self.history)

    def __getitem__(self, index: int) -> Run:
        """One run, as `fit` would return it."""
        index = operator.index(index)
        steps = int(self.steps[index])
        whole = -(-steps // self.record_every) + 1  # rows up to its last step
        history, losses = self.history[index, :whole], self.losses[index, :whole]
        return Run(history, losses, steps, self.stopped_because[index], self.record_every)

    def __iter__(self) -> Iterator[Run]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        diverged = sum(reason == "diverged" for reason in self.stopped_because)
        return (
            f"<Runs: {len(self):,} of {self.most_steps:,} steps at most; "
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
    tensor([4.9837, 1.9546, 3.0156])
    """
    x, y = as_data(x, y)
    steps = validate.whole_number("steps", steps, least=0)
    rates, starts, seeds, shape = _crossed(learning_rate, guesses, seed, y, grid)
    if batch_size is not None:
        batch_size = validate.whole_number("batch_size", batch_size, least=1, most=len(x))
    example = starts[0].clone().requires_grad_()
    dtype = try_once(approximation, example, x[:batch_size], y[:batch_size], loss).dtype
    every = _record_every(record_every, steps, starts)
    rows = -(-steps // every) + 1
    history = starts.new_empty(rows, *starts.T.shape)
    losses = torch.empty(rows, len(starts), dtype=dtype, device=y.device)
    taken = torch.zeros(len(starts), dtype=torch.int64, device=y.device)
    method = ""
    for part in _parts(len(starts), y[:batch_size].numel()):
        batches = _batches(x, y, batch_size, seeds[part])
        params = starts[part].T.clone()
        if not method:
            method, _ = choose(approximation, loss, params, *next(batches))
        slopes = METHODS[method](approximation, loss)
        batches = _batches(x, y, batch_size, seeds[part])
        optimizer_step = _optimizer_step(optimizer, params)
        path = _descend(slopes, params, batches, optimizer_step, rates[part].to(params), steps)
        with _threads_for(params.shape[1] * y[:batch_size].numel()):
            for step, (now, losses_now, alive) in enumerate(path):
                if step % every == 0 or step == steps:
                    row = -(-step // every)
                    history[row, :, part], losses[row, part] = now, losses_now
                if step < steps:
                    taken[part] += alive
    return Runs(
        history=history.permute(2, 0, 1),
        losses=losses.T,
        steps=taken,
        stopped_because=tuple(
            "steps" if finite else "diverged" for finite in losses[-1].isfinite().tolist()
        ),
        learning_rate=rates,
        guesses=starts,
        seed=seeds,
        shape=shape,
        record_every=every,
        most_steps=steps,
        method=method,
    )


def _crossed(
    learning_rate: object, guesses: object, seed: object, like: Tensor, grid: bool
) -> tuple[Tensor, Tensor, Tensor, tuple[int, ...]]:
    """Rates (R,), starts (R, P) and seeds (R,), one of each for every run, and their shape."""
    if callable(learning_rate):
        raise TypeError("learning_rate must be numbers in a sweep; use fit for a schedule")
    rates = validate.numbers("learning_rate", learning_rate, torch.float64).cpu()
    if not bool((rates > 0).all()):
        raise ValueError(f"learning_rate must be above 0; got {validate.short(learning_rate)}")
    starts = validate.numbers("guesses", guesses, like.dtype).to(like.device)
    if starts.ndim == 0 or starts.shape[-1] == 0:
        raise ValueError(
            "guesses must be a list, one number for each parameter, or a list of such lists"
        )
    seeds = _seeds(seed)
    shapes = [tuple(rates.shape), tuple(starts.shape[:-1]), tuple(seeds.shape)]
    if grid:
        axes = list(map(len, shapes))
        shapes = [
            (1,) * sum(axes[:i]) + shape + (1,) * sum(axes[i + 1 :])
            for i, shape in enumerate(shapes)
        ]
    try:
        shape = torch.broadcast_shapes(*shapes)
    except RuntimeError:
        raise ValueError(
            f"learning_rate, guesses and seed do not broadcast together: {shapes[0]}, "
            f"{shapes[1]} and {shapes[2]} runs; use grid=True to cross them"
        ) from None
    if 0 in shape:
        raise ValueError("no runs to do: learning_rate, guesses or seed is empty")
    params = starts.shape[-1]
    return (
        rates.reshape(shapes[0]).expand(shape).flatten(),
        starts.reshape(*shapes[1], params).expand(*shape, params).reshape(-1, params),
        seeds.reshape(shapes[2]).expand(shape).flatten(),
        tuple(shape),
    )


def _seeds(seed: object) -> Tensor:
    if isinstance(seed, int):
        return torch.tensor(validate.seed(seed))
    if isinstance(seed, list | tuple | range) and all(isinstance(s, int) for s in seed):
        return torch.tensor([validate.seed(each) for each in seed], dtype=torch.int64)
    values = validate.values_and_dtype("seed", seed)[0].cpu()
    whole = values.to(torch.int64)
    if not bool((whole == values).all()) or bool((whole < 0).any()):
        raise ValueError(f"seed must be whole numbers, 0 or more; got {validate.short(seed)}")
    return whole


def _record_every(asked: int | None, steps: int, starts: Tensor) -> int:
    """The stride of the record that keeps it within MOST_BYTES."""
    row = (starts.numel() + len(starts)) * starts.element_size()
    least = max(1, -(-steps // max(1, MOST_BYTES // row - 1)))
    if asked is None:
        return least
    every = validate.whole_number("record_every", asked, least=1)
    if every < least:
        raise ValueError(
            f"the record of {len(starts):,} runs of {steps:,} steps would take more than "
            f"{MOST_BYTES / 1e6:.0f} MB; use record_every={least} or more"
        )
    return every


def _parts(runs: int, values_per_run: int) -> list[slice]:
    size = max(1, MOST_VALUES // values_per_run)
    return [slice(start, min(start + size, runs)) for start in range(0, runs, size)]


@contextmanager
def _threads_for(values: int) -> Iterator[None]:
    """One thread where more do not pay; afterwards as many as before."""
    threads = torch.get_num_threads()
    if values < WORTH_THREADS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _batches(x: Tensor, y: Tensor, batch_size: int | None, seeds: Tensor) -> Iterator[Batch]:
    """Batches without end, with the runs on the last axis; of length 1 where all see the same."""
    if batch_size is None:
        yield from repeat((x.unsqueeze(-1), y.unsqueeze(-1)))
    different, of_run = seeds.unique(return_inverse=True)
    epochs = [orders(len(x), int(seed)) for seed in different]
    while True:
        order = torch.stack([next(each) for each in epochs], dim=1)
        if len(different) > 1:
            order = order[:, of_run]
        for chosen in order.to(x.device).split(batch_size):
            yield x[chosen].movedim(1, -1), y[chosen].movedim(1, -1)


def _optimizer_step(optimizer: Optimizer | None, params: Tensor) -> OptimizerStep:
    """Step 5 for all runs at once, or run by run where the optimizer does not keep them apart."""
    if optimizer is None:
        return adjust
    together = start_optimizer(copy.deepcopy(optimizer), params)
    separate = _separate(optimizer, params)
    probes = [params.double().clone(), params.double().clone()]
    rate = torch.linspace(0.1, 0.2, params.shape[1]).to(probes[0])
    try:
        at_once = start_optimizer(copy.deepcopy(optimizer), probes[0])
        apart = _separate(optimizer, probes[1])
        generator = torch.Generator().manual_seed(0)
        for size in PROBES:
            gradient = size * torch.randn(params.shape, generator=generator).to(rate)
            at_once(probes[0], gradient, rate)
            apart(probes[1], gradient, rate)
            if not torch.allclose(probes[0], probes[1], rtol=1e-9, atol=0.0, equal_nan=True):
                return separate
    except Exception:  # a reader's optimizer on shapes it was not written for
        return separate
    return together


def _separate(optimizer: Optimizer, params: Tensor) -> OptimizerStep:
    columns = [column.clone() for column in params.T]  # an optimizer may hold on to its own
    steps = [start_optimizer(copy.deepcopy(optimizer), column) for column in columns]

    def adjust_each(params: Tensor, gradients: Tensor, rates: Tensor) -> None:
        for run, (step, column) in enumerate(zip(steps, columns, strict=True)):
            column.copy_(params[:, run])
            step(column, gradients[:, run], float(rates[run]))
            params[:, run] = column

    return adjust_each


def _descend(
    slopes: Slopes,
    params: Tensor,
    batches: Iterator[Batch],
    optimizer_step: OptimizerStep,
    rates: Tensor,
    steps: int,
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Steps 3 to 5 for all runs: parameters (P, R), losses (R,) and which are still finite.

    A run whose loss is not finite stays where it is, like one that `fit` ends.
    """
    alive = torch.ones(params.shape[1], dtype=torch.bool, device=params.device)
    last = torch.zeros(())
    for step, (x, y) in enumerate(batches):
        losses, gradients = slopes(params, x, y)
        if not bool(alive.all()):
            losses = torch.where(alive, losses, last)
        last = losses
        alive = alive & losses.isfinite()
        yield params, losses, alive
        if step == steps:
            return
        before = params.clone()
        optimizer_step(params, gradients, rates)
        if not bool(alive.all()):
            params.copy_(torch.where(alive, params, before))
