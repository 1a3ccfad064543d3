"""What a diagnosis says of a random problem, each claim held against runs and searches.

`python -m tests.helpers.claims 0 150` prints the false ones of 150 problems, and how many were made.
"""

import math
import re
import sys
import textwrap
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
import torch

import sgd_tutorial as sgd
from sgd_tutorial.approximations import names_of
from tests.helpers.findings import assert_findings
from tests.helpers.minimum import derivatives_of, lowest, sums
from tests.helpers.problems import by_a_loop, columns_of
from tests.helpers.random_problems import SQUARES, random_problem

# Runs that check a claim have so many steps at most; a claim about more is taken on trust, unless
# the bowl is exact.
MOST_STEPS = 2000
# A parameter is near if it is off by less than this fraction of its value or its way.
NEAR = 0.03
# A better valley has a loss lower by this fraction of what the best parameters explain.
BETTER = 0.05
OTHER_GUESSES = 20
RATES = ("faster_learning_rate", "suggested_learning_rate")


@dataclass(frozen=True)
class Claim:
    """One thing that was said, whether it holds, and what was measured."""

    kind: str
    what: str
    holds: bool
    measured: str = ""

    def __str__(self):
        return f"{self.kind} / {self.what}: {self.measured}"


class Evidence:
    """What runs and searches say about a problem, each computed when a claim needs it."""

    def __init__(self, problem, found):
        self.problem, self.found = problem, found
        self.approximation, guesses, x, y = problem.parts
        self.guesses = torch.tensor(guesses, dtype=torch.float64)
        self.x, self.y = x.double(), y.double()
        self.share = problem.loss.share(len(y))

    # Runs.

    def run(self, rate, steps, dtype=None):
        """Parameters, (S+1, P), and losses from the guesses, in float64 or in the data's dtype."""
        approximation, guesses, x, y = self.problem.parts
        problem = approximation, guesses, x.to(dtype or x.dtype), y.to(dtype or y.dtype)
        return by_a_loop(*problem, learning_rate=rate, steps=steps, loss=self.problem.loss.total)

    @property
    def end(self):
        """(P,), where the run ends."""
        return self.found.run.params.double()

    @property
    def diverged(self):
        return not bool(self.found.run.losses[-1].isfinite())

    # The loss.

    def loss_at(self, params):
        loss = sums(self.approximation, self.problem.loss.each, self.x, self.y, params[None])
        return float(loss) * self.share

    def gradient_at(self, params):
        """(P,), of the loss."""
        params = params.clone().requires_grad_()
        loss = self.problem.loss.total(self.approximation(self.x, params), self.y)
        return torch.autograd.grad(loss, params)[0]

    def columns_at(self, params):
        """(N, P), the derivatives of the values."""
        if self.exact:
            return torch.from_numpy(self.columns)
        return derivatives_of(self.approximation, self.x, params[None])[1][:, 0].T

    def lowest_from(self, starts):
        """The best end of the descents from these starts, (R, P), and its loss."""
        ends, losses = lowest(self.approximation, self.problem.loss.each, self.x, self.y, starts)
        best = int(losses.argmin())
        return ends[best], float(losses[best]) * self.share

    @cached_property
    def here(self):
        """The lowest point downhill from the run's end, or from the guesses, and its loss."""
        return self.lowest_from((self.guesses if self.diverged else self.end)[None])

    @cached_property
    def best(self):
        """The lowest point of all that were reached from the truth and other guesses."""
        draws = torch.Generator().manual_seed(self.problem.number)
        size = torch.stack([self.guesses, self.problem.truth]).abs().amax(dim=0).clamp(min=0.1)
        shape = OTHER_GUESSES, len(self.guesses)
        anywhere = size * torch.randn(shape, generator=draws, dtype=torch.float64)
        known = torch.stack([self.problem.truth, self.here[0]])
        return self.lowest_from(torch.cat([known, anywhere]))

    @cached_property
    def constant_loss(self):
        """The loss of the best constant."""
        constant = lambda x, params: params[0] + 0 * self.y  # noqa: E731
        start = self.y.mean()[None, None]
        _, losses = lowest(constant, self.problem.loss.each, self.x, self.y, start)
        return float(losses) * self.share

    def worse_than_best(self, loss):
        """How much of what the best parameters explain this loss leaves unexplained."""
        explained = max(self.constant_loss - self.best[1], 0.02 * abs(self.best[1]), 1e-300)
        return (loss - self.best[1]) / explained

    # One bowl.

    @property
    def exact(self):
        return self.problem.family.linear and self.problem.loss.name in SQUARES

    @cached_property
    def columns(self):
        """(N, P), of an approximation that is linear in its parameters."""
        return columns_of(self.approximation, self.x, len(self.guesses))

    @cached_property
    def hessian(self):
        """(P, P), of an exact bowl."""
        curved = 1.0 if self.problem.loss.name == "half squares" else 2.0
        return curved * self.share * self.columns.T @ self.columns

    @cached_property
    def bottom(self):
        """(P,), the lowest point of an exact bowl."""
        return np.linalg.lstsq(self.columns, self.y.numpy(), rcond=None)[0]

    @property
    def largest_stable_rate(self):
        """Of an exact bowl."""
        return 2 / np.linalg.eigvalsh(self.hessian)[-1]

    def params_after(self, rate, steps):
        """(P,), the parameters after any number of steps in an exact bowl.

        Rates of their own, (P,), are units of their own.
        """
        units = np.sqrt(np.broadcast_to(rate, self.guesses.shape))
        values, directions = np.linalg.eigh(units[:, None] * self.hessian * units)
        parts = directions.T @ ((self.guesses.numpy() - self.bottom) / units)
        with np.errstate(all="ignore"):  # a run that diverges
            after = directions @ ((1 - values) ** int(steps) * parts)
        return torch.from_numpy(self.bottom + units * after)

    # Parameters.

    def slack(self, best):
        """(P,), how far off a parameter may be: of its size or its way, or what nobody feels."""
        way = (self.guesses - best).abs()
        columns = self.columns_at(best)
        lengths = columns.norm(dim=0).clamp(min=1e-300)
        rounding = torch.finfo(self.problem.parts[3].dtype).eps * float(self.y.abs().max())
        felt = 1e-5 * (columns @ (self.guesses - best)).norm() + 8 * rounding * len(self.y) ** 0.5
        return torch.stack([NEAR * way, NEAR * best.abs(), felt / lengths]).amax(dim=0)

    def off(self, params, best):
        """The largest error over its slack; above 1 is off."""
        return float(((params - best).abs() / self.slack(best)).nan_to_num(math.inf).max())


