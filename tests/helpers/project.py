"""The project and small copies of it: where it is, what its pages are, how it is built."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
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
# The same where pages have live cells, which link to what runs them.
FEW_WITH_CELLS = FEW | {
    "further/backward.py": (
        "# %% [markdown]\n# # Backward\n#\n# ## The torch that runs these cells\n"
    ),
}
QUIET = {"NO_MKDOCS_2_WARNING": "1"}


def build(project, *arguments, **environment):
    """Run the strict build of a project, with all that it says captured."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *arguments],
        cwd=project,
        env=os.environ | QUIET | environment,
        capture_output=True,
        text=True,
    )


def build_here(project, **environment):
    """The same build in this process, whose kernels have one warm parent: click's Result.

    It imports the pipeline of ROOT, and mkdocs.yml, docs and hooks.py of the project.
    """
    # Not above: the tests of the package run where mkdocs is not installed.
    from click.testing import CliRunner
    from mkdocs.__main__ import cli

    dated = {"SOURCE_DATE_EPOCH": "0"}  # otherwise a hook sets it, for all later tests
    command = ["build", "--strict", "--config-file", str(project / "mkdocs.yml")]
    return CliRunner().invoke(cli, command, env=QUIET | dated | environment)


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
