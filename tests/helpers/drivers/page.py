"""What a reader does on a page, the same in every browser."""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.helpers.drivers.site import EMPTY, Site

LIMIT = 60  # seconds for what takes a moment; Python takes several to start on a busy machine
HEIGHT = 900
# Nothing of the visit before is left. Firefox may still be at that when it says that it has left.
FORGET = """(url) => {
  if (location.href !== url) return false
  localStorage.clear()
  sessionStorage.clear()
  return true
}"""
ARRIVED = "() => !globalThis.isLeft && document.readyState === 'complete'"
# The first visible element of this kind that has this text, or any if there is none to have.
FIND = """(selector, text) => [...document.querySelectorAll(selector)].find((each) =>
  each.checkVisibility({ visibilityProperty: true })
  && (text === "" || each.textContent.trim() === text))"""
# Where to press it: its middle, once it stands still and nothing covers it.
PLACE = (
    "async (selector, text) => {\n  const find = "
    + FIND
    + """
  const frame = () => new Promise(requestAnimationFrame)
  const middle = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return [Math.round(left + width / 2), Math.round(top + height / 2)]
  }
  const element = find(selector, text)
  if (!element || element.disabled) return null
  element.scrollIntoView({ block: "center", behavior: "instant" })
  element.addEventListener("pointerdown", () => (globalThis.pressed = true), { once: true })
  globalThis.pressed = false
  // What content-visibility left out is laid out two frames after it came into sight, and moves the rest.
  for (let i = 0; i < 4; i++) await frame()
  const before = middle(element)
  await frame()
  const place = middle(element)
  const free = element.contains(document.elementFromPoint(...place))
  return free && String(before) === String(place) ? place : null
}"""
)
CHOOSE = """(selector, value) => {
  const field = document.querySelector(selector)
  field.value = value
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }))
  return field.value === value
}"""


class Page(ABC):
    """The one page of a browser, which opens one address after another."""

    name: str  # of the browser
    version: str

    def __init__(self, site: Site, downloads: Path):
        self.site = site
        # What the browser itself says of the page, if its driver tells.
        self.console: list[str] = []
        self.downloads = downloads
        self.aside = 4  # pixels beside the middle of what is pressed

    # What each driver adds

    @abstractmethod
    def go_to(self, url: str) -> None:
        """Load an address."""

    @abstractmethod
    def set_width(self, width: int) -> None:
        """Make the window as wide and `HEIGHT` high."""

    @abstractmethod
    def value_of(self, expression: str):
        """The value of JavaScript, waited for if it is a promise, as JSON can say it."""

    @abstractmethod
    def back(self) -> None:
        """Press the browser's button."""

    @abstractmethod
    def move(self, *steps: tuple) -> None:
        """Use the mouse: ("move", x, y), ("down",) and ("up",)."""

    @abstractmethod
    def strike(self, *steps: tuple[str, str]) -> None:
        """Use the keyboard: ("down", key) and ("up", key)."""

    # What a reader does

    def open(self, path: str = "", width: int = 1440) -> None:
        """Visit a page of the site for the first time."""
        self.go_to(self.site.url + EMPTY)
        self.wait(FORGET, self.site.url + EMPTY)
        for told in (self.console, self.site.damaged, self.site.missing):
            told.clear()
        self.set_width(width)
        self.show(self.site.url + path)

    def open_at(self, path: str, widths: Iterable[int]) -> Iterator[int]:
        """Visit a page for the first time, and see it at these widths."""
        first, *others = widths
        self.open(path, first)
        yield first
        for width in others:
            self.resize(width)
            yield width

    def resize(self, width: int) -> None:
        """Make the window as wide while the page stays; a driver may have to load it again."""
        self.set_width(width)

    def show(self, url: str) -> None:
        """Load an address of the site, which may be the one that is there."""
        self.evaluate("() => (globalThis.isLeft = true)")
        self.go_to(url)
        self.wait(ARRIVED)

    def json_of(self, expression: str) -> str:
        """JavaScript for its value as JSON. Where scripts are off no promise is ever kept."""
        text = "JSON.stringify(value) ?? 'null'"
        return f"""((value) => value instanceof Promise
            ? value.then((value) => {text}) : {text})({expression})"""

    def evaluate(self, function: str, *arguments):
        """What a function of JavaScript returns in the page."""
        return self.value_of(f"({function})(...{json.dumps(arguments)})")

    def wait(self, function: str, *arguments):
        """Wait until the function returns something true, and return that."""
        end = time.monotonic() + LIMIT
        while not (found := self._attempt(function, arguments)):
            if time.monotonic() > end:
                seen = self.evaluate("() => document.body.innerText")
                raise TimeoutError(f"after {LIMIT} s: {function} {arguments}\non {seen[:3000]}")
            time.sleep(0.03)
        return found

    def _attempt(self, function, arguments):
        """A page that is just being left gives no answer."""
        try:
            return self.evaluate(function, *arguments)
        except LeavingError:
            return None

    def wait_for(self, selector: str, text: str = "") -> None:
        """Wait until such an element is visible, with exactly this text if one is given."""
        self.wait(f"(...wanted) => Boolean(({FIND})(...wanted))", selector, text)

    def place(self, selector: str, text: str = "") -> list[int]:
        """The middle of an element, which is scrolled into sight."""
        return self.wait(PLACE, selector, text)

    def click(self, selector: str, text: str = "") -> None:
        """Press what has this text, with the mouse; again if it moved away before it was pressed.

        Two clicks soon after each other at one place would be a double click.
        """
        for _ in range(5):
            x, y = self.place(selector, text)
            self.aside = -self.aside
            self.move(("move", x + self.aside, y), ("down",), ("up",))
            if self.evaluate("() => globalThis.pressed !== false"):
                return
        raise RuntimeError(f"{selector} {text} does not stand still")

    def drag(self, start: list[int], x: int, y: int) -> None:
        """Drag from a place in the window so far to the right and down."""
        left, top = start
        way = [("move", left + round(x * k / 4), top + round(y * k / 4)) for k in range(1, 5)]
        self.move(("move", *start), ("down",), *way, ("up",))

    def press(self, keys: str) -> None:
        """Press keys together, such as Control+Enter."""
        names = keys.split("+")
        down, up = ([(way, name) for name in names] for way in ("down", "up"))
        self.strike(*down, *reversed(up))

    def write(self, text: str) -> None:
        """Type one character after the other."""
        self.strike(*((way, letter) for letter in text for way in ("down", "up")))

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list. No driver reaches its pop-up, so the page is told of it."""
        assert self.evaluate(CHOOSE, selector, value)

    def downloaded(self, name: str) -> str:
        """The text of a file that the browser has saved."""
        path = self.downloads / name
        end = time.monotonic() + LIMIT
        while not (path.exists() and path.stat().st_size):
            if time.monotonic() > end:
                raise TimeoutError(f"{name} is not among {list(self.downloads.iterdir())}")
            self.evaluate("() => null")  # Playwright hears of downloads while it is asked something
        return path.read_text()

    def complaints(self) -> list[str]:
        """What page and browser have complained of since it was opened, and what the site lacks."""
        told = self.evaluate("() => JSON.parse(localStorage.complaints ?? '[]')")
        return [*told, *self.console, *self.site.missing]


class LeavingError(Exception):
    """The page was replaced while it was asked something."""


class ProtocolError(Exception):
    """The code of an error that a browser reports, and its message."""
