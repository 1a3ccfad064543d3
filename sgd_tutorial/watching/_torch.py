"""What of torch's inside watching takes; the small torch of the site's pages has none of it."""

from contextlib import nullcontext
from typing import Any

import torch

IS_SMALL = not hasattr(torch, "_C")

# A block whose calls no mode sees.
own_calls: Any = nullcontext if IS_SMALL else torch._C.DisableTorchFunction


def is_compiling() -> bool:
    return not IS_SMALL and torch.compiler.is_compiling()


def is_wrapped(tensor: Any) -> bool:
    """Whether a tensor is one of torch.func's."""
    return not IS_SMALL and torch._C._functorch.is_functorch_wrapped_tensor(tensor)
