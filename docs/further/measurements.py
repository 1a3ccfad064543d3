# %% [markdown] description="How long a fit takes, beside torch.optim, torch.func, JAX, scikit-learn and NumPy: who needs which, and how cost grows."
# # Measurements
#
# You have a loop that works. Is there a faster way to the same numbers? It depends on what you want of them: one run to look at, a thousand runs to compare, or the answer alone. Here each is done in several ways, and timed.

# %% tags=["remove-cell"]
import json
import math

import plotly.express as px

record = json.loads(r"""
--8<-- "measurements.json"
""")
one, many = record["one run"], record["many runs"]
linear, growth = record["linear problem"], record["growth"]
FIRST, LATER = "JAX, first call", "JAX, later calls"
versions = ", ".join(" ".join(pair) for pair in record["versions"].items())


def number(value):
    """Two digits."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def time(seconds):
    """In the unit that makes it 1 or more."""
    units = {"s": 1, "ms": 1e3, "µs": 1e6}
    unit = next((u for u in units if seconds * units[u] > 0.99), "µs")
    return f"{number(seconds * units[unit])}\N{NO-BREAK SPACE}{unit}"


def median(part, way):
    """Seconds."""
    return part["seconds"][way][0]


def fastest(part):
    """The way that takes least."""
    return min(part["seconds"], key=lambda way: median(part, way))


def against(part, way):
    """How a way compares with the first one, which is the package's."""
    ratio = part["ratios"][way]
    if 0.9 < ratio < 1.1:
        return "takes about as long"
    if ratio < 1:
        return f"takes {number(1 / ratio)} times as long"
    return f"is {number(ratio)} times as fast"


def table(part):
    """Each way: its median, the least and the most, in Markdown."""
    first = next(iter(part["seconds"]))
    head = f"| way | median | least | most | beside {first} |"
    rows = [head, "|---|---|---|---|---|"]
    for way, seconds in part["seconds"].items():
        said = "" if way == first else against(part, way)
        times = " | ".join(map(time, seconds))
        rows.append(f"| {way} | {times} | {said} |")
    return "\n".join(rows)


def calls_until_it_pays(part):
    """From which call on JAX has taken less in all, compiling included."""
    first, later = median(part, FIRST), median(part, LATER)
    own = median(part, next(iter(part["seconds"])))
    if later >= own:
        return (
            "However often you call it, it does not make up for that here"
        )
    calls = max(1, math.floor((first - later) / (own - later)) + 1)
    if calls == 1:
        return "Even the first call is faster here"
    return f"It has made up for that when you call it {number(calls)} times"


def steps_until_it_pays():
    """The steps of one run from which on JAX is faster, compiling included."""
    first, later = median(one, FIRST), median(one, LATER)
    each = (median(one, "fit") - later) / one["steps"]
    if each <= 0:
        return "In a single run it never makes up for that"
    steps = (first - later) / each
    return f"In a single run it makes up for that from some {number(steps)} steps on"


def grows(axis, way):
    """From the smallest to the largest: the factor of what grows, and of the time."""
    sizes, seconds = growth[axis]["sizes"], growth[axis]["seconds"][way]
    longer = seconds[-1][0] / seconds[0][0]
    said = (
        f"{number(longer)} times as long" if longer > 1.1 else "no longer"
    )
    return f"{sizes[-1] // sizes[0]:,} times the {axis} take {said}"


def as_long_as(axis, way, large, small):
    """One size beside another."""
    seconds = growth[axis]["seconds"][way]
    at = dict(zip(growth[axis]["sizes"], seconds))
    longer = number(at[large][0] / at[small][0])
    return f"{large:,} {axis} take {longer} times as long as {small:,}"


def lines(axis):
    """The medians over what grows, both axes logarithmic."""
    ways = growth[axis]["seconds"]
    medians = {
        way: [each[0] for each in seconds] for way, seconds in ways.items()
    }
    return px.line(
        {axis: growth[axis]["sizes"], **medians},
        x=axis,
        y=list(medians),
        log_x=True,
        log_y=True,
        markers=True,
        labels={"value": "seconds", "variable": ""},
    ).update_traces(marker_size=6)


