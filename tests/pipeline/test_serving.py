"""`mkdocs serve` as a writer meets it: what runs again after an edit, and what a failure does."""

import time
from contextlib import contextmanager

import pytest

from tests.helpers.serving import Server, free_port

PAGE = """# %% [markdown]
# # Short

# %%
import sgd_tutorial.losses

x = 41
print("x is", x)

# %% [markdown]
# Some prose, and {{ x + 1 }}.
"""
OTHER = "# %% [markdown]\n# # Other\n# %%\nimport sgd_tutorial.stopping\nprint('other')\n"


@contextmanager
def serving(project, tmp_path):
    """A running server, and its log."""
    path = tmp_path / "log"
    with path.open("w") as file, path.open() as log, Server(project, free_port(), file) as server:
        yield server, log


def ran(log):
    """The notebooks that ran since the last question."""
    lines = [line.partition("Running ")[2] for line in log if "Running " in line]
    return sorted(name.strip() for line in lines for name in line.split(", "))


@pytest.fixture
def edit(project):
    """Change a file of the project, as an editor does."""

    def edit(name, old, new):
        time.sleep(1.2)  # the watcher has seen what came before
        path = project / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return edit


def test_what_runs_again_after_an_edit_and_what_a_failure_does(project, edit, tmp_path):
    home, recipe = "docs/index.py", "docs/recipe/six-steps.py"
    question = "docs/questions/why-is-c-wrong.py"
    (project / recipe).write_text(PAGE)
    (project / question).write_text(OTHER)
    with serving(project, tmp_path) as (server, log):
        server.page_with("and 42.")
        assert {home, question, recipe} <= set(ran(log))

        edit(recipe, "Some prose", "Other prose")
        server.page_with("Other prose, and 42.")
        assert ran(log) == []

        edit(recipe, "x + 1", "x + 2")
        server.page_with("and 43.")
        assert ran(log) == [recipe]

        edit(recipe, "x = 41", "x = 1 / 0")
        page = server.page_with("ZeroDivisionError")
        assert "docs/recipe/six-steps.py, cell 2" in page
        server.page_with("other", "questions/why-is-c-wrong/")  # serving goes on
        assert ran(log) == [recipe]

        edit(recipe, "x = 1 / 0", "x = 7")
        server.page_with("and 9.")
        assert ran(log) == [recipe]

        edit("sgd_tutorial/stopping.py", "import ", "import  ")
        edit(recipe, "Other prose", "Last prose")
        server.page_with("Last prose")
        assert ran(log) == [question]

    with serving(project, tmp_path) as (server, log):
        server.page_with("Last prose, and 9.")
        assert ran(log) == []

    for folder, false in (("notebooks", "8"), ("pages", "False prose")):
        [entry] = (project / ".cache" / folder).rglob("six-steps.py.json")
        entry.write_text(entry.read_text().replace("9", false))
    with serving(project, tmp_path) as (server, log):
        server.page_with("Last prose, and 9.")
        assert ran(log) == [recipe]
