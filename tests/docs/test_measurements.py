"""The page of measurements: its sentences follow the record, and the others hold for this one."""

import copy
import json

import pytest

from benchmarks import record
from pipeline.notebooks import program, read
from tests.helpers.project import ROOT

PAGE = ROOT / "docs" / "further" / "measurements.py"
TEXT = record.PATH.read_text("utf-8").strip()
RECORD = json.loads(TEXT)
FIRST, LATER = "JAX, first call", "JAX, later calls"


def names_for(content):
    """What the page defines when it reads a record of this content."""
    names = {}
    for part in program(read(PAGE)):
        exec((part.code or "").replace(TEXT, json.dumps(content)), names)
    assert names["record"] == content
    return names


@pytest.fixture
def changed():
    """The record with other seconds: those of a section, and the ratios that follow."""

    def changed(*section, **seconds):
        part = new = copy.deepcopy(RECORD)
        for key in section:
            part = part[key]
        for way, each in seconds.items():
            part["seconds"][WAYS[way]] = [each] * 3
        first = next(iter(part["seconds"].values()))[0]
        part["ratios"] = {way: first / each[0] for way, each in part["seconds"].items()}
        return names_for(new)

    return changed


WAYS = {
    "fit": "fit",
    "first": FIRST,
    "later": LATER,
    "sweep": "sweep",
    "lstsq": "numpy.linalg.lstsq",
    "linear": "LinearRegression",
}


def test_every_expression_of_the_page_is_some_text():
    names = names_for(RECORD)
    expressions = [each for part in program(read(PAGE)) for each in part.expressions]
    assert len(expressions) > 20
    for expression in expressions:
        assert str(eval(expression, names)).strip()


def test_the_fastest_way_is_that_of_the_record(changed):
    for fast, slow in (("linear", "lstsq"), ("lstsq", "linear")):
        names = changed("linear problem", **{fast: 1e-9, slow: 1.0})
        assert names["fastest"](names["linear"]) == WAYS[fast]


@pytest.mark.parametrize(
    ("later", "says"),
    [
        (0.5, "is 2 times as fast"),
        (0.95, "takes about as long"),
        (1.05, "takes about as long"),
        (31.4, "takes 31 times as long"),
        (0.000423, "is 2,400 times as fast"),
    ],
)
def test_a_way_compares_with_the_packages_as_the_record_says(changed, later, says):
    names = changed("many runs", "float64", sweep=1.0, later=later)
    assert names["against"](names["many"]["float64"], LATER) == says
    assert f"| {says} |" in names["table"](names["many"]["float64"])


@pytest.mark.parametrize(
    ("first", "later", "calls", "steps"),
    [
        (3.0, 0.5, "when you call it 6 times", "from some 500 steps on"),  # 3 + 5 x 0.5 < 6 x 1
        (0.9, 0.5, "Even the first call is faster", "from some 80 steps on"),
        (3.0, 1.0, "However often you call it", "never"),
    ],
)
def test_compiling_pays_from_where_the_record_says(changed, first, later, calls, steps):
    names = changed("one run", fit=1.0, first=first, later=later)
    names["one"]["steps"] = 100
    assert calls in names["calls_until_it_pays"](names["one"])
    assert steps in names["steps_until_it_pays"]()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.345, "2.3 s"), (0.0456, "46 ms"), (0.999, "1 s"), (0.00123, "1.2 ms"), (3e-7, "0.3 µs")],
)
def test_times_are_in_a_readers_unit(seconds, text):
    assert names_for(RECORD)["time"](seconds).replace("\N{NO-BREAK SPACE}", " ") == text


# What the page says whatever the record says.


def median(part, way):
    return part["seconds"][way][0]


@pytest.mark.claim(
    "further/measurements.py",
    "You run **the same loop for hours**: JAX",
    "least squares. No descent is needed.",
)
def test_who_needs_which_holds_for_the_record():
    one, linear = RECORD["one run"], RECORD["linear problem"]
    assert median(one, LATER) < median(one, "fit")
    fastest = min(linear["seconds"], key=lambda way: median(linear, way))
    assert fastest in ("numpy.linalg.lstsq", "LinearRegression")


@pytest.mark.claim("further/measurements.py", "You want **many runs**, over rates or starts")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_sweep_is_ahead_of_vmap_of_compiling_and_of_single_runs(dtype):
    many = RECORD["many runs"][dtype]
    assert median(many, "sweep") < min(median(many, FIRST), median(many, "torch.func.vmap"))
    assert median(many, "sweep") < many["runs"] / 100 * median(many, "the bare loop")
    assert many["difference"] < {"float64": 1e-10, "float32": 1e-5}[dtype]


@pytest.mark.claim(
    "further/measurements.py",
    "While there are few points, a step is the time to start its operations.",
    "A loop is proportional to its steps.",
)
def test_what_is_said_of_growth_holds_for_the_record():
    points, steps = RECORD["growth"]["points"], RECORD["growth"]["steps"]
    hundred, thousand = (points["seconds"]["fit"][place][0] for place in (0, 1))
    assert (points["sizes"][:2], thousand < 2 * hundred) == ([100, 1_000], True)
    factor = steps["seconds"]["fit"][-1][0] / steps["seconds"]["fit"][-2][0]
    assert 5 < factor < 20
    assert steps["sizes"][-1] == 10 * steps["sizes"][-2]