# %% [markdown]
# **Measured** on {{ record["date"] }}: {{ record["machine"] }}; {{ versions }}. The ways of a table ran in turns, in one process: compare the medians. The least and the most tell how calm the machine was. On yours all times differ, and their ratios less.
#
# ## Which one is for you
#
# - You want to **watch one run**: [`fit`][sgd_tutorial.fit], or a loop of your own. Both take a step at a time in Python, where you can look.
# - You run **the same loop for hours**: JAX, if you can write it as JAX wants it.
# - You want **many runs**, over rates or starts: [`sweep`][sgd_tutorial.sweep].
# - You want **the answer of a linear problem** and not the way there: least squares. No descent is needed.
# - Your data **do not fit into memory**: mini-batches, by [a loop](stochastic.py) or by `SGDRegressor.partial_fit`. What that costs is not measured here.
#
# ## One run
#
# The notebook's problem, {{ one["points"] }} points, {{ f'{one["steps"]:,}' }} steps, float32, {{ one["turns"] }} turns. `fit` and JAX keep parameters and loss of every step; the others keep nothing.
#
# {{ table(one) }}
#
# A step of `fit` takes {{ time(median(one, "fit") / one["steps"]) }}. Nearly all of that is not arithmetic: Python calls a dozen small operations, and each takes microseconds to start, however few the points.
#
# JAX's `jit` of a `lax.scan` turns the loop into one program without Python. The first call compiles it, {{ time(median(one, FIRST)) }} with the run itself; a later one takes {{ time(median(one, LATER)) }}. {{ steps_until_it_pays() }}. {{ calls_until_it_pays(one) }}. What you give up is Python inside the loop: no `print`, no `if` on a value, no debugger at step 500.
#
# ## A thousand runs
#
# {{ f'{many["float64"]["runs"]:,}' }} learning rates, {{ f'{many["float64"]["steps"]:,}' }} steps each, {{ many["float64"]["turns"] }} turns. `sweep` keeps every step of every run, and so does JAX, which maps the compiled loop by `vmap`. The last line is one run alone. In float64:
#
# {{ table(many["float64"]) }}
#
# In float32:
#
# {{ table(many["float32"]) }}
#
# In a batch, the time to start an operation is shared by all runs, so Python hardly counts. And where the function is linear in its parameters, `sweep` needs no graph; in float64 one row more than there are parameters says the same as all points. JAX is not told that.
# Called again and again: in float64 JAX {{ against(many["float64"], LATER) }} as `sweep`, in float32 it {{ against(many["float32"], LATER) }}. Its first call compiles, too. {{ calls_until_it_pays(many["float32"]) }}, in float32.
#
# Fast and wrong would be worth nothing. The runs of the sweep are those of `fit`: of the largest parameter, they are apart by at most {{ f'{many["float64"]["difference"]:.0e}' }} in float64 and {{ f'{many["float32"]["difference"]:.0e}' }} in float32.
#
# ## The answer alone
#
# A parabola through {{ f'{linear["rows"]:,}' }} noisy points, {{ linear["turns"] }} turns.
#
# {{ table(linear) }}
#
# {{ fastest(linear) }} is the fastest. Least squares solves a linear problem at once: a fixed number of operations, no rate, no steps. `fit_rescaled` descends, and does more before: it finds the columns of a function that it can only call, makes the bowl round, and records the run.
# `SGDRegressor`, as it is unless you tell it otherwise, goes through the rows one by one and stops when the loss hardly falls: one of its parameters is off by {{ f'{linear["errors"]["SGDRegressor"]:.1%}' }} then. All others agree to {{ f'{max(e for way, e in linear["errors"].items() if way != "SGDRegressor"):.0e}' }} of a parameter. For rows that arrive one by one, it is the one that does not start over.
#
# ## How cost grows
#
# Both axes are logarithmic. A level line costs the same however large the problem is; one that climbs a power of ten with each power of ten is proportional to it.

# %% figure="points" caption="{{ growth['points']['steps'] }} steps of one run, over the number of points; and `lstsq`, which takes no steps." tags=["remove-input"]
lines("points")

# %% [markdown]
# `fit`: {{ grows("points", "fit") }}. While there are few points, a step is the time to start its operations. Only where the arithmetic outweighs that do more points take longer.

# %% figure="parameters" caption="The same over the number of parameters, with {{ format(growth['parameters']['points'], ',') }} points." tags=["remove-input"]
lines("parameters")

# %% [markdown]
# `fit`: {{ grows("parameters", "fit") }}; `lstsq`: {{ grows("parameters", "numpy.linalg.lstsq") }}. A step of descent is proportional to the parameters, a solution to their square, for as many points. So somewhere descent wins, if it needs few steps.

# %% figure="runs" caption="{{ growth['runs']['steps'] }} steps, over the number of runs." tags=["remove-input"]
lines("runs")

# %% [markdown]
# `sweep` in float64: {{ grows("runs", "sweep, float64") }}; in float32: {{ grows("runs", "sweep, float32") }}. {{ as_long_as("runs", "sweep, float64", 1_000, 10) }}, in float64: try many rates rather than a few.

# %% figure="steps" caption="One run of the notebook's problem, over the number of steps; and `params_after`, which takes none of them." tags=["remove-input"]
lines("steps")

# %% [markdown]
# A loop is proportional to its steps. `params_after` knows where a run on a bowl will be [without taking them](../questions/curvature.py): {{ grows("steps", "params_after") }}.
#
# ## On your machine
#
# In a clone, `make bench` measures all of this, in some minutes, beside versions of JAX and scikit-learn that it installs for itself. It writes [the record](../snippets/measurements.json) that this page reads. The page follows when you build it again.
