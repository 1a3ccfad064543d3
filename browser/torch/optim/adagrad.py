"""`torch.optim.Adagrad`: steps divided by the root of the sum of the squared gradients."""

from ..creation import tensor
from .optimizer import Optimizer, add_, others_of, refuse_negative, with_decay


class Adagrad(Optimizer):
    """A rate for each parameter, which falls with each of its gradients."""

    def __init__(
        self,
        params,
        lr=1e-2,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        foreach=None,
        *,
        maximize=False,
        **others,
    ):
        settings = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
        }
        refuse_negative(**settings)
        own = {"foreach": foreach, "maximize": maximize}
        super().__init__(
            params, settings | own | others_of(self, others, ("differentiable", "fused"))
        )
        for group in self.param_groups:
            for param in group["params"]:
                start = param.detach().new_full(param.shape, float(initial_accumulator_value))
                self.state[param] = {"step": tensor(0.0), "sum": start}

    def _move(self, param, grad, group):
        state = self.state[param]
        state["step"] += 1
        grad = with_decay(param, grad, group)
        rate = group["lr"] / (1 + (state["step"].item() - 1) * group["lr_decay"])
        squares = add_(state["sum"], grad * grad)
        add_(param, grad / (squares.sqrt() + group["eps"]), alpha=-rate)
