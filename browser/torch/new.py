"""New tensors from an old one, or by its class: `x.new_zeros(3)`, `Tensor(2, 3)`."""

from array import array
from copy import deepcopy

from . import dtypes
from .arrays import is_array
from .creation import advise_clone, finish, full, sizes_of, tensor
from .elementwise import cast
from .tensor import Tensor, filled, method


def _new(name, value):
    """A method that creates a tensor of the same dtype."""

    def new(self, *size, dtype=None, requires_grad=False):
        return finish(filled(sizes_of(size), value, dtype or self.dtype), requires_grad)

    method(new, f"new_{name}")


for _name, _value in {"zeros": 0, "ones": 1, "empty": 0}.items():
    _new(_name, _value)


@method
def new_full(self, size, fill_value, *, dtype=None, requires_grad=False):
    return full(size, fill_value, dtype=dtype or self.dtype, requires_grad=requires_grad)


@method
def new_tensor(self, data, *, dtype=None, requires_grad=False):
    """A tensor of these numbers, of the same dtype if none is given."""
    if isinstance(data, Tensor):
        advise_clone("tensor.new_tensor(sourceTensor)")
        return finish(cast(data.detach().clone(), dtype or self.dtype), requires_grad)
    return tensor(data, dtype=dtype or self.dtype, requires_grad=requires_grad)


def _deepcopy(self, memo):
    """A copy of a leaf with its gradient, and a storage of its own, for `copy.deepcopy`."""
    if self._node is not None:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
            "protocol at the moment.  If you were attempting to deepcopy a module, this may be "
            "because of a torch.nn.utils.weight_norm usage, see "
            "https://github.com/pytorch/pytorch/pull/103001"
        )
    if id(self) not in memo:
        copy = memo[id(self)] = type(self).__new__(type(self))
        Tensor.__init__(copy, *_parts(self.detach().clone()))
        copy._wants_grad = self._wants_grad
        if self._grad is not None:
            copy._grad = deepcopy(self._grad, memo)
    return memo[id(self)]


method(_deepcopy, "__deepcopy__")


def _parts(tensor):
    return tensor._storage, tensor.shape, tensor.dtype, tensor._strides, tensor._offset


SEQUENCES = Tensor | list | tuple | range | array | str


def _from_arguments(*given):
    """What `Tensor(2, 3)`, a size, or `Tensor([1.0])`, numbers, is made of."""
    if len(given) == 1 and not isinstance(given[0], int):
        data = given[0]
        if not (is_array(data) or isinstance(data, SEQUENCES)):
            raise TypeError(f"new(): data must be a sequence (got {type(data).__name__})")
        made = data if isinstance(data, Tensor) else tensor(data, dtype=dtypes.float32)
    else:
        made = filled(sizes_of(given), 0, dtypes.float32) if given else tensor([])
    return _parts(made)


Tensor._from_arguments = staticmethod(_from_arguments)
