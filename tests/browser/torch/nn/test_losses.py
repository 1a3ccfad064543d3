"""torch.nn's losses: the same values, gradients, text and errors as torch's."""

import pytest

from tests.helpers.small_torch import assert_alike, run_with_both

DATA = [
    *["nn, F = torch.nn, torch.nn.functional", "torch.manual_seed(1)"],
    *["x = (torch.randn(6, 3) * 2).requires_grad_()", "y = torch.randn(6, 3).requires_grad_()"],
    *["p = torch.rand(6, 3).requires_grad_()", "q = (torch.rand(6, 3) > 0.5).float()"],
    *["t = torch.randint(0, 3, (6,))", "w = torch.tensor([0.5, 1.0, 2.0])"],
]
GRADIENTS = "seen += [each.grad for each in (x, y, p)]"
EXACT = [
    *[f"F.mse_loss(x, y, reduction={r!r})" for r in ("mean", "sum", "none", "other")],
    *[f"F.l1_loss(x, y, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.huber_loss(x, y, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.smooth_l1_loss(x, y, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.nll_loss(x, t, reduction={r!r})" for r in ("mean", "sum", "none", "other")],
    *["nn.MSELoss()(x, y)", "nn.L1Loss()(x, y)", "nn.HuberLoss(delta=0.5)(x, y)"],
    *["nn.SmoothL1Loss(beta=0.5)(x, y)", "nn.MSELoss(reduction='sum')(x[:, 0], y[:, 0])"],
    *["nn.NLLLoss(weight=w)(x, t)", "nn.NLLLoss(ignore_index=1)(x, t)", "F.nll_loss(x[0], t[0])"],
    *["F.nll_loss(x, t, w, reduction='none')"],
    *["F.mse_loss(x, y[:1])", "F.mse_loss(x[:, :1], y[:, 0])", "F.mse_loss(x, t)", "F.mse_loss(t, t)"],
    *["F.mse_loss(x, y.double())", "F.mse_loss(x.double(), y)", "F.mse_loss(x[:0], y[:0])"],
    *["F.huber_loss(x, y, delta=-1)", "F.smooth_l1_loss(x, y, beta=0)", "F.smooth_l1_loss(x, y, beta=-1)"],
    *["F.nll_loss(x, t + 1)", "F.nll_loss(x, t[:2])", "F.nll_loss(x, t.int())", "F.nll_loss(x, t, w[:2])"],
    *["F.cross_entropy(x, t.float())", "F.cross_entropy(x, t[:, None])", "F.cross_entropy(x, t - 1)"],
    *["F.binary_cross_entropy(x, q)", "F.binary_cross_entropy(p, q[:, 0])", "F.binary_cross_entropy(p, q * 2)"],
    *["F.binary_cross_entropy(p, t)", "F.binary_cross_entropy_with_logits(x, q[0])", "F.mse_loss(x, [1.0])"],
    *["F.one_hot(t)", "F.one_hot(t, 4)", "F.one_hot(t, 1)", "F.one_hot(t - 1)", "F.one_hot(q)"],
    *[f"nn.MSELoss(size_average={old})(x, y)" for old in (True, False, "False, reduce=False", "True, reduce=True")],
    *["F.mse_loss(x, y, size_average=False)", "F.mse_loss(x, y, False)", "F.l1_loss(x, y, reduce=False)"],
    *["F.nll_loss(x, t, None, False)", "F.smooth_l1_loss(x, y, size_average=True)", "nn.NLLLoss(size_average=False)(x, t)"],
    *["(F.mse_loss(x, y, reduction='none') * q).sum()", "F.mse_loss(x, y) * 3"],
]  # fmt: skip
CLOSE = [
    *[f"F.binary_cross_entropy(p, q, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.binary_cross_entropy_with_logits(x, q, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.cross_entropy(x, t, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.cross_entropy(x, t, label_smoothing=0.1, reduction={r!r})" for r in ("mean", "sum", "none")],
    *[f"F.cross_entropy(x, y.softmax(1), reduction={r!r})" for r in ("mean", "sum", "none")],
    *["nn.CrossEntropyLoss(weight=w)(x, t)", "nn.CrossEntropyLoss(ignore_index=2)(x, t)"],
    *["F.cross_entropy(x[0], t[0])", "F.cross_entropy(x * 100, t)", "nn.BCELoss(weight=w)(p, q)"],
    *["F.binary_cross_entropy_with_logits(x, q, pos_weight=w)", "nn.BCEWithLogitsLoss(w)(x, q)"],
    *["nn.BCELoss()(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 1.0]))", "nn.BCELoss()(p, y.sigmoid())"],
    *["nn.BCELoss(size_average=False)(p, q)", "F.cross_entropy(x, t, size_average=False)"],
    *["F.binary_cross_entropy(p, q, None, False)", "F.binary_cross_entropy_with_logits(x, q, reduce=False)"],
    *["nn.BCEWithLogitsLoss()(x * 100, q)", "F.cross_entropy(x.double(), t)"],
]  # fmt: skip


def results(expression):
    lines = [f"loss = {expression}", "seen.append(loss)", "loss.sum().backward()", GRADIENTS]
    return run_with_both([*DATA, *lines])


@pytest.mark.parametrize("expression", EXACT)
def test_a_loss_and_its_gradients_are_torchs_to_the_last_bit(expression):
    theirs, ours = results(expression)
    assert ours == theirs


@pytest.mark.parametrize("expression", CLOSE)
def test_a_loss_of_probabilities_is_torchs_but_for_last_digits(expression):
    theirs, ours = results(expression)
    assert_alike(ours, theirs)


def test_a_loss_of_many_classes_adds_up_in_torchs_order():
    lines = ["torch.manual_seed(2)", "x = torch.randn(300, 2)", "t = torch.randint(0, 2, (300,))"]
    lines += ["seen.append(torch.nn.functional.nll_loss(x, t, reduction='sum'))"]
    lines += ["seen.append(torch.nn.functional.nll_loss(x, t, torch.tensor([0.3, 0.1])))"]
    theirs, ours = run_with_both(lines)
    assert ours == theirs


def test_the_gradient_of_a_loss_has_a_gradient():
    lines = [*DATA, "g, = torch.autograd.grad(F.mse_loss(x, y), x, create_graph=True)"]
    lines += ["seen.append(g.detach())", "(g * g).sum().backward()", "seen.append(x.grad)"]
    theirs, ours = run_with_both(lines)
    assert_alike(ours, theirs)
