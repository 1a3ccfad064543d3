"""Numbers scaled to mean 0 and variance 1 over a batch, as `torch.nn.functional` has it."""

from .. import missing
from ..grad_mode import no_grad
from ..graph import record


def batch_norm(
    input,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-05,
):
    """(x - mean) / sqrt(variance + eps) of each column; running ones if it is not training."""
    if len(input.shape) != 2:
        raise NotImplementedError(missing.message("torch.nn.functional.batch_norm but of 2 axes"))
    count, columns = input.shape
    if training and count < 2:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    if running_mean is not None and len(running_mean) != columns:
        raise RuntimeError(
            f"running_mean should contain {columns} elements not {len(running_mean)}"
        )
    with no_grad():
        mean, variance = running_mean, running_var
        if training:
            mean, variance = input.mean(0), input.var(0, unbiased=False)
            _follow(running_mean, mean, momentum)
            _follow(running_var, variance * count / (count - 1), momentum)
        scale = 1 / (variance + eps).sqrt()
        result = (input - mean) * scale
        result = result if weight is None else result * weight
        result = result if bias is None else result + bias

    def of_input(grad, x):
        grad = grad if weight is None else grad * weight
        if not training:
            return grad * scale
        scaled = (x - mean) * scale
        return scale * (grad - grad.mean(0) - scaled * (grad * scaled).mean(0))

    inputs = [(input, of_input, (input,))]
    if weight is not None:
        inputs.append((weight, lambda grad, x: (grad * (x - mean) * scale).sum(0), (input,)))
    if bias is not None:
        inputs.append((bias, lambda grad: grad.sum(0), ()))
    return record(result, "NativeBatchNormBackward0", *inputs)


def _follow(running, new, momentum):
    if running is not None:
        running.copy_(running * (1 - momentum) + new * momentum)
