"""Licenses of all that the site ships, as one text, made from what is installed.

What has no file of its own here, because it is a part of Material's scripts or of Pyodide, stands
in a table. The build stops at a part of Material that the table does not have.
"""

import importlib.metadata
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from .assets import EDITOR, PROJECT, PackageError, file_of

RULE = "=" * 80
INTRODUCTION = """\
What this site ships, and on what terms. First its own text and code, then what others made; the
terms that several of these share stand once, at the end.
"""
# Not imported: hooks.py alone knows Material, and this needs its files alone.
THEME = Path(
    str(importlib.metadata.distribution("mkdocs-material").locate_file("material/templates"))
)
ICONS = THEME / ".icons" / "material"  # of those that pages have
# Served for themselves; what the editor imports is found below.
NPM = {
    "plotly.js-cartesian-dist-min": "draws figures",
    "katex": "formulas: their markup and styles",
    "pyodide": "runs Python in the page",
}
TYPEFACES = {"Source Serif 4": "what is read", "Source Sans 3": "controls, tables, captions"}
ADOBE = "Copyright 2010-2023 Adobe (www.adobe.com), with Reserved Font Name 'Source'."
PYTHON = {"mkdocs-material": "the pages' frame and search", "lazy-loader": "runs in the page"}
FONTS = """\
Copyright (c) 2009-2010, Design Science, Inc. (www.mathjax.org)
Copyright (c) 2014-2018 Khan Academy (www.khanacademy.org),
with Reserved Font Names KaTeX_AMS, KaTeX_Caligraphic, KaTeX_Fraktur, KaTeX_Main, KaTeX_Math,
KaTeX_SansSerif, KaTeX_Script, KaTeX_Size1 to KaTeX_Size4 and KaTeX_Typewriter."""
# Parts of the theme's scripts and styles, by the names in their source maps.
THEME_PARTS = {
    "clipboard": ("MIT", "Copyright (c) Zeno Rocha"),
    "escape-html": (
        "MIT",
        "Copyright (c) 2012-2013 TJ Holowaychuk\nCopyright (c) 2015 Andreas Lubbe\n"
        'Copyright (c) 2015 Tiancheng "Timothy" Gu',
    ),
    "focus-visible": ("W3C", "www.w3.org/Consortium/Legal/copyright-software"),
    "lunr": ("MIT", "Copyright (c) 2020 Oliver Nightingale"),
    "material-design-color": ("MIT", "github.com/mrmlnc/material-color"),
    "rxjs": ("Apache-2.0", "Copyright (c) 2015-2025 Google, Netflix, Microsoft and contributors"),
    "tslib": ("0BSD", "Copyright (c) Microsoft Corporation"),
}
# Parts of Pyodide's binary, beside those that Python's own license names.
PYODIDE_PARTS = {
    "bzip2": ("bzip2-1.0.6", "Copyright (c) 1996-2019 Julian Seward"),
    "Emscripten": ("MIT", "Copyright (c) 2010-2014 Emscripten authors"),
    "libffi": ("MIT", "Copyright (c) Anthony Green, Red Hat, Inc and others"),
    "liblzma": ("0BSD", "tukaani.org/xz"),
    "LLVM's runtime libraries": ("Apache-2.0 WITH LLVM-exception", "llvm.org/LICENSE.txt"),
    "musl": ("MIT", "Copyright (c) 2005-2020 Rich Felker, et al."),
    "SQLite": ("public domain", "sqlite.org/copyright.html"),
    "zlib": ("Zlib", "Copyright (c) 1995-2024 Jean-loup Gailly and Mark Adler"),
    "Zstandard": ("BSD-3-Clause", "Copyright (c) 2016-2022 Meta Platforms, Inc. and affiliates"),
}
# Terms that several works share, as an installed package has them, from these words on.
TERMS = {
    "Apache-2.0": ("requests", "Apache License"),
    "BSD-3-Clause": ("lazy-loader", "Redistribution and use"),
    "MIT": ("mkdocs-material", "Permission is hereby granted"),
    "MPL-2.0": ("pathspec", "Mozilla Public License"),
}


@dataclass(frozen=True)
class Work:
    """Something that the site ships: what for, and what must be said of it."""

    name: str
    license: str
    use: str
    notice: str


