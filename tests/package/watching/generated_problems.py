"""Problems made by chance, each with a model that can solve it: data, parameters, a loss."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


@dataclass
class Problem:
    """Data, what predicts from it, the loss, and the loss of the best constant prediction."""

    x: Tensor
    y: Tensor
    params: list[Tensor]
    predict: Callable[[Tensor], Tensor]
    loss: Callable[[Tensor, Tensor], Tensor]
    constant: float
    net: nn.Module | None = None

    def judge(self) -> float:
        """The loss of all data, without dropout."""
        if self.net is not None:
            self.net.eval()
        with torch.no_grad():
            value = float(self.loss(self.predict(self.x), self.y))
        if self.net is not None:
            self.net.train()
        return value


def mse(p: Tensor, y: Tensor) -> Tensor:
    return ((p - y) ** 2).mean()


def sum_of_squares_halved(p: Tensor, y: Tensor) -> Tensor:
    return 0.5 * ((p - y) ** 2).sum() / len(y)


def entropy(y: Tensor) -> float:
    share = torch.bincount(y.long().flatten()).double() / y.numel()
    return float(-(share * share.clamp(min=1e-12).log()).sum())


def regression(rng, x, y, params, predict, net=None) -> Problem:
    loss = rng.choice([mse, mse, F.mse_loss, sum_of_squares_halved, F.huber_loss, F.l1_loss])
    center = y.median() if loss is F.l1_loss else y.mean(0, keepdim=True)
    return Problem(x, y, params, predict, loss, float(loss(center.expand_as(y), y)), net)


# Data.


def standardized(x: Tensor) -> Tensor:
    return (x - x.mean(0)) / x.std(0)


def curve(rng) -> tuple[Tensor, Tensor]:
    """One feature, (n, 1), and a smooth function of it."""
    n = rng.choice([20, 41, 60, 100, 200])
    t = torch.linspace(-1, 1, n) if rng.random() < 0.6 else 2 * torch.rand(n) - 1
    y = rng.choice([
        lambda: torch.sin(rng.uniform(1.5, 4) * t),
        lambda: rng.uniform(0.5, 3) * t**2,
        lambda: t**3 - 0.5 * t,
        lambda: torch.exp(t),
        lambda: t.abs(),
    ])()  # fmt: skip
    y = y + rng.choice([0, 0.05, 0.1]) * torch.randn(n)
    x = t[:, None]
    if rng.random() < 0.5:
        x, y = standardized(x), standardized(y)
    return x, y[:, None]


def features(rng) -> tuple[Tensor, Tensor]:
    """Several features, of one scale, and a direction."""
    n, d = rng.choice([40, 80, 150, 300]), rng.choice([2, 3, 5, 10])
    return torch.randn(n, d), torch.randn(d)


# Problems.


def a_line(rng) -> Problem:
    x, _ = curve(rng)
    x = x[:, 0]
    y = rng.uniform(-5, 5) * x + rng.uniform(-3, 3) + 0.2 * torch.randn(len(x))
    w = torch.zeros(2, requires_grad=True)
    return regression(rng, x, y, [w], lambda x: w[0] * x + w[1])


def linear(rng) -> Problem:
    x, direction = features(rng)
    y = x @ direction + rng.uniform(-3, 3) + 0.3 * torch.randn(len(x))
    if rng.random() < 0.5:
        net = nn.Linear(x.shape[1], 1)
        return regression(rng, x, y[:, None], [*net.parameters()], net, net)
    w, b = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    return regression(rng, x, y, [w, b], lambda x: x @ w + b)


def polynomial(rng) -> Problem:
    x, y = curve(rng)
    degree = rng.choice([2, 2, 3, 4])
    columns = torch.cat([x**k for k in range(degree + 1)], 1)
    columns = torch.cat([columns[:, :1], standardized(columns[:, 1:])], 1)
    start = rng.choice([torch.zeros, torch.randn, torch.ones])
    w = start(degree + 1).requires_grad_()
    return regression(rng, columns, y[:, 0], [w], lambda x: x @ w)


def recipe(rng) -> Problem:
    """The quadratic of the recipe, with parameters one by one."""
    x, y = curve(rng)
    p = torch.randn(3).requires_grad_()
    predict = lambda x: p[0] * x**2 + p[1] * x + p[2]  # noqa: E731
    return regression(rng, x[:, 0], y[:, 0], [p], predict)


def curved(rng) -> Problem:
    """A model that is not linear in its parameters."""
    t = torch.linspace(0, 2, rng.choice([30, 60, 100]))
    a, b = rng.uniform(1, 3), rng.uniform(0.5, 2)
    p = torch.tensor([1.0, 1.0], requires_grad=True)
    predict, y = rng.choice([
        (lambda t: p[0] * torch.exp(-p[1] * t), a * torch.exp(-b * t)),
        (lambda t: p[0] * torch.sin(p[1] * t), a * torch.sin(b * t)),
        (lambda t: p[0] / (1 + p[1] * t**2), a / (1 + b * t**2)),
    ])  # fmt: skip
    return regression(rng, t, y + 0.05 * torch.randn(len(t)), [p], predict)


def by_hand_bce(p: Tensor, y: Tensor) -> Tensor:
    p = torch.sigmoid(p).clamp(1e-6, 1 - 1e-6)
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


def bce_of_sigmoid(p: Tensor, y: Tensor) -> Tensor:
    return F.binary_cross_entropy(torch.sigmoid(p), y)


def two_classes(rng, x, score, params, predict, net=None) -> Problem:
    y = (score + 0.3 * torch.randn_like(score) > score.median()).float().reshape(-1)
    loss = rng.choice([by_hand_bce, bce_of_sigmoid, F.binary_cross_entropy_with_logits])
    return Problem(x, y, params, predict, loss, entropy(y), net)


def logistic(rng) -> Problem:
    x, direction = features(rng)
    w, b = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    return two_classes(rng, x, x @ direction, [w, b], lambda x: x @ w + b)


def classes(rng, make) -> Problem:
    n, d, k = rng.choice([90, 150, 300]), rng.choice([2, 4, 8]), rng.choice([3, 4, 5])
    y = torch.randint(0, k, (n,))
    x = standardized(rng.choice([1.5, 2.5, 4]) * torch.randn(k, d)[y] + torch.randn(n, d))
    params, predict, net = make(d, k)
    nll = lambda p, y: F.nll_loss(F.log_softmax(p, 1), y)  # noqa: E731
    loss = rng.choice([F.cross_entropy, F.cross_entropy, nn.CrossEntropyLoss(), nll])
    return Problem(x, y, params, predict, loss, entropy(y), net)


def softmax(rng) -> Problem:
    def make(d, k):
        w, b = torch.zeros(d, k, requires_grad=True), torch.zeros(k, requires_grad=True)
        return [w, b], lambda x: x @ w + b, None

    return classes(rng, make)


def counts(rng) -> Problem:
    x = torch.rand(100, 2)
    y = torch.poisson((1.5 * x[:, 0] + 0.8).exp())
    w, b = torch.zeros(2, requires_grad=True), torch.zeros(1, requires_grad=True)
    loss = lambda p, y: (p.exp() - y * p).mean()  # noqa: E731
    m = y.mean()
    return Problem(x, y, [w, b], lambda x: x @ w + b, loss, float(m - m * m.log()))


def hinge(rng) -> Problem:
    """A margin, by torch.relu of a column."""
    x, direction = features(rng)
    y = (x @ direction > 0).float()[:, None] * 2 - 1
    x = x + 0.5 * y * direction / direction.norm()
    w, b = torch.zeros(x.shape[1], 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    loss = lambda p, y: torch.relu(1 - y * p).mean()  # noqa: E731
    share = float((y > 0).float().mean())
    return Problem(x, y, [w, b], lambda x: x @ w + b, loss, 2 * min(share, 1 - share))


def mixture(rng) -> Problem:
    """Columns of a matrix that are probabilities, by a softmax over its rows."""
    true = torch.softmax(2 * torch.randn(4, 3), 0)
    x = torch.rand(80, 3)
    y = x @ true.T + 0.01 * torch.randn(80, 4)
    w = torch.zeros(4, 3, requires_grad=True)
    return regression(rng, x, y, [w], lambda x: x @ torch.softmax(2 * w, dim=0).T)


def spread_too(rng) -> Problem:
    """A mean and the logarithm of a spread: the loss goes below 0."""
    x, direction = features(rng)
    y = x @ direction + 0.1 * torch.randn(len(x))
    w, s = torch.zeros(x.shape[1], requires_grad=True), torch.zeros((), requires_grad=True)
    loss = lambda p, y: (0.5 * ((p - y) / s.exp()) ** 2 + s).mean()  # noqa: E731
    return Problem(x, y, [w, s], lambda x: x @ w, loss, float(0.5 + y.std().log()))


def much_noise(rng) -> Problem:
    x, direction = features(rng)
    y = x @ direction + 1.5 * direction.norm() * torch.randn(len(x))
    w, b = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    return regression(rng, x, y, [w, b], lambda x: x @ w + b)


PROBLEMS = [
    a_line, linear, polynomial, recipe, curved, logistic, softmax, hinge, mixture, spread_too,
    counts, much_noise,
]  # fmt: skip
