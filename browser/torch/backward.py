"""How `backward()` works: it follows the graph of operations from the loss back to the leaves.

It starts at the loss with a 1, takes the youngest node first, applies the rules of its edges, and
adds up gradients that arrive at the same node. That is the chain rule.
"""

from heapq import heappop, heappush

from . import missing
from .grad_mode import set_grad_enabled
from .graph import AccumulateGrad, node_of, plain_name
from .hooks import hooked
from .modes import overridable
from .notices import warn
from .tensor import Tensor, functions, method, scalar, type_name


@method
@overridable
def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Add the derivative of this tensor with respect to every leaf to the leaf's `.grad`."""
    if inputs is not None:
        raise NotImplementedError(missing.message("backward(inputs=...)"))
    start = [(self, _first_gradient(self, gradient))]
    if create_graph:
        warn(
            "Using backward() with create_graph=True will create a reference cycle between the "
            "parameter and its gradient which can cause a memory leak. We recommend using "
            "autograd.grad when creating the graph to avoid this. If you have to use this "
            "function, make sure to reset the .grad fields of your parameters to None after use "
            "to break the cycle and avoid the leak.",
            once=True,
        )
    leaves, _ = _walk(start, retain_graph, create_graph)
    with set_grad_enabled(create_graph):
        for leaf, grad in leaves:
            _accumulate(leaf, grad, create_graph)


@overridable
def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    allow_unused=None,
    materialize_grads=False,
):
    """The derivatives of the outputs with respect to the inputs; `.grad` stays as it is."""
    outputs = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    if grad_outputs is None or isinstance(grad_outputs, Tensor):
        grad_outputs = [grad_outputs] * len(outputs)
    start = [(out, _first_gradient(out, g)) for out, g in zip(outputs, grad_outputs, strict=True)]
    for each in inputs:
        if not each._wants_grad:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    targets = [(node_of(each), each._output) for each in inputs]
    _, found = _walk(start, retain_graph, create_graph, targets)
    results = [found.get(target) for target in targets]
    for position, each in enumerate(inputs):
        if results[position] is None:
            if materialize_grads:
                results[position] = each.new_zeros(each.shape)
            elif not allow_unused:
                raise RuntimeError(
                    f"The differentiated Tensor at index {position} appears to not have been used "
                    "in the graph. Set allow_unused=True if this is the desired behavior."
                )
    return tuple(results)


def _first_gradient(tensor, gradient):
    if gradient is None:
        if tensor._wants_grad and tensor.shape != () and tensor.numel() != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        if tensor._wants_grad:
            gradient = scalar(1, tensor.dtype)
            gradient = gradient.expand(tensor.shape) if tensor.shape else gradient
    elif not isinstance(gradient, Tensor):
        raise TypeError(f"{type(gradient).__name__!r} object is not iterable")
    elif gradient.shape != tensor.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[0] has a shape of {gradient.shape} "
            f"and output[0] has a shape of {tensor.shape}."
        )
    if not tensor._wants_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return gradient


def _walk(start, retain_graph, create_graph, targets=None):
    """Follow the graph from the youngest node to the oldest.

    A node is older than every node that uses its results, so that its whole gradient has arrived
    when its turn comes. If there are targets, nodes that do not lead to one are left out.

    Returns:
        The leaves, each with its gradient, and the gradients at the targets.
    """
    leading = None if targets is None else _leading_to(targets, start)
    keep_graph = create_graph if retain_graph is None else retain_graph
    waiting, gradients, leaves, found = [], {}, [], {}
    for tensor, gradient in start:
        _arrive(waiting, gradients, node_of(tensor), tensor._output, gradient)
    with set_grad_enabled(create_graph):
        while waiting:
            _, node = heappop(waiting)
            sums = gradients.pop(node)
            if node._hooks is not None:
                sums = hooked(node, sums)
            for target in targets or ():
                if target[0] is node:
                    found[target] = sums[target[1]]
            for output, tensor in node._retaining:
                if sums[output] is not None:
                    _accumulate(tensor, sums[output], create_graph)
            if isinstance(node, AccumulateGrad):
                leaves.append((node.variable, sums[0]))
                continue
            edges = node._edges
            if leading is not None:
                edges = [edge for edge in edges if edge.node in leading]
            if edges:
                _apply(node, edges, sums, waiting, gradients)
                if not keep_graph:
                    _release(node)
    return leaves, found