def diagnosed(problem):
    """The diagnosis of a problem, None for an exception, and its claims."""
    try:
        found = sgd.diagnose(*problem.parts, **problem.settings)
    except Exception as error:
        return None, [Claim("any", "no exception", False, f"{type(error).__name__}: {error}")]
    return found, [Claim("any", "no exception", True), *claims(problem, found)]


def claims(problem, found):
    """What this diagnosis says of the problem."""
    evidence = Evidence(problem, found)
    yield from _of_all(evidence, found)
    for finding in found.findings:
        for check in (*CHECKS.get(finding.kind, ()), *OF_ANY_KIND):
            yield from (Claim(finding.kind, *claim) for claim in check(evidence, finding))


# Of the whole diagnosis.


def _of_all(e, found):
    try:
        assert_findings(found)
        yield Claim("any", "numbers in texts are the findings'", True)
    except AssertionError as error:
        yield Claim("any", "numbers in texts are the findings'", False, str(error).split("\n")[0])
    if found.run is None:
        yield Claim("any", "a good problem is not refused", False, str(found.kinds))
        return
    quiet = {"fine"} & set(found.kinds) and set(found.kinds) - {"fine", "noise"}
    yield Claim("any", "all is well alone or beside noise", not quiet, str(found.kinds))
    yield Claim("any", "the run is a plain loop's", *_is_the_loops_run(e, found.run))
    if e.diverged:
        known = found.kinds[0] not in ("fine", "noise", "unfinished", "unexplained")
        yield Claim("any", "a run that blew up is no quiet one", known, str(found.kinds))
    if _all_is_well(e):
        said = bool({"fine", "finished"} & set(found.kinds))
        yield Claim("nothing", "fine where it is", said, str(found.kinds))


