"""What the arguments of one call of torch show: shapes, activations, targets."""

from typing import Any

import torch
from torch import Tensor

from .._text import dtype_name
from ._graph import HANDS_ON, name_of

Shown = tuple[str, dict[str, str], dict[str, float]]
# Larger tensors are not looked into.
MOST_VALUES = 200_000
PASSED_ON = HANDS_ON - {"Add", "Sub"}


def has_history(value: object) -> bool:
    return isinstance(value, Tensor) and value.grad_fn is not None


def made_by(value: Tensor) -> str:
    """The operation that a tensor comes from, below changes of its shape."""
    node: Any = value.grad_fn
    while name_of(node) in PASSED_ON and node.next_functions:
        node = node.next_functions[0][0]
    return name_of(node)


def argument(args: tuple[Any, ...], kwargs: dict[str, Any], index: int, name: str) -> Any:
    return args[index] if len(args) > index else kwargs.get(name)


def shape_text(value: Tensor) -> str:
    return str(tuple(value.shape))


def describe(value: object) -> str:
    """A tensor by dtype and shape, anything else by its type.

    >>> describe(torch.zeros(3, 1)), describe(0.5)
    ('float32 (3, 1)', 'float')
    """
    if isinstance(value, Tensor):
        return f"{dtype_name(value)} {shape_text(value)}"
    return type(value).__name__


def compared(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    """A prediction against targets: whether it broadcasts, and what both are like."""
    one, other = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "target")
    if not (isinstance(one, Tensor) and isinstance(other, Tensor)):
        return []
    if has_history(one) == has_history(other) or one.requires_grad == other.requires_grad:
        return []
    prediction, target = (one, other) if has_history(one) else (other, one)
    if prediction.numel() < 2 or target.numel() < 2 or prediction.numel() > MOST_VALUES:
        return []
    shown = _broadcast(prediction, target)
    return shown or _prediction(prediction.detach(), target, made_by(prediction))


def _broadcast(prediction: Tensor, target: Tensor) -> list[Shown]:
    if prediction.shape == target.shape or prediction.numel() != target.numel():
        return []
    try:
        shape = torch.broadcast_shapes(prediction.shape, target.shape)
    except RuntimeError:
        return []
    if shape.numel() <= prediction.numel():
        return []
    words = {"one": shape_text(prediction), "other": shape_text(target), "both": str(tuple(shape))}
    return [("broadcast", words, {"differences": shape.numel(), "points": target.numel()})]


def _prediction(prediction: Tensor, target: Tensor, last: str) -> list[Shown]:
    if prediction.shape != target.shape:
        return []
    both = torch.stack([target.detach().flatten(), prediction.flatten()]).double()
    spreads, means = both.std(dim=1, correction=0).tolist(), both.mean(1).tolist()
    y = both[0]
    numbers = {
        "points": y.numel(),
        "mean": means[0],
        "spread": spreads[0],
        "outside": _outside(last, y) if last in _RANGES else 0.0,
        "checksum": float(y @ y),
        "error": float((both[1] - y).square().mean()),
        "predicted_mean": means[1],
        "predicted_spread": spreads[1],
    }
    return [("prediction", {"last": last}, numbers)]


_RANGES = {"Relu": (0.0, float("inf")), "Sigmoid": (0.0, 1.0), "Tanh": (-1.0, 1.0)}
_RANGES["Softmax"] = _RANGES["Sigmoid"]


def _outside(last: str, targets: Tensor) -> float:
    """The fraction of the targets that an activation cannot give."""
    low, high = _RANGES.get(last, (-float("inf"), float("inf")))
    return float(((targets < low - 1e-4) | (targets > high + 1e-4)).double().mean())


def cross_entropy(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    scores, target = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "target")
    if not has_history(scores) or scores.ndim < 2 or scores.numel() > MOST_VALUES:
        return []
    last = made_by(scores)
    shown: list[Shown] = _classes(target)
    if scores.shape[1] == 1:
        shown.append(("one class", {"shape": shape_text(scores)}, {}))
    elif last != "LogSoftmax" and _are_probabilities(scores.detach()):
        shown.append(("softmax twice", {}, {}))
    elif last == "Sigmoid":
        shown.append(("sigmoid twice", {"loss": "cross_entropy"}, {}))
    elif last == "Relu":
        shown.append(("relu before cross entropy", {}, {}))
    return shown


