"""Steps 2 to 5 of the recipe as functions, and step 6, `fit`, which repeats them."""

# For help(), which shows what types are called here, not what they stand for.
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from . import _validate as validate
from ._batches import Batch, mini_batches
from ._record import Recorder, Run, Snapshot
from ._repeated_graph import RepeatedGraph
from ._stability import rate_advice, warn_of_divergence
from ._validate import as_data, as_params, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .optimizers import Optimizer, start_optimizer
from .schedules import Rate, Schedule, as_schedule
from .stopping import Diverged, Stop, all_rules


def initialize(
    guesses: object,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    """Step 2: the guesses as a tensor that calculates gradients.

    Args:
        guesses: (P,), one number for each parameter; whole numbers become floating point.
        dtype: floating-point dtype; that of the guesses unless given.
        device: where the parameters live; that of the guesses unless given.

    Returns:
        (P,), a new tensor with `requires_grad` set; the guesses do not change.

    Raises:
        ValueError: unless the guesses are a flat list of one finite number or more.

    >>> initialize([1.0, 2.0, 3.0])
    tensor([1., 2., 3.], requires_grad=True)
    """
    if dtype is not None and not (isinstance(dtype, torch.dtype) and dtype.is_floating_point):
        raise ValueError(f"dtype must be a floating-point one of torch's; got {dtype!r}")
    return as_params("guesses", guesses, dtype).to(device).requires_grad_()


def gradient(loss: Tensor, params: Tensor) -> Tensor:
    """Step 4: the gradient of the loss with respect to the parameters.

    Clears `params.grad` before and after: `backward` adds to it, so a gradient of an earlier step
    would be counted twice.

    Args:
        loss: scalar, calculated from `params`.
        params: (P,), from `initialize`.

    Returns:
        (P,), the slope of the loss along each parameter.

    Raises:
        ValueError: if the loss was not calculated from these parameters.

    >>> params = initialize([3.0])
    >>> gradient((params**2).sum(), params)
    tensor([6.])
    """
    if not loss.requires_grad:
        raise ValueError("the loss has no gradient: calculate it from params, without .detach()")
    params.grad = None
    loss.backward()
    grad, params.grad = params.grad, None
    if grad is None:
        raise ValueError("the loss does not depend on these params: calculate it from them")
    return grad


def adjust(params: Tensor, gradient: Tensor, learning_rate: Rate) -> None:
    """Step 5: move the parameters against the gradient, in place.

        params -= learning_rate * gradient

    The change is made to the values alone (`detach`, or the notebook's `.data`), so that autograd
    does not record it.

    Args:
        params: (P,), from `initialize`.
        gradient: (P,), from step 4.
        learning_rate: one number, or (P,), one for each parameter.

    >>> params = initialize([3.0])
    >>> adjust(params, torch.tensor([6.0]), learning_rate=0.5)
    >>> params.data
    tensor([0.])
    """
    params.detach().sub_(gradient * learning_rate)


def descend(
    approximation: Approximation,
    params: Tensor,
    batches: Iterator[Batch],
    loss_function: Loss,
    schedule: Callable[[int], Rate],
    optimizer_step: Callable[[Tensor, Tensor, Rate], None],
) -> Iterator[Snapshot]:
    """Repeat steps 3 to 5 without end; yield a snapshot before each adjustment."""
    graph = RepeatedGraph(approximation, loss_function)
    for step, (x, y) in enumerate(batches):
        if known := graph.loss_and_gradient(step, params, x):  # the next two, faster
            loss, grad = known
        else:
            loss = loss_function(approximation(x, params), y)  # step 3
            grad = gradient(loss, params)  # step 4
            graph.compare(params, x, y, grad)
        yield Snapshot(step, loss.item(), params.detach().clone(), grad)
        optimizer_step(params, grad, schedule(step))  # step 5


def fit(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: float | Sequence[float] | Tensor | Schedule,
    steps: int,
    loss: Loss = sum_squared_error,
    batch_size: int | None = None,
    seed: int = 0,
    optimizer: Optimizer | None = None,
    stop: Stop | Sequence[Stop] | None = None,
    callback: Callable[[Snapshot], object] | None = None,
    record_every: int = 1,
    progress: bool = False,
) -> Run:
    """Step 6: repeat steps 3 to 5, and record every step.

    Args:
        approximation: step 1, any f(x, params) that returns one value for each y.
        guesses: (P,), where the parameters start.
        x: (N,) or (N, ...), data: a tensor, an array, a series or a list. Floating-point data
            keeps its dtype and device, and the parameters take them; whole numbers take torch's
            default dtype.
        y: (N,), data, one y for each x.
        learning_rate: one number; one for each parameter; or a schedule, a function of the step.
        steps: adjustments to make at most.
        loss: step 3, any loss(y1, y2) that returns a scalar.
        batch_size: points used at each step; all of them unless given. Each epoch uses every
            point once, in a new random order; its last batch may be smaller. `losses` then holds
            batch losses.
        seed: the same seed gives the same batches.
        optimizer: replaces step 5.
        stop: a stopping rule, or a function of a `Snapshot` that returns whether to stop; or a
            list of them, of which the first that is reached ends the run.
        callback: called with a `Snapshot` at every step, including the last, even if that
            diverged.
        record_every: record every k-th step, and the last.
        progress: show a progress bar on standard error (needs tqdm).

    Returns:
        The run. If it diverges, its last row is the first loss that is not finite.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if an argument has a wrong value, or the shapes do not fit.

    Warns:
        DivergenceWarning: if the run diverges.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=1)
    >>> run.losses
    tensor([23010880., 11641547.])
    >>> run.history
    tensor([[1.0000, 2.0000, 3.0000],
            [2.1528, 1.9977, 3.0046]])
    """
    x, y = as_data(x, y)
    guesses = as_params("guesses", guesses, y.dtype).to(y.device)
    params = initialize(guesses)  # step 2
    schedule = as_schedule(learning_rate, params)
    rules = all_rules(stop, steps)
    batches = mini_batches(x, y, batch_size, seed)
    if callback is not None:
        validate.function("callback", callback)
    dtype = try_once(approximation, params, x[:batch_size], y[:batch_size], loss).dtype
    recorder = Recorder(params, loss_dtype=dtype, every=record_every, most_steps=steps)
    optimizer_step = adjust if optimizer is None else start_optimizer(optimizer, params)
    for rule in rules:
        rule.start(approximation, loss)

    snapshots = descend(approximation, params, batches, loss, schedule, optimizer_step)
    if progress:
        snapshots = _with_bar(snapshots, steps)
    for now in snapshots:
        recorder.add(now)
        if callback is not None:
            callback(now)
        reached = [rule for rule in rules if rule.reached(now)]  # all of them: rules have memory
        if reached:
            break
    if isinstance(reached[0], Diverged):
        plain = optimizer is None and batch_size is None
        problem = approximation, guesses, x, y, loss
        warn_of_divergence(now, rate_advice(*problem, learning_rate) if plain else "")
    return recorder.finish(now, reached[0].name)


def _with_bar(snapshots: Iterator[Snapshot], steps: int) -> Iterator[Snapshot]:
    """The same snapshots, with a progress bar on standard error."""
    try:
        from tqdm import tqdm
    except ImportError as error:
        raise ImportError("progress=True needs tqdm: pip install tqdm") from error
    with tqdm(total=steps, unit="step") as bar:
        for now in snapshots:
            bar.set_postfix(loss=f"{now.loss:.4g}", refresh=False)
            bar.update(now.step - bar.n)
            yield now
