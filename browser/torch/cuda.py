"""`torch.cuda`: there is no such device, and programs that ask for one do without."""

from . import missing


def is_available():
    return False


__getattr__ = missing.in_module("torch.cuda")
