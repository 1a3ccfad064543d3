"""`px.scatter`, `px.line`, `px.bar`: from columns and lists to traces, as plotly makes them.

Long form: x and y are one column each, and `color` parts them into traces. Wide form: y is several
columns, or no columns are named at all, and each makes a trace.
"""

from .graph_objects import Figure, refuse_all_but, trace
from .lacking import lacks, missing
from .numbers import listed

LOOK = ("width", "height", "line_dash", "template", "opacity")


def scatter(data_frame=None, x=None, y=None, color=None, **more):
    """Points."""
    return _figure("scatter", "markers", data_frame, x, y, color, **more)


def line(data_frame=None, x=None, y=None, *, color=None, markers=False, **more):
    """Lines from point to point, in their order."""
    mode = "lines+markers" if markers else "lines"
    return _figure("line", mode, data_frame, x, y, color, **more)


def bar(data_frame=None, x=None, y=None, color=None, **more):
    """Bars that stand on 0."""
    return _figure("bar", "bars", data_frame, x, y, color, **more)


def _figure(called, mode, data_frame, x, y, color, **more):
    more = {"labels": None, "title": None, "log_x": False, "log_y": False} | more
    labels, title, log_x, log_y = (more.pop(name) for name in ("labels", "title", "log_x", "log_y"))
    refuse_all_but(more, LOOK, called)
    columns = _columns(data_frame)
    named = x is not None or y is not None
    if color is not None and (not named or _is_wide(columns, y)):
        raise TypeError(lacks(f"{called}(color=...) with several columns"))
    if _is_wide(columns, x):
        raise TypeError(lacks(f"{called}(x=...) with several columns"))
    if _is_wide(columns, y) or (columns and not named):
        titles, parts = _wide(columns, x, y, named)
    else:
        titles, parts = _long(columns, x, y, color)
    x_title, y_title = ((labels or {}).get(each, each) for each in titles)
    traces = [trace(name, mode, xs, ys) for name, xs, ys in parts]
    return Figure(traces, x_title, y_title, bool(log_x), bool(log_y), title or "")


def _columns(data_frame):
    """Name -> list; a list or a tensor is one column, named 0."""
    if data_frame is None:
        return {}
    if not isinstance(data_frame, dict):
        values = listed(data_frame)
        if values is None or any(isinstance(each, list) for each in values):
            raise TypeError(lacks(f"data_frame of type {type(data_frame).__name__}"))
        return {"0": values}
    columns = {name: listed(values) for name, values in data_frame.items()}
    for name, values in columns.items():
        if values is None:
            raise TypeError(f"column {name!r} is {data_frame[name]!r}, not a list of values")
    if len({len(values) for values in columns.values()}) > 1:
        sizes = ", ".join(f"{name!r} {len(values)}" for name, values in columns.items())
        raise ValueError(f"All columns must be of the same length, but there are {sizes}")
    return columns


def _is_wide(columns, chosen):
    """Whether these are several columns: a list of their names, or of lists."""
    if isinstance(chosen, str):
        return False
    values = listed(chosen)
    return bool(values) and all(
        each in columns if isinstance(each, str | int) else isinstance(each, list)
        for each in values
    )


def _wide(columns, x, y, named):
    """Titles of the axes, and a trace for each column."""
    if not named:
        chosen = columns
    else:
        every = enumerate(listed(y))
        chosen = dict(
            (f"wide_variable_{place}", each) if isinstance(each, list) else (each, columns[each])
            for place, each in every
        )
    count = len(next(iter(chosen.values())))
    xs = list(range(count)) if x is None else _values(columns, "x", x)
    for name, values in chosen.items():
        _check_lengths({"x": xs, name: values})
    x_title = "index" if x is None else x if isinstance(x, str) else "x"
    return (x_title, "value"), [(name, xs, values) for name, values in chosen.items()]


def _long(columns, x, y, color):
    """Titles of the axes, and a trace for each color."""
    chosen = {"x": x, "y": y, "color": color}
    values = {
        name: _values(columns, name, each) for name, each in chosen.items() if each is not None
    }
    if "x" not in values and "y" not in values:
        raise TypeError(lacks("figure of nothing: give x and y"))
    _check_lengths(values)
    count = len(next(iter(values.values())))
    titles = []
    for name in ("x", "y"):
        own = name if columns == {} or name in values else "index"
        titles.append(chosen[name] if isinstance(chosen[name], str) else own)
        values.setdefault(name, list(range(count)))
    kinds = values.get("color", [""] * count)
    parts = []
    for kind in dict.fromkeys(kinds):
        rows = [row for row in range(count) if kinds[row] == kind]
        xs, ys = ([values[name][row] for row in rows] for name in ("x", "y"))
        parts.append((kind, xs, ys))
    return titles, parts


def _values(columns, argument, chosen):
    """A column by its name, or values as they are given."""
    if isinstance(chosen, str):
        if not columns:
            raise ValueError(
                "String or int arguments are only possible when a DataFrame or an array is "
                "provided in the `data_frame` argument. No DataFrame was provided, but argument "
                f"'{argument}' is of type str or int."
            )
        if chosen not in columns:
            raise ValueError(
                f"Value of '{argument}' is not the name of a column in 'data_frame'. Expected one "
                f"of {list(columns)} but received: {chosen}"
            )
        return columns[chosen]
    values = listed(chosen)
    if values is None:
        raise TypeError(lacks(f"{argument}={chosen!r}"))
    return values


def _check_lengths(values):
    (first, known), *rest = values.items()
    for name, each in rest:
        if len(each) != len(known):
            raise ValueError(
                "All arguments should have the same length. The length of argument "
                f"`{name}` is {len(each)}, whereas the length of previously-processed arguments "
                f"['{first}'] is {len(known)}"
            )


def __getattr__(name):
    raise missing(f"plotly.express.{name}", name)
