"""Diagnosis: what a run will do, or what went wrong with it, in words and numbers."""

import warnings
from dataclasses import dataclass

from .. import _validate as validate
from .._curvature import Curvature
from .._run import Run
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ..recipe import fit
from ..stopping import StepBudget
from ._findings import FINDERS, Finding, broadcasting, refused
from ._measure import MOST_STEPS, attempt, observe


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What `diagnose` found.

    Attributes:
        findings: the most important first; at least one.
        run: at most the first 20,000 steps; None where `fit` refuses.
        curvature: the bowl at the lowest point, seen from the guesses; None where it cannot be had.
    """

    findings: tuple[Finding, ...]
    run: Run | None
    curvature: Curvature | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What each finding is called."""
        return tuple(finding.kind for finding in self.findings)

    def __str__(self) -> str:
        return "\n\n".join(finding.text for finding in self.findings)


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
    At rate 8e-07 the run diverges: the loss overflows float32 at step 132. The largest stable \
rate is 6.919e-07; half of it, 3.459e-07, is a good start.
    """
    problem = approximation, guesses, x, y
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rate = validate.positive_number("learning_rate", learning_rate)
            run = _run(*problem, rate, steps, loss)
        except Exception as error:  # whatever a reader's function raises is a finding too
            finding = attempt(broadcasting, *problem, loss, error) or refused(error)
            return Diagnosis((finding,), None, None)
        situation = observe(*problem, loss, rate, int(steps), run)  # type: ignore[call-overload]
        findings = [find(situation) for find in FINDERS]
    found = tuple(finding for finding in findings if finding is not None)
    return Diagnosis(found, run, situation.valley)


def _run(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    rate: float,
    steps: object,
    loss: Loss,
) -> Run:
    """The run, cut off after the most steps."""
    return fit(
        approximation,
        guesses,
        x,
        y,
        learning_rate=rate,
        steps=steps,  # type: ignore[arg-type]
        loss=loss,
        stop=StepBudget(MOST_STEPS),
    )
