"""`torch.optim`: step 5 of the recipe as an object, which holds the parameters and adjusts them."""

from .. import missing
from .adam import Adam
from .optimizer import Optimizer
from .sgd import SGD

del adam, optimizer, sgd  # noqa: F821  # torch shows no modules of these names

__getattr__ = missing.in_module("torch.optim")
