"""The six steps against the notebook's printed digits, closed forms, numpy and torch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import sgd_tutorial as sgd
from tests.helpers import notebook


def test_the_steps_by_hand_print_what_the_notebook_printed(problem):
    approximation, guesses, x, y = problem
    params = sgd.initialize(guesses)
    printed = []
    for _ in range(2):
        loss = sgd.sum_squared_error(approximation(x, params), y)
        gradient = sgd.gradient(loss, params)
        printed.append(f"loss, {loss.detach()!r}\ngradient, {gradient}")
        sgd.adjust(params, gradient, learning_rate=1e-7)
        printed[-1] += f"\nnew param, {params.data}"
    first = f"{notebook.FIRST_LOSS}\n{notebook.FIRST_GRADIENT}\n{notebook.FIRST_STEP}"
    suffix = ", grad_fn=<SumBackward0>"  # printed losses are detached
    assert printed == [text.replace(suffix, "") for text in (first, notebook.SECOND_STEP)]


def test_fit_prints_what_the_notebook_printed(problem):
    run = sgd.fit(*problem, learning_rate=1e-7, steps=10_002)
    loss = f"loss, {run.losses[-2]!r}".replace(")", ", grad_fn=<SumBackward0>)")
    assert f"{loss}\nnew param, {run.params}" == notebook.TEN_THOUSAND_STEPS
    assert run.steps == 10_002
    assert run.stopped_because == "steps"


@pytest.mark.parametrize("loss", [sgd.sum_squared_error, sgd.mean_squared_error])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_fit_equals_the_hand_written_loop_bit_for_bit(problem, loss, dtype):
    _, guesses, x, y = problem
    x, y = x.to(dtype), y.to(dtype)
    run = sgd.fit(notebook.quadratic, guesses, x, y, learning_rate=1e-7, steps=50, loss=loss)
    history, losses = notebook.loop(notebook.quadratic, guesses, x, y, 1e-7, 50, loss)
    assert torch.equal(run.history, history)
    assert torch.equal(run.losses, losses)


def test_every_step_follows_the_closed_form_to_numpys_least_squares(precise_problem):
    """Each step multiplies the error by 1 - rate H, H = 2 XᵀX."""
    approximation, guesses, x, y = precise_problem
    columns = np.stack([x**2, x, x**0], axis=1)
    hessian = 2 * columns.T @ columns
    exact, *_ = np.linalg.lstsq(columns, y.numpy(), rcond=None)
    rate = 1.9 / np.linalg.eigvalsh(hessian)[-1]
    run = sgd.fit(approximation, guesses, x, y, learning_rate=rate, steps=1000)
    np.testing.assert_allclose(run.params, exact, rtol=1e-9)
    error = np.array(guesses) - exact
    for row in run.history:
        np.testing.assert_allclose(row.numpy() - exact, error, rtol=1e-9, atol=1e-12)
        error = error - rate * hessian @ error


def test_gradient_equals_finite_differences(precise_problem):
    approximation, guesses, x, y = precise_problem
    params = sgd.initialize(guesses, dtype=torch.float64)
    gradient = sgd.gradient(sgd.sum_squared_error(approximation(x, params), y), params)
    h = 1e-6
    for i in range(3):
        up, down = params.detach().clone(), params.detach().clone()
        up[i] += h
        down[i] -= h
        rise = sgd.sum_squared_error(approximation(x, up), y)
        rise = rise - sgd.sum_squared_error(approximation(x, down), y)
        assert float(gradient[i]) == pytest.approx(float(rise / (2 * h)), rel=1e-7)


def test_gradients_do_not_accumulate():
    params = sgd.initialize([3.0])
    assert sgd.gradient((params**2).sum(), params).item() == 6
    assert sgd.gradient((params**2).sum(), params).item() == 6


def test_a_gradient_with_respect_to_other_params_is_refused():
    params, others = sgd.initialize([3.0]), sgd.initialize([4.0])
    with pytest.raises(ValueError, match="does not depend on these params"):
        sgd.gradient((others**2).sum(), params)
    with pytest.raises(ValueError, match="has no gradient"):
        sgd.gradient((params.detach() ** 2).sum(), params)


def test_initialize_does_not_change_the_guesses():
    guesses = torch.tensor([1.0, 2.0])
    params = sgd.initialize(guesses)
    params.data += 1
    assert guesses.tolist() == [1, 2]
    assert params.is_leaf
    assert params.requires_grad


def test_whole_numbers_become_floating_point():
    x = list(range(-20, 21))
    run = sgd.fit(sgd.quadratic, [1, 2, 3], x, [5 * i * i for i in x], learning_rate=1e-7, steps=1)
    assert f"new param, {run.params}" == notebook.FIRST_STEP


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_the_dtype_of_the_data_is_kept(dtype):
    x = torch.linspace(-1, 1, 9, dtype=dtype)
    run = sgd.fit(sgd.linear, [0, 0], x, 3 * x, learning_rate=0.01, steps=3)
    assert run.params.dtype == run.history.dtype == run.losses.dtype == dtype


def test_a_rate_for_each_parameter(problem):
    rates = torch.tensor([1e-7, 1e-5, 1e-3])
    run = sgd.fit(*problem, learning_rate=rates, steps=1)
    plain = sgd.fit(*problem, learning_rate=1e-7, steps=1)
    moved, plain_moved = run.history[1] - run.history[0], plain.history[1] - plain.history[0]
    torch.testing.assert_close(
        moved, plain_moved * torch.tensor([1, 100, 10_000]), rtol=1e-3, atol=0
    )


def test_points_with_several_coordinates():
    torch.manual_seed(0)
    x = torch.randn(50, 2, dtype=torch.float64)
    y = x @ torch.tensor([2.0, -3.0], dtype=torch.float64) + 1
    plane = lambda x, params: x @ params[:2] + params[2]  # noqa: E731
    run = sgd.fit(plane, [0.0, 0.0, 0.0], x, y, learning_rate=0.005, steps=2000)
    torch.testing.assert_close(run.params, torch.tensor([2.0, -3.0, 1.0], dtype=torch.float64))


def test_a_callback_gets_a_copy_of_the_params_at_every_step(problem):
    snapshots = []
    run = sgd.fit(*problem, learning_rate=1e-7, steps=5, callback=snapshots.append)
    assert [now.step for now in snapshots] == [0, 1, 2, 3, 4, 5]
    assert torch.equal(torch.stack([now.params for now in snapshots]), run.history)
    assert [now.loss for now in snapshots] == run.losses.tolist()


def test_the_progress_bar_shows_only_when_asked(problem, capsys):
    sgd.fit(*problem, learning_rate=1e-7, steps=5)
    assert capsys.readouterr() == ("", "")
    sgd.fit(*problem, learning_rate=1e-7, steps=5, progress=True)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "5/5" in captured.err


finite = st.floats(-10, 10, allow_subnormal=False)


@settings(deadline=None, max_examples=60)
@given(
    degree=st.integers(0, 4),
    points=st.lists(st.tuples(finite, finite), min_size=1, max_size=20),
    start=finite,
    rate=st.floats(1e-9, 1.0),
    data=st.data(),
)
def test_a_run_ends_finite_or_diverged(degree, points, start, rate, data):
    x, y = (torch.tensor(values, dtype=torch.float64) for values in zip(*points, strict=True))
    batch_size = data.draw(st.none() | st.integers(1, len(points)))
    arguments = sgd.polynomial(degree), [start] * (degree + 1), x, y
    keywords = {"learning_rate": rate, "steps": 40, "batch_size": batch_size}
    diverged = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sgd_tutorial.recipe.warn_of_divergence", lambda *a, **k: diverged.append(a))
        run = sgd.fit(*arguments, **keywords)
    assert len(run.history) == len(run.losses) == run.steps + 1
    assert torch.isfinite(run.losses[:-1]).all()
    if run.stopped_because == "steps":
        assert run.steps == 40
        assert torch.isfinite(run.losses).all()
        assert not diverged
    else:
        assert run.stopped_because == "diverged"
        assert not torch.isfinite(run.losses[-1])
        assert diverged
