"""`torch.optim.Adam` and `AdamW`: a rate for each parameter, from the means of its gradients.

The last digits may differ from torch's, which rounds some of these steps at once.
"""

from ..creation import tensor
from .optimizer import OTHERS, Optimizer, add_, mul_, others_of, refuse_negative, with_decay


class Adam(Optimizer):
    """Steps by the mean of the gradients, divided by the root of the mean of their squares."""

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
        others = others_of(self, others, tuple(OTHERS))
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            **others,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def _move(self, param, grad, group):
        if group["decoupled_weight_decay"]:
            mul_(param, 1 - group["lr"] * group["weight_decay"])
        else:
            grad = with_decay(param, grad, group)
        state = self.state[param] or self._begin(param, group)
        state["step"] += 1
        steps, mean, square = state["step"].item(), state["exp_avg"], state["exp_avg_sq"]
        of_mean, of_square = group["betas"]
        add_(mean, grad - mean, alpha=1 - of_mean)
        add_(mul_(square, of_square), grad * grad, alpha=1 - of_square)
        if group["amsgrad"]:
            square = state["max_exp_avg_sq"] = state["max_exp_avg_sq"].maximum(square)
        # Both means started at 0; correct their bias.
        rate = group["lr"] / (1 - of_mean**steps)
        root = square.sqrt() / (1 - of_square**steps) ** 0.5
        param.sub_(mean * rate / (root + group["eps"]))

    def _begin(self, param, group):
        names = ["exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * group["amsgrad"]]
        state = {name: param.new_zeros(param.shape) for name in names}
        self.state[param] = {"step": tensor(0.0), **state}
        return self.state[param]


class AdamW(Adam):
    """Adam whose weight decay shortens the parameters instead of changing their gradient."""

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=1e-2,
        amsgrad=False,
        *,
        maximize=False,
        **others,
    ):
        settings = {"maximize": maximize, "decoupled_weight_decay": True, **others}
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **settings)
