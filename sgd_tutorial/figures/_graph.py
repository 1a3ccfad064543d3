"""The figure `graph`: the operations that torch notes, and that `backward` follows back."""

from typing import Any

import plotly.graph_objects as go
from torch import Tensor

from .._validate import short
from . import _drawing as draw
from ._colors import Template, apply_palette

MOST_NODES = 40
WORDS = {
    "Mul": "multiply",
    "Sub": "subtract",
    "Div": "divide",
    "Pow": "power",
    "AccumulateGrad": "leaf",
}


def graph(result: Tensor, template: Template = "light") -> go.Figure:
    """How a tensor was calculated, from its leaves on the left to itself on the right.

    Args:
        result: a tensor with a `grad_fn`: one calculated from a tensor that requires a gradient.
        template: "light" or "dark".

    Returns:
        The figure: a node for each operation, a line for each of its inputs that has a gradient.

    Raises:
        TypeError: if it is no tensor.
        ValueError: if it was not calculated from a tensor that requires a gradient, or in more
            than 40 operations.

    >>> import torch
    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> list(graph((5 * x * x).sum()).data[1].text)
    ['sum', 'multiply', 'multiply', 'leaf']
    """
    if not isinstance(result, Tensor):
        raise TypeError(f"result must be a tensor; got {short(result)}")
    if result.grad_fn is None:
        raise ValueError("result has no graph: calculate it from a tensor that requires a gradient")
    depths, edges = _walk(result.grad_fn)
    places = _places(depths)
    figure = go.Figure([_lines(edges, places), _nodes(places)])
    deepest, widest = max(depths.values()), max(abs(y) for _, y in places.values())
    figure.update_xaxes(visible=False, range=[-deepest - 0.4, 0.4])
    figure.update_yaxes(visible=False, range=[-widest - 0.4, widest + 0.6])
    figure.update_layout(height=200 + int(80 * widest))
    return apply_palette(figure, template)


def _walk(last: Any) -> tuple[dict[Any, int], list[tuple[Any, Any]]]:
    """The depth of every node, its longest way to the result, and the edges between them."""
    depths, edges, waiting = {last: 0}, [], [last]
    while waiting:
        node = waiting.pop(0)
        for before, _ in node.next_functions:
            if before is None:  # a constant: it has no gradient
                continue
            edges.append((node, before))
            if depths.get(before, -1) < depths[node] + 1:
                depths[before] = depths[node] + 1
                waiting.append(before)
        if len(depths) > MOST_NODES:
            raise ValueError(f"result has more than {MOST_NODES} operations; draw a smaller one")
    return depths, list(dict.fromkeys(edges))


def _places(depths: dict[Any, int]) -> dict[Any, tuple[float, float]]:
    """The result on the right; nodes of one depth above each other."""
    columns: dict[int, list[Any]] = {}
    for node, depth in depths.items():
        columns.setdefault(depth, []).append(node)
    return {
        node: (-depth, place - (len(columns[depth]) - 1) / 2)
        for depth, nodes in sorted(columns.items())
        for place, node in enumerate(nodes)
    }


def _lines(edges: list[tuple[Any, Any]], places: dict[Any, tuple[float, float]]) -> go.Scatter:
    x: draw.Row = []
    y: draw.Row = []
    for start, end in edges:
        (x0, y0), (x1, y1) = places[start], places[end]
        bend = 0.3 if x0 - x1 > 1 else 0.0  # around the nodes in between
        x += [x0, (x0 + x1) / 2, x1, None]
        y += [y0, (y0 + y1) / 2 + bend, y1, None]
    return draw.trace("target", x, y, "lines", line_shape="spline", hoverinfo="skip")


def _nodes(places: dict[Any, tuple[float, float]]) -> go.Scatter:
    x, y = zip(*places.values(), strict=True)
    return draw.trace(
        "text", x, y, "markers+text", text=[_word(node) for node in places],
        textposition="top center", marker_size=13, name="operation", cliponaxis=False,
        customdata=[node.name() for node in places], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _word(node: Any) -> str:
    """The word for what torch calls MulBackward0, SumBackward0, AccumulateGrad, ..."""
    name = node.name().rpartition("::")[2].partition("Backward")[0]
    return WORDS.get(name, name.lower())
