"""Every name of the small numpy gives what numpy's gives: value, dtype, shape, text and warnings."""

import inspect

import numpy
import pytest

from tests.helpers.small_numpy import assert_alike, outcomes, small_numpy

SETUP = """
a = np.array([0.1, -2.5, 3.75, 1e3, -0.0, 7.0, 1/3])
b = np.array([2.0, 0.5, -1.5, 3.0, 0.25, -7.0, 1e-3])
i = np.array([3, -1, 4, 1, 5, 9, 2, 6])
t = np.array([True, False, True])
f = np.array([0.1, 2.5, -3.3], dtype=np.float32)
m = np.arange(12.0).reshape(3, 4) / 7
k = np.arange(12).reshape(3, 4)
from numbers import Number
"""
TWO = ["+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", ">=", ">"]
REDUCTIONS = ["sum", "mean", "std", "var", "min", "max", "argmin", "argmax", "any", "all", "prod"]
REDUCTIONS += ["cumsum", "ptp"]
EXACT = [
    "absolute",
    "sign",
    "square",
    "sqrt",
    "negative",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "isnan",
]
EXACT += ["isfinite", "isinf", "reciprocal", "logical_not", "fabs", "signbit"]
EXPRESSIONS = [
    *[f"a {sign} b" for sign in TWO],
    *[f"i {sign} 3" for sign in TWO],
    *[f"f {sign} 2" for sign in TWO],
    *[f"2.5 {sign} f" for sign in TWO],
    *[f"{x} * {y}" for x, y in [("t", "f"), ("k", "m"), ("t", "t"), ("t", "3"), ("f", "m[0, :3]")]],
    *[f"np.{name}({x})" for name in EXACT for x in ("a", "f")],
    *[f"np.{name}(m{end})" for name in REDUCTIONS for end in ("", ", axis=0", ", axis=1")],
    *[f"{x}.{name}()" for name in REDUCTIONS if name != "ptp" for x in ("a", "i", "f", "k.T")],
    *[f"m.{name}(axis=(0, 1), keepdims=True)" for name in ("sum", "mean", "max", "std", "any")],
    *[f"m[{index}]" for index in ["0", "-1, 2", ":, 1", "1:", "::-1, ::2", "None, 0", "..., 0"]],
    *[f"m[{index}]" for index in ["[0, 2]", "[0, 2], [1, 3]", ":, [1, 1]", "m > 1", "k % 2 == 0"]],
    *[
        f"m[{index}]"
        for index in ["[[0], [2]], [1, 3]", "t", "t, 1", "t, :2", "np.newaxis, t", "()"]
    ],
    *[
        f"m[{index}]"
        for index in ["[0, 1], ..., 0", "np.int64(1)", "np.array(2)", "...", "1, None"]
    ],
    *[f"np.array({data})" for data in ["[1, 2]", "[1, 2.5]", "[True, False]", "[True, 2]", "[]"]],
    *[
        f"np.array({data})"
        for data in ["3", "2.5", "True", "[[1], [2]]", "range(3)", "(1, 2)", "[[]]"]
    ],
    *[
        f"np.array({data})"
        for data in ["[a, b]", "[a[0], 1]", "[np.float32(1), np.float32(2)]", "k"]
    ],
    *[f"np.array([1.7, -2.2]).astype({kind})" for kind in ["int", "'float32'", "bool", "np.int32"]],
    *[f"np.{name}(3)" for name in ("zeros", "ones", "eye", "arange", "identity")],
    *[f"np.{name}((2, 3), dtype=int)" for name in ("zeros", "ones")],
    *[f"np.{name}(f)" for name in ("zeros_like", "ones_like")],
    *[f"np.full((2, 2), {value})" for value in ("7", "1.5", "True")],
    "np.full_like(i, 2.7)",
    "np.arange(1, 2, 0.1)",
    "np.arange(5.0)",
    "np.arange(10, 0, -3)",
    "np.arange(0, 1, 0.25, dtype=np.float32)",
    "np.linspace(0, 1, 11)",
    "np.linspace(-3, 3, 7)",
    "np.linspace(0, 1, 4, endpoint=False)",
    "np.linspace(0, 10, 5, retstep=True)",
    "np.linspace(0, 10, 5, dtype=int)",
    "np.linspace(2, 3, 1)",
    "np.logspace(0, 2, 3)",
    "np.diag([1, 2])",
    "np.diag(k)",
    "np.tril(k), np.triu(k, 1)",
    "np.meshgrid([1, 2, 3], [4, 5])",
    "np.meshgrid([1, 2], [3.5], indexing='ij')",
    *[f"m.{view}" for view in ("T", "ravel()", "flatten()", "reshape(4, 3)", "reshape(-1)")],
    *[
        f"m.{view}"
        for view in ("reshape((2, -1))", "transpose()", "swapaxes(0, 1)", "T.reshape(-1)")
    ],
    "m[::2].reshape(-1), m.T.reshape(2, 6)",
    "np.squeeze(m[None, :, None]).shape, np.expand_dims(a, 1).shape, m.T.strides, m.nbytes",
    "np.reshape([1, 2, 3, 4], (2, 2), order='F')",
    "np.transpose(np.zeros((2, 3, 4)), (2, 0, 1)).shape",
    "np.broadcast_to(a[:2], (2, 2))",
    "np.flip(k), np.flip(k, 0), np.fliplr(k)",
    "np.moveaxis(np.zeros((2, 3, 4)), 0, -1).shape",
    "np.concatenate([a, b])",
    "np.concatenate([k, m], axis=1)",
    "np.concatenate((k, k), axis=None)",
    "np.stack([a, b])",
    "np.stack([a, b], axis=1)",
    "np.vstack([a, b]), np.hstack([a, b]), np.column_stack([a, b])",
    "np.c_[a, b], np.c_[a.ravel(), b.ravel()], np.c_[a.ravel()]",
    "np.hstack([k, k]), np.vstack((k, k))",
    "np.append(i, 4), np.append(k, k, axis=0)",
    "np.delete(i, 2), np.delete(k, [0, 1], axis=1), np.insert(i, 1, 9)",
    "np.insert(m, 0, 1, axis=1)",
    "np.repeat(i, 2), np.repeat(k, 2, axis=0), np.tile(i, 2), np.tile([1, 2], (2, 2))",
    "np.split(i, 2), np.array_split(i, 3), np.split(k, [1], axis=1)",
    "np.roll(i, 2), np.roll(k, 1, axis=1), np.rot90(k)",
    "np.sort(a), np.argsort(a), np.sort(-k, axis=0), np.argsort(i)[::-1]",
    "np.unique([3, 1, 3, 2])",
    "np.unique([3, 1, 3], return_counts=True)",
    "np.unique([3, 1, 3], return_index=True, return_inverse=True)",
    "np.bincount([0, 1, 1, 3])",
    "np.histogram([1, 2, 2, 3.5], bins=3)",
    "np.digitize([0.5, 2.5], [1, 2, 3]), np.searchsorted([1, 2, 3], 2)",
    "np.where(a > 0)",
    "np.where(a > 0, a, 0)",
    "np.where(k > 3, 1, -1)",
    "np.where(t, f, 0.5)",
    "np.argwhere(k > 8), np.nonzero(i > 3), np.flatnonzero(i > 3)",
    "np.clip(a, -1, 1), i.clip(2, 5), np.clip(f, 0, 1.5), np.clip(a, 0, None)",
    "np.round(a, 2), np.round(2.567, 1), a.round(1), np.round(i, 1), np.around(f, 1)",
    "np.median(a), np.median(k, axis=0), np.percentile(a, 90), np.quantile(a, [0.25, 0.5])",
    "np.diff(i), np.diff(m), np.diff(k, axis=0), np.diff(i, n=2)",
    "np.average(k, axis=0, weights=[1, 2, 3]), np.average(k, axis=1, weights=np.ones(4), keepdims=True)",
    "np.average(k, weights=k, axis=0), np.average(f, weights=[1, 2, 3]), np.average(k, axis=(1, 0), weights=k.T)",
    "np.histogram(i, bins=[0, 2, 9]), np.histogram(f, bins=2), np.histogram([], bins=2), np.histogram(i, range=(1, 3))",
    "np.broadcast_to(a, (2, 7)).copy().sum(), np.atleast_1d(1, [2]), np.atleast_2d(1, a[:1]), np.empty_like(k).shape",
    "np.copy(k.T), np.ascontiguousarray(5), np.sort(i, kind='stable'), k.reshape(-1, copy=True)",
    "np.average(a), np.average(i, weights=np.arange(8)), np.count_nonzero(i > 3)",
    "np.cumprod(i), np.cumsum(k, axis=0), np.cumsum([True, True])",
    "np.maximum(a, b), np.minimum(a, 0), np.maximum(0, f), np.fmax(a, b)",
    "np.maximum(np.array([np.nan, 1]), 0), np.array([np.nan, 1]).max()",
    "np.nanmean(np.array([np.nan, 1, 2])), np.nansum([np.nan, 1.5]), np.nanmax([np.nan, 3.0])",
    "np.allclose(a, a + 1e-9), np.isclose(a, b), np.array_equal(i, i), np.isin(i, [1, 2])",
    "np.nan_to_num(np.array([np.nan, np.inf, 1.0])), np.isscalar(2.0), np.isscalar(a)",
    "k @ k.T, k.dot(k.T), np.dot(i, i), i @ i, k @ np.array([1, 2, 3, 4])",
    "np.matmul(np.ones((2, 1, 3), int), np.ones((3, 2), int))",
    "np.outer([1, 2], [3, 4]), np.inner([1, 2], [3, 4]), np.trace(k[:, :3]), np.cross([1, 0, 0], [0, 1, 0])",
    "np.linalg.norm(np.array([3.0, 4.0])), np.linalg.norm(np.array([[3, 4], [6, 8]]), axis=1)",
    "np.linalg.norm(np.float32([3, 4])), np.linalg.norm([1, -2], ord=1), np.linalg.norm([1, -2], np.inf)",
    "np.linalg.solve([[2.0, 0], [0, 4]], [1, 2]), np.linalg.inv([[2.0, 0], [0, 4]])",
    "np.poly1d([1, 2])(3), np.polyval([1, 2, 3], 2), np.polyval([1.0, 2], np.array([1.0, 2])), np.vander([1, 2], 3)",
    "np.add.outer([1, 2], [10, 20]), np.add(1, 2), np.add(1, 2.5), np.power(2, 3), np.exp(0)",
    "np.heaviside([-1.0, 0, 2], 0.5), np.copysign(1, -0.0), np.logical_and(t, True), t & ~t, t | True, t ^ t",
    "i << 2, i >> 1, i & 3, ~i, -i, +a, abs(a), divmod(i, 3)",
    "a == [0.1] * 7, a.tolist(), i.tolist(), t.tolist(), a[0].item(), i[0].item(), t[0].item()",
    "a.shape, a.ndim, a.size, a.dtype, a.itemsize, len(a), i.dtype.name, m.shape[0]",
    "a.dtype == float, a.dtype == 'float64', i.dtype == np.int64, np.issubdtype(f.dtype, np.floating)",
    "np.dtype('float32'), np.float32, np.dtype(int), repr(np.int64)",
    "np.pi, np.e, np.inf, np.nan, np.newaxis",
    "np.float64(0.1) + 1, np.float32(0.1) + 1, np.int64(3) / 2, np.int64(3) // 2, np.int64(3) ** 2",
    "np.float32(0.1) + np.float64(0.1), np.float32(1) * np.int64(2), 2 * np.float32(0.1), np.bool_(True) + 1",
    "[isinstance(x, Number) for x in (np.float32(1), np.int64(1), np.bool_(True))], f'{np.float32(2):.1f}'",
    "np.float64(3.7).astype(int), round(np.float64(2.567), 2), round(np.float64(2.5)), int(np.int64(3)), float(np.float32(0.1))",
    "f'{np.float64(0.1):.3f} {np.float32(0.1)} {np.int64(3)} {np.int64(7):04d} {a.sum():.2e} {np.True_}'",
    "str(np.float64(1e-5)), str(np.float32(1e-5)), str(np.float64(1e16)), str(np.float32(123456789)), str(np.float32(1e8))",
    "[np.float32(x) for x in (1e7, 16777216.0, 3.4e38, 1e-45, 0.3, 1/3, 100, 1e15, 1e17)]",
    "isinstance(np.float64(1), float), isinstance(np.int64(1), int), np.float64(2) == 2, hash(np.int64(3)), np.int64(3) in {3: 1}",
    "a[0] > 0, i[0] == 3, t[0] and 1, not t[1], bool(np.array([1])), max(i), sum(i), sorted(i)[:2]",
    "[x for x in i], list(a[:2]), dict(zip([1, 2], f)), (i.max(), a.mean()), {'x': f[0]}",
    "a[0] is None, a != None, np.float64(1) == None",
    "np.array([1.0]) / 0, np.array([0.0]) / 0, np.float64(1) / 0, np.log(np.array([0.0, -1.0])), np.sqrt(-1.0)",
    "np.exp(np.array([1000.0])), np.array([1e200]) * 1e200, np.array([1]) / 0, np.array([1]) // 0, np.float64(1e300) ** 2",
    "np.array([np.inf]) - np.inf, np.float32(1e38) * 10, np.mean([]), np.var([1.0], ddof=1), np.sum([]), np.int64(1) / np.int64(0)",
    "np.array([2**40], dtype=np.int64).astype(np.int32), np.int64(2) ** 62 * 2, np.array([2**62]) * 4",
    "np.ones(3, bool).sum(), t.mean(), np.mean(i), np.mean(f), np.std(f), np.sum(f), f.mean(dtype=np.float64), i.mean(axis=0)",
    "np.array(5), np.array(5) + 1, np.array(5.0).item(), np.array([5]).item(), np.array(2.5)[()], np.array(3)[...]",
    "np.take(i, [0, 1]), k.take([1], axis=0), k.diagonal(), i.argsort(), k.trace(), i.repeat(2), a.copy()",
    "np.zeros(0), np.zeros((0, 3)), np.zeros((2, 0), int), np.ones((1, 1, 1)), np.array([[[1, 2]]])",
    "np.repeat(k, 2, axis=-1), np.split(k, 2, axis=-1), np.delete(k, 0, axis=-1), np.insert(k, 1, 9, axis=-1)",
    "np.array_split(k, 3, axis=-1), np.cumsum(k, axis=-1), np.median(k, axis=-1), np.sort(-k, axis=-1)",
    "[f(i, out=np.zeros(8, int)) for f in (np.cumsum, np.cumprod, np.round)], np.clip(i, 0, None, out=i), i",
    "np.dot(k, k.T, out=np.zeros((len(k), len(k)), int)), np.clip(a, 0, None, out=a), a, i.clip(0) is i",
    "np.median([1, np.nan, 2, 3]), np.percentile([[1, np.nan], [2, 3]], 25, axis=1), np.fromiter(range(5), int, count=2)",
    "np.percentile(a, 101)",
    "np.quantile(a, -0.1)",
    "np.bincount([-1, 2])",
    "np.nan_to_num(np.float32([np.inf, -np.inf, np.nan])), np.nan_to_num([np.inf], posinf=5)",
    "np.linalg.norm(k, 'fro'), np.linalg.norm(k, axis=(0, 1)), np.linalg.norm(np.ones((2, 3, 4)))",
    "np.ndim([[1]]), np.shape([[1, 2]]), np.size([1, 2]), np.atleast_2d([1, 2]), np.indices((2, 2)), np.fromiter([1, 2], int)",
]


