"""The machine and the versions that something was measured with."""

import os
import platform
import re
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("torch", "numpy", "jax", "scikit-learn")


def machine() -> str:
    """System, kind of processor, cores."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def processor() -> str:
    """Its name where Linux tells it, otherwise its kind."""
    with suppress(OSError):
        text = Path("/proc/cpuinfo").read_text("utf-8")
        if found := re.search(r"^model name\s*: (.+)$", text, re.MULTILINE):
            return found[1]
    return platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Of Python and of what is measured, as far as it is installed."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def today() -> str:
    """The date, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"