def _leading_to(targets, start):
    """The nodes from which backward reaches the targets."""
    seen, unread = set(), [node_of(tensor) for tensor, _ in start]
    while unread:
        node = unread.pop()
        if node not in seen:
            seen.add(node)
            unread += [edge.node for edge in node._edges]
    leading = {node for node, _ in targets}
    for node in sorted(seen, key=lambda node: node._number, reverse=True):  # the oldest first
        if any(edge.node in leading for edge in node._edges):
            leading.add(node)
    return leading


def _apply(node, edges, sums, waiting, gradients):
    """Pass the gradient of the results on along these edges."""
    if node._released:
        raise RuntimeError(
            "Trying to backward through the graph a second time (or directly access saved tensors "
            "after they have already been freed). Saved intermediate values of the graph are freed "
            "when you call .backward() or autograd.grad(). Specify retain_graph=True if you need "
            "to backward through the graph a second time or if you need to access saved tensors "
            "after calling backward."
        )
    for edge in node._edges:
        if edge.saved and edge.versions != [each._changes[0] for each in edge.saved]:
            _refuse_changed(node, edge)
    incoming = sums[0] if node._outputs == 1 else sums
    for edge in edges:
        gradient = edge.rule(incoming, *edge.saved)
        if gradient._shape != edge.shape:
            gradient = sum_to(gradient, edge.shape)
        if gradient._dtype is not edge.dtype:
            gradient = gradient.to(edge.dtype)
        _arrive(waiting, gradients, edge.node, edge.output, gradient)


def _arrive(waiting, gradients, node, output, gradient):
    """Add a gradient to those that have arrived at a node."""
    sums = gradients.get(node)
    if sums is None:
        sums = gradients[node] = [None] * node._outputs
        heappush(waiting, (node._number, node))
    sums[output] = gradient if sums[output] is None else sums[output] + gradient


def _release(node):
    """Free the saved tensors; a second backward is refused from then on."""
    for edge in node._edges:
        if edge.saved:
            node._released = True
            edge.saved = ()


def _refuse_changed(node, edge):
    """Raise the error for a rule whose saved tensors have changed since."""
    for tensor, version in zip(edge.saved, edge.versions, strict=True):
        if tensor._changes[0] == version:
            continue
        sizes = list(tensor.shape)
        maker = node if edge.saves_result and tensor is edge.saved[-1] else tensor._node
        origin = ""
        if maker is not None:
            origin = f", which is output {tensor._output} of {plain_name(maker)},"
        raise RuntimeError(
            "one of the variables needed for gradient computation has been modified by an inplace "
            f"operation: [{type_name(tensor)} {sizes}]{origin} is at version {tensor._changes[0]}; "
            f"expected version {version} instead. Hint: enable anomaly detection to find the "
            "operation that failed to compute its gradient, with "
            "torch.autograd.set_detect_anomaly(True, check_nan=False)."
        )


def _accumulate(tensor, gradient, create_graph):
    """Add to `.grad`: gradients of several backward passes add up."""
    if tensor._grad is None:
        if tensor._node is None and tensor._plain and not gradient._plain:
            tensor._grad = gradient.contiguous()  # which copies; a leaf's has its order in memory
        else:
            tensor._grad = functions["clone"](gradient)
    elif create_graph:
        tensor._grad = tensor._grad + gradient
    else:
        tensor._grad.add_(gradient)


def sum_to(gradient, shape):
    """Add up the gradients of a tensor that the calculation broadcast."""
    if not shape:
        return functions["sum"](gradient)
    new = len(gradient.shape) - len(shape)
    axes = [
        axis
        for axis, size in enumerate(gradient.shape)
        if axis < new or (shape[axis - new] == 1 and size != 1)
    ]
    if axes:
        gradient = gradient.sum(axes, keepdim=True)
    return gradient.reshape(shape) if new else gradient


class _AnyTensor(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor)


VOLATILE = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."


class Variable(metaclass=_AnyTensor):
    """What a tensor with a gradient was called until 2018: it gives the tensor."""

    def __new__(cls, data, requires_grad=False, volatile=False):
        if volatile:
            warn(VOLATILE)
        result = data.detach()
        result.requires_grad = requires_grad
        return result


@method
def requires_grad_(self, requires_grad=True):
    """Ask for the gradient with respect to this tensor."""
    if self._node is None or not requires_grad:
        self.requires_grad = requires_grad
    return self


@method
def retain_grad(self):
    """Keep the gradient of this tensor, although it is not a leaf."""
    if not self._wants_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if self._node is not None and not self._keeps_grad:
        self._keeps_grad = True
        self._node._retaining = (*self._node._retaining, (self._output, self))


@method
def detach(self):
    """The same numbers, not recorded; a change in place shows in both."""
    view = self.data
    view._changes = self._changes
    return view
