"""The graph of a loss: the leaves that it depends on, and its operations."""

import re
from functools import cache
from typing import Any

import torch
from torch import Tensor

MOST_NODES = 4_000
# Operations that hand on what they get.
HANDS_ON = {"Add", "Sub", "View", "Unsqueeze", "Squeeze", "Reshape", "UnsafeView", "T", "Transpose"}


def name_of(node: Any) -> str:
    """The operation of a node: Mul, Addmm, Relu.

    >>> name_of((torch.ones(1, requires_grad=True) * 2).grad_fn)
    'Mul'
    """
    return _name_of_type(type(node))  # type: ignore[arg-type]


@cache
def _name_of_type(type_: Any) -> str:
    return "" if type_ is type(None) else re.sub(r"Backward\d*$", "", type_.__name__)


class Graph:
    """Leaves and nodes of the graph above a loss, the newest first."""

    def __init__(self, loss: Tensor) -> None:
        self.leaves: list[Tensor] = []
        self.nodes: list[Any] = []
        self.path: tuple[int, ...] = ()
        if loss.grad_fn is not None:
            self._walk(loss.grad_fn)
        elif loss.requires_grad:
            self.leaves = [loss]
        self.operations = tuple(map(name_of, self.nodes[:50]))

    def _walk(self, root: Any) -> None:
        seen = {root}
        waiting: list[tuple[Any, tuple[int, ...]]] = [(root, ())]
        while waiting and len(self.nodes) < MOST_NODES:
            node, path = waiting.pop()
            variable = getattr(node, "variable", None)
            if isinstance(variable, Tensor):
                if not self.leaves:
                    self.path = path
                self.leaves.append(variable)
                continue
            self.nodes.append(node)
            for i, (above, _) in enumerate(node.next_functions):
                if above is not None and above not in seen:
                    seen.add(above)
                    waiting.append((above, (*path, i) if not self.leaves else ()))

    def adds(self, node: Any) -> bool:
        """Whether a node adds a term to the loss, at its end or below other additions."""
        ends = [self.nodes[0]]
        for each in ends:
            if name_of(each) in {"Add", "Sub"}:
                ends += [above for above, _ in each.next_functions]
        return any(each is node for each in ends)

    def averaged_first(self) -> bool:
        """Whether a mean of differences is squared, or its absolute value taken."""
        pairs = zip(self.operations, self.nodes, strict=False)
        return any(n in {"Pow", "Abs"} and self._is_mean_of_differences(node) for n, node in pairs)

    def _is_mean_of_differences(self, node: Any) -> bool:
        mean = _above(node)
        return name_of(mean) in {"Mean", "Sum"} and name_of(_above(mean)) in {"Sub", "Rsub"}

    def linear_twice(self) -> bool:
        """Whether a matrix product goes straight into another one, and nowhere else."""
        return any(
            _is_product(node) and _is_product(inner := _input(node)) and self._is_used_once(inner)
            for node in self.nodes[:200]
        )

    def _is_used_once(self, node: Any) -> bool:
        users = [user for user in self.nodes if _takes(user, node)]
        handed_on = len(users) == 1 and name_of(users[0]) in HANDS_ON
        return self._is_used_once(users[0]) if handed_on else len(users) == 1


def end_of(loss: Tensor, path: tuple[int, ...]) -> Tensor | None:
    """The leaf at the end of a path through the graph, if the path is still there."""
    node = loss.grad_fn
    try:
        for i in path:
            node = node.next_functions[i][0]  # type: ignore[union-attr]
    except (AttributeError, IndexError):
        return None
    return getattr(node, "variable", None)


def _above(node: Any) -> Any:
    return node.next_functions[0][0] if node is not None and node.next_functions else None


def _is_product(node: Any) -> bool:
    return name_of(node) in {"Addmm", "Mm"}


def _input(node: Any) -> Any:
    """What a matrix product multiplies, below additions and new shapes."""
    functions = node.next_functions
    above = functions[1 if name_of(node) == "Addmm" else 0][0]
    while name_of(above) in HANDS_ON:
        parts = [part for part, _ in above.next_functions if _is_calculated(part)]
        above = parts[0] if len(parts) == 1 else None
    return above


def _takes(node: Any, other: Any) -> bool:
    return any(above is other for above, _ in node.next_functions)


def _is_calculated(node: Any) -> bool:
    return node is not None and getattr(node, "variable", None) is None


# Where there is no number.


def origin_of_bad(graph: Graph) -> tuple[str, str] | None:
    """The operation that made what is no number, and what was wrong with its input."""
    for node in reversed(graph.nodes[:500]):
        why = _WRONG.get(name_of(node))
        reason = why(node) if why is not None else None
        if reason:
            return name_of(node).lower(), reason
    return None


def _saved(node: Any, name: str) -> Tensor | None:
    value = getattr(node, f"_saved_{name}", None)
    return value if isinstance(value, Tensor) and torch.is_floating_point(value) else None


def _logarithm(node: Any) -> str | None:
    value = _saved(node, "self")
    if value is None:
        return None
    if bool((value == 0).any()):
        return "the logarithm of 0"
    return "the logarithm of a negative number" if bool((value < 0).any()) else None


def _exponential(node: Any) -> str | None:
    result = _saved(node, "result")
    return None if result is None or not bool(result.isinf().any()) else "exp of a large number"


def _quotient(node: Any) -> str | None:
    other = _saved(node, "other")
    return "a division by 0" if other is not None and bool((other == 0).any()) else None


def _root(node: Any) -> str | None:
    result = _saved(node, "result")
    if result is None:
        return None
    if bool(result.isnan().any()):
        return "the root of a negative number"
    return "the slope of a root at 0, which is infinite" if bool((result == 0).any()) else None


def _power(node: Any) -> str | None:
    base, exponent = _saved(node, "self"), getattr(node, "_saved_exponent", 2)
    if base is None or not isinstance(exponent, int | float) or exponent >= 1:
        return None
    return "a power of 0 whose slope is infinite" if bool((base == 0).any()) else None


def _norm(node: Any) -> str | None:
    result = _saved(node, "result")
    return "the slope of a norm at 0" if result is not None and bool((result == 0).any()) else None


_WRONG = {
    **dict.fromkeys(("Log", "Log2", "Log10"), _logarithm),
    "Exp": _exponential,
    "Div": _quotient,
    "Sqrt": _root,
    "Pow": _power,
    **dict.fromkeys(("LinalgVectorNorm", "Norm"), _norm),
}
