"""Question 4: what happens when the initial guesses are way off?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._moves import arrivals
from .._problem import MOST_STEPS, Problem, with_defaults
from .._runs import Runs
from .._stability import largest_stable_learning_rate
from .._sweep import sweep
from .._text import Finding, QuestionAnswer, Writer, dtype_name, listed
from ..approximations import Approximation, sine
from ..data import notebook_data
from ..losses import Loss, mean_squared_error, sum_squared_error
from ..recipe import fit

DISTANCES = (1.0, 10.0, 100.0, 1000.0)
# The example with many valleys: a wave, from starts with other frequencies.
WAVE = (2.0, 1.5)
WAVE_STARTS = 80
SCATTERED = 200
HIDDEN = 3


@dataclass(frozen=True, eq=False)
class Minima:
    """Runs down a loss that is no bowl, from many starts.

    Attributes:
        names: (P,), of the parameters.
        runs: one for each start.
        least_loss: the least final loss of all runs.
        reached: (R,), bool, which runs end with that loss.
    """

    names: tuple[str, ...]
    runs: Runs
    least_loss: float
    reached: Tensor


@dataclass(frozen=True, eq=False, repr=False)
class InitialGuesses(QuestionAnswer):
    """What `initial_guesses` returns.

    Kinds of findings: with one bowl "one bowl", and "direction" with "distance" or "not settled";
    otherwise "bound"; "too far"; "one minimum" or "several minima"; "start at 0".

    Attributes:
        names: (P,), of the parameters.
        learning_rate: of every run.
        curvature: the bowl at the minimum, seen from the guesses.
        distances: (K,), float64, how far off along a direction the starts are.
        starts: (P, K, P), float64, starts off by each distance along each direction, flattest
            direction first.
        steps_needed: (P, K), float64, predicted steps until every parameter is right.
        tolerance: (P,), float64, how far off still counts as right, at all starts.
        runs: from those starts, one after the other, and as the last one from a start that is off
            by `overflowing_distance` along the steepest direction.
        steps_observed: (P, K), float64, the same as seen in `runs`; infinity if not reached
            within their steps.
        overflowing_distance: so far off that the loss is too large for the dtype.
        minima: what happens where the loss is no bowl: with the user's own approximation, or
            for the notebook's problem with a wave. None if the user's loss is one bowl.
        stuck_at_zero: how many parameters of a small network with a hidden layer never move when
            all start at 0, and how many it has.
    """

    names: tuple[str, ...]
    learning_rate: float
    curvature: Curvature
    distances: Tensor
    starts: Tensor
    steps_needed: Tensor
    tolerance: Tensor
    runs: Runs
    steps_observed: Tensor
    overflowing_distance: float
    minima: Minima | None
    stuck_at_zero: tuple[int, int]

    def _findings(self) -> Iterator[Finding]:
        write, bowl = Writer(), self.curvature
        if bowl.exact:
            place = "the same place" if len(bowl.curved) == len(self.names) else "the same loss"
            yield write.finding(
                "one bowl",
                f"Every start that does not overflow ends at {place}, with the same bound on the "
                "rate: the loss is one bowl.",
            )
            if len(bowl.curved) > 1:
                yield from _directions(self, write)
        else:
            yield write.finding(
                "bound",
                "Near the lowest point the largest stable rate is "
                f"{write.limit('bound', bowl.largest_stable_learning_rate)}; every run here has "
                f"{write('learning_rate', self.learning_rate)}.",
            )
        if self.runs.stopped_because[-1] == "diverged":
            yield write.finding(
                "too far",
                f"A start that is off by {write('distance', self.overflowing_distance)} overflows "
                f"at step {write('step', self.runs.steps[-1])}: its loss is too large for "
                f"{dtype_name(self.runs.history)}.",
            )
        if self.minima is not None:
            yield _where_runs_end(self.minima, write)
        stuck, of = self.stuck_at_zero
        yield write.finding(
            "start at 0",
            f"A start at {write('start', 0)} is fine in one bowl; of a small network with a hidden "
            f"layer, {write('stuck', stuck)} of {write('of', of)} parameters then have gradient "
            f"{write('gradient', 0)} and never move.",
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
        steps: of each run, 20,000 by default and at most.
        loss: any loss(y1, y2).
        tolerance: how far off counts as right, one number or one for each parameter, at all
            starts; a hundredth of each parameter's best value or of its way from `guesses`,
            whichever is more, unless given.
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
    problem = with_defaults(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=budget
    )
    minimum, lowest, limits = problem.minimum, problem.lowest, problem.tolerance(tolerance)
    unit = 1.0 if problem.is_notebook else float((minimum.params - lowest).norm()) or 1.0
    distances = unit * torch.tensor(DISTANCES, dtype=torch.float64).to(lowest)
    starts = lowest + distances[:, None] * minimum.directions.T[:, None, :]
    far = 10 * math.sqrt(torch.finfo(problem.y.dtype).max)
    last = lowest + far * minimum.directions[:, -1]
    runs = _sweep(problem, torch.cat([starts.reshape(-1, len(lowest)), last[None]]), problem.steps)
    right = (runs.history[:-1].double() - lowest).abs() <= limits
    observed = arrivals(~right.all(dim=2).T, runs.recorded_steps)
    return InitialGuesses(
        names=problem.names,
        learning_rate=problem.learning_rate,
        curvature=minimum,
        distances=distances,
        starts=starts,
        steps_needed=_needed(problem, distances, limits),
        tolerance=limits,
        runs=runs,
        steps_observed=observed.reshape(starts.shape[:2]),
        overflowing_distance=far,
        minima=_minima_for(problem, seed),
        stuck_at_zero=_stuck_at_zero(),
    )


# The findings.


def _directions(answer: InitialGuesses, write: Writer) -> Iterator[Finding]:
    """What direction and distance cost."""
    flattest = len(answer.names) - len(answer.curvature.curved)
    mostly = [answer.names[i] for i in answer.curvature.directions.abs().argmax(dim=0).tolist()]
    steep, flat = answer.steps_needed[-1], answer.steps_needed[flattest]
    rate = write("learning_rate", answer.learning_rate)
    if not math.isfinite(float(flat[0] + steep[-1])):
        yield write.finding("not settled", f"At rate {rate} not all of them settle.")
        return
    direction = "Direction matters more than distance"
    distance = "Distance matters more than direction here"
    yield write.finding(
        "direction",
        f"{direction if steep[-1] < flat[0] else distance}: at rate {rate} a start off by "
        f"{write('farthest', answer.distances[-1])} along the steepest direction (mostly "
        f"{mostly[-1]}) takes {write.steps('along_steepest', steep[-1])}, one off by "
        f"{write('nearest', answer.distances[0])} along the flattest (mostly {mostly[flattest]}) "
        f"{write.steps('along_flattest', flat[0])}.",
    )
    times = write("times_as_far", answer.distances[1] / answer.distances[0])
    yield write.finding(
        "distance",
        f"Steps grow with the logarithm of the distance: along the flattest direction, {times} "
        f"times as far off costs {write('more_steps', flat[-1] - flat[-2])} more.",
    )


def _where_runs_end(minima: Minima, write: Writer) -> Finding:
    where = f"Where the loss is not one bowl (here over {listed(minima.names)})"
    loss, starts = write("least_loss", minima.least_loss), write("starts", len(minima.reached))
    if bool(minima.reached.all()):
        text = f"{where} a start can matter; here all {starts} end at {loss}."
        return write.finding("one minimum", text)
    reached, diverged = int(minima.reached.sum()), minima.runs.stopped_because.count("diverged")
    higher = write("higher", len(minima.reached) - reached - diverged)
    diverging = f" and {write('diverged', diverged)} diverging" if diverged else ""
    return write.finding(
        "several minima",
        f"{where} the start decides which valley the run ends in: {write('reached', reached)} of "
        f"{starts} starts reach loss {loss}, with {higher} ending higher{diverging}.",
    )


# The measurements.


def _sweep(problem: Problem, starts: Tensor, steps: int) -> Runs:
    """A run from each start, (R, P)."""
    settings = {"learning_rate": problem.learning_rate, "steps": steps}
    return sweep(**(problem.parts | {"guesses": starts} | settings))


def _needed(problem: Problem, distances: Tensor, limits: Tensor) -> Tensor:
    """(P, K): along one direction the error is distance * factor^k."""
    factors = (1 - problem.learning_rate * problem.minimum.eigenvalues).abs()
    # Each parameter sees its part of the direction; the strictest of them decides.
    room = (limits[:, None] / problem.minimum.directions.abs()).amin(dim=0)
    ratio = torch.log(distances[None, :] / room[:, None])
    steps = torch.ceil(ratio / -factors.log()[:, None]).clamp(min=1)
    steps = torch.where((factors < 1)[:, None], steps, math.inf)
    return torch.where(ratio <= 0, 0.0, steps)


def _minima_for(problem: Problem, seed: int) -> Minima | None:
    if problem.is_notebook:
        return _wave()
    return None if problem.minimum.exact else _scattered(problem, seed)


def _wave() -> Minima:
    """A wave fitted to a wave, from starts with other frequencies."""
    x = torch.linspace(-3, 3, 61)
    y = sine(x, torch.tensor(WAVE))
    frequencies = torch.linspace(0.1, 8, WAVE_STARTS)
    starts = torch.stack([torch.ones(WAVE_STARTS), frequencies], dim=1)
    bounds = [largest_stable_learning_rate(sine, start, x, y) for start in (*starts, WAVE)]
    runs = sweep(sine, starts, x, y, learning_rate=min(bounds) / 2, steps=2_000)
    return _minima(("a", "w"), runs)


def _scattered(problem: Problem, seed: int) -> Minima:
    """The user's approximation, from starts scattered around the guesses."""
    generator = torch.Generator().manual_seed(seed)
    draws = torch.randn(SCATTERED, len(problem.names), generator=generator).to(problem.y)
    size = torch.maximum(problem.guesses.abs(), problem.lowest.abs().to(problem.y)).clamp(min=0.1)
    starts = torch.cat([problem.guesses[None], problem.guesses + size * draws[1:]])
    return _minima(problem.names, _sweep(problem, starts, min(problem.steps, 2_000)))


def _minima(names: tuple[str, ...], runs: Runs) -> Minima:
    """Runs whose final loss is the least of all, but for 1 % of the loss they started with."""
    final = runs.losses[:, -1].nan_to_num(math.inf, math.inf)
    least = float(final.min())
    start = float(runs.losses[:, 0].nan_to_num(0, 0).median())
    return Minima(names, runs, least, final <= least + 0.01 * start)


def _stuck_at_zero() -> tuple[int, int]:
    """How many parameters of a small network stay at 0 where all start there, and of how many."""

    def network(x: Tensor, params: Tensor) -> Tensor:
        inner, bias, outer, shift = params.split([HIDDEN, HIDDEN, HIDDEN, 1])
        return torch.tanh(x[:, None] * inner + bias) @ outer + shift

    x, y = notebook_data()
    count = 3 * HIDDEN + 1
    problem = network, [0.0] * count, x / 20, y / 2000
    run = fit(*problem, learning_rate=0.1, steps=100, loss=mean_squared_error)
    return int((run.history == 0).all(dim=0).sum()), count
