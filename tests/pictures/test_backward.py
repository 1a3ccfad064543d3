"""The graph of backward() against torch: numbers forward, slopes back, in the order of the page."""

import pytest
import torch

from tests.helpers import node

GRAPH = "docs/assets/pictures/backward/graph.js"


def values(x):
    return [
        {"name": "x", "number": x},
        {"name": "u", "operation": "product", "of": [5, "x"]},
        {"name": "u·x", "operation": "product", "of": ["u", "x"]},
        {"name": "y", "operation": "sum", "of": ["u·x", "u"]},
    ]


@pytest.mark.parametrize("number", [3.0, -2.5, 0.0])
def test_numbers_and_slopes_are_those_of_torch(number):
    x = torch.tensor(number, requires_grad=True)
    u = 5 * x
    product = u * x
    y = product + u
    u.retain_grad()
    product.retain_grad()
    y.backward()
    graph = node.call(GRAPH, "calculate", values(number))
    assert [each["number"] for each in graph] == [each.item() for each in (x, u, product, y)]
    walk = node.call(GRAPH, "visits", graph)
    assert [visit["value"]["name"] for visit in walk] == ["y", "u·x", "u", "x"]
    slopes = [1.0, product.grad.item(), u.grad.item(), x.grad.item()]
    assert [visit["gradient"] for visit in walk] == slopes
    assert (
        sum(way["amount"] for visit in walk for way in visit["passed"] if way["to"] == "x")
        == (slopes[-1])
    )
