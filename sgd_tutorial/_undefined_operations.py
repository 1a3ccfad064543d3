"""Why an operation gives no number, by its name."""

LOGARITHM = "The logarithm needs numbers above zero. "
POWER = "A negative number has whole powers only, and zero no negative one. "
DIVISION = "Nothing can be divided by zero. "
REASONS = {
    "log": LOGARITHM,
    "log2": LOGARITHM,
    "log10": LOGARITHM,
    "sqrt": "The square root of a negative number is none, nor has it a slope at zero. ",
    "pow": POWER,
    "rpow": POWER,
    "div": DIVISION,
    "truediv": DIVISION,
    "reciprocal": DIVISION,
    "exp": "The exponential of so large a number is beyond the dtype. ",
}
