"""Calls with torch's arguments: their names, types and forms, and torch's errors for others.

The functions of the other modules take few of the names that torch has. Here each of them gets a
front that finds the form of the call in `signatures`, gives the function what it takes, and
refuses by name what it lacks.
"""

from itertools import chain

from . import dtypes, missing, signatures
from .arrays import type_of
from .forms import CONVERT, Form
from .generators import Generator
from .modes import handle_torch_function, modes, overridable
from .notices import warn
from .tensor import Tensor, named

# Methods without forms that modes are handed, too.
OF_PYTHON = "item tolist zero_ norm __float__ __int__ __index__ __array__ __getitem__ __setitem__"
OF_PYTHON = set(OF_PYTHON.split())
AS_IT_IS = ()  # the plan of a call that the function takes without a change
# Types whose values need no look: a dim may be a Tensor, and a list may hold anything.
CERTAIN = {Tensor, bool, int, float, dtypes.dtype, Generator}


class Call:
    """What stands between a reader's call and the function."""

    def __init__(self, function, name, forms, skipped, owner):
        self.function, self.name, self.skipped = function, name, skipped
        self.forms = [Form(text) for text in forms]
        self.full_name = f"{owner}.{name}"
        code = getattr(function, "changes_by", function).__code__
        known = code.co_argcount + code.co_kwonlyargcount
        self.first = code.co_varnames[0] if code.co_argcount else None
        self.order = code.co_varnames[: code.co_argcount]
        self.known = set(code.co_varnames[:known])
        self.takes_loose = bool(code.co_flags & 4)

    def arguments(self, args, kwargs):
        """The arguments of the function, from those of a call."""
        own = args[: self.skipped]
        found = self._match(args[self.skipped :], kwargs)
        loose, by_name = list(own), {}
        for parameter, value in found:
            name = parameter.name
            if name == "self" and "input" in self.known:
                name = "input"
            convert = CONVERT.get(parameter.kind)
            if value is not None and convert is not None:
                try:
                    value = convert(value)
                except TypeError as error:
                    text = f"{self.name}(): argument '{parameter.name}' {error}"
                    raise TypeError(text) from None
            if name == "device":
                continue  # which the conversion has checked
            if not loose and not by_name and name in (self.first, "input", "self", "tensor"):
                loose.append(value)
            elif name in self.known:
                by_name[name] = value
            elif self.takes_loose and parameter.kind == "ints":
                loose.append(value)
            elif not parameter.is_default(value):
                raise NotImplementedError(missing.message(f"{self.full_name}({name}=...)"))
        return loose, by_name

    def _match(self, args, kwargs):
        for form in self.forms:
            found = form.match(self.name, args, kwargs)
            if not isinstance(found, str):
                if form.deprecated:
                    self._warn_of(form)
                self.matched = form
                return found
        forms = [form for form in self.forms if not form.deprecated]
        count = len(args) + len(kwargs)
        fitting = [form for form in forms if form.least <= count <= len(form.parameters)]
        if len(forms) == 1 or len(fitting) == 1:
            form = (fitting or forms)[0]
            raise TypeError(form.match(self.name, args, kwargs))
        given = ", ".join(type_of(each) for each in args)
        for name, value in sorted(kwargs.items()):
            given += f"{', ' if given and not given.endswith(', ') else ''}{name}="
            given += type_of(value) + ("" if args else ", ")
        raise TypeError(
            f"{self.name}() received an invalid combination of arguments - got ({given}), but "
            "expected one of:\n" + "".join(form.describe(args, kwargs) for form in forms)
        )

    def _warn_of(self, form):
        better = [f"\t{self.name}{each.text}" for each in self.forms if not each.deprecated]
        warn(
            f"This overload of {self.name} is deprecated:\n\t{self.name}{form.text}\n"
            "Consider using one of the following signatures instead:\n" + "\n".join(better),
            once=True,
        )

    def plan(self, args, kwargs, loose, by_name):
        """How many arguments go by their place, and the names of the rest; None if some change."""
        form = self.matched
        own = [each.name for each in form.parameters[: len(args) - self.skipped]]
        names = [*([None] * self.skipped), *own, *(form.name_of(each) for each in kwargs)]
        given = [*args, *kwargs.values()]
        count = len(loose)
        if not count <= len(args) or len(names) != len(given) or set(names[count:]) != set(by_name):
            return None
        values = [*loose, *(by_name[name] for name in names[count:])]
        anything = {each.name for each in form.parameters if each.kind == "object"}
        for name, value, other in zip(names, values, given, strict=True):
            if value is not other or not (type(value) in CERTAIN or name in anything):
                return None
        by_place = self.order[count : len(args)]
        if by_place == tuple(names[count : len(args)]) and names[len(args) :] == list(kwargs):
            return AS_IT_IS
        return count, tuple(names[count:])


def checked(function, name, forms, *, method):
    """The function, called with what torch takes under that name."""
    prepared = []  # when it is first called
    plans = {}  # by the types of the arguments: what needs no second look

    def call(*args, **kwargs):
        if modes:
            return handle_torch_function(call, args, *args, **kwargs)
        kinds = tuple(map(type, args))
        if kwargs:
            kinds = (*kinds, *kwargs, *map(type, kwargs.values()))
        plan = plans.get(kinds)
        if plan is not None:
            if plan is AS_IT_IS:
                return function(*args, **kwargs)
            count, names = plan
            values = chain(args[count:], kwargs.values())
            return function(*args[:count], **dict(zip(names, values, strict=True)))
        if not prepared:
            owner = "Tensor" if method else "torch"
            prepared.append(Call(function, name, forms(name), int(method), owner))
        loose, by_name = prepared[0].arguments(args, kwargs)
        if kinds not in plans:
            plans[kinds] = prepared[0].plan(args, kwargs, loose, by_name)
        return function(*loose, **by_name)

    call.__doc__ = function.__doc__
    return named(call, name)


def check_all(namespace):
    """Put a front before every function and method whose forms are known."""
    for name in signatures.FUNCTIONS.keys() | signatures.COMMON.keys():
        if name in namespace:
            namespace[name] = checked(namespace[name], name, signatures.of_function, method=False)
    for name, function in list(vars(Tensor).items()):
        forms = signatures.of_method(name)
        if forms and forms != ("",):
            setattr(Tensor, name, checked(function, name, signatures.of_method, method=True))
        elif forms or name in OF_PYTHON:
            setattr(Tensor, name, overridable(function, name))
