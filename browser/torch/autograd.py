"""How `backward()` works: every operation leaves a note, and backward reads them in reverse.

A note is a node of the graph. It has an edge for each input that wants a gradient, with a rule:
given the gradient of the result, what is the gradient of this input? Backward starts at the loss
with a 1, takes the youngest note first, applies its rules, and adds up gradients that arrive at the
same node. That is the chain rule.
"""

from functools import cache, wraps
from heapq import heappop, heappush
from itertools import count
from types import SimpleNamespace

from . import missing
from .tensor import Tensor, method, scalar, type_name

numbers = count()  # of nodes, in the order of the calculation


mode = SimpleNamespace(enabled=True)  # whether operations leave notes now


def is_grad_enabled():
    return mode.enabled


class set_grad_enabled:
    """Turn notes on or off; as a context, turn them back at the end."""

    def __init__(self, enabled):
        self.before, mode.enabled = mode.enabled, bool(enabled)

    def __enter__(self):
        return None

    def __exit__(self, *_):
        mode.enabled = self.before


class _Switch:
    """A context or a decorator that turns notes on or off."""

    def __new__(cls, function=None):
        switch = super().__new__(cls)
        return switch if function is None else switch(function)

    def __enter__(self):
        self.before, mode.enabled = mode.enabled, self.enabled

    def __exit__(self, *_):
        mode.enabled = self.before

    def __call__(self, function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return wrapper


class no_grad(_Switch):
    """Operations leave no notes."""

    enabled = False


class enable_grad(_Switch):
    """Operations leave notes, even inside `no_grad`."""

    enabled = True


class Edge:
    """From a note to the node of one input."""

    __slots__ = ("dtype", "node", "output", "rule", "saved", "saves_result", "shape", "versions")

    def __init__(self, tensor, rule, saved, result):
        self.node = _node_of(tensor)
        self.output = tensor.output  # which result of that node the input is
        self.shape = tensor.shape
        self.dtype = tensor.dtype
        self.rule = rule  # (gradient of the result, *saved tensors) -> gradient of the input
        self.saved = saved
        if saved:
            self.versions = [each.version[0] for each in saved]
            self.saves_result = saved[-1] is result


class Node:
    """The note of one operation. Its type has the operation's name, as in torch."""

    outputs = 1  # the number of results
    retaining = ()  # results that called retain_grad, each after its place among the results
    released = False

    def __init__(self, edges):
        self.edges = edges
        self.number = -next(numbers)  # so that the youngest comes first from a heap

    @property
    def next_functions(self):
        return tuple((edge.node, edge.output) for edge in self.edges)

    def name(self):
        return type(self).__name__

    def __repr__(self):
        return f"<{self.name()} object at {id(self):#x}>"


class AccumulateGrad(Node):
    """The end of the way back: it adds to the `.grad` of a leaf."""

    def __init__(self, variable):
        self.edges = []
        self.number = next(numbers)  # after all operations
        self.variable = variable


@cache
def node_type(name):
    """The type of the notes of an operation."""
    return type(name, (Node,), {})


def recording(*tensors):
    """Whether an operation on these must leave a note."""
    wanted = [_wants_note(tensor) for tensor in tensors if mode.enabled]
    return any(wanted)


def _wants_note(tensor):
    if tensor.base is not None and tensor.base.node is not tensor.base_node:
        raise NotImplementedError(
            "this page's small torch cannot follow a view whose base was changed in place "
            "after it was made; it runs in Colab"
        )
    return tensor.wants_grad


def note(result, name, *inputs):
    """Leave the note of an operation, if one is wanted, and return its `result`.

    The result is a tensor or a list of them. Each input is a tuple: the tensor, its rule, and the
    tensors that the rule needs. If these include the result, it is the last.
    """
    if not mode.enabled:
        return result
    edges = [
        Edge(tensor, rule, saved, result) for tensor, rule, saved in inputs if _wants_note(tensor)
    ]
    if not edges:
        return result
    node = node_type(name)(edges)
    if isinstance(result, list):
        node.outputs = len(result)
        for output, each in enumerate(result):
            each.node, each.output, each.wants_grad = node, output, True
    else:
        result.node, result.output, result.wants_grad = node, 0, True
    return result


def pass_on(grad):
    """The rule of operations that change no number."""
    return grad


def _node_of(tensor):
    if tensor.node is not None:
        return tensor.node
    if tensor.accumulator is None:
        tensor.accumulator = AccumulateGrad(tensor)
    return tensor.accumulator


@method
def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Add the derivative of this tensor with respect to every leaf to the leaf's `.grad`."""
    if inputs is not None:
        raise NotImplementedError(missing.message("backward(inputs=...)"))
    start = [(self, _first_gradient(self, gradient))]
    leaves = _walk(start, create_graph if retain_graph is None else retain_graph, create_graph)
    with set_grad_enabled(create_graph):
        for leaf, grad in leaves:
            _accumulate(leaf, grad, create_graph)


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
        if not each.wants_grad:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    targets = [(_node_of(each), each.output) for each in inputs]
    found = {}
    keep_graph = create_graph if retain_graph is None else retain_graph
    _walk(start, keep_graph, create_graph, targets, found, _leading_to(targets, start))
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
        if tensor.wants_grad and tensor.shape != () and tensor.numel() != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        if tensor.wants_grad:
            gradient = scalar(1, tensor.dtype)
            gradient = gradient.expand(tensor.shape) if tensor.shape else gradient
    elif not isinstance(gradient, Tensor):
        raise TypeError(f"{type(gradient).__name__!r} object is not iterable")
    elif gradient.shape != tensor.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[0] has a shape of {gradient.shape} "
            f"and output[0] has a shape of {tensor.shape}."
        )
    if not tensor.wants_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return gradient


