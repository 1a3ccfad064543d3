"""The tests: how long a contributor waits for them, set up as they are."""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).parents[1]


def of_the_package() -> float:
    """Seconds for the tests of the package alone."""
    return _seconds(sys.executable, "-m", "pytest", "-q", "sgd_tutorial", "tests/package")


def minutes(target: str) -> float:
    """Minutes for one of make's targets."""
    return _seconds("make", target) / 60


def _seconds(*command: str) -> float:
    start = perf_counter()
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start
