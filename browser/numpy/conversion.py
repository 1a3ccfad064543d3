"""Arrays from lists, numbers, tensors and other arrays, and back to Python."""

from . import missing
from .dtypes import as_dtype, bool_, float64, of_number, result_type, rounded, store
from .layout import TORCH, text_of
from .ndarray import copy_of, finish, from_scalar, method, ndarray, numbers_of, prod, refuse_order
from .scalars import generic


def array(object, dtype=None, *, copy=True, order=None, ndmin=0):
    """An array of the numbers in nested lists, or a copy of an array or a tensor."""
    refuse_order(order)
    result = _from_any(object, dtype)
    if copy and (result is object or is_tensor(object)):
        result = copy_of(result)
    while len(result.shape) < ndmin:
        result = result[None]
    return result


def asarray(a, dtype=None, order=None, *, copy=None):
    """The array itself where it is one of that dtype already."""
    return array(a, dtype, copy=bool(copy), order=order)


def _from_any(value, dtype):
    dtype = None if dtype is None else as_dtype(dtype)
    if isinstance(value, generic):
        value = from_scalar(value)
    elif is_tensor(value):
        value = value.__array__()
    if isinstance(value, ndarray):
        return value if dtype is None or dtype is value.dtype else converted(value, dtype)
    if hasattr(value, "__array__"):
        return _from_any(value.__array__(), dtype)
    shape = _shape_of(value)
    numbers, kinds = [], set()
    _collect(value, shape, 0, numbers, kinds)
    if dtype is None:
        dtype = result_type(kinds) if kinds else float64
    return ndarray(_stored(numbers, dtype), shape, dtype)


def is_tensor(value):
    """Whether it is a tensor of torch's."""
    return type(value).__module__ in ("torch", TORCH) and type(value).__name__ in TENSORS


TENSORS = ("Tensor", "Parameter")


def _stored(numbers, dtype):
    if dtype.kind == "i":
        numbers = [number if type(number) is int else int(number) for number in numbers]
        for number in (min(numbers), max(numbers)) if numbers else ():
            if not -(2**63) <= number < 2**63:
                raise OverflowError("Python int too large to convert to C long")
            rounded(number, dtype)
    return store(dtype, [dtype._python_type(number) for number in numbers])


def _is_list(value):
    return isinstance(value, list | tuple | range) or (
        hasattr(value, "__len__")
        and hasattr(value, "__getitem__")
        and not isinstance(value, str | bytes | dict)
    )


def _shape_of(value):
    shape = []
    while _is_list(value):
        if isinstance(value, ndarray) or is_tensor(value):
            return (*shape, *value.shape)
        shape.append(len(value))
        if not len(value):
            break
        value = value[0]
    return tuple(shape)


def _collect(value, shape, axis, numbers, kinds):
    """Append the numbers in nested lists, and the kind of each."""
    if hasattr(value, "__array__") and not isinstance(value, generic | ndarray):
        value = value.__array__()
    if isinstance(value, ndarray) and value.shape == shape[axis:]:
        kinds.add(value.dtype)
        numbers.extend(numbers_of(value))
    elif axis == len(shape):
        if _is_list(value):
            _refuse_ragged(shape, axis)
        numbers.append(_number(value, kinds))
    elif not _is_list(value) or len(value) != shape[axis]:
        _refuse_ragged(shape, axis)
    else:
        for each in value:
            _collect(each, shape, axis + 1, numbers, kinds)


def _number(value, kinds):
    if isinstance(value, generic):
        kinds.add(value.dtype)
        return value._number
    if isinstance(value, bool | int | float):
        kinds.add(of_number(value))
        return value
    name = type(value).__name__
    if isinstance(value, str):
        raise NotImplementedError(missing.message("arrays of text"))
    raise NotImplementedError(missing.message(f"arrays of {name}"))


def _refuse_ragged(shape, axis):
    raise ValueError(
        "setting an array element with a sequence. The requested array has an inhomogeneous "
        f"shape after {axis} dimensions. The detected shape was {text_of(shape[:axis])} + "
        "inhomogeneous part."
    )


def converted(array, dtype):
    """A copy in another dtype; a fraction is dropped, and what does not fit is the least."""
    numbers = numbers_of(array)
    if dtype.kind == "i" and array.dtype.kind == "f":
        limit = 2 ** (8 * dtype.itemsize - 1)
        whole = lambda x: int(x) if -limit <= x < limit else -limit  # noqa: E731
    else:
        whole = dtype._python_type
    return ndarray(store(dtype, list(map(whole, numbers))), array.shape, dtype)


@method
def astype(self, dtype, order="K", casting="unsafe", copy=True):
    refuse_order(order)
    if casting != "unsafe":
        raise NotImplementedError(missing.message(f"ndarray.astype(casting={casting!r})"))
    dtype = as_dtype(dtype)
    if dtype is self.dtype:
        return copy_of(self) if copy else self
    return converted(self, dtype)


@method
def copy(self, order="C"):
    refuse_order(order)
    return copy_of(self)


@method
def tolist(self):
    numbers = numbers_of(self)
    numbers = list(map(bool, numbers)) if self.dtype is bool_ else list(numbers)
    if not self.shape:
        return numbers[0]
    for axis in range(len(self.shape) - 1, 0, -1):
        size = self.shape[axis]
        rows = range(prod(self.shape[:axis]))
        numbers = [numbers[row * size : row * size + size] for row in rows]
    return numbers


@method
def item(self, *index):
    """The one number, or one of several, as Python has it."""
    if index:
        index = index[0] if len(index) == 1 else index
        return (self[index] if isinstance(index, tuple) else self.ravel()[index]).item()
    if self.size != 1:
        raise ValueError("can only convert an array of size 1 to a Python scalar")
    return self.dtype._python_type(self._storage[self._offset])


def _only(self):
    if self.shape:
        raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
    return self.item()


def _bool(self):
    if self.size != 1:
        if not self.size:
            raise ValueError(
                "The truth value of an empty array is ambiguous. Use `array.size > 0` to check "
                "that an array is not empty."
            )
        raise ValueError(
            "The truth value of an array with more than one element is ambiguous. Use a.any() or "
            "a.all()"
        )
    return bool(self.item())


def _index(self):
    if self.shape or self.dtype.kind != "i":
        raise TypeError("only integer scalar arrays can be converted to a scalar index")
    return self.item()


generic._of_list = classmethod(lambda cls, values: finish(asarray(values, cls.dtype)))
ndarray.__float__ = lambda self: float(_only(self))
ndarray.__int__ = lambda self: int(_only(self))
ndarray.__bool__ = _bool
ndarray.__index__ = _index
ndarray.__array__ = lambda self, dtype=None, copy=None: self
