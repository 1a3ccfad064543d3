"""The mean instead of the sum: against closed forms, numpy and loops by hand."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.problems import EVEN, LOGARITHM, POWERS, columns_of
from tests.helpers.questions import answer


@pytest.fixture(scope="module")
def notebook():
    return answer("mean_instead_of_sum", "notebook")


def test_the_mean_divides_every_curvature_by_the_points(notebook):
    values = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)
    np.testing.assert_allclose(notebook.sum_curvature.eigenvalues, values, rtol=1e-9)
    np.testing.assert_allclose(notebook.mean_curvature.eigenvalues, values / 41, rtol=1e-9)
    ratio = notebook.mean_curvature.largest_stable_learning_rate
    assert ratio / notebook.sum_curvature.largest_stable_learning_rate == pytest.approx(41)
    np.testing.assert_allclose(notebook.mean_curvature.lowest, [5, 0, 0], atol=1e-9)
    assert notebook.mean_curvature.condition_number == pytest.approx(79_398, abs=0.5)
    assert notebook.half_bound == pytest.approx(2 / (values[-1] / 41 / 2))


def test_with_the_rate_times_the_points_the_path_is_the_same_to_rounding(notebook, problem):
    function, guesses, x, y = problem
    params = torch.tensor(guesses).requires_grad_()
    optimizer = torch.optim.SGD([params], lr=41e-7)
    for step in range(1001):
        torch.testing.assert_close(
            params.detach(), notebook.sum_run.history[step], rtol=1e-5, atol=1e-6
        )
        optimizer.zero_grad()
        ((function(x, params) - y) ** 2).mean().backward()
        optimizer.step()
    both = notebook.sum_run.history.numpy(), notebook.mean_run.history.numpy()
    apart = np.abs(both[0] - both[1]).max(axis=1) / np.abs(both[0]).max(axis=1)
    assert notebook.difference == pytest.approx(apart.max(), rel=1e-3)
    assert notebook.difference < 1e-6


@pytest.mark.parametrize(("rate", "kind"), [(0.01, "paths part"), (0.001, "same path")])
def test_where_steps_magnify_rounding_the_paths_part(rate, kind):
    x = torch.linspace(0, 10, 50)
    y = 2 * torch.sin(1.5 * x)
    found = sgd.mean_instead_of_sum(sgd.sine, [1.0, 1.0], x, y, learning_rate=rate, steps=500)
    assert found.kinds[1] == kind
    ends = []
    for scale, lr in ((1, rate), (1 / 50, 50 * rate)):
        params = torch.tensor([1.0, 1.0]).requires_grad_()
        optimizer = torch.optim.SGD([params], lr=lr)
        for _ in range(500):
            optimizer.zero_grad()
            (scale * ((params[0] * torch.sin(params[1] * x) - y) ** 2).sum()).backward()
            optimizer.step()
        ends.append(params.detach())
    assert torch.allclose(*ends, rtol=1e-4) == (kind == "same path")


def test_with_the_same_rate_the_mean_is_as_far_as_the_sum_a_fortyfirst_of_the_steps_ago(notebook):
    slow, quick = notebook.slow_run.history, notebook.sum_run.history
    flat = slow[41 * 100][1:], quick[100][1:]
    torch.testing.assert_close(*flat, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize(("name", "problem"), [("logarithm", LOGARITHM), ("even", EVEN)])
def test_bounds_for_other_numbers_of_points_are_numpys(name, problem):
    function, start, x, _ = problem
    found, generator = answer("mean_instead_of_sum", name), torch.Generator().manual_seed(0)
    for k, size in enumerate((10, 100, 1_000, 10_000)):
        drawn = x[torch.randint(len(x), (size,), generator=generator)].double()
        columns = columns_of(function, drawn, len(start))
        steepest = np.linalg.eigvalsh(2 * columns.T @ columns)[-1]
        assert float(found.sum_bounds[k]) == pytest.approx(2 / steepest, rel=1e-9)
        assert float(found.mean_bounds[k]) == pytest.approx(2 * size / steepest, rel=1e-9)


def test_the_sums_bound_falls_with_the_points_and_the_means_stays(notebook):
    assert (notebook.sum_bounds[:-1] > 5 * notebook.sum_bounds[1:]).all()
    assert notebook.mean_bounds.max() < 2 * notebook.mean_bounds.min()
    np.testing.assert_allclose(notebook.mean_bounds, notebook.sum_bounds * notebook.sizes)


def test_the_seed_decides_which_points_are_drawn():
    one, same, other = (sgd.mean_instead_of_sum(steps=1, seed=s).sum_bounds for s in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_at_the_same_rate_both_end_in_one_place_where_they_had_the_steps():
    even, wave = (
        answer("mean_instead_of_sum", name).finding("same rate") for name in ("even", "wave")
    )
    assert "here both end at a = 2 and b = -1" in even.text
    assert "it ends at a = 1.262 and w = 1.464, not at a = 2 and w = 1.5" in wave.text


def test_runs_that_have_hardly_moved_are_not_said_to_have_arrived():
    x = 1e6 * torch.linspace(-1, 2, 10)
    found = sgd.mean_instead_of_sum(
        sgd.quadratic, [1.0, 2.0, 3.0], x, 1e-6 * x * x + 1e6, steps=2_000
    )
    assert "arrive" not in str(found)


def test_one_point_is_no_plural():
    found = sgd.mean_instead_of_sum(sgd.linear, [0.0, 0.0], [1.0], [2.0], steps=5)
    assert "1 points" not in str(found)
