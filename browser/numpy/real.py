"""Functions of real numbers where Python raises an error and numpy has inf, nan or 0."""

import math


def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)


def floor_divide(a, b):
    if not b:
        return 0 if isinstance(b, int) else divide(a, b)
    return a // b if math.isfinite(a) else math.nan


def remainder(a, b):
    if not b:
        return 0 if isinstance(b, int) else math.nan
    if isinstance(a, int):
        return a % b
    return a % b if math.isfinite(a) else math.nan


def real_power(x, y):
    """x**y, but nan where Python's is complex."""
    power = x**y
    return math.nan if isinstance(power, complex) else power


def power(x, y):
    try:
        return real_power(x, y)
    except ZeroDivisionError:
        odd = y == int(y) and int(y) % 2
        return math.copysign(math.inf, x) if odd else math.inf
    except OverflowError:
        return -math.inf if x < 0 and int(y) % 2 else math.inf


def whole_power(x, y):
    """Of integers, as 64 bits hold it."""
    if y < 0:
        raise NegativePowerError
    return pow(x, y, 1 << 64)


class NegativePowerError(Exception):
    """Of an integer."""


def logarithm(function, pole=0):
    """A logarithm with -inf where its argument is the pole, and nan below it."""

    def careful(x):
        return function(x) if x > pole else -math.inf if x == pole else math.nan

    return careful


def growing(function, ends=(math.inf, math.inf)):
    """A function with these values where it is too large for a float, below 0 and above."""

    def careful(x):
        try:
            return function(x)
        except OverflowError:
            return ends[x > 0]

    return careful


def or_nan(function):
    """A function with nan where Python has no value."""

    def careful(*numbers):
        try:
            return function(*numbers)
        except ValueError:
            return math.nan

    return careful


def sign(x):
    return (x > 0) - (x < 0) if x == x else x


def keeping(function):
    """Rounding that keeps inf, nan and the sign of zero, and the type of integers."""

    def careful(x):
        if type(x) is int or not math.isfinite(x):
            return x
        return math.copysign(function(x), x)

    return careful


def larger(a, b):
    return a if a > b or a != a else b


def smaller(a, b):
    return a if a < b or a != a else b


def step(x, at_zero):
    return 0.0 if x < 0 else 1.0 if x > 0 else at_zero if x == 0 else x


def log_of_sum(a, b):
    """log(e^a + e^b) without overflow."""
    high, low = max(a, b), min(a, b)
    return high if high == low == -math.inf else high + math.log1p(math.exp(low - high))
