"""Errors and warnings: the small torch refuses what torch refuses, in the same words.

Other errors arise in the random programs of test_programs.py.
"""

import pytest
import torch

from tests.helpers.small_torch import run_with_both, small

X = "x = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()"
READ_ONLY = ["shape", "dtype", "device", "grad_fn", "is_leaf", "retains_grad", "ndim", "T", "mT"]
READ_ONLY += ["is_sparse", "is_cuda", "itemsize", "nbytes", "output_nr", "name", "_version"]
PROGRAMS = [
    *[[X, f"x.{name} = (3, 1)"] for name in READ_ONLY],
    *[[X, f"del x.{name}"] for name in ("shape", "dtype", "ndim")],
    ["p = torch.nn.Parameter(torch.ones(2))", "p.shape = (2, 1)"],
    [X, "x.mul_(2)"],
    [X, "x[0] = 1.0"],
    [X, "x[:] = 1.0"],
    [X, "x[[0]] = 1.0"],
    [X, "x[0] += 1"],
    [X, "x.copy_(torch.ones(3))"],
    [X, "(x * x).backward()"],
    ["torch.tensor([1.0]).backward()"],
    [X, "(x * 2).detach().sum().backward()"],
    [X, "with torch.no_grad():\n    y = x.sum()", "y.backward()"],
    [X, "(x * x).backward(torch.ones(2))"],
    [X, "(x * x).sum().backward(2.0)"],
    [X, "y = x * 2", "z = (y * y).sum()", "y += 1", "z.backward()"],
    [X, "y = x.exp()", "y.mul_(2)", "y.sum().backward()"],
    [X, "w = torch.ones(3)", "z = (x * w).sum()", "w += 1", "z.backward()"],
    [X, "z = (x * x).sum()", "x.detach().add_(1)", "z.backward()"],
    ["torch.tensor([1, 2]).requires_grad_()"],
    ["torch.tensor([1, 2], requires_grad=True)"],
    ["torch.arange(3, requires_grad=True)"],
    ["torch.zeros(2, dtype=torch.int64, requires_grad=True)"],
    [X, "y = x * 2", "y.requires_grad_(False)"],
    ["torch.ones(3) > torch.ones(4)"],
    ["torch.ones(3) + 'a'"],
    ["None * torch.ones(3)"],
    ["torch.ones(3) ** 'a'"],
    ["torch.ones(3) > None"],
    ["'a' * torch.ones(3)"],
    ["torch.ones(2, 3)[0, 3]"],
    ["torch.ones(3)[1.5]"],
    ["torch.ones(3)['a']"],
    ["torch.ones(3)[::-1]"],
    ["torch.ones(3)[torch.tensor([0.5])]"],
    ["torch.ones(3)[torch.tensor([5])]"],
    ["torch.ones(3)[[True, False]]"],
    ["torch.ones(3)[{}]"],
    ["x = torch.ones(3)", "x[0] = 'a'"],
    ["x = torch.ones(3)", "x[0] = torch.ones(2)"],
    ["x = torch.ones(3)", "x[:2] = torch.ones(3)"],
    ["x = torch.ones(3)", "x[5] = 1.0"],
    ["x = torch.ones(3)", "x[:] = torch.ones(1, 2, 3)"],
    ["x = torch.ones(3)", "x[0] = None"],
    ["torch.tensor([[1, 2], [3]])"],
    ["torch.tensor(['a'])"],
    ["torch.tensor('a')"],
    ["torch.tensor([None])"],
    ["torch.tensor([1.0, [2.0]])"],
    ["torch.tensor([[1.0], 2.0])"],
    ["torch.tensor({})"],
    ["torch.tensor([10**30])"],
    ["torch.tensor([float('nan')], dtype=torch.int64)"],
    ["torch.tensor()"],
    ["torch.ones(2).item()"],
    ["float(torch.ones(2))"],
    ["int(torch.ones(2))"],
    ["bool(torch.ones(2))"],
    ["bool(torch.ones(0))"],
    ["f'{torch.ones(2):.2f}'"],
    ["f'{torch.tensor(1):s}'"],
    ["list(torch.tensor(1.0))"],
    ["a, b = torch.ones(3)"],
    ["a, b, c = torch.ones(2)"],
    ["range(torch.tensor(1.5))"],
    ["torch.ones(6).reshape(4)"],
    ["torch.ones(6).reshape(-1, 4)"],
    ["torch.ones(6).reshape(-1, -1)"],
    ["torch.ones(2, 3).T.view(6)"],
    ["torch.arange(3).mean()"],
    ["torch.ones(0).argmax()"],
    ["torch.ones(3).max(dim=1)"],
    ["torch.arange(3).std()"],
    ["torch.stack([])"],
    ["torch.cat([])"],
    ["torch.stack([torch.ones(2), torch.ones(3)])"],
    ["torch.cat([torch.ones(2, 2), torch.ones(2, 3)])"],
    ["torch.cat([torch.ones(2), torch.ones(2, 2)])"],
    ["torch.stack([torch.ones(2), 1.0])"],
    ["torch.ones(3).expand(4)"],
    ["torch.ones(2, 3).expand(3)"],
    ["torch.ones(2, 3).transpose(0, 2)"],
    ["torch.ones(2, 3, 4).t()"],
    ["torch.ones(3).flatten(1)"],
    ["x = torch.arange(3)", "x += 0.5"],
    ["x = torch.arange(3)", "x /= 2"],
    ["-torch.tensor([True])"],
    ["torch.tensor([True]) - torch.tensor([True])"],
    ["torch.tensor([True]) - 1"],
    ["1 - torch.tensor([True])"],
    ["~torch.ones(2)"],
    ["torch.ones(2) & torch.ones(2)"],
    ["torch.arange(3) // 0"],
    ["torch.arange(3) % 0"],
    ["torch.arange(3) ** -1"],
    [X, "x.grad = torch.ones(2)"],
    [X, "x.grad = torch.ones(3).double()"],
    [X, "x.grad = 1.0"],
    [X, "x.data = 5"],
    [X, "x.data = torch.tensor([1, 2])"],
    [X, "x.grad.sum()"],
    [X, "x.grad[0]"],
    [X, "x.data -= 0.1 * x.grad"],
    [X, "x.requires_grad()"],
    [X, "loss = 5.0", "loss.backward()"],
    [X, "torch.ones(3).retain_grad()"],
    [X, "torch.autograd.grad(x.sum(), torch.ones(3))"],
    [X, "y = torch.ones(3).requires_grad_()", "torch.autograd.grad(x.sum(), y)"],
    [X, "x.numpy()"],
    [X, "x @ torch.ones(2)"],
    [X, "torch.ones(2, 3) @ torch.ones(2)"],
    [X, "torch.ones(2) @ torch.ones(3, 2)"],
    [X, "torch.ones(2, 3) @ torch.ones(2, 3)"],
    [X, "x @ torch.tensor(1.0)"],
    [X, "x @ 2"],
    [X, "x @ x.double()"],
    [X, "torch.ones(2, 3) @ torch.ones(3).double()"],
    [X, "torch.ones(2, 3) @ torch.ones(3, 2).double()"],
    ["torch.tensor(1.0).diff()"],
    ["torch.linalg.eigvalsh(torch.ones(2))"],
    ["torch.linalg.eigvalsh(torch.ones(2, 3))"],
    ["torch.linalg.eigvalsh(torch.ones(2, 2).long())"],
    [X, "torch.autograd.functional.hessian(lambda p: p * 2, x)"],
    [X, "x.unbind()[0].mul_(2)"],
    [X, "y = x * 1", "y.unbind()[0].mul_(2)"],
    ["torch.arange(0, 3, 0)"],
    ["torch.arange(3, 0)"],
    ["torch.zeros(-1)"],
    ["torch.linspace(0, 1, -1)"],
    ["torch.where(torch.ones(2), 1.0, 0.0)"],
    ["torch.ones(3).split(2, dim=1)"],
    ["torch.ones(2).clamp()"],
    ["torch.ones(3).unbind(1)"],
    ["'a' in torch.ones(2)"],
    ["torch.ones(3).permute(0, 1)"],
    ["torch.maximum(torch.ones(2), 1.0)"],
]


