"""The Pythons and versions that README and the hosted runs name are those of pyproject.toml."""

import re
import tomllib

import yaml

from tests.helpers.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PYTHONS = [
    name.rpartition(" ")[2]
    for name in PROJECT["classifiers"]
    if name.startswith("Programming Language :: Python :: 3.")
]

COLAB = re.search('^COLAB_PYTHON = "(.*)"$', (ROOT / "noxfile.py").read_text("utf-8"), re.M)[1]


def rows():
    """README's table of what was run, a dictionary for each row, by the run's name."""
    readme = (ROOT / "README.md").read_text("utf-8")
    table = re.search(r"<!-- compat -->\n+(.*?)\n*<!-- end of compat -->", readme, re.S)[1]
    head, _, *lines = [re.split(r" *\| *", line.strip("| ")) for line in table.splitlines()]
    return {line[0]: dict(zip(head, line, strict=True)) for line in lines}


def test_the_classifiers_begin_with_the_least_python():
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


def test_readme_says_which_pythons():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"Python {PYTHONS[0]} to {PYTHONS[-1]}." in readme


def test_what_was_run_is_what_is_run():
    """A row that `make compat` would not write anew is older than pyproject.toml."""
    run = {name: row["Python"].rpartition(".")[0] for name, row in rows().items()}
    pinned = {f"pinned-{python}": python for python in PYTHONS}
    asked = {"oldest": PYTHONS[0]} | pinned | {"newest": PYTHONS[-1], "colab": COLAB}
    assert run.items() <= asked.items()


def test_the_lowest_versions_were_run():
    """Only those: `newest` stays behind by itself, and a pin is renewed on one Python first."""
    needs = [*PROJECT["dependencies"], *sum(PROJECT["optional-dependencies"].values(), [])]
    lowest = dict(need.split(">=") for need in needs if ">=" in need)
    for name, version in rows().get("oldest", {}).items():
        if name in lowest:
            assert re.match(rf"{re.escape(lowest[name])}(\.0)*(\+|$)", version), name


def test_the_hosted_runs_have_every_python():
    workflow = yaml.safe_load((ROOT / ".github/workflows/compat.yml").read_text("utf-8"))
    assert workflow["jobs"]["compat"]["strategy"]["matrix"]["python"] == PYTHONS
