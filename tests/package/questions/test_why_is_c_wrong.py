"""Why is c wrong: against brute force in numpy, torch's optimizers and loops by hand."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.package.test_format import commas, says, sentences_of

X = torch.linspace(-2, 3, 30, dtype=torch.float64)
NOISE = torch.randn(30, generator=torch.Generator().manual_seed(5), dtype=torch.float64)


def growth(x, params):
    return params[0] + params[1] * torch.log(1 + x * x)


GROWTH = growth, [0.5, 0.2], X, 1 + 2 * torch.log(1 + X * X) + 0.1 * NOISE
WAVE = sgd.sine, [1.0, 1.2], X.float(), 2 * torch.sin(1.5 * X.float())
CUBIC = sgd.cubic, [0.0, 0.0, 0.0, 0.0], X, 1 - 2 * X + X**3 + 0.3 * NOISE


@pytest.fixture(scope="module")
def notebook():
    return sgd.why_is_c_wrong()


@pytest.fixture(scope="module")
def answers(notebook):
    return {
        "notebook": notebook,
        "growth": sgd.why_is_c_wrong(*GROWTH, steps=40),
        "wave": sgd.why_is_c_wrong(*WAVE, steps=5),
        "cubic": sgd.why_is_c_wrong(*CUBIC, steps=300, tolerance=[0.1, 0.2, 0.1, 0.2]),
    }


POWERS = np.arange(-20.0, 21.0)[:, None] ** [2, 1, 0]
START = np.array([1.0, 2.0, 3.0])
BEST = np.array([5.0, 0.0, 0.0])


def until_right(columns, errors, rate, tolerance, most):
    """By brute force: the step from which on every later error is within the tolerance."""
    values, vectors = np.linalg.eigh(2 * columns.T @ columns)
    parts = vectors * (vectors.T @ errors)
    powers = (1 - rate * values) ** np.arange(most + 1)[:, None]
    outside = np.abs(powers @ parts.T) > tolerance
    return np.where(outside.any(axis=0), most + 1 - outside[::-1].argmax(axis=0), 0)


def test_the_steps_that_the_notebook_would_have_needed(notebook):
    expected = until_right(POWERS, START - BEST, 1e-7, 0.01, 1_600_000)
    assert expected.tolist() == [49_557, 4_613, 1_568_086]
    assert notebook.steps_needed.tolist() == expected.tolist()
    assert notebook.names[notebook.slowest] == "c"
    np.testing.assert_allclose(notebook.lowest, BEST, atol=1e-12)
    np.testing.assert_allclose(notebook.errors, notebook.run.params.numpy() - BEST, atol=1e-6)


def test_the_run_asked_about_is_the_notebooks(notebook, problem):
    run = sgd.fit(*problem, learning_rate=1e-7, steps=10_002)
    assert torch.equal(notebook.run.history, run.history)


def test_the_best_single_rate_needs_226_852_steps(notebook):
    values = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)
    rate = 2 / (values[0] + values[-1])
    expected = until_right(POWERS, START - BEST, rate, 0.01, 300_000)[2]
    cure = cures(notebook)["the best single rate"]
    assert cure.steps == expected == 226_852
    assert cure.learning_rate == pytest.approx(rate, rel=1e-9)
    assert round(cure.condition_number) == round(values[-1] / values[0]) == 79_398


def test_dividing_x_by_its_spread_leaves_a_condition_of_seven(notebook):
    x = POWERS[:, 1]
    scaled = (x / x.std())[:, None] ** [2, 1, 0]
    condition = np.linalg.cond(scaled) ** 2
    assert cures(notebook)["x divided by its spread"].condition_number == pytest.approx(condition)
    assert condition == pytest.approx(7.7, abs=0.05)


def test_standardized_one_step_is_exact(notebook):
    cure = cures(notebook)["columns standardized"]
    assert cure.condition_number == pytest.approx(1)
    assert cure.steps == 1
    means, spreads = POWERS[:, :2].mean(axis=0), POWERS[:, :2].std(axis=0)
    columns = np.column_stack([(POWERS[:, :2] - means) / spreads, np.ones(41)])
    y = 5 * POWERS[:, 0]
    step = -2 * columns.T @ (columns @ np.zeros(3) - y) * float(cure.learning_rate)
    a, b, c = step[0] / spreads[0], step[1] / spreads[1], step[2] - step[:2] @ (means / spreads)
    np.testing.assert_allclose([a, b, c], BEST, atol=1e-9)


def test_every_cure_of_the_notebooks_problem_takes_the_steps_that_a_loop_takes(notebook):
    compare_with_loops(notebook, sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data())


@pytest.mark.parametrize(("name", "problem"), [("growth", GROWTH), ("cubic", CUBIC)])
def test_every_cure_of_another_problem_takes_the_steps_that_a_loop_takes(answers, name, problem):
    compare_with_loops(answers[name], *problem)


@pytest.mark.parametrize("name", ["growth", "cubic", "wave"])
def test_where_a_run_needs_few_steps_a_loop_by_hand_takes_as_many(answers, name):
    answer, problem = answers[name], {"growth": GROWTH, "cubic": CUBIC, "wave": WAVE}[name]
    function, start, x, y = problem
    params = torch.tensor(start, dtype=y.dtype)
    descend = torch.optim.SGD([params.requires_grad_()], lr=answer.learning_rate)
    cure = cures(answer)["more steps at the same rate"]
    assert arrival(answer, descend, params, function, x, y, int(cure.steps)) == cure.steps


def cures(answer):
    return {cure.name: cure for cure in answer.cures}


def arrival(answer, optimizer, params, function, x, y, expected, matrix=None):
    """The step from which on the slowest parameter stays right, in a loop by hand."""
    i, at = answer.slowest, math.inf
    for step in range(expected + 501):
        there = params.detach().double().numpy()
        there = there if matrix is None else matrix @ there
        if abs(there[i] - float(answer.lowest[i])) > float(answer.tolerance[i]):
            at = math.inf
        elif math.isinf(at):
            at = step
        optimizer.zero_grad()
        used = params if matrix is None else torch.tensor(matrix).to(params) @ params
        ((function(x, used) - y) ** 2).sum().backward()
        optimizer.step()
    return at


def compare_with_loops(answer, function, start, x, y):
    """Every cure once more, its transformation, rates and descent by numpy and torch alone."""
    p = len(start)
    columns = np.column_stack([function(x.double(), unit) for unit in torch.eye(p).double()])
    hessian = 2 * columns.T @ columns
    curvatures = np.linalg.eigvalsh(hessian)
    exact = np.linalg.lstsq(columns, y.double().numpy(), rcond=None)[0]
    np.testing.assert_allclose(answer.lowest, exact, rtol=1e-9, atol=1e-9)
    own = np.diag(np.diag(hessian) ** -0.5)
    matrices = {"a rate for each parameter": own}
    spread = x.double().numpy().std()
    if "x divided by its spread" in cures(answer):
        matrices["x divided by its spread"] = np.diag(spread ** -np.arange(p - 1.0, -1.0, -1.0))
    constant = next(j for j in range(p) if np.ptp(columns[:, j]) == 0)
    matrix = np.diag(1 / np.where(np.arange(p) == constant, 1, columns.std(axis=0)))
    others = [j for j in range(p) if j != constant]
    matrix[constant, others] = -(columns.mean(axis=0) / columns.std(axis=0).clip(1e-9))[others]
    matrices["columns standardized"] = matrix
    low, high = np.sqrt(curvatures[0]), np.sqrt(curvatures[-1])
    seen = set()
    for name, cure in cures(answer).items():
        seen.add(name.split(" at rate")[0])
        if cure.how == "closed form":
            assert cure.steps == 0
            continue
        inner = matrices.get(name, np.eye(p))
        errors = np.linalg.solve(inner, np.array(start) - exact)
        bowl = np.linalg.eigvalsh(inner.T @ hessian @ inner)
        rate = answer.learning_rate if "same rate" in name else 2 / (bowl[0] + bowl[-1])
        if name == "Newton's method":
            assert cure.steps == 1
            continue
        expected = cure.steps
        if cure.how == "predicted":
            assert expected > 20_000
            most = int(1.1 * expected)
            steps = until_right(columns, errors, rate, answer.tolerance.numpy(), most)
            assert steps[answer.slowest] == expected
            continue
        params = torch.tensor(np.linalg.solve(inner, np.array(start)), dtype=y.dtype)
        optimizer = torch.optim.SGD([params.requires_grad_()], lr=float(rate))
        if name == "momentum":
            rate, beta = 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2
            optimizer = torch.optim.SGD([params], lr=float(rate), momentum=float(beta))
        elif name.startswith("Adam"):
            optimizer = torch.optim.Adam([params], lr=float(cure.learning_rate))
        elif name in matrices:
            assert cure.condition_number == pytest.approx(bowl[-1] / bowl[0], rel=1e-6)
        arrived = arrival(answer, optimizer, params, function, x, y, int(expected), inner)
        slack = 0 if y.dtype == torch.float64 else 1 + 0.01 * expected
        assert arrived == pytest.approx(expected, abs=slack), name
    assert {"momentum", "Adam", "Newton's method", "least squares", *matrices} <= seen


@pytest.mark.parametrize("name", ["notebook", "growth", "wave", "cubic"])
def test_every_number_in_the_answer_is_that_of_its_data(answers, name):
    answer = answers[name]
    slow = answer.slowest
    called = answer.names[slow]
    needed = answer.steps_needed.tolist()
    predicted = sorted(
        (c for c in answer.cures if c.how == "predicted"), key=lambda cure: cure.steps
    )
    closed = answer.curvature.exact
    told = sentences_of(answer, 5 + bool(predicted) + closed)
    named = commas([f"{n} = #" for n in answer.names])
    says(
        told[0],
        f"After # steps at rate # the run is at {named}; the best values are {named}.",
        *(len(answer.run.history) - 1, answer.learning_rate),
        *answer.run.history[-1].tolist(),
        *answer.lowest.tolist(),
    )
    values = answer.curvature.eigenvalues
    where = "The bowl" if closed else "Near its lowest point the bowl"
    taken = 100 * (1 - abs(1 - answer.learning_rate * float(values[0])))
    head, tail = told[1].split("a step takes away ")
    says(
        head,
        f"{where} is # times as steep along its steepest direction as along its flattest, and "
        "one rate has to serve both: along the flattest, ",
        float(values[-1] / values[0]),
    )
    says(tail, "# % of the error.", taken)
    others = [i for i in range(len(needed)) if i != slow]
    says(
        told[2],
        f"To stay within # of its best value, {called} needs # steps "
        f"({commas([f'{answer.names[i]} #' for i in others])}).",
        *(answer.tolerance[slow], needed[slow]),
        *(needed[i] for i in others),
    )
    left = needed[slow] - answer.run.steps
    if left > 0:
        says(told[3], f"So {called} is not wrong but not finished: # more to go.", left)
    else:
        says(told[3], f"So {called} has had the steps that it needs.")
    run = sorted((c for c in answer.cures if c.how == "run"), key=lambda cure: cure.steps)
    says(
        told[4],
        f"Cures, by the steps that {called} takes with them: {commas([cure_told(c) for c in run])}.",
        *(c.steps for c in run if math.isfinite(c.steps)),
    )
    if predicted:
        says(
            told[5],
            f"Predicted instead of run: {commas([cure_told(c) for c in predicted])}.",
            *(c.steps for c in predicted),
        )
    if closed:
        assert told[-1] == "Least squares, the closed form, takes no steps at all."


def cure_told(cure):
    if math.isinf(cure.steps):
        return f"{cure.name} (not there)"
    return f"{cure.name} (# step{'' if cure.steps == 1 else 's'})"


def test_a_rate_above_the_bound_never_settles():
    answer = sgd.why_is_c_wrong(*GROWTH, learning_rate=1.0, steps=10)
    assert answer.steps_needed.isinf().all()
    told = sentences_of(answer, 6)
    name = answer.names[answer.slowest]
    assert told[2] == f"At this rate {name} never settles: the rate is too large."


def test_a_flat_direction_is_named_and_does_not_count():
    twice = lambda x, params: params[0] * x + params[1] * x + params[2]  # noqa: E731
    answer = sgd.why_is_c_wrong(twice, [0.0, 1.0, 2.0], X, 3 * X - 1, steps=20)
    told = sentences_of(answer, 6)
    columns = np.stack([X, X, X**0], axis=1)
    values = np.linalg.eigvalsh(2 * columns.T @ columns)
    assert "(apart from 1 flat one, along which nothing moves)" in told[1]
    assert answer.curvature.steepness == pytest.approx(values[2] / values[1])
    assert answer.steps_needed.isfinite().all()


def test_a_stable_rate_is_never_called_too_large():
    """Quadratic on incomes: more steps than float64 counts, at half the largest stable rate."""
    x = torch.linspace(300, 50_000, 40)
    answer = sgd.why_is_c_wrong(sgd.quadratic, [0.0, 0.0, 60.0], x, 8 * torch.log(x), steps=5)
    assert answer.learning_rate < answer.curvature.largest_stable_learning_rate
    assert "too large" not in str(answer)


def test_newtons_method_may_fly_off_where_the_loss_is_no_bowl():
    x = torch.linspace(-1, 2, 10)
    cosh = lambda a, b: torch.log(torch.cosh(a - b)).sum()  # noqa: E731
    y = 2 * x + 1 + 0.1 * torch.sin(9 * x)
    answer = sgd.why_is_c_wrong(sgd.linear, [0.0, 0.0], x, y, loss=cosh, steps=5)
    assert math.isinf(cures(answer)["Newton's method"].steps)