def _is_the_loops_run(e, run):
    """The first steps by a plain loop."""
    steps = min(run.steps, 10)
    theirs, ours = e.run(e.problem.learning_rate, steps)[0][-1], run.history[steps]
    same = torch.allclose(theirs, ours, rtol=1e-3, atol=1e-5, equal_nan=True)
    return same or not bool(ours.isfinite().all()), f"{ours.tolist()}, a loop {theirs.tolist()}"


def _all_is_well(e):
    """Whether the run arrived at the best parameters, and they explain most of y."""
    if e.diverged or e.problem.loss.name not in SQUARES or not e.problem.of_family:
        return False
    return (
        e.off(e.end, e.here[0]) < 1 / 6
        and e.best[1] < 0.5 * e.constant_loss
        and e.worse_than_best(e.here[1]) < 1e-6
    )


# Of each kind: (what, whether it holds, what was measured).


def _arrived(e, finding):
    if e.problem.steps == e.found.run.steps:
        off = e.off(e.end, e.here[0])
        yield "near the lowest point", off < 1, f"off {off:.3g} times, {_points(e.end, e.here[0])}"
    step = int(finding.numbers.get("step", 0))
    if step <= e.found.run.steps and not e.diverged:
        history = e.found.run.history[step:].double()
        off = float(((history - e.here[0]).abs() / e.slack(e.here[0])).max())
        yield "right from its step on", off < 1, f"off {off:.3g} times after step {step}"


def _well(e, finding):
    worse = e.worse_than_best(e.here[1])
    limit = BETTER if "near the lowest point found" in finding.text else 1e-3
    yield "no better valley", worse < limit, f"{e.here[1]:.4g}, elsewhere {e.best[1]:.4g}"
    if e.problem.loss.name in SQUARES:
        left = e.here[1] / max(e.constant_loss, 1e-300)
        yield "explains something", left < 0.9, f"R^2 is {1 - left:.3g}"


def _unfinished(e, finding):
    numbers, best = finding.numbers, e.found.curvature.lowest
    yield "heads for a lowest point", *_is_lowest(e, best)
    if e.problem.steps == e.found.run.steps:
        off = e.off(e.end, best)
        yield "off where the run ends", off > 0.1, f"off {off:.3g} times"
    yield from _reaches(e, e.problem.learning_rate, numbers.get("needed"), "needed", best)


def _cures(e, finding):
    """What is named to do instead, done."""
    numbers = finding.numbers
    for rate in RATES:
        if rate in numbers:
            yield f"no divergence at the {rate}", *_stays(e, numbers[rate])
    for needed, other in _other_runs(e.problem, numbers):
        yield from _arrives(e, needed, numbers[needed], *other)


def _other_runs(problem, numbers):
    """Each number of steps that is named with what it takes: approximation, guesses, x, rate."""
    f, guesses, x, _ = problem.parts
    names = names_of(f, len(guesses))
    by_name = [f"rate of {name}" for name in names]
    for cure in ("faster", "suggested"):
        if {f"{cure}_learning_rate", f"{cure}_needed"} <= numbers.keys():
            yield f"{cure}_needed", (f, guesses, x, numbers[f"{cure}_learning_rate"])
    if {"standardized_rate", "standardized_needed"} <= numbers.keys():
        scaled = sgd.standardize(f, guesses, x)
        rate = numbers["standardized_rate"]
        yield "standardized_needed", (scaled.approximation, scaled.guesses, x, rate)
    if "shifted_needed" in numbers:
        moved = x - numbers["shifted_by"]
        yield "shifted_needed", (f, guesses, moved, numbers["shifted_rate"])
    if "divided_needed" in numbers:
        start = [numbers.get(f"divided {name}", g) for name, g in zip(names, guesses, strict=True)]
        divided = x / numbers["divided_by"]
        yield "divided_needed", (f, start, divided, numbers["divided_rate"])
    if "rates_needed" in numbers:
        rates = torch.tensor([numbers[name] for name in by_name], dtype=x.dtype)
        yield "rates_needed", (f, guesses, x, rates)
    if "float64_needed" in numbers:
        yield "float64_needed", (f, guesses, x.double(), problem.learning_rate)


