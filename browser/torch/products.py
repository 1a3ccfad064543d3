"""Products of matrices and vectors: `a @ b`, and the layer `x @ weight.T + bias`.

Of two matrices in float32 each number is a chain: multiply and add, rounded once for each, in the
order of the axis that goes. torch calls a library of the processor's vendor, which does the same
where it need not cut a long axis into pieces. Products with a vector are added up in float64 and
rounded once; there, its order of additions is another: the last digit may differ.
"""

from array import array
from operator import mul

from . import dtypes, loops, missing
from .elementwise import store
from .grad_mode import no_grad
from .graph import pass_on, record
from .joining import stack
from .layout import Size
from .modes import overridable
from .tensor import Tensor, function_and_method, values

FEW = 30  # numbers of a row for which Python's own loop is faster than a call of JavaScript
# The name of the node, by the numbers of axes.
NAMES = {
    (1, 1): "DotBackward0",
    (2, 1): "MvBackward0",
    (1, 2): "SqueezeBackward4",
    (2, 2): "MmBackward0",
}


@function_and_method
def matmul(self, other):
    """The product of two matrices, of a matrix and a vector, or of two vectors."""
    axes = len(self.shape), len(other.shape)
    if 0 in axes:
        raise RuntimeError(
            "both arguments to matmul need to be at least 1D, but they are "
            f"{axes[0]}D and {axes[1]}D"
        )
    if axes not in NAMES:
        raise NotImplementedError(missing.message("@ of tensors of more than two axes"))
    _check(self, other, axes)
    result = _product(self, other)
    return record(result, NAMES[axes], (self, _to_left, (other,)), (other, _to_right, (self,)))


@function_and_method
def mm(self, mat2):
    """The product of two matrices."""
    for name, each in ("self", self), ("mat2", mat2):
        if len(each.shape) != 2:
            raise RuntimeError(f"{name} must be a matrix")
    _check_sizes(self, mat2)
    return matmul(self, mat2)


@function_and_method
def bmm(self, mat2):
    """The products of the matrices of two batches."""
    for name, each in ("batch1", self), ("batch2", mat2):
        if len(each.shape) != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    wanted = [self.shape[0], self.shape[2]]
    if list(mat2.shape[:2]) != wanted:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: {wanted} but got: "
            f"{list(mat2.shape[:2])}."
        )
    pairs = zip(self.detach(), mat2.detach(), strict=True)
    result = stack([matmul(one, other) for one, other in pairs])
    left = lambda grad, other: bmm(grad, other.transpose(1, 2))  # noqa: E731
    right = lambda grad, one: bmm(one.transpose(1, 2), grad)  # noqa: E731
    return record(result, "BmmBackward0", (self, left, (mat2,)), (mat2, right, (self,)))


@function_and_method
def mv(self, vec):
    """The product of a matrix and a vector."""
    if (len(self.shape), len(vec.shape)) != (2, 1):
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {len(self.shape)}, {len(vec.shape)}"
        )
    return matmul(self, vec)


@function_and_method
def dot(self, tensor):
    """The product of two vectors: the sum of the products of their numbers."""
    if (len(self.shape), len(tensor.shape)) != (1, 1):
        raise RuntimeError(
            f"1D tensors expected, but got {len(self.shape)}D and {len(tensor.shape)}D tensors"
        )
    return matmul(self, tensor)


@function_and_method
def outer(self, vec2):
    """The products of each number of a vector with each of another."""
    for name, each in ("self", self), ("vec2", vec2):
        if len(each.shape) != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {len(each.shape)}-D")
    return self[:, None] * vec2


def linear(input, weight, bias=None):
    """Input @ weight.T + bias, for an input whose last axis has the features."""
    if len(input.shape) == 1 and bias is None:
        return matmul(input, weight.t())
    if len(input.shape) != 2:
        rows = input.reshape(-1, input.shape[-1]) if len(input.shape) > 1 else input[None]
        shape = (*input.shape[:-1], weight.shape[0])
        result = linear(rows, weight, bias)
        return result._unsafe_view(shape) if bias is None else result.reshape(shape)
    columns = weight.t()
    _check(input, columns, (2, 2), bias)
    result = _product(input, columns)
    edges = (input, _to_left, (columns,)), (columns, _to_columns, (input,))
    if bias is None:
        return record(result, "MmBackward0", *edges)
    with no_grad():
        result = result + bias
    return record(result, "AddmmBackward0", (bias, pass_on, ()), *edges)


def _to_columns(grad, left):
    """The gradient of b in a @ b in b's own order in memory, if b is a transposed matrix."""
    return (grad.t() @ left).t()


