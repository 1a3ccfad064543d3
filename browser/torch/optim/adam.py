"""`torch.optim.Adam` and `AdamW`."""

from .. import missing
from ..creation import tensor
from .optimizer import OTHERS, Optimizer, add_, mul_, others_of, refuse_negative


class Adam(Optimizer):
    """A rate for each parameter, from the means of its gradients and of their squares.

    The last digits may differ from torch's, which rounds some of these steps at once.
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        maximize=False,
        decoupled_weight_decay=False,
        **others,
    ):
        refuse_negative(lr=lr, eps=eps)
        for index, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {index}: {beta}")
        refuse_negative(weight_decay=weight_decay)
        for name, value in ("amsgrad", amsgrad), ("decoupled_weight_decay", decoupled_weight_decay):
            if value:
                raise NotImplementedError(missing.message(f"torch.optim.Adam({name}={value!r})"))
        others = others_of(self, others, tuple(OTHERS))
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": False,
            "maximize": maximize,
            **others,
            "decoupled_weight_decay": False,
        }
        super().__init__(params, defaults)

    def _move(self, param, grad, group):
        state = self.state[param]
        if not state:
            state["step"] = tensor(0.0)
            state["exp_avg"] = grad.new_zeros(grad.shape)
            state["exp_avg_sq"] = grad.new_zeros(grad.shape)
        state["step"] += 1
        steps, mean, square = state["step"].item(), state["exp_avg"], state["exp_avg_sq"]
        of_mean, of_square = group["betas"]
        add_(mean, grad - mean, alpha=1 - of_mean)
        add_(mul_(square, of_square), grad * grad, alpha=1 - of_square)
        # Both means started at 0; correct their bias.
        rate = group["lr"] / (1 - of_mean**steps)
        root = square.sqrt() / (1 - of_square**steps) ** 0.5
        param.sub_(mean * rate / (root + group["eps"]))
