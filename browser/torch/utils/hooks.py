"""`torch.utils.hooks`: functions that are called at some moment, until they are removed."""

from itertools import count as _count

_numbers = _count()


class RemovableHandle:
    """Takes its function out of those that are called; as a context, at its end."""

    def __init__(self, hooks_dict):
        self._hooks = hooks_dict
        self.id = next(_numbers)

    def remove(self):
        self._hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()
