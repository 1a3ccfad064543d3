"""Each parameter of the small numpy is NumPy's, and the function that declares it reads it."""

import ast
import inspect
import re

import numpy
import pytest

from tests.helpers.small_numpy import small_numpy
from tests.helpers.small_torch import BROWSER

MODULES = sorted((BROWSER / "numpy").rglob("*.py"))


def _functions(path):
    return [each for each in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_public(each)]


def _is_public(node):
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def _parameters(function):
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    several = [each for each in (arguments.vararg, arguments.kwarg) if each]
    return {each.arg for each in (*named, *several)} - {"self"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(BROWSER).as_posix())
def test_a_function_reads_what_it_declares(path):
    unread = {}
    for function in _functions(path):
        read = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
        if more := _parameters(function) - read - {"_"}:
            unread[function.name] = more
    assert unread == {}


def _declared(function):
    """The names of a function's parameters, without the first and those that stand for many."""
    kinds = inspect.Parameter
    many = kinds.VAR_POSITIONAL, kinds.VAR_KEYWORD
    parameters = list(inspect.signature(function).parameters.values())
    return {each.name for each in parameters if each.kind not in many}


def _of_numpy(function):
    """The same of NumPy's; of those in C by the first lines of the documentation."""
    try:
        return _declared(function)
    except ValueError:
        signature = function.__doc__.partition("\\n\\n")[0]
        return set(re.findall(r"[A-Za-z_]\w*", signature))


ALSO = {"arange": {"start"}}  # which NumPy takes, and its signature leaves out
PUBLIC = sorted(
    name
    for name, value in vars(small_numpy).items()
    if inspect.isfunction(value) and not name.startswith("_")
)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_parameter_has_numpys_name(name):
    ours = _declared(getattr(small_numpy, name))
    assert ours - {"self"} <= _of_numpy(getattr(numpy, name)) | ALSO.get(name, set())
