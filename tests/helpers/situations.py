"""Situations that learners ask about, each a small problem with its true cause.

`python -m tests.helpers.situations` prints what `diagnose` says of each.
"""

import re
import sys
from dataclasses import dataclass, field
from typing import Any

import torch

import sgd_tutorial as sgd
from tests.helpers.approximations import cross_entropy, network, probability


@dataclass(frozen=True)
class Situation:
    """What a learner runs, and why it fails.

    Attributes:
        cause: the truth, in a few words.
        kinds: those that name it.
        words: a pattern that the text has if it names the cause.
        problem: approximation, guesses, x, y, learning rate, steps.
        loss: of the run, where it is not the sum of squared errors.
    """

    cause: str
    kinds: tuple[str, ...]
    words: str
    problem: tuple[Any, ...]
    loss: Any = field(default=sgd.sum_squared_error)

    def diagnosed(self):
        *problem, rate, steps = self.problem
        return sgd.diagnose(*problem, learning_rate=rate, steps=steps, loss=self.loss)

    def is_named_in(self, finding):
        return finding.kind in self.kinds and bool(re.search(self.words, finding.text))


def noise(count, seed=0):
    return torch.randn(count, generator=torch.Generator().manual_seed(seed))


def product(x, params):
    return params[0] * params[1] * x


def two_columns(x, params):
    return x @ params[:2] + params[2]


def mean_absolute(y1, y2):
    return (y1 - y2).abs().mean()


MEAN = sgd.mean_squared_error
UNIT = torch.linspace(0, 1, 30)
WIDE = torch.linspace(-3, 3, 40)
TIME = torch.linspace(0, 6, 60)
AREA = torch.linspace(35, 210, 50)  # of homes, in square meters
PRICE = 2.9 * AREA + 40 + 15 * noise(50)  # in thousands
YEAR = torch.arange(1961.0, 2021.0)
SCORE = torch.linspace(20, 98, 40)  # of an exam
PASSED = (SCORE + 12 * noise(40, 2) > 58).float()
OVERLAPPING = (WIDE + noise(40, 5) > 0).float()
ROOMS_AND_AREA = torch.stack([torch.arange(50.0) % 5 + 1, 1e4 * AREA], dim=1)  # in square cm
WEIGHT = torch.rand(30, generator=torch.Generator().manual_seed(4)) * 60 + 40
KILOGRAMS_AND_POUNDS = torch.stack([WEIGHT, 2.0 * WEIGHT], dim=1) / 50
X, Y = sgd.notebook_data()
PARABOLA = sgd.quadratic, [1.0, 2.0, 3.0], X, Y
GAPS = torch.where(torch.arange(60) % 9 == 4, -999.0, 2 * TIME + 1 + 0.2 * noise(60))

