"""The state of a module: parameters and buffers by their paths, given and taken back."""

from collections import OrderedDict, namedtuple
from collections.abc import Mapping

from ...grad_mode import no_grad
from ...tensor import Tensor


class Unmatched(namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """The paths that only the module has, and those that only the given state has."""

    __slots__ = ()

    def __repr__(self):
        return super().__repr__() if any(self) else "<All keys matched successfully>"

    __str__ = __repr__


Unmatched.__name__ = "_IncompatibleKeys"


def state_of(module, prefix="", keep_vars=False):
    """An ordered dict of all parameters and buffers, in the order of the tree."""
    state = OrderedDict()
    for path, tensor in _entries(module, prefix):
        state[path] = tensor if keep_vars else tensor.detach()
    return state


def _entries(module, prefix):
    """Paths and tensors; one that several modules share comes under each of its paths."""
    kept = [each for each in module._buffers.items() if each[0] not in module._transient]
    for name, tensor in (*module._parameters.items(), *kept):
        if tensor is not None:
            yield prefix + name, tensor
    for name, child in module._modules.items():
        if child is not None:
            yield from _entries(child, f"{prefix}{name}.")


def load_into(module, state, strict):
    """Copy a state into the module; what does not fit is listed in one error."""
    if not isinstance(state, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state)}.")
    own = dict(_entries(module, ""))
    missing = [path for path in own if path not in state]
    unexpected = [path for path in state if path not in own]
    errors = []
    if strict and missing:
        errors.append(f"Missing key(s) in state_dict: {_quoted(missing)}. ")
    if strict and unexpected:
        errors.append(f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
    errors += [each for path in own if path in state for each in _copied(own, state, path)]
    if errors:
        name = type(module).__name__
        raise RuntimeError(f"Error(s) in loading state_dict for {name}:\n\t" + "\n\t".join(errors))
    return Unmatched(missing, unexpected)


def _quoted(paths):
    return ", ".join(f'"{path}"' for path in paths)


def _copied(own, state, path):
    """Copy one tensor; the errors."""
    tensor, given = own[path], state[path]
    if not isinstance(given, Tensor):
        return [
            f'While copying the parameter named "{path}", expected torch.Tensor or Tensor-like '
            f"object from checkpoint but received {type(given)}"
        ]
    if given.shape != tensor.shape:
        return [
            f"size mismatch for {path}: copying a param with shape {given.shape} from checkpoint, "
            f"the shape in current model is {tensor.shape}."
        ]
    with no_grad():
        tensor.copy_(given)
    return []
