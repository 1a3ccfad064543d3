"""The notebook's problem, and one name for each number that describes it."""

from dataclasses import dataclass
from functools import cache, cached_property

import torch
from torch import Tensor

from ._curvature import Curvature, curvature
from ._problem import NOTEBOOK_GUESSES, NOTEBOOK_RATE, NOTEBOOK_STEPS
from ._record import Run
from ._stability import rounded_down
from .approximations import Approximation, linear, quadratic
from .data import notebook_data
from .recipe import fit

# The fastest rate is looked for from this share of the limit up: below it c alone takes longer.
NEAR = 0.98
TRIED = 50


@dataclass(frozen=True, eq=False)
class NotebookFacts:
    """What `notebook_facts` returns: numbers that mean the same wherever they are said.

    Each is computed when it is first asked for.

    Attributes:
        learning_rate: of the notebook's run.
        steps: of that run.
    """

    learning_rate: float = NOTEBOOK_RATE
    steps: int = NOTEBOOK_STEPS

    @property
    def problem(self) -> tuple[Approximation, list[float], Tensor, Tensor]:
        """Approximation, guesses, x and y, in the order in which `fit` takes them."""
        return quadratic, list(NOTEBOOK_GUESSES), *notebook_data()

    @cached_property
    def run(self) -> Run:
        """The notebook's run, in float32."""
        return fit(*self.problem, learning_rate=self.learning_rate, steps=self.steps)

    @cached_property
    def bowl(self) -> Curvature:
        """The curvature of the loss, seen from the guesses."""
        return curvature(*self.problem)

    @property
    def limit(self) -> float:
        """The largest stable rate, 2 / λmax, as it is printed: rounded down."""
        return rounded_down(self.bowl.largest_stable_learning_rate)

    @property
    def condition_number(self) -> float:
        """λmax / λmin."""
        return self.bowl.condition_number

    @property
    def least_curvature(self) -> float:
        """λmin, along the flattest direction."""
        return float(self.bowl.eigenvalues[0])

    @cached_property
    def line_floor(self) -> float:
        """The least loss that a line can have on the notebook's points."""
        return curvature(linear, [0.0, 0.0], *notebook_data()).floor

    @property
    def tolerance(self) -> Tensor:
        """(3,), float64, how far off a, b and c may be and still be right."""
        return self.bowl.default_tolerance

    @cached_property
    def steps_needed(self) -> Tensor:
        """(3,), float64, steps at the notebook's rate until a, b and c are right."""
        return self.bowl.steps_needed(self.learning_rate)

    @property
    def share_left(self) -> float:
        """The share of the error along the flattest direction that the run leaves."""
        return (1 - self.learning_rate * self.least_curvature) ** self.steps

    @cached_property
    def even_steps(self) -> Tensor:
        """(3,), float64, steps at 2 / (λmin + λmax), where both ends of the bowl shrink alike."""
        return self.bowl.steps_needed(self.bowl.fastest_learning_rate)

    @cached_property
    def even_first_steps(self) -> Tensor:
        """(3,), float64, the first steps within the tolerance at 2 / (λmin + λmax)."""
        return self.bowl.first_steps(self.bowl.fastest_learning_rate)

    @cached_property
    def fastest_rate(self) -> float:
        """Of all rates of four digits the one that makes a, b and c right in the fewest steps."""
        shares = torch.linspace(NEAR, 1, TRIED, dtype=torch.float64).tolist()
        limit = self.bowl.largest_stable_learning_rate
        return min((rounded_down(share * limit, digits=4) for share in shares), key=self._steps_at)

    @property
    def fastest_steps(self) -> float:
        """Steps at `fastest_rate` until a, b and c are right."""
        return self._steps_at(self.fastest_rate)

    def _steps_at(self, rate: float) -> float:
        return float(self.bowl.steps_needed(rate).max())


@cache
def notebook_facts() -> NotebookFacts:
    """The notebook's problem, its run, and what the curvature says of them.

    Returns:
        The same object at every call.

    >>> facts = notebook_facts()
    >>> facts.limit
    6.9187e-07
    >>> [f"{count:,.0f}" for count in facts.steps_needed.tolist()]
    ['14', '4,010', '1,266,334']
    """
    return NotebookFacts()
