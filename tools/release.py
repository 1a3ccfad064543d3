"""What a tag releases.

python -m tools.release TAG FOLDER    builds wheel and archive into the folder, prints the notes

REPO_URL and SITE_URL in the environment are the addresses that they name.
"""

import os
import re
import sys
from pathlib import Path

from pipeline import wheel

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def notes(tag: str, changelog: str) -> str:
    """What the changelog says of the package's version, which the tag must name."""
    version = wheel.version()
    if tag != f"v{version}":
        sys.exit(f"{tag} is not the package's version: tag v{version}, or change __version__")
    section = re.search(rf"^## {re.escape(version)}\n(.*?)(?=^## |\Z)", changelog, re.M | re.S)
    if not section or not section[1].strip():
        sys.exit(f"CHANGELOG.md says nothing of {version}")
    return section[1].strip()


def main(tag: str, folder: Path) -> None:
    """Check the tag first, then build, then print."""
    text = notes(tag, CHANGELOG.read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    wheel.build_release(folder, os.environ.get("REPO_URL", ""), os.environ.get("SITE_URL", ""))
    print(text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]))
