"""How each leaf changes from one backward pass to the next: its value, its gradient."""

import math
import weakref
from dataclasses import dataclass

import torch
from torch import Tensor

from ._lines import Line
from ._record import Leaf, Slope

# So many numbers of a leaf are copied.
MOST = 2_048


@dataclass
class _State:
    """What is kept of a leaf between two looks.

    `line` is that of its last backward pass, `size` the sum of its gradient's absolute values.
    """

    ref: "weakref.ref[Tensor]"
    leaf: Leaf
    value: Tensor | None = None
    gradient: Tensor | None = None
    size: float = 0.0
    change: Tensor | None = None
    step: int = -9
    line: int = -1
    used: bool = False
    dirty: bool = False
    fresh: bool = False


class Leaves:
    """The leaves that losses depended on, by identity, each while it lives."""

    def __init__(self) -> None:
        self._states: dict[int, _State] = {}
        self._count = 0

    def state(self, tensor: Tensor) -> _State | None:
        state = self._states.get(id(tensor))
        return state if state is not None and state.ref() is tensor else None

    def keys(self, tensors: list[Tensor]) -> tuple[int, ...]:
        """Of those among some tensors that are leaves of a loss."""
        states = map(self.state, tensors)
        return tuple(state.leaf.key for state in states if state is not None)

    def have_finite_gradients(self, tensors: list[Tensor]) -> bool:
        """Whether the gradients that the last backward pass left are numbers."""
        states = filter(None, map(self.state, tensors))
        return all(math.isfinite(state.size) for state in states)

    def name(self, names: dict[int, tuple[str, str]]) -> None:
        """Give those that live their names, and where they are, by identity."""
        for key, state in self._states.items():
            if state.ref() is not None and key in names:
                state.leaf.name, state.leaf.place = names[key]

    def is_gradient(self, value: object) -> bool:
        tensors = (state.ref() for state in self._states.values())
        return value is not None and any(t is not None and t.grad is value for t in tensors)

    def add(self, tensor: Tensor, line: Line | None) -> Leaf:
        """A leaf that is new, made on a line; those that died make room."""
        self._count += 1
        is_parameter = isinstance(tensor, torch.nn.Parameter)
        leaf = Leaf(self._count, tuple(tensor.shape), is_parameter, line)
        if len(self._states) > 200:
            self._states = {i: s for i, s in self._states.items() if s.ref() is not None}
        self._states[id(tensor)] = _State(weakref.ref(tensor), leaf)
        return leaf

    def before_backward(self, tensor: Tensor, step: int) -> None:
        """Whether it moved since the last look, and what its gradient holds already."""
        state = self._states[id(tensor)]
        leaf, value, gradient = state.leaf, _copy(tensor), tensor.grad
        leaf.looks += 1
        follows = state.step == step - 1
        state.change = None
        if state.value is not None:
            _count_move(state, value, follows)
        if not follows:
            state.used = state.dirty = False
        copied = None if gradient is None else _copy(gradient)
        if copied is None or not bool(copied.any()):
            state.used, state.dirty, state.fresh = False, False, True
        elif state.gradient is None or not torch.equal(copied, state.gradient):
            state.used, state.dirty, state.fresh = False, False, False
        elif follows:
            state.dirty, state.fresh = state.dirty or state.used, False
        if leaf.looks % 4 == 0 and leaf.moves >= 2:
            leaf.alike = leaf.alike is not False and _are_alike(tensor)
        state.value = value

    def after_backward(
        self, tensor: Tensor, step: int, line: int, given: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor] | None:
        """Change, old gradient and new one, where both gradients are fresh.

        `given` is the gradient that `autograd.grad` returned.
        """
        state = self._states[id(tensor)]
        source = tensor.grad if given is None else given
        gradient = None if source is None or source.is_sparse else _copy(source)
        old, same_line = state.gradient, state.line == line
        fresh = state.fresh or given is not None
        state.gradient, state.step, state.line = gradient, step, line
        if gradient is None:
            return None
        state.size = float(gradient.abs().sum())
        state.leaf.zero += state.size == 0
        if old is None or state.change is None or not (same_line and fresh):
            return None
        state.leaf.constant += torch.equal(old, gradient)
        return state.change, old, gradient

    def gradient_used(self, tensor: Tensor) -> bool | None:
        """At an optimizer's step: whether there is a gradient; None where none was to be had."""
        state = self.state(tensor)
        if state is None or state.gradient is None or not bool(state.gradient.any()):
            return None
        if tensor.grad is None:
            return False
        state.gradient = _copy(tensor.grad)
        return bool(state.gradient.any())


def _copy(tensor: Tensor) -> Tensor:
    flat = tensor.detach().reshape(-1)
    return (flat if flat.numel() <= MOST else flat[:MOST]).clone()


def _count_move(state: _State, value: Tensor, follows: bool) -> None:
    leaf = state.leaf
    if state.value is None or torch.equal(value, state.value):
        leaf.rests += 1
        return
    leaf.moves += 1
    if follows and state.gradient is not None:
        state.change = value - state.value
        leaf.added += state.dirty
        leaf.clean += state.fresh and not state.dirty
        state.used = True


def _are_alike(tensor: Tensor) -> bool:
    """Whether all rows, or all columns, of a weight are the same."""
    if tensor.ndim != 2 or tensor.numel() > MOST or not bool(tensor.isfinite().all()):
        return False
    rows = tensor.detach()
    return any(len(w) > 1 and max(w.shape) > 2 and bool((w == w[0]).all()) for w in (rows, rows.T))


def slope_of(step: int, parts: list[tuple[Tensor, Tensor, Tensor]]) -> Slope | None:
    """One change of all leaves: downhill or not, and the curvature along it."""
    rows = torch.stack([torch.cat(each) for each in zip(*parts, strict=True)]).double()
    (cc, co, cn), (_, oo, on), (_, _, nn) = (rows @ rows.T).tolist()
    if not 0 < cc < math.inf or not 0 < oo < math.inf:
        return None
    rate = -co / oo
    plain = cc + 2 * rate * co + rate**2 * oo < (0.02**2) * cc
    turn = on / math.sqrt(oo * nn) if nn > 0 else 0.0
    curvature = (cn - co) / cc
    return Slope(step, co, math.sqrt(oo), curvature, rate if plain else math.nan, turn)
