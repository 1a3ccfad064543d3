"""Networks made by chance, with problems that they can solve."""

import math
from collections.abc import Callable
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from .generated_problems import (
    Problem,
    classes,
    curve,
    entropy,
    features,
    regression,
    standardized,
    two_classes,
)

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "gelu": F.gelu}
LAYERS = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "gelu": nn.GELU}


def hand_network(rng, d: int, k: int, plain: bool):
    """Weights by hand: randn, or randn / sqrt(n)."""
    act = rng.choice(list(ACTIVATIONS.values()))
    sizes = [d, *[rng.choice([4, 8, 16, 32])] * rng.choice([1, 1, 2]), k]
    weights = [
        (torch.randn(a, b) / (1 if plain else math.sqrt(a))).requires_grad_()
        for a, b in pairwise(sizes)
    ]
    biases = [torch.zeros(b, requires_grad=True) for b in sizes[1:]]

    def predict(x):
        for w, b in zip(weights[:-1], biases[:-1], strict=True):
            x = act(x @ w + b)
        return x @ weights[-1] + biases[-1]

    return [*weights, *biases], predict, None


def sequential(rng, d: int, k: int, *extra: Callable[[int], nn.Module]):
    act, width = rng.choice(list(LAYERS.values())), rng.choice([8, 16, 32, 64])
    layers: list[nn.Module] = []
    for i in range(rng.choice([1, 1, 2])):
        layers += [nn.Linear(width if i else d, width), act(), *[make(width) for make in extra]]
    net = nn.Sequential(*layers, nn.Linear(width, k))
    return [*net.parameters()], net, net


def network_by_hand(rng) -> Problem:
    x, y = curve(rng)
    return regression(rng, x, y, *hand_network(rng, 1, 1, plain=False))


def plain_randn(rng) -> Problem:
    x, y = curve(rng)
    return regression(rng, x, y, *hand_network(rng, 1, 1, plain=True))


def network(rng) -> Problem:
    x, y = curve(rng)
    return regression(rng, x, y, *sequential(rng, 1, 1))


def network_for_classes(rng) -> Problem:
    if rng.random() < 0.4:
        return classes(rng, lambda d, k: hand_network(rng, d, k, plain=False))
    return classes(rng, lambda d, k: sequential(rng, d, k))


def network_for_two(rng) -> Problem:
    x, direction = features(rng)
    params, net, _ = sequential(rng, x.shape[1], 1)
    score = x @ direction + x[:, 0] * x[:, 1]
    return two_classes(rng, x, score, params, lambda x: net(x).squeeze(1), net)


def with_dropout(rng) -> Problem:
    drop = lambda _: nn.Dropout(rng.choice([0.1, 0.2, 0.3]))  # noqa: E731
    if rng.random() < 0.5:
        return classes(rng, lambda d, k: sequential(rng, d, k, drop))
    x, y = curve(rng)
    return regression(rng, x, y, *sequential(rng, 1, 1, drop))


def with_norm(rng) -> Problem:
    norm = rng.choice([nn.BatchNorm1d, nn.LayerNorm])
    return classes(rng, lambda d, k: sequential(rng, d, k, norm))


def pictures(rng) -> Problem:
    k, n = 3, rng.choice([60, 120])
    y = torch.randint(0, k, (n,))
    x = torch.randn(k, 1, 8, 8)[y] + 0.7 * torch.randn(n, 1, 8, 8)
    c = rng.choice([4, 8])
    conv = nn.Sequential(nn.Conv2d(1, c, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    net = nn.Sequential(conv, nn.Linear(16 * c, k))
    return Problem(x, y, [*net.parameters()], net, F.cross_entropy, entropy(y), net)


def sequences(rng) -> Problem:
    x = torch.randn(rng.choice([50, 100]), 6, 1)
    y = x.mean(1)
    rnn = rng.choice([nn.RNN, nn.GRU])(1, 12, batch_first=True)
    head = nn.Linear(12, 1)
    net = nn.ModuleList([rnn, head])
    return regression(rng, x, y, [*net.parameters()], lambda x: head(rnn(x)[0][:, -1]), net)


def autoencoder(rng) -> Problem:
    x = standardized(torch.randn(150, 2) @ torch.randn(2, 8) + 0.1 * torch.randn(150, 8))
    act = rng.choice([nn.Tanh, nn.GELU])
    net = nn.Sequential(nn.Linear(8, 16), act(), nn.Linear(16, 2), act(), nn.Linear(2, 8))
    return regression(rng, x, x, [*net.parameters()], net, net)


def with_residuals(rng) -> Problem:
    x, direction = features(rng)
    y = (torch.sin(x @ direction) + 0.5 * x[:, 0])[:, None]
    first, inner, last = nn.Linear(x.shape[1], 16), nn.Linear(16, 16), nn.Linear(16, 1)
    act = rng.choice(list(ACTIVATIONS.values()))
    net = nn.ModuleList([first, inner, last])

    def predict(x):
        h = first(x)
        return last(h + act(inner(h)))

    return regression(rng, x, y, [*net.parameters()], predict, net)


def ratings(rng) -> Problem:
    """Products of two tables of vectors."""
    users, items = torch.randn(15, 2), torch.randn(12, 2)
    x = torch.stack([torch.randint(0, 15, (300,)), torch.randint(0, 12, (300,))], 1)
    y = (users[x[:, 0]] * items[x[:, 1]]).sum(1)
    net = nn.ModuleList([nn.Embedding(15, 4), nn.Embedding(12, 4)])
    predict = lambda x: (net[0](x[:, 0]) * net[1](x[:, 1])).sum(1)  # noqa: E731
    return regression(rng, x, y, [*net.parameters()], predict, net)


NETWORKS = [
    network_by_hand, plain_randn, network, network_for_classes, network_for_two, with_residuals,
    with_dropout, with_norm, pictures, sequences, autoencoder, ratings,
]  # fmt: skip
