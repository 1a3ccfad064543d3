"""Runtime: the Python that a reader's browser runs, as the site serves it.

Each file is compressed here, so that its weight does not depend on the host, and named after what
is in it, so that a browser may keep it for ever.
"""

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import lazy_loader

from .packages import NODE_MODULES, file_of, run_node

PROJECT = Path(__file__).parents[1]
KEPT = NODE_MODULES / ".cache" / "pyodide"  # as long as the packages that it was made of
BROWSER = PROJECT / "browser"
SNIPPETS = PROJECT / "docs" / "snippets"
SCRIPT = Path(__file__).with_name("stdlib.js")
# Packages that cells may import, what they need, and the one that runs them.
PACKAGES = [
    *[BROWSER / "torch", BROWSER / "plotly", BROWSER / "session", PROJECT / "sgd_tutorial"],
    Path(lazy_loader.__file__).parent,
]
BUNDLE = """\
// What runs Python in the browser: addresses and bytes. Written by pipeline/pyodide.py.
// Pyodide {version} has the Mozilla Public License 2.0; its source: github.com/pyodide/pyodide.
// Python in it has the license of its foundation: docs.python.org/3/license.html.
export const BUNDLE = {bundle}
"""


def runtime() -> Iterator[tuple[str, bytes | str]]:
    """Addresses in the site, each with what is served there."""
    bundle = {}
    own = {name: _compressed(content) for name, content in _own()}
    for name, packed in (_python() | own).items():
        address = f"{name}.{_digest(packed)[:16]}.bin"
        bundle[name] = {"address": address, "bytes": len(packed)}
        yield f"assets/cells/{address}", packed
    version = json.loads(file_of("pyodide", "package.json").read_text("utf-8"))["version"]
    told = BUNDLE.format(version=version, bundle=json.dumps(bundle, indent=2))
    yield "assets/cells/bundle.js", told


@cache
def _python() -> dict[str, bytes]:
    """Pyodide and its standard library, compressed: they change with the package alone."""
    names = ["pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs"]
    files = {name: file_of("pyodide", name).read_bytes() for name in names}
    files["stdlib.zip"] = _stdlib()
    return {
        name: _kept("gzip", content, partial(_compressed, content))
        for name, content in files.items()
    }


def _own() -> Iterator[tuple[str, bytes]]:
    """What the site adds, by the names that frame.js and worker.js know."""
    yield "runtime.json", json.dumps({"lock": _lock(), "sources": dict(_sources())}).encode()
    for name in ("frame.js", "worker.js", "loops.js"):
        yield name, (BROWSER / name).read_bytes()


def _lock() -> dict[str, object]:
    """What Pyodide asks to know of the packages that it could load: none."""
    lock = json.loads(file_of("pyodide", "pyodide-lock.json").read_text("utf-8"))
    return {"info": lock["info"], "packages": {}}


def _sources() -> Iterator[tuple[str, str]]:
    """Paths of the modules that cells may import and of the files that they read, with the text."""
    for folder in PACKAGES:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.pyi")]):
            yield path.relative_to(folder.parent).as_posix(), path.read_text("utf-8")
    for path in sorted(SNIPPETS.glob("*.csv")):
        yield f"files/{path.name}", path.read_text("utf-8")


def _stdlib() -> bytes:
    """The standard library, trimmed and compiled: see stdlib.py."""
    source = file_of("pyodide", "python_stdlib.zip")
    made_of = [source, *(SCRIPT.with_suffix(suffix) for suffix in (".js", ".py"))]
    return _kept("stdlib", b"".join(path.read_bytes() for path in made_of), _compile)


def _compile() -> bytes:
    return run_node(SCRIPT)


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _kept(kind: str, content: bytes, make: Callable[[], bytes]) -> bytes:
    """What is made of the content: made once, since it takes seconds."""
    path = KEPT / f"{kind}-{_digest(content)}"
    try:
        return path.read_bytes()
    except OSError:
        made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(made)
    os.replace(file.name, path)
    return made


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
