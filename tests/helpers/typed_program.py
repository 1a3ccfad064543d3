# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""A program that uses every public name, and says of each what type comes back."""

from collections.abc import Sequence
from typing import assert_type

import torch
from torch import Tensor

import sgd_tutorial as sgd
from sgd_tutorial import figures, questions

X, Y = sgd.notebook_data()
GUESSES = [1.0, 2.0, 3.0]
RATE = 1e-7


def root(x: Tensor, params: Tensor) -> Tensor:
    return params[0] * x.abs().sqrt()


def absolute_error(y1: Tensor, y2: Tensor) -> Tensor:
    return (y1 - y2).abs().sum()


class Half:
    """An optimizer that takes half of each step."""

    def start(self, params: Tensor) -> None: ...

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: float | Tensor) -> None:
        sgd.adjust(params, gradient, 0.5 * learning_rate)


class Even:
    """A rule that stops at the second even step."""

    name = "even"

    def start(self, approximation: sgd.Approximation, loss: sgd.Loss) -> None:
        self.seen = 0

    def reached(self, now: sgd.Snapshot) -> bool:
        self.seen += now.step % 2 == 0
        return self.seen == 2


def fit(
    stop: sgd.Rule | Sequence[sgd.Rule] | None = None,
    optimizer: sgd.Optimizer | None = None,
    learning_rate: float | sgd.Schedule = RATE,
) -> sgd.Run:
    return sgd.fit(
        sgd.quadratic,
        GUESSES,
        X,
        Y,
        learning_rate=learning_rate,
        steps=20,
        optimizer=optimizer,
        stop=stop,
    )


def approximations() -> None:
    params = torch.tensor([1.0, 2.0, 3.0, 4.0])
    written: sgd.Approximation = root
    for approximation, count in (
        (written, 1),
        (sgd.linear, 2),
        (sgd.sine, 2),
        (sgd.exponential, 2),
        (sgd.quadratic, 3),
        (sgd.cubic, 4),
        (sgd.polynomial(3), 4),
    ):
        assert_type(approximation(X, params[:count]), Tensor)
    assert_type(sgd.polynomial(2), sgd.Approximation)


def data() -> None:
    assert_type(sgd.notebook_data(), tuple[Tensor, Tensor])
    assert_type(sgd.noisy_data(10.0, seed=1), tuple[Tensor, Tensor])
    assert_type(sgd.gapminder_data(2002), tuple[Tensor, Tensor])


def one_step() -> None:
    params = sgd.initialize(GUESSES, dtype=torch.float64)
    assert_type(params, Tensor)
    loss: sgd.Loss = sgd.mean_squared_error
    assert_type(loss(sgd.quadratic(X, params), Y), Tensor)
    total = sgd.sum_squared_error(sgd.quadratic(X, params), Y)
    slope = sgd.gradient(total, params)
    assert_type(slope, Tensor)
    sgd.adjust(params, slope, RATE)


def runs() -> None:
    run = fit()
    assert_type(run, sgd.Run)
    assert_type(run.params, Tensor)
    assert_type(run.losses, Tensor)
    assert_type(run.steps, int)
    assert_type(run.stopped_because, str)
    seen: list[sgd.Snapshot] = []
    sgd.fit(
        root,
        [1.0],
        X,
        Y,
        learning_rate=torch.tensor([1e-5]),
        steps=2,
        loss=absolute_error,
        batch_size=5,
        callback=seen.append,
        stop=lambda now: now.loss < 1.0,
    )
    assert_type(seen[0].gradient, Tensor)
    assert_type(seen[0].step, int)
    many = sgd.sweep(sgd.quadratic, GUESSES, X, Y, learning_rate=[1e-8, RATE], steps=2)
    assert_type(many, sgd.Runs)
    assert_type(many[0], sgd.Run)
    assert_type([each.params for each in many], list[Tensor])
    assert issubclass(sgd.DivergenceWarning, Warning)
    assert_type(sgd.__version__, str)


def one_process() -> None:
    """On several with torchrun; alone, it is `fit`."""
    run = sgd.fit_distributed(sgd.quadratic, GUESSES, X, Y, learning_rate=RATE, steps=2)
    assert_type(run, sgd.Run)


def settings() -> None:
    optimizers: list[sgd.Optimizer] = [
        sgd.Momentum(0.5),
        sgd.Nesterov(0.5),
        sgd.RMSProp(alpha=0.9),
        sgd.Adam(beta1=0.5),
        Half(),
    ]
    for optimizer in optimizers:
        assert_type(fit(optimizer=optimizer), sgd.Run)
    rules: list[sgd.Rule] = [
        sgd.StepBudget(5),
        sgd.TargetLoss(1.0),
        sgd.GradientNorm(1.0),
        sgd.RelativeChange(1e-3),
        sgd.Plateau(patience=2),
        sgd.HeldOut(X, Y, patience=2),
        Even(),
    ]
    assert_type(fit(stop=rules), sgd.Run)
    assert_type(fit(stop=rules[0]).stopped_because, str)
    schedules: list[sgd.Schedule] = [
        sgd.inverse_decay(RATE, half_at=10),
        sgd.warmup(RATE, 5),
        lambda step: RATE / (step + 1),
    ]
    for schedule in schedules:
        assert_type(schedule(3), float)
        assert_type(fit(learning_rate=schedule), sgd.Run)