def _arrives(e, name, steps, approximation, guesses, x, rate):
    """Whether a run of so many steps ends near its lowest point."""
    if not math.isfinite(steps) or not (e.exact or steps <= MOST_STEPS):
        return
    x = x.double() if e.exact else x
    y = e.problem.parts[3].to(x.dtype)
    guesses = [float(guess) for guess in guesses]
    there = Evidence(replace(e.problem, parts=(approximation, guesses, x, y)), e.found)
    if e.exact:
        end, best = there.params_after(rate, steps), torch.from_numpy(there.bottom)
    else:
        end = there.run(rate, int(steps))[0][-1].double()
        best, _ = there.lowest_from(end[None])
    off = there.off(end, best)
    yield f"arrives when it says, {name}", off < 1, f"off {off:.3g} times after {steps:.0f} steps"


def _overflows(e, numbers):
    if "step" not in numbers:
        yield "overflows at its step", False, "no step is said"
        return
    steps = [0.98 * numbers["step"] - 1, 1.02 * numbers["step"] + 1]
    most = torch.finfo(e.problem.parts[3].dtype).max
    before, after = (e.loss_at(e.params_after(e.problem.learning_rate, step)) for step in steps)
    yield "overflows at its step", before < most < after, f"{before} before, {after} after"


def _diverges(e, finding):
    numbers = finding.numbers
    if e.diverged:
        step = numbers.get("step")
        yield "diverged at its step", step == e.found.run.steps, f"{step}, run {e.found.run.steps}"
    elif e.exact:
        bound = e.largest_stable_rate
        yield "will diverge", e.problem.learning_rate > bound, f"the largest stable rate is {bound}"
        yield from _overflows(e, numbers)
    else:
        _, losses = e.run(e.problem.learning_rate, MOST_STEPS)
        yield "will diverge", not bool(losses[-1].isfinite()), f"loss {losses[-1]}"
    said = numbers.get("largest_stable_learning_rate")
    if said is not None and e.exact:
        bound = e.largest_stable_rate
        yield "the largest stable rate", math.isclose(said, bound, rel_tol=1e-3), f"{said}, {bound}"
    elif said is not None:
        loss = lambda one: e.problem.loss.total(e.approximation(e.x, one), e.y)  # noqa: E731
        steep = float(
            torch.linalg.eigvalsh(torch.autograd.functional.hessian(loss, e.guesses)).abs().max()
        )
        yield "stable at the guesses", said * steep <= 2.002, f"{said}, {2 / steep}"


def _does_not_settle(e, finding):
    start = e.found.run.params.tolist()
    approximation, _, x, y = e.problem.parts
    best = e.found.curvature.lowest
    history, _ = by_a_loop(approximation, start, x.double(), y.double(), learning_rate=e.problem.learning_rate, steps=MOST_STEPS, loss=e.problem.loss.total)  # fmt: skip
    off = float(((history[-50:] - best).abs() / e.slack(best)).nan_to_num(math.inf).max())
    yield "never settles", off > 0.3, f"off {off:.3g} times after {len(history) - 1} steps more"


