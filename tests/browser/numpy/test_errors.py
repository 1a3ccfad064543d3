"""Errors that beginners meet have numpy's words."""

import pytest

from tests.helpers.small_numpy import outcomes, small_numpy

SETUP = """
a, k = np.array([1.0, 2.0, 3.0]), np.arange(6).reshape(2, 3)
"""
READ_ONLY = ["base", "ndim", "size", "itemsize", "nbytes", "T", "mT"]
WRONG = [
    *[f"setattr(k, '{name}', 6)" for name in READ_ONLY],
    "setattr(k.T, 'shape', (6,))",
    "setattr(k, 'shape', (4,))",
    *[
        "a + np.ones(2)",
        "k + np.ones((3, 2))",
        "k @ k",
        "np.dot(k, k)",
        "a @ np.ones(2)",
        "k.dot(a[:2])",
    ],
    *[
        "a[3]",
        "a[-4]",
        "k[2]",
        "k[0, 3]",
        "a[0, 0]",
        "a[1.5]",
        "a['x']",
        "a[[0, 5]]",
        "k[[0, 1], [0, 1, 2]]",
    ],
    *[
        "a[np.array([True, False])]",
        "a[np.array([0.5])]",
        "a.reshape(2, 2)",
        "a.reshape(-1, -1)",
        "np.zeros(-1)",
    ],
    *[
        "bool(a)",
        "float(a)",
        "int(k)",
        "a.item()",
        "len(np.array(1))",
        "list(np.array(1))",
        "range(3)[a]",
    ],
    *[
        "np.array([[1, 2], [3]])",
        "np.array([1, [2]])",
        "np.zeros('x')",
        "np.array(1, dtype='nothing')",
    ],
    *[
        "np.concatenate([])",
        "np.concatenate([k, a])",
        "np.concatenate([k, np.ones((2, 2))])",
        "np.stack([a, k])",
    ],
    *[
        "np.vstack([a, np.ones(2)])",
        "np.sum(a, axis=1)",
        "k.mean(axis=2)",
        "np.max([])",
        "np.argmax([])",
    ],
    *[
        "k.transpose(0)",
        "np.squeeze(k, 0)",
        "np.broadcast_to(a, (2, 2))",
        "np.split(a, 2)",
        "2 ** np.array([-1])",
    ],
    *[
        "np.array([True]) - np.array([True])",
        "-np.array([True])",
        "a & 1",
        "~a",
        "np.linalg.inv(np.zeros((2, 2)))",
    ],
    *["np.linalg.inv(k)", "np.linalg.inv(a)", "np.int64(5) @ a", "np.array([1], np.int32) + 2**40"],
    *[
        "np.linspace(0, 1, -1)",
        "np.polyfit([1, 2], [1], 1)",
        "np.random.rand(2, 3) + np.random.rand(3, 2)",
    ],
    *["np.sort(a, kind='x')", "np.zeros(2, order='X')", "np.average(a, weights=[1])"],
    *["np.average(k, axis=1, weights=[1, 2])", "np.average(a, weights=[0, 0, 0])"],
    *["np.histogram(a, bins=[3, 1])", "np.histogram(a, bins=0)", "np.histogram(a, bins=2.5)"],
    *["np.histogram(a, bins=[[1]])", "np.histogram(a, range=(3, 1))", "np.histogram([np.inf])"],
    "k.T.reshape(6, copy=False)",
    *["np.matmul(1, a)", "np.where(a > 1, np.ones(2), 0)", "np.arange(0, 1, 0)"],
]
STATEMENTS = [
    *[
        "a[0] = [1, 2]",
        "a[:2] = np.ones(3)",
        "a[a > 1] = [1, 2, 3]",
        "k[0] = np.ones(2)",
        "a[5] = 1",
    ],
    *["k += 0.5", "k /= 2", "a += np.ones((2, 3))", "a.shape = (2, 2)", "x, y = a"],
    *["np.broadcast_to(a, (2, 3))[0, 0] = 1", "x = np.broadcast_to(a, (2, 3)); x += 1"],
    *["x = np.broadcast_to(a, (2, 3))[0]; x[0] = 1", "x = np.broadcast_to(a, (2, 3)).T; x.fill(1)"],
    *["k[:, 0] += 1.5", "if a > 1: pass", "a[0][0]", "if k == k: pass", "k //= 0.5"],
]


@pytest.mark.parametrize("code", WRONG)
def test_an_error_is_numpys(code):
    theirs, ours = outcomes(code, SETUP)
    if theirs[0] == "AttributeError":  # which shows numpy's names
        theirs = ours[0], theirs[1]
    assert ours == theirs


@pytest.mark.parametrize("code", STATEMENTS)
def test_a_statement_fails_as_in_numpy(code):
    theirs, ours = outcomes(f"exec({code!r})", SETUP)
    assert ours == theirs


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("np.fft", "numpy.fft"),
        ("np.einsum", "numpy.einsum"),
        ("np.uint8", "numpy.uint8"),
        ("np.array([1.0]).byteswap()", "numpy.ndarray.byteswap"),
        ("np.array(['a'])", "arrays of text"),
        ("np.array([None])", "arrays of NoneType"),
        ("np.array([1j])", "arrays of complex"),
        ("np.zeros(2, order='F')", "arrays with order='F'"),
        ("np.histogram([1], bins='auto')", "numpy.histogram(bins='auto')"),
        ("np.zeros(2, dtype='uint8')", "dtype 'uint8'"),
        ("np.linalg.svd", "numpy.linalg.svd"),
        ("np.random.zipf", "numpy.random.zipf"),
        ("np.random.default_rng(0).normal()", "normal numbers of default_rng"),
        ("np.add([1], [2], where=[True])", "add(where=...)"),
        ("setattr(np.ones(2), 'dtype', 'int64')", "assignment to numpy.ndarray.dtype"),
        ("setattr(np.ones(2), 'strides', (0,))", "assignment to numpy.ndarray.strides"),
        ("setattr(np.ones(2), 'flat', 0)", "assignment to numpy.ndarray.flat"),
    ],
)
def test_an_error_names_what_is_missing(code, name):
    with pytest.raises((AttributeError, NotImplementedError)) as caught:
        eval(code, {"np": small_numpy})
    text = f"this page's small numpy has no {name}; the full NumPy runs in Colab"
    assert str(caught.value) == text


def test_an_import_names_what_is_missing():
    with pytest.raises(ModuleNotFoundError, match=r"small numpy has no numpy\.fft; the full NumPy"):
        exec("import small_numpy.fft")
