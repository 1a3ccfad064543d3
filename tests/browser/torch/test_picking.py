"""Numbers picked, sorted and multiplied: torch's values, gradients, text and errors."""

import pytest

from tests.helpers.newer_torch import CHANGES, release
from tests.helpers.small_torch import assert_alike, run_with_both, small

DATA = ["m = torch.tensor([[3.0, -1.0, 2.0], [0.5, 4.0, 2.0]]).requires_grad_()"]
DATA += ["i = torch.tensor([1, 0, 1])", "k = torch.tensor([[0], [2]])", "v = torch.tensor([1.0, 2.0, 3.0])"]  # fmt: skip
EXACT = [
    *["m.sort()", "m.sort(0, descending=True)", "torch.sort(v)", "m.sort(dim=1).values", "torch.tensor(3.0).sort()"],
    *["m.argsort()", "torch.argsort(m, dim=0)", "v.sort(5)", "torch.tensor([2.0, float('nan'), 1.0]).sort()"],
    *["m.topk(2)", "m.topk(1, dim=0, largest=False)", "m.topk(9)", "torch.topk(v, 2).indices", "i.sort(stable=True)"],
    *["m.index_select(1, i)", "m.index_select(0, i)", "m.index_select(0, k)", "m.index_select(0, i + 5)"],
    *["torch.masked_select(m, m > 1)", "m.masked_select(v > 1)", "m.masked_select(i)", "m.gather(1, k)"],
    *["m.gather(0, i[None])", "m.gather(1, k + 5)", "m.gather(1, i)", "m.chunk(2)", "m.chunk(2, dim=1)", "v.chunk(5)"],
    *["v.chunk(0)", "torch.chunk(v, 2)", "m.nelement()", "i.prod()", "(m > 0).prod(1)", "torch.prod(torch.ones(2, 2))"],
    *["v.type()", "v.type(torch.int64)", "v.type('torch.DoubleTensor')", "v.type(torch.LongTensor)", "v.type('x')"],
    *["v.type(3)", "repr(torch.FloatTensor)", "torch.FloatTensor([1, 2])", "torch.LongTensor([1, 2])", "torch.LongTensor([[1.5]])"],
    *["isinstance(v, torch.FloatTensor)", "isinstance(v, torch.LongTensor)", "torch.BoolTensor([1, 0])", "torch.FloatTensor(5.0)"],
    *["torch.FloatTensor(2, 3).shape", "torch.DoubleTensor([1]).type()", "torch.FloatTensor()", "m.type(torch.float64)"],
    *["torch.dot(v, v)", "v.dot(m)", "torch.outer(v, v)", "v.outer(m)", "m.mm(v)", "m.mv(m)", "torch.mm(m.long(), m.T.long())"],
    *["m.repeat(2, 3)", "m.repeat(2, 1, 1)", "m.repeat(2)", "v.repeat(3)", "v.repeat(-1)", "m.repeat((1, 2))", "m.repeat(0, 1)"],
    *["m.repeat_interleave(2)", "m.repeat_interleave(2, dim=1)", "torch.repeat_interleave(m.mean(), 3)", "m.repeat_interleave(2, 3)"],
    *["m.repeat_interleave(torch.tensor([1, 2]), 0)", "m.repeat_interleave(i, 0)", "v.repeat_interleave(torch.tensor(2))", "v.repeat_interleave(v)", "v.repeat_interleave(i - 1)", "m.repeat_interleave(-1)", "m.T.repeat(1, 2)"],
    *["m.T.ravel()", "torch.ravel(v)", "m.view_as(torch.ones(6))", "torch.clip(m, 0, 1)", "m.multiply(2)", "torch.subtract(m, v, alpha=2)"],
    *["torch.divide(m, 2)", "m.absolute()"],
    *["(m * 1).scatter_(1, k, 5)", "m.scatter(1, k, m[:, 1:2] * 2)", "torch.zeros(2, 3).scatter(1, k, m[:, :1])", "torch.zeros(2, 3).scatter(1, k, m.detach()) * m", "m.scatter(0, i[None], 1.5)"],
    *["torch.zeros(2, 3).scatter_(dim=1, index=k, value=1)", "torch.zeros(2, 3).scatter_(1, k, src=m[:, :1])", "m.scatter_(1, k, 1)"],
    *["m.scatter(1, k + 5, 1)", "m.scatter(1, i, 1)", "m.scatter(1, k * 1.0, 1)", "m.scatter(2, k, 1)", "m.scatter(1, k, m.double())"],
    *["m.scatter(1, torch.zeros(3, 1).long(), 1)", "m.scatter(1, torch.zeros(2, 2).long(), m[:, :1])", "torch.zeros(2, 3, dtype=torch.int64).scatter_(1, k, 1) * m"],
    *["torch.dot(v, v[:2])", "torch.mm(m, m)", "torch.mv(m, v[:2])", "torch.mm(m, m.double())"],
]  # fmt: skip
CLOSE = ["torch.bmm(m[None], m.T[None])", "m[:, None].bmm(m[:, :, None] * 2)", "torch.bmm(m, m)", "m[None].bmm(m[:1, None])", "m.prod()", "m.prod(0)", "m.prod(1, keepdim=True)", "(m * (m > 0)).prod()", "torch.mm(m, m.T)", "m.mv(v)"]  # fmt: skip