@pytest.mark.parametrize("lines", PROGRAMS, ids="; ".join)
def test_the_same_error(lines):
    theirs, ours = run_with_both(lines)
    assert len(theirs[-1]) == 3, "torch raises no error"
    assert ours[-1] == theirs[-1]


@pytest.mark.parametrize(
    "change",
    ["v = y[0]; y *= 2; v * 1", "y[0].mul_(2)", "v = y[:1]; y[0] = x[1]; v * 2"],
)
def test_a_change_that_autograd_cannot_follow_is_refused(change):
    x = small.tensor([1.0, 2.0]).requires_grad_()
    with pytest.raises(NotImplementedError, match="it runs in Colab"):
        exec(change, {"x": x, "y": x * 1})


@pytest.mark.parametrize(
    ("code", "begin"),
    [("torch.tensor(x)", "To copy construct"), ("(x * 2).grad", "The .grad attribute")],
)
def test_the_same_warning(code, begin):
    messages = []
    for module in (torch, small):
        x = module.ones(2).requires_grad_()
        with pytest.warns(UserWarning, match=begin) as caught:
            eval(code, {"torch": module, "x": x})
        messages.append([str(each.message).split(" (Triggered")[0] for each in caught])
    assert len(messages[0]) == 1
    assert messages[0] == messages[1]
