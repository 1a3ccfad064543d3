"""The error for what the small torch does not have names it."""

import pytest

from tests.helpers.small_torch import small


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("torch.linalg.lstsq", "torch.linalg.lstsq"),
        ("torch.fft", "torch.fft"),
        ("torch.cuda.device_count()", "torch.cuda.device_count"),
        ("torch.autograd.functional.jacobian", "torch.autograd.functional.jacobian"),
        ("torch.ones(2).cumprod(0)", "Tensor.cumprod"),
        ("torch.ones(2).numpy().mean()", "numpy: ndarray.mean"),
        ("torch.Tensor([1.0])", "Tensor(...): use tensor(...)"),
        ("torch.ones(2, device='cuda')", "device 'cuda'"),
    ],
)
def test_an_error_names_what_is_missing(code, name):
    with pytest.raises(AttributeError) as caught:
        exec(code, {"torch": small})
    assert (
        str(caught.value)
        == f"this page's small torch has no {name}; the full PyTorch runs in Colab"
    )


@pytest.mark.parametrize("code", ["import torch.fft", "from torch.utils.data import Dataset"])
def test_an_import_names_what_is_missing(code):
    code = code.replace("torch", small.__name__)
    with pytest.raises(ModuleNotFoundError, match=r"has no torch\.(fft|utils); the full PyTorch"):
        exec(code)


def test_vmap_is_refused_when_it_is_called():
    with pytest.raises(NotImplementedError, match=r"has no torch\.func\.vmap; the full PyTorch"):
        small.func.vmap(lambda x: x)
