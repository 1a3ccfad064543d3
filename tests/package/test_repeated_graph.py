"""Steps without a graph: bit for bit those of a loop by hand, and none where graphs may differ."""

import pytest
import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode

import sgd_tutorial as sgd
from sgd_tutorial._repeated_graph import find_backward
from tests.helpers import notebook
from tests.helpers.approximations import branching, branching_on_the_size_of_all

X, Y = sgd.notebook_data()
SQUARES = sgd.sum_squared_error


def by_powers(x, params):
    return params[0] * x**2 + x * params[1] + params[-1]


def waves(x, params):
    return torch.cos(x) + params[-1] * torch.sin(x) + (x * params[0] * x + params[1])


def halves(y1, y2):
    return (0.5 * (y1 - y2) ** 2).sum()


def half_mean(y1, y2):
    return (y1 - y2).square().mean() / 2


def weighted(y1, y2):
    return ((y1 - y2) ** 2 * y2.abs()).mean()


REPEATED = [sgd.quadratic, by_powers, waves, sgd.polynomial(2)]
LOSSES = [SQUARES, sgd.mean_squared_error, functional.mse_loss, halves, half_mean, weighted]


def found(approximation, loss=SQUARES, params=(1.0, 2.0, 3.0), x=X, y=Y):
    return find_backward(approximation, loss, torch.tensor(params, dtype=x.dtype), x, y)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("approximation", REPEATED)
def test_gradients_are_autograds_bit_for_bit(approximation, loss, dtype):
    generator = torch.Generator().manual_seed(0)
    for points in (1, 2, 7, 41, 1000):
        x, y = torch.randn(2, points, generator=generator, dtype=dtype)
        backward = found(approximation, loss, x=x, y=y)
        for size in (1e-3, 1.0, 1e3):
            params = size * torch.randn(3, generator=generator, dtype=dtype)
            params.requires_grad_()
            fitted = approximation(x, params)
            (expected,) = torch.autograd.grad(loss(fitted, y), params)
            assert torch.equal(backward(fitted.detach() - y), expected)


@pytest.mark.parametrize("rate", [1e-7, 8e-7])
@pytest.mark.parametrize(("loss", "scale"), [(SQUARES, 1), (functional.mse_loss, 41)])
def test_a_run_is_that_of_a_loop_by_hand_to_its_end(loss, scale, rate, recwarn):
    start = [1.0, 2.0, 3.0]
    run = sgd.fit(by_powers, start, X, Y, learning_rate=scale * rate, steps=300, loss=loss)
    history, losses = notebook.loop(by_powers, start, X, Y, scale * rate, run.steps, loss)
    assert torch.equal(run.history, history)
    assert torch.equal(run.losses, losses)
    assert bool(losses[-1].isfinite()) == (rate == 1e-7)


@pytest.fixture
def graphs(monkeypatch):
    """One entry for each step that makes a graph."""
    made = []
    gradient = sgd.recipe.gradient
    monkeypatch.setattr(sgd.recipe, "gradient", lambda *args: made.append(1) or gradient(*args))
    return made


def test_few_steps_make_a_graph(graphs):
    sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], X, Y, learning_rate=1e-7, steps=1_000)
    assert len(graphs) < 30


class LookingOn(TorchFunctionMode):
    """Changes nothing."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def test_every_step_makes_a_graph_where_a_mode_looks_on(graphs):
    with LookingOn():
        sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], X, Y, learning_rate=1e-7, steps=200)
    assert len(graphs) >= 200


def test_every_step_has_a_gradient_of_its_own():
    kept = []
    sgd.fit(sgd.linear, [1.0, 2.0], X, Y, learning_rate=1e-7, steps=20, callback=kept.append)
    for now in kept:
        params = now.params.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(SQUARES(sgd.linear(X, params), Y), params)
        assert torch.equal(now.gradient, gradient)


@pytest.mark.parametrize(
    "approximation",
    [
        branching,
        branching_on_the_size_of_all,
        lambda x, p: p[0] * x * x + p[1].clamp(max=9) * x + p[2],
        lambda x, p: p[0] * x * x + torch.where(x > 0, p[1] * x, p[2]),
        lambda x, p: p[0] * torch.sin(p[1] * x) + p[2],
        lambda x, p: p[0] * x * x + (x * p[1].detach()) * p[1] + p[2],
        lambda x, p: p[0] * x * x + float(p[1].detach()) * x + p[2],
        lambda x, p: p[0] * x * x + p[1] * (x + torch.rand_like(x)) + p[2],
        lambda x, p: p[0] * x * x + p[1] * x + p[2] + p[2],
        lambda x, p: 0.1 * p[0] * x * x + p[1] * x + p[2],
        lambda x, p: p[0] * x * x + p[1] * x,
        lambda x, p: torch.stack([x * x, x, x**0], dim=1) @ p,
        lambda x, p: sgd.quadratic(x, p if p.sum() < 7 else 2 * p),
    ],
)
def test_other_approximations_keep_their_graph(approximation):
    assert found(approximation) is None


@pytest.mark.parametrize(
    "loss",
    [
        functional.l1_loss,
        functional.huber_loss,
        lambda a, b: ((a - b) ** 4).sum(),
        lambda a, b: ((a - 2 * b) ** 2).sum(),
        lambda a, b: ((a - b) ** 2).sum() ** 2,
        lambda a, b: ((a - b) ** 2).sum() if (a - b).sum() > -1e4 else ((a - b) ** 2).mean(),
        lambda a, b: ((a - b) ** 2).max(),
    ],
)
def test_other_losses_keep_their_graph(loss):
    assert found(sgd.quadratic, loss) is None


def run_by_hand(approximation, loss, state, steps):
    params = torch.tensor([1.0, 2.0], requires_grad=True)
    for step in range(steps):
        state[0] = step
        (gradient,) = torch.autograd.grad(loss(approximation(X, params), Y), params)
        params.data -= 1e-6 * gradient
    return params.detach()


STATE = [0]
CHANGING = {
    "a factor": (lambda x, p: p[0] * (x * (1 + STATE[0] / 50)) + p[1], SQUARES),
    "a power": (lambda x, p: p[0] * x ** (1 + STATE[0] // 30) + p[1], SQUARES),
    "the loss": (sgd.linear, lambda a, b: (a - b).square().sum() / (1 + STATE[0])),
    "what is added": (lambda x, p: p[0] * x + p[1] + STATE[0], SQUARES),
}


@pytest.mark.parametrize("what", CHANGING)
def test_a_function_that_changes_on_the_way_gets_its_graph_back(what):
    approximation, loss = CHANGING[what]
    STATE[0] = 0

    def callback(now):
        STATE[0] = now.step + 1

    run = sgd.fit(
        approximation, [1.0, 2.0], X, Y, learning_rate=1e-6, steps=60, loss=loss, callback=callback
    )
    assert torch.equal(run.params, run_by_hand(approximation, loss, STATE, 60))


def test_batches_that_are_alike_at_first_have_graphs_of_their_own():
    x = torch.ones(30)
    x[-1] = 3.0
    run = sgd.fit(sgd.linear, [0.0, 0.0], x, x * x, learning_rate=0.01, steps=90, batch_size=1)
    generator, params = torch.Generator().manual_seed(0), torch.zeros(2, requires_grad=True)
    for point in torch.cat([torch.randperm(30, generator=generator) for _ in range(3)]):
        (gradient,) = torch.autograd.grad(
            (sgd.linear(x[point], params) - x[point] ** 2) ** 2, params
        )
        params.data -= 0.01 * gradient
    torch.testing.assert_close(run.params, params.detach())
