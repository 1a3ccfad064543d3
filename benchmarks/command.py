"""The command line on 1,000,000 rows, against reading them and numpy's least squares."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile

import numpy as np

from sgd_tutorial.cli._main import main

from .timing import ratio, seconds

ROWS = 1_000_000
DEGREE = 3
ROUNDS = 5


@contextlib.contextmanager
def million_rows():
    """The path of a CSV of two columns."""
    random = np.random.default_rng(0)
    x = random.uniform(-20, 20, ROWS)
    y = 0.02 * x**3 + 5 * x * x - 3 * x + 7 + random.normal(0, 100, ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.csv")
        np.savetxt(path, np.c_[x, y], fmt="%.6f", delimiter=",", header="x,y", comments="")
        yield path


def least_squares(path):
    """What a user of numpy writes."""
    x, y = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True)
    return np.linalg.lstsq(np.vander(x, DEGREE + 1), y, rcond=None)[0]


def report(path):
    """The command, from its arguments to its last line."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert main([path, "--degree", str(DEGREE)]) == 0


def against_lstsq():
    """In one process, so that neither side's imports count."""
    with million_rows() as path:
        return ratio(lambda: report(path), lambda: least_squares(path), ROUNDS)


def seconds_with_imports():
    """In a process of its own, with every import."""
    line = [sys.executable, "-m", "sgd_tutorial", "--degree", str(DEGREE)]
    with million_rows() as path:
        return seconds(lambda: subprocess.run([*line, path], check=True, capture_output=True))
