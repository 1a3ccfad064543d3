"""Whether the loss has the slopes that descent needs: a gradient, an end, no kink at the goal."""

import math
from itertools import pairwise

import torch
from torch import Tensor

from ._attempt import attempt
from ._look import Look

# Places where gradients are compared with differences, and the share of them that must agree.
PLACES = 12
MOST = 0.7
# A little beside a place, for the size of a parameter.
LITTLE = 1e-3
# Doublings on a straight way down, and of those the last at which the fall must double too.
DOUBLINGS = 60
LAST = 20


# The gradient.


def without_gradient(look: Look) -> Tensor:
    """(P,), which parameters the loss depends on without a gradient that says how.

    Either it is another one a little beside most places whose gradient is zero, or, as where
    something is rounded, far beside places none of which has a gradient.
    """
    places = places_around(look.guesses, PLACES)
    gradients = [attempt(look.gradient_at, place, otherwise=None) for place in places]
    known = [
        (place, gradient == 0)
        for place, gradient in zip(places, gradients, strict=True)
        if gradient is not None and bool(gradient.isfinite().all())
    ]
    if not known:
        return torch.zeros(len(look.guesses), dtype=torch.bool)
    zero = torch.stack([none for _, none in known])
    suspects = zero.double().mean(dim=0) >= MOST
    for j in suspects.nonzero().flatten().tolist():
        flat = [place for place, none in known if none[j]]
        a_little, far = (_share_that_matters(look, flat, j, size) for size in (LITTLE, 1.0))
        suspects[j] = a_little >= MOST or (bool(zero[:, j].all()) and far >= MOST)
    return suspects.cpu()


def places_around(params: Tensor, count: int) -> list[Tensor]:
    """So many places near these parameters, (P,): within a tenth, one or ten of their size."""
    generator = torch.Generator().manual_seed(0)
    draws = torch.randn(count, len(params), generator=generator, dtype=torch.float64).to(params)
    sizes = [0.1, 1.0, 10.0]
    return [params + (1 + params.abs()) * sizes[i % 3] * draw for i, draw in enumerate(draws)]


def _share_that_matters(look: Look, places: list[Tensor], j: int, size: float) -> float:
    """At how many of these places the loss is another one where parameter j is."""
    changes = []
    for place in places:
        other = place.clone()
        other[j] += size * (1 + place[j].abs())
        losses = [look.loss_of(look.values_at(each)) for each in (place, other)]
        changes.append(all(map(math.isfinite, losses)) and losses[0] != losses[1])
    return sum(changes) / len(changes)


# The end.


def falls_without_bound(look: Look, ways: list[Tensor]) -> bool:
    """Whether, straight on along one of these ways, (P,), the loss falls as far as one goes."""
    return any(bool(way.any()) and _falls_along(look, way) for way in ways)


def _falls_along(look: Look, way: Tensor) -> bool:
    start = look.guesses
    unit = way / way.abs().max()
    loss = look.loss_at(start)
    falls = [loss - look.loss_of(look.values_at(start + 2.0**k * unit)) for k in range(DOUBLINGS)]
    falls = [fall for fall in falls if math.isfinite(fall)][-LAST - 1 :]
    doubled = [there >= 1.9 * here > 0 for here, there in pairwise(falls)]
    return len(doubled) == LAST and all(doubled)


# The goal.


def has_kink_everywhere(look: Look) -> bool:
    """Whether the loss has a kink wherever one value meets its y, as absolute errors have."""
    scale = _scale(look)
    beside = look.y + scale
    for i in {0, len(beside) // 2, len(beside) - 1}:
        place, way = beside.clone(), torch.zeros_like(beside)
        place[i], way[i] = look.y[i], scale
        if not _is_kink(look, place, way):
            return False
    return True


def has_kink_at_y(look: Look) -> bool:
    """Whether the loss has a kink where every value meets its y, as a root of squares has."""
    generator = torch.Generator().manual_seed(0)
    draw = torch.randn(look.y.shape, generator=generator, dtype=torch.float64)
    return _is_kink(look, look.y, _scale(look) * draw.to(look.y))


def _scale(look: Look) -> float:
    return float((look.y - look.y.mean()).abs().mean()) or 1.0


def _is_kink(look: Look, values: Tensor, way: Tensor) -> bool:
    """Whether the loss rises to both sides in proportion to the distance, not to its square."""
    there = look.loss_of(values)
    beside = [[look.loss_of(values + side * s * way) for side in (1, -1)] for s in (1e-3, 1e-5)]
    far, near = (sum(losses) / 2 - there for losses in beside)
    return far > 0 and near > 1e-3 * far and near > 1e-13 * abs(there)
