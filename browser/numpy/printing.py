"""The text of arrays and scalars, as numpy prints them."""

import math
from array import array as storage_of

from . import missing
from .dtypes import bool_, float32, float64, int64
from .ndarray import ndarray, numbers_of
from .scalars import floating

options = {
    "precision": 8,
    "threshold": 1000,  # of more numbers only those at the edges are shown
    "edgeitems": 3,
    "linewidth": 75,
    "suppress": False,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "floatmode": "maxprec",
}


def set_printoptions(**given):
    """Digits, limits and form of the numbers of all arrays that are shown from now on."""
    for name, value in given.items():
        if name not in options:
            raise NotImplementedError(missing.message(f"set_printoptions({name}=...)"))
        if value is not None:
            options[name] = value


def get_printoptions():
    return dict(options)


class printoptions:
    """Other options within a `with` block."""

    def __init__(self, **given):
        self._given = given

    def __enter__(self):
        self._before = get_printoptions()
        set_printoptions(**self._given)
        return get_printoptions()

    def __exit__(self, *_):
        options.update(self._before)


def shortest(number, dtype):
    """The fewest digits that name a number among those of its dtype, in scientific notation."""
    if dtype is float32:
        for digits in range(9):
            text = f"{number:.{digits}e}"
            if storage_of("f", [float(text)])[0] == number:
                break
        return text
    digits = repr(abs(number)).split("e")[0].replace(".", "").strip("0")
    return f"{number:.{max(len(digits) - 1, 0)}e}"


def positional(number, dtype, precision=None):
    """Without exponent; at least a point, at most so many decimals."""
    mantissa, exponent = shortest(number, dtype).split("e")
    digits = mantissa.replace(".", "").lstrip("-")
    decimals = max(len(digits) - 1 - int(exponent), 0)
    if precision is not None and decimals > precision:
        text = f"{number:.{precision}f}"
        return text.rstrip("0") if "." in text else f"{text}."
    sign = "-" if mantissa.startswith("-") else ""
    digits = digits.ljust(int(exponent) + 1, "0").rjust(decimals + 1, "0")
    return f"{sign}{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}"


def scientific(number, dtype, precision=None):
    """With exponent, without zeros at the end."""
    text = shortest(number, dtype)
    if precision is not None and len(text.split("e")[0].lstrip("-")) > precision + 2:
        text = f"{number:.{precision}e}"
    mantissa, exponent = text.split("e")
    mantissa = mantissa.rstrip("0") if "." in mantissa else f"{mantissa}."
    return f"{mantissa}e{exponent}"


def _text_of_scalar(self):
    number, dtype = float(self._number), self.dtype
    if not math.isfinite(number):
        return str(number)
    if number == 0 or 1e-4 <= abs(number) < (1e16 if dtype is float64 else 1e6):
        text = positional(number, dtype)
        return f"{text}0" if text.endswith(".") else text
    return scientific(number, dtype).replace(".e", "e")


floating.__str__ = _text_of_scalar


def _formatter(numbers, dtype):
    """A function that writes each of the numbers in the same width."""
    if dtype is bool_:
        return lambda number: " True" if number else "False"
    if dtype.kind == "i":
        width = max((len(str(number)) for number in numbers), default=0)
        return lambda number: f"{number:{width}d}"
    return _float_formatter(numbers, dtype)


def _float_formatter(numbers, dtype):
    precision, suppress = options["precision"], options["suppress"]
    finite = [number for number in numbers if math.isfinite(number)]
    sizes = [abs(number) for number in finite if number]
    limit = 1e6 if dtype is float32 else 1e8
    with_exponent = bool(sizes) and (
        max(sizes) >= limit
        or (not suppress and (min(sizes) < 0.0001 or _ratio(sizes, dtype) > 1000))
    )
    if with_exponent:
        write, left, right = _with_exponent(finite, dtype, precision)
    else:
        texts = [positional(number, dtype, precision).split(".") for number in finite]
        left = max((len(whole) for whole, _ in texts), default=0)
        right = max((len(part) for _, part in texts), default=0)
        fixed = options["floatmode"] in ("fixed", "maxprec_equal")
        if options["floatmode"] == "fixed":
            right = precision

        def write(number):
            whole, part = positional(number, dtype, precision).split(".")
            return f"{whole:>{left}}.{part.ljust(right, '0' if fixed else ' ')}"

    odd = [number for number in numbers if not math.isfinite(number)]
    texts = [str(number) for number in odd] + (["inf"] if odd else [])
    left = max([left, *(len(text) - right - 1 for text in texts)])
    return lambda number: (
        write(number).rjust(left + right + 1)
        if math.isfinite(number)
        else str(number).rjust(left + right + 1)
    )


