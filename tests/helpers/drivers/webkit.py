"""WebKit: the GTK port's small browser, by WebDriver: JSON over HTTP.

It needs a display, which Xvfb is. The protocol: https://www.w3.org/TR/webdriver2/
"""

import json
import os
import subprocess
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from shutil import which

from tests.helpers.drivers import actions
from tests.helpers.drivers.page import HEIGHT, LIMIT, LeavingError, Page, ProtocolError
from tests.helpers.drivers.processes import once_it_is_there, running
from tests.helpers.drivers.site import EMPTY
from tests.helpers.serving import free_port

PROGRAM = which("WebKitWebDriver") and which("Xvfb") and which("WebKitWebDriver")
PACKAGES = "webkit2gtk-driver xvfb"
SCREEN = "1600x1200x24"
NARROWEST = 450  # pixels: its window gets no narrower, so that a frame takes the place of it
FRAME = """(address, width) => {
  document.body.innerHTML = `<iframe src="${address}" style="position: fixed; inset: 0;
    width: ${width}px; height: 100%; border: 0"></iframe>`
}"""
LEAVING = {"no such frame", "no such window", "stale element reference"}


@contextmanager
def start(site, downloads, javascript, dark):
    """Start it, and open one page."""
    arguments = ["--automation", f"--enable-javascript={json.dumps(javascript)}"]
    if dark:
        arguments.append("--dark-mode")
    with ExitStack() as stack:
        display = stack.enter_context(_display())
        driver = stack.enter_context(_driver(display, downloads))
        session = Session(driver, {"webkitgtk:browserOptions": {"args": arguments}})
        yield WebKitPage(session, site, downloads)
        session.send("DELETE", "")


@contextmanager
def _display():
    """A screen that nobody sees: its name."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        yield f":{screen.stdout.readline().strip()}"


@contextmanager
def _driver(display, downloads):
    """The program that speaks the protocol: its address. Downloads go to the home folder."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DISPLAY": display, "HOME": str(downloads)}
    with running([PROGRAM, f"--port={port}"], env=environment, stderr=subprocess.DEVNULL):
        once_it_is_there(lambda: urllib.request.urlopen(f"{address}/status").close())
        yield address


class Session:
    """A window of the browser."""

    def __init__(self, driver, options):
        self.address = f"{driver}/session"
        answer = self.post("", capabilities={"alwaysMatch": options})
        self.address += f"/{answer['sessionId']}"
        self.capabilities = answer["capabilities"]

    def send(self, method, path, body=None):
        """The value that a command returns."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(
            self.address + path, method=method, data=data, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=2 * LIMIT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            raise ProtocolError(told["error"], told["message"]) from None

    def post(self, path, **body):
        """Send a command that has arguments."""
        return self.send("POST", path, body)


class WebKitPage(Page):
    """The window that is open after the start, or a narrow frame in it."""

    name = "WebKitGTK"

    framed = False

    def __init__(self, session, site, downloads):
        super().__init__(site, downloads)
        self.session = session
        self.version = session.capabilities["browserVersion"]

    def go_to(self, url):
        self.session.post("/frame", id=None)
        self.session.post("/url", url=url)

    def set_width(self, width):
        self.width = width
        self.framed = width < NARROWEST
        wide = max(width, NARROWEST)
        self.session.post("/window/rect", width=wide, height=HEIGHT)

    def resize(self, width):
        address = self.evaluate("() => location.href")
        self.go_to(self.site.url + EMPTY)
        self.set_width(width)
        self.show(address)

    def show(self, url):
        if not self.framed:
            return super().show(url)
        self.session.post("/frame", id=None)
        self.evaluate(FRAME, url, self.width)
        self._enter()
        return self.wait("() => document.readyState === 'complete'")

    def _enter(self):
        """Send what follows to the frame."""
        self.session.post("/frame", id=None)
        frame = self.session.post("/element", using="css selector", value="iframe")
        self.session.post("/frame", id=frame)

    def value_of(self, expression):
        script = f"return {self.json_of(expression)}"
        try:
            answer = self.session.post("/execute/sync", script=script, args=[])
        except ProtocolError as error:
            if error.args[0] not in LEAVING:
                raise
            if self.framed:
                self._enter()
            raise LeavingError from error
        return json.loads(answer)

    def back(self):
        if self.framed:  # the driver would wait for the window itself
            self.evaluate("() => history.back()")
        else:
            self.session.post("/back")

    def move(self, *steps):
        self._perform(actions.mouse(steps))

    def strike(self, *steps):
        self._perform(actions.keyboard(steps))

    def _perform(self, source):
        self.session.post("/actions", actions=[source])
