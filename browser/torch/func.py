"""The names of `torch.func` that sweeps of the package try, and do without."""

from . import missing
from .tensor import named


def _refuse(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(missing.message(f"torch.func.{name}"))

    return named(refuse, name)


vmap, grad_and_value = _refuse("vmap"), _refuse("grad_and_value")


__getattr__ = missing.in_module("torch.func")
