"""Stochastic gradient descent as a recipe of six steps.

1. Define an approximation: ``quadratic``, or any ``f(x, params)`` of yours.
2. Initialize the parameters as a tensor that calculates gradients: ``initialize``.
3. Assess how far off the approximation is with a loss: ``sum_squared_error``.
4. Calculate the gradient of that loss: ``gradient``.
5. Adjust the parameters against the gradient: ``adjust``.
6. Repeat steps 3 to 5: ``fit``.

>>> import sgd_tutorial as sgd
>>> x, y = sgd.notebook_data()
>>> run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=2)
>>> run.params
tensor([2.9724, 1.9954, 3.0078])

The six questions that follow have answers to print: ``why_is_c_wrong``, ``wrong_approximations``,
``learning_rates``, ``initial_guesses``, ``when_to_stop``, ``mean_instead_of_sum``. ``diagnose``
reads a problem of yours.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._curvature import Curvature as Curvature
    from ._curvature import curvature as curvature
    from ._prediction import params_after as params_after
    from ._prediction import predict as predict
    from ._run import Run as Run
    from ._run import Snapshot as Snapshot
    from ._stability import DivergenceWarning as DivergenceWarning
    from ._stability import hessian_matrix as hessian_matrix
    from ._stability import largest_stable_learning_rate as largest_stable_learning_rate
    from ._sweep import Runs as Runs
    from ._sweep import sweep as sweep
    from .approximations import cubic as cubic
    from .approximations import exponential as exponential
    from .approximations import linear as linear
    from .approximations import polynomial as polynomial
    from .approximations import quadratic as quadratic
    from .approximations import sine as sine
    from .data import gapminder_data as gapminder_data
    from .data import noisy_data as noisy_data
    from .data import notebook_data as notebook_data
    from .diagnosis._diagnose import Diagnosis as Diagnosis
    from .diagnosis._diagnose import diagnose as diagnose
    from .diagnosis._findings import Finding as Finding
    from .distributed._fit import fit_distributed as fit_distributed
    from .losses import mean_squared_error as mean_squared_error
    from .losses import sum_squared_error as sum_squared_error
    from .optimizers import Adam as Adam
    from .optimizers import AdamW as AdamW
    from .optimizers import Momentum as Momentum
    from .optimizers import Nesterov as Nesterov
    from .optimizers import RMSProp as RMSProp
    from .questions._initial_guesses import initial_guesses as initial_guesses
    from .questions._learning_rates import learning_rates as learning_rates
    from .questions._mean_instead_of_sum import mean_instead_of_sum as mean_instead_of_sum
    from .questions._when_to_stop import when_to_stop as when_to_stop
    from .questions._why_is_c_wrong import why_is_c_wrong as why_is_c_wrong
    from .questions._wrong_approximations import wrong_approximations as wrong_approximations
    from .recipe import adjust as adjust
    from .recipe import fit as fit
    from .recipe import gradient as gradient
    from .recipe import initialize as initialize
    from .scaling import Rescaled as Rescaled
    from .scaling import fit_rescaled as fit_rescaled
    from .scaling import standardize as standardize
    from .schedules import cosine_decay as cosine_decay
    from .schedules import exponential_decay as exponential_decay
    from .schedules import inverse_decay as inverse_decay
    from .schedules import step_decay as step_decay
    from .schedules import warmup as warmup
    from .stopping import GradientNorm as GradientNorm
    from .stopping import HeldOut as HeldOut
    from .stopping import Plateau as Plateau
    from .stopping import RelativeChange as RelativeChange
    from .stopping import StepBudget as StepBudget
    from .stopping import TargetLoss as TargetLoss

__version__ = "0.1.0"

# Each public name is imported on first use, so that importing the package costs nothing
# and a name never pulls in a library that it does not need. A test keeps this table and
# the imports above, which only type checkers and editors read, the same.
_MODULE_OF = {
    name: module
    for module, names in {
        "approximations": ("cubic", "exponential", "linear", "polynomial", "quadratic", "sine"),
        "data": ("gapminder_data", "noisy_data", "notebook_data"),
        "_stability": ("DivergenceWarning", "hessian_matrix", "largest_stable_learning_rate"),
        "losses": ("mean_squared_error", "sum_squared_error"),
        "optimizers": ("Adam", "AdamW", "Momentum", "Nesterov", "RMSProp"),
        "recipe": ("adjust", "fit", "gradient", "initialize"),
        "_run": ("Run", "Snapshot"),
        "schedules": (
            "cosine_decay",
            "exponential_decay",
            "inverse_decay",
            "step_decay",
            "warmup",
        ),
        "stopping": (
            "GradientNorm",
            "HeldOut",
            "Plateau",
            "RelativeChange",
            "StepBudget",
            "TargetLoss",
        ),
        "_curvature": ("Curvature", "curvature"),
        "_prediction": ("params_after", "predict"),
        "scaling": (
            "Rescaled",
            "fit_rescaled",
            "standardize",
        ),
        "_sweep": (
            "Runs",
            "sweep",
        ),
        "diagnosis._diagnose": ("Diagnosis", "diagnose"),
        "distributed._fit": ("fit_distributed",),
        "diagnosis._findings": ("Finding",),
        "questions._wrong_approximations": ("wrong_approximations",),
        "questions._learning_rates": ("learning_rates",),
        "questions._mean_instead_of_sum": ("mean_instead_of_sum",),
        "questions._initial_guesses": ("initial_guesses",),
        "questions._when_to_stop": ("when_to_stop",),
        "questions._why_is_c_wrong": ("why_is_c_wrong",),
    }.items()
    for name in names
}
__all__ = sorted(_MODULE_OF)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
