"""The same bar: a page is no terminal."""

from . import tqdm, trange
