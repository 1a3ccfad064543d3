"""Guesses way off: against closed forms and loops by hand."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.package.questions.test_why_is_c_wrong import BEST, GROWTH, POWERS, WAVE, until_right
from tests.package.test_format import commas, says, sentences_of


@pytest.fixture(scope="module")
def answers():
    return {
        "notebook": sgd.initial_guesses(steps=2_000),
        "growth": sgd.initial_guesses(*GROWTH, steps=1_000, tolerance=0.01),
        "wave": sgd.initial_guesses(*WAVE, steps=500),
    }


@pytest.fixture(scope="module")
def notebook(answers):
    return answers["notebook"]


def columns_of(function, x, count):
    return np.column_stack([function(x.double(), unit) for unit in torch.eye(count).double()])


@pytest.mark.parametrize("name", ["notebook", "growth"])
def test_starts_lie_so_far_off_along_numpys_eigenvectors(answers, name):
    answer = answers[name]
    columns = POWERS if name == "notebook" else columns_of(GROWTH[0], GROWTH[2], 2)
    y = 5 * POWERS[:, 0] if name == "notebook" else GROWTH[3].numpy()
    exact = np.linalg.lstsq(columns, y, rcond=None)[0]
    vectors = np.linalg.eigh(2 * columns.T @ columns)[1]
    unit = 1 if name == "notebook" else np.linalg.norm(np.array(GROWTH[1]) - exact)
    np.testing.assert_allclose(answer.distances, unit * np.array([1, 10, 100, 1000]))
    for i, row in enumerate(answer.starts.numpy()):
        for distance, start in zip(answer.distances.numpy(), row, strict=True):
            off = start - exact
            assert abs(vectors[:, i] @ off) == pytest.approx(distance, rel=1e-6)
            assert np.linalg.norm(off) == pytest.approx(distance, rel=1e-6)


@pytest.mark.parametrize("name", ["notebook", "growth"])
def test_the_steps_needed_are_those_of_brute_force(answers, name):
    answer = answers[name]
    columns = POWERS if name == "notebook" else columns_of(GROWTH[0], GROWTH[2], 2)
    exact = BEST if name == "notebook" else answer.curvature.lowest.numpy()
    for i in range(len(columns.T)):
        for d in range(4):
            needed = float(answer.steps_needed[i, d])
            if needed > 300_000:
                continue
            errors = answer.starts[i, d].numpy() - exact
            most = int(1.2 * needed) + 10
            tolerance = 0.01
            steps = until_right(columns, errors, answer.learning_rate, tolerance, most).max()
            assert steps == needed


@pytest.mark.parametrize("name", ["notebook", "growth"])
def test_a_run_takes_the_steps_that_were_predicted_where_it_lasts_long_enough(answers, name):
    answer = answers[name]
    in_time = answer.steps_needed < answer.runs.most_steps
    assert in_time[-1].all()
    assert (answer.steps_observed[in_time] - answer.steps_needed[in_time]).abs().max() <= 2
    assert answer.steps_observed[answer.steps_needed > 1.1 * answer.runs.most_steps].isinf().all()


def test_observed_steps_are_those_of_a_loop_by_hand(answers):
    answer = answers["growth"]
    function, _, x, y = GROWTH
    lowest = answer.curvature.lowest
    for i in range(2):
        for d in range(4):
            params, at = answer.starts[i, d].clone(), math.inf
            for step in range(1_001):
                right = bool(((params - lowest).abs() <= 0.01).all())
                at = (step if math.isinf(at) else at) if right else math.inf
                params.requires_grad_()
                (slope,) = torch.autograd.grad(((function(x, params) - y) ** 2).sum(), params)
                params = (params - answer.learning_rate * slope).detach()
            assert float(answer.steps_observed[i, d]) == pytest.approx(at, abs=1)


def test_ten_times_as_far_costs_a_constant_number_of_steps(notebook):
    flattest = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)[0]
    expected = math.log(10) / -math.log1p(-1e-7 * flattest)
    np.testing.assert_allclose(notebook.steps_needed[0].diff(), expected, atol=1)
    assert expected == pytest.approx(632_443, abs=1)


def test_direction_matters_more_than_distance(notebook):
    assert float(notebook.steps_needed[-1, -1]) == 34
    assert float(notebook.steps_needed[0, 0]) == 1_264_886


def test_an_absurd_start_overflows_at_once(notebook, problem):
    function, _, x, y = problem
    start = torch.tensor([notebook.absurd, 0.0, 0.0])
    assert not torch.isfinite(((function(x, start) - y) ** 2).sum())
    assert notebook.runs.stopped_because[-1] == "diverged"
    assert int(notebook.runs.steps[-1]) == 0


def test_the_wave_has_several_valleys(notebook):
    """Runs from other frequencies end at points that are at rest, and not in one place."""
    valleys = notebook.valleys
    runs, x = valleys.runs, torch.linspace(-3, 3, 61)
    y = 2 * torch.sin(1.5 * x)
    final = []
    for a, w in runs.params:
        loss = ((a * torch.sin(w * x) - y) ** 2).sum()
        final.append(float(loss))
    np.testing.assert_allclose(runs.losses[:, -1], final, rtol=1e-3, atol=1e-5)
    right = (runs.params - torch.tensor([2.0, 1.5])).norm(dim=1) < 0.05
    assert torch.equal(valleys.reached, right)
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
    assert notebook.unmoved == (9, 10)


def test_seeds_scatter_the_readers_starts():
    one, same, other = (
        sgd.initial_guesses(*WAVE, steps=5, seed=s).valleys.runs.guesses for s in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert one[0].tolist() == pytest.approx(WAVE[1])


@pytest.mark.parametrize("name", ["notebook", "growth", "wave"])
def test_every_number_in_the_answer_is_that_of_its_data(answers, name):
    answer = answers[name]
    exact = answer.curvature.exact
    overflows = answer.runs.stopped_because[-1] == "diverged"
    told = sentences_of(answer, (3 if exact else 1) + overflows + bool(answer.valleys) + 1)
    names, vectors = answer.names, answer.curvature.directions
    if exact:
        assert told.pop(0) == (
            "Every start ends at the same place, with the same bound on the rate: the loss is one "
            "bowl."
        )
        flat, steep = (names[int(vectors[:, i].abs().argmax())] for i in (0, -1))
        taken = "step" if answer.steps_needed[-1, -1] == 1 else "steps"
        says(
            told.pop(0),
            "Direction matters more than distance: at rate # a start off by # along the steepest "
            f"direction (mostly {steep}) takes # {taken}, one off by # along the flattest (mostly "
            f"{flat}) # steps.",
            *(answer.learning_rate, answer.distances[-1], answer.steps_needed[-1, -1]),
            *(answer.distances[0], answer.steps_needed[0, 0]),
        )
        says(
            told.pop(0),
            "Steps grow with the logarithm of the distance: along the flattest direction, # times "
            "as far off costs # more.",
            *(10, answer.steps_needed[0, -1] - answer.steps_needed[0, -2]),
        )
    else:
        says(
            told.pop(0),
            "Near the lowest point the largest stable rate is #; every run here has #.",
            *(2 / float(answer.curvature.eigenvalues[-1]), answer.learning_rate),
        )
    if overflows:
        dtype = str(answer.runs.history.dtype).split(".")[1]
        sentence = told.pop(0)
        assert sentence.endswith(f"its loss is too large for {dtype}.")
        says(
            sentence.replace(dtype, "it"),
            "A start that is off by # overflows at step #: its loss is too large for it.",
            *(answer.absurd, answer.runs.steps[-1]),
        )
    if answer.valleys:
        losses = answer.valleys.runs.losses[:, -1]
        diverged = answer.valleys.runs.stopped_because.count("diverged")
        reached = int((losses <= losses.nan_to_num(math.inf).min() * 1.01 + 1e-3).sum())
        reached = int(answer.valleys.reached.sum()) if name == "wave" else reached
        says(
            told.pop(0),
            f"Where the loss is not one bowl (here over {commas(answer.valleys.names)}) the start "
            "decides which valley the run ends in: "
            "# of # starts reach loss #, # end higher" + (", # fly off." if diverged else "."),
            *(reached, len(losses), losses.nan_to_num(math.inf).min()),
            *(len(losses) - reached - diverged, *([diverged] if diverged else [])),
        )
    says(
        told.pop(0),
        "A start at 0 is fine in one bowl; of a small network with a hidden layer, # of # "
        "parameters then have gradient 0 and never move.",
        *(9, 10),
    )
    assert not told


def test_a_linear_approximation_is_not_called_otherwise_because_of_its_loss():
    x = torch.linspace(-1, 2, 10)
    huber = lambda a, b: torch.nn.functional.huber_loss(a, b, reduction="sum")  # noqa: E731
    answer = sgd.initial_guesses(
        sgd.linear, [0.0, 0.0], x, 2 * x + torch.sin(9 * x) / 10, loss=huber, steps=100
    )
    assert "not linear" not in str(answer)


def test_guesses_that_are_right_already_take_no_negative_steps():
    x = torch.linspace(-1, 2, 10)
    answer = sgd.initial_guesses(sgd.linear, [2.0, 1.0], x, 2 * x + 1, steps=50)
    assert "-0" not in str(answer).replace("e-0", "")
