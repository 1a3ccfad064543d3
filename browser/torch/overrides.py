"""`torch.overrides`: a block in which a mode is handed every call, before it is made."""

from .missing import in_module as _in_module
from .modes import handle_torch_function
from .modes import modes as _modes


class TorchFunctionMode:
    """The base of a mode, which says in `__torch_function__` what becomes of a call."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        raise NotImplementedError

    def __enter__(self):
        _modes.append(self)
        return self

    def __exit__(self, *_):
        _modes.pop()


def _get_current_function_mode():
    return _modes[-1] if _modes else None


__getattr__ = _in_module("torch.overrides")
