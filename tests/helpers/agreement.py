"""A program run line by line by both torches, until one of them shows what the other does not."""

import math
import re
import warnings
from dataclasses import dataclass, field

import torch

from tests.helpers.small_torch import small

LACKS = "this page's small torch "
ADDRESS = re.compile(r"0x[0-9a-f]+")
CHANGES = re.compile(r"_\(|backward")
GOT = re.compile(r"got \((.*?)\)")  # of a call that no form matches; by name in any order


@dataclass
class Run:
    """What came of a program."""

    lines: list
    difference: str = ""  # after which line they differ, with both outcomes
    lacking: str = ""  # the error by which the small torch has named what it lacks; the run ends
    other_words: list = field(default_factory=list)  # both have refused, for different reasons


def run(lines):
    """Run the lines by both torches, as far as they agree.

    Where last digits differ, torch goes on with those of the small torch: a later line may take
    the difference of two such numbers.
    """
    done = Run(lines)
    runs = [{"torch": each, "seen": [], "first_tensor": _first_tensor} for each in (small, torch)]
    for number, line in enumerate(lines):
        ours, theirs = (_outcome(line, names) for names in runs)
        if isinstance(ours, str) and LACKS in ours:
            done.lacking = ours
            return done
        if isinstance(ours, str) and isinstance(theirs, str):
            if ours != theirs:
                done.other_words.append((line, theirs, ours))
            if CHANGES.search(line):
                return done  # torch may have stopped halfway
        elif _alike(ours, theirs):
            _copy_digits(*(names["seen"] for names in runs))
        else:
            program = "\n".join(lines[: number + 1])
            done.difference = f"{program}\n  torch: {theirs}\n  small: {ours}"
            return done
    return done


def _first_tensor(value, other):
    """A tensor for the lines to come: a result, the first of several, or else another one."""
    several = value if isinstance(value, tuple | list) else [value]
    return next((each for each in several if hasattr(each, "requires_grad")), other)


def _outcome(line, names):
    names["seen"].clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(line, names)
            return [_described(value) for value in names["seen"]]
        except Exception as error:  # whatever it is, both must raise one
            text = ADDRESS.sub("0x", f"{type(error).__name__}: {error}")
            return GOT.sub(lambda found: str(sorted(found[1].split(", "))), text)


def _described(value):
    """All that a reader can see of a value, and its numbers."""
    if isinstance(value, tuple | list):
        return [type(value).__name__.rpartition(".")[2], *map(_described, value)]
    if not hasattr(value, "requires_grad"):
        return ADDRESS.sub("0x", repr(value)).replace("small_torch", "torch")
    node = value.grad_fn and value.grad_fn.name()
    pairs = zip(value.stride(), value.shape, strict=True)
    strides = [stride for stride, size in pairs if size > 1] if value.numel() else None
    seen = str(value.dtype), tuple(value.shape), strides, value.requires_grad, node
    return seen, value.detach().reshape(-1).tolist()


def _alike(ours, theirs):
    """Whether two outcomes are the same but for last digits."""
    if isinstance(ours, list) and isinstance(theirs, list):
        pairs = zip(ours, theirs, strict=False)
        return len(ours) == len(theirs) and all(_alike(*pair) for pair in pairs)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return ours[0] == theirs[0] and _numbers_alike(ours[1], theirs[1])
    return ours == theirs


def _numbers_alike(ours, theirs):
    finite = [abs(each) for each in theirs if math.isfinite(each)]
    least = 1e-6 * max(finite, default=0) + 1e-7
    return all(
        a == b or (a != a and b != b) or abs(a - b) <= 1e-5 * abs(b) + least
        for a, b in zip(ours, theirs, strict=True)
    )


def _copy_digits(ours, theirs):
    """Give torch's tensors the last digits of the small torch's."""
    for own, other in zip(ours, theirs, strict=True):
        if isinstance(own, tuple | list):
            _copy_digits(own, other)
        elif isinstance(other, torch.Tensor) and other.is_floating_point() and other.numel():
            numbers = torch.tensor(own.tolist(), dtype=other.dtype)
            axes = zip(other.shape, other.stride(), strict=True)
            overlaps = any(size > 1 and not step for size, step in axes)
            if not overlaps and not torch.equal(other.data, numbers):
                other.data.copy_(numbers)