def _frozen(e, finding):
    names = names_of(e.approximation, len(e.guesses))
    i = names.index(finding.text.partition(" is frozen")[0])
    since = int(finding.numbers["since"])
    values = e.found.run.history[since:, i]
    yield "stands still", bool((values == values[0]).all()), f"{values.unique().tolist()[:5]}"
    best = torch.from_numpy(e.bottom) if e.exact else e.found.curvature.lowest
    said, error = finding.numbers["error"], float((e.end - best).abs()[i])
    near = abs(said - error) <= 0.05 * error + 0.05 * float(e.slack(best)[i])
    yield "its error", near, f"{said:.4g}, {error:.4g}"


def _rounded_off(e, finding):
    needed = finding.numbers.get("needed", math.inf)
    best = e.found.curvature.lowest
    yield from _reaches(e, e.problem.learning_rate, needed, "needed", best)
    off = e.off(e.end, best)
    yield "off where the run ends", off > 0.3, f"off {off:.3g} times"


def _no_slope(e, finding):
    slope = float(e.gradient_at(e.guesses).norm())
    yield "no slope at the guesses", slope < 1e-6, f"{slope:.3g}"


def _high_valley(e, finding):
    numbers = finding.numbers
    floor = numbers.get("floor", e.here[1])
    several, worse = not e.problem.family.has_one_valley, e.worse_than_best(floor)
    measured = f"{floor:.4g}, the best {e.best[1]:.4g}{'' if several else ', one valley'}"
    yield "a better valley exists", several and worse > 0.01, measured
    names = [f"guess of {name}" for name in names_of(e.approximation, len(e.guesses))]
    if "better_floor" in numbers and set(names) <= numbers.keys():
        guesses = torch.tensor([[numbers[name] for name in names]], dtype=torch.float64)
        said, reached = numbers["better_floor"], e.lowest_from(guesses)[1]
        yield "its guesses lead there", reached < floor, f"{said:.4g}, {reached:.4g}"
        yield "nothing below the best is claimed", e.worse_than_best(said) > -1e-3, f"{said:.4g}, {e.best[1]:.4g}"  # fmt: skip


def _wrong_approximation(e, finding):
    yield "y has more in it", not e.problem.of_family, f"durbin_watson {finding.numbers.get('durbin_watson')}"  # fmt: skip


def _noise(e, finding):
    yield "y has noise", e.problem.noise > 0, f"durbin_watson {finding.numbers.get('durbin_watson')}"  # fmt: skip


def _pattern(e, finding):
    """Durbin-Watson, and what it is where there is only noise, by draws of numpy's."""
    if not e.exact or e.x.ndim > 1 or len(e.x.unique()) < len(e.x):
        return
    order = np.argsort(e.x.numpy())
    columns, y = e.columns[order], e.y.numpy()[order]
    basis = np.linalg.qr(columns)[0]
    draws = np.random.default_rng(0).standard_normal((len(y), 2000))
    rest = draws - basis @ (basis.T @ draws)
    of_noise = (np.diff(rest, axis=0) ** 2).sum(axis=0) / (rest**2).sum(axis=0)
    residuals = y - basis @ (basis.T @ y)
    measured = (np.diff(residuals) ** 2).sum() / (residuals**2).sum()
    said, share = finding.numbers.get("durbin_watson", math.nan), (of_noise < measured).mean()
    if math.isfinite(said):
        yield "Durbin-Watson", math.isclose(said, measured, rel_tol=1e-3), f"{said:.4g}, {measured:.4g}"  # fmt: skip
    pattern = finding.kind == "wrong approximation"
    rare = share < 0.005 if pattern else share > 0.0005
    yield "as rare as it says", bool(rare), f"{share:.4f} of noise is below {measured:.4g}"


def _no_effect(e, finding):
    places = [e.guesses, e.end, e.problem.truth, 1.5 * e.problem.truth + 0.3]
    columns = [e.columns_at(place) for place in places]
    used = torch.stack([(column != 0).any(dim=0) for column in columns if column.isfinite().all()])
    idle = ~used.any(dim=0)
    yield "the approximation does not use it", bool(idle.any()), f"uses all {len(idle)}"


