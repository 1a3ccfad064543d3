"""What the reader calls the leaves, found among the names of the frames around the loop."""

from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

if TYPE_CHECKING:
    from ._observer import Observer

MOST_NAMES = 2_000


Variables = list[tuple[str, Any]]


def name_leaves(observer: "Observer", variables: Variables) -> None:
    """Give each leaf that lives its name, and say whether a module has it."""
    names = _names(variables)
    for record in observer.records:
        for key, leaf in record.leaves.items():
            tensor = observer.leaves.tensor_of(key)
            if tensor is not None and id(tensor) in names:
                leaf.name, leaf.place = names[id(tensor)]


def variables_of(frame: FrameType | None) -> Variables:
    """The names that code in a frame can use, with their values; the nearest first."""
    variables: Variables = []
    while frame is not None and len(variables) < MOST_NAMES:
        variables += list(frame.f_locals.items())[:MOST_NAMES]
        if frame.f_locals is frame.f_globals:
            break
        frame = frame.f_back
    return variables


def _names(variables: Variables) -> dict[int, tuple[str, str]]:
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
    if isinstance(value, Tensor):
        yield name, value
    elif isinstance(value, nn.Module):
        for module_name, module in value.named_modules():
            for attribute, inner in vars(module).items():
                if not attribute.startswith("_") and isinstance(
                    inner, list | tuple | dict | Tensor
                ):
                    path = ".".join(filter(None, (name, module_name, attribute)))
                    yield from _in_list(path, inner)
    else:
        yield from _in_list(name, value)


def _in_list(name: str, value: Any) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield name, value
    if not isinstance(value, list | tuple | dict) or len(value) > 1_000:
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        if isinstance(inner, Tensor):
            yield f"{name}[{key!r}]", inner
        elif isinstance(inner, nn.Module):
            for path, p in inner.named_parameters():
                yield f"{name}[{key!r}].{path}", p
