"""Tables for the tests of the command."""

import numpy as np

from sgd_tutorial.cli._csv_table import Table


def table_of(x, y):
    return Table("x", "y", np.asarray(x, dtype=float), np.asarray(y, dtype=float))


def noisy_parabola(count=300, low=-20, high=20):
    random = np.random.default_rng(0)
    x = random.uniform(low, high, count)
    return x, 5 * x * x - 3 * x + 7 + random.normal(0, 100, count)
