"""Losses of numbers beside numbers, as `torch.nn.functional` has them.

Each is one operation: the numbers, then their mean, their sum, or all of them. The rule multiplies
the gradient by the slope of each number.
"""

from math import log, log1p

from ..elementwise import mapped, same
from ..functions import where
from ..grad_mode import no_grad
from ..graph import record
from ..layout import broadcast, prod
from ..notices import warn
from .activations import log_logistic
from .legacy import takes_old_names


def reduced(numbers, reduction):
    """Their mean, their sum, or all of them."""
    if reduction == "none":
        return numbers
    return numbers.mean() if reduction == "mean" else numbers.sum()


def check_reduction(reduction):
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")


def _compared(input, target):
    """Both in one shape; torch warns if they are not."""
    if target.size() == input.size():
        return input, target
    warn(
        f"Using a target size ({target.size()}) that is different to the input size "
        f"({input.size()}). This will likely lead to incorrect results due to broadcasting. Please "
        "ensure they have the same size."
    )
    shape = broadcast(input.shape, target.shape)
    return input.expand(shape), target.expand(shape)


def _distance_loss(name, input, target, reduction, numbers, slope):
    """A loss of input - target, with the slope of its numbers as a function of the three."""
    input, target = _compared(input, target)
    check_reduction(reduction)
    with no_grad():
        a, b = same(input, target)
        if not a.dtype.is_floating_point:
            kernel = {"MseLoss": "mse", "SmoothL1Loss": "smooth_l1", "HuberLoss": "huber"}[name]
            kind = a.dtype._type_name
            raise NotImplementedError(f"\"{kernel}_cpu\" not implemented for '{kind}'")
        result = reduced(numbers(a - b), reduction)
    share = 1 / prod(input.shape) if reduction == "mean" and prod(input.shape) else 1.0

    def of_input(grad, x, y):
        return slope(x - y, share, grad)

    def of_target(grad, x, y):
        return slope(y - x, share, grad)

    both = (input, target)
    return record(result, f"{name}Backward0", (input, of_input, both), (target, of_target, both))


@takes_old_names
def mse_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """Squares of the distances."""

    def slope(distance, share, grad):
        return 2 * share * distance * grad

    return _distance_loss("MseLoss", input, target, reduction, lambda d: d * d, slope)


@takes_old_names
def l1_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """Distances without their signs."""
    input, target = _compared(input, target)
    check_reduction(reduction)
    return reduced((input - target).abs(), reduction)


@takes_old_names
def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    """Half of the square divided by beta, up to beta; straight beyond."""
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)

    def numbers(distance):
        size = distance.abs()
        return where(size < beta, 0.5 * size * size / beta, size - 0.5 * beta)

    def slope(distance, share, grad):
        straight = distance.sign() * share * grad
        return where(distance.abs() >= beta, straight, distance * share * grad / beta)

    return _distance_loss("SmoothL1Loss", input, target, reduction, numbers, slope)


def huber_loss(input, target, reduction="mean", delta=1.0):
    """Half of the square up to delta, straight beyond."""
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")

    def numbers(distance):
        size = distance.abs()
        return where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta))

    def slope(distance, share, grad):
        straight = distance.sign() * share * grad * delta
        return where(distance.abs() > delta, straight, share * distance * grad)

    return _distance_loss("HuberLoss", input, target, reduction, numbers, slope)


LEAST_LOG = -100.0  # of a probability, so that one of 0 does not make the loss infinite
LEAST_PRODUCT = 1e-12


@takes_old_names
def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    """-log(p) where the target is 1, -log(1 - p) where it is 0."""
    check_reduction(reduction)
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}) is deprecated. Please ensure they have the same size."
        )
    _check_probabilities(input, target)
    with no_grad():
        numbers = mapped(_cross_entropy, input.dtype, input, target)
        result = reduced(_weighted(numbers, weight), reduction)
    count = prod(input.shape)

    def finish(slopes):
        slopes = _weighted(slopes, weight)
        return slopes / count if reduction == "mean" else slopes

    def of_input(grad, p, y):
        return finish(grad * (p - y) / ((1 - p) * p).clamp(min=LEAST_PRODUCT))

    def of_target(grad, p, y):
        return finish(grad * ((1 - p).log() - p.log()))

    both = (input, target)
    name = "BinaryCrossEntropyBackward0"
    return record(result, name, (input, of_input, both), (target, of_target, both))


def _check_probabilities(input, target):
    if input.dtype is not target.dtype:
        found, wanted = target.dtype._type_name, input.dtype._type_name
        raise RuntimeError(f"Found dtype {found} but expected {wanted}")
    for name, tensor in ("input", input), ("target", target):
        if not bool(((tensor >= 0) & (tensor <= 1)).all()):
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")


def _cross_entropy(p, y):
    log_p = max(log(p), LEAST_LOG) if p > 0 else LEAST_LOG
    log_rest = max(log1p(-p), LEAST_LOG) if p < 1 else LEAST_LOG
    return (y - 1) * log_rest - y * log_p


def _weighted(numbers, weight):
    return numbers if weight is None else numbers * weight


@takes_old_names
def binary_cross_entropy_with_logits(
    input,
    target,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
    pos_weight=None,
):
    """The same of numbers whose sigmoid is the probability."""
    check_reduction(reduction)
    if target.size() != input.size():
        raise ValueError(
            f"Target size ({target.size()}) must be the same as input size ({input.size()})"
        )
    with no_grad():
        log_p = mapped(log_logistic, input.dtype, input)
        ones = 1.0 if pos_weight is None else (pos_weight - 1) * target + 1
        numbers = (1 - target) * input - ones * log_p
        result = reduced(_weighted(numbers, weight), reduction)
    count = prod(input.shape)

    def share(grad):
        grad = grad / count if reduction == "mean" else grad
        return _weighted(grad, weight)

    def of_input(grad, x, y):
        if pos_weight is None:
            return (x.sigmoid() - y) * share(grad)
        t = pos_weight * y
        return ((t + 1 - y) * x.sigmoid() - t) * share(grad)

    def of_target(grad, x, y):
        return share(grad) * -x if pos_weight is None else _of_weighted_target(share(grad), x)

    def _of_weighted_target(grad, x):
        log_p = mapped(log_logistic, x.dtype, x)
        return grad * (log_p - x - pos_weight * log_p)

    both = (input, target)
    name = "BinaryCrossEntropyWithLogitsBackward0"
    return record(result, name, (input, of_input, both), (target, of_target, both))
