"""The forms of a call, as torch writes them: do arguments match one, and if not, why?"""

from . import dtypes, missing
from .arrays import is_numpy_number, type_of
from .generators import Generator
from .tensor import Tensor, device

SHOWN = {
    "numbers": "Tensor",
    "Scalar": "Number",
    "ints": "tuple of ints",
    "ints1": "tuple of ints",
    "Tensors": "tuple of Tensors",
    "dtype": "torch.dtype",
    "layout": "torch.layout",
    "memory_format": "torch.memory_format",
    "Device": "torch.device",
    "Generator": "torch.Generator",
}
ALIASES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}
PYTHON_TYPES = {float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_}
REQUIRED = object()
NUMBERS = bool, int, float


def is_number(value):
    if isinstance(value, complex):
        raise NotImplementedError(missing.message("complex numbers"))
    return isinstance(value, NUMBERS) or is_numpy_number(value)


def _is_plain_scalar(value):
    return isinstance(value, Tensor) and not value.shape and not value._wants_grad


def is_scalar(value):
    return is_number(value) or _is_plain_scalar(value)


def is_int(value):
    if type(value) is int:
        return True
    if isinstance(value, Tensor):
        return _is_plain_scalar(value) and value.dtype._category == 1
    return hasattr(value, "__index__") and not isinstance(value, bool)


def is_ints(value):
    """Whether it begins with an int; `unpacked` looks at the others."""
    return isinstance(value, list | tuple) and (not value or is_int(value[0]))


def unpacked(value):
    """A tuple of ints."""
    for place, each in enumerate(value, 1):
        if not is_int(each):
            raise TypeError(
                f"failed to unpack the object at pos {place} with error "
                f'"type must be tuple of ints,but got {type(each).__name__}"'
            )
    return tuple(map(int, value))


def is_dtype(value):
    if value is complex:
        raise NotImplementedError(missing.message("complex numbers"))
    return isinstance(value, dtypes.dtype) or (isinstance(value, type) and value in PYTHON_TYPES)


CHECKS = {
    "Tensor": lambda value: isinstance(value, Tensor),
    "numbers": lambda value: isinstance(value, Tensor) or is_number(value),
    "Scalar": is_scalar,
    "int": is_int,
    "float": is_scalar,
    "bool": lambda value: isinstance(value, bool),
    "str": lambda value: isinstance(value, str),
    "ints": is_ints,
    "ints1": lambda value: is_int(value) or is_ints(value),
    "Tensors": lambda value: isinstance(value, list | tuple),
    "dtype": is_dtype,
    "Device": lambda value: isinstance(value, device | str) or type(value) is int,
    "Generator": lambda value: isinstance(value, Generator),
    "object": lambda value: True,
    "layout": lambda value: False,
    "memory_format": lambda value: False,
}
CONVERT = {
    "int": int,
    "float": lambda value: value.item() if hasattr(value, "item") else value,
    "Scalar": lambda value: value.item() if hasattr(value, "item") else value,
    "ints": unpacked,
    "ints1": lambda value: int(value) if is_int(value) else unpacked(value),
    "dtype": lambda value: PYTHON_TYPES.get(value, value),
    "Device": lambda value: value if isinstance(value, device) else device(value),
}


class Parameter:
    """One argument of a form."""

    def __init__(self, text, keyword_only):
        text, _, default = text.partition("=")
        kind, self.name = text.split()
        self.takes_none = kind.endswith("?") or default == "None"
        self.kind = kind.removesuffix("?")
        self.keyword_only = keyword_only
        self.default = default or REQUIRED
        self.check = CHECKS[self.kind]
        shown = SHOWN.get(self.kind, self.kind)
        self.text = f"{shown} {self.name}" + (f" = {default}" if default else "")

    def is_default(self, value):
        return value is None or str(value) == self.default


