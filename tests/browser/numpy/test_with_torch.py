"""Arrays and tensors share their numbers, and meet in one expression as they do in torch."""

import pytest

from tests.helpers.small_numpy import BOTH, outcomes

SETUP = """
x = torch.tensor([1.0, 2.0])
p = torch.tensor([1.0, 2.0], requires_grad=True)
a, i = np.array([3.0, 4.0]), np.array([0, 1])
s, f, n = np.float64(2.5), np.float32(2.5), np.int64(3)
"""
EXPRESSIONS = [
    *["x + a", "a + x", "x * a", "a * x", "x - a", "a - x", "x @ a", "x == a", "a == x", "x ** a"],
    *["a ** x", "a / p", "p - a", "x + s", "s + x", "s * x", "f * x", "x * f", "n * x", "x / n"],
    *[
        "s - x",
        "s == x",
        "x == n",
        "p * s",
        "s * p",
        "n * p",
        "x[i]",
        "x[n]",
        "x[a > 3]",
        "x[i > 0]",
    ],
    *["x[np.array(1)]", "a[torch.tensor([0])]", "a[torch.tensor(1)]", "a[x > 1]", "np.array(x)"],
    *["np.asarray(x)", "np.array([x, x])", "np.array([x[0], x[1]])", "np.array(p)", "np.exp(x)"],
    *[
        "np.sum(x)",
        "np.mean(x)",
        "np.max(x)",
        "np.argmax(x)",
        "np.exp(p)",
        "np.concatenate([x, a])",
    ],
    *["np.allclose(x, a)", "np.maximum(x, a)", "np.dot(x, a)", "np.float32(x)"],
    *[
        "torch.tensor(a)",
        "torch.tensor(i)",
        "torch.tensor(s)",
        "torch.tensor(f)",
        "torch.tensor(n)",
    ],
    *[
        "torch.tensor([a, a])",
        "torch.tensor([s, s])",
        "torch.tensor([f, f])",
        "torch.tensor([n, s])",
    ],
    *["torch.tensor(np.True_)", "torch.tensor(a, dtype=torch.float32)", "torch.as_tensor(a)"],
    *[
        "torch.from_numpy(a)",
        "torch.from_numpy([1])",
        "torch.from_numpy(a[::-1])",
        "torch.from_numpy(s)",
    ],
    *["torch.Tensor(a)", "torch.FloatTensor(a)", "torch.LongTensor(i)", "torch.full((2,), s)"],
    *["torch.full((2,), n)", "torch.zeros(n, 2)", "torch.arange(n)", "torch.linspace(0, s, 3)"],
    *["x.numpy()", "p.numpy()", "p.detach().numpy()", "p.numpy(force=True)", "x.numpy() + 1"],
    *["torch.tensor([1, 2]).numpy()", "torch.tensor([True]).numpy()", "torch.tensor(1.5).numpy()"],
    *[
        "torch.pow(x, n)",
        "torch.clamp(x, s, s)",
        "torch.maximum(x, a)",
        "torch.sum(a)",
        "torch.sin(a)",
    ],
    *[
        "x.add_(a)",
        "x.mul_(s)",
        "x.fill_(f)",
        "torch.cat([x, a])",
        "torch.equal(x, a)",
        "[*x.numpy()]",
    ],
    *[
        "x.reshape(a.shape)",
        "x.T.numpy().shape",
        "torch.randint(n, (2,)).shape",
        "torch.is_tensor(a)",
    ],
    "torch.from_numpy(np.arange(6.0).reshape(2, 3).T)[1:]",
    "torch.arange(6.0).reshape(2, 3).T.numpy()[1:]",
    "torch.from_numpy(np.arange(6)[1::2]) * 2",
    "torch.utils.data.default_collate([(a, n), (a, n)])",
    "torch.from_numpy(a).float().dtype, torch.from_numpy(i).dtype, torch.from_numpy(a > 3).dtype",
]


@pytest.mark.parametrize("code", EXPRESSIONS)
def test_arrays_meet_tensors_as_in_torch(code):
    theirs, ours = ((value, *rest) for value, rest in map(_value, outcomes(code, SETUP)))
    assert ours == theirs


def _value(outcome):
    """Without warnings: torch's own about numpy's protocol are not for readers."""
    value, rest = outcome
    return value, rest if isinstance(rest, str) else ()


def test_a_change_of_one_shows_in_the_other():
    seen = []
    for names in BOTH:
        np, torch = names["np"], names["torch"]
        a = np.arange(6.0).reshape(2, 3)
        x = torch.from_numpy(a)
        x[0, 1] = 10
        a[1] *= 2
        y = torch.ones(3)
        b = y.numpy()
        y.add_(1)
        b[0] = 7
        c = torch.tensor(a)
        a[0] = 0
        seen.append([repr(each) for each in (a, x, y, b, c)])
    assert seen[0] == seen[1]
