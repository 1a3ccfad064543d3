"""torch.nn's activations and dropout: the same values, gradients, text and errors as torch's."""

import pytest

from tests.helpers.small_torch import assert_alike, run_with_both

DATA = ["nn, F = torch.nn, torch.nn.functional", "torch.manual_seed(1)"]
DATA += ["x = (torch.randn(4, 5) * 3).requires_grad_()", "x.data[0, :3] = torch.tensor([0.0, 5.0, -3.0])"]  # fmt: skip
EXACT = [
    *["F.relu(x)", "nn.ReLU(inplace=True)(x * 1)", "F.leaky_relu(x)", "nn.LeakyReLU(0.2)(x)"],
    *["F.dropout(x, 0.3)", "F.dropout(x, 0.3, training=False)", "F.dropout(x, 1.0)", "F.dropout(x, 0.0)"],
    *["F.dropout(x, 2)", "nn.Dropout().eval()(x)", "nn.Dropout(0.25)(x)", "nn.Flatten()(x[None])"],
    *["nn.Flatten(0)(x)", "nn.Identity(3)(x)", "F.relu(x, inplace=True)", "F.dropout(x * 1, 0.5, True, True)"],
    *["torch.bernoulli(torch.rand(5))", "torch.zeros(5).bernoulli_(0.3)", "torch.rand_like(x)", "torch.randn_like(x)"],
    *["torch.multinomial(torch.tensor([0.1, 0.2, 0.3, 0.4]), 10, replacement=True)", "torch.zeros(5).exponential_(2)"],
    *["torch.multinomial(torch.rand(3, 5), 3)", "torch.rand(2, 9).multinomial(5, True)", "torch.multinomial(torch.rand(5), 1)"],
    *["torch.multinomial(torch.zeros(2), 1)", "torch.multinomial(torch.ones(2), 3)", "torch.multinomial(-torch.ones(2), 1)"],
    *["torch.multinomial(torch.ones(2), 0)", "torch.multinomial(torch.arange(3), 1)", "torch.ones(2, 2, 2).multinomial(1)"],
    *["torch.randint_like(x, 9)", "torch.softmax(x, 5)", "x.softmax()", "torch.sigmoid(1)", "torch.softmax(x.long(), 0)", "torch.softmax(x.long(), 1)"],
    *["torch.zeros(20).uniform_(-3, 0.1)", "torch.zeros(3).normal_(2, 0.1)", "torch.zeros(41).normal_(2, 0.1)"],
    *["torch.normal(2.0, 0.1, (41,))", "torch.normal(2.0, 0.1, (5,))", "x.uniform_()", "torch.zeros(2).uniform_(2, 1)"],
]  # fmt: skip
CLOSE = [
    *[f"F.{name}(x)" for name in ["tanh", "sigmoid", "elu", "gelu", "silu", "softplus", "logsigmoid"]],
    *["torch.tensor([-99.0]).sigmoid() + 0 * x.sum()", "F.softmax(x, dim=1)", "F.log_softmax(x, dim=0)", "x.softmax(-1)", "torch.log_softmax(x, 1)"],
    *["nn.Softmax(dim=1)(x)", "nn.LogSoftmax(dim=-1)(x)", "F.softmax(x)", "nn.Softmax()(x)", "nn.ELU(2.0)(x)"],
    *["torch.sigmoid(x.long())", "x.double().sigmoid()", "F.softmax(x.double(), 1)", "nn.Softplus(2, 5)(x)"],
    *["F.softmax(x[0], 0)[None] * 2", "nn.Sigmoid()(x)", "nn.Tanh()(x)", "nn.GELU()(x)", "nn.SiLU(True)(x * 1)"],
]  # fmt: skip


def results(expression):
    lines = ["torch.manual_seed(3)", f"y = {expression}", "seen.append(y)"]
    return run_with_both([*DATA, *lines, "(y * y).sum().backward()", "seen.append(x.grad)"])


@pytest.mark.parametrize("expression", EXACT)
def test_a_function_and_its_gradient_are_torchs_to_the_last_bit(expression):
    theirs, ours = results(expression)
    assert ours == theirs


@pytest.mark.parametrize("expression", CLOSE)
def test_a_function_and_its_gradient_are_torchs_but_for_last_digits(expression):
    theirs, ours = results(expression)
    assert_alike(ours, theirs)
