"""Diagnose: what is refused is a finding, and any problem gets findings that agree with its run."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import sgd_tutorial as sgd
from sgd_tutorial import diagnose
from tests.helpers.bad_arguments import PLAIN, X, Y
from tests.helpers.findings import assert_findings
from tests.helpers.problems import observed


@pytest.mark.parametrize("loss", [sgd.sum_squared_error, sgd.mean_squared_error])
def test_accidental_broadcasting(loss):
    found = diagnose(sgd.quadratic, [1.0, 2.0, 3.0], X[:, None], Y, learning_rate=1e-7, steps=10, loss=loss)  # fmt: skip
    assert found.kinds == ("broadcasting",)
    assert found.run is found.curvature is None
    assert_findings(found)
    numbers = found.findings[0].numbers
    x, y = X.numpy().astype(float), Y.numpy().astype(float)
    fitted = x**2 + 2 * x + 3
    reduce = np.sum if loss is sgd.sum_squared_error else np.mean
    assert numbers["differences"] == 41 * 41
    assert numbers["points"] == 41
    assert numbers["wrong_loss"] == pytest.approx(reduce((fitted[:, None] - y) ** 2))
    assert numbers["right_loss"] == pytest.approx(reduce((fitted - y) ** 2))


@pytest.mark.parametrize("name", PLAIN)
def test_whatever_fit_refuses_is_a_finding(name, capsys):
    problem = dict(approximation=sgd.quadratic, guesses=[1.0, 2.0, 3.0], x=X, y=Y)
    problem |= dict(learning_rate=1e-7, steps=2)
    changes, message = PLAIN[name]
    found = diagnose(**problem | changes)
    assert found.run is None
    assert len(found.findings) == 1
    assert found.kinds[0] in ("refused", "broadcasting")
    if "rate" not in name and "schedule" not in name:
        assert re.search(message, found.findings[0].text)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "loss", [lambda y1, y2: y1 - y2, lambda y1, y2: None, lambda y1, y2: 1 / 0]
)
def test_accidental_broadcasting_with_a_loss_that_is_refused_too(loss):
    found = diagnose(sgd.linear, [1.0, 2.0], X[:, None], Y, learning_rate=1e-7, steps=1, loss=loss)
    assert found.kinds == ("broadcasting",)
    assert found.findings[0].numbers == {"points": 41, "differences": 41 * 41}


def test_an_interrupt_passes():
    def interrupted(x, params):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        diagnose(interrupted, [1.0], X, Y, learning_rate=1e-7, steps=2)


numbers_of_any_size = st.floats(-100, 100, allow_subnormal=False)


@settings(deadline=None, max_examples=60)
@given(
    approximation=st.sampled_from([sgd.linear, sgd.quadratic, sgd.sine, sgd.exponential, sgd.polynomial(0)]),
    points=st.lists(st.tuples(numbers_of_any_size, numbers_of_any_size), min_size=1, max_size=20),
    start=numbers_of_any_size,
    rate=st.floats(1e-9, 10.0),
    count=st.integers(0, 60),
    dtype=st.sampled_from([torch.float32, torch.float64]),
    loss=st.sampled_from([sgd.sum_squared_error, sgd.mean_squared_error, lambda y1, y2: (y1 - y2).abs().sum()]),
    data=st.data(),
)  # fmt: skip
def test_any_problem_gets_findings(approximation, points, start, rate, count, dtype, loss, data):
    p = {sgd.quadratic: 3, sgd.linear: 2, sgd.sine: 2, sgd.exponential: 2}.get(approximation, 1)
    guesses = [start, *data.draw(st.lists(numbers_of_any_size, min_size=p - 1, max_size=p))]
    x, y = (torch.tensor(values, dtype=dtype) for values in zip(*points, strict=True))
    found = diagnose(approximation, guesses, x, y, learning_rate=rate, steps=count, loss=loss)
    assert found.findings
    assert_findings(found)
    if len(guesses) != p:
        assert found.kinds == ("refused",)
        return
    run = observed(approximation, guesses, x, y, learning_rate=rate, steps=count, loss=loss)
    torch.testing.assert_close(found.run.history, run.history, rtol=0, atol=0, equal_nan=True)
    flew = run.stopped_because == "diverged"
    if flew:
        assert found.kinds[0] in ("diverges", "overflows at the guesses", "undefined")
    if "diverges" in found.kinds:
        numbers = found.finding("diverges").numbers
        assert numbers["step"] == run.steps if flew else numbers["step"] > run.steps - 2
        if "predicted_step" in numbers and flew:
            assert abs(numbers["predicted_step"] - run.steps) <= 2 + 0.05 * run.steps


MANY = torch.linspace(-2, 3, 100_000)
LOGISTIC = 3 * torch.sigmoid(1.5 * (MANY - 0.5))


def logistic(x, params):
    return params[0] * torch.sigmoid(params[1] * (x - params[2]))


@pytest.mark.parametrize(
    ("approximation", "guesses", "loss"),
    [
        (logistic, [1.0, 1.0, 0.0], sgd.mean_squared_error),
        (logistic, [1.0, 1.0, 0.0], lambda y1, y2: (y1 - y2).abs().mean()),
        (sgd.linear, [0.0, 0.0], sgd.mean_squared_error),
    ],
)
def test_the_work_is_bounded_however_many_points_and_steps(approximation, guesses, loss):
    values = 0

    def counted(x, params):
        nonlocal values
        values += x.numel()
        return approximation(x, params)

    found = diagnose(counted, guesses, MANY, LOGISTIC, learning_rate=0.1, steps=10**6, loss=loss)
    assert found.run.steps == 1_000
    assert values < 3e8
    assert_findings(found)
    if "unfinished" in found.kinds and not found.curvature.exact:
        assert found.finding("unfinished").numbers["steps"] == 1_000
