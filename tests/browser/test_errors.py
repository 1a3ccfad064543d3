"""Errors: the small torch refuses what torch refuses, with the same words."""

import warnings

import pytest
import torch

from tests.helpers.both import both, small

X = "x = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()"
SITUATIONS = [
    [X, "x -= 1"],
    [X, "x += 1"],
    [X, "x.mul_(2)"],
    [X, "x[0] = 1.0"],
    [X, "x[:] = 1.0"],
    [X, "x[[0]] = 1.0"],
    [X, "x.zero_()"],
    [X, "x[0] += 1"],
    [X, "x.fill_(1)"],
    [X, "x.copy_(torch.ones(3))"],
    [X, "y = (x * x).sum()", "y.backward()", "y.backward()"],
    [X, "(x * x).backward()"],
    ["torch.tensor([1.0]).backward()"],
    ["torch.tensor(1.0).sum().backward()"],
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
    ["torch.tensor([True]).requires_grad_()"],
    ["torch.arange(3, requires_grad=True)"],
    ["torch.zeros(2, dtype=torch.int64, requires_grad=True)"],
    [X, "y = x * 2", "y.requires_grad = False"],
    [X, "y = x * 2", "y.requires_grad_(False)"],
    ["torch.ones(3) + torch.ones(4)"],
    ["torch.ones(2, 3) * torch.ones(2)"],
    ["torch.ones(2, 3, 4) - torch.ones(2, 1, 5)"],
    ["torch.ones(3) > torch.ones(4)"],
    ["torch.ones(3) + 'a'"],
    ["torch.ones(3) + [1]"],
    ["torch.ones(3) + None"],
    ["None * torch.ones(3)"],
    ["torch.ones(3) - 'a'"],
    ["torch.ones(3) / None"],
    ["torch.ones(3) ** 'a'"],
    ["torch.ones(3) > None"],
    ["'a' * torch.ones(3)"],
    ["torch.ones(3)[3]"],
    ["torch.ones(3)[-4]"],
    ["torch.ones(2, 3)[0, 3]"],
    ["torch.ones(3)[0, 0]"],
    ["torch.tensor(1.0)[0]"],
    ["torch.tensor(1.0)[1:]"],
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
    ["x = torch.ones(3)", "x[0] = None"],
    ["torch.tensor([[1, 2], [3]])"],
    ["torch.tensor(['a'])"],
    ["torch.tensor('a')"],
    ["torch.tensor(None)"],
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
    ["if torch.ones(2) == torch.ones(2): pass"],
    ["bool(torch.ones(0))"],
    ["torch.ones(0).item()"],
    ["f'{torch.ones(2):.2f}'"],
    ["f'{torch.tensor(1):s}'"],
    ["len(torch.tensor(1.0))"],
    ["list(torch.tensor(1.0))"],
    ["a, b = torch.ones(3)"],
    ["a, b, c = torch.ones(2)"],
    ["range(torch.tensor(1.5))"],
    ["[1, 2][torch.tensor(0.0)]"],
    ["torch.ones(6).reshape(4)"],
    ["torch.ones(6).reshape(-1, 4)"],
    ["torch.ones(6).reshape(-1, -1)"],
    ["torch.ones(2, 3).T.view(6)"],
    ["torch.ones(6).view(4)"],
    ["torch.ones(3).sum(dim=1)"],
    ["torch.ones(2, 3).mean(dim=2)"],
    ["torch.ones(3).sum(dim=(0, 0))"],
    ["torch.arange(3).mean()"],
    ["torch.ones(0).max()"],
    ["torch.ones(0).argmax()"],
    ["torch.ones(3).max(dim=1)"],
    ["torch.arange(3).std()"],
    ["torch.stack([])"],
    ["torch.cat([])"],
    ["torch.stack([torch.ones(2), torch.ones(3)])"],
    ["torch.cat([torch.ones(2, 2), torch.ones(2, 3)])"],
    ["torch.cat([torch.tensor(1.0)])"],
    ["torch.cat([torch.ones(2), torch.ones(2, 2)])"],
    ["torch.stack([torch.ones(2), 1.0])"],
    ["torch.ones(3).expand(4)"],
    ["torch.ones(2, 3).expand(3)"],
    ["torch.ones(2, 3).transpose(0, 2)"],
    ["torch.ones(2, 3, 4).t()"],
    ["torch.ones(3).unsqueeze(2)"],
    ["torch.ones(3).flatten(1)"],
    ["x = torch.arange(3)", "x += 0.5"],
    ["x = torch.arange(3)", "x /= 2"],
    ["x = torch.ones(3)", "x += torch.ones(2, 3)"],
    ["x = torch.ones(2)", "x += torch.ones(3)"],
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
    ["torch.tensor(1.0).split(1)"],
    ["torch.ones(2).clamp()"],
    ["torch.ones(3).unbind(1)"],
    ["torch.tensor(1.0).unbind()"],
    ["'a' in torch.ones(2)"],
    [X, "y = x * 2", "y.unbind()[0].add_(1)"],
    ["torch.ones(3).permute(0, 1)"],
    ["torch.maximum(torch.ones(2), 1.0)"],
]  # fmt: skip


