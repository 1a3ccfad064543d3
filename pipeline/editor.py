"""Editor: the script of a cell's editor with what it imports of CodeMirror, in one file."""

from functools import cache
from pathlib import Path

from .packages import file_of, run_node

SOURCE = Path(__file__).parents[1] / "docs" / "assets" / "cells" / "editor.js"
LICENSE = "/*! With CodeMirror and Lezer: MIT License, (c) Marijn Haverbeke and others. */"
OPTIONS = [
    "--bundle",
    "--format=esm",
    "--minify",
    "--target=es2022,safari16.4",
    "--charset=utf8",
    "--log-level=error",
    f"--banner:js={LICENSE}",
]


def bundle() -> str:
    """The same for the same source and packages.

    Raises:
        PackageError: if a package is missing or the source does not hold together.
    """
    return _bundle(SOURCE.stat().st_mtime_ns)


@cache  # mkdocs serve asks at every change
def _bundle(changed: int) -> str:  # noqa: ARG001
    file_of("@codemirror", "view", "package.json")
    return run_node(file_of("esbuild", "bin", "esbuild"), SOURCE, *OPTIONS).decode()
