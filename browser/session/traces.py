"""Traces: an error as Python tells it, with the reader's own lines alone."""

import linecache
from traceback import TracebackException
from types import TracebackType

from . import lacking

MARK = "<cell"


def told(error):
    """The traceback's text. What went on inside torch is left out."""
    _keep_own(error, set())
    if isinstance(error, SyntaxError) and str(error.filename).startswith(MARK):
        error.msg = lacking.message(error, linecache.getlines(error.filename))
    text = "".join(TracebackException.from_exception(error).format())
    return f"{text}{lacking.note(error)}".rstrip("\n")


def _keep_own(error, seen):
    """Strip an error, and those that led to it: one that has no line of the reader's is no news."""
    seen.add(id(error))
    error.with_traceback(_own(error.__traceback__))
    for name in ("__cause__", "__context__"):
        led = getattr(error, name)
        if led is None or id(led) in seen:
            continue
        _keep_own(led, seen)
        if led.__traceback__ is None:
            suppressed = error.__suppress_context__
            # Past a `__setattr__` of the reader's: an error may be a frozen dataclass.
            BaseException.__setattr__(error, name, None)
            BaseException.__setattr__(error, "__suppress_context__", suppressed)


def _own(trace):
    """The same without foreign lines; by a loop, since a deep recursion has many."""
    lines = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(MARK):
            lines.append(trace)
        trace = trace.tb_next
    kept = None
    for line in reversed(lines):
        kept = TracebackType(kept, line.tb_frame, line.tb_lasti, line.tb_lineno)
    return kept
