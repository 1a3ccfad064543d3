"""Arguments that are refused, each with what the error says of it."""

import math

import numpy as np
import torch

import sgd_tutorial as sgd

X, Y = sgd.notebook_data()
NAN, INF = math.nan, math.inf


def with_bad(values, index, bad):
    values = values.clone()
    values[index] = bad
    return values


# By `fit` and by `sweep`.
BAD = {
    "lengths": (dict(y=Y[:-1]), "x has 41 points and y has 40"),
    "column x": (dict(x=X[:, None]), r"x has shape \(41, 1\) and y has shape \(41,\)"),
    "column y": (dict(y=Y[:, None]), r"x has shape \(41,\) and y has shape \(41, 1\)"),
    "one y for all": (dict(y=Y[:1]), "x has 41 points and y has 1"),
    "empty": (dict(x=[], y=[]), "x is empty; give at least one point"),
    "a number for x": (dict(x=3.0, y=4.0), "x must be a list of numbers; got one number"),
    "NaN in x": (dict(x=with_bad(X, 4, NAN)), r"x\[4\] is nan"),
    "infinity in y": (dict(y=with_bad(Y, 7, -INF)), r"y\[7\] is -inf"),
    "text": (dict(x="abc"), "x must be numbers"),
    "texts": (dict(y=["1"] * 41), "y must be numbers"),
    "text array": (dict(y=np.array(["1"] * 41)), "y must be numbers"),
    "nothing": (dict(x=None), "x must be numbers"),
    "complex": (dict(x=X + 1j), "x must be real numbers"),
    "ragged": (dict(x=[[1.0], [1.0, 2.0]]), "x must be numbers"),
    "rate 0": (dict(learning_rate=0), "learning_rate must be above 0; got 0"),
    "rate below 0": (dict(learning_rate=-1e-7), "learning_rate must be above 0"),
    "rate NaN": (dict(learning_rate=NAN), "learning_rate is nan, not a finite number"),
    "rate infinite": (dict(learning_rate=INF), "learning_rate is inf"),
    "rate text": (dict(learning_rate="fast"), "learning_rate must be"),
    "steps below 0": (dict(steps=-1), "steps must be at least 0; got -1"),
    "steps fractional": (dict(steps=2.5), "steps must be a whole number; got 2.5"),
    "steps true": (dict(steps=True), "steps must be a whole number"),
    "batch 0": (dict(batch_size=0), "batch_size must be at least 1 and at most 41; got 0"),
    "batch below 0": (dict(batch_size=-3), "batch_size must be at least 1"),
    "batch too large": (dict(batch_size=42), "at most 41; got 42"),
    "batch fractional": (dict(batch_size=2.5), "batch_size must be a whole number; got 2.5"),
    "batch text": (dict(batch_size="all"), "batch_size must be a whole number; got 'all'"),
    "batch true": (dict(batch_size=True), "batch_size must be a whole number"),
    "seed": (dict(batch_size=4, seed=-1), "seed must be at least 0"),
    "seed true": (dict(seed=True), "seed must be a whole number"),
    "record_every 0": (dict(record_every=0), "record_every must be at least 1"),
    "record_every text": (dict(record_every="a"), "record_every must be a whole number"),
    "too few guesses": (dict(guesses=[1.0, 2.0]), "guesses has 2 numbers, but quadratic needs 3"),
    "too many guesses": (dict(guesses=[1.0] * 4), "guesses has 4 numbers, but quadratic needs 3"),
    "too few for a reader's own": (
        dict(approximation=lambda x, params: params[4] * x),
        "guesses has 3 numbers, but your function needs 5",
    ),
    "NaN guess": (dict(guesses=[1.0, NAN, 3.0]), r"guesses\[1\] is nan"),
    "guess beyond the dtype": (
        dict(guesses=[1e39, 0.0, 0.0]),
        r"guesses\[0\] is 1e\+39, too large for torch.float32",
    ),
    "text guess": (dict(guesses="abc"), "guesses must be numbers"),
    "approximation class": (
        dict(approximation=torch.nn.Linear),
        "approximation got the class Linear",
    ),
    "no function": (dict(approximation=3), "approximation must be a function; got 3"),
    "ignores": (dict(approximation=lambda x, params: x), "your function ignores its parameters"),
    "detaches": (
        dict(approximation=lambda x, params: sgd.quadratic(x, params).detach()),
        "no gradient reaches the parameters through your function",
    ),
    "one value": (
        dict(approximation=lambda x, params: params.sum()),
        r"one value for each y, shape \(41,\); it returned shape \(\)",
    ),
    "a list": (dict(approximation=lambda x, params: [1.0]), "must return a tensor; it returned"),
    "loss of every point": (
        dict(loss=lambda y1, y2: (y1 - y2) ** 2),
        r"must return one number; it returned shape \(41,\): end it with",
    ),
    "loss a number": (dict(loss=lambda y1, y2: 1.0), "must return a tensor, without .item"),
    "loss detached": (
        dict(loss=lambda y1, y2: ((y1 - y2) ** 2).sum().detach()),
        "no gradient reaches the parameters through the loss",
    ),
    "loss class": (dict(loss=torch.nn.MSELoss), "loss got the class MSELoss"),
    "loss no function": (dict(loss="mse"), "loss must be a function; got 'mse'"),
    "optimizer class": (dict(optimizer=sgd.Adam), "optimizer got the class Adam"),
    "no optimizer": (dict(optimizer=3), "optimizer must have the methods start and adjust"),
    "torch's optimizer": (
        dict(optimizer=torch.optim.SGD([torch.zeros(1)], lr=1)),
        "optimizer must have the methods start and adjust",
    ),
}

