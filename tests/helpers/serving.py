"""`mkdocs serve` of a project, as a writer runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from time import perf_counter

LONGEST = 300  # seconds


def free_port():
    """A port that nothing uses at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """A running `mkdocs serve`, from its start on; what it says goes to `log`."""

    def __init__(self, project, port, log=subprocess.DEVNULL, **environment):
        self.url = f"http://127.0.0.1:{port}/"
        self.start = perf_counter()
        own = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(project)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=project,
            env=os.environ | environment | own,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """End it with all that it has started."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)

    def page_with(self, text, path="recipe/six-steps/"):
        """The page, once it holds the text."""
        page = ""
        while perf_counter() - self.start < LONGEST and self.process.poll() is None:
            with suppress(OSError):
                page = urllib.request.urlopen(self.url + path, timeout=60).read().decode()
            if page and text in page:
                return page
            time.sleep(0.02)
        raise TimeoutError(f"{text!r} is not on {self.url}{path}:\n{page}")
