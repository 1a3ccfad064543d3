"""Findings on parameters that the points cannot tell."""

import torch
from torch import Tensor

from .._curvature import Curvature
from .._text import Finding, Writer, agree
from ._measure import Measurement
from ._sentences import named, some

# A part of a direction below this is rounding.
PART = 1e-9


def no_effect(m: Measurement, write: Writer) -> Finding | None:
    names = named(m, _flat(m)[0])
    if not names:
        return None
    for name in names:
        write(f"guess of {name}", m.run.history[0, m.names.index(name)])
    it = agree(names, "it", "them")
    return write.finding(
        "no effect",
        f"{some(names)} {agree(names, 'has', 'have')} no effect on these points and "
        f"{agree(names, 'stays', 'stay')} as guessed: the approximation does not use {it}, or "
        f"multiplies {it} by zero everywhere. Leave {it} out, or give other points.",
    )


def not_told_apart(m: Measurement, write: Writer) -> Finding | None:
    names = named(m, _flat(m)[1])
    if not names:
        return None
    points = min(m.distinct_points, m.counted_points)
    why = f"{some(names)} do the same job on these points and cannot be told apart"
    if points < len(m.names):
        noun = "point" if points == 1 else "points"
        count = write("parameters", len(m.names))
        different = f"{write('points', points)} different {noun}"
        if points < m.distinct_points:
            different = f"The loss counts {write('points', points)} {noun} alone, which"
        why = f"{different} cannot tell {count} parameters apart"
    return write.finding(
        "not told apart",
        f"{why}: many values fit equally well, and the guesses decide which are found. Leave "
        "one out, or give other points.",
    )


def _flat(m: Measurement) -> tuple[Tensor, Tensor]:
    """(P,) which parameters have no effect, and (P,) which ones only as a combination.

    Where the loss is more than one bowl, only what is flat both at the guesses and below counts.
    """
    if m.at_guesses is None or m.curvature is None or not (m.exact or m.has_minimum):
        return m.none, m.none
    idle, mixed = zip(*map(_flat_in, (m.at_guesses, m.curvature)), strict=True)
    return torch.stack(idle).all(dim=0), torch.stack(mixed).all(dim=0)


def _flat_in(bowl: Curvature) -> tuple[Tensor, Tensor]:
    size = bowl.eigenvalues.abs()
    if not bowl.exact and not bool(size.any()):  # straight slopes, as of absolute errors
        none = torch.zeros(len(size), dtype=torch.bool)
        return none, none
    flat = size <= (0.0 if float(bowl.eigenvalues[0]) >= 0 else PART * float(size.max()))
    in_curved = bowl.directions[:, ~flat].square().sum(dim=1)
    in_flat = bowl.directions[:, flat].square().sum(dim=1)
    return in_curved <= PART**2, (in_curved > PART**2) & (in_flat > PART)
