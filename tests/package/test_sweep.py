"""Sweeps: every run equals that of `fit`, whatever varies and by every method."""

import warnings

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial import _runs, _sweep
from sgd_tutorial._sweep import sweep
from tests.helpers.approximations import (
    branching,
    branching_on_the_size_of_all,
    centered,
    mean_of_everything,
)
from tests.helpers.bad_arguments import X, Y
from tests.helpers.problems import observed

GUESSES = [1.0, 2.0, 3.0]
STARTS = [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-3.0, 5.0, 100.0], [5.0, 0.0, 0.0]]
RATES = [1e-8, 5e-8, 1e-7, 3e-7]
WIDE = {"dtype": torch.float64}


def small():
    """Well conditioned, float64."""
    x = torch.linspace(-1, 2, 12, **WIDE)
    return x, torch.sin(3 * x) + 2


def check_against_fit(runs, approximation, x, y, **keywords):
    """Compare each run with `fit` at its rate, start and seed."""
    assert len(runs) > 0
    for index, run in enumerate(runs):
        alone = observed(
            approximation,
            runs.guesses[index],
            x,
            y,
            learning_rate=float(runs.learning_rate[index]),
            seed=int(runs.seed[index]),
            **keywords,
        )
        assert run.steps == alone.steps
        assert run.stopped_because == alone.stopped_because
        assert run.recorded_steps.tolist() == alone.recorded_steps.tolist()
        assert run.history.dtype == alone.history.dtype
        assert run.losses.dtype == alone.losses.dtype
        assert torch.equal(run.losses.isfinite(), alone.losses.isfinite())
        assert run.history.shape == alone.history.shape
        tolerance = 1e-5 if run.history.dtype == torch.float32 else 1e-10
        size = float(alone.history.abs().max())
        assert float((run.history - alone.history).abs().max()) <= tolerance * size
        finite = alone.losses.isfinite()
        if finite.any():
            difference = (run.losses - alone.losses)[finite].abs().max()
            rounding = y.numel() * (torch.finfo(y.dtype).eps * float(y.abs().max())) ** 2
            largest = float(alone.losses[finite].max())
            assert float(difference) <= 10 * tolerance * largest + rounding


def check(approximation, guesses, x, y, *, learning_rate, seed=0, grid=False, **keywords):
    runs = sweep(
        approximation, guesses, x, y, learning_rate=learning_rate, seed=seed, grid=grid, **keywords
    )
    check_against_fit(runs, approximation, x, y, **keywords)
    return runs


# What varies.


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("rates", "starts"), [(RATES, GUESSES), (1e-7, STARTS), (RATES, STARTS)])
def test_rates_and_starts_go_side_by_side(rates, starts, dtype):
    x, y = X.to(dtype), Y.to(dtype)
    runs = check(sgd.quadratic, starts, x, y, learning_rate=rates, seed=range(4), steps=300)
    assert runs.learning_rate.tolist() == np.resize(rates, 4).tolist()
    assert runs.guesses.tolist() == np.resize(starts, (4, 3)).tolist()
    assert torch.equal(runs.history[:, 0], runs.guesses)
    assert runs.seed.tolist() == [0, 1, 2, 3]
    assert runs.shape == (4,)
    assert runs.method == ("triangle" if dtype == torch.float64 else "design matrix")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("batch_size", [1, 5, 40, 41])
def test_seeds_with_mini_batches(dtype, batch_size):
    runs = check(
        sgd.quadratic,
        GUESSES,
        X.to(dtype),
        Y.to(dtype),
        learning_rate=1e-7,
        steps=60,
        seed=[3, 0, 3, 7],
        batch_size=batch_size,
    )
    assert runs.seed.tolist() == [3, 0, 3, 7]
    assert torch.equal(runs[0].history, runs[2].history)


def test_one_seed_with_mini_batches():
    check(sgd.quadratic, STARTS, X, Y, learning_rate=RATES, steps=30, batch_size=6, seed=4)


def test_arguments_broadcast_as_in_numpy():
    rates = np.array(RATES).reshape(4, 1)
    runs = check(sgd.quadratic, STARTS[:3], X, Y, learning_rate=rates, steps=5)
    expected = np.broadcast_arrays(rates, np.zeros(3))[0]
    assert runs.shape == expected.shape == (4, 3)
    assert runs.learning_rate.tolist() == expected.ravel().tolist()
    assert runs.guesses.reshape(4, 3, 3)[2].tolist() == STARTS[:3]


