"""What readers' programs met: the same values, text and errors as torch's."""

import re
import sys
import warnings
from functools import partial

import pytest
import torch

from tests.helpers.newer_torch import expect_changes
from tests.helpers.small_torch import run_with_both, small

X = "x = torch.tensor([5.0, 7.0])"
GRAD = "w = torch.tensor([5.0, 7.0]).requires_grad_()"
EXPANDED = "e = torch.zeros(1).expand(3)"
PAIR = "x = torch.ones(2, 2)"
AUGMENTED = ["+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>="]
PROGRAMS = [
    *[[X, "same = x", f"x {sign} 2", "seen += [x, same is x]"] for sign in AUGMENTED],
    *[
        ["x = torch.tensor([5, 6])", "same = x", f"x {sign} 3", "seen += [x, same is x]"]
        for sign in AUGMENTED
    ],
    *[[GRAD, f"w {sign} 2"] for sign in AUGMENTED],
    *[[GRAD, "y = w * 1", f"y {sign} 2", "seen.append(y)", "y.sum().backward()"] for sign in AUGMENTED if sign != "//="],
    *[[EXPANDED, f"e {sign} 2"] for sign in AUGMENTED],
    ["m = torch.tensor([True, False])", "m |= torch.tensor([True, True])", "seen.append(m)"],
    ["m = torch.tensor([True, False])", "m |= 1"],
    [EXPANDED, "e.add_(torch.arange(3.0))"],
    [EXPANDED, "e.copy_(torch.ones(3))"],
    [EXPANDED, "e[:] = 2.0"],
    [EXPANDED, "e.clamp_(1)"],
    [EXPANDED, "e[0] = 2.0", "seen.append(e)"],
    [EXPANDED, "e.fill_(2.0)", "seen.append(e)"],
    [EXPANDED, "e[[0, 1]] = torch.arange(2.0)", "seen.append(e)"],
    ["w = torch.zeros(1, requires_grad=True).expand(3)", "w.add_(1)"],
    *[[f"seen.append(5 {sign} torch.tensor([2, 3]))"] for sign in ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "**"]],
    *[[f"seen.append(5.5 {sign} torch.tensor([2, 3]))"] for sign in ["//", "%", "&", "<<"]],
    *[[f"seen.append(torch.tensor([5, -7]) {s})"] for s in ("<< 1", ">> 1", "<< 70", ">> 70", "<< -1")],
    ["seen.append(torch.tensor([True]) << True)"],
    ["seen.append(torch.tensor([True]) << 1)"],
    [GRAD, "y = w * 1", "y //= 2", "seen.append(y)"],
    [GRAD, "y = w // 2", "seen.append(y)", "y.sum().backward()"],
    [GRAD, "y = 5 % w", "seen.append(y)", "y.sum().backward()"],
    [GRAD, "v = torch.tensor([2.0, 3.0]).requires_grad_()", "(w % v).sum().backward()", "seen += [w, v]"],
    *[[f"seen.append(torch.div(torch.tensor([7.0, -7.0]), 2, rounding_mode={m!r}))"] for m in ("floor", "trunc", "x")],
    ["seen.append(torch.tensor([torch.ones(1), torch.zeros(1)]))"],
    ["seen.append(torch.tensor([torch.tensor(1.0, dtype=torch.float64), 2]))"],
    ["seen.append(torch.tensor([torch.tensor(1, dtype=torch.int32)]))"],
    ["torch.tensor([torch.ones(2), torch.ones(2)])"],
    ["torch.tensor([1, torch.ones(2)])"],
    ["torch.ones(5).split([2, 1])"],
    ["torch.ones(5).split([2, -1, 4])"],
    ["torch.ones(5).split(0)"],
    ["torch.ones(5).split(-1)"],
    ["torch.ones(5).split(2.5)"],
    *[["torch.manual_seed(3)", f"seen.append(torch.randint(0, {high}, (3,)))"] for high in (9, 2**28 - 1, 2**28, 2**32, 2**40)],
    ["torch.manual_seed(3)", "seen.append(torch.normal(5.0, 2.0, (3,)))"],
    ["torch.manual_seed(3)", "seen.append(torch.normal(torch.zeros(20), torch.arange(20.0)))"],
    ["torch.normal(0.0, -1.0, (3,))"],
    ["torch.isclose(torch.ones(2), torch.ones(2, dtype=torch.float64))"],
    [PAIR, "x[:, [1]] = torch.zeros(2, 1, dtype=torch.int32)"],
    [PAIR, "x[x > 0] = torch.tensor(2)", "seen.append(x)"],
    [PAIR, "torch.stack(x)"],
    [PAIR, "torch.cat(x)"],
    [PAIR, "x.sum(0, 1)"],
    [PAIR, "x.sum('a')"],
    [PAIR, "x.sum(0, keepdim=1)"],
    [PAIR, "seen.append(x.sum(axis=0, keepdims=True))"],
    [PAIR, "x.sum(axes=0)"],
    [PAIR, "torch.add(1, x, x, x)"],
    [PAIR, "seen.append(torch.add(x, 10, x))"],
    [PAIR, "x.add_('a')"],
    [PAIR, "torch.add(x.int(), 1, alpha=1.1)"],
    [PAIR, "x.view('a')"],
    [PAIR, "x.reshape('a')"],
    [PAIR, "torch.zeros(2, 'a')"],
    [PAIR, "torch.zeros((2, 'a'))"],
    [PAIR, "torch.zeros(('a', 2))"],
    [PAIR, "x.sum((0, 'a'))"],
    [PAIR, "torch.zeros(2, dtype='float32')"],
    [PAIR, "torch.zeros(2, foo=1)"],
    [PAIR, "torch.randint('a')"],
    [PAIR, "torch.max('a', 'b')"],
    [PAIR, "torch.std('a', 'b')"],
    [PAIR, "torch.where(1)"],
    [PAIR, "torch.sqrt()"],
    [PAIR, "torch.sqrt(x, x)"],
    *[[f"torch.{call}"] for call in ("sqrt(2.0)", "abs(-3)", "sum([1.0])", "equal(torch.ones(1), 1)", "tensor(1, 2)")],
    ["seen.append(torch.tensor([1.0], dtype=float))"],
    ["seen.append(torch.zeros(2, dtype=int))"],
    ["seen.append(torch.full((2,), 2.7, dtype=torch.int64))"],
    ["torch.tensor([[1, 2], [3, 'a']])"],
    ["torch.ones(2) @ torch.ones(2, dtype=torch.int64)"],
    ["seen += [torch.Tensor([1, 2]), torch.Tensor(), torch.Tensor((2, 3)), torch.Tensor(2, 3).shape]"],
    ["torch.Tensor(2.5)"],
    [X, "y = torch.Tensor(x)", "x += 1", "seen.append(y)"],
    ["seen.append(torch.autograd.Variable(torch.ones(2), requires_grad=True))"],
    [GRAD, "seen.append((w * 3).requires_grad_())"],
    [X, "y = x.unsqueeze_(0)", "seen += [y, y is x, x.stride(), x.unsqueeze_(-1), x.squeeze_(), x._version, x * 2]"],
    [PAIR, "x.t_()", "seen += [x, x.transpose_(0, 1), x.t_() + 1, x.stride(), x.is_contiguous()]", "x.unsqueeze_(5)"],
    [GRAD, "w.unsqueeze_(0)"],
    [GRAD, "y = (w * 3).grad_fn", "seen += [type(y), type(y.next_functions[0][0])]"],
    [X, "n = x.numpy()", "x.add_(1)", "seen += [n.tolist(), (n == n).tolist(), (n > 6).tolist()]"],
    ["seen += [torch.float32.itemsize, torch.float64.itemsize, torch.device('cpu:0')]"],
    *[[f"x = torch.arange({span})", "seen += [x, x.double().sum()]"] for span in ("0, 1, 0.02", "-1, 1, 0.02", "5, -3, -0.07")],
    ["seen.append(torch.arange(-1, 1, 0.02, dtype=torch.float64))"],
]  # fmt: skip


