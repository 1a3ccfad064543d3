"""The figure `graph`: the operations that torch noted."""

import torch

from sgd_tutorial import figures


def test_the_graph_is_torchs_own():
    a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    lines, nodes = figures.graph((a * b + a).exp()).data
    assert sorted(nodes.text) == ["add", "exp", "leaf", "leaf", "multiply"]
    assert lines.x.count(None) == 5  # exp-add, add-multiply, add-a, multiply-a, multiply-b
