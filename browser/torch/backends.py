"""`torch.backends`: which libraries there are, and settings of theirs that change nothing here."""

from types import SimpleNamespace as _SimpleNamespace

from .missing import in_module as _in_module


def _no():
    return False


cudnn = _SimpleNamespace(enabled=True, deterministic=False, benchmark=False, is_available=_no)
cuda = _SimpleNamespace(is_built=_no)
mps = _SimpleNamespace(is_built=_no, is_available=_no)

__getattr__ = _in_module("torch.backends")