def test_a_grid_crosses_rates_starts_and_seeds_in_this_order():
    arguments = dict(learning_rate=RATES[:2], seed=[5, 6, 7, 8], batch_size=9, grid=True)
    runs = check(sgd.quadratic, STARTS[:3], X, Y, steps=7, **arguments)
    assert runs.shape == (2, 3, 4)
    index = 0
    for rate in RATES[:2]:
        for start in STARTS[:3]:
            for seed in (5, 6, 7, 8):
                assert float(runs.learning_rate[index]) == rate
                assert runs.guesses[index].tolist() == start
                assert int(runs.seed[index]) == seed
                index += 1
    assert len(runs) == index
    losses = runs.losses[:, -1].reshape(runs.shape)
    assert losses[1, 2, 3] == runs[-1].losses[-1]


def test_single_values_are_no_axis_of_a_grid():
    keywords = dict(steps=2, grid=True)
    assert sweep(sgd.quadratic, GUESSES, X, Y, learning_rate=RATES, **keywords).shape == (4,)
    assert sweep(sgd.quadratic, STARTS, X, Y, learning_rate=RATES[:2], **keywords).shape == (2, 4)
    table = np.array(RATES).reshape(2, 2)
    assert sweep(sgd.quadratic, STARTS, X, Y, learning_rate=table, **keywords).shape == (2, 2, 4)


def test_a_single_run():
    runs = check(sgd.quadratic, GUESSES, X, Y, learning_rate=1e-7, steps=20)
    assert runs.shape == ()
    assert len(runs) == 1
    assert runs.params.shape == (1, 3)


def test_no_step_at_all():
    runs = check(sgd.quadratic, STARTS, X, Y, learning_rate=1e-7, steps=0)
    assert runs.history.shape == (4, 1, 3)
    assert runs.recorded_steps.tolist() == [0]


# Step 5.


class Normalized:
    """Steps of one length: divides by the norm of the whole gradient."""

    def start(self, params):
        pass

    def adjust(self, params, gradient, learning_rate):
        params.data -= learning_rate * gradient / gradient.norm()


class Clipped:
    """Limits the norm of the whole gradient: no effect on small gradients."""

    def start(self, params):
        pass

    def adjust(self, params, gradient, learning_rate):
        params.data -= learning_rate * gradient * torch.clamp(1000 / gradient.norm(), max=1)


class Restarting:
    """Has a memory and a count, and branches on one number."""

    def start(self, params):
        self.velocity, self.count = torch.zeros_like(params), 0

    def adjust(self, params, gradient, learning_rate):
        self.count += 1
        if self.count % 7 == 0 or (gradient * self.velocity).sum() < 0:
            self.velocity = torch.zeros_like(params)
        self.velocity = 0.9 * self.velocity + gradient
        params.data -= learning_rate * self.velocity


class Wrapped:
    """One of torch's, which keeps a reference to the tensor that it was started with."""

    def start(self, params):
        self.optimizer = torch.optim.SGD([params], lr=1e-7, momentum=0.5)

    def adjust(self, params, gradient, learning_rate):
        params.grad = gradient
        self.optimizer.step()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    ("optimizer", "rates"),
    [
        (sgd.Momentum(0.5), RATES),
        (sgd.Nesterov(0.5), RATES),
        (sgd.RMSProp(), [0.1, 0.01]),
        (sgd.Adam(), [0.1, 0.01]),
        (Normalized(), [0.1, 0.01]),
        (Clipped(), [1e-3, 1e-4, 1e-8]),
        (Restarting(), [1e-8, 3e-8]),
        (Wrapped(), RATES),
    ],
    ids=lambda value: type(value).__name__,
)
def test_optimizers(optimizer, rates, dtype):
    x = X.to(dtype)
    check(
        sgd.quadratic,
        STARTS[:3],
        x,
        5 * x * x + 30 * x + 200 * torch.cos(x),  # no gradient is 0 but for rounding
        learning_rate=rates,
        steps=40,
        optimizer=optimizer,
        grid=True,
    )


def test_optimizers_with_mini_batches_and_seeds():
    keywords = dict(learning_rate=0.05, seed=range(5), batch_size=7, optimizer=sgd.Adam())
    check(sgd.quadratic, GUESSES, X, Y, steps=30, **keywords)


