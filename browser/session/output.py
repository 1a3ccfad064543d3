"""What a program prints, sent to the page while it runs."""

import io
import sys
from time import monotonic

LINES = 10_000
CHARACTERS = 500_000
DELAY = 0.05  # seconds that part of a line waits for its end


class TooMuch(BaseException):
    """A program printed more than a reader reads; `except Exception` must not catch it."""


class Output(io.TextIOBase):
    """Standard output and standard error as one stream, sent in whole lines if they come quickly.

    In its `with` block everything printed goes to `send`. It is a class since a `contextmanager`
    would set attributes of the error that ends a program, which may be a frozen dataclass.
    """

    def __init__(self, send):
        self.send = send
        self.waiting = []
        self.last_sent = 0.0
        self.lines = self.characters = 0

    def __enter__(self):
        self.before = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self
        return self

    def __exit__(self, *_):
        sys.stdout, sys.stderr = self.before
        self.flush()

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.lines += text.count("\n")
        self.characters += len(text)
        if self.full:
            self.flush()
            raise TooMuch
        self.waiting.append(text)
        if text.endswith("\n") or monotonic() - self.last_sent > DELAY:
            self.flush()
        return len(text)

    @property
    def full(self):
        return self.lines > LINES or self.characters > CHARACTERS

    def flush(self):
        if self.waiting:
            text, self.waiting = "".join(self.waiting), []
            self.send(text)
            self.last_sent = monotonic()

    def writable(self):
        return True

    @property
    def encoding(self):
        return "utf-8"


class Silence(Output):
    """Discards what earlier cells and checks print, however much it is."""

    full = False

    def __init__(self):
        super().__init__(lambda text: None)
