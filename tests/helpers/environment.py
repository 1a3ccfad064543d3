"""Environments of their own: with the packages of this one, but not with the project."""

import os
import sys
from pathlib import Path
from subprocess import run
from sysconfig import get_path

PROJECT = ("sgd_tutorial", "__editable__")


def new_environment(folder):
    """Make an environment in a new folder, without its own pip: its Python."""
    run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    others = folder / "others"
    others.mkdir()
    for path in Path(get_path("purelib")).iterdir():
        if not path.name.startswith(PROJECT) and path.suffix != ".pth":
            (others / path.name).symlink_to(path)
    [own] = folder.rglob("site-packages")
    (own / "others.pth").write_text(str(others))
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"
