"""What a run will do, or what went wrong with it, in words and numbers."""

import warnings
from dataclasses import dataclass

from .. import _validate as validate
from .._curvature import Curvature
from .._problem import MOST_STEPS, Problem
from .._record import Run
from .._text import Answer, Finding
from .._threads import threads_for
from .._validate import as_data, as_params
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ..recipe import fit
from ..stopping import StepBudget
from ._findings import findings_of
from ._measure import Measurement
from ._refused import not_plain, why_refused

# Steps times numbers in x.
MOST_VALUES = 100_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis(Answer):
    """What `diagnose` found; printed, it is the text of its findings.

    Attributes:
        findings: the most important first; at least one.
        run: the first 20,000 steps at most, or fewer of very many points; None where `fit` refuses.
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
    **settings: object,
) -> Diagnosis:
    """What plain gradient descent does with this problem, and what stands in its way.

    Nothing is refused: what `fit` would refuse is a finding too. At most 20,000 steps are run, and
    fewer where steps times points are above a hundred million; where a longer run ends follows from
    the closed form. The lowest point is looked for unless P N is above four million or P^2 N above
    ten million, or P^2 N above a hundred million where the bowl is exact. A cure that is named was
    predicted in that bowl; anywhere else it was tried, for 1,000 steps or as many as are asked
    about, or until it was clear that it takes more.

    Kinds, in this order. These stand alone: "refused", "swapped", "broadcasting";
    "undefined at the guesses", "overflows at the guesses"; "no gradient", "no lower bound",
    "no end", "symmetric start", "no slope", "thrown away", "undefined". The others come together:
    "diverges", "kink"; "frozen", "rounded off"; "not measured", "high valley",
    "no lowest point", "wrong approximation"; "repeated value", "no effect", "not told apart";
    "does not settle", "unfinished"; "noise", "unexplained". At the end "fine" says that all is
    well, "finished" that the descent is done and something else is not well.

    Args:
        approximation: any f(x, params).
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: one number.
        steps: adjustments of the run that is asked about.
        loss: any loss(y1, y2).
        **settings: of other descents, such as an optimizer or a batch size, are not looked at.

    Returns:
        The diagnosis.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> print(diagnose(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=8e-7, steps=10_002))
    At rate 8e-07 the run diverges: the loss overflows float32 at step 132.
    The largest stable rate is 6.9187e-07; half of it, 3.459e-07, takes
    366,097 steps. standardize makes it 1 step at rate 0.01219; fit_rescaled
    makes it 1 step.
    """
    problem = approximation, guesses, x, y
    if settings:
        return Diagnosis((not_plain(settings),), None, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rate = validate.positive_number("learning_rate", learning_rate)
            x, y = as_data(x, y)
            start = as_params("guesses", guesses, y.dtype).to(y.device)
            values = len(start) * y.numel()
            with threads_for(values):
                run = fit(
                    approximation,
                    start,
                    x,
                    y,
                    learning_rate=rate,
                    steps=steps,  # type: ignore[arg-type]
                    loss=loss,
                    stop=StepBudget(min(MOST_STEPS, MOST_VALUES // x.numel())),
                )
        except Exception as error:  # whatever the user's function raises is a finding too
            return Diagnosis((why_refused(*problem, loss, error),), None, None)
        asked = Problem(approximation, start, x, y, loss, rate, int(steps))  # type: ignore[call-overload]
        m = Measurement(asked, run)
        with threads_for(values):
            return Diagnosis(tuple(findings_of(m)), run, m.curvature)
