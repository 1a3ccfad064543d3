"""Pretty: the text of a value as a notebook sets it."""

from itertools import islice

WIDTH = 79
MOST = 1000  # elements of a list
BRACKETS = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def pretty(value, indent=0, before=0, after=0, within=()):
    """Its text; a list or the like that is too wide for a line has one element a line.

    Args:
        value: anything.
        indent: of its lines after the first.
        before: characters on its first line before it.
        after: characters on its last line after it.
        within: the ids of the lists around it.
    """
    text = repr(value)
    if before + len(text) + after <= WIDTH or type(value) not in BRACKETS:
        return text
    begin, end = BRACKETS[type(value)]
    if id(value) in within:
        return f"{begin}...{end}"
    if type(value) is tuple and len(value) == 1:
        end = f",{end}"
    indent += len(begin)
    before += len(begin)
    rows = []
    for place, (head, each) in enumerate(islice(_elements(value), MOST), start=1):
        rest = after + len(end) if place == len(value) else len(",")
        told = pretty(each, indent, before + len(head), rest, (*within, id(value)))
        rows.append(f"{head}{told}")
        before = indent
    if len(value) > MOST:
        rows.append("...")
    return begin + f",\n{' ' * indent}".join(rows) + end


def _elements(value):
    """What stands before each element, and the element."""
    if type(value) is dict:
        return ((f"{key!r}: ", each) for key, each in value.items())
    if type(value) in (set, frozenset) and len(value) < MOST:
        value = _sorted(value)
    return (("", each) for each in value)


def _sorted(values):
    try:
        return sorted(values)
    except TypeError:  # some have no order
        return values