# By `fit` alone.
BAD_FIT = {
    "rates, too few": (dict(learning_rate=[1e-7, 1e-7]), "one for each of the 3 parameters"),
    "rates, one 0": (dict(learning_rate=[1e-7, 0, 1e-7]), "learning_rate must be above 0"),
    "schedule NaN": (dict(learning_rate=lambda _: NAN), "scheduled for step 0"),
    "schedule below 0": (dict(learning_rate=lambda _: -1.0), "scheduled for step 0"),
    "no guesses": (dict(guesses=[]), "guesses is empty"),
    "table of guesses": (dict(guesses=[[1.0, 2.0, 3.0]]), "guesses must be a flat list"),
    "rule class": (dict(stop=sgd.TargetLoss), "stop got the class TargetLoss"),
    "no rule": (dict(stop=3), "stop must be a stopping rule or a function"),
    "a rule in words": (dict(stop="soon"), "got 'soon'"),
    "no rules": (dict(stop=[sgd.StepBudget(1), "soon"]), "stop must be a stopping rule"),
    "no callback": (dict(callback=3), "callback must be a function"),
}


# By `sweep` alone.
BAD_SWEEP = {
    "one rate below 0": (dict(learning_rate=[1e-7, -1e-7]), "learning_rate must be above 0"),
    "one rate NaN": (dict(learning_rate=[1e-7, NAN]), r"learning_rate\[1\] is nan"),
    "no rates": (dict(learning_rate=[]), "learning_rate, guesses or seed is empty"),
    "schedule": (dict(learning_rate=lambda step: 1.0), "use fit for a schedule"),
    "guess a number": (dict(guesses=1.0), "guesses must be a list"),
    "no guesses": (dict(guesses=[]), "guesses must be a list"),
    "no starts": (dict(guesses=np.zeros((0, 3))), "guesses or seed is empty"),
    "too few guesses in each": (
        dict(guesses=[[1.0, 2.0]] * 2),
        "guesses has 2 numbers, but quadratic needs 3",
    ),
    "ragged guesses": (dict(guesses=[[1.0, 2.0, 3.0], [1.0]]), "guesses must be numbers"),
    "NaN in a start": (dict(guesses=[[1.0] * 3, [1.0, NAN, 1.0]]), r"guesses\[1, 1\] is nan"),
    "counts differ": (
        dict(learning_rate=[1e-7] * 3, guesses=[[1.0] * 3] * 4),
        "use grid=True to cross them",
    ),
    "one seed below 0": (dict(seed=[0, -1]), "seed must be"),
    "seed fractional": (dict(seed=[0.5]), "seed must be whole numbers"),
    "seed text": (dict(seed="a"), "seed must be"),
    "seed none": (dict(seed=None), "seed must be"),
    "no seeds": (dict(seed=[]), "seed is empty"),
}


def bad(*names):
    """What `fit` refuses because of these arguments alone."""
    return {case: row for case, row in (BAD | BAD_FIT).items() if row[0].keys() <= set(names)}


PLAIN = bad("approximation", "guesses", "x", "y", "steps", "loss", "learning_rate")

# By `params_after`, which takes no schedule and calculates in float64.
BAD_PREDICTION = PLAIN | {
    "schedule NaN": (dict(learning_rate=lambda _: NAN), "a schedule has no closed form"),
    "schedule below 0": (dict(learning_rate=lambda _: -1.0), "a schedule has no closed form"),
    "guess beyond the dtype": (dict(guesses=[INF, 0.0, 0.0]), r"guesses\[0\] is inf"),
    "some steps below 0": (dict(steps=[1, -1]), "steps must be at least 0"),
    "some steps fractional": (dict(steps=[1, 2.5]), "steps must be a whole number"),
    "steps text": (dict(steps="ten"), "steps must be a whole number; got 'ten'"),
    "no steps": (dict(steps=None), "steps must be a whole number"),
    "too many steps": (dict(steps=10**400), "steps must be at most 1e300"),
    "not linear": (dict(approximation=sgd.sine, guesses=[1.0] * 2), "sine is not linear in its"),
    "other loss": (dict(loss=torch.nn.functional.l1_loss), "the loss is no squared error"),
}