@pytest.mark.parametrize("code", EXPRESSIONS)
def test_an_expression_has_numpys_value(code):
    theirs, ours = outcomes(code, SETUP)
    assert ours == theirs


ROUNDED = ["exp", "log", "sin", "cos", "tanh", "log2", "log10", "log1p", "expm1", "arctan", "cbrt"]
ROUNDED += ["sinh", "cosh", "exp2", "arcsinh", "deg2rad", "rad2deg", "tan"]
NEARLY = [
    *[f"np.{name}({x})" for name in ROUNDED for x in ("abs(b)", "f + 4", "abs(i)", "0.5")],
    "np.arcsin(0.5), np.arccos(0.5), np.arctanh(0.5), np.arccosh(2.0), np.arctan2(1, 2), np.hypot(3, 4)",
    "f ** 0.5, np.power(2.0, b), i ** 0.5, 2 ** b, np.logaddexp(1, 2)",
    "m @ m.T, m.dot(m[0]), m[0] @ m[1], np.dot(f, f), f @ f",
    "np.linalg.inv(m[:, :3] + np.eye(3)), np.linalg.det(m[:, :3] + np.eye(3)), np.linalg.solve(m[:, :3] + np.eye(3), a[:3])",
    "np.linalg.lstsq(m[:, :2], a[:3], rcond=None), np.polyfit(a[:4], b[:4], 2), np.linalg.pinv(k[:2, :2] + 1.5)",
    "np.linalg.matrix_power(np.array([[2.0, 1], [0, 4]]), -2), np.linalg.lstsq([[1.0, 0], [0, 1e-5]], [1, 1], rcond=1e-3)",
    "np.linalg.matrix_rank(m), np.geomspace(1, 1000, 4)",
]


@pytest.mark.parametrize("code", NEARLY)
def test_where_the_last_digit_may_differ(code):
    assert_alike(*reversed(outcomes(code, SETUP)))


def test_every_name_is_numpys():
    for name, value in vars(small_numpy).items():
        if not name.startswith("_") and not inspect.ismodule(value):
            assert hasattr(numpy, name), name
