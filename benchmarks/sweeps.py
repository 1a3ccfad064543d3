"""`sweep` against a single run, and against torch.func.vmap by hand."""

import torch

from sgd_tutorial._sweep import sweep

from .recipe import GUESSES, X, Y, approximation, bare_loop
from .timing import ratio

RUNS = 1000
STEPS = 1000
ROUNDS = 5
RATES = torch.linspace(1e-8, 5e-7, RUNS)


def squared_error(y1, y2):
    """The notebook's, over the points alone."""
    return ((y1 - y2) ** 2).sum(dim=0)


def all_runs():
    """Records parameters and loss of every step of every run, and watches for divergence."""
    runs = sweep(approximation, GUESSES, X, Y, learning_rate=RATES, steps=STEPS, loss=squared_error)
    assert runs.history.shape == (RUNS, STEPS + 1, 3)


def vmap_by_hand():
    """As the documentation of torch.func would have it; keeps nothing."""
    loss = lambda params: squared_error(approximation(X, params), Y)  # noqa: E731
    slopes = torch.func.vmap(torch.func.grad(loss))
    params = torch.tensor(GUESSES).repeat(RUNS, 1)
    rates = RATES[:, None]
    for _ in range(STEPS):
        params = params - rates * slopes(params)
    return params


def against_one_run():
    """Time of 1,000 runs of 1,000 steps, in units of one run."""
    return ratio(all_runs, lambda: bare_loop(STEPS), ROUNDS)


def against_vmap():
    """Time of 1,000 runs of 1,000 steps, recorded and not."""
    return ratio(all_runs, vmap_by_hand, ROUNDS)
