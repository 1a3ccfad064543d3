"""The notebook's six questions, each answered by measuring.

Without arguments an answer is about the notebook's own problem; with `approximation, guesses, x, y`
it is about yours. Printed, an answer is the text of its findings; its attributes hold the numbers.
"""

from ._initial_guesses import InitialGuesses, Minima, initial_guesses
from ._learning_rates import LearningRates, learning_rates
from ._mean_instead_of_sum import MeanInsteadOfSum, mean_instead_of_sum
from ._when_to_stop import Stopped, Stops, WhenToStop, when_to_stop
from ._why_is_c_wrong import Cure, WhyIsCWrong, why_is_c_wrong
from ._wrong_approximations import Candidate, NoisyFit, WrongApproximations, wrong_approximations

__all__ = [
    "Candidate",
    "Cure",
    "InitialGuesses",
    "LearningRates",
    "MeanInsteadOfSum",
    "Minima",
    "NoisyFit",
    "Stopped",
    "Stops",
    "WhenToStop",
    "WhyIsCWrong",
    "WrongApproximations",
    "initial_guesses",
    "learning_rates",
    "mean_instead_of_sum",
    "when_to_stop",
    "why_is_c_wrong",
    "wrong_approximations",
]
