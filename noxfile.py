"""Runs the package's tests on every Python, with the oldest and the newest of what it needs.

And the notebooks to download with what Colab has, the small torch of live cells beside the newest.

`make compat` runs all sessions, `nox --session pinned-3.12` one. Each has an environment of its
own with the wheel in it, and its tests run where the checkout cannot be imported. A session whose
Python is not installed is skipped; where CI is set, it fails. README's table has what was run.
"""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import nox

ROOT = Path(__file__).parent
WHEELS = ROOT / ".nox" / "wheels"
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
# What the tests need beside the package.
TOOLS = ["hypothesis", "psutil", "pytest", "pytest-xdist"]
EXTRAS = ["command", "figures", "progress"]
# What makes, serves and runs the notebooks to download.
NOTEBOOK_TOOLS = ["filelock", "flit_core", "ipykernel", "jupytext", "nbclient", "nbformat", *TOOLS]
# What Colab has: os-info.txt and pip-freeze.txt in github.com/googlecolab/backend-info.
COLAB_PYTHON = "3.13"
COLAB = ["lazy-loader==0.5", "numpy==2.1.3", "pandas==2.2.3", "plotly==5.24.1", "torch==2.11.0"]
# What is copied for the tests.
FILES = ["README.md", "pyproject.toml", "docs", "tests"]
DOCTESTS = ["-m", "not slow", "--pyargs", "sgd_tutorial"]
TESTS = [
    *["-m", "not slow"],
    "tests/package",
    "tests/docs/test_documents.py::test_snippets_run_as_scripts",
    "tests/docs/test_documents.py::test_the_recipe_as_a_module_is_the_recipe_by_hand",
]
VERSIONS = """
import platform
from importlib.metadata import version
print(platform.python_version(), *map(version, ["torch", "numpy", "pandas", "plotly"]))
"""
NOTEBOOKS = ["tests/pipeline/test_notebooks_elsewhere.py"]
TABLE = re.compile("(<!-- compat -->\n)(.*)(<!-- end of compat -->)", re.DOTALL)
HEAD = """\
| run | Python | torch | numpy | pandas | plotly | passed | on |
|---|---|---|---|---|---|---:|---|"""

nox.options.download_python = "never"
# pyenv starts the versions that it is told of.
pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
os.environ.setdefault("PYENV_VERSION", ":".join(path.name for path in pyenv.glob("versions/3.*")))


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel that the other sessions install."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    session.run("python", "-m", "pip", "wheel", "--no-deps", "--wheel-dir", WHEELS, ROOT)


@nox.session(python=PYTHONS[0], requires=["wheel"])
def oldest(session: nox.Session) -> None:
    """The lowest versions that pyproject.toml allows."""
    extras = PROJECT["project"]["optional-dependencies"]
    needs = sum((extras[name] for name in EXTRAS), PROJECT["project"]["dependencies"])
    run_tests(session, [need.replace(">=", "==") for need in needs] + pins(*TOOLS))


@nox.session(python=PYTHONS, requires=["wheel"])
def pinned(session: nox.Session) -> None:
    """The versions of constraints.txt."""
    run_tests(session, pins())


@nox.session(python=PYTHONS[-1], requires=["wheel"])
def newest(session: nox.Session) -> None:
    """The newest versions that there are; pytest is pinned, since its plugins follow later."""
    run_tests(session, pins("pytest", "pytest-xdist"))


@nox.session(python=PYTHONS[0])
def small_torch(session: nox.Session) -> None:
    """The small torch beside the newest: tests/helpers/newer_torch.py has what changed since."""
    install(session, pins("pytest", "pytest-xdist"), "--editable", ".", *TOOLS)
    pytest = ["python", "-m", "pytest", "-q", "-rx", "--numprocesses=logical", "-m", "not slow"]
    session.run(*pytest, "tests/browser/torch")
    shutil.rmtree(session.virtualenv.location)


