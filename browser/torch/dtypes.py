"""The kinds of numbers that tensors hold, and the kind of a result of two."""

from array import array

from . import missing


class dtype:
    """A kind of number, stored in an `array` of the standard library, which rounds."""

    def __init__(self, name, typecode, type_name, c_name, category, rank):
        self._name = name
        self._typecode = typecode
        self._type_name = type_name  # in most error messages
        self._c_name = c_name  # in a few
        self._category = category  # 0 bool, 1 integer, 2 floating point
        self._rank = rank
        self._python_type = (bool, int, float)[category]
        self.is_floating_point = category == 2
        self.is_signed = category > 0 and name != "uint8"
        self.is_complex = False

    def __repr__(self):
        return f"torch.{self._name}"

    def __reduce__(self):
        return self._name

    @property
    def itemsize(self):
        """Bytes of one number."""
        return array(self._typecode).itemsize

    @property
    def abbr(self):
        """A letter and the bits of one number."""
        letter = "bif"[self._category] if self._name != "uint8" else "u"
        return f"{letter}{8 * self.itemsize}"

    def to_real(self):
        """The dtype of the real part: itself."""
        return self

    __getattr__ = missing.in_class("torch.dtype", "torch.dtype", "torch.dtype")


bool_ = dtype("bool", "b", "Bool", "bool", 0, 0)
uint8 = dtype("uint8", "B", "Byte", "unsigned char", 1, 0.5)
int32 = dtype("int32", "i", "Int", "int", 1, 1)
int64 = dtype("int64", "q", "Long", "long int", 1, 2)
float32 = dtype("float32", "f", "Float", "float", 2, 3)
float64 = dtype("float64", "d", "Double", "double", 2, 4)


def get_default_dtype():
    return float32


def promote_types(type1, type2):
    """The smallest kind that holds both."""
    return type1 if type1._rank >= type2._rank else type2


def of_number(value):
    """The kind that torch gives to a Python number."""
    if isinstance(value, bool):
        return bool_
    return int64 if isinstance(value, int) else float32


def result_type(a, b):
    """The kind of a op b: a tensor without axes counts only if its category is higher."""
    if a.dtype is b.dtype:
        return a.dtype
    if bool(a.shape) == bool(b.shape):
        return promote_types(a.dtype, b.dtype)
    array, scalar = (a.dtype, b.dtype) if a.shape else (b.dtype, a.dtype)
    return array if array._category >= scalar._category else promote_types(array, scalar)