EINSUMS = [
    *["'ij,jk->ik', a, b", "'ij,jk', a, b", "'ij->ji', a", "'ij->', a", "'ij->i', a", "'ij', a", "'ba', a"],
    *["'i,i->', v, v", "'ij,j->i', a, v", "'i,j->ij', v, v", "'ij,ij->', a, a", "'ij,ij->ij', a, a", "'ij,ij->j', a, a"],
    *["'ij,kj->ki', a, a", "'bij,bjk->bik', a[None], b[None]", "'ij,jk,k->i', a, b, b[0]", "' i j , j k -> k i ', a, b"],
    *["'ij,jk->il', a, b", "'ij,jk->ik', a", "'ij->ij', a, b", "'ij,jk->ik', a, a", "'ijk->i', a", "'i1->i', a", "'ij->ii', a"],
    "'ij,jk->ik', [a, b]",
]  # fmt: skip


@pytest.mark.parametrize("arguments", EINSUMS)
def test_sums_of_products_are_torchs_but_for_last_digits(arguments):
    lines = [
        "torch.manual_seed(0)",
        "a = torch.rand(2, 3).requires_grad_()",
        "b = torch.rand(3, 4)",
    ]
    lines += [
        "v = torch.rand(3).requires_grad_()",
        f"y = torch.einsum({arguments})",
        "seen.append(y)",
    ]
    theirs, ours = run_with_both([*lines, "(y * y).sum().backward()", "seen += [a.grad, v.grad]"])
    assert_alike(ours, theirs)


def results(expression):
    lines = [*DATA, f"y = {expression}", "seen += y if type(y) is tuple else [y]"]
    return run_with_both([*lines, "(y[0] * y[0] * 3).sum().backward()", "seen.append(m.grad)"])


@pytest.mark.parametrize("expression", EXACT)
def test_what_is_picked_is_torchs(expression):
    theirs, ours = results(expression)
    assert [str(each).replace("small_torch", "torch") for each in ours] == list(map(str, theirs))


@pytest.mark.parametrize("expression", CLOSE)
def test_products_are_torchs_but_for_last_digits(expression):
    theirs, ours = results(expression)
    assert_alike(ours, theirs)


def test_the_version_is_that_of_the_torch_that_it_is_compared_with():
    lines = ["seen.append(torch.__version__.split('+')[0])"]
    theirs, ours = run_with_both(lines)
    assert ours == theirs


def test_the_changes_that_are_expected_came_after_that_release():
    assert all(release(since) > release(small.__version__) for since, *_ in CHANGES)


SHOWN = ["torch.tensor([1.23456789, 1000.5])", "torch.arange(50) * 0.5", "torch.rand(3, 4) * 1e-5"]
SHOWN += ["torch.arange(20.0)", "torch.tensor([1e9, 1.0])", "torch.arange(2000)"]
OPTIONS = ["precision=2", "precision=8", "sci_mode=False", "sci_mode=True", "linewidth=40"]
OPTIONS += ["threshold=10", "threshold=10, edgeitems=1", "profile='full'", "profile='short'"]


@pytest.mark.parametrize("options", OPTIONS)
def test_numbers_are_shown_as_the_options_say(options):
    lines = ["torch.manual_seed(0)", f"torch.set_printoptions({options})"]
    lines += [f"seen.append(str({each}))" for each in SHOWN]
    theirs, ours = run_with_both([*lines, "torch.set_printoptions(profile='default')"])
    run_with_both(["torch.set_printoptions(profile='default', sci_mode=None)"])
    assert ours == theirs


CUBE = """
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor=1.0):
        ctx.save_for_backward(x)
        ctx.factor = factor
        return factor * x ** 3
    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        seen.append(ctx.needs_input_grad)
        return grad_output * 3 * x ** 2 * ctx.factor, None
"""
PAIR = """
class Both(torch.autograd.Function):
    @staticmethod
    def forward(a, b):
        return a * b, a + b
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
    @staticmethod
    def backward(ctx, of_product, of_sum):
        a, b = ctx.saved_tensors
        return of_product * b + of_sum, of_product * a + of_sum
"""
FUNCTIONS = [
    [CUBE, "y = Cube.apply(v, 2.0)", "seen.append(y)", "y.sum().backward()", "seen.append(v.grad)", "y.sum().backward()"],
    [CUBE, "seen.append(Cube.apply(v.detach(), 2.0))"],
    [CUBE, "Cube.apply(v * 2, 1.0).sum().backward()", "seen.append(v.grad)"],
    [CUBE, "y = Cube.apply(v)", "y.sum().backward()"],
    [PAIR, "p, s = Both.apply(v, v * 2)", "seen += [p, s]", "(p.sum() + s.sum()).backward()", "seen.append(v.grad)"],
    [PAIR, "p, s = Both.apply(v, v * 2)", "p.sum().backward()", "seen.append(v.grad)"],
    ["class Bare(torch.autograd.Function): pass", "Bare.apply(v)"],
    [CUBE.replace("grad_output * 3", "grad_output * torch.zeros_like(grad_output) * 3"), "Cube.apply(v, 1.0).sum().backward()", "seen.append(v.grad)"],
]  # fmt: skip


@pytest.mark.parametrize("lines", FUNCTIONS, ids=range(len(FUNCTIONS)))
def test_an_operation_of_the_readers_own_is_differentiated(lines):
    start = "v = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()"
    theirs, ours = run_with_both([start, *lines])
    assert ours == theirs


def test_a_node_of_the_readers_own_is_shown_as_torch_shows_it():
    lines = [CUBE, "text = str(Cube.apply(torch.ones(1).requires_grad_(), 2.0).grad_fn)"]
    theirs, ours = run_with_both([*lines, "seen.append(text.split(' object at ')[0])"])
    assert ours == theirs
