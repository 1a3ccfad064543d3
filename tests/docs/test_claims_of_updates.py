"""What the pages say of mini-batches, momentum, Adam, shares and bugs, checked on three problems."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.bowls import Bowl

claim = pytest.mark.claim
STOCHASTIC, MOMENTUM = "further/stochastic.py", "further/momentum-and-adam.py"
MACHINES, BUGS = "further/many-machines.py", "further/bugs.py"
START = np.array([1.0, 2.0, 3.0])


# Mini-batches.


@claim(STOCHASTIC, "Their mean loss has a gradient that is right *on average* over all draws")
@claim("glossary.md", "Right on average.")
def test_gradients_of_single_points_are_right_on_average(case):
    average = case.gradients_of_points(START).mean(axis=0)
    full = case.gradient(START, sgd.mean_squared_error)
    np.testing.assert_allclose(average, full, rtol=1e-9)


@claim(STOCHASTIC, "Four times the points halve the noise.")
def test_four_times_the_points_halve_the_noise(case):
    singles = case.gradients_of_points(START)
    drawn = np.random.default_rng(0).integers(len(singles), size=(20_000, 4))
    off = [
        np.square(batches - singles.mean(axis=0)).sum(axis=1).mean() ** 0.5
        for batches in (singles[drawn[:, 0]], singles[drawn].mean(axis=1))
    ]
    assert off[1] / off[0] == pytest.approx(1 / 2, rel=0.03)


@claim(STOCHASTIC, "Where the function can reach every point there is no ball")
@claim("summary.py", "Where some misses remain, a run at a fixed rate hovers")
def test_batches_agree_at_the_goal_if_the_function_reaches_every_point(case):
    singles = np.abs(case.gradients_of_points(case.best))
    rounding = 1e-9 * np.abs(case.gradients_of_points(START))
    assert (singles > rounding).any() == case.is_noisy
    rate = 0.1 * len(case.x) * case.limit
    batches = {"batch_size": 8, "loss": sgd.mean_squared_error}
    run = sgd.fit(
        case.problem[0], case.best, *case.problem[2:], learning_rate=rate, steps=300, **batches
    )
    off = (run.history[100:].numpy() - case.best) @ case.vectors[:, -1]
    assert (np.abs(off).max() > 1e-6) == case.is_noisy


# Momentum.


def sizes(beta, products):
    """Of the two roots of z^2 - (1 + beta - product) z + beta, (K, 2)."""
    return np.abs([np.roots([1, -(1 + beta - product), beta]) for product in products])


@claim(MOMENTUM, r"both have the size $\sqrt\beta$, *whatever the curvature*")
@claim(MOMENTUM, r"In the long run momentum keeps the same with $\sqrt\kappa$ in place of $\kappa$")
def test_momentum_at_its_best_keeps_as_much_of_the_error_along_every_direction(case):
    low, high = np.sqrt(case.values[[0, -1]])
    root = (high / low - 1) / (high / low + 1)
    found = sizes(root**2, 4 / (low + high) ** 2 * case.values)
    np.testing.assert_allclose(found, root, atol=1e-6)


@claim(MOMENTUM, r"So the limit is $2(1+\beta)/\lambda_\text{max}$")
def test_momentum_settles_below_its_limit_and_diverges_above(case):
    below, above = (
        case.run(1.9 * share, 400, optimizer=sgd.Momentum(0.9)).losses for share in (0.99, 1.01)
    )
    assert below[-1] < below[0]
    assert not above[-1] < 1e3 * above[0]


@claim(MOMENTUM, r"A gradient that stays the same adds up to $1/(1-\beta)$ times itself")
def test_a_constant_gradient_adds_up():
    velocity = 0.0
    for _ in range(300):
        velocity = 0.9 * velocity + 1
    assert velocity == pytest.approx(1 / (1 - 0.9))


@claim(MOMENTUM, "the same run, as long as the rate stays the same")
def test_the_rate_inside_the_velocity_gives_the_same_run(case):
    rate = case.limit / 2
    params, velocity = START, np.zeros(3)
    for _ in range(50):
        velocity = 0.9 * velocity - rate * case.gradient(params)
        params = params + velocity
    outside = case.run(0.5, 50, optimizer=sgd.Momentum(0.9)).params
    np.testing.assert_allclose(outside, params, rtol=1e-6)


# Adam.


@claim(MOMENTUM, "the first step is the rate times the *sign* of the gradient")
@claim(MOMENTUM, "Multiply the loss by 1000, and the 1000 cancels")
def test_adams_first_step_is_the_rate_and_a_factor_of_the_loss_cancels(case):
    def thousandfold(y1, y2):
        return 1000 * sgd.sum_squared_error(y1, y2)

    how = {"learning_rate": 0.1, "steps": 50, "optimizer": sgd.Adam()}
    run, scaled = (
        sgd.fit(*case.problem, loss=loss, **how) for loss in (sgd.sum_squared_error, thousandfold)
    )
    first = (run.history[1] - run.history[0]).numpy()
    np.testing.assert_allclose(first, -0.1 * np.sign(case.gradient(START)), rtol=1e-6)
    torch.testing.assert_close(scaled.history, run.history, rtol=1e-6, atol=1e-6)


@claim(MOMENTUM, "Where some misses remain, mini-batches at a fixed rate [hover]")
@claim(MOMENTUM, "its steps stay in proportion to the rate, however near it is")
def test_at_the_goal_mini_batches_move_adam_in_proportion_to_its_rate_and_momentum_too():
    noisy = Bowl("500 noisy points")
    problem = sgd.quadratic, noisy.best, noisy.x, noisy.y

    def step(optimizer, rate):
        """The root mean square of a's steps from a start at the goal."""
        how = {"batch_size": 8, "loss": sgd.mean_squared_error, "optimizer": optimizer}
        run = sgd.fit(*problem, learning_rate=rate, steps=300, **how)
        return run.history[100:, 0].diff().square().mean().sqrt().item()

    assert step(sgd.Adam(), 0.1) / step(sgd.Adam(), 0.01) == pytest.approx(10, rel=0.3)
    assert step(sgd.Adam(), 0.01) > 0.001
    assert step(sgd.Momentum(0.9), 0.1 * len(noisy.x) * noisy.limit) > 0.001


