"""What the reader calls of torch, noted on chosen steps."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from . import _arguments as shown_by
from ._arguments import has_history
from ._columns import COLUMNS, EARLY
from ._lines import TORCH, call_from, caller_of_torch, is_optimizers, readers_place
from ._notes import Notes
from ._torch import is_compiling, is_wrapped

# Tensors held until the backward pass that they lead to: so many calls, so many numbers.
MOST_HELD = 400
MOST_NUMBERS = 2_000_000

COMPARED = dict.fromkeys(
    ("sub", "rsub", "__rsub__", "__sub__", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"),
    shown_by.compared,
)
READ = {
    **COMPARED,
    "cross_entropy": shown_by.cross_entropy,
    "nll_loss": shown_by.nll_loss,
    "binary_cross_entropy_with_logits": shown_by.bce_with_logits,
    "softmax": shown_by.softmax,
    "log_softmax": shown_by.softmax,
    "dropout": shown_by.dropout,
    "batch_norm": shown_by.batch_norm,
}
RESULTS: dict[str, Callable[[Tensor], Any]] = {
    "relu": shown_by.dead_units,
    "relu_": shown_by.dead_units,
    "tanh": lambda result: shown_by.saturated_units(result, -1.0),
    "sigmoid": lambda result: shown_by.saturated_units(result, 0.0),
}
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
    "norm": "the norm",
    "linalg_vector_norm": "the norm",
    "cdist": "the distance",
}
ROOTS |= {"linalg_norm": "the norm", "pairwise_distance": "the distance"}
CLIPS = ("_foreach_mul_", "_foreach_clamp_min_", "_foreach_clamp_max_", "mul_", "clamp_")


class Calls(TorchFunctionMode):
    """Notes calls. Hands every one on as it is."""

    def __init__(self, observer: Notes) -> None:
        super().__init__()
        self.observer = observer
        self.forget()

    def forget(self) -> None:
        """Drop what is held of a step."""
        self.held: list[tuple[str, tuple[Any, ...], Any, Any]] = []
        self.numbers = 0
        self.tainted: dict[int, Tensor] = {}
        self.pending: tuple[str, tuple[Any, ...]] | None = None

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if is_compiling():
            return func(*args, **kwargs)
        frame = caller_of_torch(2)
        if self.observer.busy:
            return call_from(frame, func, args, kwargs)
        name = _name(func)
        if name in UNSEEN or (name != "grad.__set__" and is_optimizers(frame.f_code)):
            return call_from(frame, func, args, kwargs)
        self.pending = name, args
        result = call_from(frame, func, args, kwargs)
        self.observer.safely(self._note, name, args, kwargs, result, frame)
        return result

    def _note(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any, frame: Any
    ) -> None:
        if _is_wrapped(args, result):
            return
        place = readers_place(frame)
        note, inner = self.observer.note, frame.f_code.co_filename.startswith(TORCH)
        self._note_change(name, args, place, frame.f_code.co_filename)
        read = READ.get(name) or (COLUMNS.get(name) if self.observer.record.count < EARLY else None)
        for shown in read(args, kwargs) if read else ():
            note(shown[0], name, place, shown[1], shown[2])
        if isinstance(result, Tensor):
            if name in RESULTS and has_history(result):
                for shown in RESULTS[name](result):
                    note(shown[0], name, place, shown[1], shown[2])
            self._note_history(name, args, result, place, inner)
            self._hold(name, args, result, place)
        elif name in NUMBERS and any(map(has_history, _flat(args))):
            self._note_cut(name, args, place)
        elif name == "grad.__get__" and not inner:
            self.observer.note_no_gradient(args[0], place)

    def _note_change(self, name: str, args: tuple[Any, ...], place: Any, file: str) -> None:
        """Updates of leaves, cleared gradients, changes in place."""
        note = self.observer.note_event
        if name == "grad.__set__":
            note("clear" if args[1] is None else "set", args[0], place)
        elif file.endswith("clip_grad.py") and name in CLIPS:
            note("clip", None, place)
        elif name in {"zero_", "_foreach_zero_"} and self.observer.is_gradient(_first(args)):
            note("clear", None, place)
        elif name == "data.__set__" or (name.endswith("_") and not name.endswith("__")):
            value = _first(args)
            if name in {"requires_grad_", "detach_"}:
                self._note_requires(value, place)
            elif has_history(value):
                self.observer.note("in place", name, place)
            elif isinstance(value, Tensor) and self.observer.is_leaf(value):
                note("update", value, place)
        elif name in {"__iadd__", "__isub__"} and self.observer.is_leaf(args[0]):
            self.observer.note("update", "", place)
        elif name == "__setitem__":
            self._note_item(args, place)
        elif name == "requires_grad.__set__" and args[1]:
            self._note_requires(args[0], place)

    def _note_item(self, args: tuple[Any, ...], place: Any) -> None:
        target, value = args[0], args[-1]
        if has_history(target):
            self.observer.note("in place", "__setitem__", place)
        whole = isinstance(target, Tensor) and not target.is_floating_point()
        if whole and isinstance(value, float) and value != int(value):
            self.observer.note("rounded", "__setitem__", place, {}, {"value": value})

    def _note_requires(self, value: Any, place: Any) -> None:
        if any(value is arg for _, args, _, _ in self.held for arg in args):
            self.observer.note("requires_grad late", "requires_grad_", place)

    def _note_history(
        self, name: str, args: tuple[Any, ...], result: Tensor, place: Any, inner: bool
    ) -> None:
        """Whether the result still hangs on what it was calculated from."""
        if not torch.is_grad_enabled():
            if any(isinstance(a, Tensor) and a.requires_grad for a in args):
                if name in CHANGES and not inner and self.observer.has_gradient(args[0]):
                    self.observer.note("replaced", name, place)
                elif not name.endswith("__get__") and not result.requires_grad:
                    self.observer.note("unrecorded", name, place)
            return
        if name in ADDITIONS and result.numel() == 1 and has_history(result):
            self._note_sum(args, place)
        if not result.requires_grad:
            flat = _flat(args)
            if any(map(has_history, flat)):
                self._note_cut(name, args, place)
            elif name == "data.__get__" or self.tainted:
                leaf = name in {"data.__get__", "detach"} and self.observer.is_leaf(flat[0])
                if leaf or any(id(arg) in self.tainted for arg in flat):
                    self.tainted[id(result)] = result

    def _note_sum(self, args: tuple[Any, ...], place: Any) -> None:
        if any(id(arg) in self.tainted for arg in args):
            self.observer.note("term", "data", place)
        if all(has_history(a) and a.numel() == 1 for a in args[:2]) and any(
            self.observer.is_old(arg) for arg in args[:2]
        ):
            self.observer.note("kept", "add", place)

    def _note_cut(self, name: str, args: tuple[Any, ...], place: Any) -> None:
        if not any(arg is self.observer.last_loss() for arg in _flat(args)):
            self.observer.note("cut", name, place)

    def _hold(self, name: str, args: tuple[Any, ...], result: Tensor, place: Any) -> None:
        self.numbers += result.numel()
        if len(self.held) < MOST_HELD and self.numbers < MOST_NUMBERS:
            self.held.append((name, args, result, place))

    def singular(self) -> tuple[str, str, Any] | None:
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

    def first_bad(self) -> tuple[str, str, Any] | None:
        """The first call that made what is no number, or the data that was none already."""
        for name, args, result, place in self.held:
            tensors = [arg for arg in _flat(args) if isinstance(arg, Tensor)]
            bad = [arg for arg in tensors if not _is_finite(arg)]
            if any(not a.requires_grad and not self.observer.is_gradient(a) for a in bad):
                return "data", name, place
            if not bad and not _is_finite(result):
                return "call", name, place
        return None


def _name(func: Callable[..., Any]) -> str:
    name: str = getattr(func, "__name__", "")
    if name in {"__get__", "__set__"}:
        return f"{getattr(getattr(func, '__self__', None), '__name__', '')}.{name}"
    return name


def _first(args: tuple[Any, ...]) -> Any:
    value = args[0] if args else None
    return value[0] if isinstance(value, list | tuple) and value else value


def _flat(args: tuple[Any, ...]) -> list[Any]:
    flat: list[Any] = []
    for arg in args:
        flat.extend(arg[:100] if isinstance(arg, list | tuple) else (arg,))
    return flat


def _is_wrapped(args: tuple[Any, ...], result: Any) -> bool:
    """Whether a tensor is one of torch.func's, or of a class of the reader's."""
    return any(
        isinstance(a, Tensor) and (type(a) not in (Tensor, torch.nn.Parameter) or is_wrapped(a))
        for a in (*args, result)
    )


def _is_finite(value: Any) -> bool:
    with suppress(RuntimeError, TypeError):
        return not value.is_floating_point() or bool(value.isfinite().all())
    return True
