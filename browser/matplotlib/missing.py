"""Names that the small matplotlib does not have raise an error that says so."""

import sys


def message(missing):
    """The text of the error."""
    return f"this page's small matplotlib has no {missing}; the full matplotlib runs in Colab"


def within(owner):
    """The `__getattr__` of a module or a class."""

    def refuse(*arguments):
        name = arguments[-1]
        raise AttributeError(message(f"{owner}.{name}"), name=name)

    return refuse


def is_known(module, name):
    """Whether matplotlib may have the name; which names it has, the page does not know."""
    return not name.startswith("_")


def refuse_all_but(style, names, function):
    """Ignore what changes the look alone, since the page has its own; refuse everything else."""
    for name in style:
        if name not in names:
            raise TypeError(message(f"{function}({name}=...)"))


def find_spec(name, *_):
    """Refuse a module of matplotlib: this module is the last finder that an import asks."""
    if name.startswith(f"{__package__}."):
        raise ModuleNotFoundError(message(name.replace(__package__, "matplotlib", 1)), name=name)


sys.meta_path.append(sys.modules[__name__])
