"""Templates: compiled once, and again where what is kept is of no use."""

import pytest
from jinja2 import DictLoader, Environment

from pipeline.templates import Templates

GREETING = "Hello, {{ name }}."


def compiled(monkeypatch):
    """The names of the templates that Jinja compiles from here on."""
    names = []
    compile_ = Environment._compile
    monkeypatch.setattr(
        Environment, "_compile", lambda *given: names.append(given[2]) or compile_(*given)
    )
    return names


def greet(folder, template=GREETING):
    loader = DictLoader({"greeting": template})
    environment = Environment(loader=loader, bytecode_cache=Templates(folder))
    return environment.get_template("greeting").render(name="you")


def test_a_template_is_compiled_once(tmp_path, monkeypatch):
    names = compiled(monkeypatch)
    assert greet(tmp_path) == greet(tmp_path) == "Hello, you."
    assert len(names) == 1


def test_a_changed_template_is_compiled_anew(tmp_path):
    greet(tmp_path)
    assert greet(tmp_path, "Bye, {{ name }}.") == "Bye, you."


@pytest.mark.parametrize("size", [0, 20, 200])
def test_what_is_cut_off_is_compiled_anew(tmp_path, size):
    greet(tmp_path)
    [entry] = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes()[:size])
    assert greet(tmp_path) == "Hello, you."
