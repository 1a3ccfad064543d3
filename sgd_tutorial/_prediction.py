"""Where a run is after any number of steps, without taking them."""

import torch
from torch import Tensor

from . import _validate as validate
from ._curvature import Curvature, exact_curvature, why_not_exact
from ._record import Run
from ._steps_needed import as_steps
from ._validate import as_data, as_params, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .schedules import as_rate


def params_after(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: object,
    steps: object,
    loss: Loss = sum_squared_error,
) -> Tensor:
    """The parameters after any number of steps of `fit`, without a loop.

        params(k) = lowest + Σ (1 - rate * λ)^k * error along the direction of λ

    Exact arithmetic as far as float64 goes: a run in float32 rounds at every step, and can stop
    early where its steps become too small for it.

    Args:
        approximation: f(x, params), linear in its parameters.
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: one number, or one for each parameter.
        steps: adjustments, 0 or more; one number, or several, (K,).
        loss: a squared error: sum, mean, or weighted.

    Returns:
        (P,), or (K, P) for several numbers of steps, float64; infinite where they diverge so far.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, the approximation is not linear in its
            parameters, or the loss is no squared error.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> params_after(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10_002)
    tensor([4.9885e+00, 2.0486e-05, 2.9080e+00], dtype=torch.float64)
    >>> final = params_after(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10**9)
    >>> torch.allclose(final, torch.tensor([5.0, 0.0, 0.0], dtype=torch.float64))
    True
    """
    as_steps(steps)
    bowl, units = _at_rate_one(approximation, guesses, x, y, learning_rate, loss)
    return units * bowl.params_after(1.0, steps)


def predict(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: object,
    steps: int,
    loss: Loss = sum_squared_error,
) -> Run:
    """What `fit` should do, step by step, without a loop: the run in exact arithmetic.

    Args:
        approximation: f(x, params), linear in its parameters.
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: one number, or one for each parameter.
        steps: adjustments, 0 or more.
        loss: a squared error: sum, mean, or weighted.

    Returns:
        A run in float64 with a row for every step; infinite where it diverges so far.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, the approximation is not linear in its
            parameters, or the loss is no squared error.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> run = predict(quadratic, [1.0, 2.0, 3.0], *notebook_data(), learning_rate=1e-7, steps=2)
    >>> [f"{loss:.0f}" for loss in run.losses[:2].tolist()]  # float32 rounds the first to ...880
    ['23010881', '11641547']
    """
    steps = validate.whole_number("steps", steps, least=0)
    bowl, units = _at_rate_one(approximation, guesses, x, y, learning_rate, loss)
    counts = range(steps + 1)
    return Run(
        history=units * bowl.params_after(1.0, counts),
        losses=bowl.losses_after(1.0, counts),
        steps=steps,
        stopped_because="steps",
    )


def _at_rate_one(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    learning_rate: object,
    loss: Loss,
) -> tuple[Curvature, Tensor]:
    """The bowl in parameters that descend at rate 1, and (P,) what one of their units is worth.

    With rates of their own, parameters descend as params / sqrt(rates) do at rate 1.
    """
    x, y = (values.double() for values in as_data(x, y))
    start = as_params("guesses", guesses, torch.float64).to(y.device)
    if callable(learning_rate):
        raise TypeError("learning_rate must be numbers here; a schedule has no closed form")
    rates = torch.as_tensor(as_rate(learning_rate, start), dtype=torch.float64).to(start.device)
    try_once(approximation, start.clone().requires_grad_(), x, y, loss)
    units = rates.sqrt().expand_as(start)
    bowl = exact_curvature(approximation, start, x, y, loss, units)
    if bowl is None:
        raise ValueError(why_not_exact(approximation, start, x))
    return bowl, units