def _product(a, b):
    """The product, not recorded."""
    shape = Size((*a.shape[:-1], *b.shape[1:]))
    if a.dtype is dtypes.float32 and len(a.shape) == len(b.shape) == 2 and 1 not in shape:
        numbers = _chains(a, b, *shape)
    else:
        columns = _rows(_columns(b))
        use_loop = loops.dot is not None and a.dtype is dtypes.float32 and a.shape[-1] > FEW
        total = _dot if use_loop else _sum_of_products
        numbers = [total(row, column) for row in _rows(a) for column in columns]
    return Tensor(store(a.dtype, numbers), shape, a.dtype)


def _sum_of_products(row, column):
    return sum(map(mul, row, column))


def _dot(row, column):
    """The same by a loop."""
    return loops.dot(row.buffer_info()[0], column.buffer_info()[0], len(row))


def _chains(a, b, rows, columns):
    """The numbers of the product of two matrices, each rounded after every addition."""
    result, depth = array("f", bytes(4 * rows * columns)), a.shape[1]
    if loops.product is not None:
        factors = (each for tensor in (a, b) for each in (_address(tensor), *tensor._strides))
        loops.product(*factors, result.buffer_info()[0], rows, depth, columns)
        return result
    if columns < rows:  # longer chains side by side take less time
        by_column = _chains(b.T, a.T, columns, rows)
        return array("f", [by_column[c * rows + r] for r in range(rows) for c in range(columns)])
    left, right = (array("f", values(each)) for each in (a, b))
    for row in range(rows):
        sums = result[row * columns : row * columns + columns]
        for k, x in enumerate(left[row * depth : row * depth + depth]):
            line = right[k * columns : k * columns + columns]
            sums = array("f", [x * y + z for y, z in zip(line, sums, strict=True)])
        result[row * columns : row * columns + columns] = sums
    return result


def _address(tensor):
    """Where in memory a tensor begins."""
    storage = tensor._storage
    return storage.buffer_info()[0] + tensor._offset * storage.itemsize


def _columns(tensor):
    """The transposed matrix; a vector as it is."""
    return tensor.T if len(tensor.shape) == 2 else tensor


def _rows(tensor):
    width = tensor.shape[-1]
    numbers = values(tensor)
    rows = tensor.shape[0] if len(tensor.shape) == 2 else 1
    return [numbers[row * width : row * width + width] for row in range(rows)]


def _to_left(grad, other):
    """The gradient of a in a @ b: that of the result times b transposed."""
    if len(other.shape) == 1:
        return grad[..., None] * other
    return grad @ other.T


def _to_right(grad, left):
    if len(left.shape) == 1:
        return left[:, None] * grad if grad.shape else left * grad
    return left.T @ grad


KERNELS = {(1, 1): "dot", (2, 1): "addmv_impl_cpu"}  # of the others addmm_impl_cpu_


def _check(a, b, axes, bias=None):
    if axes != (1, 1):
        _check_sizes(a, b, axes)
    if a.dtype is b.dtype is dtypes.bool_:
        kernel = KERNELS.get(axes, "addmm_impl_cpu_")
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")
    if a.dtype is not b.dtype:
        kinds = a.dtype._c_name, b.dtype._c_name
        first, second = a.dtype._type_name, b.dtype._type_name
        if axes == (1, 1):
            raise RuntimeError(
                f"dot : expected both vectors to have same dtype, but found {first} and {second}"
            )
        if axes == (2, 1):
            raise RuntimeError(
                "addmv input tensors must have the same dtype, but got "
                f"{second}, {first}, and {second}"
            )
        if bias is not None:
            raise RuntimeError(
                f"mat1 and mat2 must have the same dtype, but got {first} and {second}"
            )
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {kinds[0]} != {kinds[1]}"
        )
    if a.shape[-1] != b.shape[0]:
        raise RuntimeError(
            "inconsistent tensor size, expected tensor "
            f"{list(a.shape)} and src {list(b.shape)} to have the same number of elements, but got "
            f"{a.shape[0]} and {b.shape[0]} elements respectively"
        )


def _check_sizes(a, b, axes=(2, 2)):
    if a.shape[-1] == b.shape[0]:
        return
    if axes == (2, 1):
        raise RuntimeError(
            f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), "
            f"vec ({b.shape[0]})"
        )
    rows = a.shape[0] if len(a.shape) == 2 else 1
    raise RuntimeError(
        "mat1 and mat2 shapes cannot be multiplied "
        f"({rows}x{a.shape[-1]} and {b.shape[0]}x{b.shape[1]})"
    )


def _operator(self, other):
    return matmul(self, other) if isinstance(other, Tensor) else NotImplemented


Tensor.__matmul__ = overridable(_operator, "matmul")
