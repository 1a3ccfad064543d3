"""A mode of `torch.overrides` is handed the calls that torch hands it, by the same names."""

import pytest
import torch

from tests.helpers.small_torch import small

PROGRAM = """
x = torch.ones(3, 2)
w = torch.zeros(2, 1, requires_grad=True)
loss = ((x @ w - 1) ** 2).mean() / 2 + 0.1 * w.square().sum() - w.norm()
loss = F.mse_loss(torch.sigmoid(x @ w).relu(), torch.ones(3, 1)) + (1 - w[0]).sum()
loss.backward()
w.grad.mul_(0.5)
w.data -= 0.1 * w.grad
with torch.no_grad():
    w += w.grad
w.grad.zero_()
w.grad = None
w.detach()[0] = float(loss.detach()) + loss.item()
torch.cat([w, -w]).argmax().tolist()
"""


def calls(module):
    """The names of the calls that a mode sees of the program."""
    overrides = __import__(f"{module.__name__}.overrides").overrides
    seen = []

    class Notes(overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            owner = getattr(getattr(func, "__self__", None), "__name__", "")
            name = func.__name__
            seen.append(f"{owner}.{name}" if name in {"__get__", "__set__"} else name)
            return func(*args, **(kwargs or {}))

    with Notes():
        exec(PROGRAM, {"torch": module, "F": module.nn.functional})
    return seen


@pytest.mark.filterwarnings("ignore")
def test_a_mode_is_handed_the_same_calls():
    assert calls(small) == [name for name in calls(torch) if name != "_set_grad_enabled"]


def test_a_mode_within_another_is_handed_calls_first():
    seen = []

    class Notes(small.overrides.TorchFunctionMode):
        def __init__(self, name):
            self.name = name

        def __torch_function__(self, func, types, args=(), kwargs=None):
            seen.append(self.name)
            return func(*args, **(kwargs or {}))

    with Notes("outer"), Notes("inner"):
        small.ones(2) + 1
    small.ones(2) + 1
    assert seen == ["inner", "outer"] * 2
