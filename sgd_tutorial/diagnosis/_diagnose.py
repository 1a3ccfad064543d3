"""What a run will do, or what went wrong with it, in words and numbers."""

import math
import warnings
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._finding import Answer, Finding, Writer
from .._problem import MOST_STEPS, Problem
from .._record import Run
from .._stability import MOST_WORK
from .._validate import as_data, as_params
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ..recipe import fit
from ..stopping import StepBudget
from ._findings import FINDERS
from ._measure import Measurement, attempt


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis(Answer):
    """What `diagnose` found; printed, it is the text of its findings.

    Attributes:
        findings: the most important first; at least one.
        run: at most the first 20,000 steps; None where `fit` refuses.
        curvature: the bowl at the lowest point, seen from the guesses; None where it cannot be had.
    """

    findings: tuple[Finding, ...]
    run: Run | None
    curvature: Curvature | None


def diagnose(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: object,
    steps: object,
    loss: Loss = sum_squared_error,
) -> Diagnosis:
    """What plain gradient descent does with this problem, and what stands in its way.

    Nothing is refused: what `fit` would refuse is a finding too. At most 20,000 steps are run;
    where a longer one ends follows from the closed form. The lowest point is looked for unless
    P^2 N is above ten million, or a hundred million where the bowl is exact.

    Kinds, in this order: "broadcasting" or "refused" stand alone; "overflows at the guesses",
    "diverges"; "frozen", "rounded off"; "not measured", "no slope", "no lowest point",
    "high valley", "wrong approximation"; "no effect", "not told apart"; "does not settle",
    "unfinished"; "noise", "unexplained"; "fine".

    Args:
        approximation: any f(x, params).
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: one number.
        steps: adjustments of the run that is asked about.
        loss: any loss(y1, y2).

    Returns:
        The diagnosis.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> print(diagnose(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=8e-7, steps=10_002))
    At rate 8e-07 the run diverges: the loss overflows float32 at step 132.
    The largest stable rate is 6.919e-07; half of it, 3.459e-07, is a good
    start.
    """
    problem = approximation, guesses, x, y
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rate = validate.positive_number("learning_rate", learning_rate)
            run = fit(
                *problem,
                learning_rate=rate,
                steps=steps,  # type: ignore[arg-type]
                loss=loss,
                stop=StepBudget(MOST_STEPS),
            )
        except Exception as error:  # whatever the user's function raises is a finding too
            finding = attempt(_broadcasting, *problem, loss, error) or _refused(error)
            return Diagnosis((finding,), None, None)
        m = Measurement(_as_problem(*problem, loss, rate, int(steps)), run)  # type: ignore[call-overload]
        findings = [find(m, Writer()) for find in FINDERS]
    return Diagnosis(tuple(f for f in findings if f is not None), run, m.curvature)


def _as_problem(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    rate: float,
    steps: int,
) -> Problem:
    x, y = as_data(x, y)
    start = as_params("guesses", guesses, y.dtype).to(y.device)
    return Problem(approximation, start, x, y, loss, rate, steps)


# What `fit` refuses.


def _refused(error: Exception) -> Finding:
    """What `fit` says, with its notes."""
    messages = [str(error) or type(error).__name__, *getattr(error, "__notes__", [])]
    text = " ".join(f"{message.rstrip('.')}." for message in messages)
    return Finding("refused", f"fit refuses your problem: {text}", {})


def _broadcasting(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    error: Exception,
) -> Finding | None:
    """Whether a difference would be computed for every pair, and what loss that gives."""
    x, y = validate.numbers("x", x), validate.numbers("y", y)
    with torch.no_grad():
        values = approximation(x, as_params("guesses", guesses))
    shape = torch.broadcast_shapes(values.shape, y.shape)
    differences, write = math.prod(shape), Writer()
    if differences <= max(values.numel(), y.numel()):
        return None
    text = (
        f"{_refused(error).text} Your {write('points', y.numel())} points would give "
        f"{write('differences', differences)} differences, one for every pair"
    )
    losses = _both_losses(values, y, shape, loss) if differences <= MOST_WORK else None
    if losses is None:
        return Finding("broadcasting", f"{text}.", write.numbers)
    wrong, right = write("wrong_loss", losses[0]), write("right_loss", losses[1])
    text += f", and a loss of {wrong} at the guesses in place of {right}."
    return Finding("broadcasting", text, write.numbers)


def _both_losses(
    values: Tensor, y: Tensor, shape: torch.Size, loss: Loss
) -> tuple[float, float] | None:
    """The loss over every pair and over the points; None unless there is one y for each value."""
    if values.numel() != y.numel():
        return None
    wrong = attempt(loss, values.expand(shape).flatten(), y.expand(shape).flatten())
    right = attempt(loss, values.flatten(), y.flatten())
    return None if wrong is None or right is None else (float(wrong), float(right))
