"""Functions of a reader's that see gradients on their way, and may replace them."""

from .graph import node_of
from .tensor import Tensor, method


@method
def register_hook(self, hook):
    """Call the function with the gradient of this tensor, each time that one is calculated.

    A tensor that it returns goes on in the gradient's place. The handle's `remove()` ends it.
    """
    from .utils.hooks import RemovableHandle  # of a package that few programs load

    if not self._wants_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    node = node_of(self)
    if node._hooks is None:
        node._hooks = {}
    hooks = node._hooks.setdefault(self._output, {})
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def hooked(node, gradients):
    """The gradients of a node's results after all hooks, in the order of their registration."""
    gradients = list(gradients)
    for output, hooks in node._hooks.items():
        for hook in list(hooks.values()):
            if gradients[output] is not None:
                gradients[output] = _replaced(hook, gradients[output])
    return gradients


def _replaced(hook, gradient):
    result = hook(gradient)
    if result is None:
        return gradient
    if not isinstance(result, Tensor):
        kind = type(result).__name__
        raise TypeError(f"expected Variable, but hook returned '{kind}'")
    if result.shape != gradient.shape:
        raise RuntimeError(
            f"hook '{getattr(hook, '__name__', '<unknown>')}' has changed the size of value"
        )
    return result
