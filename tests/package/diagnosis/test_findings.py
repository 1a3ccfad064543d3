"""Diagnosis: planted problems are found, fine ones raise no alarm, numbers agree with runs."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import sgd_tutorial as sgd
from tests.helpers.findings import diagnosed
from tests.helpers.problems import POWERS, observed

X, Y = sgd.notebook_data()
NOTEBOOK = sgd.quadratic, [1.0, 2.0, 3.0], X, Y
WAVE = torch.linspace(0, 6, 60)


def lstsq_floor(columns, y):
    """Numpy's least squares: the parameters, and the sum of squared errors they leave."""
    columns = np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)
    y = np.asarray(y, dtype=float)
    best, *_ = np.linalg.lstsq(columns, y, rcond=None)
    return best, ((columns @ best - y) ** 2).sum()


def test_the_notebooks_run_is_not_finished():
    found = diagnosed(*NOTEBOOK, learning_rate=1e-7, steps=10_002)
    assert found.kinds == ("unfinished",)
    numbers = found.findings[0].numbers
    eigenvalues = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)
    assert numbers["condition_number"] == pytest.approx(eigenvalues[-1] / eigenvalues[0])
    half = 1 / eigenvalues[-1]
    # Rates to take are printed with four digits, rounded down.
    assert half * 0.999 < numbers["faster_learning_rate"] < half
    # c is right once it is within 1 % of its way, 3; numpy's powers of I - rate H say when.
    assert numbers["tolerance"] == pytest.approx(0.03)
    for cure in ("", "faster_"):
        step = np.eye(3) - numbers.get(f"{cure}learning_rate", 1e-7) * 2 * POWERS.T @ POWERS
        counts = [int(numbers[f"{cure}needed"]) + k for k in range(-1, 50)]
        errors = np.array([np.linalg.matrix_power(step, count) @ [-4, 2, 3] for count in counts])
        off = (np.abs(errors) > [0.05, 0.02, 0.03]).any(axis=1)
        assert off.tolist() == [True] + [False] * 50
    expected = sgd.params_after(*NOTEBOOK, learning_rate=1e-7, steps=10_002)
    torch.testing.assert_close(found.run.params.double(), expected, rtol=1e-4, atol=1e-5)
    assert found.curvature.exact


def test_the_steps_that_standardized_columns_need_are_those_of_a_run():
    guesses = [1.0, -2.0, 4.0]
    x = torch.linspace(1, 4, 30, dtype=torch.float64)
    y = x**2 - 2 * x + 1
    found = diagnosed(sgd.quadratic, guesses, x, y, learning_rate=1e-6, steps=100)
    numbers = found.finding("unfinished").numbers
    scaled = sgd.standardize(sgd.quadratic, guesses, x)
    bowl = sgd.curvature(scaled.approximation, scaled.guesses, x, y)
    run = observed(scaled.approximation, scaled.guesses, x, y, learning_rate=numbers["standardized_rate"], steps=int(numbers["standardized_needed"]) + 50)  # fmt: skip
    assert numbers["standardized_rate"] == pytest.approx(1 / bowl.eigenvalues[-1].item(), rel=1e-3)
    off = (
        scaled.to_original(run.history) - found.curvature.lowest
    ).abs() > found.curvature.default_tolerance
    last = int(off.any(dim=1).nonzero()[-1])
    assert last + 1 == numbers["standardized_needed"]
    one = sgd.fit_rescaled(sgd.quadratic, guesses, x, y, steps=int(numbers["rescaled_needed"]))
    torch.testing.assert_close(one.params, found.curvature.lowest, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("rate", "step"), [(7e-7, 1546), (8e-7, 132), (1e-6, 57), (1e-5, 11)])
def test_divergence_of_the_notebook(rate, step):
    found = diagnosed(*NOTEBOOK, learning_rate=rate, steps=10_002)
    assert found.kinds == ("diverges",)
    numbers = found.findings[0].numbers
    assert numbers["step"] == step
    assert abs(numbers["predicted_step"] - step) <= 1
    assert numbers["largest_stable_learning_rate"] == 6.9187e-7  # rounded down
    assert "; half of it, " in found.findings[0].text
    calm = diagnosed(*NOTEBOOK, learning_rate=numbers["suggested_learning_rate"], steps=1000)
    assert "diverges" not in calm.kinds


