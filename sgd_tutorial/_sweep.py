"""Many runs at once, over learning rates, starts and seeds."""

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
from ._record import Run
from ._run_gradients import METHODS, LossesAndGradients, choose_method
from ._validate import as_data, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .optimizers import Optimizer, start_optimizer
from .recipe import adjust, initialize

# Values of one evaluation, points x runs: 32 MB. More runs go in several chunks.
MOST_VALUES = 4_000_000
# With fewer values than this a second thread gains nothing, and on busy cores it waits.
WORTH_THREADS = 100_000
# Bytes of the record.
MOST_BYTES = 512_000_000
# Sizes of the gradients that an optimizer is tried on: one that clips them acts on some.
TRIAL_SIZES = (1.0, 1.0, 1e-6, 1e6, 1e12, 1.0, 1e3, 1e-3, 1e9)

OptimizerStep = Callable[[Tensor, Tensor, Tensor], None]


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
        method: how the runs were computed: "batched", "vmap" or "one by one".
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

    The arguments broadcast as in numpy: three rates and one start make three runs, and so do three
    rates and three starts. With `grid=True` they are crossed instead, rates x starts x seeds.
    Every stable run equals the run of `fit` up to rounding.

    Args:
        approximation: any f(x, params).
        guesses: (..., P), one start or an array of them.
        x: (N,) or (N, ...), data.
        y: (N,), data.
        learning_rate: one number or an array of them.
        steps: adjustments to make in each run.
        loss: any loss(y1, y2) that returns a scalar.
        batch_size: points used at each step; all of them unless given.
        seed: one seed of the batches, or an array of them.
        optimizer: replaces step 5; one that treats each parameter alone, like those of the
            package, works on all runs at once.
        grid: cross rates, starts and seeds instead of broadcasting them.
        record_every: record every k-th step, and the last; unless given, the smallest k that
            keeps the record below 512 MB.

    Returns:
        The runs.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if an argument has a wrong value, the shapes do not fit, or the record would
            be too large.

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
    rates, starts, seeds, shape = _broadcast(
        _rates(learning_rate), _starts(guesses, y), validate.seeds(seed), grid=grid
    )
    if batch_size is not None:
        batch_size = validate.whole_number("batch_size", batch_size, least=1, most=len(x))
    few_x, few_y = x[:batch_size], y[:batch_size]
    loss_dtype = try_once(approximation, initialize(starts[0]), few_x, few_y, loss).dtype
    record = _Record(starts, loss_dtype, steps, _record_every(record_every, steps, starts))
    chunks = _chunks(len(starts), few_y.numel())
    first_batch = next(_batches(x, y, batch_size, seeds[chunks[0]]))
    method = choose_method(approximation, loss, starts[chunks[0]].T, *first_batch)
    for chunk in chunks:
        params = starts[chunk].T.clone()
        path = _descend(
            METHODS[method](approximation, loss),
            params,
            _batches(x, y, batch_size, seeds[chunk]),
            _optimizer_step(optimizer, params),
            rates[chunk].to(params),
            steps,
        )
        with _threads_for(params.shape[1] * few_y.numel()):
            record.add(chunk, path)
    return Runs(
        history=record.history.permute(2, 0, 1),
        losses=record.losses.T,
        steps=record.steps_made,
        stopped_because=record.stopped_because(),
        learning_rate=rates,
        guesses=starts,
        seed=seeds,
        shape=shape,
        record_every=record.every,
        most_steps=steps,
        method=method,
    )


class _Record:
    """The rows of all runs: history (rows, P, R), losses (rows, R); and the steps of each, (R,)."""

    def __init__(self, starts: Tensor, loss_dtype: torch.dtype, steps: int, every: int) -> None:
        self.every, self._steps = every, steps
        runs, params = starts.shape
        rows = _rows(steps, every)
        self.history = starts.new_empty(rows, params, runs)
        self.losses = torch.empty(rows, runs, dtype=loss_dtype, device=starts.device)
        self.steps_made = torch.zeros(runs, dtype=torch.int64, device=starts.device)

    def add(self, chunk: slice, path: Iterator[tuple[Tensor, Tensor, Tensor]]) -> None:
        """Record a chunk of the runs, step by step."""
        for step, (params, losses, running) in enumerate(path):
            if step % self.every == 0 or step == self._steps:
                row = _rows(step, self.every) - 1
                self.history[row, :, chunk], self.losses[row, chunk] = params, losses
            if step < self._steps:
                self.steps_made[chunk] += running

    def stopped_because(self) -> tuple[str, ...]:
        """For each run, "steps" or "diverged"."""
        finite = self.losses[-1].isfinite().tolist()
        return tuple("steps" if each else "diverged" for each in finite)


