"""What the foot of a page says of the build: its date, and the versions that ran the pages."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import sgd_tutorial

from .waits import waiting_for

COMMIT_TIME = ["git", "log", "-1", "--format=%ct"]
SECONDS_FOR_GIT = 30


def date_by_commit() -> None:
    """Give the build the date of the commit, so that it is reproducible, unless one is set.

    Raises:
        WaitError: if git does not answer.
    """
    if "SOURCE_DATE_EPOCH" not in os.environ and (commit_time := _commit_time()):
        os.environ["SOURCE_DATE_EPOCH"] = commit_time


def _commit_time() -> str | None:
    try:
        with waiting_for(" ".join(COMMIT_TIME), "run it by hand, or set SOURCE_DATE_EPOCH"):
            return subprocess.run(
                COMMIT_TIME,
                cwd=Path(__file__).parent,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS_FOR_GIT,
            ).stdout.strip()
    except OSError:  # git is not installed
        return None


def versions() -> str:
    """What ran the pages."""
    own, python = sgd_tutorial.__version__, platform.python_version()
    return f"sgd-tutorial {own}, Python {python}, torch {version('torch')}"
