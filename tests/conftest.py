"""What the tests share: the notebook's problem, and the built site; how they go to workers."""

import os
import pickle
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

import sgd_tutorial as sgd
from tests.helpers.project import FEW, ROOT, build, copy_project
from tests.helpers.serving import served

ADDRESS = pytest.StashKey()
LONG = ("tests/site", "tests/pipeline", "tests/browser")
# One thread a process: workers run side by side.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure(config):
    """Serve the site's folder from the process that starts the workers, to all of them."""
    if hasattr(config, "workerinput"):
        config.stash[ADDRESS] = config.workerinput["address"]
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    root = stack.enter_context(TemporaryDirectory())
    folder, url = stack.enter_context(served(Path(root)))
    config.stash[ADDRESS] = str(folder), url


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_configure_node(node):
    """Tell a worker the address."""
    node.workerinput["address"] = node.config.stash[ADDRESS]


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """A worker runs a file's tests, which share fixtures; the longest files come first.

    While the first worker builds the site, the others run what does not need it.
    """
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    site = list(dict.fromkeys(_group(item) for item in items if _needs_site(item)))

    def place(item):
        group = _group(item)
        return group not in site[:1], not item.nodeid.startswith(LONG), group in site

    items.sort(key=place)


def _group(item):
    return item.get_closest_marker("xdist_group").args[0]


def _needs_site(item):
    return "site" in item.fixturenames or item.nodeid.startswith("tests/site")


@pytest.fixture
def problem():
    """The notebook's approximation, guesses, x and y."""
    return sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()


@pytest.fixture
def precise_problem():
    """The same in float64, x in units of its spread, with noise: well conditioned."""
    x, y = sgd.noisy_data(noise=50.0)
    return sgd.quadratic, [1.0, 2.0, 3.0], x.double() / 12, y.double() / 1000


@pytest.fixture(scope="session")
def address(pytestconfig):
    """Where the site will be served: the folder, and its address under a sub-path."""
    folder, url = pytestconfig.stash[ADDRESS]
    return Path(folder), url


@pytest.fixture(scope="session")
def once(address):
    """`once(name, compute)` computes a value where it is first asked for; all workers have it."""
    folder, _ = address

    def once(name, compute):
        folder.parent.mkdir(exist_ok=True)
        path = folder.with_name(f"{name}.pickle")
        with FileLock(path.with_suffix(".lock")):
            if not path.exists():
                path.write_bytes(pickle.dumps(compute()))
        return pickle.loads(path.read_bytes())

    return once


@pytest.fixture(scope="session")
def site(address, once):
    """The built site, as `make site` builds it."""
    folder, url = address
    done = once("build", lambda: build(ROOT, "--site-dir", str(folder), SITE_URL=url))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def with_torch(once):
    """What the live cells, exercises and wrong answers of all pages give with torch."""
    # Not above: the tests of the package run where no notebook can be read.
    from tests.helpers.live_cells import programs
    from tests.helpers.run_cells import run_cells
    from tests.helpers.wrong_answers import wrong_programs

    return once("with torch", lambda: run_cells(programs() | wrong_programs()))


@pytest.fixture(scope="session")
def package_with_torch(once):
    """What the program that puts the package to the test gives with torch."""
    from tests.helpers.package_program import run_package

    _, results = once("package with torch", run_package)
    return results


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a few pages that are quick to run, in a folder with an odd name."""
    return copy_project(tmp_path / "le projet d'été", FEW)
