"""Publication: a build goes to a folder of its own and takes the site's place when it is whole."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

from filelock import FileLock

AT_FDCWD = -100
EXCHANGE = 2


class Publication:
    """One build on its way to `site`. A second one waits until the first is done."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.draft = site.with_name(f".{site.name}.draft")
        self._old = site.with_name(f".{site.name}.old")
        self._lock = FileLock(site.with_name(f".{site.name}.lock"))

    def begin(self) -> None:
        """Take the lock, and clear up after a build that was killed."""
        self.site.parent.mkdir(parents=True, exist_ok=True)
        self._lock.acquire()
        if self._old.exists() and not self.site.exists():
            self._old.rename(self.site)
        for folder in (self.draft, self._old):
            shutil.rmtree(folder, ignore_errors=True)
        self.draft.mkdir()

    def publish(self) -> None:
        """Put the draft in the site's place."""
        if not (self.site.exists() and _exchange(self.draft, self.site)):
            if self.site.exists():
                self.site.rename(self._old)
            self.draft.rename(self.site)
        self.end()

    def end(self) -> None:
        """Drop what is not the site."""
        for folder in (self.draft, self._old):
            shutil.rmtree(folder, ignore_errors=True)
        self._lock.release()


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, so that there is a site at every moment; Linux only."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    paths = AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other)
    return rename is not None and rename(*paths, EXCHANGE) == 0