def _ratio(sizes, dtype):
    ratio = max(sizes) / min(sizes)
    return storage_of("f", [ratio])[0] if dtype is float32 else ratio


def _with_exponent(finite, dtype, precision):
    texts = [scientific(number, dtype, precision) for number in finite]
    parts = [text.split("e") for text in texts]
    decimals = max(len(mantissa.split(".")[1]) for mantissa, _ in parts)
    left = max(len(mantissa.split(".")[0]) for mantissa, _ in parts)
    width = max(len(exponent) for _, exponent in parts) - 1

    def write(number):
        mantissa, exponent = f"{number:.{decimals}e}".split("e")
        mantissa = mantissa if "." in mantissa else f"{mantissa}."
        return f"{mantissa}e{exponent[0]}{exponent[1:].rjust(width, '0')}"

    return write, left, width + 2 + decimals


def _edges(array):
    """The numbers that are shown of a long array."""
    edge = options["edgeitems"]
    for axis, size in enumerate(array.shape):
        if size > 2 * edge:
            rows = [*range(edge), *range(size - edge, size)]
            array = array[(*[slice(None)] * axis, rows)]
    return array


def body(array, separator, prefix, suffix=""):
    """The numbers in brackets."""
    long = array.size > options["threshold"]
    shown = list(numbers_of(_edges(array) if long else array))
    write = _formatter(shown, array.dtype)
    if not array.shape:
        return write(array._storage[array._offset]).strip()
    if not array.size:
        return "[]"
    width = options["linewidth"] - len(suffix)
    return _block(array, write, width, " " * (len(prefix) + 1), separator, long)


def _block(array, write, width, indent, separator, long):
    edge, count = options["edgeitems"], len(array)
    cut = long and 2 * edge < count
    rows = [*range(edge), None, *range(count - edge, count)] if cut else range(count)
    if array.ndim == 1:
        return _line(array, rows, write, width, indent, separator)
    texts = [
        "..."
        if row is None
        else _block(array[row], write, width - 1, f"{indent} ", separator, long)
        for row in rows
    ]
    between = separator.rstrip() + "\n" * (array.ndim - 1)
    text = between.join(f"{indent}{each}" for each in texts)
    return f"[{text[len(indent) :]}]"


def _line(array, rows, write, width, indent, separator):
    numbers = numbers_of(array)
    words = ["..." if row is None else write(numbers[row]) for row in rows]
    room = width - max(len(separator.rstrip()), 1)
    text, line = "", indent
    for place, word in enumerate(words):
        if len(line) + len(word) > room and len(line) > len(indent):
            text += line.rstrip() + "\n"
            line = indent
        line += word
        if place < len(words) - 1:
            line += separator
    text += line
    return f"[{text[len(indent) :]}]"


def array_repr(arr):
    text = f"array({body(arr, ', ', 'array(', ')')}"
    extras = []
    if (not arr.size and arr.shape != (0,)) or arr.size > options["threshold"]:
        extras.append(f"shape={arr.shape}")
    if arr.dtype not in (bool_, int64, float64) or not arr.size:
        extras.append(f"dtype={arr.dtype}")
    if not extras:
        return f"{text})"
    extra = ", ".join(extras) + ")"
    last = len(f"{text},") - (text.rfind("\n") + 1)
    space = "\n" + " " * len("array(") if last + len(extra) + 1 > options["linewidth"] else " "
    return f"{text},{space}{extra}"


def array_str(a):
    return body(a, " ", "") if a.shape else str(a[()])


def array2string(a, precision=None, separator=" ", suppress_small=None, max_line_width=None):
    with printoptions(precision=precision, suppress=suppress_small, linewidth=max_line_width):
        return body(a, separator, "")


def _format(self, spec):
    return format(self.item(), spec) if not self.shape and spec else object.__format__(self, spec)


ndarray.__repr__, ndarray.__str__, ndarray.__format__ = array_repr, array_str, _format
