"""Stdlib: the part of Python's standard library that cells may import, compiled.

Runs in Pyodide, under Node: its bytecode is that of the Python in the browser.
"""

import importlib
import importlib.util
import io
import marshal
import sys
import zipfile
from types import CodeType

# What readers import in cells, the small torch, the package and the session.
ROOTS = [
    *["abc", "array", "bisect", "cmath", "collections", "contextlib", "copy", "csv"],
    *["dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools"],
    *["graphlib", "heapq", "importlib.util", "inspect", "io", "itertools", "json", "linecache"],
    *["math", "numbers", "operator", "os", "pathlib", "pprint", "random", "re", "reprlib"],
    *["shutil", "statistics", "string", "string.templatelib", "struct", "tempfile", "textwrap"],
    *["time", "timeit", "traceback", "types", "typing", "unicodedata", "warnings", "weakref"],
]
# What those import only when they are used.
LATER = [
    *["_ast_unparse", "_colorize", "_pydatetime", "_strptime", "annotationlib", "ast"],
    *["calendar", "encodings.ascii", "encodings.latin_1", "encodings.utf_8_sig", "tokenize"],
]


def stdlib(source: str) -> bytes:
    """A zip of compiled modules: the roots, what they import, and what Pyodide's start imports.

    Not compressed, so that Python reads it at once; the whole file travels compressed.
    """
    for name in ROOTS + LATER:
        importlib.import_module(name)
    held = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(held, "w") as new:
        for path in sorted(imported(source)):
            text = old.read(path)
            code = bare(compile(text, path, "exec", dont_inherit=True, optimize=2))
            flags = (0b01).to_bytes(4, "little")  # go by a hash, and do not check it
            head = importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(text)
            new.writestr(zipfile.ZipInfo(f"{path}c"), head + marshal.dumps(code))
    return held.getvalue()


def imported(source: str) -> set[str]:
    """The paths in the zip of all modules that were loaded from it."""
    specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
    files = [spec.origin or "" for spec in specs if spec]  # "frozen", if in the binary itself
    return {file.removeprefix(f"{source}/") for file in files if file.startswith(source)}


def bare(code: CodeType) -> CodeType:
    """With the first line of each function for all its lines, which else are a fifth of the zip.

    Tracebacks show the reader's own lines alone.
    """
    consts = (bare(const) if isinstance(const, CodeType) else const for const in code.co_consts)
    return code.replace(co_linetable=lines(len(code.co_code) // 2), co_consts=tuple(consts))


def lines(units: int) -> bytes:
    """A table for that many instructions: entries of up to eight, without columns, 0 lines on."""
    entries = [min(8, units - start) for start in range(0, units, 8)]
    return b"".join(bytes([0b1_1101_000 + length - 1, 0]) for length in entries)
