"""Lines and points, read from the arguments of `plot`: its lists, matrices and format strings."""

from importlib import import_module

from . import missing

_numpy = import_module(__package__.replace("matplotlib", "numpy"))  # tests rename both
asarray, histogram = _numpy.asarray, _numpy.histogram
COLORS, MARKERS = "bgrcmykw", ".,ov^<>12348spP*hH+xXDd|_"
STYLES = "--", "-.", "-", ":"  # the longer ones first
NOTHING = "", " ", "None", "none"


class Line2D:
    """A line, or a set of points, with the label that a legend shows."""

    def __init__(self, mode, x, y, label=None):
        self.mode, self.x, self.y, self.label = mode, x, y, label

    __getattr__ = missing.within("Line2D")


Line2D.__module__ = "matplotlib.lines"


def flat(values):
    """All numbers, or names, as one list."""
    return [each for column in _columns(_array(values)) for each in column]


def _array(values):
    """An array of at least one axis; names stay a list."""
    if isinstance(values, list | tuple) and values and isinstance(values[0], str):
        return list(values)
    array = asarray(values)
    return array if array.ndim else array.reshape(1)


def plotted(arguments):
    """Lists x and y and the format of each line of `plot(x, y, format, x, y, ...)`."""
    left = list(arguments)
    while left:
        one, left = left[:2], left[2:]
        if left and isinstance(left[0], str):
            one.append(left.pop(0))
        text = one.pop() if len(one) > 1 and isinstance(one[-1], str) else ""
        for x, y in _pairs(*map(_array, one)):
            yield x, y, text


def _pairs(*values):
    """Lists x and y: a pair for each column of a matrix."""
    y = values[-1]
    x = values[0] if len(values) > 1 else asarray(range(len(y)))
    shapes = [getattr(each, "shape", (len(each),)) for each in (x, y)]
    shown = "have shapes {} and {}".format(*shapes)
    if len(x) != len(y):
        raise ValueError(f"x and y must have same first dimension, but {shown}")
    if max(map(len, shapes)) > 2:
        raise ValueError(f"x and y can be no greater than 2D, but {shown}")
    xs, ys = _columns(x), _columns(y)
    if len(xs) != len(ys) and 1 not in (len(xs), len(ys)):
        raise ValueError(f"x has {len(xs)} columns but y has {len(ys)} columns")
    for place in range(max(len(xs), len(ys))):
        yield xs[place % len(xs)], ys[place % len(ys)]


def _columns(values):
    if isinstance(values, list):
        return [values]
    return values.T.tolist() if values.ndim == 2 else [values.ravel().tolist()]


def mode_of(text, marker, linestyle):
    """Whether a format such as "ro--", or arguments, mean a line, points or both."""
    kinds = _parts(text)
    marked = "marker" in kinds if marker is None else marker not in NOTHING
    lined = "line" in kinds or "marker" not in kinds
    lined = lined if linestyle is None else linestyle not in NOTHING
    return "lines+markers" if lined and marked else "lines" if lined else "markers"


def _parts(text):
    """What a format string tells about: "line", "marker", "color"."""
    kinds, left = set(), text
    while left:
        part = next((each for each in STYLES if left.startswith(each)), left[0])
        kind = "line" if part in STYLES else "marker" if part in MARKERS else "color"
        if part == "C" and left[1:2].isdigit():
            part = left[:2]
        elif kind == "color" and part not in COLORS:
            if len(text) > 2 and (text.isalpha() or text[0] == "#"):
                return {"color"}  # by its name
            what = f"unrecognized character {part!r}"
            raise ValueError(f"{text!r} is not a valid format string ({what})")
        if kind in kinds:
            shown = "linestyle" if kind == "line" else kind
            raise ValueError(f"{text!r} is not a valid format string (two {shown} symbols)")
        kinds.add(kind)
        left = left[len(part) :]
    return kinds
