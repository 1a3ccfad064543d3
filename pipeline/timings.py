"""Timings: where the time of a build goes, if SGD_TIMINGS is set; `make site TIMINGS=1` sets it."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

ASKED = bool(os.environ.get("SGD_TIMINGS"))


@dataclass
class Time:
    """Seconds: all, and those in which this process worked rather than waited."""

    all: float = 0.0
    own: float = 0.0


_spent: defaultdict[str, Time] = defaultdict(Time)
_doing: list[str | None] = ["imports of mkdocs and of the pipeline"]  # the last within the others
_since = Time(psutil.Process().create_time())


def begin(what: str) -> None:
    """From now on time is spent on this, but for what is `timed`."""
    _charge()
    _doing[0] = what


@contextmanager
def timed(what: str) -> Iterator[None]:
    """In the block, or in the function, time is spent on this and on nothing around it."""
    _charge()
    _doing.append(what)
    try:
        yield
    finally:
        _charge()
        _doing.pop()


def _charge() -> None:
    global _since
    now = Time(time.time(), time.process_time())
    if what := _doing[-1]:
        _spent[what].all += now.all - _since.all
        _spent[what].own += now.own - _since.own
    _since = now


def report() -> str:
    """All of a build, then a line for each part of it, the longest first.

    What follows, until `begin` is called again, is waiting for a writer's next edit.
    """
    _charge()
    parts = sorted(_spent.items(), key=lambda part: -part[1].all)
    sums = Time(sum(t.all for _, t in parts), sum(t.own for _, t in parts))
    lines = [f"{t.all:6.2f} {t.own:6.2f}  {what}" for what, t in [("in all", sums), *parts]]
    _spent.clear()
    _doing[0] = None
    return "\n".join(["Seconds, and those of this process alone:", *lines])
