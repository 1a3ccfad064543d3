"""`mkdocs serve` as a writer meets it: what runs again after an edit, and what a failure does."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest

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


class Server:
    """A running `mkdocs serve`, and what it has logged."""

    def __init__(self, url, log):
        self.url, self.log, self.read = url, log, 0

    def page_with(self, text, path="recipe/six-steps/"):
        """The page, once it holds the text."""
        page = ""
        for _ in range(600):
            with suppress(OSError):
                page = urllib.request.urlopen(self.url + path, timeout=30).read().decode()
            if text in page:
                return page
            time.sleep(0.1)
        pytest.fail(f"{text!r} is not on the page:\n{page}\n{self.log.read_text()}")

    def ran(self):
        """The notebooks that ran since the last question."""
        log = self.log.read_text()
        new, self.read = log[self.read :], len(log)
        lines = [line.partition("Running ")[2] for line in new.splitlines() if "Running " in line]
        return sorted(name for line in lines for name in line.split(", "))


@contextmanager
def serving(project, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(project)}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=out, stderr=out)
    try:
        yield Server(f"http://127.0.0.1:{port}/", log)
    finally:
        process.terminate()
        process.wait()


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
    with serving(project, tmp_path) as server:
        server.page_with("and 42.")
        assert {home, question, recipe} <= set(server.ran())

        edit(recipe, "Some prose", "Other prose")
        server.page_with("Other prose, and 42.")
        assert server.ran() == []

        edit(recipe, "x + 1", "x + 2")
        server.page_with("and 43.")
        assert server.ran() == [recipe]

        edit(recipe, "x = 41", "x = 1 / 0")
        page = server.page_with("ZeroDivisionError")
        assert "docs/recipe/six-steps.py, cell 2" in page
        server.page_with("other", "questions/why-is-c-wrong/")  # serving goes on
        assert server.ran() == [recipe]

        edit(recipe, "x = 1 / 0", "x = 7")
        server.page_with("and 9.")
        assert server.ran() == [recipe]

        edit("sgd_tutorial/stopping.py", "import ", "import  ")
        edit(recipe, "Other prose", "Last prose")
        server.page_with("Last prose")
        assert server.ran() == [question]

    with serving(project, tmp_path) as server:
        server.page_with("Last prose, and 9.")
        assert server.ran() == []

    for folder, false in (("notebooks", "8"), ("pages", "False prose")):
        [entry] = (project / ".cache" / folder).rglob("six-steps.py.json")
        entry.write_text(entry.read_text().replace("9", false))
    with serving(project, tmp_path) as server:
        server.page_with("Last prose, and 9.")
        assert server.ran() == [recipe]