def test_divergence_beyond_the_steps_is_predicted():
    """A loss that grows without overflowing; the overflow comes where a longer run has it."""
    found = diagnosed(*NOTEBOOK, learning_rate=6.96e-7, steps=300)
    numbers = found.finding("diverges").numbers
    assert found.run.stopped_because == "steps"
    run = observed(*NOTEBOOK, learning_rate=6.96e-7, steps=20_000)
    assert run.stopped_because == "diverged"
    assert numbers["step"] == pytest.approx(run.steps, rel=0.02)


def test_divergence_of_a_run_longer_than_is_run():
    found = diagnosed(*NOTEBOOK, learning_rate=6.92e-7, steps=10**6)
    numbers = found.finding("diverges").numbers
    assert found.run.steps == numbers["steps"] == 20_000
    assert numbers["step"] > 20_000
    before, after = (
        sgd.params_after(*NOTEBOOK, learning_rate=6.92e-7, steps=int(numbers["step"]) - back)
        for back in (1, 0)
    )
    x, y = X.double(), Y.double()
    losses = [
        float(sgd.sum_squared_error(sgd.quadratic(x, params), y)) for params in (before, after)
    ]
    most = torch.finfo(torch.float32).max
    assert losses[0] < most * 1.001
    assert losses[1] > most * 0.999


def test_divergence_where_there_is_no_bowl():
    y = 2 * torch.exp(0.5 * WAVE)
    found = diagnosed(sgd.exponential, [1.0, 0.1], WAVE, y, learning_rate=1e-2, steps=2000)
    numbers = found.finding("diverges").numbers
    run = observed(sgd.exponential, [1.0, 0.1], WAVE, y, learning_rate=1e-2, steps=2000)
    assert numbers["step"] == run.steps
    assert "predicted_step" not in numbers
    calm = diagnosed(sgd.exponential, [1.0, 0.1], WAVE, y, learning_rate=numbers["suggested_learning_rate"], steps=2000)  # fmt: skip
    assert calm.run.losses[-1] < calm.run.losses[0] / 2


def test_a_run_into_the_undefined():
    root = lambda x, params: params[0] * torch.sqrt(params[1] * x)  # noqa: E731
    found = diagnosed(root, [1.0, 0.1], WAVE + 1, WAVE, learning_rate=1.0, steps=50)
    assert "no longer a number" in found.finding("diverges").text


def test_guesses_beyond_the_dtype():
    found = diagnosed(sgd.quadratic, [1e20, 2.0, 3.0], X, Y, learning_rate=1e-7, steps=10)
    assert found.kinds == ("overflows at the guesses",)
    x = X.numpy().astype(float)
    loss = ((float(np.float32(1e20)) * x**2 + 2 * x + 3 - 5 * x**2) ** 2).sum()
    assert found.findings[0].numbers["loss_in_float64"] == pytest.approx(loss)


def test_guesses_where_the_approximation_is_undefined():
    log = lambda x, params: torch.log(params[0] * x)  # noqa: E731
    found = diagnosed(log, [-1.0], WAVE + 1, WAVE, learning_rate=1e-3, steps=10)
    assert found.kinds == ("undefined at the guesses",)
    assert "from log on" in found.findings[0].text


def test_a_frozen_parameter():
    found = diagnosed(*NOTEBOOK, learning_rate=1e-9, steps=3000)
    numbers = found.finding("frozen").numbers
    assert found.finding("frozen").text.startswith("c is frozen")
    run = observed(*NOTEBOOK, learning_rate=1e-9, steps=3000)
    c = run.history[:, 2]
    since = int(numbers["since"])
    assert c[since] != c[since - 1]
    assert (c[since:] == c[since]).all()
    assert numbers["error"] == pytest.approx(abs(float(c[-1])))
    assert numbers["half_spacing"] == np.spacing(np.float32(c[-1])) / 2
    wide = diagnosed(sgd.quadratic, [1.0, 2.0, 3.0], X.double(), Y.double(), learning_rate=1e-9, steps=3000)  # fmt: skip
    assert "frozen" not in wide.kinds


