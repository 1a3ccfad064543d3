"""`torch.optim.SGD`."""

from .optimizer import Optimizer, add, add_, mul_, others_of, refuse_negative, with_decay


class SGD(Optimizer):
    """Gradient descent, optionally with momentum."""

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        **others,
    ):
        refuse_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            **others_of(self, others, ("foreach", "differentiable", "fused")),
        }
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)

    def _move(self, param, grad, group):
        grad = with_decay(param, grad, group)
        if group["momentum"]:
            state = self.state[param]
            velocity = state.get("momentum_buffer")
            if velocity is None:
                velocity = state["momentum_buffer"] = grad.detach().clone()
            else:
                add_(mul_(velocity, group["momentum"]), grad, alpha=1 - group["dampening"])
            grad = add(grad, velocity, alpha=group["momentum"]) if group["nesterov"] else velocity
        add_(param, grad, alpha=-group["lr"])
