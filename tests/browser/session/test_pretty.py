"""The text of a value, set as IPython sets it."""

import importlib.util
from random import Random

import pytest
from IPython.lib.pretty import pretty as expected

from tests.helpers.small_torch import BROWSER

# Without its package, which needs Pyodide.
spec = importlib.util.spec_from_file_location("pretty", BROWSER / "session" / "pretty.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
pretty = module.pretty


def value(random, depth=0):
    """A random value, with containers of all kinds inside one another."""
    kind = random.choice(["number", "text", *(["list", "tuple", "dict", "set"] * (depth < 3))])
    some = range(random.choice([0, 1, 2, 3, 8, 12]))
    return {
        "number": lambda: random.choice([random.randrange(10**6), random.random(), None, True]),
        "text": lambda: random.choice("abc") * random.randrange(30),
        "list": lambda: [value(random, depth + 1) for _ in some],
        "tuple": lambda: tuple(value(random, depth + 1) for _ in some),
        "dict": lambda: {f"key {each}": value(random, depth + 1) for each in some},
        "set": lambda: random.choice([set, frozenset])(some),
    }[kind]()


def test_random_values():
    random = Random(0)
    values = [value(random) for _ in range(2000)]
    wide = [each for each in values if len(repr(each)) > 79]
    assert len(wide) > 200
    assert [pretty(each) for each in values] == [expected(each) for each in values]


@pytest.mark.parametrize("length", [999, 1000, 1001, 100_000])
@pytest.mark.parametrize(
    "make", [list, tuple, set, frozenset, dict.fromkeys, lambda it: [list(it)]]
)
def test_a_long_value_shows_a_thousand_elements(make, length):
    assert pretty(make(range(length))) == expected(make(range(length)))


def test_a_value_that_contains_itself():
    numbers = list(range(40))
    numbers.append({"in": numbers})
    assert pretty(numbers) == expected(numbers)
