"""What torch's functions and methods take: the signatures that its library holds as text."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import torch

from tests.helpers.small_torch import small

SIGNATURE = re.compile(rb"(?<=\0)([A-Za-z_]\w*)\(([ -~]*)\)(?=\0)")
ARGUMENT = re.compile(r"([\w:*]+(?:\[\d\])?)\??\*? (\w+)(?:=(.*))?")


class Argument(NamedTuple):
    """One argument of a signature."""

    kind: str  # such as Tensor, Scalar, IntArrayRef
    name: str
    default: str | None  # None if it must be given
    by_name: bool  # whether it goes by its name alone


@cache
def signatures():
    """The signatures of each name, each the list of its arguments."""
    library = next(Path(torch.__file__).parent.glob("lib/libtorch_python.*"), None)
    found = defaultdict(list)
    for name, text in SIGNATURE.findall(library.read_bytes()) if library else ():
        arguments = _arguments(text.decode())
        if arguments is not None:
            found[name.decode()].append(arguments)
    return found


def _arguments(text):
    """The arguments of a signature; None if one has a form that none here has."""
    found, by_name = [], False
    for part in text.split(", ") if text else ():
        if part == "*":
            by_name = True
            continue
        parsed = ARGUMENT.fullmatch(part)
        if parsed is None:
            return None
        found.append(Argument(*parsed.groups(), by_name))
    return found


def functions_and_methods():
    """The public names of the small torch whose signatures are known: of functions, of methods."""
    return [
        sorted(
            name
            for name in vars(small_owner)
            if not name.startswith("_") and name in signatures() and callable(getattr(owner, name))
        )
        for small_owner, owner in ((small, torch), (small.Tensor, torch.Tensor))
    ]


def of_function(name):
    """The signatures under which `torch.name` can be called."""
    several = signatures()[name]
    if not hasattr(torch.Tensor, name):
        return several
    return [each for each in several if _takes_tensor(each)]


def of_method(name):
    """The signatures under which the method of a tensor can be called."""
    return [each for each in signatures()[name] if not _takes_tensor(each)]


def _takes_tensor(signature):
    return any(argument.name in ("input", "self") for argument in signature)
