"""A folder that is served, and `mkdocs serve` of a project as a writer runs it."""

import functools
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

from tests.helpers.waiting import wait_for


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        """Say nothing."""


class QuietServer(ThreadingHTTPServer):
    """Says nothing where a page is left before it has all that it asked for."""

    def handle_error(self, request, client_address):
        """Report anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(root):
    """Serve a folder: a sub-folder to fill, and its address."""
    handler = functools.partial(QuietHandler, directory=root)
    with QuietServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield root / "some" / "path", f"http://127.0.0.1:{server.server_port}/some/path/"
        server.shutdown()


def own_address():
    """This machine's address in its network; raises OSError where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address of no one, to which this sends nothing
        return probe.getsockname()[0]


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
        return wait_for(lambda: self._page_if(text, path))

    def _page_if(self, text, path):
        assert self.process.poll() is None, "the server has ended"
        with suppress(OSError):
            page = urllib.request.urlopen(self.url + path, timeout=60).read().decode()
            return page if text in page else None
