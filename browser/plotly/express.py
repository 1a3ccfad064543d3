"""`px.scatter`, `px.line`, `px.bar`: columns and lists become traces, as in plotly.

Long form: x and y are one column each, and `color` divides them into traces. Wide form: y is
several columns, or no column is named at all, and each column makes a trace.
"""

from . import missing
from .graph_objects import Figure, refuse_all_but, trace
from .values import to_list

STYLE = ("width", "height", "line_dash", "template", "opacity")


def scatter(data_frame=None, x=None, y=None, color=None, **style):
    """Points."""
    return _figure("scatter", "markers", data_frame, x, y, color, **style)


def line(data_frame=None, x=None, y=None, *, color=None, markers=False, **style):
    """Lines from point to point, in the given order."""
    mode = "lines+markers" if markers else "lines"
    return _figure("line", mode, data_frame, x, y, color, **style)


def bar(data_frame=None, x=None, y=None, color=None, **style):
    """Bars from 0."""
    return _figure("bar", "bars", data_frame, x, y, color, **style)


def _figure(
    function,
    mode,
    data_frame,
    x,
    y,
    color,
    *,
    labels=None,
    title=None,
    log_x=False,
    log_y=False,
    **style,
):
    refuse_all_but(style, STYLE, function)
    columns = _columns(data_frame)
    named = x is not None or y is not None
    if color is not None and (not named or _is_wide(columns, y)):
        raise TypeError(missing.message(f"{function}(color=...) with several columns"))
    if _is_wide(columns, x):
        raise TypeError(missing.message(f"{function}(x=...) with several columns"))
    if _is_wide(columns, y) or (columns and not named):
        titles, parts = _wide(columns, x, y, named)
    else:
        titles, parts = _long(columns, x, y, color)
    x_title, y_title = ((labels or {}).get(each, each) for each in titles)
    traces = [trace(name, mode, xs, ys) for name, xs, ys in parts]
    return Figure(traces, x_title, y_title, bool(log_x), bool(log_y), title or "")


def _columns(data_frame):
    """Lists by their names; a list or a tensor is one column, named 0."""
    if data_frame is None:
        return {}
    if not isinstance(data_frame, dict):
        values = to_list(data_frame)
        if values is None or any(isinstance(each, list) for each in values):
            raise TypeError(missing.message(f"data_frame of type {type(data_frame).__name__}"))
        return {"0": values}
    columns = {name: to_list(values) for name, values in data_frame.items()}
    for name, values in columns.items():
        if values is None:
            raise TypeError(f"column {name!r} is {data_frame[name]!r}, not a list of values")
    if len({len(values) for values in columns.values()}) > 1:
        sizes = ", ".join(f"{name!r} {len(values)}" for name, values in columns.items())
        raise ValueError(f"All columns must be of the same length, but there are {sizes}")
    return columns


def _is_wide(columns, argument):
    """Whether an argument means several columns: a list of their names, or of lists."""
    if isinstance(argument, str):
        return False
    values = to_list(argument)
    return bool(values) and all(
        each in columns if isinstance(each, str | int) else isinstance(each, list)
        for each in values
    )


def _wide(columns, x, y, named):
    """Titles of the axes, and a trace for each column."""
    if named:
        columns_of_y = dict(
            (f"wide_variable_{index}", each) if isinstance(each, list) else (each, columns[each])
            for index, each in enumerate(to_list(y))
        )
    else:
        columns_of_y = columns
    count = len(next(iter(columns_of_y.values())))
    xs = list(range(count)) if x is None else _values(columns, "x", x)
    for name, values in columns_of_y.items():
        _check_lengths({"x": xs, name: values})
    x_title = "index" if x is None else x if isinstance(x, str) else "x"
    return (x_title, "value"), [(name, xs, values) for name, values in columns_of_y.items()]


def _long(columns, x, y, color):
    """Titles of the axes, and a trace for each color."""
    arguments = {"x": x, "y": y, "color": color}
    values = {
        name: _values(columns, name, each) for name, each in arguments.items() if each is not None
    }
    if "x" not in values and "y" not in values:
        raise TypeError(missing.message("figure of nothing: give x and y"))
    _check_lengths(values)
    count = len(next(iter(values.values())))
    titles = []
    for name in ("x", "y"):
        default = name if columns == {} or name in values else "index"
        titles.append(arguments[name] if isinstance(arguments[name], str) else default)
        values.setdefault(name, list(range(count)))
    kinds = values.get("color", [""] * count)
    parts = []
    for kind in dict.fromkeys(kinds):
        rows = [row for row in range(count) if kinds[row] == kind]
        xs, ys = ([values[name][row] for row in rows] for name in ("x", "y"))
        parts.append((kind, xs, ys))
    return titles, parts


def _values(columns, name, argument):
    """A column by its name, or the values themselves."""
    if isinstance(argument, str):
        if not columns:
            raise ValueError(
                "String or int arguments are only possible when a DataFrame or an array is "
                "provided in the `data_frame` argument. No DataFrame was provided, but argument "
                f"'{name}' is of type str or int."
            )
        if argument not in columns:
            raise ValueError(
                f"Value of '{name}' is not the name of a column in 'data_frame'. Expected one "
                f"of {list(columns)} but received: {argument}"
            )
        return columns[argument]
    values = to_list(argument)
    if values is None:
        raise TypeError(missing.message(f"{name}={argument!r}"))
    return values


def _check_lengths(values):
    (first_name, first), *rest = values.items()
    for name, each in rest:
        if len(each) != len(first):
            raise ValueError(
                "All arguments should have the same length. The length of argument "
                f"`{name}` is {len(each)}, whereas the length of previously-processed arguments "
                f"['{first_name}'] is {len(first)}"
            )


def __getattr__(name):
    raise missing.error(f"plotly.express.{name}", name)
