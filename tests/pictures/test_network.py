"""The network's picture against torch: the same start, the same points, the same numbers."""

import pytest
import torch

from tests.helpers import node

RATE = 0.05


@pytest.fixture(scope="module")
def points():
    x = torch.linspace(-3, 3, 121, dtype=torch.float64)
    return x, torch.tanh(5 * torch.sin(1.8 * x + 0.6))


def as_json(points):
    return {"x": points[0].tolist(), "y": points[1].tolist()}


def start(units, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(3 * units + 1, generator=generator, dtype=torch.float64)


def model_of(params):
    """torch.nn's network with these parameters."""
    units = len(params) // 3
    w1, b1, w2, b2 = params.split([units, units, units, 1])
    model = torch.nn.Sequential(
        torch.nn.Linear(1, units), torch.nn.Tanh(), torch.nn.Linear(units, 1)
    ).double()
    with torch.no_grad():
        for there, here in zip(model.parameters(), (w1[:, None], b1, w2[None], b2), strict=True):
            there.copy_(here)
    return model


def loss_of(model, points):
    x, y = points
    return torch.nn.functional.mse_loss(model(x[:, None])[:, 0], y)


def flat(tensors):
    return torch.cat([each.flatten() for each in tensors]).tolist()


@pytest.mark.parametrize("units", [1, 3, 10])
def test_loss_and_gradient_are_those_of_torch(units, points):
    params = start(units, seed=units)
    model = model_of(params)
    loss = loss_of(model, points)
    loss.backward()
    actual = node.call(
        "tests/pictures/networks.js", "lossAndGradient", params.tolist(), as_json(points)
    )
    assert actual["loss"] == pytest.approx(loss.item(), rel=1e-12)
    expected = flat(each.grad for each in model.parameters())
    assert actual["gradient"] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_training_is_that_of_torchs_optimizer(points):
    params, steps = start(10, seed=0), 200
    model = model_of(params)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)
    losses = []
    for step in range(steps + 1):
        loss = loss_of(model, points)
        losses.append(loss.item())
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    actual = node.call(
        "tests/pictures/networks.js", "train", params.tolist(), as_json(points), RATE, steps
    )
    assert actual["losses"] == pytest.approx(losses, rel=1e-8)
    assert actual["params"] == pytest.approx(flat(model.parameters()), rel=1e-6)


def test_a_training_that_flies_off_ends(points):
    actual = node.call(
        "tests/pictures/networks.js", "train", start(10, 0).tolist(), as_json(points), 1e9, 500
    )
    assert actual["hasEnded"]
    assert len(actual["losses"]) < 500
