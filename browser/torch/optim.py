"""Step 5 of the recipe as an object, which holds the parameters and adjusts them."""

from . import missing
from .autograd import no_grad
from .tensor import Tensor


class Optimizer:
    """The base of all: parameters in groups, and a state for each parameter."""

    def __init__(self, params, **defaults):
        self.state = {}
        self.defaults = defaults
        self.param_groups = [{**defaults, **group} for group in _groups(params)]

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
        """Move every parameter that has a gradient."""
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    grad = -param.grad if group["maximize"] else param.grad
                    if group["weight_decay"]:
                        grad = grad.add(param, alpha=group["weight_decay"])
                    self._move(param, grad, group)


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
    ):
        _refuse_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(
            params,
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
            maximize=maximize,
        )

    def _move(self, param, grad, group):
        if group["momentum"]:
            velocity = self.state.get(param)
            if velocity is None:
                velocity = self.state[param] = grad.detach().clone()
            else:
                velocity.mul_(group["momentum"]).add_(grad, alpha=1 - group["dampening"])
            grad = grad.add(velocity, alpha=group["momentum"]) if group["nesterov"] else velocity
        param.add_(grad, alpha=-group["lr"])


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
        *,
        maximize=False,
    ):
        _refuse_negative(lr=lr, eps=eps)
        for index, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {index}: {beta}")
        _refuse_negative(weight_decay=weight_decay)
        super().__init__(
            params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize
        )

    def _move(self, param, grad, group):
        state = self.state.setdefault(
            param,
            {"step": 0, "mean": grad.new_zeros(grad.shape), "square": grad.new_zeros(grad.shape)},
        )
        state["step"] += 1
        of_mean, of_square = group["betas"]
        state["mean"].add_(grad - state["mean"], alpha=1 - of_mean)
        state["square"].mul_(of_square).add_(grad * grad, alpha=1 - of_square)
        # Both means started at 0; correct their bias.
        rate = group["lr"] / (1 - of_mean ** state["step"])
        spread = state["square"].sqrt() / (1 - of_square ** state["step"]) ** 0.5 + group["eps"]
        param.sub_(state["mean"] * rate / spread)


def _refuse_negative(**arguments):
    names = {"lr": "learning rate", "eps": "epsilon value"}
    for name, value in arguments.items():
        if value < 0:
            raise ValueError(f"Invalid {names.get(name, f'{name} value')}: {value}")


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
    raise missing.error(f"torch.optim.{name}", name)