def test_an_optimizer_is_left_as_it_was():
    optimizer = sgd.Momentum(0.9)
    sweep(sgd.quadratic, GUESSES, X, Y, learning_rate=RATES, steps=3, optimizer=optimizer)
    assert vars(optimizer) == {"beta": 0.9}


# Functions and losses of every kind.


def powers(x, params):
    return x[:, None] ** torch.arange(3) @ params


def in_place(x, params):
    values = torch.zeros_like(x)
    for power, param in enumerate(params):
        values += param * x**power
    return values


# With the method for mini-batches; those that are one bowl need no graph where all points count.
FUNCTIONS = {
    "quadratic": (sgd.quadratic, sgd.mean_squared_error, "batched"),
    "polynomial": (sgd.polynomial(2), sgd.sum_squared_error, "batched"),
    "mean of everything": (sgd.quadratic, mean_of_everything, "vmap"),
    "torch's loss": (sgd.quadratic, torch.nn.functional.mse_loss, "vmap"),
    "matrix product": (powers, mean_of_everything, "vmap"),
    "centered": (centered, sgd.mean_squared_error, "vmap"),
    "branching": (branching, sgd.mean_squared_error, "one by one"),
    "branching on all": (branching_on_the_size_of_all, sgd.mean_squared_error, "one by one"),
    "in place": (in_place, sgd.mean_squared_error, None),
    "huber": (sgd.quadratic, torch.nn.functional.huber_loss, "vmap"),
}
NO_BOWL = {"branching", "branching on all", "huber"}


def methods(name, batch_size):
    """Those that may be chosen in float64."""
    if batch_size is None and name not in NO_BOWL:
        return {"triangle"}
    return {FUNCTIONS[name][2] or "batched", FUNCTIONS[name][2] or "vmap"}


@pytest.mark.parametrize("batch_size", [None, 5])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_and_losses(name, batch_size):
    approximation, loss, _ = FUNCTIONS[name]
    x, y = small()
    starts = [[1.0, 2.0, 3.0], [-1.0, -2.0, 0.5], [4.0, 1.0, -4.0], [0.1, -0.2, 0.3]]
    keywords = dict(learning_rate=[0.1, 0.02], loss=loss, batch_size=batch_size, grid=True)
    runs = check(approximation, starts, x, y, steps=25, seed=[0, 1], **keywords)
    assert runs.method in methods(name, batch_size)


@pytest.mark.parametrize("runs", [2, 3, 12])
def test_as_many_runs_as_parameters_or_points(runs):
    x, y = small()
    for name in FUNCTIONS.keys() - {"branching on all"}:
        approximation, loss, _ = FUNCTIONS[name]
        rates = np.linspace(0.01, 0.1, runs)
        check(approximation, GUESSES, x, y, learning_rate=rates, steps=5, loss=loss)


@pytest.mark.parametrize(
    "plane",
    [
        lambda x, params: x @ params[:2] + params[2],
        lambda x, params: params[0] * x[:, 0] + params[1] * x[:, 1] + params[2],
        lambda x, params: (x * params[:2]).sum(dim=1) + params[2],
    ],
)
@pytest.mark.parametrize("batch_size", [None, 2, 4])
def test_points_with_several_coordinates(plane, batch_size):
    x = torch.randn(9, 2, generator=torch.Generator().manual_seed(0), **WIDE)
    y = x[:, 0] * x[:, 1]
    keywords = dict(learning_rate=[0.01, 0.02], seed=[1, 2], batch_size=batch_size, grid=True)
    check(plane, STARTS[:2], x, y, steps=20, **keywords)


def test_values_in_a_table():
    x = torch.linspace(0, 1, 12, **WIDE).reshape(4, 3)
    keywords = dict(learning_rate=[0.1, 0.2], loss=mean_of_everything, batch_size=3, seed=[1, 2])
    check(sgd.quadratic, GUESSES, x, x**2, steps=20, **keywords)


def test_a_function_tied_to_float32():
    weights = torch.randn(3, 5, generator=torch.Generator().manual_seed(0))
    tied = lambda x, params: torch.tanh(x[:, None] @ (params @ weights)[None]).sum(dim=1)  # noqa: E731
    check(tied, STARTS[:3], X / 20, Y / 2000, learning_rate=[0.01, 0.02, 0.03], steps=10)


def test_a_function_may_have_side_effects():
    shapes = []

    def logged(x, params):
        shapes.append(x.shape)
        return sgd.quadratic(x, params)

    check(logged, GUESSES, X, Y, learning_rate=RATES, steps=3)


