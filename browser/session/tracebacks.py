"""Errors as Python prints them, reduced to the reader's own lines."""

import linecache
from traceback import TracebackException
from types import TracebackType

from . import missing

CELL = "<cell"  # how the file names of cells begin


def format_error(error):
    """The text of the traceback, without the lines inside torch."""
    _strip(error, set())
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL):
        error.msg = missing.syntax_message(error, linecache.getlines(error.filename))
    if isinstance(error, ImportError):
        error.msg = missing.import_message(error)
    text = "".join(TracebackException.from_exception(error).format())
    return f"{text}{missing.hint(error)}".rstrip("\n")


def _strip(error, seen):
    """Strip an error and those that led to it; drop those without a line of the reader's."""
    seen.add(id(error))
    error.with_traceback(_own_lines(error.__traceback__))
    for name in ("__cause__", "__context__"):
        earlier = getattr(error, name)
        if earlier is None or id(earlier) in seen:
            continue
        _strip(earlier, seen)
        if earlier.__traceback__ is None:
            suppressed = error.__suppress_context__
            # Bypass a `__setattr__` of the reader's: an error may be a frozen dataclass.
            BaseException.__setattr__(error, name, None)
            BaseException.__setattr__(error, "__suppress_context__", suppressed)


def _own_lines(trace):
    """The traceback of the reader's lines alone; a loop, since deep recursion makes many."""
    lines = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(CELL):
            lines.append(trace)
        trace = trace.tb_next
    result = None
    for line in reversed(lines):
        result = TracebackType(result, line.tb_frame, line.tb_lasti, line.tb_lineno)
    return result
