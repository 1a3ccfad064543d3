"""Modules and objects of the small torch and the small numpy have no public name of their own."""

import warnings

import numpy
import pytest
import torch

from tests.helpers.small_numpy import small, small_numpy

LAYERS = ["Linear(1, 1)", "Sequential()", "ModuleList()", "ModuleDict()", "ParameterList()"]
LAYERS += ["Identity()", "Flatten()", "Dropout()", "ReLU()", "Tanh()", "LeakyReLU()", "Softmax(0)"]
LOSSES = ["MSELoss", "L1Loss", "HuberLoss", "BCELoss", "CrossEntropyLoss", "NLLLoss"]
OPTIMIZERS = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"]
SCHEDULERS = ["StepLR(sgd, 1)", "LambdaLR(sgd, float)", "ReduceLROnPlateau(sgd)"]
DATA = ["TensorDataset(x)", "DataLoader(x)", "Subset([1], [0])", "ConcatDataset([[1]])"]
DATA += ["RandomSampler([1])", "SequentialSampler([1])", "BatchSampler([1], 1, False)"]
OBJECTS = [
    *["x", "x[:1]", "w", "w * 2", "torch.nn.Parameter(x)", "x.max(0)", "x.shape", "x.dtype"],
    *["x.device", "torch.Generator()", "(w * 2).grad_fn", "(w * 2).grad_fn.next_functions[0][0]"],
    *["torch.no_grad()", "torch.enable_grad()", "torch.inference_mode()", "torch.FloatTensor"],
    *["torch.set_grad_enabled(True)", "torch.autograd.Function()", "torch.nn.Module()"],
    *[f"torch.nn.{layer}" for layer in LAYERS],
    *[f"torch.nn.{loss}()" for loss in LOSSES],
    *[f"torch.optim.{name}([w], lr=0.1)" for name in OPTIMIZERS],
    *[f"torch.optim.lr_scheduler.{scheduler}" for scheduler in SCHEDULERS],
    *[f"torch.utils.data.{each}" for each in DATA],
    *["np", "np.ones(2)", "x.numpy()", "np.dtype('float32')", "np.add", "np.errstate()"],
    *[f"np.{name}(1)" for name in ("float64", "float32", "int64", "int32", "bool_")],
    *["np.random.default_rng(1)", "np.random.RandomState(1)", "np.poly1d([1])"],
    *["np.printoptions(precision=3)"],
]
MODULES = ["autograd", "autograd.functional", "backends", "cuda", "func", "linalg", "nn", "random"]
MODULES += ["nn.functional", "nn.init", "nn.parameter", "nn.utils", "optim", "optim.lr_scheduler"]
MODULES += ["overrides", "utils", "utils.data", "utils.hooks"]
OBJECTS += [
    *[f"torch.{name}" for name in MODULES],
    *[f"np.{name}" for name in ("exceptions", "linalg", "random")],
]
SETUP = """
x = torch.ones(2)
w = torch.ones(2, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.1)
"""


@pytest.mark.parametrize("code", OBJECTS)
def test_an_object_has_no_public_name_of_its_own(code):
    theirs, ours = (
        _names(code, {"torch": tensors, "np": arrays})
        for tensors, arrays in ((torch, numpy), (small, small_numpy))
    )
    assert ours - theirs == set()


def _names(code, modules):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(SETUP, modules)
        found = eval(code, modules)
    return {name for name in dir(found) if not name.startswith("_")}


def test_a_counter_of_changes_is_torchs():
    for module in (torch, small):
        x = module.ones(2)
        view = x[:1]
        view += 1
        x.mul_(2)
        assert (x._version, view._version, x.detach()._version) == (2, 2, 2)
        assert x.data._version == module.ones(1)._version == 0
        assert view._base is x
        assert x._base is None
