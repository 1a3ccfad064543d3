"""Firefox, by WebDriver BiDi, which it speaks itself: JSON over a web socket.

Playwright drives its own Firefox alone. The protocol: https://www.w3.org/TR/webdriver-bidi/
"""

import json
import subprocess
from contextlib import closing, contextmanager
from shutil import which

import websocket

from tests.helpers.drivers import actions
from tests.helpers.drivers.page import HEIGHT, LIMIT, LeavingError, Page, ProtocolError
from tests.helpers.drivers.processes import once_it_is_there, running

PROGRAM = which("firefox-esr") or which("firefox")
PACKAGES = "firefox-esr"
DARK, LIGHT = 0, 1  # of the preference
LEAVING = {"no such frame", "unknown error"}


@contextmanager
def start(site, downloads, javascript, dark):
    """Start it with a profile of its own, and open one page."""
    profile = downloads.parent / "profile"
    profile.mkdir()
    preferences = {
        "javascript.enabled": javascript,
        "layout.css.prefers-color-scheme.content-override": DARK if dark else LIGHT,
    }
    (profile / "user.js").write_text(
        "".join(
            f"user_pref({json.dumps(name)}, {json.dumps(preferences[name])});\n"
            for name in preferences
        )
    )
    arguments = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile]
    command = [PROGRAM, *arguments]
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = once_it_is_there(lambda: _address(profile))
        with closing(Session(address)) as session:
            yield FirefoxPage(session, site, downloads)
            session.send("browser.close")
            process.wait(LIMIT)


def _address(profile):
    """Where it listens, which it writes into its profile."""
    server = json.loads((profile / "WebDriverBiDiServer.json").read_text())
    return f"ws://{server['ws_host']}:{server['ws_port']}/session"


class Session:
    """Sends commands, one after the other. In between comes what the console says."""

    def __init__(self, address):
        self.socket = websocket.create_connection(address, timeout=2 * LIMIT, suppress_origin=True)
        self.number = 0
        self.console = []
        self.capabilities = self.send("session.new", capabilities={})["capabilities"]

    def close(self):
        """End the connection."""
        self.socket.close()

    def send(self, method, **parameters):
        """The result of a command."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.number:
            self.console.append(answer["params"]["text"])
        if answer["type"] == "error":
            raise ProtocolError(answer["error"], answer["message"])
        return answer["result"]


class FirefoxPage(Page):
    """A tab of its own: the first one may still be loading something."""

    name = "Firefox"

    def __init__(self, session, site, downloads):
        super().__init__(site, downloads)
        self.session = session
        self.console = session.console
        self.version = session.capabilities["browserVersion"]
        session.send("session.subscribe", events=["log.entryAdded"])
        self.tab = session.send("browsingContext.create", type="tab")["context"]
        session.send(
            "browser.setDownloadBehavior",
            downloadBehavior={"type": "allowed", "destinationFolder": str(downloads)},
        )

    def go_to(self, url):
        self.session.send("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def set_width(self, width):
        viewport = {"width": width, "height": HEIGHT}
        self.session.send("browsingContext.setViewport", context=self.tab, viewport=viewport)

    def value_of(self, expression):
        try:
            answer = self.session.send(
                "script.evaluate",
                expression=self.json_of(expression),
                target={"context": self.tab},
                awaitPromise=True,
            )
        except ProtocolError as error:
            if error.args[0] in LEAVING:
                raise LeavingError from error
            raise
        if answer["type"] == "exception":
            raise RuntimeError(f"{answer['exceptionDetails']['text']}\nin {expression}")
        return json.loads(answer["result"]["value"])

    def back(self):
        self.session.send("browsingContext.traverseHistory", context=self.tab, delta=-1)

    def move(self, *steps):
        self._perform(actions.mouse(steps))

    def strike(self, *steps):
        self._perform(actions.keyboard(steps))

    def _perform(self, source):
        self.session.send("input.performActions", context=self.tab, actions=[source])
