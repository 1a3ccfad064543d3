"""`torch.cuda`: there is no such device, and programs that ask for one do without."""

from . import missing as _missing


def is_available():
    return False


def manual_seed(seed):
    """Seeds nothing, as torch without such a device."""


manual_seed_all = manual_seed


def empty_cache():
    """There is none."""


__getattr__ = _missing.in_module("torch.cuda")
