"""The base of all optimizers, which holds the parameters and adjusts them."""

from collections import defaultdict
from copy import deepcopy
from itertools import chain

from .. import missing
from ..grad_mode import enable_grad, no_grad
from ..inplace import changes
from ..tensor import Tensor, functions, type_name

# As functions, which do not ask whether the arguments are torch's.
add, add_, mul_ = functions["add"], changes["add_"], changes["mul_"]

# Settings that torch has for speed or for graphs of its steps, and what they are if none is given.
OTHERS = {"foreach": None, "capturable": False, "differentiable": False, "fused": None}


_before_steps, _after_steps = {}, {}  # what others want called then


class _Hook:
    """A function that steps call, until it is removed."""

    def __init__(self, hooks, function):
        self.hooks = hooks
        hooks[self] = function

    def remove(self):
        self.hooks.pop(self, None)


def register_optimizer_step_pre_hook(hook):
    """Have every step of any optimizer call this first."""
    return _Hook(_before_steps, hook)


def register_optimizer_step_post_hook(hook):
    """Have every step of any optimizer call this last."""
    return _Hook(_after_steps, hook)


class Optimizer:
    """The base of all: parameters in groups, and a state for each parameter."""

    def __init__(self, params, defaults):
        self.defaults = defaults
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {type_name(params)}"
            )
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Adjust these parameters, too."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the "
                "ordering of tensors in sets will change between runs. Please use a list instead."
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        param_group["params"] = params
        for param in params:
            if isinstance(param, tuple):
                raise NotImplementedError(missing.message("names of an optimizer's parameters"))
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is "
                    f"{type(param).__qualname__}"
                )
            if not (param.is_leaf or param.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        known = {each for group in self.param_groups for each in group["params"]}
        if not known.isdisjoint(params):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none=True):
        """Clear the gradients."""
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param.grad = None
                elif param.grad is not None:
                    param.grad = param.grad.detach().zero_()

    @no_grad()
    def step(self, closure=None):
        """Move every parameter that has a gradient, after a closure has calculated it."""
        loss = None
        for hook in list(_before_steps.values()):
            hook(self, (self, closure), {})
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    grad = -param.grad if group["maximize"] else param.grad
                    self._move(param, grad, group)
        self._opt_called = True  # which a scheduler asks
        for hook in list(_after_steps.values()):
            hook(self, (self, closure), {})
        return loss

    def state_dict(self):
        """State and settings, with numbers in place of the parameters."""
        params = dict.fromkeys(chain.from_iterable(g["params"] for g in self.param_groups))
        numbers = {param: number for number, param in enumerate(params)}
        groups = [
            {**group, "params": [numbers[param] for param in group["params"]]}
            for group in self.param_groups
        ]
        for group in groups:
            group["params"] = group.pop("params")  # at the end
        state = {numbers.get(param, param): value for param, value in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Go on with state and settings that `state_dict` gave."""
        saved = deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        pairs = list(zip(self.param_groups, saved, strict=True))
        if any(len(own["params"]) != len(other["params"]) for own, other in pairs):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of "
                "optimizer's group"
            )
        params = {}
        for own, other in pairs:
            params.update(zip(other["params"], own["params"], strict=True))
            other["params"] = own["params"]
        self.state = defaultdict(dict)
        for number, values in state_dict["state"].items():
            param = params.get(number, number)
            self.state[param] = {name: _cast(v, name, param) for name, v in values.items()}
        self.param_groups = saved

    def __repr__(self):
        groups = ""
        for place, group in enumerate(self.param_groups):
            names = sorted(group.keys() - {"params"})
            lines = [
                f"\nParameter Group {place}",
                *(f"    {name}: {group[name]}" for name in names),
            ]
            groups += "\n".join(lines) + "\n"
        return f"{type(self).__name__} ({groups})"

    __getattr__ = missing.in_class("torch.optim.Optimizer", "torch.optim.{}")


def _cast(value, name, param):
    """A value of a state in the dtype of its parameter; the number of steps as it is."""
    if isinstance(value, Tensor) and name != "step" and param.is_floating_point():
        return value.to(param.dtype)
    return value


def with_decay(param, grad, group):
    """The gradient, with that of weight_decay / 2 times the parameters' squares."""
    return add(grad, param, alpha=group["weight_decay"]) if group["weight_decay"] else grad


def others_of(optimizer, given, names):
    """The settings that change no number; those that would are refused."""
    kind = type(optimizer).__name__
    for name, value in given.items():
        if name not in names:
            raise TypeError(f"{kind}.__init__() got an unexpected keyword argument {name!r}")
        if value and name != "foreach":
            raise NotImplementedError(missing.message(f"torch.optim.{kind}({name}={value!r})"))
    return {name: given.get(name, OTHERS[name]) for name in names}


def refuse_negative(**arguments):
    names = {"lr": "learning rate", "eps": "epsilon value"}
    for name, value in arguments.items():
        if value < 0:
            raise ValueError(f"Invalid {names.get(name, f'{name} value')}: {value}")