def _not_told_apart(e, finding):
    place = e.end if not e.diverged else e.guesses
    columns = e.columns_at(place)
    columns = columns / columns.norm(dim=0).clamp(min=1e-300)
    sizes = torch.linalg.svdvals(columns)
    flat = float(sizes[-1] / sizes[0]) if len(e.y) >= len(sizes) else 0.0
    yield "columns are combinations of others", flat < 1e-6, f"the least singular value is {flat:.3g}"  # fmt: skip


def _no_end(e, finding):
    farther, loss = e.here
    growth = float(farther.abs().max() / e.end.abs().max())
    yield "no lowest point", growth > 2, f"{growth:.3g} times as far the loss is {loss:.4g}"


def _kink(e, finding):
    yield "absolute errors", e.problem.loss.name == "absolute", e.problem.loss.name
    numbers = finding.numbers
    if "decayed_loss" in numbers and numbers["decayed_steps"] <= MOST_STEPS:
        schedule = sgd.inverse_decay(numbers["learning_rate"], numbers["half_at"])
        said, (_, losses) = numbers["decayed_loss"], e.run(schedule, int(numbers["decayed_steps"]))
        true = float(losses[-1])
        yield "the loss at falling rates", math.isclose(said, true, rel_tol=1e-3), f"{said}, {true}"


def _reached(e, finding):
    """What other starts are said to reach can be reached."""
    if "reached" in finding.numbers:
        said = finding.numbers["reached"]
        yield "can be reached", e.worse_than_best(said) > -1e-3, f"{said:.4g}, {e.best[1]:.4g}"


def _never(e, finding):
    """All losses have a lower bound, all parameters a gradient, no y stands for a gap."""
    yield "never so", False


def _no_number_at_guesses(e, finding):
    approximation, guesses, x, y = e.problem.parts
    params = torch.tensor(guesses, dtype=y.dtype, requires_grad=True)
    loss = e.problem.loss.total(approximation(x, params), y)
    (slope,) = torch.autograd.grad(loss, params)
    infinite = not (loss.isfinite() and slope.isfinite().all())
    yield "no number at the guesses", infinite, f"loss {loss}, gradient {slope.tolist()}"


def _undefined(e, finding):
    step, loss = finding.numbers.get("step"), e.found.run.losses[-1]
    so = not loss.isfinite() and step == e.found.run.steps
    yield "no number at its step", so, f"step {step}, loss {loss} at {e.found.run.steps}"


def _thrown_away(e, finding):
    """A slope along it that is next to nothing where the run ends, far from where the step began."""
    named = re.search(r" threw (\S+) from", finding.text)
    i = names_of(e.approximation, len(e.guesses)).index(named[1]) if named else 0
    first, last = (float(e.gradient_at(params)[i].abs()) for params in (e.guesses, e.end))
    measured = f"slope {last:.3g}, at the guesses {first:.3g}"
    yield "no slope where it ends", last < 1e-3 * first, measured


def _symmetric(e, finding):
    """A parameter that never moves, or two that stay equal."""
    history = e.found.run.history
    still = (history == history[0]).all(dim=0)
    alike = (history[:, :, None] == history[:, None, :]).all(dim=0).sum() > history.shape[1]
    yield "stands still or stays equal", bool(still.any() or alike), f"{still.tolist()}"


def _losses(e, finding):
    """Losses in the text."""
    run, numbers = e.found.run, finding.numbers
    finite = run.losses[run.losses.isfinite()]
    measured = {"first_loss": run.losses[0], "loss": finite[-1] if len(finite) else math.inf}
    if run.steps == e.problem.steps:
        measured["loss_reached"] = measured["loss"]
    if e.found.curvature is not None and bool(e.found.curvature.lowest.isfinite().all()):
        measured["floor"] = e.loss_at(e.found.curvature.lowest)
    if "constant_loss" in numbers:
        measured["constant_loss"] = e.constant_loss
    for name in measured.keys() & numbers.keys():
        said, true = numbers[name], float(measured[name])
        near = math.isclose(said, true, rel_tol=1e-3, abs_tol=1e-9 * abs(e.constant_loss))
        yield f"the number {name}", near, f"{said}, {true}"


