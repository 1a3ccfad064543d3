"""`mkdocs serve` as a writer meets it: what runs again after an edit, and what a failure does."""

import os
import time
from contextlib import contextmanager

import pytest

from tests.helpers.serving import Server, free_port
from tests.helpers.waiting import wait_for

HOME, RECIPE = "docs/index.py", "docs/recipe/six-steps.py"
QUESTION = "docs/questions/why-is-c-wrong.py"
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


class Log:
    """What a server has said since the last question."""

    def __init__(self, path):
        self.path, self.asked = path, 0

    def text(self):
        return self.path.read_text()[self.asked :]

    def changes(self):
        """How often the server saw that files had changed."""
        return self.text().count("Detected file changes")

    def ran(self):
        """The notebooks that ran; the next question begins here."""
        text = self.text()
        self.asked += len(text)
        lines = [line.partition("Running ")[2] for line in text.splitlines()]
        return {name for line in lines if line for name in line.split(", ")}


@pytest.fixture
def serving(project, tmp_path):
    """Start a server: it, and its log."""

    @contextmanager
    def serving():
        path = tmp_path / "log"
        with path.open("w") as file, Server(project, free_port(), file) as server:
            yield server, Log(path)

    (project / RECIPE).write_text(PAGE)
    (project / QUESTION).write_text(OTHER)
    return serving


def edit(path, old, new, log):
    """Change a file as an editor does, and wait until the server has seen it."""
    text, before = path.read_text(), log.changes()
    assert old in text
    saved = log.path.with_name("saved")  # out of the watcher's sight
    saved.write_text(text.replace(old, new))
    os.replace(saved, path)

    def seen():
        if time.time() - path.stat().st_mtime > 5:
            path.touch()  # the watcher had not begun when the file was written
        return log.changes() > before

    wait_for(seen)


@pytest.mark.slow
def test_what_runs_again_after_an_edit_and_what_a_failure_does(serving, project):
    recipe, package = project / RECIPE, project / "sgd_tutorial" / "stopping.py"
    with serving() as (server, log):
        server.page_with("and 42.")
        assert {HOME, QUESTION, RECIPE} <= log.ran()

        edit(recipe, "Some prose", "Other prose", log)
        server.page_with("Other prose, and 42.")
        assert log.ran() == set()

        edit(recipe, "x + 1", "x + 2", log)
        server.page_with("and 43.")
        assert log.ran() == {RECIPE}

        edit(recipe, "x = 41", "x = 1 / 0", log)
        page = server.page_with("ZeroDivisionError")
        assert "docs/recipe/six-steps.py, cell 2" in page
        server.page_with("other", "questions/why-is-c-wrong/")  # serving goes on
        assert log.ran() == {RECIPE}

        edit(recipe, "x = 1 / 0", "x = 7", log)
        server.page_with("and 9.")
        assert log.ran() == {RECIPE}

        edit(package, "import ", "import  ", log)
        edit(recipe, "Other prose", "Last prose", log)
        server.page_with("Last prose")
        assert log.ran() == {QUESTION}

    with serving() as (server, log):
        server.page_with("Last prose, and 9.")
        assert log.ran() == set()


@pytest.mark.slow
def test_a_damaged_cache_counts_as_missing(serving, project):
    with serving() as (server, log):
        server.page_with("Some prose, and 42.")
        assert RECIPE in log.ran()
    for folder, false in (("notebooks", "8"), ("pages", "False prose")):
        [entry] = (project / ".cache" / folder).rglob("six-steps.py.json")
        entry.write_text(entry.read_text().replace("42", false))
    with serving() as (server, log):
        server.page_with("Some prose, and 42.")
        assert log.ran() == {RECIPE}
