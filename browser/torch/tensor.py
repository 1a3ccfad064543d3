"""The tensor: numbers in a storage, a shape that says how to read them, and a node for backward.

Several tensors may share a storage: `x[0]`, `x.T` and `x.data` are views, and a change of one shows
in the others. An operation is a function of a tensor. `@method` makes it a method, too, and
`@function_and_method` a function of `torch` as well.
"""

from array import array

from . import missing
from .dtypes import dtype as kind_of_number
from .layout import Size, is_row_major, prod, read, row_major
from .modes import overridable, overridable_property
from .notices import warn


class device:
    """Where a tensor is; here, always the CPU."""

    def __init__(self, type="cpu", index=None):
        if str(type) not in ("cpu", "cpu:0"):
            raise missing.error(f"device {str(type)!r}", str(type), self)
        self.type, self.index = "cpu", 0 if str(type) == "cpu:0" else index

    def __repr__(self):
        return "device(type='cpu')" if self.index is None else "device(type='cpu', index=0)"

    def __str__(self):
        return "cpu" if self.index is None else "cpu:0"

    def __eq__(self, other):
        return isinstance(other, device) and self.index == other.index

    def __hash__(self):
        return hash("cpu")

    def __enter__(self):
        """As a context, it is where new tensors are; there is no other place."""
        return self

    def __exit__(self, *_):
        pass

    __getattr__ = missing.in_class("torch.device", "torch.device", "torch.device")


CPU = device()


class Tensor:
    """Numbers of one dtype, made by functions such as `tensor` and `arange`, and by operations."""

    # Every tensor sets _storage, _shape, _strides and _dtype, and _changes, how often the storage
    # has changed, which views share. Few set the rest:
    _offset = 0  # where in the storage it begins
    _plain = True  # whether the storage holds its numbers and no others, in row-major order
    _node = None  # of the graph: the operation that made it
    _output = 0  # which result of that operation it is
    _wants_grad = _keeps_grad = False  # requires_grad, retains_grad: properties are slower
    _grad = None
    _accumulator = None  # of a leaf: the node that adds to its gradient
    _base = None  # of a view: the tensor it is a view of
    _base_node = None  # the node of the base when the view was made
    _recorded = False  # whether operations were recorded then

    def __init__(self, storage=None, shape=None, dtype=None, strides=None, offset=None, *more):
        if type(dtype) is not kind_of_number:  # a reader calls Tensor(2, 3) or Tensor([1.0])
            given = [each for each in (storage, shape, dtype, strides, offset) if each is not None]
            storage, shape, dtype, strides, offset = self._from_arguments(*given, *more)
        self._storage = storage
        self._shape = shape
        self._dtype = dtype
        self._changes = [0]
        if strides is None:
            self._strides = row_major(shape)
        else:
            self._strides = strides
            if offset:
                self._offset = offset
            whole = not offset and len(storage) == prod(shape)
            self._plain = whole and is_row_major(shape, strides)

    __getattr__ = missing.in_class("torch.Tensor", "Tensor")

    @property
    def data(self):
        """The same numbers, without the node."""
        view = Tensor(self._storage, self._shape, self._dtype)
        view._strides, view._offset, view._plain = self._strides, self._offset, self._plain
        return view

    @data.setter
    def data(self, other):
        if not isinstance(other, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
        whole = not other.dtype.is_floating_point
        if other._dtype is not self._dtype and self._wants_grad and whole:
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex "
                "dtype"
            )
        self._storage, self._shape, self._dtype = other._storage, other._shape, other._dtype
        self._strides, self._offset, self._plain = other._strides, other._offset, other._plain

    @property
    def grad(self):
        if self._grad is None and self._node is not None and not self._keeps_grad:
            warn(
                "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its "
                ".grad attribute won't be populated during autograd.backward(). If you indeed want "
                "the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
                "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you "
                "access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for "
                "more information."
            )
        return self._grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            if not isinstance(value, Tensor):
                name = type(value).__name__
                raise TypeError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {name}"
                )
            if value.dtype is not self.dtype:
                raise RuntimeError(
                    f"attempting to assign a gradient with dtype '{value.dtype._c_name}' to a "
                    f"tensor with grad_dtype '{self.dtype._type_name}'. The gradient must match "
                    "the tensor's grad_dtype (defaults to the tensor's dtype). You can set the "
                    "tensor's grad_dtype attribute with a specific dtype, or None to allow any "
                    "dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its "
                    "gradient may break downstream systems that assume they match."
                )
            if value.shape != self.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of "
                    f"size '{list(self.shape)}'. Please ensure that the gradient and the tensor "
                    "are the same size"
                )
        self._grad = value

    @grad.deleter
    def grad(self):
        self._grad = None

    @property
    def requires_grad(self):
        return self._wants_grad

    @requires_grad.setter
    def requires_grad(self, wanted):
        if self._node is not None:
            message = "you can only change requires_grad flags of leaf variables."
            if not wanted:
                message += (
                    " If you want to use a computed variable in a subgraph that doesn't require "
                    "differentiation use var_no_grad = var.detach()."
                )
            raise RuntimeError(message)
        if wanted and not self.dtype.is_floating_point:
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        self._wants_grad = bool(wanted)


