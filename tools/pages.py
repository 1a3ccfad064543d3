"""The branch that GitHub Pages serves: where it is served, and how the site gets there.

python -m tools.pages address REPOSITORY             prints where the branch is served
python -m tools.pages push FOLDER REPOSITORY TEXT    makes the folder the branch's only commit

It needs Python and git alone: where it may write, nothing else is installed.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

BRANCH = "refs/heads/gh-pages"
AUTHOR = [
    *("-c", "user.name=github-actions[bot]"),
    *("-c", "user.email=41898282+github-actions[bot]@users.noreply.github.com"),
]


def address(repository: str) -> str:
    """The site's address: its own domain, or a path of the owner's host.

    The repository that is called like that host is served at its root.
    """
    if own := domain(repository):
        return f"https://{own}/"
    owner, name = repository.rstrip("/").removesuffix(".git").split("/")[-2:]
    host = f"{owner}.github.io".lower()
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def domain(repository: str) -> str:
    """The site's own domain, or an empty text: Pages' settings write it into the branch."""
    with TemporaryDirectory() as folder:
        git = ["git", "-C", folder]
        run(*git, "init", "--quiet", "--bare")
        if not run(*git, "ls-remote", repository, BRANCH):
            return ""
        run(*git, "fetch", "--quiet", "--depth=1", repository, BRANCH)
        if not run(*git, "ls-tree", "FETCH_HEAD", "CNAME"):
            return ""
        return run(*git, "show", "FETCH_HEAD:CNAME").strip()


def push(site: Path, repository: str, text: str) -> None:
    """Make a folder the only commit of the branch; its own domain stays.

    One commit, since each site can be built again and a history of them would fill every clone.
    """
    if not (site / "index.html").is_file():
        sys.exit(f"{site} has no index.html: build the site first")
    (site / ".nojekyll").touch()  # what is served are these very files
    if own := domain(repository):
        (site / "CNAME").write_text(f"{own}\n", "utf-8")
    with TemporaryDirectory() as folder:
        git = ["git", "-C", site, f"--git-dir={folder}", "--work-tree=."]
        run(*git, "init", "--quiet")
        run(*git, "add", "--all", "--force")
        run(*git, *AUTHOR, "commit", "--quiet", "--message", text)
        run(*git, "push", "--quiet", "--force", repository, f"HEAD:{BRANCH}")


def run(*command: object) -> str:
    """What a command prints; where it fails, this ends, and what it complains of stands above."""
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return done.stdout


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["address", repository]:
            print(address(repository))
        case ["push", folder, repository, text]:
            push(Path(folder), repository, text)
        case _:
            sys.exit(__doc__)
