"""Small random problems of gradient descent, by number, and the truth about each.

Half of them are linear in their parameters. Rates are from far too small to far too large, guesses
near and far, some x in units far off or far from 0, some y made by another function.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

import sgd_tutorial as sgd
from tests.helpers.approximations import probability
from tests.helpers.minimum import steepest

# Losses: of one value and one y, and what adds them up.


@dataclass(frozen=True)
class Loss:
    """What a reader passes as `loss`, the same for each point, and whether it is their mean."""

    name: str
    total: Callable[[Tensor, Tensor], Tensor]
    each: Callable[[Tensor, Tensor], Tensor]
    is_mean: bool = True

    def share(self, count):
        """What the loss of one of so many points counts."""
        return 1 / count if self.is_mean else 1.0


def squares(v, y):
    return (v - y) ** 2


def half_squares(v, y):
    return 0.5 * (v - y) ** 2


def absolute(v, y):
    return (v - y).abs()


def huber(v, y):
    return functional.huber_loss(v, y.expand_as(v), reduction="none")


def entropy(p, y):
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p))


def binary(p, y):
    return functional.binary_cross_entropy(p, y.expand_as(p), reduction="none")


def of_logits(z, y):
    return functional.binary_cross_entropy_with_logits(z, y.expand_as(z), reduction="none")


def of_log_rates(z, k):
    return torch.exp(z) - k * z


def of_rates(v, k):
    return v - k * torch.log(v)


def added(each):
    return lambda v, y: each(v, y).sum()


def mean(each):
    return lambda v, y: each(v, y).mean()


# By what the approximation gives.
LOSSES = {
    "number": [
        Loss("squares", sgd.sum_squared_error, squares, is_mean=False),
        Loss("mean of squares", sgd.mean_squared_error, squares),
        Loss("half squares", added(half_squares), half_squares, is_mean=False),
        Loss("Huber", torch.nn.HuberLoss(), huber),
        Loss("absolute", added(absolute), absolute, is_mean=False),
    ],
    "probability": [
        Loss("cross entropy by hand", mean(entropy), entropy),
        Loss("BCELoss", torch.nn.BCELoss(), binary),
    ],
    "logit": [Loss("BCEWithLogitsLoss", torch.nn.BCEWithLogitsLoss(), of_logits)],
    "log of a rate": [Loss("PoissonNLLLoss", torch.nn.PoissonNLLLoss(), of_log_rates)],
    "rate": [Loss("Poisson by hand", mean(of_rates), of_rates)],
}
SQUARES = ("squares", "mean of squares", "half squares")


# Families of functions, which take the parameters of many starts, too; see `minimum`.


@dataclass(frozen=True)
class Family:
    """Functions of one form.

    Attributes:
        name: in reports.
        approximation: f(x, params).
        truths: for each parameter, the least and the largest that is drawn.
        x: the same for x; with a third number, so many columns.
        powers: in a unit of x that is s times as large, each parameter is s^power times as large.
        gives: what its values are.
        linear: whether in its parameters.
    """

    name: str
    approximation: sgd.Approximation
    truths: tuple[tuple[float, float], ...]
    x: tuple[float, ...] = (-2, 3)
    powers: tuple[float, ...] | None = None
    gives: str = "number"
    linear: bool = False

    @property
    def has_one_valley(self):
        """Whether every loss here is convex in the parameters."""
        return self.linear or self.gives != "number"


def plane(x, params):
    return sum(params[i] * column for i, column in enumerate(x.T)) + params[-1]


def waves(x, params):
    return params[0] * torch.sin(x) + params[1] * torch.cos(x) + params[2]


def power(x, params):
    return params[0] * x ** params[1]


def phase(x, params):
    return params[0] * torch.sin(params[1] * x + params[2])


def saturation(x, params):
    return params[0] * x / (params[1] + x)


def logistic(x, params):
    return params[0] * torch.sigmoid(params[1] * (x - params[2]))


def bump(x, params):
    return params[0] * torch.exp(-(((x - params[1]) / params[2]) ** 2))


def network(x, params):
    a, b, c, d, e, f, g = params
    return e * torch.tanh(a * x + c) + f * torch.tanh(b * x + d) + g


def squared_line(x, params):
    return (params[0] * x + params[1]) ** 2


def probability_of_a_plane(x, params):
    return torch.sigmoid(plane(x, params))


def rate(x, params):
    return torch.exp(params[0] * x + params[1])


WIDE = (-3.0, 3.0)
LINEAR = [
    Family("line", sgd.linear, (WIDE,) * 2, powers=(-1, 0), linear=True),
    Family("parabola", sgd.quadratic, (WIDE,) * 3, powers=(-2, -1, 0), linear=True),
    Family("cubic", sgd.cubic, (WIDE,) * 4, powers=(-3, -2, -1, 0), linear=True),
    Family("plane", plane, (WIDE,) * 4, x=(-1, 2, 3), linear=True),
    Family("waves", waves, (WIDE,) * 3, linear=True),
    Family("logits", sgd.linear, (WIDE,) * 2, gives="logit", powers=(-1, 0), linear=True),
    Family("logits of a plane", plane, (WIDE,) * 3, x=(-1, 2, 2), gives="logit", linear=True),
    Family("log of a rate", sgd.linear, ((-0.6, 0.6), (-1, 1)), powers=(-1, 0), gives="log of a rate", linear=True),
]  # fmt: skip
CURVED = [
    Family("growth", sgd.exponential, ((0.5, 3), (-1, 0.8)), x=(0, 4), powers=(0, -1)),
    Family("sine", sgd.sine, ((0.5, 3), (0.5, 3)), x=(0, 6), powers=(0, -1)),
    Family("sine with a phase", phase, ((0.5, 3), (0.5, 3), (-2, 2)), x=(0, 6), powers=(0, -1, 0)),
    Family("power", power, ((0.5, 3), (-1, 3)), x=(0.2, 4)),
    Family("saturation", saturation, ((1, 5), (0.3, 4)), x=(0, 10), powers=(0, 1)),
    Family("logistic", logistic, ((1, 5), (0.5, 3), (-1, 2)), powers=(0, -1, 1)),
    Family("bump", bump, ((1, 5), (-1, 2), (0.5, 2)), powers=(0, 1, 1)),
    Family("network", network, (WIDE,) * 7),
    Family("squared line", squared_line, (WIDE,) * 2, powers=(-1, 0)),
    Family("probability", probability, (WIDE,) * 2, powers=(-1, 0), gives="probability"),
    Family("probability of a plane", probability_of_a_plane, (WIDE,) * 3, x=(-1, 2, 2), gives="probability"),
    Family("rate", rate, ((-0.6, 0.6), (-1, 1)), powers=(-1, 0), gives="rate"),
]  # fmt: skip


# Problems.


@dataclass(frozen=True, eq=False)
class RandomProblem:
    """A problem, the run that is asked about, and how the data came about.

    Attributes:
        number: the same number gives the same problem.
        parts: approximation, guesses, x and y.
        learning_rate, steps, loss: of the run.
        family: of the approximation.
        truth: (P,), float64, the parameters behind y.
        of_family: whether y is this function, with noise or without; else it has more in it.
        noise: the standard deviation of the noise in y over that of y; 0 for none.
    """

    number: int
    parts: tuple[sgd.Approximation, list[float], Tensor, Tensor]
    learning_rate: float
    steps: int
    loss: Loss
    family: Family
    truth: Tensor = field(repr=False)
    of_family: bool
    noise: float

    @property
    def settings(self):
        """The other arguments of `fit` and `diagnose`."""
        return dict(learning_rate=self.learning_rate, steps=self.steps, loss=self.loss.total)

    def __str__(self):
        count = f"{len(self.parts[3])} points"
        run = f"rate {self.learning_rate:.3g}, {self.steps} steps"
        made = "" if self.of_family else ", y of another function"
        noise = f", noise {self.noise:.2g}" if self.noise else ", no noise"
        return f"{self.number}: {self.family.name}, {self.loss.name}, {count}{noise}{made}, {run}"


def random_problem(number):
    """The problem of this number."""
    rng = random.Random(number)
    draws = torch.Generator().manual_seed(number)
    family = rng.choice(LINEAR if rng.random() < 0.5 else CURVED)
    loss = rng.choice(LOSSES[family.gives])
    truth = torch.tensor([rng.uniform(*ends) for ends in family.truths], dtype=torch.float64)
    x = points(rng, draws, family)
    y, noise, of_family = observed_y(rng, draws, family, truth, x)
    x, truth = in_other_units(rng, family, x, truth)
    guesses = guessed(rng, truth)
    places = truth, torch.tensor(guesses, dtype=torch.float64)
    steepness = max(steepest(family.approximation, loss.each, x, y, place) for place in places)
    steepness *= loss.share(len(y))
    largest_rate = 2 / steepness if 0 < steepness < math.inf else 2.0
    dtype = rng.choice([torch.float32, torch.float32, torch.float64])
    return RandomProblem(
        number=number,
        parts=(family.approximation, guesses, x.to(dtype), y.to(dtype)),
        learning_rate=float(f"{largest_rate * 10 ** rng.uniform(-4, 1.3):.3g}"),
        steps=int(10 ** rng.uniform(0.7, 3.0)),
        loss=loss,
        family=family,
        truth=truth,
        of_family=of_family,
        noise=noise,
    )


def points(rng, draws, family):
    """(N,) or (N, columns), float64: evenly spaced, or anywhere."""
    low, high, *columns = family.x
    shape = [rng.choice([8, 15, 30, 60, 60, 100]), *map(int, columns)]
    if columns or rng.random() < 0.4:
        return low + (high - low) * torch.rand(shape, generator=draws, dtype=torch.float64)
    return torch.linspace(low, high, *shape, dtype=torch.float64)


def observed_y(rng, draws, family, truth, x):
    """The y of these points, how much of it is noise, and whether it is of this family."""
    values = family.approximation(x, truth)
    if family.gives in ("logit", "probability"):
        chances = torch.sigmoid(values) if family.gives == "logit" else values
        return torch.bernoulli(chances, generator=draws), 1.0, True
    if family.gives in ("rate", "log of a rate"):
        rates = torch.exp(values) if family.gives == "log of a rate" else values
        return torch.poisson(rates, generator=draws), 1.0, True
    size = float(values.std()) or 1.0
    of_family = rng.random() < 0.8
    if not of_family:
        along = x if x.ndim == 1 else x[:, 0]
        values = values + size * rng.uniform(0.3, 2) * torch.sin(rng.uniform(1, 3) * along) ** 2
    noise = rng.choice([0.0, 0.0, 0.03, 0.1, 0.3, 1.0])
    misses = torch.randn(len(values), generator=draws, dtype=torch.float64)
    return values + noise * size * misses, noise, of_family


def in_other_units(rng, family, x, truth):
    """Some x are in units a hundred times as small or large, or start in the year 2000."""
    if family.powers is None or rng.random() < 0.7:
        return x, truth
    if family.approximation is sgd.linear and rng.random() < 0.5:
        return x + 2000, truth - torch.tensor([0.0, 2000 * float(truth[0])]).double()
    size = rng.choice([0.01, 10.0, 100.0, 1000.0])
    return size * x, truth * size ** torch.tensor(family.powers, dtype=torch.float64)


def guessed(rng, truth):
    """Near the truth, of its size, of any size, or what a learner types."""
    how = rng.choice(["near", "size", "any", "typed"])
    if how == "typed":
        return rng.choice([[0.0] * len(truth), [1.0] * len(truth), [1.0, 0.1, 0.5, 2.0, 0.3, -1.0, 1.5][: len(truth)]])  # fmt: skip
    spread = {"near": 0.1, "size": 0.7, "any": 2.0}[how]
    return [
        float(f"{value * math.exp(rng.gauss(0, spread)) + rng.gauss(0, 0.1 * spread):.3g}")
        for value in truth.tolist()
    ]
