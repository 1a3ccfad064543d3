"""The text of a value, set as IPython sets it."""

from itertools import islice

WIDTH = 79
MOST = 1000  # elements of a container
BRACKETS = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def pretty(value, indent=0, before=0, after=0, containers=()):
    """The text of a value; a container wider than a line has one element a line.

    Args:
        value: anything.
        indent: columns by which lines after the first are indented.
        before: characters that stand before the value on its first line.
        after: characters that follow the value on its last line.
        containers: ids of the containers that the value is in.
    """
    text = repr(value)
    if before + len(text) + after <= WIDTH or type(value) not in BRACKETS:
        return text
    begin, end = BRACKETS[type(value)]
    if id(value) in containers:
        return f"{begin}...{end}"
    if type(value) is tuple and len(value) == 1:
        end = f",{end}"
    indent += len(begin)
    before += len(begin)
    rows = []
    for count, (key, element) in enumerate(islice(_elements(value), MOST), start=1):
        rest = after + len(end) if count == len(value) else len(",")
        text = pretty(element, indent, before + len(key), rest, (*containers, id(value)))
        rows.append(f"{key}{text}")
        before = indent
    if len(value) > MOST:
        rows.append("...")
    return begin + f",\n{' ' * indent}".join(rows) + end


def _elements(value):
    """Each element after the text of its key, "" if it has none."""
    if type(value) is dict:
        return ((f"{key!r}: ", element) for key, element in value.items())
    if type(value) in (set, frozenset) and len(value) < MOST:
        value = _sorted(value)
    return (("", element) for element in value)


def _sorted(values):
    try:
        return sorted(values)
    except TypeError:  # not every type has an order
        return values