# Shares.


@claim(MACHINES, "A loss that adds up over the points has a gradient that does.")
@claim(MACHINES, "With a mean, weigh each share by its points")
def test_gradients_of_shares_add_up_and_those_of_means_with_their_weights(case):
    shares = np.array_split(case.gradients_of_points(START), 3)
    added = sum(share.sum(axis=0) for share in shares)
    np.testing.assert_allclose(added, case.gradient(START), rtol=1e-9)
    weighed = sum(len(share) / len(case.x) * share.mean(axis=0) for share in shares)
    np.testing.assert_allclose(weighed, case.gradient(START, sgd.mean_squared_error), rtol=1e-9)
    plain = sum(share.mean(axis=0) for share in shares) / 3
    assert not np.allclose(plain, weighed, rtol=1e-9)


# Bugs.


@claim(
    BUGS, r"$$\frac1{n^2}\sum_{i,j}(f_i-y_j)^2=\frac1n\sum_i(f_i-\bar y)^2+\operatorname{var}(y),$$"
)
def test_a_column_against_a_row_is_lowest_where_every_value_is_the_mean(case):
    fitted, y = (case.columns @ START)[:, None], case.y.numpy()
    expected = ((fitted - y.mean()) ** 2).mean() + y.var()
    assert ((fitted - y) ** 2).mean() == pytest.approx(expected)


@claim(BUGS, "the loss falls, climbs and swings")
@claim(
    "questions/why-is-c-wrong.py", "never clears its gradient *is* broken, and its loss [swings]"
)
def test_a_loss_swings_if_gradients_are_never_cleared(case):
    params, losses = sgd.initialize(START), []
    for _ in range(300):
        loss = sgd.sum_squared_error(sgd.quadratic(case.x, params), case.y)
        loss.backward()
        params.data -= case.limit / 8 * params.grad
        losses.append(loss.item())
    losses = np.array(losses)
    assert losses[:20].min() < losses[0] / 4 < losses[20:].max()
    assert (np.diff(losses[-50:]) > 0).any()
    assert (np.diff(losses[-50:]) < 0).any()
