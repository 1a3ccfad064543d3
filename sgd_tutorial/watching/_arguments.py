"""What the arguments of one call of torch show: shapes, activations, targets."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from .._text import dtype_name
from ._graph import HANDS_ON, name_of

Args = tuple[Any, ...]
Kwargs = dict[str, Any]
# Kinds of what is shown, each with its values.
Shown = list[tuple[str, dict[str, Any]]]
# Larger tensors are not looked into.
MOST_VALUES = 200_000
PASSED_ON = HANDS_ON - {"Add", "Sub"}
RANGES = {"Relu": (0.0, float("inf")), "Tanh": (-1.0, 1.0)}
RANGES |= dict.fromkeys(("Sigmoid", "Softmax"), (0.0, 1.0))


def has_history(value: object) -> bool:
    return isinstance(value, Tensor) and value.grad_fn is not None


def made_by(value: Tensor) -> str:
    """The operation that a tensor comes from, below changes of its shape."""
    node: Any = value.grad_fn
    while name_of(node) in PASSED_ON and node.next_functions:
        node = node.next_functions[0][0]
    return name_of(node)


def argument(args: Args, kwargs: Kwargs, index: int, name: str) -> Any:
    return args[index] if len(args) > index else kwargs.get(name)


def _scores_and_target(args: Args, kwargs: Kwargs) -> tuple[Any, Any]:
    return argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "target")


def _shape(value: Tensor | torch.Size) -> str:
    return str(tuple(value.shape if isinstance(value, Tensor) else value))


def describe(value: object) -> str:
    """A tensor by dtype and shape, anything else by its type.

    >>> describe(torch.zeros(3, 1)), describe(0.5)
    ('float32 (3, 1)', 'float')
    """
    if isinstance(value, Tensor):
        return f"{dtype_name(value)} {_shape(value)}"
    return type(value).__name__


# Predictions against targets.


def _difference(args: Args, kwargs: Kwargs, of_loss: bool = False) -> Shown:
    """A prediction against targets: whether it broadcasts, and what both are like."""
    one, other = _scores_and_target(args, kwargs)
    if not (isinstance(one, Tensor) and isinstance(other, Tensor)):
        return []
    if has_history(one) == has_history(other) or one.requires_grad == other.requires_grad:
        return []
    prediction, target = (one, other) if has_history(one) else (other, one)
    if prediction.numel() < 2 or target.numel() < 2 or prediction.numel() > MOST_VALUES:
        return []
    if prediction.shape == target.shape:
        return _prediction(prediction, target)
    return _broadcast(prediction, target, of_loss)


def _loss(args: Args, kwargs: Kwargs) -> Shown:
    """The same of a loss of torch's, which wants one shape and warns where it gets two."""
    return _difference(args, kwargs, of_loss=True)


def _probabilities(args: Args, kwargs: Kwargs) -> Shown:
    """The same of probabilities: for long they may well be about the mean of their targets."""
    shown = _difference(args, kwargs)
    return [("probabilities" if kind == "prediction" else kind, v) for kind, v in shown]


def _broadcast(prediction: Tensor, target: Tensor, of_loss: bool) -> Shown:
    if prediction.numel() != target.numel() and not of_loss:
        return []
    try:
        shape = torch.broadcast_shapes(prediction.shape, target.shape)
    except RuntimeError:
        return []
    if shape.numel() <= prediction.numel():
        return []
    values = {"one": _shape(prediction), "other": _shape(target)}
    points = min(prediction.numel(), target.numel())
    return [("broadcasting", {**values, "differences": shape.numel(), "points": points})]


def _prediction(prediction: Tensor, target: Tensor) -> Shown:
    both = torch.stack([target.detach().flatten(), prediction.detach().flatten()]).double()
    points = both.shape[1]
    (mean, predicted), products = (both.sum(1) / points).tolist(), (both @ both.T).tolist()
    (yy, yp), (_, pp) = products
    last = made_by(prediction)
    values = {
        "last": last,
        "points": points,
        "mean": mean,
        "spread": _spread(yy / points, mean),
        "outside": _outside(last, both[0]),
        "checksum": yy,
        "error": max(0.0, (yy - 2 * yp + pp) / points),
        "predicted_mean": predicted,
        "predicted_spread": _spread(pp / points, predicted),
    }
    return [("prediction", values)]


def _spread(square: float, mean: float) -> float:
    """The standard deviation, from the mean of the squares; 0 where it would be rounding alone."""
    variance = square - mean**2
    return variance**0.5 if variance > 1e-12 * square else 0.0


