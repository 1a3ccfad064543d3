"""The mean instead of the sum: against closed forms, numpy and loops by hand."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.package.questions.test_why_is_c_wrong import GROWTH, POWERS, WAVE, X
from tests.package.test_format import agrees, commas, says, sentences_of

EVEN = sgd.polynomial(1), [0.0, 0.0], X.float(), (2 * X - 1).float()


@pytest.fixture(scope="module")
def answers():
    return {
        "notebook": sgd.mean_instead_of_sum(),
        "growth": sgd.mean_instead_of_sum(*GROWTH, steps=100),
        "wave": sgd.mean_instead_of_sum(*WAVE, steps=100, seed=3),
        "even": sgd.mean_instead_of_sum(*EVEN, steps=2000),
    }


@pytest.fixture(scope="module")
def notebook(answers):
    return answers["notebook"]


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


def test_halving_the_mean_doubles_the_bound(problem):
    function, guesses, x, y = problem
    half = lambda a, b: ((a - b) ** 2).mean() / 2  # noqa: E731
    bound = sgd.curvature(function, guesses, x, y, loss=half).largest_stable_learning_rate
    assert sgd.mean_instead_of_sum(steps=1).half_bound == pytest.approx(bound)


def test_with_the_same_rate_the_mean_is_as_far_as_the_sum_a_fortyfirst_of_the_steps_ago(notebook):
    slow, quick = notebook.slow_run.history, notebook.sum_run.history
    flat = slow[41 * 200][1:], quick[200][1:]
    torch.testing.assert_close(*flat, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize(("name", "problem", "seed"), [("growth", GROWTH, 0), ("even", EVEN, 0)])
def test_bounds_for_other_numbers_of_points_are_numpys(answers, name, problem, seed):
    function, start, x, _ = problem
    answer, generator = answers[name], torch.Generator().manual_seed(seed)
    for k, size in enumerate((10, 100, 1_000, 10_000)):
        drawn = x[torch.randint(len(x), (size,), generator=generator)].double()
        columns = np.column_stack(
            [function(drawn, unit) for unit in torch.eye(len(start)).double()]
        )
        steepest = np.linalg.eigvalsh(2 * columns.T @ columns)[-1]
        assert float(answer.sum_bounds[k]) == pytest.approx(2 / steepest, rel=1e-9)
        assert float(answer.mean_bounds[k]) == pytest.approx(2 * size / steepest, rel=1e-9)


def test_the_sums_bound_falls_with_the_points_and_the_means_stays(notebook):
    assert (notebook.sum_bounds[:-1] > 5 * notebook.sum_bounds[1:]).all()
    assert notebook.mean_bounds.max() < 2 * notebook.mean_bounds.min()
    np.testing.assert_allclose(notebook.mean_bounds, notebook.sum_bounds * notebook.sizes)


def test_the_seed_decides_which_points_are_drawn():
    one, same, other = (sgd.mean_instead_of_sum(steps=1, seed=s).sum_bounds for s in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


@pytest.mark.parametrize("name", ["notebook", "growth", "wave", "even"])
def test_every_number_in_the_answer_is_that_of_its_data(answers, name):
    answer = answers[name]
    n = answer.points
    told = sentences_of(answer, 6)
    total, mean = (
        bowl.eigenvalues.numpy() for bowl in (answer.sum_curvature, answer.mean_curvature)
    )
    says(
        told[0],
        "Yes: the mean divides the loss, its gradient and every curvature by the number of points, "
        "#, so its lowest point is the same and the largest stable rate # times as large, # instead of #.",
        *(n, n, 2 / mean[-1], 2 / total[-1]),
    )
    head, tail = told[1].split(" differ by at most ")
    says(
        head,
        "With rate # instead of #, the mean takes the same path: over # steps the parameters",
        *(n * answer.learning_rate, answer.learning_rate, len(answer.sum_run.history) - 1),
    )
    assert tail.endswith(" of the largest, which is rounding.")
    assert agrees(tail.split()[0], answer.difference, digits=1)
    assert answer.difference < (1e-12 if name == "growth" else 1e-4)
    slow, quick = answer.slow_run.history[-1].tolist(), answer.sum_run.history[-1].tolist()
    named = commas([f"{name} = #" for name in answer.names])
    if name == "even":
        says(
            told[2],
            f"With the same rate a step is # times smaller: here both end at {named}.",
            *(n, *quick),
        )
        assert slow == pytest.approx(quick, rel=1e-3)
    else:
        says(
            told[2],
            f"With the same rate a step is # times smaller: it ends at {named}, not at {named}.",
            *(n, *slow, *quick),
        )
    says(
        told[3],
        "The bowl keeps its shape, # times as steep along its steepest direction as along its "
        "flattest, so the mean cures no slow parameter.",
        mean[-1] / mean[0],
    )
    says(
        told[4],
        "What it cures is the rate's dependence on the number of points: from # to # points drawn "
        "from the same data the sum's bound falls from # to #, the mean's goes from # to #.",
        *(10, 10_000, *answer.sum_bounds[[0, -1]], *answer.mean_bounds[[0, -1]]),
    )
    says(
        told[5],
        "A library that halves the square as well doubles the bound once more, to #.",
        4 / mean[-1],
    )


def test_runs_that_have_hardly_moved_are_not_said_to_have_arrived():
    x = 1e6 * torch.linspace(-1, 2, 10)
    answer = sgd.mean_instead_of_sum(
        sgd.quadratic, [1.0, 2.0, 3.0], x, 1e-6 * x * x + 1e6, steps=2_000
    )
    assert "arrive" not in str(answer)


def test_one_point_is_no_plural():
    answer = sgd.mean_instead_of_sum(sgd.linear, [0.0, 0.0], [1.0], [2.0], steps=5)
    assert "1 points" not in str(answer)
