"""Pyodide: the Python that a reader's browser runs, as the site serves it.

Each file is compressed here, so that its weight does not depend on the host, and named after its
content, so that a browser may keep it forever.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import lazy_loader

from .assets import NODE_MODULES, PROJECT, file_of, run_node
from .cache import write_whole
from .public_names import public_names

CACHE = NODE_MODULES / ".cache" / "pyodide"  # lives as long as the packages that it is made of
BROWSER = PROJECT / "browser"
SNIPPETS = PROJECT / "docs" / "snippets"
STDLIB = Path(__file__).with_name("stdlib.js")
# Packages that cells may import, what they need, and the one that runs them.
PACKAGES = [
    *[BROWSER / name for name in ("torch", "numpy", "matplotlib", "tqdm", "plotly", "session")],
    PROJECT / "sgd_tutorial",
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
    for name, packed in (_python() | _own()).items():
        address = f"{name}.{_digest(packed)[:16]}.bin"
        bundle[name] = {"address": address, "bytes": len(packed)}
        yield f"assets/cells/{address}", packed
    version = json.loads(file_of("pyodide", "package.json").read_text("utf-8"))["version"]
    script = BUNDLE.format(version=version, bundle=json.dumps(bundle, indent=2))
    yield "assets/cells/bundle.js", script


@cache
def _python() -> dict[str, bytes]:
    """Pyodide and its standard library, compressed: they change with the npm package alone."""
    names = ["pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs"]
    files = {name: file_of("pyodide", name).read_bytes() for name in names}
    files["stdlib.zip"] = stdlib()
    return {
        name: cached("gzip", content, partial(_compressed, content))
        for name, content in files.items()
    }


def _own() -> dict[str, bytes]:
    """What the site adds, compressed, by the names that frame.js and worker.js know."""
    files = {"runtime.json": json.dumps({"lock": _lock(), "sources": dict(_sources())}).encode()}
    scripts = ("frame.js", "worker.js", "loops.js", "products.js")
    files |= {name: (BROWSER / name).read_bytes() for name in scripts}
    return {name: _compressed(content) for name, content in files.items()}


def _lock() -> dict[str, object]:
    """What Pyodide reads of the packages that it could load: none."""
    lock = json.loads(file_of("pyodide", "pyodide-lock.json").read_text("utf-8"))
    return {"info": lock["info"], "packages": {}}


def _sources() -> Iterator[tuple[str, str]]:
    """Paths of the modules that cells may import and of the files that they read, with the text."""
    for folder in PACKAGES:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.pyi")]):
            yield path.relative_to(folder.parent).as_posix(), path.read_text("utf-8")
    yield "torch/names.json", cached("names", _made_of_names(), public_names).decode()
    for path in sorted(SNIPPETS.glob("*.csv")):
        yield f"files/{path.name}", path.read_text("utf-8")


def _made_of_names() -> bytes:
    """What the list of torch's and numpy's names depends on."""
    versions = version("torch") + version("numpy")
    return Path(public_names.__code__.co_filename).read_bytes() + versions.encode()


def stdlib() -> bytes:
    """The standard library, trimmed and compiled: see stdlib.py."""
    sources = [
        file_of("pyodide", "python_stdlib.zip"),
        *(STDLIB.with_suffix(suffix) for suffix in (".js", ".py")),
    ]
    content = b"".join(path.read_bytes() for path in sources)
    return cached("stdlib", content, partial(run_node, STDLIB))


def cached(kind: str, content: bytes, make: Callable[[], bytes]) -> bytes:
    """What is made of the content, which takes seconds; from a file if it was made before."""
    path = CACHE / f"{kind}-{_digest(content)}"
    try:
        return path.read_bytes()
    except OSError:
        result = make()
    write_whole(path, result)
    return result


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
