"""Who is handed each call of a reader's: the modes of `torch.overrides`, the innermost last.

Every function that readers call asks whether there is one. A mode does not see what such a function
calls in turn.
"""

modes = []


def handle_torch_function(public_api, relevant_args, *args, **kwargs):
    """Hand a call to the innermost mode; meanwhile the one outside of it is the innermost."""
    mode = modes.pop()
    try:
        return mode.__torch_function__(public_api, (), args, kwargs)
    finally:
        modes.append(mode)


def overridable(function, name=None):
    """A function that modes are handed."""

    def call(*args, **kwargs):
        if modes:
            return handle_torch_function(call, args, *args, **kwargs)
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = name or function.__name__
    call.__doc__ = function.__doc__
    return call


def overridable_property(own, name):
    """A property whose reading and setting modes are handed."""
    return property(
        overridable(own.fget, f"{name}.__get__"),
        overridable(own.fset, f"{name}.__set__"),
        own.fdel,
        own.__doc__,
    )