def test_a_parameter_that_will_freeze():
    found = diagnosed(*NOTEBOOK, learning_rate=1e-9, steps=1000)
    numbers = found.finding("unfinished").numbers
    run = observed(*NOTEBOOK, learning_rate=1e-9, steps=5000)
    moves = (run.history[1:, 2] != run.history[:-1, 2]).nonzero()
    assert numbers["freezes_at"] == pytest.approx(float(moves[-1]) + 1, rel=0.1)
    assert numbers["frozen_off"] == pytest.approx(float(run.params[2]), rel=1e-3)


def test_steps_that_round_to_nothing_at_once():
    found = diagnosed(*NOTEBOOK, learning_rate=1e-17, steps=3)
    assert found.kinds == ("frozen",)
    assert found.findings[0].numbers["since"] == 0


def test_what_freezes_within_its_tolerance_is_no_finding():
    """The notebook's b freezes near 0 in float32."""
    found = diagnosed(*NOTEBOOK, learning_rate=6e-7, steps=20_000)
    assert found.kinds == ("unfinished",)
    assert "c is not finished" in found.findings[0].text


def test_rounding_that_keeps_a_parameter_off():
    x = torch.linspace(2, 3, 60).bfloat16()
    found = diagnosed(sgd.linear, [1.0, 40.0], x, 2 * x, learning_rate=2e-3, steps=3000)
    assert {"frozen", "rounded off"} & set(found.kinds)
    wide = diagnosed(sgd.linear, [1.0, 40.0], x.double(), 2 * x.double(), learning_rate=2e-3, steps=3000)  # fmt: skip
    assert wide.kinds == ("fine",)


def test_several_points_at_one_x_have_no_pattern_by_their_order():
    found = diagnosed(sgd.linear, [1.0, 2.0], 0 * X, X, learning_rate=1e-3, steps=999)
    assert found.kinds == ("no effect", "unexplained", "finished")
    x, noise = X.repeat(4) / 20, sgd.noisy_data(seed=3)[1] - Y
    y = 500 * x + noise.repeat_interleave(4).sort().values
    mixed = torch.randperm(164, generator=torch.Generator().manual_seed(0))
    found = diagnosed(sgd.linear, [1.0, 2.0], x, y[mixed], learning_rate=1e-3, steps=999)
    assert found.kinds == ("noise", "finished")


def test_a_line_cannot_follow_a_parabola():
    found = diagnosed(sgd.linear, [1.0, 2.0], X, Y, learning_rate=1e-4, steps=1000)
    assert found.kinds == ("wrong approximation",)
    numbers = found.findings[0].numbers
    best, floor = lstsq_floor([X, X**0], Y)
    assert numbers["floor"] == pytest.approx(floor)
    assert numbers["constant_loss"] == pytest.approx(lstsq_floor([X**0], Y)[1])
    residuals = Y.numpy() - best[0] * X.numpy() - best[1]
    durbin_watson = (np.diff(residuals) ** 2).sum() / (residuals**2).sum()
    assert numbers["durbin_watson"] == pytest.approx(durbin_watson)
    # Noise, less the line that fits it best, by numpy's own draws.
    noise = np.random.default_rng(0).normal(size=(41, 20_000))
    line = np.polynomial.polynomial.polyvander(X.numpy(), 1)
    noise -= line @ np.linalg.lstsq(line, noise, rcond=None)[0]
    statistics = (np.diff(noise, axis=0) ** 2).sum(axis=0) / (noise**2).sum(axis=0)
    assert numbers["lowest_of_noise"] == pytest.approx(np.quantile(statistics, 0.001), rel=0.1)


def test_the_order_of_the_points_does_not_matter():
    mixed = torch.randperm(41, generator=torch.Generator().manual_seed(0))
    found = diagnosed(sgd.linear, [1.0, 2.0], X[mixed], Y[mixed], learning_rate=1e-4, steps=500)
    assert "wrong approximation" in found.kinds


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_wrong_approximation(seed):
    x, y = sgd.noisy_data(noise=300.0, seed=seed)
    found = diagnosed(sgd.quadratic, [1.0, 2.0, 3.0], x / 20, y, learning_rate=1e-2, steps=700)
    assert found.kinds == ("noise", "fine")
    floor = lstsq_floor([(x / 20) ** 2, x / 20, x**0], y)[1]
    assert found.findings[0].numbers["floor"] == pytest.approx(floor, rel=1e-5)


