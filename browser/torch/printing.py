"""The text of a tensor: one width for all numbers, four digits, at most 80 columns."""

import math
from types import SimpleNamespace

from . import dtypes
from .tensor import Tensor, values

PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
# Of more numbers than the threshold, only entries at the edges are shown.
options = SimpleNamespace(**PROFILES["default"], sci_mode=None)


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None
):
    """Digits, limits and form of the numbers of all tensors that are shown from now on."""
    if profile is not None:
        vars(options).update(PROFILES[profile])
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    vars(options).update({name: value for name, value in given.items() if value is not None})
    options.sci_mode = sci_mode


def represent(self):
    """The numbers, with the dtype if it is not the default one, and the gradient function."""
    suffixes = []
    if not self.numel():
        text = "[]"
        if len(self.shape) != 1:
            suffixes.append(f"size={tuple(self.shape)}")
        if self.dtype is not dtypes.float32:
            suffixes.append(f"dtype={self.dtype}")
    else:
        text = body(self.detach(), len("tensor("))
        if self.dtype not in (dtypes.float32, dtypes.int64, dtypes.bool_):
            suffixes.append(f"dtype={self.dtype}")
    if self._node is not None:
        suffixes.append(f"grad_fn=<{type(self._node).__name__}>")
    elif self._wants_grad:
        suffixes.append("requires_grad=True")
    return with_suffixes(f"tensor({text}", suffixes, len("tensor("))


def with_suffixes(text, suffixes, indent):
    used = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if used + len(suffix) + 2 > options.linewidth:
            text += ",\n" + " " * indent + suffix
            used = indent + len(suffix)
        else:
            text += ", " + suffix
            used += len(suffix) + 2
    return text + ")"


def body(tensor, indent):
    summarize = tensor.numel() > options.threshold
    numbers = edges(tensor) if summarize else list(values(tensor))
    return block(tensor, indent, summarize, formatter(numbers, tensor.dtype))


def edges(tensor):
    """The numbers that a summary shows."""
    if not tensor.shape:
        return [tensor.item()]
    if len(tensor.shape) == 1:
        numbers = values(tensor)
        return [numbers[row] for row in _rows(tensor, True)]
    return [number for row in _rows(tensor, True) for number in edges(tensor[row])]


def _rows(tensor, summarize):
    """The entries of the first axis that are shown."""
    rows = range(len(tensor))
    return (
        [*rows[: options.edgeitems], *rows[-options.edgeitems :]]
        if summarize and len(rows) > 2 * options.edgeitems
        else rows
    )


def formatter(numbers, dtype):
    """The width of the numbers, and a function that writes one of them."""
    if not dtype.is_floating_point:
        write = (lambda number: str(bool(number))) if dtype is dtypes.bool_ else str
        return max(len(write(number)) for number in numbers), write
    plain = [number for number in numbers if number and math.isfinite(number)]
    if not plain:
        return 1, _as_integer
    sizes = list(map(abs, plain))
    least, most = min(sizes), max(sizes)
    are_integers = all(number == math.ceil(number) for number in plain)
    digits, scientific = options.precision, options.sci_mode
    if scientific is None:
        scientific = most / least > 1000 or most > 1e8 or least < 1e-4
    if scientific:
        width = max(len(f"{number:.{digits}e}") for number in plain)
        return width, lambda number: f"{number:{width}.{digits}e}"
    if are_integers:
        return max(len(f"{number:.0f}") + 1 for number in plain), _as_integer
    return max(len(f"{number:.{digits}f}") for number in plain), lambda x: f"{x:.{digits}f}"


def _as_integer(number):
    return f"{number:.0f}." if math.isfinite(number) else f"{number:.0f}"


def block(tensor, indent, summarize, form):
    """Nested brackets, each level indented by one column."""
    width, write = form
    if not tensor.shape:
        return write(tensor._storage[tensor._offset]).rjust(width)
    if len(tensor.shape) == 1:
        return line(tensor, indent, summarize, width, write)
    rows = _rows(tensor, summarize)
    parts = [block(tensor[row], indent + 1, summarize, form) for row in rows]
    if len(rows) < len(tensor):
        parts.insert(options.edgeitems, "...")
    separator = "," + "\n" * (len(tensor.shape) - 1) + " " * (indent + 1)
    return "[" + separator.join(parts) + "]"


def line(tensor, indent, summarize, width, write):
    visible = edges(tensor) if summarize else values(tensor)
    numbers = [write(number).rjust(width) for number in visible]
    if summarize and len(tensor) > 2 * options.edgeitems:
        numbers.insert(options.edgeitems, " ...")
    fit = max(1, (options.linewidth - indent) // (width + 2))
    lines = [", ".join(numbers[start : start + fit]) for start in range(0, len(numbers), fit)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def write_formatted(self, spec):
    """A tensor without axes is formatted like its number."""
    return self.item().__format__(spec) if not self.shape else object.__format__(self, spec)


Tensor.__repr__ = represent
Tensor.__format__ = write_formatted
