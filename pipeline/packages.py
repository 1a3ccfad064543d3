"""Packages: the front-end packages that package.json pins, as npm has installed them."""

from pathlib import Path

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
