"""Steps 3 and 4 without a graph, where every step would make the same one.

Where an approximation multiplies its parameters by what does not depend on them and adds up, and
the loss adds up squares of the misses, y1 - y2, the graphs of two steps differ in the misses alone.
Backward through such a graph the misses are multiplied by the same factors at every step, and added
up. `Backward` does these operations in the graph's order: its gradient is autograd's to the last
bit, without the cost of a graph. The factors are read from the graph of one step, and of another
with other parameters; both times the gradient is compared with autograd's, and then now and again.
At every step the fitted values and the loss must be those that the factors say, so that a function
that changes on the way gets its graph back.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode, _get_current_function_mode

from .approximations import Approximation
from .losses import Loss

# Graphs until one is read, which costs as much as a few steps; steps until there is one again, to
# compare with.
FIRST, COMPARED = 10, 100
# How far, relative to their size, sums may be apart by rounding.
ROUNDING = {torch.float32: 1e-4, torch.float64: 1e-10}
# What tensors are asked that tells nothing of their values.
SHAPES = {"__len__", "dim", "size", "numel"}

Chain = tuple[Tensor, ...]


class OtherGraphError(Exception):
    """The graph has something in it that `Backward` does not do."""


class RepeatedGraph:
    """Whether the steps of a run make one and the same graph, and these steps without it."""

    def __init__(self, approximation: Approximation, loss: Loss) -> None:
        self._approximation, self._loss = approximation, loss
        self._x = self._y = torch.empty(0)
        self._graphs = 0
        self._backward: Backward | None = None

    def loss_and_gradient(
        self, step: int, params: Tensor, x: Tensor
    ) -> tuple[Tensor, Tensor] | None:
        """Steps 3 and 4, the loss and its gradient, (P,); None if this step needs a graph."""
        backward = self._backward
        if backward is None or x is not self._x or step % COMPARED == 0:
            return None
        params = params.detach()
        fitted = self._approximation(x, params)
        loss = self._loss(fitted, self._y)
        gradient = backward(fitted - self._y)
        if backward.fits(params, fitted, loss):
            return loss, gradient
        self._backward = None
        return None

    def compare(self, params: Tensor, x: Tensor, y: Tensor, gradient: Tensor) -> None:
        """Learn from a step with a graph, which gave this gradient, (P,)."""
        if _get_current_function_mode() is not None:
            return  # somebody looks on, as `watch` does: each step is to be seen
        if x is not self._x:  # the first step, or a mini-batch
            self._x, self._y, self._graphs, self._backward = x, y, 0, None
        self._graphs += 1
        if self._graphs == FIRST:
            self._backward = find_backward(self._approximation, self._loss, params.detach(), x, y)
        elif self._backward is not None:
            misses = self._approximation(x, params.detach()) - y
            if not self._backward(misses).equal(gradient):
                self._backward = None


class Backward:
    """What a graph does backward, from the misses to the gradient.

    Args:
        scales: what the loss multiplies the misses by, one after the other.
        chains: for each parameter, the factors, (N,), that follow, one after the other.
        params: (P,), and the values there, `fitted`, (N,).
    """

    def __init__(self, scales: Chain, chains: list[Chain], params: Tensor, fitted: Tensor) -> None:
        self.scales, self.chains = scales, chains
        self._rounding = ROUNDING[fitted.dtype]
        row = {_key(chain): index for index, chain in enumerate(chains)}
        if len(row) < len(chains):
            raise OtherGraphError("two parameters with the same factors")
        starts = {
            _key(chain[:end]): chain[:end] for chain in chains for end in range(len(chain) + 1)
        }
        for key in starts:  # chains share how they start
            row.setdefault(key, len(row))
        rows = fitted.new_empty(len(row), len(fitted))
        self._first, self._last = rows[row[()]], rows[: len(chains)]
        self._products = [
            (rows[row[key[:-1]]], starts[key][-1], rows[row[key]])
            for key in sorted(starts, key=len)[1:]
        ]
        self._sum_up(params, fitted)

    def _sum_up(self, params: Tensor, fitted: Tensor) -> None:
        """What `fits` compares with: sums over points, each with a weight of its own."""
        self._weights = torch.linspace(0.5, 1.5, len(fitted)).to(fitted)
        self._first.fill_(1)
        self._multiply()
        constant = fitted - params @ self._last
        self._slopes, self._sizes = self._last @ self._weights, self._last.abs() @ self._weights
        self._constant = float(constant @ self._weights)
        self._size = float(constant.abs() @ self._weights)

    def __call__(self, misses: Tensor) -> Tensor:
        """(P,), the gradient, from the misses, (N,)."""
        self._misses = misses
        for scale in self.scales:
            misses = torch.mul(misses, scale, out=self._first)
        self._multiply()
        return self._last.sum(dim=1)

    def _multiply(self) -> None:
        """From the first row to that of each start of a chain."""
        for row, factor, product in self._products:
            torch.mul(row, factor, out=product)

    def fits(self, params: Tensor, fitted: Tensor, loss: Tensor) -> bool:
        """Whether values and loss are what the factors say; the misses were the last ones."""
        size = float(self._sizes.dot(params.abs())) + self._size
        expected = float(self._slopes.dot(params)) + self._constant
        apart = abs(float(self._weights.dot(fitted)) - expected)
        squares = float(self._misses.dot(self._first)) / 2
        other = abs(float(loss) - squares)
        return apart <= self._rounding * size and other <= self._rounding * squares

    def equal(self, other: "Backward") -> bool:
        """Whether the other does the same."""
        mine, theirs = ([b.scales, *b.chains] for b in (self, other))
        return len(mine) == len(theirs) and all(map(_equal, mine, theirs))


def _key(chain: Chain) -> tuple[int, ...]:
    return tuple(map(id, chain))


def _equal(one: Chain, other: Chain) -> bool:
    return len(one) == len(other) and all(map(torch.equal, one, other))


def find_backward(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> Backward | None:
    """What the graphs at these parameters, (P,), and at others both do; None if it is not known."""
    if y.ndim != 1 or y.device.type != "cpu":
        return None
    try:
        here, elsewhere = (
            _read(approximation, loss, place, x, y) for place in (params, 1.5 * params + 0.5)
        )
    except Exception:  # OtherGraphError, or what the user's function raises elsewhere
        return None
    return here if here.equal(elsewhere) else None


def _read(
    approximation: Approximation, loss: Loss, place: Tensor, x: Tensor, y: Tensor
) -> Backward:
    """What the graph does at one place; compared with autograd there."""
    params = place.clone().requires_grad_()
    with NoValues():
        fitted = approximation(x, params)
        value = loss(fitted, y)
    scales, node = _through_loss(value.grad_fn, y)
    if node is not fitted.grad_fn:
        raise OtherGraphError("not a loss of fitted - y")
    pairs = list(_paths((node, 0), params, y.shape, ()))
    chains = dict(pairs)
    if len(pairs) > len(chains):
        raise OtherGraphError("a parameter is used twice")
    backward = Backward(
        scales, [chains[index] for index in range(len(params))], place, fitted.detach()
    )
    (gradient,) = torch.autograd.grad(value, params)
    if not backward(fitted.detach() - y).equal(gradient):
        raise OtherGraphError("other bits")
    return backward


class NoValues(TorchFunctionMode):
    """Refuses what asks for the value of a tensor: a function may branch on it."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        is_tensor = isinstance(result, Tensor | tuple) or hasattr(result, "__next__")
        if not is_tensor and func.__name__ not in SHAPES:
            raise OtherGraphError(f"it asks for a value: {func.__name__}")
        return result


