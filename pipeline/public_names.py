"""The names that PyTorch and NumPy have: what the small ones lack of them, errors say by name.

Python runs this file by itself: other code may have imported more of torch, and so added names.
"""

import json
import subprocess
import sys

# What the small torch has, too; `torch.dtype` and the like by an object.
OWNERS = {
    "torch": "torch",
    "torch.Tensor": "torch.Tensor",
    "torch.Generator": "torch.Generator",
    "torch.device": "torch.device",
    "torch.dtype": "torch.dtype",
    "torch.autograd": "torch.autograd",
    "torch.autograd.functional": "torch.autograd.functional",
    "torch.autograd.graph.Node": "torch.ones(1, requires_grad=True).sum().grad_fn",
    "torch.accelerator": "torch.accelerator",
    "torch.backends": "torch.backends",
    "torch.cuda": "torch.cuda",
    "torch.func": "torch.func",
    "torch.linalg": "torch.linalg",
    "torch.optim": "torch.optim",
    "torch.optim.Optimizer": "torch.optim.SGD",
    "torch.optim.lr_scheduler": "torch.optim.lr_scheduler",
    "torch.nn": "torch.nn",
    "torch.nn.Module": "torch.nn.Module",
    "torch.nn.functional": "torch.nn.functional",
    "torch.nn.init": "torch.nn.init",
    "torch.nn.utils": "torch.nn.utils",
    "torch.utils": "torch.utils",
    "torch.utils.data": "torch.utils.data",
    "numpy": "numpy",
    "numpy.ndarray": "numpy.ndarray",
    "numpy.dtype": "numpy.dtype",
    "numpy.ufunc": "numpy.ufunc",
    "numpy.linalg": "numpy.linalg",
    "numpy.random": "numpy.random",
    "numpy.random.Generator": "numpy.random.Generator",
    "numpy.random.RandomState": "numpy.random.RandomState",
}
SECONDS = 120  # torch from a slow disk takes half of it


def public_names() -> bytes:
    """JSON: each owner with its public names.

    Raises:
        WaitError: if torch does not import in time.
    """
    from .waits import waiting_for  # not above: Python runs this file outside of its package

    command = [sys.executable, "-W", "ignore", __file__]
    with waiting_for("the list of torch's and numpy's names", "see whether `import torch` ends"):
        return subprocess.run(command, check=True, capture_output=True, timeout=SECONDS).stdout


def _names() -> dict[str, list[str]]:
    import numpy
    import torch

    found = {
        owner: dir(eval(code, {"torch": torch, "numpy": numpy})) for owner, code in OWNERS.items()
    }
    return {
        owner: sorted(name for name in names if not name.startswith("_"))
        for owner, names in found.items()
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_names(), separators=(",", ":")))
