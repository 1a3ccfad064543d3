"""All findings in their order, each read from a measurement alone."""

from collections.abc import Callable, Iterator

from .._text import Finding, Writer
from . import _misfit, _no_number, _no_slope, _parameters, _progress
from ._measure import Measurement
from ._verdict import arrived

Finder = Callable[[Measurement, Writer], Finding | None]

# The first of these that is found stands alone: what else could be measured would mislead.
ALONE: tuple[Finder, ...] = (
    _no_number.undefined_at_guesses,
    _no_number.overflows_at_guesses,
    _no_slope.no_gradient,
    _no_slope.no_lower_bound,
    _no_slope.no_end,
    _no_slope.symmetric_start,
    _no_slope.no_slope,
    _no_slope.thrown_away,
    _no_number.undefined,
)
TOGETHER: tuple[Finder, ...] = (
    _progress.diverges,
    _no_slope.kink,
    _progress.frozen,
    _progress.rounded_off,
    _progress.not_measured,
    _misfit.high_valley,
    _progress.no_minimum,
    _misfit.wrong_approximation,
    _misfit.repeated_value,
    _parameters.no_effect,
    _parameters.not_told_apart,
    _progress.does_not_settle,
    _progress.unfinished,
    _misfit.noise,
)


def findings_of(m: Measurement) -> Iterator[Finding]:
    """What there is to say, the most important first."""
    for find in ALONE:
        finding = find(m, Writer())
        if finding is not None:
            yield finding
            return
    kinds = []
    for find in TOGETHER:
        finding = find(m, Writer())
        if finding is not None:
            kinds.append(finding.kind)
            yield finding
    verdict = arrived(m, kinds, Writer())
    if verdict is not None:
        yield verdict
