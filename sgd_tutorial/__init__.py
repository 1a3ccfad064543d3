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

import lazy_loader

__version__ = "0.1.0"

# The names are those of __init__.pyi, each imported on first use: `import sgd_tutorial` costs
# nothing, the command answers --help at once, and a browser fetches what it runs.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__.remove("figures")  # which need plotly
__all__.remove("questions")  # whose functions are in it already