def _are_probabilities(scores: Tensor) -> bool:
    sums = scores.sum(1)
    return bool((scores >= 0).all()) and bool(((sums - 1).abs() < 1e-3).all())


def _classes(target: object) -> list[Shown]:
    if not isinstance(target, Tensor) or target.is_floating_point() or target.numel() < 2:
        return []
    y = target.flatten().double()
    numbers = {"points": y.numel(), "mean": float(y.mean()), "spread": float(y.std(correction=0))}
    return [("classes", {}, {**numbers, "checksum": float(y @ y)})]


def nll_loss(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    scores, target = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "target")
    if not has_history(scores) or scores.ndim < 2:
        return []
    shown = _classes(target)
    if bool((scores > 1e-6).any()):
        probabilities = _are_probabilities(scores.detach())
        shown.append(("nll", {"given": "probabilities" if probabilities else "scores"}, {}))
    return shown


def bce_with_logits(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    scores, target = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "target")
    if not has_history(scores) or not isinstance(target, Tensor):
        return []
    shown: list[Shown] = []
    if made_by(scores) in {"Sigmoid", "Softmax"}:
        shown.append(("sigmoid twice", {"loss": "binary_cross_entropy_with_logits"}, {}))
    if made_by(scores) == "Relu":
        shown.append(("relu before cross entropy", {}, {}))
    low, high = float(target.min()), float(target.max())
    if low < 0 or high > 1:
        shown.append(("targets outside", {}, {"low": low, "high": high}))
    return shown


def softmax(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    values, dim = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "dim")
    if not has_history(values) or values.ndim != 2 or dim not in (0, -2) or min(values.shape) < 2:
        return []
    rows, columns = values.shape
    numbers = {"rows": rows, "columns": columns}
    return [("softmax over points", {"shape": shape_text(values)}, numbers)]


def dropout(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    values = argument(args, kwargs, 0, "input")
    rate, training = argument(args, kwargs, 1, "p"), argument(args, kwargs, 2, "training")
    if rate in (0, None):
        return []
    return _mode("dropout", values, training is not False)


def batch_norm(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Shown]:
    values, weight = argument(args, kwargs, 0, "input"), argument(args, kwargs, 3, "weight")
    training = argument(args, kwargs, 5, "training")
    if isinstance(weight, Tensor) and not weight.requires_grad:
        return []
    return _mode("batch norm", values, bool(training))


def _mode(layer: str, values: object, training: bool) -> list[Shown]:
    recorded = torch.is_grad_enabled() and isinstance(values, Tensor)
    kind = f"{'train' if training else 'eval'} mode {'with' if recorded else 'without'} gradients"
    return [(kind, {"layer": layer}, {})]


# What a result shows.


def dead_units(result: Tensor) -> list[Shown]:
    """Which units of a ReLU, (N, units, ...), are 0 at every point."""
    if result.ndim < 2 or result.shape[0] < 4 or not 1 < result.numel() < MOST_VALUES:
        return []
    dims = [d for d in range(result.ndim) if d != (1 if result.ndim > 2 else result.ndim - 1)]
    dead = float((result.detach() <= 0).all(dims[0]).float().mean()) if len(dims) == 1 else 0.0
    if len(dims) > 1:
        dead = float((result.detach().transpose(0, 1).flatten(1) <= 0).all(1).float().mean())
    return [("relu", {}, {"dead": 100 * dead, "units": result.shape[1]})]


def saturated_units(result: Tensor, low: float) -> list[Shown]:
    """How many values of a sigmoid or tanh lie at its ends."""
    if result.ndim < 2 or result.numel() > MOST_VALUES:
        return []
    width = 1 - low
    ends = (result.detach() < low + 0.005 * width) | (result.detach() > 1 - 0.005 * width)
    return [("squashed", {}, {"ends": 100 * float(ends.float().mean())})]
