"""Peers: JAX and scikit-learn, installed where no other command finds them."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PINS = Path(__file__).with_name("peers.txt")
FOLDER = Path(__file__).parents[1] / ".cache" / "peers"


def install() -> None:
    """Let this process import the peers; the first call with these versions downloads them."""
    made_for = f"{sys.version}\n{PINS.read_text('utf-8')}"
    folder = FOLDER / hashlib.sha256(made_for.encode()).hexdigest()[:16]
    if not folder.exists():
        _download(folder)
    sys.path.append(str(folder))  # after the project's own packages, which stay as they are


def _download(folder: Path) -> None:
    """Into another folder first: one that was cut off is not taken for a whole one."""
    print(f"Installing {PINS.name} into {folder}.", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)  # of other versions
    FOLDER.mkdir(parents=True)
    new = tempfile.mkdtemp(dir=FOLDER)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--target", new, "--requirement", PINS], check=True)
    Path(new).rename(folder)
