"""Guesses way off: against closed forms and loops by hand."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.problems import BEST, LOGARITHM, POWERS, RIGHT, WAVE, columns_of, until_right
from tests.helpers.questions import answer

COLUMNS = {"notebook": POWERS, "logarithm": columns_of(LOGARITHM[0], LOGARITHM[2], 2)}


@pytest.fixture(scope="module")
def notebook():
    return answer("initial_guesses", "notebook")


@pytest.mark.parametrize("name", COLUMNS)
def test_starts_lie_so_far_off_along_numpys_eigenvectors(name):
    found = answer("initial_guesses", name)
    columns = COLUMNS[name]
    y = 5 * POWERS[:, 0] if name == "notebook" else LOGARITHM[3].numpy()
    exact = np.linalg.lstsq(columns, y, rcond=None)[0]
    vectors = np.linalg.eigh(2 * columns.T @ columns)[1]
    unit = 1 if name == "notebook" else np.linalg.norm(np.array(LOGARITHM[1]) - exact)
    np.testing.assert_allclose(found.distances, unit * np.array([1, 10, 100, 1000]))
    for i, row in enumerate(found.starts.numpy()):
        for distance, start in zip(found.distances.numpy(), row, strict=True):
            off = start - exact
            assert abs(vectors[:, i] @ off) == pytest.approx(distance, rel=1e-6)
            assert np.linalg.norm(off) == pytest.approx(distance, rel=1e-6)


@pytest.mark.parametrize("name", COLUMNS)
def test_the_steps_needed_are_those_of_brute_force(name):
    found = answer("initial_guesses", name)
    columns = COLUMNS[name]
    exact = BEST if name == "notebook" else found.curvature.lowest.numpy()
    for i in range(len(columns.T)):
        for d in range(4):
            needed = float(found.steps_needed[i, d])
            if needed > 300_000:
                continue
            errors = found.starts[i, d].numpy() - exact
            most = int(1.2 * needed) + 10
            tolerance = found.tolerance.numpy()
            steps = until_right(columns, errors, found.learning_rate, tolerance, most).max()
            assert steps == needed


@pytest.mark.parametrize("name", COLUMNS)
def test_a_run_takes_the_steps_that_were_predicted_where_it_lasts_long_enough(name):
    found = answer("initial_guesses", name)
    in_time = found.steps_needed < found.runs.most_steps
    assert in_time[-1].all()
    assert (found.steps_observed[in_time] - found.steps_needed[in_time]).abs().max() <= 2
    assert found.steps_observed[found.steps_needed > 1.1 * found.runs.most_steps].isinf().all()


def test_observed_steps_are_those_of_a_loop_by_hand():
    found = answer("initial_guesses", "logarithm")
    function, _, x, y = LOGARITHM
    lowest = found.curvature.lowest
    for i in range(2):
        for d in range(4):
            params, at = found.starts[i, d].clone(), math.inf
            for step in range(1_001):
                right = bool(((params - lowest).abs() <= found.tolerance).all())
                at = (step if math.isinf(at) else at) if right else math.inf
                params.requires_grad_()
                (slope,) = torch.autograd.grad(((function(x, params) - y) ** 2).sum(), params)
                params = (params - found.learning_rate * slope).detach()
            assert float(found.steps_observed[i, d]) == pytest.approx(at, abs=1)


def test_ten_times_as_far_costs_a_constant_number_of_steps(notebook):
    flattest = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)[0]
    expected = math.log(10) / -math.log1p(-1e-7 * flattest)
    np.testing.assert_allclose(notebook.steps_needed[0].diff(), expected, atol=1)
    assert expected == pytest.approx(632_443, abs=1)


def test_all_starts_are_compared_at_the_tolerance_of_the_guesses(notebook):
    np.testing.assert_allclose(notebook.tolerance, RIGHT)
    assert answer("initial_guesses", "logarithm").tolerance.tolist() == [0.01, 0.01]


def test_direction_matters_more_than_distance(notebook):
    assert float(notebook.steps_needed[-1, -1]) == 30
    assert float(notebook.steps_needed[0, 0]) == 963_133


def test_a_start_that_is_too_far_overflows_at_once(notebook, problem):
    function, _, x, y = problem
    start = torch.tensor([notebook.overflowing_distance, 0.0, 0.0])
    assert not torch.isfinite(((function(x, start) - y) ** 2).sum())
    assert notebook.runs.stopped_because[-1] == "diverged"
    assert int(notebook.runs.steps[-1]) == 0


def test_the_wave_has_several_minima(notebook):
    """Runs from other frequencies end at points that are at rest, and not in one place."""
    minima = notebook.minima
    runs, x = minima.runs, torch.linspace(-3, 3, 61)
    y = 2 * torch.sin(1.5 * x)
    final = []
    for a, w in runs.params:
        loss = ((a * torch.sin(w * x) - y) ** 2).sum()
        final.append(float(loss))
    np.testing.assert_allclose(runs.losses[:, -1], final, rtol=1e-3, atol=1e-5)
    right = (runs.params - torch.tensor([2.0, 1.5])).norm(dim=1) < 0.05
    assert torch.equal(minima.reached, right)
    assert 0 < int(right.sum()) < len(right) == 80
    still = runs.history[:, -1] - runs.history[:, -2]
    others = runs.params[~right & (still.norm(dim=1) < 1e-5), 1]
    assert float(others.max() - others.min()) > 2
    assert len({round(w, 1) for w in others.tolist()}) >= 3


def test_of_a_network_that_starts_at_zero_only_the_output_bias_moves(notebook):
    x, y = sgd.notebook_data()
    params = torch.zeros(10, requires_grad=True)
    optimizer = torch.optim.SGD([params], lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        hidden = torch.tanh(x[:, None] / 20 * params[:3] + params[3:6])
        ((hidden @ params[6:9] + params[9] - y / 2000) ** 2).mean().backward()
        optimizer.step()
    params = params.detach()
    assert (params[:9] == 0).all()
    assert float(params[9]) == pytest.approx(float((y / 2000).mean()), rel=1e-3)
    assert notebook.stuck_at_zero == (9, 10)


def test_seeds_scatter_the_readers_starts():
    one, same, other = (
        sgd.initial_guesses(*WAVE, steps=5, seed=s).minima.runs.guesses for s in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert one[0].tolist() == pytest.approx(WAVE[1])


def test_a_linear_approximation_is_not_called_otherwise_because_of_its_loss():
    x = torch.linspace(-1, 2, 10)
    huber = lambda a, b: torch.nn.functional.huber_loss(a, b, reduction="sum")  # noqa: E731
    found = sgd.initial_guesses(
        sgd.linear, [0.0, 0.0], x, 2 * x + torch.sin(9 * x) / 10, loss=huber, steps=100
    )
    assert "not linear" not in str(found)


def test_where_the_loss_is_no_bowl_starts_are_counted_by_where_they_end():
    found = answer("initial_guesses", "wave")
    final = found.minima.runs.losses[:, -1].numpy()
    diverged = int((~np.isfinite(final)).sum())
    reached = int(
        (final <= np.nanmin(final) + 0.01 * found.minima.runs.losses[:, 0].median().item()).sum()
    )
    numbers = found.finding("several minima").numbers
    assert numbers["reached"] == reached
    assert numbers["higher"] == 200 - reached - diverged
    assert numbers.get("diverged", 0) == diverged


def test_guesses_that_are_right_already_take_no_negative_steps():
    x = torch.linspace(-1, 2, 10)
    found = sgd.initial_guesses(sgd.linear, [2.0, 1.0], x, 2 * x + 1, steps=50)
    assert "-0" not in str(found).replace("e-0", "")


def test_in_a_round_bowl_direction_matters_less_than_distance():
    x = torch.tensor([-1.0, 1.0, -1.0, 1.0])
    round_bowl = sgd.initial_guesses(sgd.linear, [0.0, 1.0], x, 2 * x + 3, steps=50)
    assert round_bowl.finding("direction").text.startswith("Distance matters more than direction")
