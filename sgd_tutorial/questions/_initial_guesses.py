"""Question 4: what happens when the initial guesses are way off?"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._format import listed, number
from .._format import steps as steps_in_words
from .._stability import largest_stable_learning_rate
from .._sweep import Runs, sweep
from ..approximations import Approximation, sine
from ..data import notebook_data
from ..losses import Loss, mean_squared_error, sum_squared_error
from ._problem import MOST_STEPS, Case, as_case

DISTANCES = (1.0, 10.0, 100.0, 1000.0)
# The example with many valleys: a wave, from starts with other frequencies.
WAVE = (2.0, 1.5)
WAVE_STARTS = 80
SCATTERED = 200
HIDDEN = 3


@dataclass(frozen=True, eq=False)
class Valleys:
    """Runs down a loss that is no bowl, from many starts.

    Attributes:
        names: (P) what the parameters are called.
        runs: one for each start.
        depth: the least final loss of all runs.
        reached: (K,), bool, which runs end at that depth.
    """

    names: tuple[str, ...]
    runs: Runs
    depth: float
    reached: Tensor


@dataclass(frozen=True, eq=False)
class InitialGuesses:
    """What `initial_guesses` found.

    Attributes:
        names: (P) what the parameters are called.
        learning_rate: of every run.
        curvature: the bowl, seen from the guesses.
        distances: (D,), float64, how far off along a direction the starts are.
        starts: (P, D, P), float64, starts off by each distance along each direction, flattest
            direction first.
        steps_needed: (P, D), float64, predicted steps until every parameter stays right.
        runs: from those starts, one after the other, and as the last one from an absurd start.
        steps_observed: (P, D), float64, the same as seen in `runs`; infinity if they have not
            come there within their steps.
        absurd: how far off the absurd start is.
        valleys: what happens where the loss is no bowl: with the reader's own approximation, or
            for the notebook's problem with a wave. None if the reader's loss is one bowl.
        unmoved: how many parameters of a small network with a hidden layer never move when all
            start at 0, of how many.
    """

    names: tuple[str, ...]
    learning_rate: float
    curvature: Curvature
    distances: Tensor
    starts: Tensor
    steps_needed: Tensor
    runs: Runs
    steps_observed: Tensor
    absurd: float
    valleys: Valleys | None
    unmoved: tuple[int, int]

    def __str__(self) -> str:
        sentences = []
        if self.curvature.exact:
            one_place = len(self.curvature.curved) == len(self.names)
            place = "the same place" if one_place else "the same loss"
            sentences += [
                f"Every start ends at {place}, with the same bound on the rate: the loss is one "
                "bowl.",
                *self._directions(),
            ]
        else:
            sentences.append(
                f"Near the lowest point the largest stable rate is "
                f"{number(self.curvature.largest_stable_learning_rate)}; every run here has "
                f"{number(self.learning_rate)}."
            )
        if self.runs.stopped_because[-1] == "diverged":
            sentences.append(
                f"A start that is off by {number(self.absurd)} overflows at step "
                f"{number(self.runs.steps[-1])}: its loss is too large for "
                f"{str(self.runs.history.dtype).removeprefix('torch.')}."
            )
        if self.valleys:
            sentences.append(self._valleys(self.valleys))
        sentences.append(
            f"A start at 0 is fine in one bowl; of a small network with a hidden layer, "
            f"{self.unmoved[0]} of {self.unmoved[1]} parameters then have gradient 0 and never "
            "move."
        )
        return " ".join(sentences)

    def _directions(self) -> list[str]:
        flattest = len(self.names) - len(self.curvature.curved)
        steep, flat = self.steps_needed[-1], self.steps_needed[flattest]
        times = number(self.distances[1] / self.distances[0])
        if len(self.curvature.curved) == 1:
            return []
        if not math.isfinite(float(flat[0] + steep[-1])):
            return [f"At rate {number(self.learning_rate)} not all of them settle."]
        return [
            f"Direction matters more than distance: at rate {number(self.learning_rate)} a start "
            f"off by {number(self.distances[-1])} along the steepest direction (mostly "
            f"{self._mostly(-1)}) takes {steps_in_words(steep[-1])}, one off by "
            f"{number(self.distances[0])} along the flattest (mostly {self._mostly(flattest)}) "
            f"{steps_in_words(flat[0])}.",
            f"Steps grow with the logarithm of the distance: along the flattest direction, "
            f"{times} times as far off costs {number(flat[-1] - flat[-2])} more.",
        ]

    def _mostly(self, direction: int) -> str:
        return self.names[int(self.curvature.directions[:, direction].abs().argmax())]

    def _valleys(self, valleys: Valleys) -> str:
        count, reached = len(valleys.reached), int(valleys.reached.sum())
        diverged = sum(reason == "diverged" for reason in valleys.runs.stopped_because)
        flown = f", {diverged} fly off" if diverged else ""
        where = f"Where the loss is not one bowl (here over {listed(valleys.names)})"
        if reached == count:
            return f"{where} a start can matter; here all {count} end at {number(valleys.depth)}."
        return (
            f"{where} the start decides which valley the run ends in: {reached} of {count} starts "
            f"reach loss {number(valleys.depth)}, {count - reached - diverged} end higher{flown}."
        )


def initial_guesses(
    approximation: Approximation | None = None,
    guesses: object = None,
    x: object = None,
    y: object = None,
    *,
    learning_rate: float | None = None,
    steps: int | None = None,
    loss: Loss = sum_squared_error,
    tolerance: object = None,
    seed: int = 0,
) -> InitialGuesses:
    """What a start near or far, in one direction or another, costs.

    Args:
        approximation: f(x, params); the notebook's problem if none of the four is given.
        guesses: (P,), the start that the others are compared with.
        x: (N,), data.
        y: (N,), data.
        learning_rate: of every run; the notebook's, or half the largest stable one, unless given.
        steps: of each run, at most 20,000, which is also what it gets unless given.
        loss: any loss(y1, y2).
        tolerance: how far off counts as right, one number or one for each parameter; 0.01 for the
            notebook's problem, otherwise 1 % of each parameter's value or way, unless given.
        seed: scatters starts around the guesses where the loss is no bowl.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = initial_guesses(steps=100)
    >>> bool(answer.steps_needed[0, 0] > answer.steps_needed[-1, -1])
    True
    """
    validate.seed(seed)
    budget = MOST_STEPS if steps is None else steps
    case = as_case(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=budget
    )
    valley, limits = case.valley, case.tolerance(tolerance)
    unit = 1.0 if case.is_notebook else float((valley.params - case.lowest).norm()) or 1.0
    distances = unit * torch.tensor(DISTANCES, dtype=torch.float64).to(case.lowest)
    starts = case.lowest + distances[:, None] * valley.directions.T[:, None, :]
    absurd = 10 * math.sqrt(torch.finfo(case.y.dtype).max)
    last = case.lowest + absurd * valley.directions[:, -1]
    runs = sweep(
        case.approximation,
        torch.cat([starts.reshape(-1, len(case.names)), last[None]]),
        case.x,
        case.y,
        learning_rate=case.learning_rate,
        steps=case.steps,
        loss=loss,
    )
    return InitialGuesses(
        names=case.names,
        learning_rate=case.learning_rate,
        curvature=valley,
        distances=distances,
        starts=starts,
        steps_needed=_needed(case, distances, limits),
        runs=runs,
        steps_observed=_observed(runs, case.lowest, limits).reshape(starts.shape[:2]),
        absurd=absurd,
        valleys=_wave() if case.is_notebook else None if valley.exact else _scattered(case, seed),
        unmoved=_unmoved(),
    )


def _needed(case: Case, distances: Tensor, limits: Tensor) -> Tensor:
    """(P, D): along one direction the error is distance * factor^k."""
    products = (1 - case.learning_rate * case.valley.eigenvalues).abs()
    # Each parameter sees its part of the direction; the strictest of them decides.
    room = (limits[:, None] / case.valley.directions.abs()).amin(dim=0)
    ratio = torch.log(distances[None, :] / room[:, None])
    steps = torch.ceil(ratio / -products.log()[:, None]).clamp(min=1)
    steps = torch.where((products < 1)[:, None], steps, math.inf)
    return torch.where(ratio <= 0, 0.0, steps)


def _observed(runs: Runs, lowest: Tensor, limits: Tensor) -> Tensor:
    """(R - 1,): the step from which on each run stays right; the absurd one is left out."""
    outside = ((runs.history[:-1].double() - lowest).abs() > limits).any(dim=2)
    rows = outside.shape[1]
    last = torch.where(outside.any(dim=1), rows - outside.flip(1).int().argmax(dim=1), 0)
    at = torch.cat([runs.recorded_steps, torch.tensor([-1])])[last.cpu()].double()
    return torch.where(last.cpu() >= rows, math.inf, at)


def _wave() -> Valleys:
    """A wave fitted to a wave, from starts with other frequencies."""
    x = torch.linspace(-3, 3, 61)
    y = sine(x, torch.tensor(WAVE))
    frequencies = torch.linspace(0.1, 8, WAVE_STARTS)
    starts = torch.stack([torch.ones(WAVE_STARTS), frequencies], dim=1)
    bounds = [largest_stable_learning_rate(sine, start, x, y) for start in (*starts, WAVE)]
    runs = sweep(sine, starts, x, y, learning_rate=min(bounds) / 2, steps=2_000)
    return _valleys(("a", "w"), runs)


def _scattered(case: Case, seed: int) -> Valleys:
    """The reader's approximation, from starts scattered around the guesses."""
    generator = torch.Generator().manual_seed(seed)
    draws = torch.randn(SCATTERED, len(case.names), generator=generator).to(case.y)
    size = torch.maximum(case.guesses.abs(), case.lowest.abs().to(case.y)).clamp(min=0.1)
    runs = sweep(
        case.approximation,
        torch.cat([case.guesses[None], case.guesses + size * draws[1:]]),
        case.x,
        case.y,
        learning_rate=case.learning_rate,
        steps=min(case.steps, 2_000),
        loss=case.loss,
    )
    return _valleys(case.names, runs)


def _valleys(names: tuple[str, ...], runs: Runs) -> Valleys:
    """Runs whose final loss is the least of all, but for 1 % of the loss they started with."""
    final = runs.losses[:, -1].nan_to_num(math.inf, math.inf)
    depth = float(final.min())
    start = float(runs.losses[:, 0].nan_to_num(0, 0).median())
    return Valleys(names, runs, depth, final <= depth + 0.01 * start)


def _unmoved() -> tuple[int, int]:
    """How many parameters of a small network stay at 0, where they all start."""

    def network(x: Tensor, params: Tensor) -> Tensor:
        inner, bias, outer, shift = params.split([HIDDEN, HIDDEN, HIDDEN, 1])
        return torch.tanh(x[:, None] * inner + bias) @ outer + shift

    x, y = notebook_data()
    count = 3 * HIDDEN + 1
    runs = sweep(
        network,
        [0.0] * count,
        x / 20,
        y / 2000,
        learning_rate=0.1,
        steps=100,
        loss=mean_squared_error,
    )
    return int((runs.history[0] == 0).all(dim=0).sum()), count