@pytest.mark.parametrize("lines", PROGRAMS, ids="; ".join)
def test_the_same_values_text_and_errors(lines):
    theirs, ours = run_with_both(lines)
    assert ours == theirs


@pytest.mark.parametrize(
    "code",
    [
        "x * 3",
        "3 - x",
        "2 / x",
        "x ** 2",
        "x * torch.ones(2)",
        "torch.stack([torch.ones(2), x])",
        "torch.where(x > 0, x, 1.0)",
        "x.sum()",
        "torch.ones(2, 2) @ x",
    ],
)
def test_the_inputs_of_a_node_are_torchs(code):
    def inputs(module):
        x = module.ones(2).requires_grad_()
        node = eval(code, {"torch": module, "x": x}).grad_fn
        return [(type(each).__name__, output) for each, output in node.next_functions]

    assert inputs(small) == inputs(torch)


WARNING = [
    "float(w * 1)",
    "x.T",
    "torch.tensor(1.0).T",
    "(w * w).backward(create_graph=True)",
    "x[:1].std()",
    "x.new_tensor(x)",
    "torch.autograd.Variable(x, volatile=True)",
    "torch.nn.MSELoss(size_average=False)",
    "torch.nn.init.normal(x)",
    "torch.set_default_tensor_type('torch.FloatTensor')",
    "x[:1].expand(3).__setitem__([0], 1.0)",
]


