"""Hooks see the gradients that torch shows them, and change what torch lets them change."""

import pytest

from tests.helpers.small_torch import run_with_both

SETUP = "x = torch.tensor([1.0, -2.0]).requires_grad_(); y = x * x"
SEE = "lambda grad: seen.append(grad.clone())"
PROGRAMS = [
    [f"y.register_hook({SEE})", "y.sum().backward()", "seen.append(x.grad)"],
    [f"x.register_hook({SEE})", "(y * x).sum().backward()", "seen.append(x.grad)"],
    ["h = y.register_hook(lambda grad: grad * 2)", "y.sum().backward()", "seen.append(x.grad)"],
    ["x.register_hook(lambda grad: -grad)", "y.sum().backward()", "seen.append(x.grad)"],
    [
        "y.retain_grad(); y.register_hook(lambda grad: grad * 2)",
        "y.register_hook(lambda grad: grad + 1)",
        "y.sum().backward(); seen += [x.grad, y.grad]",
    ],
    [
        "h = y.register_hook(lambda grad: grad * 2); h.remove(); h.remove()",
        "y.sum().backward()",
        "seen.append(x.grad)",
    ],
    [
        "with y.register_hook(lambda grad: grad * 2): pass",
        "y.sum().backward(); seen.append(x.grad)",
    ],
    [
        "y.register_hook(lambda grad: grad * 2); z, = torch.autograd.grad(y.sum(), y); seen.append(z)"
    ],
    [
        "a, b = y.unbind(); b.register_hook(lambda grad: grad * 3)",
        "(a + b).backward(); seen.append(x.grad)",
    ],
    ["y.register_hook(lambda grad: 3)", "y.sum().backward()"],
    ["y.register_hook(lambda grad: grad[:1])", "y.sum().backward()"],
    ["x.detach().register_hook(print)"],
]


@pytest.mark.parametrize("lines", PROGRAMS, ids="; ".join)
def test_a_hook_sees_and_changes_torchs_gradients(lines):
    theirs, ours = run_with_both([SETUP, *lines])
    assert ours == theirs