# Divergence.


@pytest.mark.parametrize("record_every", [1, 10])
def test_runs_that_diverge_end_where_fit_ends(record_every):
    rates = [1e-7, 7.5e-7, 8e-7, 1e-6, 1e-5]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a sweep warns of nothing
        keywords = dict(learning_rate=rates, steps=400, record_every=record_every)
        runs = sweep(sgd.quadratic, GUESSES, X, Y, **keywords)
    assert runs.stopped_because == ("steps", *["diverged"] * 4)
    for index, run in enumerate(runs):
        keywords["learning_rate"] = rates[index]
        alone = observed(sgd.quadratic, GUESSES, X, Y, **keywords)
        assert run.stopped_because == alone.stopped_because
        assert abs(run.steps - alone.steps) <= 1  # in float32 rounding decides where it overflows
        assert run.losses[:-1].isfinite().all()
        assert bool(run.losses[-1].isfinite()) is (index == 0)
    assert torch.isfinite(runs[0].history).all()


def test_runs_that_diverge_in_float64_take_the_same_steps():
    x, y = small()
    keywords = dict(learning_rate=[0.01, 0.3, 1.0, 10.0], steps=1500)
    check(sgd.quadratic, GUESSES, x, y, **keywords)


def test_a_diverged_run_repeats_its_last_row():
    runs = sweep(sgd.quadratic, GUESSES, X, Y, learning_rate=[1e-5, 1e-7], steps=30)
    last = int(runs.steps[0])
    assert last == 11  # as in test_stability.py
    assert (runs.history[0, last:] == runs.history[0, last]).all()
    assert not runs.losses[0, last:].isfinite().any()
    assert runs.losses[0, :last].isfinite().all()
    assert runs[0].recorded_steps[-1] == last


def test_a_run_that_diverged_on_one_batch_stays_diverged_on_the_next():
    """At x = 0 any parabola has a finite loss."""
    keywords = dict(learning_rate=[1e-6, 1e-2], steps=100, batch_size=1)
    runs = check(sgd.quadratic, GUESSES, X, Y, **keywords)
    assert runs.stopped_because == ("steps", "diverged")
    assert not runs.losses[1, int(runs.steps[1]) :].isfinite().any()


@pytest.mark.parametrize("optimizer", [None, sgd.Momentum(), sgd.Adam()])
def test_a_sweep_ends_with_its_last_run(optimizer):
    evaluated = 0

    def counting(x, params):
        nonlocal evaluated
        evaluated += 1
        return sgd.quadratic(x, params)

    keywords = dict(learning_rate=[1e35, 3e36], steps=5_000, optimizer=optimizer, record_every=7)
    runs = sweep(counting, GUESSES, X, Y, **keywords)
    assert runs.stopped_because == ("diverged", "diverged")
    assert evaluated < 100
    for run, rate in zip(runs, keywords["learning_rate"], strict=True):
        alone = observed(sgd.quadratic, GUESSES, X, Y, **(keywords | {"learning_rate": rate}))
        assert run.steps == alone.steps
        assert len(run.history) == len(alone.history)


def test_starts_beyond_the_dtype_take_no_step():
    runs = check(sgd.quadratic, [[1e20, 0.0, 0.0], GUESSES], X, Y, learning_rate=1e-7, steps=5)
    assert runs.steps.tolist() == [0, 5]


def test_runs_that_diverge_leave_the_others_alone_with_every_method():
    x, y = small()
    for name in FUNCTIONS.keys() - {"branching on all"}:
        approximation, loss, _ = FUNCTIONS[name]
        keywords = dict(learning_rate=[0.05, 1e3], steps=80, loss=loss)
        check(approximation, GUESSES, x, y, **keywords)


# The record.


@pytest.mark.parametrize("record_every", [1, 3, 7, 20, 50])
def test_records_of_every_kth_step(record_every):
    keywords = dict(learning_rate=RATES, steps=20, record_every=record_every)
    runs = check(sgd.quadratic, GUESSES, X, Y, **keywords)
    alone = sgd.fit(sgd.quadratic, GUESSES, X, Y, **keywords | dict(learning_rate=1e-7))
    assert runs.recorded_steps.tolist() == alone.recorded_steps.tolist()
    assert runs.history.shape == (4, len(alone.history), 3)
    assert runs.losses.shape == (4, len(alone.losses))
    with torch.device("meta"):
        assert runs.recorded_steps.tolist() == alone.recorded_steps.tolist()


