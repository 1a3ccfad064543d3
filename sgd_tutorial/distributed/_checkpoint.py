"""Checkpoints: a run on disk, whole or not at all, and refused by a run that it is not of."""

import hashlib
import io
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

FORMAT = "sgd_tutorial checkpoint 1"
# The loss at the guesses, calculated again on another machine, is this close.
SAME_LOSS = 1e-3


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a run needs to go on.

    Attributes:
        problem: a fingerprint of each argument that the path depends on, by name.
        first_loss: the loss at the guesses, which tells approximation and loss.
        rate: the last learning rate used.
        step: adjustments made so far.
        params: (P,), the parameters after them.
        memory: what the optimizer remembers.
        history: (R, P), the rows recorded before this step.
        losses: (R,), float64, their losses.
    """

    problem: dict[str, int]
    first_loss: float
    rate: float | Tensor
    step: int
    params: Tensor
    memory: dict[str, object]
    history: Tensor
    losses: Tensor


def fingerprint(*values: object) -> int:
    """64 bits of the SHA-256 of numbers, texts, tensors and mappings of them, bit for bit."""
    digest = hashlib.sha256()
    for value in values:
        if isinstance(value, Tensor):
            digest.update(f"{value.dtype} {tuple(value.shape)}".encode())
            digest.update(value.detach().cpu().flatten().view(torch.uint8).numpy().data)
        elif isinstance(value, Mapping):
            inside = [fingerprint(name, value[name]) for name in sorted(value)]
            digest.update(repr(inside).encode())
        else:
            digest.update(repr(value).encode())
        digest.update(b"\n")
    return int.from_bytes(digest.digest()[:8], "big", signed=True)


def write(path: Path, checkpoint: Checkpoint) -> None:
    """Replace the file by a new one in one step: a reader finds the old or the new, never half.

    Raises:
        OSError: if the folder cannot be written to.
    """
    content = vars(checkpoint)
    whole = {"format": FORMAT, "fingerprint": fingerprint(content), "content": content}
    # One name for all: what a killed process leaves behind, the next one overwrites.
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        torch.save(whole, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    if os.name == "posix":  # the new name must outlive a power cut too
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read(path: Path, device: torch.device) -> Checkpoint | None:
    """The checkpoint, or None if there is no such file.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it is damaged, or something else.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        saved = torch.load(io.BytesIO(data), map_location=device, weights_only=True)
        content = saved["content"]
        # torch checks no sum of the numbers it reads.
        if (saved["format"], saved["fingerprint"]) != (FORMAT, fingerprint(content)):
            raise ValueError("the format or a number is another")
        return Checkpoint(**content)
    except Exception as error:  # damaged bytes fail in many ways
        raise ValueError(
            f"{path} is no whole checkpoint of this package; put back a copy of it, "
            "or remove it to start from the guesses"
        ) from error


def check(
    path: Path,
    found: Checkpoint,
    problem: Mapping[str, int],
    first_loss: float,
    rate: float | Tensor,
    steps: int,
) -> None:
    """Refuse a checkpoint of another run.

    Raises:
        ValueError: names the file, what differs, and what to do.
    """
    names = [name for name in problem if problem[name] != found.problem.get(name)]
    same = math.isclose(first_loss, found.first_loss, rel_tol=SAME_LOSS)
    if not names and not same and math.isfinite(first_loss):
        names = ["approximation or loss"]
    if not names and fingerprint(rate) != fingerprint(found.rate):
        names = ["learning_rate"]
    if names:
        raise ValueError(
            f"{path} is the checkpoint of another run: it differs in {', '.join(names)}; "
            "give this run another file, or remove this one to start from the guesses"
        )
    if found.step > steps:
        raise ValueError(
            f"{path} is at step {found.step}, beyond steps={steps}; ask for more steps, "
            "or remove it to start from the guesses"
        )
