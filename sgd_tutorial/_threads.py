"""How many threads a computation is worth."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

# With fewer values than this a second thread gains nothing, and on busy cores it waits.
WORTH_THREADS = 100_000


@contextmanager
def threads_for(values: int) -> Iterator[None]:
    """One thread for few values; afterwards as many as before."""
    threads = torch.get_num_threads()
    if values < WORTH_THREADS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