def test_by_default_the_record_skips_steps_to_stay_within_its_bound(monkeypatch):
    monkeypatch.setattr(_runs, "MOST_BYTES", 4000)
    runs = sweep(sgd.quadratic, GUESSES, X, Y, learning_rate=RATES, steps=1000)
    assert 2000 < runs.history.nbytes + runs.losses.nbytes <= 4000
    assert runs.recorded_steps[-1] == 1000
    check_against_fit(runs, sgd.quadratic, X, Y, steps=1000, record_every=runs.record_every)


def test_the_error_for_too_large_a_record_names_the_smallest_stride(monkeypatch):
    monkeypatch.setattr(_runs, "MOST_BYTES", 4000)
    keywords = dict(learning_rate=RATES, steps=1000)
    with pytest.raises(ValueError, match="use record_every=") as caught:
        sweep(sgd.quadratic, GUESSES, X, Y, record_every=1, **keywords)
    least = int(str(caught.value).split("record_every=")[1].split()[0])
    runs = sweep(sgd.quadratic, GUESSES, X, Y, record_every=least, **keywords)
    assert runs.history.nbytes + runs.losses.nbytes <= 4000
    with pytest.raises(ValueError, match="use record_every="):
        sweep(sgd.quadratic, GUESSES, X, Y, record_every=least - 1, **keywords)


@pytest.mark.parametrize("name", ["quadratic", "centered", "branching"])
@pytest.mark.parametrize("batch_size", [None, 4])
def test_chunks_make_no_difference(monkeypatch, name, batch_size):
    approximation, loss, _ = FUNCTIONS[name]
    x, y = small()
    most = 0

    def measured(x, params):
        nonlocal most
        values = approximation(x, params)
        most = max(most, values.numel())
        return values

    keywords = dict(learning_rate=np.linspace(0.01, 0.1, 7), steps=20, seed=range(7), loss=loss)
    keywords |= dict(batch_size=batch_size, optimizer=sgd.Momentum(0.5))
    whole = sweep(measured, GUESSES, x, y, **keywords)
    monkeypatch.setattr(_sweep, "MOST_VALUES", 2 * (batch_size or 12))
    most = 0
    chunked = sweep(measured, GUESSES, x, y, **keywords)
    torch.testing.assert_close(chunked.history, whole.history, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(chunked.losses, whole.losses, rtol=1e-12, atol=1e-12)
    assert most <= 2 * (batch_size or 12)
    assert chunked.method == whole.method
    assert whole.method in methods(name, batch_size)
    assert chunked.steps.tolist() == [20] * 7


def test_a_single_run_larger_than_a_chunk_still_runs(monkeypatch):
    monkeypatch.setattr(_sweep, "MOST_VALUES", 5)
    check(sgd.quadratic, STARTS, X, Y, learning_rate=RATES, steps=5)


# The runs as a sequence.


def test_runs_are_a_sequence_of_runs():
    runs = sweep(sgd.quadratic, GUESSES, X, Y, learning_rate=RATES, steps=5)
    assert len(runs) == len(list(runs)) == 4
    assert isinstance(runs[0], sgd.Run)
    assert torch.equal(runs[-1].history, runs[3].history)
    assert torch.equal(runs[np.int64(1)].history, runs.history[1])
    assert torch.equal(runs.params, torch.stack([run.params for run in runs]))
    for index in (4, slice(0, 1), slice(0, 2), "a", 0.5, None):
        with pytest.raises((TypeError, IndexError)):
            runs[index]
    assert repr(runs) == "<Runs: 4 of 5 steps at most; 0 diverged; design matrix>"


def test_lists_and_whole_numbers_are_accepted():
    x = list(range(-20, 21))
    guesses = [[1, 2, 3], [0, 0, 0]]
    runs = sweep(sgd.quadratic, guesses, x, [5 * i * i for i in x], learning_rate=1e-7, steps=5)
    torch.testing.assert_close(
        runs[0].params, sgd.fit(sgd.quadratic, GUESSES, X, Y, learning_rate=1e-7, steps=5).params
    )


def test_large_seeds_are_not_rounded():
    seeds = [2**53 + 1, 2**63 - 1]
    keywords = dict(learning_rate=1e-7, steps=3, batch_size=4)
    assert sweep(sgd.quadratic, GUESSES, X, Y, seed=seeds, **keywords).seed.tolist() == seeds
