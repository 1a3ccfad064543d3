"""`size_average` and `reduce`, which said until 2018 what `reduction` says."""

from functools import wraps
from inspect import signature

from ..notices import warn

OLD = {"size_average", "reduce"}


def reduction_of(size_average, reduce):
    """What they mean; None stands for True."""
    kind = "mean" if size_average in (None, True) else "sum"
    kind = kind if reduce in (None, True) else "none"
    warn(f"size_average and reduce args will be deprecated, please use reduction='{kind}' instead.")
    return kind


def takes_old_names(loss):
    """A loss whose reduction may be given by the old names, or at their places."""
    form = signature(loss)

    @wraps(loss)
    def function(*args, **kwargs):
        if len(args) <= 2 and not kwargs.keys() & OLD:
            return loss(*args, **kwargs)
        given = form.bind(*args, **kwargs).arguments
        old = [given.pop(name, None) for name in ("size_average", "reduce")]
        if old != [None, None]:
            given["reduction"] = reduction_of(*old)
        return loss(**given)

    return function
