"""The graph of operations: a node for each, with an edge to the node of each input.

An edge has a rule: given the gradient of the result, what is the gradient of this input?
"""

from functools import cache
from itertools import count
from random import Random

from . import missing
from .grad_mode import mode

GUARDED = 1 / 8  # of the nodes
chance = Random().random  # not the reader's own
numbers = count()  # of nodes, in the order of the calculation
# Where the first edge of a node keeps what torch's node shows by this name.
SAVED = {
    ("LogBackward0", "_saved_self"): 0,
    ("PowBackward0", "_saved_self"): 0,
    ("DivBackward0", "_saved_other"): -1,
    ("ExpBackward0", "_saved_result"): -1,
    ("SqrtBackward0", "_saved_result"): -1,
    ("LinalgVectorNormBackward0", "_saved_result"): -1,
}


class Edge:
    """From the node of an operation to the node of one input that requires a gradient."""

    __slots__ = ("dtype", "node", "output", "rule", "saved", "saves_result", "shape", "versions")

    def __init__(self, tensor, rule, saved, result):
        self.node = node_of(tensor) if tensor._node is None else tensor._node
        self.output = tensor._output  # which result of that node the input is
        self.shape = tensor._shape
        self.dtype = tensor._dtype
        self.rule = rule  # (gradient of the result, *saved tensors) -> gradient of the input
        self.saved = saved
        if saved:
            self.versions = [each._changes[0] for each in saved]
            self.saves_result = saved[-1] is result


class Guard:
    """Frees the nodes before its own in a loop: Python would recurse along the whole graph.

    Freeing a node takes longer with it, so that only some nodes have one, by chance: hardly ever
    are there a hundred others in a row, and Python in a browser can free several hundred.
    """

    unused, freeing = [], False  # edges of nodes that nothing needs any more

    def __init__(self, edges):
        self.edges = edges

    def __del__(self):
        Guard.unused.append(self.edges)
        self.edges = ()
        if not Guard.freeing:
            Guard.freeing = True
            while Guard.unused:
                Guard.unused.pop()  # which calls this again for each guard that nothing else needs
            Guard.freeing = False


_refuse = missing.in_class("torch.autograd.graph.Node", "{}")


class Node:
    """One operation. Its type has the operation's name, as in torch."""

    requires_grad = True
    _outputs = 1  # the number of results
    _wanted = None  # for each input whether it requires a gradient; None if all do
    _retaining = ()  # results that called retain_grad, each after its place among the results
    _released = False
    _hooks = None  # by the place of a result, what is called with its gradient

    def __init__(self, edges):
        self._edges = edges
        self._number = -next(numbers)  # so that the youngest comes first from a heap
        if chance() < GUARDED:
            self._guard = Guard(edges)

    @property
    def next_functions(self):
        """For each input its node, or None if it requires no gradient, and which result it is."""
        pairs = [(edge.node, edge.output) for edge in self._edges]
        if self._wanted is None:
            return tuple(pairs)
        rest = iter(pairs)
        return tuple(next(rest) if wanted else (None, 0) for wanted in self._wanted)

    def __getattr__(self, name):
        place = SAVED.get((type(self).__name__, name))
        if place is None or not self._edges[0].saved:
            return _refuse(self, name)
        return self._edges[0].saved[place]

    def _sequence_nr(self):
        """When it was made: younger nodes have higher numbers."""
        return -self._number

    def name(self):
        name = type(self).__name__
        own = name == "NotImplemented" or name.startswith("Copy")
        return f"torch::autograd::{name}" if own else name

    def __repr__(self):
        module = type(self).__module__
        module = f"{module}." if module == "torch.autograd.function" else ""  # of a reader's own
        return f"<{module}{type(self).__name__} object at {id(self):#x}>"


class AccumulateGrad(Node):
    """The end of the way back: it adds to the `.grad` of a leaf."""

    def __init__(self, variable):
        self._edges = []
        self._number = next(numbers)  # after all operations
        self.variable = variable

    def _sequence_nr(self):
        return 2**64 - 1


AccumulateGrad.__module__ = "builtins"


@cache
def node_type(name):
    """The type of the nodes of an operation."""
    return type(name, (Node,), {"__module__": "builtins"})  # as torch shows it


def plain_name(node):
    """What error messages call an operation."""
    name = node.name()
    if name.startswith("torch::"):
        return name
    return name.removesuffix("Backward0").replace("Backward", "")


def node_of(tensor):
    """The node that made a tensor; of a leaf, the one that adds to its gradient."""
    if tensor._node is not None:
        return tensor._node
    if tensor._accumulator is None:
        tensor._accumulator = AccumulateGrad(tensor)
    return tensor._accumulator


def recording(*tensors):
    """Whether an operation on these must be recorded."""
    required = [_requires_grad(tensor) for tensor in tensors if mode.enabled]
    return any(required)


def _requires_grad(tensor):
    if tensor._base is not None and tensor._base._node is not tensor._base_node:
        raise NotImplementedError(
            "this page's small torch cannot follow a view whose base was changed in place "
            "after it was made; it runs in Colab"
        )
    return tensor._wants_grad


def record(result, name, *inputs):
    """Record an operation as a node of the graph, if a gradient is required; return its `result`.

    The result is a tensor or a list of them. Each input is a tuple: the tensor, its rule, and the
    tensors that the rule needs. If these include the result, it is the last.
    """
    if not mode.enabled:
        return result
    edges = [
        Edge(tensor, rule, saved, result)
        for tensor, rule, saved in inputs
        if (tensor._wants_grad if tensor._base is None else _requires_grad(tensor))
    ]
    if not edges:
        return result
    node = node_type(name)(edges)
    if len(edges) < len(inputs):
        node._wanted = [tensor._wants_grad for tensor, _, _ in inputs]
    if isinstance(result, list):
        node._outputs = len(result)
        for output, each in enumerate(result):
            each._node, each._output, each._wants_grad = node, output, True
    else:
        result._node, result._output, result._wants_grad = node, 0, True
    return result


def without_derivative(name):
    """The rule of an operation that has none."""

    def refuse(grad):
        raise RuntimeError(f"derivative for aten::{name} is not implemented")

    return refuse


def pass_on(grad):
    """The rule of operations that change no number."""
    return grad
