"""The reader's line, found from a frame; those of torch, Python and this package are skipped."""

import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any

import torch
from torch.overrides import handle_torch_function

TORCH = os.path.dirname(torch.__file__) + os.sep
PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
STANDARD = os.path.dirname(os.__file__) + os.sep
HANDLER = handle_torch_function.__code__

Place = tuple[CodeType, int] | None


@dataclass(frozen=True)
class Line:
    """Where in the reader's code: a file, the number of a line, its text."""

    file: str
    number: int
    code: str = ""

    def __str__(self) -> str:
        return f"line {self.number}, `{self.code}`" if self.code else f"line {self.number}"


_foreign: dict[CodeType, bool] = {}
_calls: dict[tuple[CodeType, int], Callable[..., Any]] = {}


def _is_foreign(code: CodeType) -> bool:
    known = _foreign.get(code)
    if known is None:
        name = code.co_filename
        standard = name.startswith(STANDARD) and "site-packages" not in name
        known = _foreign[code] = standard or name.startswith((TORCH, PACKAGE, "<frozen"))
    return known


@cache
def is_optimizers(code: CodeType) -> bool:
    """Whether code is one of torch's optimizers."""
    return code.co_filename.startswith(f"{TORCH}optim{os.sep}")


def readers_place(frame: FrameType | None) -> Place:
    """The innermost frame of the reader's, as its code and where in it."""
    while frame is not None and _is_foreign(frame.f_code):
        frame = frame.f_back
    return None if frame is None else (frame.f_code, frame.f_lineno)


def as_line(place: Place) -> Line | None:
    """A place with the text of its line."""
    if place is None:
        return None
    file, number = place[0].co_filename, place[1]
    return Line(file, number, linecache.getline(file, number).strip())


def line_of_error(traceback: TracebackType | None) -> Line | None:
    """The last of the reader's lines that an error passed."""
    place: Place = None
    while traceback is not None:
        if not _is_foreign(traceback.tb_frame.f_code):
            place = traceback.tb_frame.f_code, traceback.tb_lineno
        traceback = traceback.tb_next
    return as_line(place)


def local_of_error(error: BaseException, name: str) -> Any:
    """What a name stands for where an error was raised."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback and traceback.tb_frame.f_locals.get(name)


def hide_own_frames(traceback: TracebackType | None) -> None:
    """Leave those out of a traceback that would not be there without `watch`."""
    while traceback is not None:
        following = traceback.tb_next
        while following is not None and following.tb_frame.f_code.co_filename.startswith(PACKAGE):
            stands_for_another = following.tb_frame.f_code is call_from.__code__
            following = following.tb_next
            if stands_for_another and following is not None:
                following = following.tb_next
        traceback.tb_next = following
        traceback = following


def caller_of_torch(depth: int) -> FrameType:
    """The frame that called a torch function, seen from the function mode."""
    frame = sys._getframe(depth)
    if frame.f_code is HANDLER and frame.f_back is not None and frame.f_back.f_back is not None:
        return frame.f_back.f_back
    return frame


def call_from(frame: FrameType, func: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Call a function as if from this frame, so that its warnings name the reader's line."""
    key = frame.f_code, frame.f_lasti
    call = _calls.get(key)
    if call is None or call.__globals__ is not frame.f_globals:
        call = _calls[key] = _call_at(frame)
        if len(_calls) > 10_000:
            _calls.clear()
    return call(func, args, kwargs)


def _call_at(frame: FrameType) -> Callable[..., Any]:
    code = _call.__code__.replace(
        co_filename=frame.f_code.co_filename,
        co_firstlineno=frame.f_lineno,
        co_name=frame.f_code.co_name,
    )
    return FunctionType(code, frame.f_globals)


# One line, so that its number is the reader's.
_call = lambda func, args, kwargs: func(*args, **kwargs)  # noqa: E731