def _rows(steps: int, every: int) -> int:
    """How many rows record steps 0, k, 2k, ... and the last."""
    return -(-steps // every) + 1


def _rates(learning_rate: object) -> Tensor:
    """Rates of any shape, float64."""
    if callable(learning_rate):
        raise TypeError("learning_rate must be numbers in a sweep; use fit for a schedule")
    rates = validate.numbers("learning_rate", learning_rate, torch.float64).cpu()
    if not bool((rates > 0).all()):
        raise ValueError(f"learning_rate must be above 0; got {validate.short(learning_rate)}")
    return rates


def _starts(guesses: object, like: Tensor) -> Tensor:
    """Starts, (..., P)."""
    starts = validate.numbers("guesses", guesses, like.dtype).to(like.device)
    if starts.ndim == 0 or starts.shape[-1] == 0:
        raise ValueError(
            "guesses must be a list, one number for each parameter, or a list of such lists"
        )
    return starts


def _broadcast(
    rates: Tensor, starts: Tensor, seeds: Tensor, *, grid: bool
) -> tuple[Tensor, Tensor, Tensor, tuple[int, ...]]:
    """A rate (R,), a start (R, P) and a seed (R,) for every run, and the shape of the runs."""
    shapes = [tuple(rates.shape), tuple(starts.shape[:-1]), tuple(seeds.shape)]
    if grid:
        shapes = _on_axes_of_their_own(shapes)
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


def _on_axes_of_their_own(shapes: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Shapes that broadcast to all combinations."""
    axes = list(map(len, shapes))
    return [
        (1,) * sum(axes[:i]) + shape + (1,) * sum(axes[i + 1 :]) for i, shape in enumerate(shapes)
    ]


def _record_every(requested: int | None, steps: int, starts: Tensor) -> int:
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


def _chunks(runs: int, values_per_run: int) -> list[slice]:
    """The runs that are evaluated together."""
    size = max(1, MOST_VALUES // values_per_run)
    return [slice(start, min(start + size, runs)) for start in range(0, runs, size)]


@contextmanager
def _threads_for(values: int) -> Iterator[None]:
    """One thread for few values; afterwards as many as before."""
    threads = torch.get_num_threads()
    if values < WORTH_THREADS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _batches(x: Tensor, y: Tensor, batch_size: int | None, seeds: Tensor) -> Iterator[Batch]:
    """Batches without end: (B, ..., R), or (B, ..., 1) where all runs use the same points."""
    if batch_size is None:
        yield from repeat((x.unsqueeze(-1), y.unsqueeze(-1)))
    distinct, of_run = seeds.unique(return_inverse=True)
    epochs = [orders(len(x), int(seed)) for seed in distinct]
    while True:
        order = torch.stack([next(epoch) for epoch in epochs], dim=1)
        if len(distinct) > 1:
            order = order[:, of_run]
        for indices in order.to(x.device).split(batch_size):
            yield x[indices].movedim(1, -1), y[indices].movedim(1, -1)


def _optimizer_step(optimizer: Optimizer | None, params: Tensor) -> OptimizerStep:
    """Step 5 for all runs at once; run by run if the optimizer mixes them."""
    if optimizer is None:
        return adjust
    if _treats_each_run_alone(optimizer, params):
        return start_optimizer(copy.deepcopy(optimizer), params)
    return _run_by_run(optimizer, params)


def _treats_each_run_alone(optimizer: Optimizer, params: Tensor) -> bool:
    """Whether steps of all runs at once equal steps run by run: tried in float64."""
    at_once, run_by_run = params.double().clone(), params.double().clone()
    rates = torch.linspace(0.1, 0.2, params.shape[1]).to(at_once)
    generator = torch.Generator().manual_seed(0)
    try:
        step_at_once = start_optimizer(copy.deepcopy(optimizer), at_once)
        step_run_by_run = _run_by_run(optimizer, run_by_run)
        for size in TRIAL_SIZES:
            gradients = size * torch.randn(params.shape, generator=generator).to(rates)
            step_at_once(at_once, gradients, rates)
            step_run_by_run(run_by_run, gradients, rates)
            if not torch.allclose(at_once, run_by_run, rtol=1e-9, atol=0.0, equal_nan=True):
                return False
    except Exception:  # the user's optimizer, on shapes it was not written for
        return False
    return True


def _run_by_run(optimizer: Optimizer, params: Tensor) -> OptimizerStep:
    columns = [column.clone() for column in params.T]  # an optimizer may keep a reference to its
    steps = [start_optimizer(copy.deepcopy(optimizer), column) for column in columns]

    def adjust_each(params: Tensor, gradients: Tensor, rates: Tensor) -> None:
        for run, (step, column) in enumerate(zip(steps, columns, strict=True)):
            column.copy_(params[:, run])
            step(column, gradients[:, run], float(rates[run]))
            params[:, run] = column

    return adjust_each


def _descend(
    losses_and_gradients: LossesAndGradients,
    params: Tensor,
    batches: Iterator[Batch],
    optimizer_step: OptimizerStep,
    rates: Tensor,
    steps: int,
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Steps 3 to 5 for all runs: parameters (P, R), losses (R,), and which runs go on, (R,).

    A run whose loss is not finite stays where it is, like one that `fit` ends.
    """
    running = torch.ones(params.shape[1], dtype=torch.bool, device=params.device)
    last_losses = torch.zeros(())
    for step, (x, y) in enumerate(batches):
        losses, gradients = losses_and_gradients(params, x, y)
        if not bool(running.all()):
            losses = torch.where(running, losses, last_losses)
        last_losses = losses
        running = running & losses.isfinite()
        yield params, losses, running
        if step == steps:
            return
        before = params.clone()
        optimizer_step(params, gradients, rates)
        if not bool(running.all()):
            params.copy_(torch.where(running, params, before))