class Form:
    """One way to call a function."""

    def __init__(self, text):
        text, _, deprecated = text.partition("|")
        self.deprecated = deprecated == "deprecated"
        self.parameters, named_alone = [], False
        for part in text.split(", ") if text else ():
            if part == "*":
                named_alone = True
            else:
                self.parameters.append(Parameter(part, named_alone))
        pieces = [each.text for each in self.parameters]
        positional = [each for each in self.parameters if not each.keyword_only]
        self.most = len(positional)
        self.least = sum(each.default is REQUIRED for each in self.parameters)
        if named_alone:
            pieces.insert(self.most, "*")
        self.text = f"({', '.join(pieces)})"
        self.pieces = max(len(pieces), 1)
        self.takes_loose_ints = self.most == 1 and positional[0].kind == "ints"

    def match(self, name, args, kwargs):
        """Each parameter that is given, with its value; or the text of the error."""
        if len(args) > self.most and not self.takes_loose_ints:
            return self._too_many(name, len(args))
        found, place, unread = [], 0, dict(kwargs)
        for parameter in self.parameters:
            by_place = place < len(args)
            if by_place and parameter.keyword_only:
                return self._too_many(name, len(args))
            value = args[place] if by_place else _named_value(parameter, unread)
            if value is REQUIRED or (value is None and parameter.takes_none):
                if value is REQUIRED and parameter.default is REQUIRED:
                    return self._lacking(name, len(args), kwargs)
                if value is None and parameter.default is REQUIRED:
                    found.append((parameter, None))
            elif by_place and place == 0 and self.takes_loose_ints and is_int(value):
                value, place = args, len(args)
                found.append((parameter, value))
                continue
            elif parameter.check(value):
                found.append((parameter, value))
            else:
                return _wrong_type(name, parameter, value, place if by_place else None)
            place += by_place
        if unread:
            return f"{name}() got an unexpected keyword argument '{next(iter(unread))}'"
        if place < len(args):
            return self._too_many(name, len(args))
        return found

    def name_of(self, given):
        """Torch's name for a name in a call."""
        for each in self.parameters:
            if given == each.name or given in ALIASES.get(each.name, ()):
                return each.name
        return None

    def _too_many(self, name, given):
        if self.least != self.most:
            takes = f"from {self.least} to {self.most} positional arguments"
        else:
            takes = f"{self.most} positional argument{'s' * (self.most != 1)}"
        return f"{name}() takes {takes} but {given} {'was' if given == 1 else 'were'} given"

    def _lacking(self, name, given, kwargs):
        names = [
            f'"{each.name}"'
            for each in self.parameters[given:]
            if each.default is REQUIRED and _named_value(each, dict(kwargs)) is REQUIRED
        ]
        return f"{name}() missing {len(names)} required positional arguments: {', '.join(names)}"

    def describe(self, args, kwargs):
        """The line of an error that lists all forms, and why this one does not match."""
        given = [*args, *kwargs.values()]
        if len(given) != self.pieces or len(self.parameters) < len(kwargs):
            return f" * {self.text}\n"
        known = {each.name for each in self.parameters}
        wrong = [name for name in kwargs if name not in known]
        if wrong:
            reason = f"some of the keywords were incorrect: {', '.join(wrong)}"
        else:
            by_name = {each.name: each for each in self.parameters}
            checks = [*self.parameters[: len(args)], *(by_name[name] for name in kwargs)]
            checks += [None] * (len(given) - len(checks))
            labels = [""] * len(args) + [f"{name}=" for name in kwargs]
            marked = [
                f"{label}{type(value).__name__}"
                if parameter is not None and parameter.check(value)
                else f"!{label}{type(value).__name__}!"
                for parameter, value, label in zip(checks, given, labels, strict=True)
            ]
            reason = f"some of the arguments have invalid types: ({', '.join(marked)})"
        return f" * {self.text}\n      didn't match because {reason}\n"


def _named_value(parameter, kwargs):
    """The argument given by the parameter's name, or by numpy's."""
    for name in (parameter.name, *ALIASES.get(parameter.name, ())):
        if name in kwargs:
            return kwargs.pop(name)
    return REQUIRED


def _wrong_type(name, parameter, value, place):
    where = "" if place is None else f" (position {place + 1})"
    kind = SHOWN.get(parameter.kind, parameter.kind)
    text = f"{name}(): argument '{parameter.name}'{where} must be {kind}"
    if parameter.kind in ("ints", "ints1") and isinstance(value, list | tuple):
        return f"{text}, but found element of type {type(value[0]).__name__} at pos 0"
    return f"{text}, not {type_of(value)}"
