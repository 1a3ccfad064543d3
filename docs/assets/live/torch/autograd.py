"""How `backward()` works: every operation leaves a note, and backward reads them in reverse.

A note (a node of the graph) has one edge for each input that wants a gradient. The edge holds a
rule: given the gradient of the result, what is the gradient of this input? Backward starts at the
loss with a 1, takes the youngest note first, applies its rules, and adds up what arrives at the
same place. That is the chain rule.
"""

from functools import wraps
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from .lacking import lacks, missing
from .tensor import Tensor, make, method, scalar, type_name

numbers = count()  # of notes, in the order of the calculation


class Mode:
    """Whether operations take notes now."""

    enabled = True


def is_grad_enabled():
    return Mode.enabled


class set_grad_enabled:
    """Switch the taking of notes; as a context, switch it back at the end."""

    def __init__(self, enabled):
        self.before, Mode.enabled = Mode.enabled, bool(enabled)

    def __enter__(self):
        return None

    def __exit__(self, *_):
        Mode.enabled = self.before


class _Switch:
    """A context, or a decorator of a function, in which the taking of notes is on or off."""

    def __new__(cls, function=None):
        switch = super().__new__(cls)
        return switch if function is None else switch(function)

    def __enter__(self):
        self.before, Mode.enabled = Mode.enabled, self.enabled

    def __exit__(self, *_):
        Mode.enabled = self.before

    def __call__(self, function):
        @wraps(function)
        def switched(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return switched


class no_grad(_Switch):
    """No notes in here."""

    enabled = False


class enable_grad(_Switch):
    """Notes in here, even inside `no_grad`."""

    enabled = True


class Edge(NamedTuple):
    """From a note to where one input came from."""

    node: object  # the note of the input, or its Accumulator if it is a leaf
    output: int  # which result of that note
    rule: object  # (gradient of the result, *saved tensors) -> gradient of the input
    saved: list  # of (tensor, its version at the time, whether it is the result)
    shape: tuple
    dtype: object


class Node:
    """The note of one operation. Its type bears the operation's name, as in torch."""

    __slots__ = ("edges", "keepers", "number", "outputs", "released")

    def __init__(self, edges, outputs=1):
        self.edges = edges
        self.number = -next(numbers)  # so that the youngest comes first from a heap
        self.outputs = outputs
        self.keepers = []  # tensors that called retain_grad
        self.released = False

    @property
    def next_functions(self):
        return tuple((edge.node, edge.output) for edge in self.edges)

    def name(self):
        return type(self).__name__

    def __repr__(self):
        return f"<{self.name()} object at {id(self):#x}>"


class AccumulateGrad(Node):
    """Where the way back ends: a leaf, whose `.grad` takes what arrives."""

    __slots__ = ("variable",)

    def __init__(self, variable):
        super().__init__([])
        self.number = next(numbers)  # after all operations
        self.variable = variable


kinds = {}


def kind(name):
    """The type of the notes of one operation."""
    if name not in kinds:
        kinds[name] = type(name, (Node,), {"__slots__": ()})
    return kinds[name]


def recording(*tensors):
    """Whether a note must be taken of an operation on these."""
    if not Mode.enabled:
        return False
    wanted = False
    for tensor in tensors:
        if tensor.base is not None and tensor.base.node is not tensor.base_node:
            raise NotImplementedError(
                "this page's small torch cannot follow a view whose base was changed in place "
                "after it was made; it runs in Colab"
            )
        wanted = wanted or tensor.wants_grad
    return wanted


def note(result, name, *inputs):
    """Take the note of an operation that made `result`, a tensor or a list of them.

    Each of the inputs is a tuple: the tensor, its rule, the tensors that the rule needs.
    """
    edges = []
    for tensor, rule, needed in inputs:
        if tensor.wants_grad:
            saved = [(each, each.version[0], each is result) for each in needed]
            edges.append(
                Edge(_node_of(tensor), tensor.output, rule, saved, tensor.shape, tensor.dtype)
            )
    results = result if isinstance(result, list) else [result]
    node = kind(name)(edges, len(results))
    for output, each in enumerate(results):
        each.node, each.output, each.wants_grad = node, output, True
    return result


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
        raise NotImplementedError(lacks("backward(inputs=...)"))
    start = [(self, _first_gradient(self, gradient))]
    arrived = _walk(start, create_graph if retain_graph is None else retain_graph, create_graph)
    for leaf, grad in arrived:
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
    wanted = [(_node_of(each), each.output) for each in inputs]
    found = {}
    keep = create_graph if retain_graph is None else retain_graph
    _walk(start, keep, create_graph, wanted, found, _leading_to(wanted, start))
    results = [found.get(place) for place in wanted]
    for position, each in enumerate(inputs):
        if results[position] is None:
            if materialize_grads:
                results[position] = make(each.storage, each.shape, each.dtype, each.strides) * 0
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


def _leading_to(wanted, start):
    """The notes from which backward reaches those that are wanted."""
    seen, unread = set(), [_node_of(tensor) for tensor, _ in start]
    while unread:
        node = unread.pop()
        if node not in seen:
            seen.add(node)
            unread += [edge.node for edge in node.edges]
    leading = {node for node, _ in wanted}
    for node in sorted(seen, key=lambda node: node.number, reverse=True):  # the oldest first
        if any(edge.node in leading for edge in node.edges):
            leading.add(node)
    return leading


def _walk(start, keep_graph, create_graph, wanted=(), found=None, leading=None):
    """Read the notes from the youngest to the oldest; return what arrives at the leaves.

    A note is older than every note that uses its results, so that all of the gradient is there
    when its turn comes.
    """
    waiting, gradients, leaves = [], {}, []
    for tensor, gradient in start:
        _arrive(waiting, gradients, _node_of(tensor), tensor.output, gradient)
    before, Mode.enabled = Mode.enabled, create_graph
    try:
        while waiting:
            _, node = heappop(waiting)
            arrived = gradients.pop(node)
            for place in wanted:
                if place[0] is node:
                    found[place] = arrived[place[1]]
            for output, tensor in node.keepers:
                if arrived[output] is not None:
                    _accumulate(tensor, arrived[output], create_graph)
            if isinstance(node, AccumulateGrad):
                leaves.append((node.variable, arrived[0]))
                continue
            if leading is not None and not any(edge.node in leading for edge in node.edges):
                continue
            _apply(node, arrived, waiting, gradients, leading)
            if not keep_graph:
                _release(node)
    finally:
        Mode.enabled = before
    return leaves


def _apply(node, arrived, waiting, gradients, leading):
    """Send the gradient of the results on to each input."""
    incoming = arrived[0] if node.outputs == 1 else arrived
    if node.released:
        raise RuntimeError(
            "Trying to backward through the graph a second time (or directly access saved tensors "
            "after they have already been freed). Saved intermediate values of the graph are freed "
            "when you call .backward() or autograd.grad(). Specify retain_graph=True if you need "
            "to backward through the graph a second time or if you need to access saved tensors "
            "after calling backward."
        )
    for edge in node.edges:
        _check_versions(node, edge.saved)
    for target, output, rule, saved, shape, dtype in node.edges:
        if leading is not None and target not in leading:
            continue
        gradient = rule(incoming, *[tensor for tensor, _, _ in saved])
        if gradient.shape != shape:
            gradient = sum_to(gradient, shape)
        if gradient.dtype is not dtype:
            gradient = gradient.to(dtype)
        _arrive(waiting, gradients, target, output, gradient)


def _arrive(waiting, gradients, node, output, gradient):
    """Add a gradient to what has arrived at a note already."""
    arrived = gradients.get(node)
    if arrived is None:
        arrived = gradients[node] = [None] * node.outputs
        heappush(waiting, (node.number, node))
    known = arrived[output]
    arrived[output] = gradient if known is None else known + gradient


def _release(node):
    """Forget the saved tensors: the memory goes, and so does a second backward."""
    for edge in node.edges:
        if edge.saved:
            node.released = True
            edge.saved.clear()


def plain_name(node):
    """What error messages call an operation."""
    name = node.name()
    if name.startswith("Copy"):
        return f"torch::autograd::{name}"
    return name.removesuffix("Backward0").replace("Backward", "")


def _check_versions(node, saved):
    """Refuse a rule whose tensors have been changed since."""
    for tensor, version, is_result in saved:
        if tensor.version[0] == version:
            continue
        sizes = list(tensor.shape)
        maker = node if is_result else tensor.node
        made = ""
        if maker is not None:
            name = plain_name(maker)
            made = f", which is output {tensor.output} of {name},"
        raise RuntimeError(
            "one of the variables needed for gradient computation has been modified by an inplace "
            f"operation: [{type_name(tensor)} {sizes}]{made} is at version {tensor.version[0]}; "
            f"expected version {version} instead. Hint: enable anomaly detection to find the "
            "operation that failed to compute its gradient, with "
            "torch.autograd.set_detect_anomaly(True, check_nan=False)."
        )


def _accumulate(tensor, gradient, create_graph):
    """Add to `.grad`: gradients of several backward passes add up."""
    known = tensor._grad
    if known is None:
        with set_grad_enabled(create_graph):
            tensor._grad = gradient.clone()
    elif create_graph:
        tensor._grad = known + gradient
    else:
        with no_grad():
            known.add_(gradient)


def sum_to(gradient, shape):
    """Where a tensor was stretched in the calculation, its gradients add up."""
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
    """Keep the gradient that arrives at this tensor, although it is not a leaf."""
    if not self.wants_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if self.node is not None and not self.keeps_grad:
        self.keeps_grad = True
        self.node.keepers.append((self.output, self))


@method
def detach(self):
    """The same numbers without the note; a change in place shows in both."""
    view = self.data
    view.version = self.version
    return view


def __getattr__(name):
    raise missing(None, name, f"torch.autograd.{name}")
