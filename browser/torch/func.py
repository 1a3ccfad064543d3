"""The names of `torch.func` that sweeps of the package try, and do without."""

from . import missing as _missing
from .tensor import named as _named


def _refuse(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(_missing.message(f"torch.func.{name}"))

    return _named(refuse, name)


vmap, grad_and_value = _refuse("vmap"), _refuse("grad_and_value")


__getattr__ = _missing.in_module("torch.func")
