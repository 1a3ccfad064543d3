"""The built site with pages that keep what they complain of, and a server that keeps what it lacks.

Not every driver tells what a browser's console says, so the page writes it down.
"""

import functools
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.helpers.serving import QuietHandler, QuietServer

EMPTY = "empty"  # the address of a page of the same origin that does nothing
EMPTY_PAGE = "<!doctype html><title>Empty</title><link rel=icon href='data:,'><body>"
RECORDER = """<script>{
  const tell = (...words) => {
    const all = JSON.parse(localStorage.complaints ?? "[]")
    localStorage.complaints = JSON.stringify([...all, words.map(String).join(" ")])
  }
  for (const kind of ["debug", "log", "info", "warn", "error", "assert", "trace"]) {
    console[kind] = (...words) => tell(`console.${kind}:`, ...words)
  }
  const nameOf = ({ message, target }) => message || `${target.src || target.href} did not load`
  addEventListener("error", (event) => tell("error:", nameOf(event)), true)
  addEventListener("unhandledrejection", ({ reason }) => tell("unhandled rejection:", reason))
  addEventListener("securitypolicyviolation", ({ blockedURI }) => tell("policy:", blockedURI))
}</script>"""


@dataclass
class Site:
    """Where a site is served, and how it was built."""

    built_for: str  # an address on another port: what is served here is a copy
    url: str = ""
    damaged: list[str] = field(default_factory=list)  # parts of addresses whose files come damaged
    missing: list[str] = field(default_factory=list)  # what it was asked for and does not have

    @property
    def folder(self):
        """The path of its first page."""
        return urlsplit(self.built_for).path


@contextmanager
def recording_site(folder: Path, built_for: str, host: str = "127.0.0.1"):
    """Serve a built site at an address of this machine."""
    site = Site(built_for)
    handler = functools.partial(_Handler, site, directory=folder)
    with QuietServer((host, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site.url = f"http://{host}:{server.server_port}{site.folder}"
        yield site
        server.shutdown()


class _Handler(QuietHandler):
    def __init__(self, site, *arguments, **more):
        self.site = site
        super().__init__(*arguments, **more)

    def do_GET(self):  # noqa: N802
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        if any(part in self.path for part in self.site.damaged):
            self._answer("damaged", "application/octet-stream")
        elif self.path == self.site.folder + EMPTY:
            self._answer(EMPTY_PAGE)
        elif page.suffix == ".html" and page.exists():
            self._answer(page.read_text().replace("<head>", f"<head>{RECORDER}", 1))
        else:
            super().do_GET()

    def end_headers(self):
        # Such a file may come damaged the next time. Firefox fetches the next page ahead, and calls
        # it an error where that may not be kept.
        if self.path.endswith(".bin"):
            self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def translate_path(self, path):
        return super().translate_path(path.removeprefix(self.site.folder))

    def _answer(self, text, kind="text/html"):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code, *arguments):
        self.site.missing.append(f"{code} {self.path}")
        super().send_error(code, *arguments)