def _through_loss(node: Any, y: Tensor) -> tuple[Chain, Any]:
    """The scales of a loss that adds up squares, and the node of the fitted values."""
    if node.name() == "MseLossBackward0":
        share = 1 / len(y) if node._saved_reduction == 1 else 1
        return (y.new_tensor(2 * share),), node.next_functions[0][0]
    weight = y.new_ones(())
    while node.name() != "PowBackward0":
        weight, node = _weighted(node, weight)
    if node._saved_exponent != 2:
        raise OtherGraphError("no squares")
    misses = node.next_functions[0][0]
    (fitted, _), (other, _) = misses.next_functions
    if misses.name() != "SubBackward0" or other is not None:
        raise OtherGraphError("no squares of fitted - y")
    two = y.new_tensor(2)
    return (two,) if bool((weight == 1).all()) else (two, weight), fitted


def _weighted(node: Any, weight: Tensor) -> tuple[Tensor, Any]:
    """The squares' weight with what a node multiplies it by, and the next node toward them."""
    name, edges = node.name(), node.next_functions
    if name.startswith("MeanBackward"):
        weight = weight / node._saved_self_sym_numel
    elif name in ("MulBackward0", "DivBackward0") and edges[1][0] is None:
        other = node._saved_other.to(weight)
        weight = weight * other if name == "MulBackward0" else weight / other
    elif not name.startswith("SumBackward"):
        raise OtherGraphError(name)
    return weight, edges[0][0]


def _paths(
    edge: tuple[Any, int], params: Tensor, shape: torch.Size, chain: Chain
) -> Iterator[tuple[int, Chain]]:
    """The place of each parameter behind an edge, and the factors on the way back to it."""
    node, output = edge
    if node is None:  # what no parameter changes
        return
    name, edges = node.name(), node.next_functions
    if name == "AddBackward0" and node._saved_alpha == 1:
        for each in edges:
            yield from _paths(each, params, shape, chain)
    elif name == "MulBackward0" and (edges[0][0] is None or edges[1][0] is None):
        factor, each = (
            (node._saved_self, edges[1]) if edges[0][0] is None else (node._saved_other, edges[0])
        )
        if factor.shape != shape:
            raise OtherGraphError("a factor that is not one for each point")
        yield from _paths(each, params, shape, (*chain, factor))
    elif name in ("UnbindBackward0", "SelectBackward0") and edges[0][0].variable is params:
        place = output if name == "UnbindBackward0" else node._saved_index
        # A place counted from the end is 2^64 too large.
        yield place if place < len(params) else place + len(params) - 2**64, chain
    else:
        raise OtherGraphError(name)
