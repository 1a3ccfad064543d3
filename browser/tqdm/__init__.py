"""A small tqdm: it iterates as tqdm does, and prints the bar once, when it is full or closed."""

import sys
from numbers import Number
from time import monotonic

BLOCKS = " ▏▎▍▌▋▊▉█"
WIDTH = 10  # blocks of a bar


class tqdm:
    """A bar that counts what it hands on, or what `update` tells."""

    def __init__(
        self, iterable=None, desc=None, total=None, leave=True, *, disable=False, unit="it",
        initial=0, postfix=None, **look,
    ):  # fmt: skip
        if total is None and hasattr(iterable, "__len__"):
            total = len(iterable)
        self.iterable, self.total, self.n, self.unit = iterable, total, initial, unit
        self.leave, self.disable, self.desc, self.postfix = leave, disable, "", ""
        self._initial, self._began, self._open = initial, monotonic(), not disable
        self.set_description(desc)
        if postfix is not None:
            self.set_postfix(postfix)

    def __getattr__(self, name):
        text = f"this page's small tqdm has no tqdm.{name}; the full tqdm runs in Colab"
        raise AttributeError(text, name=name, obj=self)

    def __iter__(self):
        try:
            for each in self.iterable:
                yield each
                self.update()
        finally:
            self.close()

    def __len__(self):
        return self.total if self.iterable is None else len(self.iterable)

    def __bool__(self):
        return self.total is None or self.total > 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def update(self, n=1):
        """Count further."""
        if not self.disable:
            self.n += n

    def set_description(self, desc=None, refresh=True):
        self.desc = f"{desc}: " if desc else ""

    def set_description_str(self, desc=None, refresh=True):
        self.desc = desc or ""  # the bar adds a colon

    def set_postfix(self, ordered_dict=None, refresh=True, **kwargs):
        values = dict(ordered_dict or {}) | dict(sorted(kwargs.items()))
        self.postfix = ", ".join(f"{name}={_text(value).strip()}" for name, value in values.items())

    def set_postfix_str(self, s="", refresh=True):
        self.postfix = str(s)

    def refresh(self, **_):
        """Nothing: the bar is printed once."""

    def close(self):
        """Print the bar, once."""
        if self._open and self.leave:
            print(str(self), file=sys.stderr)
        self._open = False

    def __str__(self):
        before = self.desc if not self.desc or self.desc.endswith(": ") else f"{self.desc}: "
        seconds = monotonic() - self._began
        rate = (self.n - self._initial) / seconds if seconds else 0
        shown = (
            f"{rate:5.2f}{self.unit}/s"
            if rate >= 1 or not rate
            else f"{1 / rate:5.2f}s/{self.unit}"
        )
        after = f", {self.postfix}" if self.postfix else ""
        if not self.total or self.n > self.total:
            return f"{before}{self.n}{self.unit} [{_time(seconds)}, {shown}{after}]"
        part = self.n / self.total
        full, eighths = divmod(int(part * WIDTH * 8), 8)
        bar = (BLOCKS[8] * full + BLOCKS[eighths] * (full < WIDTH)).ljust(WIDTH)
        left = _time((self.total - self.n) / rate) if rate else "?"
        counts = f"{self.n}/{self.total} [{_time(seconds)}<{left}, {shown}{after}]"
        return f"{before}{100 * part:3.0f}%|{bar}| {counts}"

    @staticmethod
    def write(s, file=None, end="\n"):
        """Print a line."""
        print(s, file=file, end=end)


def trange(*args, **kwargs):
    """A bar over range(...)."""
    return tqdm(range(*args), **kwargs)


def _text(value):
    """A number in few digits, as tqdm shows it; everything else as text."""
    if not isinstance(value, Number):
        return str(value)
    short = f"{value:.3g}".replace("e+0", "e+").replace("e-0", "e-")
    return min(str(value), short, key=len)


def _time(seconds):
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


tqdm_notebook, tnrange = tqdm, trange
