"""Notebooks to download, where nothing of the project is installed but what they install.

`nox --session colab` runs all of them with the versions that Colab has. Elsewhere it is the one
that needs more than the package: test_hooks.py runs the others, beside the package.
"""

import os
import subprocess
from urllib.parse import quote

import pytest
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import reads

from pipeline import notebook_download, wheel
from pipeline.notebooks import read
from tests.helpers.environment import new_environment
from tests.helpers.project import NOTEBOOKS, ROOT
from tests.helpers.serving import served

# A kernel of its own, whatever kind of kernel other tests have chosen.
PROVISIONER = {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}
BACKWARD = "docs/further/backward.py"
PAGES = [p for p in NOTEBOOKS if "EVERY_NOTEBOOK" in os.environ or p.as_posix() == BACKWARD]


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    """The first cell; its wheel is served as on the site, with what is beside it."""
    with served(tmp_path_factory.mktemp("server")) as (folder, url):
        folder.mkdir(parents=True)
        small_torch = folder / notebook_download.SMALL_TORCH
        small_torch.write_bytes(notebook_download.small_torch())
        path = wheel.build_for_site(folder, "", url)
        version = path.name.split("-")[1]
        yield notebook_download.first_cell(version, url + quote(path.name))


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    return new_environment(tmp_path_factory.mktemp("environment"))


def in_a_group_of_its_own(path):
    return pytest.param(path, id=path.stem, marks=pytest.mark.xdist_group(path.stem))


@pytest.fixture(autouse=True)
def only_installed(monkeypatch):
    """Nothing is found in the checkout through the environment."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.mark.parametrize("path", [in_a_group_of_its_own(path) for path in PAGES])
@pytest.mark.slow
def test_a_notebook_installs_what_it_needs_and_runs(path, install, python, tmp_path):
    assert_it_runs(path, install, python, tmp_path)


@pytest.mark.slow  # an environment of its own, for one reader in many
def test_the_small_torch_is_found_in_the_clone_that_was_installed(tmp_path):
    python = new_environment(tmp_path / "environment")
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, ROOT], check=True)
    install = notebook_download.first_cell(wheel.version(), None)
    assert_it_runs(BACKWARD, install, python, tmp_path)


def assert_it_runs(path, install, python, folder):
    """The notebook of this page runs in the folder without error or warning."""
    page = read(ROOT / path)
    notebook = reads(notebook_download.notebook_of(page, install, lambda _: None), as_version=4)
    kernel = AsyncKernelManager()
    kernel.kernel_spec.argv[0] = str(python)
    kernel.kernel_spec.metadata = PROVISIONER
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, km=kernel, timeout=600, resources=place).execute(cleanup_kc=True)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    printed = "".join(output.get("text", "") for output in notebook.cells[0].outputs)
    assert "This notebook was made with" not in printed
