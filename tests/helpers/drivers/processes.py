"""Programs that run beside a test."""

import subprocess
import time
from contextlib import contextmanager, suppress

from tests.helpers.drivers.page import LIMIT


@contextmanager
def running(command, **options):
    """A program, which is ended at the latest when it is no longer needed."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def once_it_is_there(read):
    """What a function returns that raises OSError until the program is ready."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        with suppress(OSError, ValueError):
            return read()
        time.sleep(0.03)
    return read()
