"""What readers copy: README, Makefile, snippets."""

import re
import runpy
import shutil
import subprocess
import tomllib

import pytest
import torch

from tests.helpers.project import ROOT
from tests.helpers.scripts import run_file, run_in_fork

SNIPPETS = sorted((ROOT / "docs" / "snippets").glob("*.py"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def is_slow(path):
    """Whether it starts processes, and so needs one of its own."""
    return "multiprocessing" in path.read_text()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.name, marks=[pytest.mark.slow] * is_slow(path))
        for path in SNIPPETS
    ],
)
def test_snippets_run_as_scripts(path, tmp_path):
    done = (run_file if is_slow(path) else run_in_fork)(path, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == path.with_suffix(".txt").read_text()


def test_the_recipe_as_a_module_is_the_recipe_by_hand():
    params = []
    for name in ("mini_batches", "module"):
        names = runpy.run_path(str(ROOT / "docs" / "snippets" / f"{name}.py"))
        params.append(names["params"] if "params" in names else names["model"].params)
    torch.testing.assert_close(*params, rtol=0, atol=1e-6)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_python_in_pages_comes_from_tested_files(path):
    """A fence holds an included snippet, or the very text of one."""
    sources = [snippet.read_text().strip() for snippet in SNIPPETS]
    for code in re.findall(
        r"^ *```+ *\{? *\.?python.*?\n(.*?)^ *```", path.read_text(), re.M | re.S
    ):
        included = re.fullmatch(r'\s*--8<-- "([^"]+)"\s*', code)
        assert included or code.strip() in sources, f"{path.name} shows untested code:\n{code}"


def test_pages_promise_nothing_that_only_a_published_repository_has():
    """The links at a page's top and foot are there where there is one."""
    for page in [*PAGES[1:], *(ROOT / "docs").rglob("*.py")]:
        prose = re.findall(r"^(?!.*# %%).*(?:Open in Colab|[Cc]lone of).*$", page.read_text(), re.M)
        assert prose == [], page.name


def test_nothing_is_installed_by_a_name_that_is_not_ours_on_the_index():
    """Until the first release only an address says which sgd-tutorial is meant."""
    texts = [ROOT / "README.md"]
    for folder in ("docs", "sgd_tutorial", "pipeline", "browser"):
        texts += [
            path for suffix in ("md", "py", "js") for path in (ROOT / folder).rglob(f"*.{suffix}")
        ]
    assert len(texts) > 100
    by_name = re.compile(r"install\b[^\n`]*\bsgd[-_]tutorial(?:\[[\w,]*\])?+(?! *@)")
    assert [path for path in texts if by_name.search(path.read_text("utf-8"))] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    for target in set(phony) - {"broken"}:
        assert re.search(rf"^make {target} +\w", listed, re.M), (
            f"make help is silent about {target}"
        )


def test_the_set_up_looks_for_every_requirement():
    """The Makefile's probe knows each requirement by the name it is imported under."""
    others = {
        "fonttools": "fontTools",
        "mkdocs-material": "material",
        "mkdocstrings-python": "mkdocstrings_handlers",
        "pillow": "PIL",
        "pytest-random-order": "random_order",
        "pytest-rerunfailures": "pytest_rerunfailures",
        "pytest-xdist": "xdist",
        "types-tqdm": "tqdm",
        "websocket-client": "websocket",
    }
    makefile = (ROOT / "Makefile").read_text()
    probed = re.search(r"map\(find_spec, '(.*?)'\.split", makefile, re.S)[1].split()
    for name in requirements():
        assert others.get(name, name.replace("-", "_")) in probed, f"the probe forgets {name}"


def requirements():
    """The packages that pyproject.toml asks for, with every extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = sum(project["optional-dependencies"].values(), project["dependencies"])
    return {re.match(r"[\w-]+", line)[0].lower() for line in asked} - {"sgd-tutorial"}


def test_the_tested_versions_are_pinned():
    """Each requirement that pyproject.toml names has one version in constraints.txt."""
    pins = (ROOT / "constraints.txt").read_text()
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", pins, re.M)}
    assert requirements() <= pinned