SITUATIONS = {
    # Rates and steps.
    "nan after a handful of epochs on home prices": Situation(
        "the rate is too large for areas in the hundreds",
        ("diverges",), "largest stable rate",
        (sgd.linear, [0.0, 0.0], AREA, PRICE, 0.01, 200), MEAN),
    "it worked with ten points, with ten thousand it explodes": Situation(
        "a sum of errors grows with the points, and the stable rate shrinks",
        ("diverges",), "largest stable rate",
        (sgd.linear, [0.0, 0.0], torch.linspace(0, 1, 10_000), 3 * torch.linspace(0, 1, 10_000), 0.01, 300)),
    "the loss creeps up": Situation(
        "the rate is a little above the largest stable one",
        ("diverges",), "largest stable rate",
        (*PARABOLA, 6.95e-7, 400)),
    "the loss hardly moves": Situation(
        "the rate is a thousand times too small",
        ("unfinished",), "rate is too slow|larger rate",
        (sgd.linear, [0.0, 0.0], UNIT, 4 * UNIT - 1, 1e-5, 500)),
    "the slope is right, the intercept is not": Situation(
        "x far from 0 makes the bowl narrow, and the intercept slow",
        ("unfinished",), r"\bb(, the slowest,| is not finished).*(standardize|center|subtract)",
        (sgd.linear, [0.0, 0.0], torch.linspace(0, 100, 60), 0.5 * torch.linspace(0, 100, 60) + 30, 2e-4, 2000), MEAN),
    "years as x": Situation(
        "x starts at 1961: subtract the first year",
        ("unfinished", "frozen"), "[Ss]ubtract|[Cc]enter",
        (sgd.linear, [0.0, 0.0], YEAR, 0.02 * (YEAR - 1961) + 14 + 0.1 * noise(60), 1e-7, 5000), MEAN),
    "rooms and square centimeters in one model": Situation(
        "one column is a million times as large as the other",
        ("unfinished", "frozen"), "standardize|scale",
        (two_columns, [0.0, 0.0, 0.0], ROOMS_AND_AREA, ROOMS_AND_AREA @ torch.tensor([20.0, 3e-4]) + 50, 1e-13, 2000), MEAN),
    "the loss jumps around and never settles": Situation(
        "the rate is stable at the guesses, not at the lowest point",
        ("does not settle",), "rate",
        (sgd.sine, [1.0, 1.8], TIME, 2 * torch.sin(2 * TIME), 1e-3, 2000)),
    # Digits.
    "the notebook's c does not move": Situation(
        "its steps are below half the spacing of float32 numbers",
        ("frozen",), r"\bc is frozen.*float64",
        (*PARABOLA, 1e-9, 3000)),
    "half precision stops early": Situation(
        "bfloat16 has two digits",
        ("frozen", "rounded off"), "bfloat16.*(float64|wider)",
        (sgd.linear, [5.0, 1.0], torch.linspace(2, 3, 30).bfloat16(), 2 * torch.linspace(2, 3, 30).bfloat16(), 4e-3, 500)),
    # What is passed.
    "the network predicts the mean": Situation(
        "a column minus a row is a table of all pairs",
        ("broadcasting",), "1,?600",
        (lambda x, p: x @ p[:1, None] + p[1], [0.0, 0.0], WIDE[:, None], 2 * WIDE + 1, 0.01, 100), MEAN),
    "parameters first": Situation(
        "the approximation takes x first, then the parameters",
        ("swapped",), r"x, params|order",
        (lambda p, x: p[0] * x + p[1], [0.0, 0.0], UNIT, 2 * UNIT, 0.01, 100)),
    "the loss has no grad_fn": Situation(
        "the values were detached from the parameters",
        ("refused",), "no gradient|detach",
        (lambda x, p: p[0].item() * x + p[1].item(), [1.0, 2.0], UNIT, 2 * UNIT, 0.01, 100)),
    "the first weight stays where it was": Situation(
        "it is detached, so that no gradient reaches it",
        ("no gradient",), r"params\[0\].*(gradient|detach)|gradient.*params\[0\]",
        (lambda x, p: p[0].detach() * x + p[1], [0.0, 0.0], TIME, 2 * TIME + 1, 0.003, 300)),
    "a gap in the data": Situation(
        "one y is not a number",
        ("refused",), r"y\[7\]|nan",
        (sgd.linear, [0.0, 0.0], UNIT, torch.where(torch.arange(30) == 7, torch.nan, UNIT), 0.01, 100)),
    "a torch module as the function": Situation(
        "it has its own parameters: f(x, params) has to use those that it is given",
        ("refused",), "[Mm]odule|f\\(x, params\\)",
        (torch.nn.Linear(1, 1), [0.0, 0.0], UNIT[:, None], 2 * UNIT[:, None], 0.01, 100), MEAN),
    # The loss.
    "a loss below zero that falls and falls": Situation(
        "a mean of differences without squares has no lowest value",
        ("no lower bound",), "below any bound.*squared",
        (sgd.linear, [0.0, 0.0], UNIT, 3 * UNIT + 1, 0.1, 500), lambda y1, y2: (y1 - y2).mean()),
    "the sign of the loss": Situation(
        "minus the squared errors has no lowest value",
        ("no lower bound",), "below any bound.*sign",
        (sgd.linear, [0.0, 0.0], UNIT, 3 * UNIT + 1, 0.05, 200), lambda y1, y2: -MEAN(y1, y2)),
    "absolute errors zigzag": Situation(
        "their slope does not shrink near the goal",
        ("kink",), "lower the rate|smooth",
        (sgd.linear, [0.0, 0.0], TIME, 3 * TIME - 4 + 0.3 * noise(60), 0.3, 1500), mean_absolute),
    "labels -1 and 1 with cross entropy": Situation(
        "with labels below 0 the loss has no lowest value",
        ("no lower bound", "no end"), "-1",
        (probability, [0.0, 0.0], WIDE, 2 * OVERLAPPING - 1, 0.1, 300), cross_entropy),
    # Not a number.
    "log of zero in x": Situation(
        "the first x is 0, where the logarithm is infinite",
        ("undefined at the guesses",), "point 0, where x is 0",
        (lambda x, p: p[0] * torch.log(x) + p[1], [1.0, 2.0], torch.arange(0.0, 12.0), torch.arange(12.0), 1e-3, 100)),
    "the loss is fine, the gradient is nan": Situation(
        "the slope of a square root is infinite at 0, which the first x makes it",
        ("undefined at the guesses",), r"gradient.*point 0\b",
        (lambda x, p: p[0] * torch.sqrt(p[1] * x), [1.0, 1.0], TIME, 2 * torch.sqrt(TIME), 1e-3, 100)),
    "a root of negative numbers": Situation(
        "a negative x has no power that is not whole",
        ("undefined at the guesses",), "negative number|below 0",
        (lambda x, p: p[0] * x ** p[1], [1.0, 1.5], WIDE, WIDE**2, 1e-3, 100)),
    "cross entropy turns nan after long training": Situation(
        "the classes separate, so that the parameters grow until log(0) comes",
        ("no end", "undefined"), "separat|without end|for ?ever|logits",
        (probability, [0.0, 0.0], WIDE, (WIDE > 0).float(), 2.0, 15_000), cross_entropy),
    "cross entropy turns nan at once": Situation(
        "scores near 100 make chances of 1 to the last digit: log(0)",
        ("undefined",), "rate|logits",
        (probability, [0.0, 0.0], SCORE, PASSED, 0.5, 100), cross_entropy),
    "BCELoss of raw scores": Situation(
        "BCELoss wants chances between 0 and 1",
        ("refused",), "between 0 and 1|[Ll]ogits|\\[0, 1\\]",
        (sgd.linear, [1.0, 0.0], WIDE, OVERLAPPING, 0.1, 100), torch.nn.BCELoss()),
    "infinite from the start": Situation(
        "exp(99) is beyond float32 once it is squared",
        ("overflows at the guesses",), "overflows float32",
        (lambda x, p: p[0] * torch.exp(p[1] * x), [1.0, 1.0], torch.arange(100.0), torch.arange(100.0), 1e-3, 100)),
    "thrown off by the first step": Situation(
        "the first step leads where the exponential is 0 and has no slope",
        ("thrown away",), r"[Ss]tep 1\b|first step",
        (lambda x, p: p[0] * torch.exp(p[1] * x), [1.0, 0.1], torch.linspace(0, 75, 8), 30 * torch.exp(-0.05 * torch.linspace(0, 75, 8)), 1e-3, 3000)),
    # The shape of the loss.
    "a network that starts from zeros": Situation(
        "all neurons have the same gradient, and the first layer has none",
        ("symmetric start",), "random|differ",
        (network, [0.0] * 10, WIDE, torch.sin(WIDE), 0.02, 500), MEAN),
    "a dead neuron": Situation(
        "the ramp is 0 on all points, and so is its slope",
        ("no slope",), "gradient|slope",
        (lambda x, p: torch.relu(p[0] * x + p[1]), [1.0, -50.0], UNIT, 2 * UNIT, 0.1, 200)),
    "whole numbers only": Situation(
        "rounding has no slope",
        ("no slope", "no gradient"), "round|flat|anywhere|all around|everywhere",
        (lambda x, p: torch.round(p[0] * x + p[1]), [1.0, 0.0], TIME, torch.round(2 * TIME), 1e-3, 200)),
    "two factors that start at zero": Situation(
        "each factor's gradient is the other factor, 0",
        ("symmetric start", "no slope"), "zero|gradient|slope",
        (product, [0.0, 0.0], UNIT, 3 * UNIT, 0.1, 200)),
    "a wave of the wrong frequency": Situation(
        "the guesses lie in another valley",
        ("high valley",), "[Oo]ther guesses|valley",
        (sgd.sine, [1.0, 5.0], TIME, 2 * torch.sin(2 * TIME), 1e-3, 2000)),
    # What is left.
    "a line through a parabola": Situation(
        "the approximation cannot bend",
        ("wrong approximation",), "approximation",
        (sgd.linear, [0.0, 0.0], WIDE, WIDE**2 + 0.1 * noise(40), 0.005, 1000)),
    "a loss that stays high": Situation(
        "y is noise for the most part",
        ("noise",), "noise",
        (sgd.linear, [0.0, 0.0], TIME, 0.2 * TIME + 2 * noise(60), 5e-4, 4000)),
    "a code for missing values": Situation(
        "-999 stands for gaps and is fitted like any value",
        ("repeated value",), "-999",
        (sgd.linear, [0.0, 0.0], TIME, GAPS, 5e-4, 4000)),
    "every x is the same": Situation(
        "one x cannot tell slope and intercept apart",
        ("not told apart",), "told apart|tell",
        (sgd.linear, [0.0, 0.0], torch.full((20,), 5.0), 3 + noise(20), 5e-4, 1000)),
    "kilograms and pounds": Situation(
        "one column is a multiple of the other",
        ("not told apart",), r"params\[0\] and params\[1\]",
        (two_columns, [0.0, 0.0, 0.0], KILOGRAMS_AND_POUNDS, 3 * WEIGHT / 50 + 1, 2e-3, 3000)),
    "more parameters than points": Situation(
        "five points cannot tell seven parameters apart",
        ("not told apart",), r"\b5 .*\b7 ",
        (sgd.polynomial(6), [0.0] * 7, torch.linspace(-1, 1, 5), torch.tensor([1.0, 3, 2, 5, 4]), 0.05, 3000)),
    "nothing is wrong": Situation(
        "the parameters are right",
        ("fine",), "well",
        (sgd.linear, [0.0, 0.0], WIDE, 2 * WIDE + 1, 5e-3, 1000)),
}  # fmt: skip


def report(*words):
    """What is said first of each situation whose name has all these words, and whether it is so."""
    lines, named = [], 0
    for name, situation in SITUATIONS.items():
        if all(word in name for word in words):
            first = situation.diagnosed().findings[0]
            right = situation.is_named_in(first)
            named += right
            lines += [f"{'yes' if right else 'NO '} {name}", f"    cause: {situation.cause}"]
            lines += [f"    says:  {first.kind}: {first.text}"]
    return "\n".join([*lines, f"{named} named"])


if __name__ == "__main__":
    print(report(*sys.argv[1:]))
