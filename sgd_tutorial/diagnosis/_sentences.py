"""Parts of sentences that several findings have in common."""

from torch import Tensor

from .._text import Writer, listed
from ._measure import Measurement

# Parameters that are listed one by one.
MOST_NAMED = 4


def named(m: Measurement, which: Tensor) -> list[str]:
    """The names of these parameters, (P,)."""
    return [name for name, flag in zip(m.names, which.tolist(), strict=True) if flag]


def some(names: list[str]) -> str:
    """All names, or the first few."""
    return listed(names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], "others"])


def course(m: Measurement, write: Writer) -> str:
    """How the loss went."""
    steps = write.steps("steps", m.run.steps)
    first, last = write("first_loss", m.run.losses[0]), write("loss", m.run.losses[-1])
    return f"In {steps} the loss goes from {first} to {last}."


def elsewhere(m: Measurement, write: Writer) -> str:
    """Where descent from other guesses comes to, if it is lower."""
    if m.better is None:
        return "No other guesses that were tried lead lower."
    guesses = write.params("guess of", m.names[:MOST_NAMED], m.other_guesses[:MOST_NAMED])
    many = "" if len(m.names) <= MOST_NAMED else " and so on"
    return (
        f"From other guesses, {guesses}{many}, descent reaches "
        f"{write('better_floor', m.better.loss)}."
    )
