"""The problem that a question is asked about: the notebook's, or the reader's own."""

import warnings
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature, curvature
from .._format import names_of
from .._minimum import find_valley
from .._run import Run
from .._stability import DivergenceWarning
from .._validate import as_data, as_params, try_once
from ..approximations import Approximation, quadratic
from ..data import notebook_data
from ..diagnosis._measure import MOST_STEPS as MOST_STEPS
from ..losses import Loss
from ..recipe import fit

NOTEBOOK_GUESSES = (1.0, 2.0, 3.0)
NOTEBOOK_RATE = 1e-7
NOTEBOOK_STEPS = 10_002
NOTEBOOK_TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class Case:
    """A problem, the plain run that is asked about, and the valley it goes down.

    Attributes:
        approximation: f(x, params).
        guesses: (P,), in the data's dtype.
        x: (N,), data.
        y: (N,), data.
        loss: loss(y1, y2).
        learning_rate: of the plain run.
        steps: of the plain run.
        valley: the bowl at the lowest point, seen from the guesses.
        names: what the parameters are called in words.
        is_notebook: whether this is the notebook's own problem.
    """

    approximation: Approximation
    guesses: Tensor
    x: Tensor
    y: Tensor
    loss: Loss
    learning_rate: float
    steps: int
    valley: Curvature
    names: tuple[str, ...]
    is_notebook: bool

    @property
    def lowest(self) -> Tensor:
        """(P,), float64, the best parameters; 0 where the loss feels no more than rounding."""
        lowest, bowl = self.valley.lowest, self.valley
        felt = lowest.abs() * (bowl.directions**2 @ bowl.eigenvalues).clamp(min=0).sqrt()
        return torch.where(felt <= 1e-12 * felt.max(), 0.0, lowest)

    def tolerance(self, asked: object) -> Tensor:
        """(P,), float64, how far off each parameter still counts as right.

        Raises:
            TypeError: if what is asked for is not numbers.
            ValueError: if it is not above 0, or not one number or one for each parameter.
        """
        if asked is None and self.is_notebook:
            asked = NOTEBOOK_TOLERANCE
        return self.valley.as_tolerance(asked)

    def fit(self, **changes: object) -> Run:
        """The plain run, or one with other settings; divergence is part of the answer."""
        settings = {
            "learning_rate": self.learning_rate,
            "steps": self.steps,
            "loss": self.loss,
            "approximation": self.approximation,
            "guesses": self.guesses,
            "x": self.x,
            "y": self.y,
        } | changes
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DivergenceWarning)
            return fit(**settings)  # type: ignore[arg-type]


def as_case(
    approximation: Approximation | None,
    guesses: object,
    x: object,
    y: object,
    *,
    loss: Loss,
    learning_rate: float | None = None,
    steps: int | None = None,
) -> Case:
    """The case, with the notebook's values for a problem that is not given.

    The reader's own problem gets half the largest rate that is stable both there and at
    the valley's lowest point, and the notebook's number of steps, unless given.

    Raises:
        TypeError: if only a part of the problem is given, or a part is of the wrong kind.
        ValueError: if a part has the wrong value, or no valley is found.
    """
    given = [value is not None for value in (approximation, guesses, x, y)]
    if any(given) and not all(given):
        raise TypeError(
            "give all of approximation, guesses, x and y, or none for the notebook's problem"
        )
    is_notebook = approximation is None
    if approximation is None:
        approximation, guesses = quadratic, NOTEBOOK_GUESSES
        x, y = notebook_data()
    x, y = as_data(x, y)
    guesses = as_params("guesses", guesses, y.dtype).to(y.device)
    try_once(approximation, guesses.clone().requires_grad_(), x, y, loss)
    valley = find_valley(approximation, guesses, x, y, loss)
    if not bool(valley.lowest.isfinite().all()):
        raise ValueError(
            "no lowest point was found downhill from these guesses: the loss may fall without "
            "end, be flat, or have a kink there; try other guesses or another loss"
        )
    if learning_rate is None:
        at_guesses = curvature(approximation, guesses, x, y, loss=loss)
        bound = min(bowl.largest_stable_learning_rate for bowl in (valley, at_guesses))
        learning_rate = NOTEBOOK_RATE if is_notebook else bound / 2
    if steps is None:
        steps = NOTEBOOK_STEPS
    return Case(
        approximation=approximation,
        guesses=guesses,
        x=x,
        y=y,
        loss=loss,
        learning_rate=validate.positive_number("learning_rate", learning_rate),
        steps=validate.whole_number("steps", steps, least=1, most=MOST_STEPS),
        valley=valley,
        names=names_of(approximation, len(guesses)),
        is_notebook=is_notebook,
    )
