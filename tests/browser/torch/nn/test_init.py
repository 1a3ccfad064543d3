"""The same seed gives the same start as torch's, to the last bit."""

import pytest

from tests.helpers.small_torch import run_with_both

FILLED = [
    *["uniform_(w)", "uniform_(w, -0.3, 0.1)", "normal_(w)", "normal_(w, 1.0, 0.02)"],
    *["xavier_uniform_(w)", "xavier_uniform_(w, gain=2)", "xavier_normal_(w)", "eye_(w)"],
    *["kaiming_uniform_(w)", "kaiming_uniform_(w, nonlinearity='relu')", "kaiming_normal_(w)"],
    *["kaiming_normal_(w, mode='fan_out', nonlinearity='relu')", "zeros_(w)", "ones_(w)"],
    *["constant_(w, 0.3)", "xavier_uniform_(w[0])", "eye_(w[0])"],
    *["kaiming_uniform_(w, mode='x')", "kaiming_uniform_(w, nonlinearity='x')"],
    *["uniform_(w, 2, 1)", "normal_(w, 0, -1)", "kaiming_uniform_(torch.zeros(0, 2))"],
    *[
        "normal(w, std=0.2)",
        "uniform(w)",
        "constant(w, 1.5)",
        "xavier_uniform(w)",
        "kaiming_normal(w)",
    ],
    *["calculate_gain('relu')", "calculate_gain('tanh')", "calculate_gain('leaky_relu', 0.2)"],
    *["calculate_gain('leaky_relu', '1')", "calculate_gain('x')"],
]
LAYERS = ["nn.Linear(1, 1)", "nn.Linear(2, 3)", "nn.Linear(20, 30)", "nn.Linear(3, 2, bias=False)"]
LAYERS += ["nn.Linear(3, 2, dtype=torch.float64)"]


@pytest.mark.parametrize("shape", [(3, 4), (9, 5)])
@pytest.mark.parametrize("filled", FILLED)
def test_a_tensor_is_filled_as_by_torch(filled, shape):
    lines = ["torch.manual_seed(5)", f"w = torch.empty{shape}.requires_grad_()"]
    lines += [f"seen.append(torch.nn.init.{filled})", "seen.append(torch.rand(1))"]
    theirs, ours = run_with_both(lines)
    assert ours == theirs


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_starts_as_torchs(layer):
    lines = ["nn = torch.nn", "torch.manual_seed(5)", f"m = {layer}", "seen += m.parameters()"]
    theirs, ours = run_with_both([*lines, "seen.append(torch.rand(1))"])
    assert ours == theirs
