"""The processes of one run, and the numbers that they exchange."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.rendezvous import rendezvous

from .. import _validate as validate

T = TypeVar("T")
# Exchanges whose tensors a group keeps.
RECENT = 4
_groups = count()


@dataclass(frozen=True)
class Group:
    """This process among all of the run.

    A process that fails says so in its next exchange, so that all stop there and none waits for it.
    """

    rank: int = 0
    size: int = 1
    # The tensors of the last exchanges: if gloo is the last to release one, torch 2.6 waits
    # forever at the end of the group.
    recent: deque[object] = field(default_factory=lambda: deque(maxlen=RECENT))

    def gather(self, row: list[int]) -> list[list[int]]:
        """The row of every process, all of one length."""
        if self.size == 1:
            return [row]
        own = torch.tensor(row, dtype=torch.int64)
        if dist.get_backend() == "nccl":  # a group of the caller's, for GPUs alone
            own = own.cuda()
        rows = [torch.empty_like(own) for _ in range(self.size)]
        self.recent.append((own, rows))
        with _explained("before the first step or after the last"):
            dist.all_gather(rows, own)
        return [tensor.tolist() for tensor in rows]

    def agree(self, create: Callable[[], T], fingerprints: Callable[[T], Mapping[str, int]]) -> T:
        """What this process creates, if all succeed and its fingerprints agree; else an error."""
        error: Exception | None = None
        try:
            created = create()
            own = fingerprints(created)
        except Exception as caught:
            error = caught
        failed = self.gather([int(error is not None)])
        if error is not None:
            raise error
        if [1] in failed:
            raise RuntimeError(f"process {failed.index([1])} refused its arguments; see its error")
        _compare([*own], self.gather([*own.values()]))
        return created

    def sum(self, calculate: Callable[[], Tensor], like: Tensor, step: int) -> Tensor:
        """The sum of what all processes calculate at this step, in the shape of `like`."""
        error: Exception | None = None
        sums = like.new_zeros(len(like) + 1)  # the last one counts failures
        try:
            sums[:-1] = calculate()
        except Exception as caught:
            error = caught
            sums[-1] = 1
        if self.size > 1:
            self.recent.append(sums)
            with _explained(f"at step {step}"):
                dist.all_reduce(sums)
        if error is not None:
            raise error
        if sums[-1]:
            raise RuntimeError(f"another process failed at step {step}; see its error")
        return sums[:-1]


def _compare(names: list[str], rows: list[list[int]]) -> None:
    """Refuse rows of fingerprints that differ, by name."""
    for rank, row in enumerate(rows):
        pairs = zip(names, rows[0], row, strict=True)
        different = [name for name, first, own in pairs if first != own]
        if different:
            raise ValueError(
                f"processes 0 and {rank} differ in {', '.join(different)}; give all processes "
                "the same arguments (read one file, set one seed)"
            )


@contextmanager
def process_group(timeout: float) -> Iterator[Group]:
    """The caller's process group, or one for torchrun's processes, or this process alone."""
    limit = timedelta(seconds=validate.positive_number("timeout", timeout))
    own = not dist.is_initialized() and {"RANK", "WORLD_SIZE"} <= os.environ.keys()
    if own:
        _join(limit)
    try:
        several = dist.is_initialized()
        yield Group(dist.get_rank(), dist.get_world_size()) if several else Group()
    finally:
        if own:
            dist.destroy_process_group()


def _join(limit: timedelta) -> None:
    """Meet the other processes of torchrun.

    Each group has a name of its own: the store still holds the addresses of earlier groups and of
    processes that died, and torch would connect to them.
    """
    store, rank, size = _rendezvous()
    attempt = os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")
    name = f"fit_distributed {attempt} {size} {next(_groups)}"
    store = dist.PrefixStore(name, store)  # type: ignore[attr-defined]
    gpus = torch.cuda.is_available() and dist.is_nccl_available()
    backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
    with _explained("at the start"):
        dist.init_process_group(backend, timeout=limit, store=store, rank=rank, world_size=size)


@cache
def _rendezvous() -> tuple[Any, int, int]:
    """The store in which torchrun's processes find each other, this one's rank, their number."""
    return next(rendezvous("env://"))


@contextmanager
def _explained(when: str) -> Iterator[None]:
    """Say why an exchange failed, and what to do."""
    try:
        yield
    except RuntimeError as error:
        raise RuntimeError(
            f"another process died or timed out {when}; restart all of them: "
            "with checkpoint=... they resume from the last one"
        ) from error
