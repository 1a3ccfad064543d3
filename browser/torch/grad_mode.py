"""Whether operations are recorded: `no_grad`, `enable_grad` and `set_grad_enabled`."""

from functools import wraps
from types import SimpleNamespace

mode = recording = SimpleNamespace(enabled=True)  # whether operations are recorded now


def is_grad_enabled():
    return mode.enabled


class set_grad_enabled:
    """Turn recording on or off; as a context, turn it back at the end."""

    def __init__(self, mode):
        self._before, recording.enabled = recording.enabled, bool(mode)

    def __enter__(self):
        return None

    def __exit__(self, *_):
        mode.enabled = self._before


class _Switch:
    """A context or a decorator that turns recording on or off."""

    def __new__(cls, function=None):
        switch = super().__new__(cls)
        return switch if function is None else switch(function)

    def __enter__(self):
        self._before, mode.enabled = mode.enabled, self._enabled

    def __exit__(self, *_):
        mode.enabled = self._before

    def __call__(self, function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return wrapper


class no_grad(_Switch):
    """Operations are not recorded."""

    _enabled = False


class enable_grad(_Switch):
    """Operations are recorded, even inside `no_grad`."""

    _enabled = True


class inference_mode(_Switch):
    """As `no_grad`; `inference_mode(False)` changes nothing."""

    _enabled = False

    def __new__(cls, mode=True):
        switch = super().__new__(cls, mode if callable(mode) else None)
        if mode is False:
            switch._enabled = recording.enabled
        return switch