def works() -> Iterator[Work]:
    """All of them, the site itself first.

    Raises:
        PackageError: if Material has a part that the table does not have.
    """
    yield Work("This site and sgd-tutorial", "MIT", "", _read(PROJECT / "LICENSE"))
    for package, use in NPM.items():
        yield _npm(package, use)
    yield Work("KaTeX's fonts", "OFL-1.1", "letters of formulas", f"{FONTS}\n\n{_font_terms()}")
    for name, use in TYPEFACES.items():
        notice = f"{ADOBE} The site serves parts, under names of their own.\n\n{_font_terms()}"
        yield Work(name, "OFL-1.1", use, notice)
    for package in sorted(editor_packages()):
        yield _npm(package, "the editor of live cells")
    for distribution, use in PYTHON.items():
        yield _python(distribution, use)
    icons = _read(ICONS / "LICENSE")
    yield Work("Material Design Icons", "Apache-2.0", "icons", icons)
    yield from _parts(theme_parts(), THEME_PARTS, "in Material's scripts and styles")
    yield Work("Python", "PSF-2.0", "in Pyodide", _license_of("typing-extensions"))
    yield from _parts(set(PYODIDE_PARTS), PYODIDE_PARTS, "in Pyodide")


@cache  # `mkdocs serve` asks at every change
def text() -> str:
    """What the site serves as licenses.txt."""
    all_works = list(works())
    table = [f"{work.name:40} {work.license:32} {work.use}".rstrip() for work in all_works]
    notices: dict[str, list[Work]] = {}
    for work in all_works:
        notices.setdefault(work.notice, []).append(work)
    parts = [INTRODUCTION, "\n".join(table)]
    for notice, same in notices.items():
        names = "\n".join(f"{work.name} ({work.license})" for work in same)
        parts.append(f"{RULE}\n{names}\n{RULE}\n\n{notice}")
    for name in TERMS:
        parts.append(f"{RULE}\nTerms of {name}\n{RULE}\n\n{_terms(name)}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def editor_packages() -> set[str]:
    """The npm packages in the editor's script: what it imports, and what those need."""
    found: set[str] = set()
    new = set(re.findall(r'from "([^".]+)"', EDITOR.read_text("utf-8")))
    while new:
        found |= new
        new = set(chain(*(_manifest(package).get("dependencies", {}) for package in new))) - found
    return found


def theme_parts() -> set[str]:
    """The npm packages in the theme's scripts and styles, by their source maps."""
    maps = (json.loads(path.read_text("utf-8")) for path in (THEME / "assets").rglob("*.map"))
    sources = chain(*(each["sources"] for each in maps))
    found = (re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", source) for source in sources)
    return {match[1] for match in found if match}


def _parts(names: set[str], known: dict[str, tuple[str, str]], use: str) -> Iterator[Work]:
    if unknown := names - known.keys():
        raise PackageError(f"pipeline/licenses.py does not have {sorted(unknown)}: {use}")
    for name in sorted(names):
        terms, notice = known[name]
        yield Work(name, terms, use, notice)


def _npm(package: str, use: str) -> Work:
    manifest = _manifest(package)
    file = file_of(package, "package.json").with_name("LICENSE")
    notice = _read(file) if file.exists() else f"Its source: {manifest['homepage']}"
    return Work(f"{package} {manifest['version']}", manifest["license"], use, notice)


def _manifest(package: str) -> dict[str, Any]:
    return json.loads(file_of(package, "package.json").read_text("utf-8"))


def _python(distribution: str, use: str) -> Work:
    found = importlib.metadata.metadata(distribution)
    name = f"{distribution} {found['Version']}"
    return Work(name, found["License-Expression"], use, _license_of(distribution))


def _license_of(distribution: str) -> str:
    """The text of an installed distribution's license."""
    found = importlib.metadata.distribution(distribution)
    texts = (found.read_text(f"licenses/{name}") for name in ("LICENSE", "LICENSE.md"))
    return next(filter(None, texts)).strip()


def _font_terms() -> str:
    return _read(file_of("@fontsource/source-serif-4", "LICENSE"))


def _terms(name: str) -> str:
    distribution, first_words = TERMS[name]
    text = _license_of(distribution)
    return text[text.index(first_words) :]


def _read(path: Path) -> str:
    return path.read_text("utf-8").strip()
