"""Waits: whatever a build waits for has a limit, and is named when that is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import TimeoutExpired


class WaitError(Exception):
    """What did not come, how long the build has waited for it, and what to do."""


@contextmanager
def waiting_for(what: str, advice: str) -> Iterator[None]:
    """Name a program that takes longer than the `timeout` of its `subprocess.run`.

    Raises:
        WaitError: if it does.
    """
    try:
        yield
    except TimeoutExpired as late:
        raise WaitError(f"{what} takes more than {late.timeout:g} seconds: {advice}") from None
