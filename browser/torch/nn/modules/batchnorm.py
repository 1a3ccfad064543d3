"""`BatchNorm1d`: each column with mean 0 and variance 1 over the batch, then scaled and moved."""

from ... import creation
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module


class BatchNorm1d(Module):
    """It learns a scale and a bias, and keeps running means and variances for `eval()`."""

    def __init__(
        self,
        num_features,
        eps=1e-05,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        for name, wanted in {"weight": affine, "bias": affine and bias}.items():
            new = Parameter(creation.empty(num_features, dtype=dtype)) if wanted else None
            self.register_parameter(name, new)
        tracked = {
            "running_mean": creation.zeros(num_features, dtype=dtype),
            "running_var": creation.ones(num_features, dtype=dtype),
            "num_batches_tracked": creation.tensor(0),
        }
        for name, start in tracked.items():
            self.register_buffer(name, start if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        """Start with a scale of 1 and a bias of 0."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input):
        if len(input.shape) not in (2, 3):
            raise ValueError(f"expected 2D or 3D input (got {len(input.shape)}D input)")
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                momentum = 1 / self.num_batches_tracked.item()
        training = self.training or not self.track_running_stats
        running = self.running_mean, self.running_var
        return F.batch_norm(input, *running, self.weight, self.bias, training, momentum, self.eps)

    def extra_repr(self):
        shown = {
            "eps": self.eps,
            "momentum": self.momentum,
            "affine": self.affine,
            "bias": self.bias is not None,
            "track_running_stats": self.track_running_stats,
        }
        settings = ", ".join(f"{name}={value}" for name, value in shown.items())
        return f"{self.num_features}, {settings}"