def test_points_that_cannot_tell_noise_from_a_misfit():
    x = torch.linspace(-1, 1, 5)
    found = diagnosed(sgd.linear, [1.0, 2.0], x, x**2, learning_rate=0.1, steps=500)
    assert found.kinds == ("unexplained", "finished")
    torch.manual_seed(0)
    x = torch.randn(50, 2)
    found = diagnosed(lambda x, p: x @ p, [1.0, 2.0], x, torch.randn(50), learning_rate=1e-3, steps=999)  # fmt: skip
    assert found.kinds == ("unexplained", "finished")


FINE = {
    "a line": (sgd.linear, [1.0, 0.0], WAVE, 2 * WAVE + 1, 1e-3, 2000),
    "right from the start": (*NOTEBOOK[:1], [5.0, 0.0, 0.0], X, Y, 1e-7, 500),
    "predicted": (sgd.quadratic, [1.0, 2.0, 3.0], X, Y, 6e-7, 10**7),
    "a constant": (sgd.linear, [1.0, 2.0], X, 0 * X + 3, 1e-4, 2000),
    "a wave": (sgd.sine, [1.0, 1.8], WAVE, 2 * torch.sin(2 * WAVE), 3e-4, 1500),
    "three decimals": (sgd.linear, [1.0, 2.0], X, (0.123 * X + 0.456), 1e-4, 2000),
}


@pytest.mark.parametrize("name", FINE)
def test_fine_problems_raise_no_alarm(name):
    *problem, rate, steps = FINE[name]
    found = diagnosed(*problem, learning_rate=rate, steps=steps)
    assert found.kinds == ("fine",)
    step = int(found.findings[0].numbers["step"])
    if steps <= 20_000:
        best = found.run.params.double()
        off = (found.run.history.double() - best).abs() > 0.011 * torch.maximum(
            best.abs(), (found.run.history[0].double() - best).abs()
        )
        assert not off[step:].any()


def test_a_parameter_without_effect():
    unused = lambda x, params: params[0] * x + params[1]  # noqa: E731
    found = diagnosed(unused, [1.0, 2.0, 3.0], X, 3 * X + 1, learning_rate=1e-4, steps=1000)
    assert found.kinds == ("no effect", "finished")
    assert found.findings[0].numbers == {"guess of params[2]": 3.0}
    assert found.findings[0].text.startswith("params[2] has no effect")
    found = diagnosed(sgd.linear, [1.0, 2.0], 0 * X, X, learning_rate=1e-3, steps=999)
    assert found.finding("no effect").text.startswith("a has no effect")


def test_parameters_that_do_the_same_job():
    alike = lambda x, params: (params[0] + params[2]) * x + params[1]  # noqa: E731
    found = diagnosed(alike, [1.0, 2.0, 3.0], X, 3 * X + 1, learning_rate=4e-5, steps=2000)
    assert found.kinds == ("not told apart", "finished")
    assert found.findings[0].text.startswith("params[0] and params[2] do the same job")
    found = diagnosed(sgd.quadratic, [1.0, 2.0, 3.0], [1.0, 2.0, 2.0], [5.0, 20.0, 20.0], learning_rate=2e-2, steps=2000)  # fmt: skip
    assert found.finding("not told apart").text.startswith("2 different points cannot tell 3")


def test_parameters_alike_without_being_linear():
    alike = lambda x, params: torch.exp(params[0] * params[1] * x)  # noqa: E731
    found = diagnosed(alike, [1.0, 0.2], WAVE / 6, torch.exp(WAVE / 12), learning_rate=1e-3, steps=500)  # fmt: skip
    assert found.kinds == ("fine",)