@pytest.mark.parametrize("lines", SITUATIONS, ids="; ".join)
def test_the_same_error(lines):
    expected, found = both(lines)
    assert len(expected[-1]) == 3, "torch raises nothing here"
    assert found[-1] == expected[-1]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("torch.linalg.lstsq", "torch.linalg.lstsq"),
        ("torch.fft", "torch.fft"),
        ("torch.cuda.device_count()", "torch.cuda.device_count"),
        ("torch.autograd.functional.jacobian", "torch.autograd.functional.jacobian"),
        ("torch.ones(2).cumprod(0)", "Tensor.cumprod"),
        ("torch.ones(2).numpy().mean()", "numpy: ndarray.mean"),
        ("torch.Tensor([1.0])", "Tensor(...): use tensor(...)"),
        ("torch.ones(2, device='cuda')", "device 'cuda'"),
    ],
)
def test_a_name_that_it_lacks_is_named(code, name):
    with pytest.raises(AttributeError) as caught:
        exec(code, {"torch": small})
    assert (
        str(caught.value)
        == f"this page's small torch has no {name}; the full PyTorch runs in Colab"
    )


@pytest.mark.parametrize("code", ["import torch.fft", "from torch.utils.data import Dataset"])
def test_a_module_that_it_lacks_is_named(code):
    code = code.replace("torch", small.__name__)
    with pytest.raises(ModuleNotFoundError, match=r"has no torch\.(fft|utils); the full PyTorch"):
        exec(code)


def test_what_is_there_in_name_alone_says_so_when_it_is_called():
    with pytest.raises(NotImplementedError, match=r"has no torch\.func\.vmap; the full PyTorch"):
        small.func.vmap(lambda x: x)


def test_an_error_in_backward_leaves_gradients_switched_on():
    x = small.ones(2).requires_grad_()
    y = (x * x).sum()
    y.backward()
    with pytest.raises(RuntimeError):
        y.backward()
    assert small.is_grad_enabled()


@pytest.mark.parametrize(
    "change",
    ["v = y[0]; y *= 2; v * 1", "y[0].mul_(2)", "v = y[:1]; y[0] = x[1]; v * 2"],
)
def test_a_change_that_it_cannot_follow_is_refused_not_miscounted(change):
    x = small.tensor([1.0, 2.0]).requires_grad_()
    with pytest.raises(NotImplementedError, match="it runs in Colab"):
        exec(change, {"x": x, "y": x * 1})


@pytest.mark.parametrize("code", ["torch.tensor(x)", "(x * 2).grad"])
def test_the_same_warning(code):
    told = []
    for module in (torch, small):
        x = module.ones(2).requires_grad_()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            eval(code, {"torch": module, "x": x})
        told.append([str(each.message).split(" (Triggered")[0] for each in caught])
    assert len(told[0]) == 1
    assert told[0] == told[1]
