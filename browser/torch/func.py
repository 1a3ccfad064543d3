"""`torch.func` in name alone, for the package's sweeps, which try it and go on without."""

from . import missing


def _called(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(missing.message(f"torch.func.{name}"))

    refuse.__name__ = name
    return refuse


vmap, grad_and_value = _called("vmap"), _called("grad_and_value")


def __getattr__(name):
    raise missing.error(f"torch.func.{name}", name)
