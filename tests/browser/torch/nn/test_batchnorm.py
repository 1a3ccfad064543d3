"""BatchNorm1d: torch's values, gradients, running numbers, text and errors."""

import pytest

from tests.helpers.small_torch import assert_alike, run_with_both

START = [
    "nn = torch.nn",
    "torch.manual_seed(2)",
    "x = (torch.randn(6, 3) * 4 + 1).requires_grad_()",
]
MODULES = ["3", "3, momentum=0.5", "3, momentum=None", "3, eps=0.1", "3, affine=False", "3, bias=False"]  # fmt: skip
MODULES += ["3, track_running_stats=False"]
TRAINED = ["y = m(x)", "seen.append(y)", "(y * y * x.detach()).sum().backward()", "seen.append(x.grad)"]  # fmt: skip
TRAINED += ["seen += [p.grad for p in m.parameters()]", "m(x * 2 + 3)", "seen.append(m.state_dict())"]  # fmt: skip
KEPT = [
    "m.eval()",
    "y = m(x)",
    "seen.append(y)",
    "x.grad = None",
    "(y * y * x.detach()).sum().backward()",
]
KEPT += ["seen += [x.grad, m]"]


@pytest.mark.parametrize("arguments", MODULES)
def test_a_batch_is_normalized_as_by_torch(arguments):
    theirs, ours = run_with_both([*START, f"m = nn.BatchNorm1d({arguments})", *TRAINED, *KEPT])
    assert_alike(ours, theirs)


@pytest.mark.parametrize("shape", ["3", "1, 3", "2, 2"])
def test_refusals_are_torchs(shape):
    theirs, ours = run_with_both([*START, f"nn.BatchNorm1d(3)(torch.ones({shape}))"])
    assert ours == theirs
