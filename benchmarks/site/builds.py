"""Builds: how long the site takes, side by side with mkdocs-jupyter's own execution."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median

from tests.helpers.project import NOTEBOOKS, copy_sources

from ..timing import seconds

HOOKS = re.compile(r"^hooks:\n(?:  - .*\n)+", re.MULTILINE)
ROUNDS = 3
# No banner; mkdocs-jupyter leaves it to plotly what of a figure is in the notebook.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PLOTLY_RENDERER": "plotly_mimetype"}
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
        copy_sources(Path(name))
        yield Path(name)


def build(folder: Path, *mkdocs: str, options: Sequence[str] = ()) -> None:
    """Build the project in the folder, whose package its pages import."""
    done = subprocess.run(
        [sys.executable, *(mkdocs or ("-m", "mkdocs")), "build", "--quiet", *options],
        cwd=folder,
        env=os.environ | ENVIRONMENT | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}mkdocs ended with {done.returncode}")


def cold() -> float:
    """Seconds of the strict build of a fresh copy, with nothing packed for the browser before."""
    with project() as folder:
        modules = folder / "node_modules"
        installed = modules.readlink()
        modules.unlink()
        modules.mkdir()
        for package in installed.iterdir():
            if package.name != ".cache":
                (modules / package.name).symlink_to(package)
        return seconds(lambda: build(folder, options=["--strict"]))


@cache
def ratios(seeds: int = 0) -> tuple[float, float]:
    """Our build, forking and not, / mkdocs-jupyter's `execute: true` on the same notebooks.

    Args:
        seeds: instead of the site's pages, so many notebooks of the size of the first one.
    """
    with project() as ours, project() as theirs:
        for folder in (ours, theirs) if seeds else ():
            _sow(folder, seeds)
        configure(theirs, HOOKS, "")
        let_slips_fail(theirs)
        for folder in (ours, theirs) if seeds else (theirs,):
            remove_templates(folder)
        configure(theirs, re.compile("execute: false"), "execute: true")
        forked, unforked = [], []
        for _ in range(ROUNDS if seeds else 1):  # the site's own pages take minutes
            unit = seconds(lambda: build(theirs))
            forked.append(seconds(lambda: build(ours)) / unit)
            unforked.append(seconds(lambda: build(ours, "-c", UNFORKED)) / unit)
            print(f"  {unit:.1f} s, forked {forked[-1]:.3f}, unforked {unforked[-1]:.3f}")
    return median(forked), median(unforked)


def let_slips_fail(folder: Path) -> None:
    """Loops to examine may end in an error, which only our build watches."""
    for path in NOTEBOOKS:
        page = folder / path
        if page.exists():
            text = page.read_text("utf-8")
            page.write_text(text.replace('["examine"]', '["raises-exception"]'), "utf-8")


def remove_templates(folder: Path) -> None:
    """Leave the theme's own, which need no hook and no page of the site."""
    overrides = folder / "docs" / "overrides"
    shutil.rmtree(overrides / "partials")
    for template in overrides.glob("*.html"):
        template.unlink()


def _sow(folder: Path, seeds: int) -> None:
    """Replace all notebooks by copies of the recipe page up to its loop."""
    page = (folder / "docs" / "recipe" / "six-steps.py").read_text("utf-8")
    seed, found, _ = page.partition("# ## The same in one call")
    assert found
    seed = seed.replace('!!! question "Predict"', '!!! note "Predict"')  # its answer stands below
    for path in NOTEBOOKS:
        (folder / path).unlink()
    for number in range(seeds):
        (folder / "docs" / "recipe" / f"seed-{number}.py").write_text(seed, "utf-8")
    (folder / "docs" / "index.py").write_text("# %% [markdown]\n# # Home\n", "utf-8")


def configure(folder: Path, pattern: re.Pattern[str], text: str) -> None:
    """Replace a part of a project's mkdocs.yml."""
    config = folder / "mkdocs.yml"
    before = config.read_text("utf-8")
    after = pattern.sub(text, before)
    assert after != before
    config.write_text(after, "utf-8")
