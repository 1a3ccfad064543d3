"""What the reader calls the leaves, found among the names of the frames around the loop."""

from collections.abc import Iterator
from types import FrameType
from typing import Any

from torch import Tensor, nn

MOST_NAMES = 2_000
Variables = list[tuple[str, Any]]


def variables_of(frame: FrameType | None) -> Variables:
    """The names that code in a frame can use, with their values; the nearest first."""
    variables: Variables = []
    while frame is not None and len(variables) < MOST_NAMES:
        variables += list(frame.f_locals.items())[:MOST_NAMES]
        if frame.f_locals is frame.f_globals:
            break
        frame = frame.f_back
    return variables


def names_of_tensors(variables: Variables) -> dict[int, tuple[str, str]]:
    """By identity, a tensor's name, and where it is: in a module, hidden in one, or loose."""
    found: dict[int, tuple[str, str]] = {}
    for name, value in variables:
        if isinstance(value, nn.Module):
            for inner, p in value.named_parameters():
                found.setdefault(id(p), (f"{name}.{inner}", "module"))
    for name, value in variables:
        for inner, tensor in _inside(name, value):
            place = "hidden" if isinstance(value, nn.Module) else "loose"
            found.setdefault(id(tensor), (inner, place))
    return found


def _inside(name: str, value: Any) -> Iterator[tuple[str, Tensor]]:
    """Tensors in a value, in lists of it, and in lists that are attributes of a module."""
    if not isinstance(value, nn.Module):
        yield from _in_list(name, value)
        return
    for module_name, module in value.named_modules():
        for attribute, inner in vars(module).items():
            if not attribute.startswith("_"):
                yield from _in_list(".".join(filter(None, (name, module_name, attribute))), inner)


def _in_list(name: str, value: Any, most: int = 1_000) -> Iterator[tuple[str, Tensor]]:
    """Tensors, and the parameters of modules, in lists, and in short lists in these."""
    if isinstance(value, Tensor):
        yield name, value
    elif isinstance(value, nn.Module):
        yield from ((f"{name}.{path}", p) for path, p in value.named_parameters())
    elif isinstance(value, list | tuple | dict) and len(value) <= most:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in list(items):
            yield from _in_list(f"{name}[{key!r}]", inner, most // 50)
