"""`watch`: the loop stays as it is, and the answer says what is wrong with it."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial, update_wrapper
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from .._text import Answer, Finding
from ._arguments import argument
from ._findings import findings_of
from ._lines import hide_own_frames, line_of_error, readers_place
from ._names import Variables, names_of_tensors, variables_of
from ._observer import Observer

Call = Callable[..., Any]

# The innermost watch of each thread observes.
_watching: dict[int, list[Observer]] = {}
_undo: list[Callable[[], None]] = []
_lock = threading.RLock()


class Seen(Answer):
    """What `watch` saw; printed, it is the text of its findings.

    Attributes:
        findings: the most important first; at least one.
    """

    _observer: Observer

    @property
    def findings(self) -> tuple[Finding, ...]:
        return findings_of(self._observer.records, self._observer.broken)


@contextmanager
def watch() -> Iterator[Seen]:
    """Watch a loop of your own, unchanged, and say what is wrong with it.

    Write the loop inside: leaf tensors and `.data -=`, or a module, an optimizer and a loader. One
    loop, one `watch`. It computes the same, bit for bit, takes the same random numbers and raises
    the same errors, with a note on the cause. Looked at from close by are the first 16 backward
    passes, then 3 of every 128, later of every 512; of all others the loss alone.

    A finding is "sure" where it was seen to happen, "likely" where it may be wanted, and a "guess"
    only where the loss did not fall. "fine" says what was seen to be in order, and no more.

    Yields:
        What is seen so far; print it after the loop.

    >>> import torch
    >>> x = torch.linspace(-1, 1, 20)
    >>> w = torch.tensor(0.0, requires_grad=True)
    >>> with watch() as seen:
    ...     for _ in range(20):
    ...         loss = ((w * x - 3 * x) ** 2).mean()
    ...         loss.backward()
    ...         w.data -= 0.1 * w.grad
    >>> seen.kinds
    ('gradients add up',)
    """
    frame = sys._getframe(2)
    with watching(lambda: variables_of(frame)) as seen:
        yield seen


@contextmanager
def watching(variables: Callable[[], Variables]) -> Iterator[Seen]:
    """The block of `watch`; `variables` gives the reader's names when it ends."""
    observer, thread, seen = Observer(), threading.get_ident(), Seen()
    seen._observer = observer
    with _lock:
        if not _watching:
            _replace()
        stack = _watching.setdefault(thread, [])
        if stack:
            stack[-1].pop()
        stack.append(observer)
    observer.push()
    try:
        yield seen
    except Exception as error:
        _add_failure(observer, error)
        raise
    finally:
        observer.pop()
        with _lock:
            stack.remove(observer)
            if not stack:
                _watching.pop(thread, None)
            if not _watching:
                _restore()
        observer.safely(observer.finish)
        observer.safely(lambda: observer.leaves.name(names_of_tensors(variables())))


def _add_failure(observer: Observer, error: Exception) -> None:
    """The cause, as a note to the reader's own exception."""
    observer.safely(observer.fail, error, line_of_error(error.__traceback__))
    hide_own_frames(error.__traceback__)
    with suppress(Exception):
        found = findings_of(observer.records, observer.broken)
        if found and found[0].kind != "fine":
            error.add_note(f"sgd.watch: {found[0].text}")


def _current() -> Observer | None:
    stack = _watching.get(threading.get_ident())
    return stack[-1] if stack and not stack[-1].busy else None


def _replace() -> None:
    """Put our own in the place of what ends a step, to be undone when the last watch ends."""
    for holder, name, wrapped in (
        (Tensor, "backward", _of_backward),
        (torch.autograd, "backward", _of_backward),
        (torch.autograd, "grad", _of_grad),
        (LRScheduler, "step", _telling(_schedule)),
        (nn.Module, "train", _telling(_mode)),
        (Optimizer, "__init__", _telling(_creation)),
    ):
        original = getattr(holder, name)
        setattr(holder, name, update_wrapper(wrapped(original), original))
        _undo.append(partial(setattr, holder, name, original))
    _undo.append(register_optimizer_step_pre_hook(_before_optimizer_step).remove)
    _undo.append(register_optimizer_step_post_hook(_after_optimizer_step).remove)


def _restore() -> None:
    while _undo:
        _undo.pop()()


def _step(observer: Observer, loss: Any, frame: FrameType, call: Callable[[], Any]) -> Any:
    """A backward pass, looked at before and after."""
    far = observer.passes_by(loss, frame)
    if not far:
        observer.before(loss, frame)
    observer.inside = True
    try:
        result = call()
    finally:
        observer.inside = False
    if far:
        observer.passed(loss)
    else:
        observer.after(loss, result)
    return result


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and value else value


def _of_backward(original: Call) -> Call:
    def backward(*args: Any, **kwargs: Any) -> Any:
        observer = _current()
        if observer is None or observer.inside:
            return original(*args, **kwargs)
        loss = _first(args[0] if args else kwargs.get("tensors"))
        return _step(observer, loss, sys._getframe(1), lambda: original(*args, **kwargs))

    return backward


def _of_grad(original: Call) -> Call:
    def grad(*args: Any, **kwargs: Any) -> Any:
        observer = _current()
        outputs, inputs = argument(args, kwargs, 0, "outputs"), argument(args, kwargs, 1, "inputs")
        inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs or ())
        leaves = all(isinstance(i, Tensor) and i.is_leaf for i in inputs)
        if observer is None or observer.inside or not leaves or kwargs.get("create_graph"):
            return original(*args, **kwargs)
        observer.inputs = inputs
        frame = sys._getframe(1)
        return _step(observer, _first(outputs), frame, lambda: original(*args, **kwargs))

    return grad


def _telling(tell: Callable[[Observer, FrameType, Any, Any], None]) -> Callable[[Call], Call]:
    """What tells the observer of each call of a function, and calls it."""

    def wrap(original: Call) -> Call:
        def call(*args: Any, **kwargs: Any) -> Any:
            observer = _current()
            if observer is not None:
                observer.safely(tell, observer, sys._getframe(1), args, kwargs)
            return original(*args, **kwargs)

        return call

    return wrap


def _schedule(observer: Observer, frame: FrameType, *_: Any) -> None:
    observer.record.note("schedule", "", readers_place(frame))


def _mode(observer: Observer, frame: FrameType, args: Any, kwargs: Any) -> None:
    record, training = observer.record, argument(args, kwargs, 1, "mode")
    record.mode = "eval" if training is False else "train"
    record.note(record.mode, "", readers_place(frame))


def _creation(observer: Observer, frame: FrameType, args: Any, _: Any) -> None:
    observer.optimizers.create(args[0], frame)


def _before_optimizer_step(optimizer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    observer = _current()
    if observer is None:
        return
    closure = (len(args) > 1 and args[1] is not None) or kwargs.get("closure") is not None
    observer.safely(observer.optimizers.step, optimizer, closure, observer.noting)
    if not closure:
        observer.pause()


def _after_optimizer_step(*_: Any) -> None:
    observer = _current()
    if observer is not None:
        observer.go_on()
