"""Output: what a program prints, told while it runs."""

import io
import sys
from time import monotonic

LINES = 10_000
CHARACTERS = 500_000
PATIENCE = 0.05  # seconds that a line waits for its end


class TooMuch(BaseException):
    """More than a reader reads. No program's `except Exception` takes it for its own."""


class Output(io.TextIOBase):
    """Standard output and standard error in one, told in whole lines where lines come quickly.

    `with` it, all output goes here, to the last character. A `contextmanager` would write into the
    error that ends a program, and that may be a frozen dataclass of the reader's.
    """

    def __init__(self, tell):
        self.tell = tell
        self.waiting = []
        self.told = 0.0
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
        if text.endswith("\n") or monotonic() - self.told > PATIENCE:
            self.flush()
        return len(text)

    @property
    def full(self):
        return self.lines > LINES or self.characters > CHARACTERS

    def flush(self):
        if self.waiting:
            text, self.waiting = "".join(self.waiting), []
            self.tell(text)
            self.told = monotonic()

    def writable(self):
        return True

    @property
    def encoding(self):
        return "utf-8"


class Unheard(Output):
    """What earlier cells and checks print: nobody reads it, so it is never too much."""

    full = False

    def __init__(self):
        super().__init__(lambda text: None)
