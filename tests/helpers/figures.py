"""Draws any figure by its name, and reads the numbers in it."""

import inspect
import math
import warnings

import numpy as np
import torch

import sgd_tutorial as sgd
from sgd_tutorial import figures

RATE, STEPS = 1e-7, 10_002
TEMPLATES = ("light", "dark")


def settings():
    """Runs at three rates, one of them too large, with their predictions."""
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    rates = {"low": 1e-8, "good": 1e-7, "high": 8e-7}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sgd.DivergenceWarning)
        runs = {n: sgd.fit(*problem, learning_rate=r, steps=300) for n, r in rates.items()}
    predicted = {n: sgd.predict(*problem, learning_rate=r, steps=300) for n, r in rates.items()}
    return {"runs": runs, "predicted": predicted, "setting": "learning rate"}


def one_parameter(rate=0.05):
    """One run of an approximation with one parameter."""

    def line(x, params):
        return params[0] * x

    x, y = [1.0, 2.0], [2.0, 4.0]
    runs = {f"{rate}": sgd.fit(line, [0.0], x, y, learning_rate=rate, steps=5)}
    return {"runs": runs, "approximation": line, "x": x, "y": y, "setting": "rate"}


def by_sliders():
    return {"guesses": [1.0, 2.0, 0.0], "ranges": [(0, 10), (-40, 40), (-400, 400)]}


def calculated():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return {"result": (5 * x * x).sum()}


# The arguments of figures that are about no single run or answer.
SPECIAL = {
    "compare": settings,
    "parabola": one_parameter,
    "by_hand": by_sliders,
    "graph": calculated,
}


def draw(given, name, template="light", **changed):
    """The figure of this name, from those of the given arguments that it takes."""
    arguments = given | {"answer": given.get(name), "runs": given["run"], "learning_rate": RATE}
    arguments |= SPECIAL.get(name, dict)() | changed
    function = getattr(figures, name)
    taken = [p for p in inspect.signature(function).parameters if p in arguments]
    return function(**{p: arguments[p] for p in taken}, template=template)


def named(figure, name):
    """The one trace of a name that is no text."""
    (found,) = [
        t for t in figure.data if t.name == name and "text" not in (getattr(t, "mode", "") or "")
    ]
    return found


def values(row):
    return np.array([math.nan if v is None else v for v in row], dtype=float)


def same(row, expected, rel=6e-6):
    np.testing.assert_allclose(
        values(row), np.asarray(expected, dtype=float), rtol=rel, atol=1e-300
    )
