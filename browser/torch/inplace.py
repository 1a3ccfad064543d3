"""Changes in place: `x += 1`, `x.mul_(2)`, `x.zero_()`; and the errors for some of them."""

from . import missing
from .arithmetic import nothing
from .copying import assign
from .dtypes import result_type
from .elementwise import operand
from .functions import NAMES, add_operator
from .grad_mode import mode
from .graph import pass_on, plain_name, record, recording
from .layout import broadcast, has_no_gaps
from .tensor import Tensor, filled, functions, method


def refuse_change(tensor, *others):
    """Raise an error if the change must not happen while operations are recorded."""
    if not mode.enabled:
        return
    if tensor._wants_grad and tensor._node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )
    base = tensor._base
    if base is None or not tensor._recorded:
        return
    if tensor._node is not None and tensor._node._outputs > 1:
        raise RuntimeError(
            f"Output {tensor._output} of {plain_name(tensor._node)} is a view and is being "
            "modified inplace. This view is the output of a function that returns multiple views. "
            "Such functions do not allow the output views to be modified inplace. You should "
            "replace the inplace operation by an out-of-place one."
        )
    if base._wants_grad and base._node is None:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        )
    if base._wants_grad or any(other._wants_grad for other in others):
        raise NotImplementedError(
            "this page's small torch cannot differentiate a change in place of a view; "
            "it runs in Colab"
        )


def overlaps(tensor):
    """Whether one number of the storage stands for several of the tensor."""
    if tensor._plain:
        return False
    axes = zip(tensor.shape, tensor._strides, strict=True)
    return any(size > 1 and not stride for size, stride in axes)


def refuse_overlap(tensor):
    if overlaps(tensor):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )


def count_change(tensor):
    """Count the change, so that nodes that need the old numbers notice it."""
    tensor._changes[0] += 1


def refuse_unfit(tensor, shape, dtype):
    """Raise an error if the tensor cannot hold a result of that shape and dtype."""
    if shape != tensor._shape:
        raise RuntimeError(
            f"output with shape {list(tensor.shape)} doesn't match the broadcast shape "
            f"{list(shape)}"
        )
    if dtype._category > tensor._dtype._category:
        raise RuntimeError(
            f"result type {dtype._type_name} can't be cast to the desired output type "
            f"{tensor.dtype._type_name}"
        )


def replace(tensor, result):
    """Give a tensor the numbers and the node of a result."""
    refuse_unfit(tensor, result._shape, result._dtype)
    assign(tensor, result)
    count_change(tensor)
    return _copy_node(tensor, result)


def _copy_node(tensor, result):
    if result._node is not None:
        tensor._node, tensor._output, tensor._wants_grad = result._node, result._output, True
    return tensor


def refuse_partial_overlap(tensor, other):
    """Raise an error if the tensor has some numbers in common with another one, but not all."""
    if other._storage is not tensor._storage or not (tensor.numel() and other.numel()):
        return
    views = [(each._offset, each._shape, each._strides) for each in (tensor, other)]
    if views[0] == views[1] or not (has_no_gaps(tensor) and has_no_gaps(other)):
        return
    if tensor._offset < other._offset + other.numel() and (
        other._offset < tensor._offset + tensor.numel()
    ):
        refuse_common_numbers()


def refuse_common_numbers():
    raise RuntimeError(
        "unsupported operation: some elements of the input tensor and the written-to tensor refer "
        "to a single memory location. Please clone() the tensor before performing the operation."
    )


def _before(tensor, others):
    """The tensor before the change: the node of the change may need its numbers."""
    if not mode.enabled:
        return tensor
    if tensor._node is None and not any(other._wants_grad for other in others):
        return tensor
    return _copy_node(tensor.detach().clone(), tensor)


def _whole(function):
    """A function of two operands that asks first whether its first one can hold the result."""

    def calculate(self, other):
        tensor = operand(other, self)
        shape = broadcast(self._shape, tensor._shape)
        refuse_unfit(self, shape, result_type(self, tensor))
        return function(self, other)

    calculate.changes_by = function
    return calculate


def in_place(function):
    """A function that changes the tensor instead of making another."""

    def change(self, *args, **kwargs):
        others = [each for each in (*args, *kwargs.values()) if isinstance(each, Tensor)]
        if mode.enabled:
            refuse_change(self, *others)
        if not self._plain:
            refuse_overlap(self)
        for other in others:
            if other._storage is self._storage:
                refuse_partial_overlap(self, other)
        return replace(self, function(_before(self, others), *args, **kwargs))

    change.changes_by = getattr(function, "changes_by", function)  # whose arguments it takes
    return change


CHANGING = (
    "abs",
    "add",
    "clamp",
    "div",
    "mul",
    "neg",
    "pow",
    "relu",
    "sqrt",
    "sub",
)
changes = {f"{name}_": method(in_place(functions[name]), f"{name}_") for name in CHANGING}
for _name in NAMES.values():
    changes[f"{_name}_"] = method(in_place(_whole(functions[_name])), f"{_name}_")
for _name in ("add", "sub", "mul", "pow"):
    add_operator(f"i{_name}", getattr(Tensor, f"{_name}_"))
add_operator("itruediv", Tensor.div_)
for _name, _function_name in NAMES.items():
    add_operator(f"i{_name}", getattr(Tensor, f"{_function_name}_"))


def _in_another_shape(name):
    """A method that gives the tensor itself the shape of a view."""

    def change(self, *args, **kwargs):
        refuse_change(self)
        if self._wants_grad:
            text = f"Tensor.{name}_ of a tensor that requires a gradient"
            raise NotImplementedError(missing.message(text))
        view = functions[name](self, *args, **kwargs)
        self._shape, self._strides, self._plain = view._shape, view._strides, view._plain
        count_change(self)
        return self

    change.changes_by = functions[name]
    return change


for _name in ("squeeze", "t", "transpose", "unsqueeze"):
    changes[f"{_name}_"] = method(_in_another_shape(_name), f"{_name}_")


@method
def copy_(self, other):
    """Copy the numbers of another tensor."""
    refuse_change(self, other)
    refuse_overlap(self)
    refuse_unfit(self, broadcast(self.shape, other.shape), self.dtype)
    refuse_partial_overlap(self, other)
    result = other.detach().expand(self.shape)
    if recording(self, other):
        result = result.clone()
        record(result, "CopyBackwards", (self, nothing, ()), (other, pass_on, ()))
    assign(self, result)
    count_change(self)
    return _copy_node(self, result)


def _fill(self, value, name):
    refuse_change(self)
    result = filled(self.shape, self.dtype._python_type(value), self.dtype)
    return replace(self, record(result, name, (self, nothing, ())))


@method
def fill_(self, value):
    """Set every number to one value."""
    refuse_change(self)
    if isinstance(value, Tensor):
        if value.shape:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with "
                f"{len(value.shape)} dimensions."
            )
        value = value.item()
    return _fill(self, value, "FillBackward2")


@method
def zero_(self):
    return _fill(self, 0, "ZeroBackward0")
