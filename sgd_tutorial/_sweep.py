"""Many runs at once, over learning rates, starts and seeds."""

import math
from collections.abc import Iterator
from itertools import repeat

import torch
from torch import Tensor

from . import _validate as validate
from ._batches import Batch, orders
from ._linear_gradients import find_linear_gradients
from ._run_gradients import METHODS, Computation, LossesAndGradients, choose_method
from ._run_steps import RunsStep, step_of_all_runs
from ._runs import Runs, RunsRecorder, Step, record_stride
from ._threads import threads_for
from ._validate import as_data, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .optimizers import Optimizer
from .recipe import initialize

# Values of one evaluation, points x runs: 32 MB. More runs go in several chunks.
MOST_VALUES = 4_000_000


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

    Where all points count at every step, the approximation is linear in its parameters and the
    loss is a squared error, as tried on both beforehand, gradients are products of the design
    matrix. In float64 one row more than there are parameters does, however many points there are.
    In other dtypes the approximation itself is evaluated, so that a run stops where its own
    rounding stops it. Everything else has a graph, of all runs together where the functions allow
    it. `method` of the runs tells which.

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
    record = RunsRecorder(starts, loss_dtype, steps, record_stride(record_every, steps, starts))
    how = _computation(approximation, loss, starts, x, y, batch_size, seeds)
    for chunk in _chunks(len(starts), how.values_per_run):
        params = starts[chunk].T.clone()
        path = _descend(
            how.losses_and_gradients,
            params,
            _batches(x, y, batch_size, seeds[chunk]),
            step_of_all_runs(optimizer, params),
            rates[chunk].to(params),
            steps,
        )
        values, has_graph = params.shape[1] * how.values_per_run, how.method in METHODS
        with threads_for(values), torch.set_grad_enabled(has_graph):
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
        method=how.method,
    )


def _computation(
    approximation: Approximation,
    loss: Loss,
    starts: Tensor,
    x: Tensor,
    y: Tensor,
    batch_size: int | None,
    seeds: Tensor,
) -> Computation:
    """Without a graph where that can be, which takes all points at every step; or else with one."""
    if batch_size is None:
        linear = find_linear_gradients(approximation, loss, starts, x, y)
        if linear is not None:
            return linear
    points = y[:batch_size].numel()
    chunk = _chunks(len(starts), points)[0]
    first_batch = next(_batches(x, y, batch_size, seeds[chunk]))
    method = choose_method(approximation, loss, starts[chunk].T, *first_batch)
    return Computation(method, METHODS[method](approximation, loss), points)


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
        # As torch.broadcast_shapes, which would import sympy first.
        shape = sum(map(torch.zeros, shapes), torch.zeros(())).shape
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


def _chunks(runs: int, values_per_run: int) -> list[slice]:
    """The runs that are evaluated together."""
    size = max(1, MOST_VALUES // values_per_run)
    return [slice(start, min(start + size, runs)) for start in range(0, runs, size)]


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


def _descend(
    losses_and_gradients: LossesAndGradients,
    params: Tensor,
    batches: Iterator[Batch],
    optimizer_step: RunsStep,
    rates: Tensor,
    steps: int,
) -> Iterator[Step]:
    """Steps 3 to 5 for all runs, until none goes on.

    A run whose loss is not finite has ended. From then on its column stands still at another run's
    parameters, so that nothing but a new end is ever not finite.
    """
    running = torch.ones_like(rates, dtype=torch.bool)
    for step, (x, y) in enumerate(batches):
        losses, gradients = losses_and_gradients(params, x, y)
        ended = None
        if not math.isfinite(losses.sum()):  # of one number: faster than a look at each
            finite = losses.isfinite()
            ended, running = running & ~finite, running & finite
        yield params, losses, ended
        if step == steps:
            return
        if ended is not None:
            if not bool(running.any()):
                return
            elsewhere = params[:, running][:, :1]
            params.copy_(torch.where(running, params, elsewhere))
            gradients, rates = (torch.where(running, values, 0) for values in (gradients, rates))
        optimizer_step(params, gradients, rates)