def read_only(name, read):
    """Make a property of tensors that refuses to be set."""

    def refuse(self, *_):
        text = f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable"
        raise AttributeError(text)

    setattr(Tensor, name, property(read, refuse, refuse))


for _name, _read in {
    "shape": lambda self: self._shape,  # properties are slower: what each step of a loop calls
    "dtype": lambda self: self._dtype,  # reads _shape and _dtype
    "grad_fn": lambda self: self._node,
    "is_leaf": lambda self: self._node is None,
    "retains_grad": lambda self: self._keeps_grad,
    "output_nr": lambda self: self._output,
    "name": lambda self: None,
    "is_sparse": lambda self: False,
    "is_cpu": lambda self: True,
    "is_cuda": lambda self: False,
    "device": lambda self: CPU,
    "ndim": lambda self: len(self._shape),
    "itemsize": lambda self: self._dtype.itemsize,
    "nbytes": lambda self: self._dtype.itemsize * prod(self._shape),
    "_version": lambda self: self._changes[0],
}.items():
    read_only(_name, _read)
for _name in ("data", "grad"):
    setattr(Tensor, _name, overridable_property(getattr(Tensor, _name), _name))
_set = Tensor.requires_grad.fset
Tensor.requires_grad = Tensor.requires_grad.setter(overridable(_set, "requires_grad.__set__"))
Tensor.__module__ = "torch"


def values(tensor):
    """The numbers in row-major order, in an array or a list."""
    if tensor._plain:
        return tensor._storage
    if is_row_major(tensor.shape, tensor._strides):
        return tensor._storage[tensor._offset : tensor._offset + prod(tensor.shape)]
    return read(tensor._storage, tensor._shape, tensor._strides, tensor._offset)


functions = {}  # the functions of `torch` that are methods, too, by their names


def named(function, name):
    """A function under the name that readers call it by, as in errors."""
    function.__name__ = function.__qualname__ = name
    return function


def method(function, name=None):
    """Make a function of a tensor a method, under another name if one is given."""
    name = name or function.__name__
    setattr(Tensor, name, named(function, name))
    return function


def function_and_method(function, name=None):
    """Make a function of a tensor a method and a function of `torch`."""
    functions[name or function.__name__] = function
    return method(function, name)


def filled(shape, value, dtype):
    """A new tensor with the same number everywhere."""
    storage = array(dtype._typecode, [value]) * prod(shape)
    return Tensor(storage, shape if type(shape) is Size else Size(shape), dtype)


def scalar(value, dtype):
    """A new tensor of one number and no axes."""
    return Tensor(array(dtype._typecode, [value]), NO_AXES, dtype)


NO_AXES = Size()


def type_name(tensor):
    """The type of a tensor in some error messages."""
    return f"torch.{tensor.dtype._type_name}Tensor"
