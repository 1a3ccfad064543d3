"""What of torch's inside watching takes; the small torch of the site's pages has none of it."""

from contextlib import nullcontext
from typing import Any

import torch

IS_SMALL = not hasattr(torch, "_C")

# A block whose calls no mode sees.
own_calls: Any = nullcontext if IS_SMALL else torch._C.DisableTorchFunction


def shares_memory(one: Any, other: Any) -> bool:
    """Whether two tensors begin at one place, as a parameter and what it was made of do."""
    return not IS_SMALL and one.data_ptr() == other.data_ptr()


def is_transforming() -> bool:
    """Whether torch compiles, or torch.func transforms, what is being called."""
    return not IS_SMALL and (
        torch.compiler.is_compiling() or torch._C._functorch.peek_interpreter_stack() is not None
    )
