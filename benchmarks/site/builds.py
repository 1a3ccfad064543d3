"""Builds: how long the site takes, side by side with mkdocs-jupyter's own execution."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median

from tests.conftest import ROOT

from ..timing import seconds

SOURCES = [
    *["mkdocs.yml", "pyproject.toml", "LICENSE", "README.md"],
    *["docs", "sgd_tutorial", "pipeline", "browser"],
]
HOOKS = "hooks:\n  - pipeline/hooks.py\n"
ROUNDS = 3
# mkdocs, with kernels that are started and not forked, as where the system cannot fork.
UNFORKED = """
import sys
from pipeline import kernels
kernels.CAN_FORK = False
from mkdocs.__main__ import cli
cli()
"""


@contextmanager
def project() -> Iterator[Path]:
    """A copy of the project that may be changed."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as name:
        folder = Path(name)
        for source in SOURCES:
            if (ROOT / source).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / source, folder / source, ignore=ignored)
            else:
                shutil.copy(ROOT / source, folder)
        (folder / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
        yield folder


@cache
def environment() -> dict[str, str]:
    """Without a banner; with the time of the commit, which a copy does not know."""
    asked = ["git", "log", "-1", "--format=%ct"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return os.environ | {
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": commit.stdout.strip(),
        # mkdocs-jupyter leaves it to plotly what of a figure is in the notebook.
        "PLOTLY_RENDERER": "plotly_mimetype",
    }


def build(folder: Path, *mkdocs: str) -> None:
    """Build the project in the folder, whose package its pages import."""
    done = subprocess.run(
        [sys.executable, *(mkdocs or ("-m", "mkdocs")), "build", "--quiet"],
        cwd=folder,
        env=environment() | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}mkdocs ended with {done.returncode}")


@cache
def ratios(seeds: int = 0) -> tuple[float, float]:
    """Our build, forking and not, / mkdocs-jupyter's `execute: true` on the same notebooks.

    Args:
        seeds: instead of the site's pages, so many notebooks of the size of the first one.
    """
    with project() as ours, project() as theirs:
        for folder in (ours, theirs):
            _sow(folder, seeds)
        _use_mkdocs_jupyter(theirs)
        forked, unforked = [], []
        for _ in range(ROUNDS if seeds else 1):  # the site's own pages take minutes
            unit = seconds(lambda: build(theirs))
            forked.append(seconds(lambda: build(ours)) / unit)
            unforked.append(seconds(lambda: build(ours, "-c", UNFORKED)) / unit)
            print(f"  {unit:.1f} s, forked {forked[-1]:.3f}, unforked {unforked[-1]:.3f}")
    return median(forked), median(unforked)


def _sow(folder: Path, seeds: int) -> None:
    """Replace all notebooks by copies of the recipe page up to its loop."""
    if not seeds:
        return
    page = (folder / "docs" / "recipe" / "six-steps.py").read_text("utf-8")
    seed, found, _ = page.partition("# ## The same in one call")
    assert found
    for path in notebooks(folder):
        path.unlink()
    for number in range(seeds):
        (folder / "docs" / "recipe" / f"seed-{number}.py").write_text(seed, "utf-8")
    (folder / "docs" / "index.py").write_text("# %% [markdown]\n# # Home\n", "utf-8")


def notebooks(folder: Path) -> list[Path]:
    """The sources of the pages in a project."""
    docs = folder / "docs"
    return [
        path
        for path in sorted(docs.rglob("*.py"))
        if path.relative_to(docs).parts[0] not in ("assets", "snippets")
    ]


def configure(folder: Path, change: Callable[[str], str]) -> None:
    """Change what a project's mkdocs.yml says."""
    config = folder / "mkdocs.yml"
    before = config.read_text("utf-8")
    after = change(before)
    assert after != before
    config.write_text(after, "utf-8")


def _use_mkdocs_jupyter(folder: Path) -> None:
    """The same site without our hooks."""
    configure(folder, lambda text: text.replace(HOOKS, ""))
    configure(folder, lambda text: text.replace("execute: false", "execute: true"))


def forked() -> float:
    """With kernels forked from one parent."""
    return ratios()[0]


def unforked() -> float:
    """With kernels started one by one, as where the system cannot fork."""
    return ratios()[1]


def eight_forked() -> float:
    """As `forked`, on eight notebooks of the size of the first one."""
    return ratios(8)[0]


def eight_unforked() -> float:
    """As `unforked`, on the same eight."""
    return ratios(8)[1]
