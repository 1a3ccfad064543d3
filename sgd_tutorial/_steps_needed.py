"""How many steps plain gradient descent needs, and what is left of the errors after them.

Along a direction of curvature λ every step multiplies the error by 1 - rate * λ, so that k steps
multiply it by the k-th power. These functions take products rate * λ, one for each direction.
"""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from . import _validate as validate

# Beyond this, float64 no longer counts single steps.
MOST_COUNTED = 2.0**53
GRID = 400


def as_steps(steps: object) -> Tensor:
    """One number of steps, or several, as float64."""
    several = isinstance(steps, list | tuple | range) or getattr(steps, "ndim", 0) == 1
    counts = list(steps) if several else [steps]  # type: ignore[call-overload]
    numbers = [validate.whole_number("steps", count, least=0) for count in counts]
    if max(numbers, default=0) > 10**300:
        raise ValueError(f"steps must be at most 1e300; got {validate.short(max(numbers))}")
    return torch.tensor(numbers if several else numbers[0], dtype=torch.float64)


def log_of_factors(products: Tensor) -> Tensor:
    """Log |1 - rate * λ|, exact also where the factor is close to 1 or -1."""
    return torch.where(products < 1, torch.log1p(-products), torch.log1p(products - 2))


def factors_after(products: Tensor, steps: Tensor) -> Tensor:
    """(K, D), float64, (1 - rate * λ)^k for products rate * λ, (D,), and steps k, (K,).

    Infinite where a direction diverges beyond what float64 can hold.
    """
    steps = steps.to(products).unsqueeze(-1)
    size = torch.exp(torch.where(steps == 0, 0.0, steps * log_of_factors(products)))
    return torch.where((products > 1) & (steps % 2 == 1), -size, size)


def steps_within(amplitudes: Tensor, products: Tensor, tolerance: Tensor) -> tuple[Tensor, Tensor]:
    """Steps until each error, Σ amplitude * (1 - rate * λ)^k, is within its tolerance.

    The error may pass through zero, and with factors below 0 it alternates from side to side. So
    even and odd steps are looked at apart; in each the error is searched on a grid that gets
    coarser with the steps, then between two neighbors of the grid to the step.

    Args:
        amplitudes: (P, D), float64, what each direction contributes to each error at step 0.
        products: (D,), float64.
        tolerance: (P,), float64, above 0.

    Returns:
        Two of shape (P,), float64: the first step within the tolerance, and the first from which
        on every later one is too; infinity for never.
    """
    log_factors = log_of_factors(products)
    signs = torch.where(products > 1, -1.0, 1.0).to(products)
    pairs = [
        _steps_within(row[row != 0], log_factors[row != 0], signs[row != 0], float(limit))
        for row, limit in zip(amplitudes, tolerance, strict=True)
    ]
    first, for_good = torch.tensor(pairs, dtype=torch.float64).reshape(-1, 2).T
    return first, for_good


def _steps_within(
    amplitudes: Tensor, log_factors: Tensor, signs: Tensor, tolerance: float
) -> tuple[float, float]:
    def within(steps: Tensor) -> Tensor:
        return (_sum(amplitudes * signs ** (steps % 2), log_factors, steps)).abs() <= tolerance

    def bounded(steps: float) -> bool:  # each direction at its worst, none against another
        worst = _sum(amplitudes.abs(), log_factors, amplitudes.new_tensor([[steps]]))
        return bool(worst <= tolerance)

    end = 1.0
    grows = bool((log_factors > 0).any())
    while (grows or not bounded(end)) and end < MOST_COUNTED:
        end *= 2
    ends = not grows and bounded(end)
    grid = torch.logspace(0, math.log10(end), GRID, dtype=torch.float64).to(amplitudes)
    evens = 2 * (torch.cat([grid.new_tensor([0.0, end, end + 2]), grid]) / 2).floor().unique()

    def refined(steps: Tensor) -> Tensor:
        """With the steps beside every turn and every zero of the error in between."""
        signed = amplitudes * signs ** (steps[0] % 2)
        for terms in (signed * log_factors, signed):  # slope, then the error itself
            finite = torch.where(terms.isfinite(), terms, 0.0)
            steps = _with_changes(partial(_sum, finite, log_factors), steps)
        return steps

    crossings = [_crossings(within, refined(evens + parity)) for parity in (0, 1)]
    first = min(entered for entered, _ in crossings)
    for_good = max(left for _, left in crossings) + 1 if ends else math.inf
    return first, for_good


def _sum(amplitudes: Tensor, log_factors: Tensor, steps: Tensor) -> Tensor:
    """(K,), the sum over directions at each of the steps, (K, 1)."""
    powers = torch.where(steps == 0, 0.0, steps * log_factors)
    return (amplitudes * torch.exp(powers)).sum(dim=-1)


def _with_changes(value: Callable[[Tensor], Tensor], steps: Tensor) -> Tensor:
    """The steps, and between two of them of unlike sign the two neighbors where it changes."""
    sign = value(steps.unsqueeze(-1)).sign()
    low, high = (ends[sign[:-1] * sign[1:] < 0] for ends in (steps[:-1], steps[1:]))
    side = sign[:-1][sign[:-1] * sign[1:] < 0]
    while bool((high - low > 2).any()):
        middle = low + 2 * ((high - low) / 4).floor()
        same = (value(middle.unsqueeze(-1)).sign() == side) & (high - low > 2)
        low, high = (
            torch.where(same, middle, low),
            torch.where(same | (high - low <= 2), high, middle),
        )
    return torch.cat([steps, low, high]).unique()


def _crossings(within: Callable[[Tensor], Tensor], steps: Tensor) -> tuple[float, float]:
    """The first step inside the tolerance, infinity for none, and the last outside, -1 for none.

    The steps are all even or all odd, and so are those between them, which are searched too.
    """
    inside = within(steps.unsqueeze(-1))
    entered, left = math.inf, -1.0
    if bool(inside.any()):
        i = int(inside.int().argmax())
        entered = _boundary(within, steps[i - 1], steps[i]) if i > 0 else float(steps[0])
    if not bool(inside.all()):
        i = int((~inside).nonzero()[-1])
        last = i + 1 == len(steps)
        left = float(steps[i]) if last else _boundary(within, steps[i], steps[i + 1]) - 2
    return entered, left


def _boundary(within: Callable[[Tensor], Tensor], outside: Tensor, inside: Tensor) -> float:
    """Halve the way from a step outside to one inside until they are neighbors; the one inside."""
    low, high = float(outside), float(inside)
    while high - low > 2:
        middle = low + 2 * math.floor((high - low) / 4)
        if within(outside.new_tensor([[middle]])):
            high = middle
        else:
            low = middle
    return high