def _outside(last: str, targets: Tensor) -> float:
    """The fraction of the targets that an activation cannot give."""
    if last not in RANGES:
        return 0.0
    low, high = RANGES[last]
    return float(((targets < low - 1e-4) | (targets > high + 1e-4)).double().mean())


# Losses of classes.


def _cross_entropy(args: Args, kwargs: Kwargs) -> Shown:
    scores, target = _scores_and_target(args, kwargs)
    if not has_history(scores) or scores.ndim < 2 or scores.numel() > MOST_VALUES:
        return []
    last, shown = made_by(scores), _classes(target)
    if scores.shape[1] == 1:
        shown.append(("cross entropy of one class", {"shape": _shape(scores)}))
    elif last != "LogSoftmax" and _are_probabilities(scores.detach()):
        shown.append(("softmax twice", {}))
    elif last == "Sigmoid":
        shown.append(("sigmoid twice", {"loss": "cross_entropy"}))
    elif last == "Relu":
        shown.append(("relu before cross entropy", {}))
    return shown


def _are_probabilities(scores: Tensor) -> bool:
    return bool((scores >= 0).all()) and bool(((scores.sum(1) - 1).abs() < 1e-3).all())


def _classes(target: object) -> Shown:
    if not isinstance(target, Tensor) or target.is_floating_point() or target.numel() < 2:
        return []
    y = target.flatten().double()
    mean, spread = float(y.mean()), float(y.std(correction=0))
    values = {"points": y.numel(), "mean": mean, "spread": spread, "checksum": float(y @ y)}
    return [("classes", values)]


def _nll_loss(args: Args, kwargs: Kwargs) -> Shown:
    scores, target = _scores_and_target(args, kwargs)
    if not has_history(scores) or scores.ndim < 2:
        return []
    shown = _classes(target)
    if bool((scores > 1e-6).any()):
        given = "probabilities" if _are_probabilities(scores.detach()) else "scores"
        shown.append(("nll_loss wants log probabilities", {"given": given}))
    return shown


def _bce_with_logits(args: Args, kwargs: Kwargs) -> Shown:
    scores, target = _scores_and_target(args, kwargs)
    if not has_history(scores) or not isinstance(target, Tensor):
        return []
    last = made_by(scores)
    shown: Shown = []
    if last in {"Sigmoid", "Softmax"}:
        shown.append(("sigmoid twice", {"loss": "binary_cross_entropy_with_logits"}))
    if last == "Relu":
        shown.append(("relu before cross entropy", {}))
    low, high = float(target.min()), float(target.max())
    if low < 0 or high > 1:
        shown.append(("targets outside 0 to 1", {"low": low, "high": high}))
    return shown


# Layers.


def _softmax(args: Args, kwargs: Kwargs) -> Shown:
    values, dim = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "dim")
    if not has_history(values) or values.ndim != 2 or dim not in (0, -2) or min(values.shape) < 2:
        return []
    rows, columns = values.shape
    return [
        ("softmax over the points", {"shape": _shape(values), "rows": rows, "columns": columns})
    ]


def _dropout(args: Args, kwargs: Kwargs) -> Shown:
    values = argument(args, kwargs, 0, "input")
    rate, training = argument(args, kwargs, 1, "p"), argument(args, kwargs, 2, "training")
    return [] if rate in (0, None) else _mode("dropout", values, training is not False)


def _batch_norm(args: Args, kwargs: Kwargs) -> Shown:
    values, weight = argument(args, kwargs, 0, "input"), argument(args, kwargs, 3, "weight")
    if isinstance(weight, Tensor) and not weight.requires_grad:
        return []
    return _mode("batch norm", values, bool(argument(args, kwargs, 5, "training")))


def _mode(layer: str, values: object, training: bool) -> Shown:
    recorded = torch.is_grad_enabled() and isinstance(values, Tensor)
    kind = f"{'train' if training else 'eval'} mode {'with' if recorded else 'without'} gradients"
    return [(kind, {"layer": layer})]


ARGUMENTS: dict[str, Callable[[Args, Kwargs], Shown]] = {
    **dict.fromkeys(("sub", "rsub", "__rsub__", "__sub__"), _difference),
    **dict.fromkeys(("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"), _loss),
    "binary_cross_entropy": _probabilities,
    "cross_entropy": _cross_entropy,
    "nll_loss": _nll_loss,
    "binary_cross_entropy_with_logits": _bce_with_logits,
    "softmax": _softmax,
    "log_softmax": _softmax,
    "dropout": _dropout,
    "batch_norm": _batch_norm,
}
