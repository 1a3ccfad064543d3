"""Processes: the group that works on one run, and what its members tell each other."""

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
# Exchanges whose tensors a group holds on to.
HELD = 4
_groups = count()


@dataclass(frozen=True)
class Group:
    """This process among all: what it tells the others, and hears from them.

    One that fails says so in its next message, so that all end there and none waits for it.
    """

    rank: int = 0
    size: int = 1
    # Tensors of the last exchanges, for as long as the group lives: where gloo is the last to let
    # go of one, torch 2.6 waits forever to end the group.
    held: deque[object] = field(default_factory=lambda: deque(maxlen=HELD))

    def gather(self, row: list[int]) -> list[list[int]]:
        """Every process's row, as long as this one, on every process."""
        if self.size == 1:
            return [row]
        own = torch.tensor(row, dtype=torch.int64)
        if dist.get_backend() == "nccl":  # a group of the caller's, for GPUs alone
            own = own.cuda()
        rows = [torch.empty_like(own) for _ in range(self.size)]
        self.held.append((own, rows))
        with _others_needed("before the first step, or after the last"):
            dist.all_gather(rows, own)
        return [each.tolist() for each in rows]

    def agree(self, prepare: Callable[[], tuple[T, Mapping[str, int]]]) -> T:
        """What this process prepares, once all have, and alike; otherwise an error on every one.

        Args:
            prepare: returns it, and fingerprints by name that must be the same everywhere.
        """
        error: Exception | None = None
        try:
            prepared, fingerprints = prepare()
        except Exception as own:
            error = own
        refused = self.gather([int(error is not None)])
        if error is not None:
            raise error
        if [1] in refused:
            rank = refused.index([1])
            raise RuntimeError(f"process {rank} refused its arguments; its error says why")
        rows = self.gather([*fingerprints.values()])
        for rank, row in enumerate(rows):
            each = zip(fingerprints, rows[0], row, strict=True)
            names = [name for name, first, other in each if first != other]
            if names:
                raise ValueError(
                    f"process {rank} has another {', another '.join(names)} than process 0; "
                    "give all processes the same (read one file, set one seed)"
                )
        return prepared

    def sum(self, calculate: Callable[[], Tensor], like: Tensor, step: int) -> Tensor:
        """The sum of what all processes calculate at this step, like (K,)."""
        error: Exception | None = None
        sums = like.new_zeros(len(like) + 1)  # the last one counts failures
        try:
            sums[:-1] = calculate()
        except Exception as own:
            error = own
            sums[-1] = 1
        if self.size > 1:
            self.held.append(sums)
            with _others_needed(f"at step {step}"):
                dist.all_reduce(sums)
        if error is not None:
            raise error
        if sums[-1]:
            raise RuntimeError(f"another process failed at step {step}; its error says why")
        return sums[:-1]


@contextmanager
def process_group(timeout: float) -> Iterator[Group]:
    """The caller's process group; or torchrun's, for as long as it takes; or this process alone."""
    limit = timedelta(seconds=validate.positive_number("timeout", timeout))
    own = not dist.is_initialized() and {"RANK", "WORLD_SIZE"} <= os.environ.keys()
    if own:
        _join(limit)
    try:
        several = dist.is_initialized()
        group = Group(dist.get_rank(), dist.get_world_size()) if several else Group()
        yield group
    finally:
        if own:
            dist.destroy_process_group()


def _join(limit: timedelta) -> None:
    """Meet the other processes of torchrun.

    Under a name of this group alone: addresses of earlier groups, and of processes that died, are
    still in the store, and torch would call them.
    """
    store, rank, size = _meeting_place()
    attempt = os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")
    name = f"fit_distributed {attempt} {size} {next(_groups)}"
    store = dist.PrefixStore(name, store)  # type: ignore[attr-defined]
    gpus = torch.cuda.is_available() and dist.is_nccl_available()
    backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
    with _others_needed("at the start"):
        dist.init_process_group(backend, timeout=limit, store=store, rank=rank, world_size=size)


@cache
def _meeting_place() -> tuple[Any, int, int]:
    """Where torchrun's processes find each other, and this one's rank and their number."""
    return next(rendezvous("env://"))


@contextmanager
def _others_needed(when: str) -> Iterator[None]:
    """Say what it means that an exchange fails, and what to do."""
    try:
        yield
    except RuntimeError as error:
        raise RuntimeError(
            f"another process is gone or too slow, {when}; start all of them again, "
            "and with checkpoint=... they go on from the last one"
        ) from error
