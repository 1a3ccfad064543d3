"""What the reader calls of torch, noted on chosen steps."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from ._arguments import ARGUMENTS, Args, Kwargs, has_history
from ._columns import COLUMNS, EARLY
from ._lines import TORCH, Place, call_from, caller_of_torch, is_optimizers, readers_place
from ._notes import Notes
from ._results import RESULTS
from ._torch import is_transforming, shares_memory

# Tensors held until the backward pass that they lead to: so many calls, so many numbers.
MOST_HELD, MOST_NUMBERS = 400, 2_000_000
# What says nothing of itself.
UNSEEN = {"_set_grad_enabled", "backward", "__len__", "size", "dim", "numel", "is_floating_point"}
UNSEEN |= {f"{name}.__get__" for name in ("shape", "dtype", "device", "grad_fn", "requires_grad")}
UNSEEN |= {"ndim.__get__", "is_leaf.__get__", "_record_function_enter_new", "is_complex"}
# What gives numbers in place of tensors.
NUMBERS = {"item", "tolist", "numpy", "__float__", "__int__", "__array__", "tensor", "__index__"}
ADDITIONS = {"add", "__add__", "__radd__", "add_", "__iadd__"}
CHANGES = {"add", "sub", "__add__", "__sub__", "addcmul"}
ROOTS = {
    "sqrt": "the root",
    **dict.fromkeys(("norm", "linalg_norm", "linalg_vector_norm"), "the norm"),
    **dict.fromkeys(("cdist", "pairwise_distance"), "the distance"),
}
CLIPS = {"_foreach_mul_", "_foreach_clamp_min_", "_foreach_clamp_max_", "mul_", "clamp_"}
PLAIN = {Tensor, torch.nn.Parameter}


class Calls(TorchFunctionMode):
    """Notes calls. Hands every one on as it is."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes
        self.forget()

    def forget(self) -> None:
        """Drop what is held of a step."""
        self.held: list[tuple[str, Args, Any, Place]] = []
        self.numbers = 0
        # Values that hang on the reader's graph no more, and the sums that they went into.
        self.detached: dict[int, Tensor] = {}
        self.terms: list[tuple[Any, Place]] = []
        self.pending: tuple[str, Args] | None = None

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Args = (), kwargs: Kwargs | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if is_transforming():
            return func(*args, **kwargs)
        frame, name = caller_of_torch(2), _name(func)
        if (
            self.notes.busy
            or name in UNSEEN
            or (name != "grad.__set__" and is_optimizers(frame.f_code))
            or not PLAIN.issuperset(types)
        ):
            return call_from(frame, func, args, kwargs)
        self.pending = name, args
        result = call_from(frame, func, args, kwargs)
        self.notes.safely(self._note, name, args, kwargs, result, frame)
        return result

    def _note(self, name: str, args: Args, kwargs: Kwargs, result: Any, frame: Any) -> None:
        place, file = readers_place(frame), frame.f_code.co_filename
        record, inner = self.notes.record, file.startswith(TORCH)
        if inner:
            self._note_in_torch(name, args, frame, place)
        self._note_change(name, args, place)
        read = ARGUMENTS.get(name) or (COLUMNS.get(name) if record.count < EARLY else None)
        shown = read(args, kwargs) if read else []
        if isinstance(result, Tensor):
            if name in RESULTS and has_history(result):
                shown = RESULTS[name](result)
            self._note_history(name, args, result, place, inner)
            self._hold(name, args, result, place)
        elif name in NUMBERS and any(map(has_history, _flat(args))):
            self._note_cut(name, args, place)
        elif name == "grad.__get__" and not inner:
            self.notes.note_no_gradient(args[0], place)
        elif name == "requires_grad.__set__":
            self._hold(name, args, args[0], place)
        for kind, values in shown:
            record.note(kind, name, place, **values)
            if kind == "train mode without gradients" and record.mode == "eval":
                record.note("train mode despite eval", name, place, **values)

    def _note_in_torch(self, name: str, args: Args, frame: Any, place: Place) -> None:
        """Clips, and which leaves an optimizer clears."""
        file = frame.f_code.co_filename
        if file.endswith("clip_grad.py") and name in CLIPS:
            self.notes.record.note_event("clip", place)
        elif file.endswith("clip_grad.py") and name == "tensor":
            self.notes.record.note("clip of nothing", "", place)
        elif name == "grad.__set__" and is_optimizers(frame.f_code):
            state = self.notes.leaves.state(args[0])
            if state is not None:
                state.leaf.held = True

    def _note_change(self, name: str, args: Args, place: Place) -> None:
        """Updates of leaves, cleared gradients, changes in place."""
        record, value = self.notes.record, _first(args)
        if name == "grad.__set__":
            record.note_event("clear" if args[1] is None else "set", place)
        elif name in {"zero_", "_foreach_zero_"} and self.notes.leaves.is_gradient(value):
            record.note_event("clear", place)
        elif name in {"requires_grad_", "detach_"} or (name == "requires_grad.__set__" and args[1]):
            if any(value is arg for _, held, _, _ in self.held for arg in held):
                record.note("requires_grad late", "requires_grad_", place)
        elif name == "__setitem__":
            self._note_item(args, place)
        elif name in {"__iadd__", "__isub__"} and self.notes.is_leaf(value):
            record.note("update", "", place)
        elif name == "data.__set__" or (name.endswith("_") and not name.endswith("__")):
            if has_history(value):
                record.note("in place", name, place)
            elif isinstance(value, Tensor) and self.notes.is_leaf(value):
                record.note_event("update", place)

    def _note_item(self, args: Args, place: Place) -> None:
        target, value = args[0], args[-1]
        if has_history(target):
            self.notes.record.note("in place", "__setitem__", place)
        whole = isinstance(target, Tensor) and not target.is_floating_point()
        if whole and isinstance(value, float) and value != int(value):
            self.notes.record.note("rounded", "__setitem__", place, value=value)

    def _note_history(
        self, name: str, args: Args, result: Tensor, place: Place, inner: bool
    ) -> None:
        """Whether the result still hangs on what it was calculated from."""
        note, flat = self.notes.record.note, _flat(args)
        if not torch.is_grad_enabled():
            if any(isinstance(arg, Tensor) and arg.requires_grad for arg in args):
                if name in CHANGES and not inner and _has_gradient(args[0]):
                    note("replaced", name, place)
                elif not name.endswith("__get__") and not result.requires_grad:
                    note("unrecorded", name, place)
        elif result.requires_grad:
            if name in ADDITIONS and result.numel() == 1 and has_history(result):
                self._note_sum(args, result, place)
            if self.notes.growing and self._has_older(flat):
                self.notes.growing = False
                note("old", name, place)
        elif any(map(has_history, flat)):
            self.detached[id(result)] = result
            self._note_cut(name, args, place)
        elif any(id(arg) in self.detached for arg in flat) or (
            name in {"data.__get__", "detach"} and self.notes.is_leaf(flat[0])
        ):
            self.detached[id(result)] = result

    def _note_sum(self, args: Args, result: Tensor, place: Place) -> None:
        if any(id(arg) in self.detached for arg in args):
            self.terms.append((result.grad_fn, place))
        numbers = all(has_history(arg) and arg.numel() == 1 for arg in args[:2])
        if numbers and any(self.notes.is_old(arg) for arg in args[:2]):
            self.notes.record.note("kept", "add", place)

    def _has_older(self, flat: list[Any]) -> bool:
        """Whether an argument was calculated before the last backward pass."""
        nodes = [arg.grad_fn for arg in flat if has_history(arg)]
        return any(node._sequence_nr() < self.notes.markers[1] for node in nodes)

    def _note_cut(self, name: str, args: Args, place: Place) -> None:
        if not any(map(self.notes.is_last_loss, _flat(args))):
            self.notes.record.note("cut", name, place)

    def _hold(self, name: str, args: Args, result: Tensor, place: Place) -> None:
        self.numbers += result.numel()
        if len(self.held) < MOST_HELD and self.numbers < MOST_NUMBERS:
            self.held.append((name, args, result, place))

    def place_of(self, tensor: Any) -> Place:
        """Where a tensor was made, first filled or copied, if that was seen."""
        for name, _, made, place in self.held:
            if made is tensor or (name == "clone" and shares_memory(made, tensor)):
                return place
        return None

    def place_of_call(self, name: str) -> Place:
        """Where a function was called first."""
        return next((place for called, *_, place in self.held if called.endswith(name)), None)

    def singular(self) -> tuple[str, str, Place] | None:
        """The first call whose slope is infinite where it was called."""
        for name, args, result, place in self.held:
            value = args[0] if args else None
            if not isinstance(value, Tensor) or not value.is_floating_point():
                continue
            if name in ROOTS and bool((result == 0).any()):
                return f"{ROOTS[name]} at 0 has an infinite slope, or none", name, place
            exponent = args[1] if name in {"pow", "__pow__"} and len(args) > 1 else 1
            if isinstance(exponent, int | float) and exponent < 1 and bool((value == 0).any()):
                return f"the power {exponent:g} of 0 has an infinite slope", name, place
        return None

    def first_bad(self) -> tuple[str, str, Place] | None:
        """The first call that made what is no number, or the data that was none already."""
        for name, args, result, place in self.held:
            bad = [arg for arg in _flat(args) if isinstance(arg, Tensor) and not _is_finite(arg)]
            if any(not a.requires_grad and not self.notes.leaves.is_gradient(a) for a in bad):
                return "data", name, place
            if not bad and not _is_finite(result):
                made = not any(isinstance(arg, Tensor) for arg in _flat(args))
                return "data" if made else "call", name, place
        return None


def _name(func: Callable[..., Any]) -> str:
    name: str = getattr(func, "__name__", "")
    if name in {"__get__", "__set__"}:
        return f"{getattr(getattr(func, '__self__', None), '__name__', '')}.{name}"
    return name


def _has_gradient(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_leaf and value.grad is not None


def _first(args: Args) -> Any:
    value = args[0] if args else None
    return value[0] if isinstance(value, list | tuple) and value else value


def _flat(args: Args) -> list[Any]:
    flat: list[Any] = []
    for arg in args:
        flat.extend(arg[:100] if isinstance(arg, list | tuple) else (arg,))
    return flat


def _is_finite(value: Any) -> bool:
    with suppress(RuntimeError, TypeError):
        return not value.is_floating_point() or bool(value.isfinite().all())
    return True
