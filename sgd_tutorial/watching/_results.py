"""What the result of one call of torch shows: units that are dead or saturated, no slope."""

from collections.abc import Callable

from torch import Tensor

from ._arguments import MOST_VALUES, Shown


def _dead_units(result: Tensor) -> Shown:
    """Which units of a ReLU, (N, units, ...), are 0 at every point."""
    if result.ndim < 2 or result.shape[0] < 4 or not 1 < result.numel() < MOST_VALUES:
        return []
    units = result.detach().transpose(0, 1).flatten(1)
    dead = float((units <= 0).all(1).float().mean())
    return [("relu", {"dead": 100 * dead, "units": result.shape[1]})]


def _saturated(low: float) -> Callable[[Tensor], Shown]:
    """How many values of a function from `low` to 1 lie at its ends."""

    def show(result: Tensor) -> Shown:
        if result.ndim < 2 or result.numel() > MOST_VALUES:
            return []
        margin, values = 0.005 * (1 - low), result.detach()
        ends = (values < low + margin) | (values > 1 - margin)
        return [("squashed", {"ends": 100 * float(ends.float().mean())})]

    return show


RESULTS: dict[str, Callable[[Tensor], Shown]] = {
    **dict.fromkeys(("relu", "relu_"), _dead_units),
    "tanh": _saturated(-1.0),
    "sigmoid": _saturated(0.0),
    **dict.fromkeys(
        ("round", "sign", "floor", "ceil", "trunc", "heaviside"), lambda _: [("no slope", {})]
    ),
}
