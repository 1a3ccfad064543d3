"""Types of tensors as they were called before dtypes: `torch.FloatTensor`, `x.type()`."""

from . import dtypes, missing
from .arrays import is_array
from .creation import tensor, zeros
from .forms import PYTHON_TYPES
from .tensor import Tensor, method, type_name


class tensortype(type):
    """The type of these types: a tensor is an instance of the one that has its dtype."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and instance.dtype is cls.dtype

    def __call__(cls, *data):
        """Zeros in a size, or the numbers of a list."""
        if len(data) == 1 and isinstance(data[0], Tensor):
            if data[0].dtype is not cls.dtype:
                raise NotImplementedError(missing.message(f"{cls.name}(...) of another dtype"))
            return data[0].detach()
        if data and not isinstance(data[0], int):
            if not (is_array(data[0]) or isinstance(data[0], list | tuple | range)):
                shown = type(data[0]).__name__
                raise TypeError(f"new(): data must be a sequence (got {shown})")
            return tensor(data[0], dtype=cls.dtype)
        return zeros(*data, dtype=cls.dtype) if data else tensor([], dtype=cls.dtype)


def _type_of(dtype):
    name = f"{dtype._type_name}Tensor"
    members = {"dtype": dtype, "name": f"torch.{name}", "__module__": "torch"}
    return tensortype(name, (), members)


kinds = [dtypes.float32, dtypes.float64, dtypes.int64, dtypes.int32, dtypes.bool_]
FloatTensor, DoubleTensor, LongTensor, IntTensor, BoolTensor = map(_type_of, kinds)
NAMES = {f"torch.{each._type_name}Tensor": each for each in kinds}


def _type(self, dtype=None, non_blocking=False):
    """The name of the tensor's type; or the numbers in that type."""
    if dtype is None:
        return type_name(self)
    if isinstance(dtype, tensortype):
        dtype = dtype.dtype
    if isinstance(dtype, str):
        if dtype not in NAMES:
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = NAMES[dtype]
    dtype = next((own for each, own in PYTHON_TYPES.items() if dtype is each), dtype)
    if not isinstance(dtype, dtypes.dtype):
        raise TypeError("dtype must be a type, str, or dtype object")
    return self.to(dtype)


method(_type, "type")
