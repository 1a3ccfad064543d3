"""Save a run atomically; refuse a checkpoint of a different run."""

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
# Another machine calculates the same loss at the guesses to within this fraction.
SAME_LOSS = 1e-3


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a run needs to resume.

    Attributes:
        problem: fingerprints of the arguments that determine the run, by name.
        first_loss: the loss at the guesses, which identifies approximation and loss.
        rate: the last learning rate used.
        step: adjustments made so far.
        params: (P,), the parameters after them.
        memory: the optimizer's attributes.
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
    """64 bits of the SHA-256 of numbers, strings, tensors and mappings of them."""
    digest = hashlib.sha256()
    for value in values:
        if isinstance(value, Tensor):
            digest.update(f"{value.dtype} {tuple(value.shape)}".encode())
            digest.update(value.detach().cpu().flatten().view(torch.uint8).numpy().data)
        elif isinstance(value, Mapping):
            items = [fingerprint(name, value[name]) for name in sorted(value)]
            digest.update(repr(items).encode())
        else:
            digest.update(repr(value).encode())
        digest.update(b"\n")
    return int.from_bytes(digest.digest()[:8], "big", signed=True)


def write(path: Path, checkpoint: Checkpoint) -> None:
    """Replace the file in one step, so that it is always a complete checkpoint, old or new."""
    content = vars(checkpoint)
    saved = {"format": FORMAT, "fingerprint": fingerprint(content), "content": content}
    # Always the same name, so that the next write overwrites what a killed process leaves.
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        torch.save(saved, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    if os.name == "posix":
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    """Make a rename survive a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path, device: torch.device) -> Checkpoint | None:
    """The checkpoint, or None if there is no such file; refuse a damaged one."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        saved = torch.load(io.BytesIO(data), map_location=device, weights_only=True)
        content = saved["content"]
        # torch.load does not notice changed numbers.
        if (saved["format"], saved["fingerprint"]) != (FORMAT, fingerprint(content)):
            raise ValueError("the format or the fingerprint is wrong")
        return Checkpoint(**content)
    except Exception as error:  # damaged bytes fail in many ways
        raise ValueError(
            f"{path} is damaged or not a checkpoint of this package; restore a copy of it, "
            "or remove it to start from the guesses"
        ) from error


def check(
    path: Path,
    checkpoint: Checkpoint,
    problem: Mapping[str, int],
    first_loss: float,
    rate: float | Tensor,
    steps: int,
) -> None:
    """Refuse a checkpoint of a different run, or beyond the last step of this one."""
    different = [name for name in problem if problem[name] != checkpoint.problem.get(name)]
    same_loss = math.isclose(first_loss, checkpoint.first_loss, rel_tol=SAME_LOSS)
    if not different and not same_loss and math.isfinite(first_loss):
        different = ["approximation or loss"]
    if not different and fingerprint(rate) != fingerprint(checkpoint.rate):
        different = ["learning_rate"]
    if different:
        raise ValueError(
            f"{path} is a checkpoint of a different run: it differs in {', '.join(different)}; "
            "use another file, or remove this one to start from the guesses"
        )
    if checkpoint.step > steps:
        raise ValueError(
            f"{path} is at step {checkpoint.step}, beyond steps={steps}; ask for more steps, "
            "or remove it to start from the guesses"
        )
