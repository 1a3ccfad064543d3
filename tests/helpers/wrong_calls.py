# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""Calls that type checkers must refuse, never made: where one is let pass, its comment is unused."""

from torch import Tensor

import sgd_tutorial as sgd
from sgd_tutorial import figures

X, Y = sgd.notebook_data()


def one_argument(x: Tensor) -> Tensor:
    return x


def no_number(x: Tensor, params: Tensor) -> str:
    return "much"


class WithoutStart:
    """An optimizer but for one method."""

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: float | Tensor) -> None: ...


def wrong_calls(run: sgd.Run, answer: sgd.WhyIsCWrong) -> None:
    print(sgd.fitt)  # type: ignore[attr-defined]
    sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], X, Y)  # type: ignore[call-arg]
    sgd.fit(sgd.quadratic, [1.0], X, Y, 1e-7, 10)  # type: ignore[call-arg]
    sgd.fit("quadratic", [1.0], X, Y, learning_rate=1e-7, steps=1)  # type: ignore[arg-type]
    sgd.fit(one_argument, [1.0], X, Y, learning_rate=1e-7, steps=1)  # type: ignore[arg-type]
    sgd.fit(no_number, [1.0], X, Y, learning_rate=1e-7, steps=1)  # type: ignore[arg-type]
    sgd.fit(sgd.linear, [1.0], X, Y, learning_rate="1e-7", steps=1)  # type: ignore[arg-type]
    sgd.fit(sgd.linear, [1.0], X, Y, learning_rate=1e-7, steps=1.5)  # type: ignore[arg-type]
    sgd.fit(sgd.linear, [1.0], X, Y, learning_rate=1e-7, steps=1, optimizer=WithoutStart())  # type: ignore[arg-type]
    sgd.fit(sgd.linear, [1.0], X, Y, learning_rate=1e-7, steps=1, stop=sgd.Momentum())  # type: ignore[arg-type]
    sgd.fit(sgd.linear, [1.0], X, Y, learning_rate=1e-7, steps=1, loss=sgd.linear(X, Y))  # type: ignore[arg-type]
    sgd.fit(sgd.linear, [1.0], X, Y, rate=1e-7, steps=1)  # type: ignore[call-arg]
    sgd.Adam(0.9)  # type: ignore[call-arg]
    sgd.warmup([0.1], 5)  # type: ignore[arg-type]
    sgd.largest_stable_learning_rate(sgd.linear, [1.0], X, Y, method="guess")  # type: ignore[arg-type]
    print(run.parameters)  # type: ignore[attr-defined]
    run.steps = 3  # type: ignore[misc]
    figures.losses(run, template="sepia")  # type: ignore[arg-type]
    figures.learning_rates(answer)  # type: ignore[arg-type]
    length: int = run.losses  # type: ignore[assignment]
    print(length)
