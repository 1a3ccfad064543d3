"""Losses of classes, as `torch.nn.functional` has them: each target is the number of a class."""

from array import array

from .. import dtypes, missing
from ..copying import scatter
from ..functions import where
from ..graph import record
from ..layout import Size
from ..ranges import arange
from ..softmax import log_softmax
from ..tensor import Tensor, scalar, values
from .legacy import takes_old_names
from .losses import check_reduction

BLOCK = 16  # numbers whose sum moves up one level
LEVELS = 8


def one_hot(tensor, num_classes=-1):
    """1 at the place of the class, 0 elsewhere."""
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    least, most = tensor.min().item(), tensor.max().item()
    if least < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = most + 1
    elif most >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return (tensor[..., None] == arange(0, num_classes)).long()


@takes_old_names
def nll_loss(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
):
    """Minus the numbers at the targets, which are logarithms of probabilities."""
    check_reduction(reduction)
    _check(input, target, weight)
    classes, labels = input.shape[-1], list(values(target))
    shares = [1.0] * classes if weight is None else list(values(weight.detach()))
    for label in labels:
        if label != ignore_index and not 0 <= label < classes:
            raise IndexError(f"Target {label} is out of bounds.")
    chosen = [(row, t) for row, t in enumerate(labels) if t != ignore_index]
    spots = [row * classes + label for row, label in chosen]
    weights = [shares[label] for _, label in chosen]
    numbers = values(input.detach())
    code = input.dtype._typecode
    losses = array(code, [-numbers[s] * share for s, share in zip(spots, weights, strict=True)])
    total = array(code, [_sum(chosen, weights, code) if weight is not None else len(chosen)])[0]
    if reduction == "none":
        each = array(code, bytes(len(labels) * array(code).itemsize))
        for (row, _), loss in zip(chosen, losses, strict=True):
            each[row] = loss
        result = Tensor(each, target.shape, input.dtype)
    else:
        result = scalar(_sum(chosen, losses, code), input.dtype)
        if reduction == "mean":
            result = result / total
    shape = input.shape

    def rule(grad):
        if reduction == "mean":
            grad = grad / total
        rows = [row for row, _ in chosen]
        slopes = -(grad[rows] if grad.shape else grad) * Tensor(
            array(code, weights), Size((len(weights),)), grad.dtype
        )
        return scatter(slopes, shape, spots)

    return record(result, "NllLossBackward0", (input, rule, ()))


def _sum(chosen, numbers, code):
    """Their sum in torch's order: sums of blocks first, then sums of these, and so on."""
    levels = array(code, [0.0]) * LEVELS
    power = max(4, max((row for row, _ in chosen), default=0).bit_length() // LEVELS)
    for (row, _), number in zip(chosen, numbers, strict=True):
        levels[0] += number
        for level in range(LEVELS - 1):
            if row & ((1 << power) - 1) << level * power:
                break
            levels[level + 1] += levels[level]
            levels[level] = 0.0
    total = array(code, [0.0])
    for each in levels:
        total[0] += each
    return total[0]


def _check(input, target, weight):
    if not 0 < len(input.shape) <= 2:
        raise NotImplementedError(
            missing.message("torch.nn.functional.nll_loss of more than two axes")
        )
    if len(target.shape) > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if len(input.shape) == 2 and input.shape[0] != target.numel():
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size "
            f"({target.shape[0] if target.shape else 1})."
        )
    if target.dtype is not dtypes.int64:
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype._type_name}"
        )
    if weight is not None and weight.shape != input.shape[-1:]:
        raise RuntimeError(
            f"weight tensor should be defined either for all {input.shape[-1]} classes or no "
            f"classes but got weight tensor of shape: {list(weight.shape)}"
        )


@takes_old_names
def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    """nll_loss of the logarithm of softmax; the target may have a probability for each class."""
    if len(input.shape) > 2:
        name = "torch.nn.functional.cross_entropy of more than two axes"
        raise NotImplementedError(missing.message(name))
    logs = log_softmax(input, max(len(input.shape) - 1, 0))
    if target.shape == input.shape and target.dtype.is_floating_point:
        return _of_probabilities(logs, target, weight, reduction, label_smoothing)
    settings = {"ignore_index": ignore_index, "reduction": reduction}
    loss = nll_loss(logs, target, weight, **settings)
    if not label_smoothing:
        return loss
    if weight is not None:
        name = "torch.nn.functional.cross_entropy(weight=..., label_smoothing=...)"
        raise NotImplementedError(missing.message(name))
    smooth = -logs.sum(-1)
    kept = target != ignore_index
    smooth = where(kept, smooth, 0.0)
    if reduction != "none":
        smooth = smooth.sum()
    if reduction == "mean":
        smooth = smooth / kept.sum()
    return (1 - label_smoothing) * loss + smooth * (label_smoothing / input.shape[-1])


def _of_probabilities(logs, target, weight, reduction, label_smoothing):
    check_reduction(reduction)
    classes = logs.shape[-1]
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    products = logs * target if weight is None else logs * target * weight
    if reduction == "none":
        return -products.sum(-1)
    total = -products.sum()
    if reduction == "sum":
        return total
    rows = logs.numel() // classes
    rule = lambda grad: grad / rows  # noqa: E731
    return record((total.detach() / rows), "DivBackward1", (total, rule, ()))