def _leading_to(targets, start):
    """The nodes from which backward reaches the targets."""
    seen, unread = set(), [_node_of(tensor) for tensor, _ in start]
    while unread:
        node = unread.pop()
        if node not in seen:
            seen.add(node)
            unread += [edge.node for edge in node.edges]
    leading = {node for node, _ in targets}
    for node in sorted(seen, key=lambda node: node.number, reverse=True):  # the oldest first
        if any(edge.node in leading for edge in node.edges):
            leading.add(node)
    return leading


def _walk(start, keep_graph, create_graph, targets=(), found=None, leading=None):
    """Read the notes from the youngest to the oldest; return leaves, each with its gradient.

    A note is older than every note that uses its results, so that its whole gradient has arrived
    when its turn comes. `found` gets the gradients that arrive at the targets; nodes that do not
    lead to a target are left out.
    """
    waiting, gradients, leaves = [], {}, []
    for tensor, gradient in start:
        _arrive(waiting, gradients, _node_of(tensor), tensor.output, gradient)
    before, mode.enabled = mode.enabled, create_graph
    try:
        while waiting:
            _, node = heappop(waiting)
            sums = gradients.pop(node)
            for target in targets:
                if target[0] is node:
                    found[target] = sums[target[1]]
            for output, tensor in node.retaining:
                if sums[output] is not None:
                    _accumulate(tensor, sums[output], create_graph)
            if isinstance(node, AccumulateGrad):
                leaves.append((node.variable, sums[0]))
                continue
            if leading is not None and not any(edge.node in leading for edge in node.edges):
                continue
            _apply(node, sums, waiting, gradients, leading)
            if not keep_graph:
                _release(node)
    finally:
        mode.enabled = before
    return leaves


def _apply(node, sums, waiting, gradients, leading):
    """Pass the gradient of the results on to each input."""
    incoming = sums[0] if node.outputs == 1 else sums
    if node.released:
        raise RuntimeError(
            "Trying to backward through the graph a second time (or directly access saved tensors "
            "after they have already been freed). Saved intermediate values of the graph are freed "
            "when you call .backward() or autograd.grad(). Specify retain_graph=True if you need "
            "to backward through the graph a second time or if you need to access saved tensors "
            "after calling backward."
        )
    for edge in node.edges:
        if edge.saved and edge.versions != [each.version[0] for each in edge.saved]:
            _refuse_changed(node, edge)
    for edge in node.edges:
        if leading is not None and edge.node not in leading:
            continue
        gradient = edge.rule(incoming, *edge.saved)
        if gradient.shape != edge.shape:
            gradient = sum_to(gradient, edge.shape)
        if gradient.dtype is not edge.dtype:
            gradient = gradient.to(edge.dtype)
        _arrive(waiting, gradients, edge.node, edge.output, gradient)


def _arrive(waiting, gradients, node, output, gradient):
    """Add a gradient to those that have arrived at a node."""
    sums = gradients.get(node)
    if sums is None:
        sums = gradients[node] = [None] * node.outputs
        heappush(waiting, (node.number, node))
    sums[output] = gradient if sums[output] is None else sums[output] + gradient


def _release(node):
    """Free the saved tensors; a second backward is refused from then on."""
    for edge in node.edges:
        if edge.saved:
            node.released = True
            edge.saved = ()


def plain_name(node):
    """What error messages call an operation."""
    name = node.name()
    if name.startswith("Copy"):
        return f"torch::autograd::{name}"
    return name.removesuffix("Backward0").replace("Backward", "")


def _refuse_changed(node, edge):
    """Raise the error for a rule whose saved tensors have changed since."""
    for tensor, version in zip(edge.saved, edge.versions, strict=True):
        if tensor.version[0] == version:
            continue
        sizes = list(tensor.shape)
        maker = node if edge.saves_result and tensor is edge.saved[-1] else tensor.node
        origin = ""
        if maker is not None:
            origin = f", which is output {tensor.output} of {plain_name(maker)},"
        raise RuntimeError(
            "one of the variables needed for gradient computation has been modified by an inplace "
            f"operation: [{type_name(tensor)} {sizes}]{origin} is at version {tensor.version[0]}; "
            f"expected version {version} instead. Hint: enable anomaly detection to find the "
            "operation that failed to compute its gradient, with "
            "torch.autograd.set_detect_anomaly(True, check_nan=False)."
        )


def _accumulate(tensor, gradient, create_graph):
    """Add to `.grad`: gradients of several backward passes add up."""
    if tensor._grad is None:
        tensor._grad = gradient.clone()
    elif create_graph:
        tensor._grad = tensor._grad + gradient
    else:
        tensor._grad.add_(gradient)


def sum_to(gradient, shape):
    """Add up the gradients of a tensor that the calculation broadcast."""
    if not shape:
        return gradient.sum()
    new = len(gradient.shape) - len(shape)
    axes = [
        axis
        for axis, size in enumerate(gradient.shape)
        if axis < new or (shape[axis - new] == 1 and size != 1)
    ]
    if axes:
        gradient = gradient.sum(axes, keepdim=True)
    return gradient.reshape(shape) if new else gradient


@method
def requires_grad_(self, requires_grad=True):
    """Ask for the gradient with respect to this tensor."""
    self.requires_grad = requires_grad
    return self


@method
def retain_grad(self):
    """Keep the gradient of this tensor, although it is not a leaf."""
    if not self.wants_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if self.node is not None and not self.keeps_grad:
        self.keeps_grad = True
        self.node.retaining = (*self.node.retaining, (self.output, self))


@method
def detach(self):
    """The same numbers without a note; a change in place shows in both."""
    view = self.data
    view.version = self.version
    return view


def __getattr__(name):
    raise missing.error(f"torch.autograd.{name}", name)