def test_a_valley_that_is_not_the_lowest():
    found = diagnosed(sgd.sine, [1.0, 5.0], WAVE, 2 * torch.sin(2 * WAVE), learning_rate=1e-3, steps=2000)  # fmt: skip
    assert found.kinds == ("high valley",)
    numbers = found.findings[0].numbers
    assert numbers["floor"] == pytest.approx(float(found.run.losses[-1]), rel=1e-3)
    assert numbers["better_floor"] == pytest.approx(0, abs=1e-9)
    guesses = [numbers["guess of a"], numbers["guess of w"]]
    better = observed(sgd.sine, guesses, WAVE, 2 * torch.sin(2 * WAVE), learning_rate=1e-3, steps=2000)  # fmt: skip
    assert better.losses[-1] < 1e-3


def test_a_start_without_a_slope():
    found = diagnosed(sgd.sine, [0.0, 0.0], WAVE, torch.sin(2 * WAVE), learning_rate=1e-3, steps=20)
    assert found.kinds == ("no slope",)


def test_a_rate_too_large_for_the_lowest_point():
    found = diagnosed(sgd.sine, [1.0, 1.8], WAVE, 2 * torch.sin(2 * WAVE), learning_rate=1e-3, steps=2000)  # fmt: skip
    assert found.kinds == ("does not settle",)
    assert found.run.losses[-100:].max() > 1.0
    rate = found.findings[0].numbers["suggested_learning_rate"]
    calm = diagnosed(sgd.sine, [1.0, 1.8], WAVE, 2 * torch.sin(2 * WAVE), learning_rate=rate, steps=2000)  # fmt: skip
    assert calm.kinds == ("fine",)


def test_a_plain_polynomial_of_many_points_is_measured():
    x = torch.linspace(-1, 1, 700_001, dtype=torch.float64)
    y = 3 * x**3 - x + torch.randn(len(x), generator=torch.Generator().manual_seed(0)).double()
    found = diagnosed(sgd.cubic, [0.0] * 4, x, y, learning_rate=1e-6, steps=5)
    assert found.kinds == ("unfinished", "noise")
    best, floor = lstsq_floor([x**3, x**2, x, x**0], y)
    torch.testing.assert_close(found.curvature.lowest, torch.from_numpy(best), rtol=1e-9, atol=0)
    assert found.finding("noise").numbers["floor"] == pytest.approx(floor)


def neurons(points, inputs):
    """One neuron, which is not linear in its parameters."""
    x = torch.randn(points, inputs, generator=torch.Generator().manual_seed(0))
    return lambda x, p: torch.tanh(x @ p), [0.0] * inputs, x, x[:, 0].sign()


def test_many_points_are_not_measured_and_every_kth_stands_for_them():
    approximation, guesses, x, y = neurons(2_000, 20)
    found = diagnosed(approximation, guesses, x, y, learning_rate=1e-5, steps=3)
    assert found.kinds == ("not measured",)
    assert found.curvature is None
    k = int(found.findings[0].numbers["every"])
    few = diagnosed(approximation, guesses, x[::k], y[::k], learning_rate=k * 1e-5, steps=3)
    assert "not measured" not in few.kinds
    torch.testing.assert_close(few.run.params, found.run.params, rtol=0.2, atol=0.01)


def test_many_parameters_are_not_measured():
    found = diagnosed(*neurons(30, 600), learning_rate=1e-5, steps=3)
    assert found.kinds == ("not measured",)
    assert "fewer parameters" in found.findings[0].text


def test_the_most_important_comes_first():
    alike = lambda x, params: (params[0] + params[2]) * x + params[1]  # noqa: E731
    found = diagnosed(alike, [1.0, 2.0, 3.0], X, Y, learning_rate=1e-4, steps=1000)
    assert found.kinds == ("diverges", "wrong approximation", "not told apart")


@settings(deadline=None, max_examples=25)
@given(times=st.floats(1.05, 20), start=st.floats(-5, 5), seed=st.integers(0, 100))
def test_predicted_divergence_is_observed(times, start, seed):
    x = torch.randn(15, generator=torch.Generator().manual_seed(seed))
    problem = sgd.linear, [start, 1.0], x, 3 * x - 7
    bound = sgd.largest_stable_learning_rate(*problem)
    numbers = diagnosed(*problem, learning_rate=times * bound, steps=2).finding("diverges").numbers
    run = observed(*problem, learning_rate=times * bound, steps=5000)
    assert run.stopped_because == "diverged"
    assert abs(numbers["step"] - run.steps) <= 1 + 0.01 * run.steps