def predictions() -> None:
    problem = sgd.quadratic, GUESSES, X, Y
    bowl = sgd.curvature(*problem)
    assert_type(bowl, sgd.Curvature)
    assert_type(bowl.eigenvalues, Tensor)
    assert_type(bowl.condition_number, float)
    assert_type(bowl.steps_needed(RATE), Tensor)
    assert_type(sgd.largest_stable_learning_rate(*problem, method="power iteration"), float)
    assert_type(sgd.rounded_down(6.91872e-07), float)
    facts: sgd.NotebookFacts = sgd.notebook_facts()
    assert_type(facts.steps_needed, Tensor)
    assert_type(sgd.params_after(*problem, learning_rate=RATE, steps=10**9), Tensor)
    assert_type(sgd.predict(*problem, learning_rate=RATE, steps=5), sgd.Run)
    rescaled = sgd.standardize(sgd.quadratic, GUESSES, X)
    assert_type(rescaled, sgd.Rescaled)
    assert_type(rescaled.approximation(X, rescaled.guesses), Tensor)
    assert_type(rescaled.to_original(rescaled.guesses), Tensor)
    assert_type(sgd.fit_rescaled(*problem, steps=5), sgd.Run)


def diagnoses() -> None:
    found = sgd.diagnose(sgd.quadratic, GUESSES, X, Y, learning_rate=RATE, steps=20)
    assert_type(found, sgd.Diagnosis)
    assert_type(found.run, sgd.Run | None)
    assert_type(found.kinds, tuple[str, ...])
    assert_type(found.findings, tuple[sgd.Finding, ...])
    assert_type(found.findings[0].numbers, dict[str, float])


def loops() -> None:
    with sgd.watch() as seen:
        fit()
    assert_type(seen, sgd.Seen)
    assert_type(seen.findings, tuple[sgd.Finding, ...])
    assert_type(seen.findings[0].line, int | None)


def answers() -> None:
    wrong = sgd.why_is_c_wrong()
    assert_type(wrong, sgd.WhyIsCWrong)
    assert_type(wrong.findings, tuple[sgd.Finding, ...])
    assert_type(wrong.cures, dict[str, questions.Cure])
    functions = sgd.wrong_approximations(steps=20)
    assert_type(functions, sgd.WrongApproximations)
    assert_type(functions.candidates, tuple[questions.Candidate, ...])
    assert_type(functions.noisy, tuple[questions.NoisyFit, ...])
    rates = sgd.learning_rates(steps=20)
    assert_type(rates, sgd.LearningRates)
    guesses = sgd.initial_guesses(steps=20)
    assert_type(guesses, sgd.InitialGuesses)
    assert_type(guesses.minima, questions.Minima | None)
    stops = sgd.when_to_stop(steps=20)
    assert_type(stops, sgd.WhenToStop)
    assert_type(stops.clean, questions.Stops)
    assert_type(stops.clean.stops, dict[str, questions.Stopped])
    mean = sgd.mean_instead_of_sum(steps=20)
    assert_type(mean, sgd.MeanInsteadOfSum)
    for figure in (
        figures.why_is_c_wrong(wrong),
        figures.wrong_approximations(functions, X, Y),
        figures.learning_rates(rates),
        figures.initial_guesses(guesses),
        figures.when_to_stop(stops),
        figures.mean_instead_of_sum(mean, template="dark"),
    ):
        print(figure)


def drawings() -> None:
    run, bowl = fit(), sgd.curvature(sgd.quadratic, GUESSES, X, Y)
    runs = {"low": fit(learning_rate=1e-8), "good": run}
    steep = {"one": sgd.fit(root, [1.0], X, Y, learning_rate=1e-5, steps=2)}
    for figure in (
        figures.fit(run, sgd.quadratic, X, Y),
        figures.losses(runs, template="dark"),
        figures.error_by_direction(run, bowl, RATE),
        figures.compare(runs, sgd.quadratic, X, Y, "learning rate"),
        figures.parabola(steep, root, X, Y, setting="run"),
        figures.by_hand(sgd.linear, [1.0, 0.0], X, Y, ranges=[(0, 1), (0, 1)]),
        figures.graph((5 * sgd.initialize(GUESSES)).sum()),
    ):
        print(figure)


TOPICS = (
    approximations,
    data,
    one_step,
    runs,
    one_process,
    settings,
    predictions,
    diagnoses,
    loops,
    answers,
    drawings,
)
