"""Parameters: tensors that a module finds among its attributes, and that require a gradient."""

from .. import arguments as _arguments
from .. import creation as _creation
from ..tensor import Tensor as _Tensor


class Parameter(_Tensor):
    """The numbers of a tensor, as a leaf that an optimizer moves."""

    def __init__(self, data=None, requires_grad=True):
        view = (_creation.tensor([]) if data is None else data).detach()
        super().__init__(view._storage, view.shape, view.dtype, view._strides, view._offset)
        self._changes = view._changes
        if requires_grad and not view.dtype.is_floating_point:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        self.requires_grad = requires_grad

    def __deepcopy__(self, memo):
        """A copy without the gradient, for `copy.deepcopy`."""
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return memo[id(self)]

    def __repr__(self):
        return f"Parameter containing:\n{super().__repr__()}"


_arguments.CERTAIN.add(Parameter)  # a call takes it as it takes a tensor
