"""The wheel: its name and what it says of itself, what it does alone, how type checkers read it."""

import ast
import email
import re
import shutil
import subprocess
import sys
import typing
import zipfile
from pathlib import Path
from types import UnionType

import pytest

import sgd_tutorial as sgd
from pipeline import wheel as wheels
from sgd_tutorial import figures, questions
from tests.helpers import node, typed_program, wrong_calls
from tests.helpers.environment import new_environment
from tests.helpers.project import ROOT, copy_sources

PUBLIC = {
    "sgd": [*sgd.__all__, "__version__"],
    "figures": figures.__all__,
    "questions": set(questions.__all__) - set(sgd.__all__),
}
REPOSITORY = "https://github.com/o/r"
SITE = "https://o.github.io/r/"
FIT = """
import sgd_tutorial as sgd
print(sgd.__file__)
print(sgd.__version__)
print(sgd.fit(sgd.linear, [0.0, 0.0], [0.0, 1.0], [3.0, 5.0], learning_rate=0.3, steps=200).params)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return wheels.build_for_site(tmp_path_factory.mktemp("wheel"), REPOSITORY, SITE)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The files of a release."""
    folder = tmp_path_factory.mktemp("release")
    wheels.build_release(folder, REPOSITORY, SITE)
    return sorted(folder.iterdir())


def metadata(wheel):
    """What a wheel says of itself."""
    [name] = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/METADATA")]
    return email.message_from_bytes(zipfile.ZipFile(wheel).read(name))


@pytest.fixture(scope="module")
def alone(wheel, tmp_path_factory):
    """Python of an environment with the wheel, which sees packages of this one but no checkout."""
    python = new_environment(tmp_path_factory.mktemp("environment"))
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    return python


def run(*command, cwd=sys.prefix):
    """Run a command outside the checkout: what it prints."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(autouse=True)
def only_installed(monkeypatch):
    """Nothing is found in the checkout through the environment."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


def test_the_wheel_holds_the_tracked_files_of_the_package_and_its_license(wheel):
    listing = ["git", "ls-files", "sgd_tutorial"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    about = f"sgd_tutorial-{metadata(wheel)['Version']}.dist-info"
    names = ["METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"]
    described = [f"{about}/{name}" for name in names]
    held = zipfile.ZipFile(wheel).namelist()
    assert sorted(held) == sorted([*tracked.stdout.split(), *described])


def test_an_index_would_take_the_wheel(wheel, release):
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, *release)


def test_a_release_has_the_packages_version_and_the_sites_wheel_one_of_its_own(wheel, release):
    number = sgd.__version__
    wheel_name = f"sgd_tutorial-{number}-py3-none-any.whl"
    assert [path.name for path in release] == [wheel_name, f"sgd_tutorial-{number}.tar.gz"]
    assert re.fullmatch(
        rf"sgd_tutorial-{re.escape(number)}\+site[0-9a-f]{{8}}-py3-none-any.whl", wheel.name
    )


@pytest.mark.parametrize("name", ["sgd_tutorial/losses.py", "pyproject.toml", "README.md"])
def test_the_sites_wheel_has_another_version_when_any_of_its_sources_changes(
    wheel, name, tmp_path, monkeypatch
):
    copy_sources(tmp_path / "changed", "docs", "browser", "pipeline")
    monkeypatch.setattr(wheels, "PROJECT", tmp_path / "changed")
    assert wheels.build_for_site(tmp_path, REPOSITORY, SITE).name == wheel.name
    with (tmp_path / "changed" / name).open("a") as file:
        file.write("\n# changed\n")
    assert wheels.build_for_site(tmp_path, REPOSITORY, SITE).name != wheel.name


def test_it_names_the_addresses_of_repository_and_site(wheel):
    assert dict(url.split(", ") for url in metadata(wheel).get_all("Project-URL")) == {
        "Documentation": SITE,
        "Source": REPOSITORY,
        "Issues": f"{REPOSITORY}/issues",
        "Changelog": f"{REPOSITORY}/blob/main/CHANGELOG.md",
    }


def links(text):
    """The targets of Markdown's links and pictures."""
    return re.findall(r"\]\(([^)]*)\)", text)


def test_links_of_the_description_lead_to_files_of_the_repository(wheel):
    targets = links(metadata(wheel).get_payload())
    assert f"{REPOSITORY}/raw/main/docs/assets/recipe.png" in targets
    for target in targets:
        assert target.startswith("https://")
        if path := re.fullmatch(rf"{REPOSITORY}/(?:blob|raw)/main/([^#]*)(?:#.*)?", target):
            assert (ROOT / path[1]).is_file(), target


def test_without_an_address_the_description_has_no_link_into_the_repository(tmp_path):
    text = metadata(wheels.build_for_site(tmp_path, "", "")).get_payload()
    assert "CONTRIBUTING.md has the tree" in " ".join(text.split())
    assert all(target.startswith("https://") for target in links(text))
    assert "!" not in text[:1000]


def test_installed_alone_it_fits(alone, wheel):
    place, version, params = run(alone, "-W", "error", "-c", FIT).splitlines()
    assert Path(place).is_relative_to(alone.parents[1])
    assert version == metadata(wheel)["Version"]
    assert params == "tensor([2.0000, 3.0000])"


@pytest.mark.parametrize("words", [["python", "-m", "sgd_tutorial"], ["sgd-tutorial"]])
def test_installed_alone_its_command_answers_under_the_name_it_was_called_by(alone, words):
    said = run(alone.with_name(words[0]), *words[1:], "--help")
    assert said.startswith(f"usage: {' '.join(words)} ")
    assert "--degree" in said


def test_the_typed_program_uses_every_public_name():
    tree = ast.walk(ast.parse(Path(typed_program.__file__).read_text("utf-8")))
    used = {ast.unparse(part) for part in tree if isinstance(part, ast.Attribute)}
    public = {f"{package}.{name}" for package, names in PUBLIC.items() for name in names}
    assert public - used == set()


@pytest.mark.parametrize("topic", typed_program.TOPICS, ids=lambda topic: topic.__name__)
def test_what_comes_back_has_the_type_that_the_typed_program_says(topic, monkeypatch):
    monkeypatch.setattr(typed_program, "assert_type", assert_instance)
    topic()


def assert_instance(value, kind):
    if not isinstance(kind, UnionType):
        kind = typing.get_origin(kind) or kind
    assert callable(value) if getattr(kind, "_is_protocol", False) else isinstance(value, kind)


@pytest.fixture
def programs(tmp_path):
    """A folder with the two programs, far from the checkout, where checkers would find more."""
    for module in (typed_program, wrong_calls):
        shutil.copy(module.__file__, tmp_path)
    return tmp_path


@pytest.mark.slow
def test_mypy_finds_the_types(alone, programs):
    settings = ["--strict", "--config-file=", "--cache-dir", programs / "cache"]
    run(sys.executable, "-m", "mypy", *settings, "--python-executable", alone, ".", cwd=programs)


@pytest.mark.slow
def test_pyright_finds_the_types(alone, programs):
    pyright = ROOT / "node_modules" / "pyright" / "index.js"
    done = node.run(pyright, "--pythonpath", alone, cwd=programs)
    assert done.returncode == 0, done.stdout