@nox.session(python=PYTHONS[0], default=False)
def properdocs(session: nox.Session) -> None:
    """The site as ProperDocs builds it, mkdocs' successor: the same but for the builder's name."""
    folder = Path(session.create_tmp())
    install(session, pins(), "--editable", ".[docs]", "properdocs")
    session.run("npm", "ci", "--silent")
    sites = [folder / builder for builder in ("mkdocs", "properdocs")]
    for site in sites:
        settings = ["--strict", "--config-file", "mkdocs.yml", "--site-dir", site]
        session.run("python", "-m", site.name, "build", *settings, env={"NO_MKDOCS_2_WARNING": "1"})
    session.run("diff", "-r", "-q", "-I", '<meta name="generator"', *sites, external=True)


@nox.session(python=COLAB_PYTHON)
def colab(session: nox.Session) -> None:
    """Colab's versions; the notebooks themselves install the wheel."""
    install(session, [*COLAB, *pins(*NOTEBOOK_TOOLS)], *COLAB, *NOTEBOOK_TOOLS)
    conclude(session, NOTEBOOKS)


def pins(*names: str) -> list[str]:
    """The lines of constraints.txt, all or those of these names."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not names or line.partition("==")[0] in names]


def run_tests(session: nox.Session, versions: list[str]) -> None:
    """Install the wheel with these versions, test it, and write down what passed."""
    [wheel] = WHEELS.iterdir()
    install(session, versions, f"sgd-tutorial[{','.join(EXTRAS)}] @ {wheel.as_uri()}", *TOOLS)
    folder = Path(session.create_tmp())
    copy_tests(folder)
    with session.chdir(folder):
        conclude(session, DOCTESTS, TESTS)


def install(session: nox.Session, versions: list[str], *packages: str) -> None:
    """Packages with these versions; torch from TORCH_INDEX, if that is set."""
    constraints = Path(session.create_tmp()) / "constraints.txt"
    constraints.write_text("\n".join(versions), "utf-8")
    limits = ["--constraint", constraints]
    if index := os.environ.get("TORCH_INDEX"):
        session.install(*limits, "--no-deps", "--index-url", index, "torch")
    session.install(*limits, *packages)


def conclude(session: nox.Session, *tests: list[str]) -> None:
    """Run tests, and write down how many passed with what."""
    found = session.run("python", "-c", VERSIONS, silent=True).split()
    passed = sum(count_passed(session, each) for each in tests)
    write_row(session.name, [*found, f"{passed:,}", f"{datetime.now(UTC):%Y-%m-%d}"])
    shutil.rmtree(session.virtualenv.location)  # several gigabytes where torch brings CUDA


def copy_tests(folder: Path) -> None:
    """Copy the tests and what they read, but not the package."""
    for name in FILES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, folder)


def count_passed(session: nox.Session, tests: list[str]) -> int:
    """Run tests on all cores: how many passed. Where one fails, the session ends."""
    report = Path(session.create_tmp()) / "report.xml"
    pytest = ["python", "-m", "pytest", "-q", "--numprocesses=logical", f"--junitxml={report}"]
    session.run(*pytest, *tests, env={"OMP_NUM_THREADS": "1", "EVERY_NOTEBOOK": "1"})
    [suite] = ElementTree.parse(report).getroot()
    return int(suite.get("tests")) - int(suite.get("skipped"))


def write_row(name: str, cells: list[str]) -> None:
    """Put the session's row in README's table; those of other sessions stay as they are."""
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    rows = dict(re.findall(r"^\| (\S+) (\|.*)$", TABLE.search(text)[2], re.M))
    rows[name] = f"| {' | '.join(cells)} |"
    order = ["oldest", *(f"pinned-{python}" for python in PYTHONS), "newest", "colab"]
    table = "\n".join([HEAD, *(f"| {key} {rows[key]}" for key in order if key in rows)])
    readme.write_text(TABLE.sub(rf"\1\n{table}\n\n\3", text), "utf-8")
