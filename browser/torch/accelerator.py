"""`torch.accelerator`: there is none, and programs that ask for one do without."""

from .missing import in_module as _in_module


def is_available():
    return False


def current_accelerator(check_available=False):
    return None


__getattr__ = _in_module("torch.accelerator")
