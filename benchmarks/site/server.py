"""Server: the built site as a host serves it, compressed."""

import gzip
import threading
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.helpers.serving import QuietHandler

COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".csv", ".ipynb", ".txt"}
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".ipynb": "application/x-ipynb+json"}


@cache
def compressed(path: Path) -> bytes:
    """The file as it travels."""
    content = path.read_bytes()
    return gzip.compress(content, 9, mtime=0) if path.suffix in COMPRESSED else content


class Handler(QuietHandler):
    """Sends each file compressed; where there is none, the page for lost readers."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def do_GET(self) -> None:  # noqa: N802
        """Send one file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.exists()
        path = path if found else Path(self.directory) / "404.html"
        body = compressed(path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages has it
        self.end_headers()
        self.wfile.write(body)


def serve(folder: Path) -> str:
    """Serve a folder for as long as this process lives; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"
