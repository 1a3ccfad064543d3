"""The error for what the small torch does not have names it."""

import json
import sys

import pytest
import torch

from pipeline.public_names import public_names
from tests.helpers.small_torch import small


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("torch.linalg.lstsq", "torch.linalg.lstsq"),
        ("torch.fft", "torch.fft"),
        ("torch._C._cuda_getDeviceCount()", "torch._C"),
        ("torch.cuda.device_count()", "torch.cuda.device_count"),
        ("torch.autograd.functional.jacobian", "torch.autograd.functional.jacobian"),
        ("torch.ones(2).cumprod(0)", "Tensor.cumprod"),
        ("torch.Generator().graphsafe_get_state()", "torch.Generator.graphsafe_get_state"),
        ("torch.float32.to_complex()", "torch.dtype.to_complex"),
        ("torch.ones(1, requires_grad=True).sum().grad_fn.metadata", "SumBackward0.metadata"),
        ("torch.optim.SGD([torch.ones(1)]).profile_hook_step", "torch.optim.SGD.profile_hook_step"),
        ("torch.complex64", "torch.complex64"),
        ("torch.ones(2, device='cuda')", "device 'cuda'"),
        ("torch.Generator('cuda')", "device 'cuda'"),
        (
            "torch.ones(1, requires_grad=True).sum().grad_fn.register_hook(print)",
            "SumBackward0.register_hook",
        ),
    ],
)
def test_an_error_names_what_is_missing(code, name):
    with pytest.raises(AttributeError) as caught:
        exec(code, {"torch": small})
    assert (
        str(caught.value)
        == f"this page's small torch has no {name}; the full PyTorch runs in Colab"
    )


@pytest.mark.parametrize(
    "code", ["import torch.fft", "from torch.utils.tensorboard import SummaryWriter"]
)
def test_an_import_names_what_is_missing(code):
    code = code.replace("torch", small.__name__)
    with pytest.raises(
        ModuleNotFoundError, match=r"has no torch\.(fft|utils\.tensorboard); the full PyTorch"
    ):
        exec(code)


def test_vmap_is_refused_when_it_is_called():
    with pytest.raises(NotImplementedError, match=r"has no torch\.func\.vmap; the full PyTorch"):
        small.func.vmap(lambda x: x)


@pytest.fixture(scope="module")
def packed():
    """The names that the build packs."""
    return json.loads(public_names())


@pytest.fixture
def names(packed, monkeypatch):
    """The names that the page knows."""
    monkeypatch.setattr(sys.modules[f"{small.__name__}.missing"], "names", lambda: packed)
    return packed


SLIPS = [
    "torch.tensr",
    "torch.views",
    "torch.ones(2).summ",
    "torch.ones(2).version",
    "torch.nn.Parameter(torch.ones(2)).node",
    "torch.optim.sgd",
    "torch.nn.losses",
    "torch.nn.Lineer",
    "torch.nn.functional.crossentropy",
    "torch.nn.ReLU().forwards",
    "torch.utils.dat",
    "torch.optim.SGD([torch.ones(1)]).setp",
    "torch.autograd.back",
    "torch.linalg.solv",
    "torch.cuda.available",
    "torch.func.vmapp",
    "torch.Generator().sed",
    "torch.Generator().word",
    "torch.float32.size",
    "torch.float32.name",
    "torch.device('cpu').name",
    "torch.ones(1, requires_grad=True).sum().grad_fn.grad",
    "torch.ones(1)._repr_html_",
]


@pytest.mark.parametrize("code", SLIPS)
def test_a_name_that_torch_has_not_either_gets_torchs_own_error(code, names):
    errors = []
    for module in (torch, small):
        with pytest.raises(AttributeError) as caught:
            eval(code, {"torch": module})
        errors.append((str(caught.value), caught.value.name))
    assert errors[1] == errors[0]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("torch.fft", "torch.fft"),
        ("torch.complex64", "torch.complex64"),
        ("torch.ones(2).cumprod(0)", "Tensor.cumprod"),
        ("torch.optim.LBFGS", "torch.optim.LBFGS"),
        ("torch.nn.Conv2d", "torch.nn.Conv2d"),
        ("torch.nn.ReLU().half()", "torch.nn.Module.half"),
        ("torch.nn.functional.conv1d", "torch.nn.functional.conv1d"),
        ("torch.nn.init.dirac_", "torch.nn.init.dirac_"),
        ("torch.utils.data.StackDataset", "torch.utils.data.StackDataset"),
        ("torch.optim.SGD([torch.ones(1)]).profile_hook_step", "torch.optim.SGD.profile_hook_step"),
        ("torch.Generator().graphsafe_get_state", "torch.Generator.graphsafe_get_state"),
        ("torch.float32.to_complex()", "torch.dtype.to_complex"),
        ("torch.autograd.detect_anomaly", "torch.autograd.detect_anomaly"),
        ("(torch.ones(1, requires_grad=True) * 2).grad_fn.metadata", "MulBackward0.metadata"),
        ("(torch.ones(1, requires_grad=True) * 2).grad_fn._saved_self", "MulBackward0._saved_self"),
    ],
)
def test_a_name_that_torch_has_is_still_named_as_missing(code, name, names):
    eval(code, {"torch": torch})
    with pytest.raises(AttributeError, match=f"small torch has no {name};"):
        eval(code, {"torch": small})


def test_all_that_the_small_torch_has_is_in_the_list(names):
    for owner, found in names.items():
        for name in vars(small) if owner == "torch" else ():
            assert name.startswith("_") or name in found, name
