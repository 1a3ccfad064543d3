"""The package to install: the wheel that the site serves, the wheel and the archive of a release.

Neither pyproject.toml nor README knows where the project is published. What is built here does.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flit_core.sdist import SdistBuilder
from flit_core.wheel import make_wheel_in

PROJECT = Path(__file__).parents[1]
PACKAGE = "sgd_tutorial"
DESCRIPTION = ["pyproject.toml", "README.md", "LICENSE"]
VERSION = re.compile(r'^__version__ = "(.+)"$', re.M)
# Links and pictures whose targets are near, not at an address of their own.
NEAR = re.compile(r"(!?)\[([^\]]*)\]\((?!\w+:)([^)\s]+)\)")


def version() -> str:
    """The package's version."""
    [found] = VERSION.findall((PROJECT / PACKAGE / "__init__.py").read_text("utf-8"))
    return str(found)


def build_for_site(folder: Path, repository: str, site: str) -> Path:
    """Build the site's wheel into the folder.

    Its version ends with a checksum of what it is made of: wheels that differ have versions that
    differ, and pip replaces one by the other.

    Args:
        folder: where the wheel goes.
        repository: where the repository is published; empty if nowhere.
        site: where the site is published; empty if nowhere.
    """
    with _sources(repository, site, "main") as sources:
        module = sources / PACKAGE / "__init__.py"
        local = f'__version__ = "{version()}+site{_checksum(sources)}"'
        module.write_text(VERSION.sub(local, module.read_text("utf-8")), "utf-8")
        path: Path = make_wheel_in(sources / "pyproject.toml", folder).file
    return path


def build_release(folder: Path, repository: str, site: str) -> None:
    """Build the wheel and the archive of a release into the folder; the same arguments."""
    with _sources(repository, site, f"v{version()}") as sources:
        make_wheel_in(sources / "pyproject.toml", folder)
        SdistBuilder.from_ini_path(sources / "pyproject.toml").build(folder)


@contextmanager
def _sources(repository: str, site: str, branch: str) -> Iterator[Path]:
    """A copy of what a wheel is made of, with the project's addresses in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for described in DESCRIPTION:
            shutil.copy(PROJECT / described, folder)
        caches = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / PACKAGE, folder / PACKAGE, ignore=caches)
        with (folder / "pyproject.toml").open("a", encoding="utf-8") as settings:
            settings.write(_urls(repository, site))
        readme = folder / "README.md"
        readme.write_text(far(readme.read_text("utf-8"), repository, branch), "utf-8")
        yield folder


def _urls(repository: str, site: str) -> str:
    urls = {"Documentation": site} if site else {}
    if repository:
        urls |= {"Source": repository, "Issues": f"{repository}/issues"}
        urls |= {"Changelog": f"{repository}/blob/main/CHANGELOG.md"}
    return "\n[project.urls]\n" + "".join(f'{name} = "{url}"\n' for name, url in urls.items())


def far(markdown: str, repository: str, branch: str) -> str:
    """README where the repository's files are not near: its links lead to the repository.

    Without an address of it a link is its text, and a picture is left out.
    """

    def lead(link: re.Match[str]) -> str:
        picture, text, target = link.groups()
        if not repository:
            return "" if picture else text
        kind = "raw" if picture else "blob"
        path = f"README.md{target}" if target.startswith("#") else target
        return f"{picture}[{text}]({repository}/{kind}/{branch}/{path})"

    return NEAR.sub(lead, markdown)


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
