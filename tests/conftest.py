"""What the tests share: the notebook's problem, and the built site."""

import functools
import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import sgd_tutorial as sgd

ROOT = Path(__file__).parents[1]


@pytest.fixture
def problem():
    """The notebook's approximation, guesses, x and y."""
    return sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()


@pytest.fixture
def precise_problem():
    """The same in float64, x in units of its spread, with noise: well conditioned."""
    x, y = sgd.noisy_data(noise=50.0)
    return sgd.quadratic, [1.0, 2.0, 3.0], x.double() / 12, y.double() / 1000


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where the site will be served: the folder, and its address under a sub-path."""
    with served(tmp_path_factory.mktemp("served")) as address:
        yield address


@contextmanager
def served(root):
    """Serve a folder: a sub-folder to fill, and its address."""
    handler = functools.partial(QuietHandler, directory=root)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield root / "some" / "path", f"http://127.0.0.1:{server.server_port}/some/path/"
        server.shutdown()


@pytest.fixture(scope="session")
def site(address):
    """The built site, as `make site` builds it."""
    folder, url = address
    done = build(ROOT, "--site-dir", str(folder), SITE_URL=url)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def build(project, *arguments, **environment):
    """Run the strict build of a project, with all that it says captured."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *arguments],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
    )


# The pages that are notebooks, by their place in the project.
NOTEBOOKS = [
    path.relative_to(ROOT)
    for path in sorted((ROOT / "docs").rglob("*.py"))
    if "snippets" not in path.parts
]
# The pages that a copy of the project has.
FEW = {
    "index.py": "# %% [markdown]\n# # Home\n",
    "recipe/six-steps.py": "# %% [markdown]\n# # Short\n",
    "questions/why-is-c-wrong.py": "# %% [markdown]\n# # Why\n",
}


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a few pages that are quick to run, in a folder with an odd name."""
    return copy_project(tmp_path / "le projet d'été", FEW)


def copy_sources(folder, *ignored):
    """Copy into a folder what a build of the project reads, without files of these names."""
    folder.mkdir(exist_ok=True)
    for name in ("mkdocs.yml", "pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, folder)
    patterns = shutil.ignore_patterns("__pycache__", *ignored)
    for name in ("docs", "pipeline", "browser", "sgd_tutorial"):
        shutil.copytree(ROOT / name, folder / name, ignore=patterns)
    (folder / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)


def copy_project(folder, pages):
    """Copy the project into a new folder, with these pages in place of its own."""
    # The page of snippets, the lab and the reference link to others that are not there.
    copy_sources(folder, "*.png", "index.md", "lab.md", "reference")
    for page in NOTEBOOKS:
        (folder / page).unlink()
    for name, text in pages.items():
        (folder / "docs" / name).write_text(text)
    settings = folder / "mkdocs.yml"
    nav = "nav:" + "".join(f"\n  - {name}" for name in [*pages, "glossary.md"]) + "\n\n"
    settings.write_text(
        re.sub(r"^nav:.*?^(?=theme:)", nav, settings.read_text(), flags=re.M | re.S)
    )
    return folder


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        """Say nothing."""
