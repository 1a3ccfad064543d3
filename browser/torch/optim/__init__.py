"""`torch.optim`: step 5 of the recipe as an object, which holds the parameters and adjusts them."""

from ..missing import in_module as _in_module
from . import lr_scheduler
from .adagrad import Adagrad
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .sgd import SGD

del adagrad, adam, optimizer, rmsprop, sgd  # noqa: F821  # torch shows no modules of these names

__getattr__ = _in_module("torch.optim")
