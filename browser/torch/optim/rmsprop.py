"""`torch.optim.RMSprop`: steps divided by the root of the mean of the squared gradients."""

from ..creation import tensor
from .optimizer import Optimizer, add_, mul_, others_of, refuse_negative, with_decay


class RMSprop(Optimizer):
    """A rate for each parameter, from the mean of the squares of its gradients."""

    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        *,
        maximize=False,
        **others,
    ):
        settings = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
        }
        refuse_negative(**settings)
        others = others_of(self, others, ("capturable", "foreach", "differentiable"))
        differentiable = others.pop("differentiable")
        last = {"maximize": maximize, "differentiable": differentiable}
        super().__init__(params, settings | others | last)

    def _move(self, param, grad, group):
        grad = with_decay(param, grad, group)
        state = self.state[param] or self._begin(param, group)
        state["step"] += 1
        square, alpha = state["square_avg"], group["alpha"]
        add_(mul_(square, alpha), grad * grad, alpha=1 - alpha)
        if group["centered"]:
            mean = state["grad_avg"]
            add_(mean, grad - mean, alpha=1 - alpha)
            square = square - mean * mean
        move = grad / (square.sqrt() + group["eps"])
        if group["momentum"]:
            move = add_(mul_(state["momentum_buffer"], group["momentum"]), move)
        add_(param, move, alpha=-group["lr"])

    def _begin(self, param, group):
        names = ["square_avg"]
        names += ["momentum_buffer"] * (group["momentum"] > 0) + ["grad_avg"] * group["centered"]
        state = {name: param.new_zeros(param.shape) for name in names}
        self.state[param] = {"step": tensor(0.0), **state}
        return self.state[param]