CHECKS = {
    "fine": (_arrived, _well),
    "finished": (_arrived,),
    "unfinished": (_unfinished,),
    "diverges": (_diverges,),
    "does not settle": (_does_not_settle,),
    "frozen": (_frozen,),
    "rounded off": (_rounded_off,),
    "no slope": (_no_slope, _reached),
    "symmetric start": (_symmetric, _reached),
    "no end": (_no_end,),
    "no lower bound": (_never,),
    "no gradient": (_never,),
    "repeated value": (_never,),
    "overflows at the guesses": (_no_number_at_guesses,),
    "undefined at the guesses": (_no_number_at_guesses,),
    "undefined": (_undefined,),
    "thrown away": (_thrown_away,),
    "kink": (_kink,),
    "high valley": (_high_valley,),
    "wrong approximation": (_wrong_approximation, _pattern),
    "noise": (_noise, _pattern),
    "no effect": (_no_effect,),
    "not told apart": (_not_told_apart,),
}
OF_ANY_KIND = (_losses, _cures)


# Runs that claims speak of.


def _is_lowest(e, params):
    """Whether no descent from there finds anything lower."""
    loss, lower = e.loss_at(params), e.lowest_from(params[None])[1]
    explained = abs(e.constant_loss - lower) + 1e-9 * abs(lower) + 1e-12
    return loss - lower < 1e-4 * explained, f"{loss:.6g}, below it {lower:.6g}"


def _reaches(e, rate, steps, name, best):
    """Whether after so many steps at this rate every parameter is near."""
    if steps is None or not math.isfinite(steps):
        return
    if e.exact:
        end = e.params_after(rate, steps)
    elif steps <= MOST_STEPS:
        end = e.run(rate, int(steps), torch.float64)[0][-1]
    else:
        return
    off = e.off(end, best)
    yield f"arrives in its steps, {name}", off < 1, f"off {off:.3g} times after {steps:.0f} steps at {rate:.3g}"  # fmt: skip


def _stays(e, rate):
    """Whether a run at this rate stays finite and ends no higher than it began."""
    _, losses = e.run(rate, min(max(e.problem.steps, 200), MOST_STEPS))
    first, last = float(losses[0]), float(losses[-1])
    ends = last <= first * (1 + 1e-3) + 1e-9
    return ends, f"at {rate:.3g} the loss goes from {first:.4g} to {last:.4g}"


def _points(*places):
    return " and ".join(str([float(f"{value:.4g}") for value in place]) for place in places)


# A report.


def checked(numbers):
    """Of the problems of these numbers: how often each claim was made, and the false ones.

    Returns:
        {(kind, what): how often}, {(kind, what): the false ones, each with its problem and text}.
    """
    made, false = Counter(), defaultdict(list)
    for number in numbers:
        problem = random_problem(number)
        found, said = diagnosed(problem)
        for claim in said:
            made[claim.kind, claim.what] += 1
            if not claim.holds:
                text = textwrap.indent(str(found), "    ")
                false[claim.kind, claim.what].append(f"{problem}\n  FALSE {claim}\n{text}")
    return made, false


def report(numbers):
    """Print every false claim, then how often each was made and how often it was false."""
    made, wrong = Counter(), Counter()
    for number in numbers:
        of_one, false = checked([number])
        made += of_one
        wrong += Counter({key: len(texts) for key, texts in false.items()})
        for text in chain.from_iterable(false.values()):
            print(text, flush=True)
    print("  made  false")
    for key in sorted(made):
        print(f"{made[key]:6} {wrong[key]:6}  {' / '.join(key)}")


if __name__ == "__main__":
    report(range(*map(int, sys.argv[1:])))
