"""Modules that hold other modules, or parameters, in order or by name."""

from itertools import islice

from ..parameter import Parameter
from .module import Module, indented


class _Modules(Module):
    """What modules in order have in common."""

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __setitem__(self, index, module):
        setattr(self, _name_at(self, index), module)

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self

    def insert(self, index, module):
        modules = list(self)
        modules.insert(index, module)
        _replace(self, modules)


class Sequential(_Modules):
    """Modules one after the other: each takes what the one before gives."""

    def __init__(self, *args):
        super().__init__()
        named = args[0].items() if len(args) == 1 and isinstance(args[0], dict) else enumerate(args)
        for name, module in named:
            self.add_module(str(name), module)

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(dict(list(self._modules.items())[index]))
        return self._modules[_name_at(self, index)]

    def __delitem__(self, index):
        names = list(self._modules)
        for name in names[index] if isinstance(index, slice) else [_name_at(self, index)]:
            delattr(self, name)
        _number(self)

    def insert(self, index, module):
        super().insert(index, module)
        return self


class ModuleList(_Modules):
    """A list of modules whose parameters are found."""

    def __init__(self, modules=None):
        super().__init__()
        self.extend(modules or ())

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return self._modules[_name_at(self, index)]

    def __delitem__(self, index):
        modules = list(self)
        del modules[index]
        _replace(self, modules)

    def __repr__(self):
        texts = [repr(each) for each in self]
        if not texts:
            return f"{type(self).__name__}()"
        runs = []  # of equal texts: the first place, the last, the text
        for place, text in enumerate(texts):
            if runs and runs[-1][2] == text:
                runs[-1][1] = place
            else:
                runs.append([place, place, text])
        lines = [
            f"({first}): {indented(text)}"
            if first == last
            else f"({first}-{last}): {last - first + 1} x {indented(text)}"
            for first, last, text in runs
        ]
        return f"{type(self).__name__}(\n  " + "\n  ".join(lines) + "\n)"


class ModuleDict(Module):
    """Modules by name, whose parameters are found."""

    def __init__(self, modules=None):
        super().__init__()
        self.update(modules or {})

    def update(self, modules):
        for name, module in modules.items() if hasattr(modules, "items") else modules:
            self[name] = module

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def keys(self):
        return self._modules.keys()

    def items(self):
        return self._modules.items()

    def values(self):
        return self._modules.values()


class ParameterList(Module):
    """A list of parameters that are found."""

    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        self.extend(values or ())

    def __len__(self):
        return self._size

    def __iter__(self):
        return (self[place] for place in range(self._size))

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(list(islice(self, index.start, index.stop, index.step)))
        return getattr(self, str(_place(index, self._size)))

    def __setitem__(self, index, param):
        setattr(self, str(_place(index, self._size)), param)

    def append(self, value):
        self._size += 1
        self[-1] = value if isinstance(value, Parameter) else Parameter(value)
        return self

    def extend(self, values):
        for value in values:
            self.append(value)
        return self

    def extra_repr(self):
        return "\n".join(
            f"  ({place}): Parameter containing: [{each.dtype} of size "
            f"{'x'.join(map(str, each.shape))}]"
            for place, each in enumerate(self)
        )


def _place(index, size):
    index = index.__index__()
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of range")
    return index % size


def _name_at(modules, index):
    return list(modules._modules)[_place(index, len(modules))]


def _replace(modules, new):
    modules._modules.clear()
    for place, module in enumerate(new):
        modules.add_module(str(place), module)


def _number(modules):
    """Have names that count from 0 again."""
    _replace(modules, list(modules._modules.values()))
