"""Step 5 of the recipe as an object: it knows the parameters and adjusts them."""

from .autograd import no_grad
from .lacking import missing
from .tensor import Tensor


class SGD:
    """Gradient descent, with momentum if asked for."""

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
    ):
        for name, value in {
            "learning rate": lr,
            "momentum value": momentum,
            "weight_decay value": weight_decay,
        }.items():
            if value < 0:
                raise ValueError(f"Invalid {name}: {value}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        self.state = {}
        self.defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        self.param_groups = [{**self.defaults, **group} for group in _groups(params)]

    def zero_grad(self, set_to_none=True):
        """Clear the gradients."""
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param.grad = None
                elif param.grad is not None:
                    param.grad = param.grad.detach().zero_()

    @no_grad()
    def step(self):
        """Move every parameter against its gradient."""
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    param.add_(self._direction(param, group), alpha=-group["lr"])

    def _direction(self, param, group):
        grad = -param.grad if group["maximize"] else param.grad
        if group["weight_decay"]:
            grad = grad.add(param, alpha=group["weight_decay"])
        if not group["momentum"]:
            return grad
        velocity = self.state.get(param)
        if velocity is None:
            velocity = self.state[param] = grad.detach().clone()
        else:
            velocity.mul_(group["momentum"]).add_(grad, alpha=1 - group["dampening"])
        return grad.add(velocity, alpha=group["momentum"]) if group["nesterov"] else velocity


def _groups(params):
    if isinstance(params, Tensor):
        raise TypeError(
            "params argument given to the optimizer should be an iterable of Tensors or dicts, "
            "but got torch.FloatTensor"
        )
    params = list(params)
    if not params:
        raise ValueError("optimizer got an empty parameter list")
    groups = params if isinstance(params[0], dict) else [{"params": params}]
    for group in groups:
        for param in group["params"]:
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is "
                    f"{type(param).__qualname__}"
                )
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
    return groups


def __getattr__(name):
    raise missing(None, name, f"torch.optim.{name}")