@pytest.mark.parametrize("code", WARNING)
def test_the_same_warning_at_the_readers_line(code):
    results = []
    for module in (torch, small):
        names = {"torch": module, "x": module.ones(2), "w": module.ones(1).requires_grad_()}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if module is small:
                sys.modules["small_torch.notices"].given.clear()
            exec(compile(code, "<cell 1>", "exec"), names)
        texts = [str(each.message).split(" (Triggered")[0] for each in caught]
        results.append(texts)
    assert [each.filename for each in caught] == ["<cell 1>"]
    if results[0]:  # torch gives some of them once in a process
        expect_changes(code, *results)
        assert results[1] == results[0]


def test_numbers_without_a_seed_differ_from_run_to_run():
    sources = [small.Generator() for _ in range(2)]
    assert sources[0].seed() != sources[1].seed()
    assert sources[0].initial_seed() != small.Generator().initial_seed()
    assert small.Generator().initial_seed() == torch.Generator().initial_seed()


def optimizer_texts(module, name, settings):
    """What a reader can see of an optimizer, before and after a saved state."""
    params = [module.tensor([1.0, -2.0]).requires_grad_(), module.ones(1).requires_grad_()]
    kind = getattr(module.optim, name)
    optimizer = kind([{"params": params[:1]}, {"params": params[1], "lr": 0.5}], lr=0.1, **settings)
    texts = []
    for _ in range(2):
        loss = optimizer.step(partial(_loss, params, optimizer))
        texts += [
            loss,
            optimizer,
            optimizer.param_groups,
            dict(optimizer.state),
            optimizer.state_dict(),
        ]
        other = kind([{"params": params[:1]}, {"params": params[1:]}], lr=1.0, **settings)
        other.load_state_dict(optimizer.state_dict())
        optimizer = other
    optimizer.add_param_group({"params": module.zeros(1).requires_grad_()})
    optimizer.zero_grad(set_to_none=False)
    texts += [optimizer, params[0].grad]
    return [re.sub("0x[0-9a-f]+", "", repr(each)) for each in texts]


def _loss(params, optimizer):
    optimizer.zero_grad()
    loss = (params[0] ** 2).sum() + params[1].sum()
    loss.backward()
    return loss


@pytest.mark.parametrize(
    ("name", "settings"),
    [("SGD", {}), ("SGD", {"momentum": 0.9}), ("SGD", {"foreach": False}), ("Adam", {})],
)
def test_an_optimizer_shows_torchs_text_and_state(name, settings):
    assert optimizer_texts(small, name, settings) == optimizer_texts(torch, name, settings)


@pytest.mark.parametrize(
    "code",
    [
        "SGD([w]).add_param_group({})",
        "SGD([w]).add_param_group([])",
        "SGD([w]).add_param_group({'params': w})",
        "SGD([w, w * 1])",
        "SGD([w], bla=1)",
        "SGD([w]).load_state_dict({'state': {}, 'param_groups': []})",
        "SGD(w)",
    ],
)
def test_an_optimizer_refuses_what_torchs_refuses(code):
    errors = []
    for module in (torch, small):
        w = module.ones(1).requires_grad_()
        with pytest.raises((TypeError, ValueError, KeyError)) as caught:
            eval(code, {"SGD": module.optim.SGD, "w": w})
        errors.append((caught.type, str(caught.value)))
    assert errors[0] == errors[1]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("torch.tensor(1 + 2j)", "complex numbers"),
        ("torch.ones(2) + 1j", "complex numbers"),
        ("torch.zeros(2, dtype=complex)", "complex numbers"),
        ("torch.exp(torch.ones(1), out=torch.ones(1))", r"torch.exp\(out=...\)"),
        (
            "torch.optim.Adam([torch.ones(1)], capturable=True)",
            r"torch.optim.Adam\(capturable=True\)",
        ),
    ],
)
def test_what_is_lacking_is_named_when_it_is_called(code, name):
    with pytest.raises(NotImplementedError, match=f"has no {name}; the full PyTorch runs in Colab"):
        eval(code, {"torch": small})
