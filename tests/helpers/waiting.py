"""Waiting for what must come, however slow the machine is."""

import time

LONGEST = 300  # seconds


def wait_for(condition):
    """What the condition gives, once that is true."""
    end = time.monotonic() + LONGEST
    while not (found := condition()):
        assert time.monotonic() < end, f"not so after {LONGEST} seconds"
        time.sleep(0.02)
    return found
