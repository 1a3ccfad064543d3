"""Operations of the reader's own, with rules of their own: `torch.autograd.Function`."""

import sys

from . import missing
from .grad_mode import no_grad
from .graph import node_type, record
from .tensor import Tensor


class Context:
    """What `forward` leaves for `backward`: tensors, and any other attribute."""

    saved_tensors = ()
    non_differentiable = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *tensors):
        self.non_differentiable = tensors

    def set_materialize_grads(self, value):
        if not value:
            name = "torch.autograd.function.FunctionCtx.set_materialize_grads(False)"
            raise NotImplementedError(missing.message(name))

    def mark_dirty(self, *tensors):
        name = "torch.autograd.function.FunctionCtx.mark_dirty"
        raise NotImplementedError(missing.message(name))


class Function:
    """The base of an operation: static methods `forward` and `backward`, called by `apply`."""

    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd."
            "Function to use it with backward mode AD."
        )

    setup_context = None  # a second form of `forward`, without context, goes with it

    @classmethod
    def apply(cls, *args):
        """Calculate, and record the rule."""
        ctx = Context()
        ctx.needs_input_grad = tuple(isinstance(x, Tensor) and x._wants_grad for x in args)
        with no_grad():
            if cls.setup_context is None:
                output = cls.forward(ctx, *args)
            else:
                output = cls.forward(*args)
                cls.setup_context(ctx, args, output)
        given = output if isinstance(output, tuple) else (output,)
        results = [each.detach() if any(each is x for x in args) else each for each in given]
        kept = [
            result
            for each, result in zip(given, results, strict=True)
            if not any(each is other for other in ctx.non_differentiable)
        ]
        _record(cls, ctx, args, kept)
        return tuple(results) if isinstance(output, tuple) else results[0]


def _record(cls, ctx, args, results):
    name = f"{cls.__name__}Backward"
    node_type(name).__module__ = "torch.autograd.function"
    shapes = [getattr(each, "shape", None) for each in args]
    rules = _Rules(cls, ctx, name, shapes, [(each.shape, each.dtype) for each in results])
    saved = tuple(each for each in ctx.saved_tensors if isinstance(each, Tensor))
    inputs = [
        (each, rules.rule(place), saved)
        for place, each in enumerate(args)
        if isinstance(each, Tensor)
    ]
    if inputs and results:
        record(results if len(results) > 1 else results[0], name, *inputs)


class _Rules:
    """The gradients of all inputs, which `backward` gives at once."""

    def __init__(self, cls, ctx, name, shapes, results):
        self.cls, self.ctx, self.name, self.results = cls, ctx, name, results
        self.shapes = shapes
        self.incoming = None

    def rule(self, place):
        def of_input(grad, *_):
            if self.incoming is not grad:
                self.incoming, self.gradients = grad, self._calculate(grad)
            found = self.gradients[place]
            if found is None:
                return self.like.new_zeros(self.shapes[place])
            return found

        return of_input

    def _calculate(self, grad):
        incoming = grad if isinstance(grad, list) else [grad]
        self.like = next(each for each in incoming if each is not None)
        pairs = zip(incoming, self.results, strict=True)
        full = [self.like.new_zeros(s, dtype=d) if g is None else g for g, (s, d) in pairs]
        found = self.cls.backward(self.ctx, *full)
        found = found if isinstance(found, tuple) else (found,)
        while len(found) > len(self.shapes) and found[-1] is None:
            found = found[:-1]
        if len(found) != len(self.shapes):
            raise RuntimeError(
                f"function {self.name} returned an incorrect number of gradients (expected "
                f"{len(self.shapes)}, got {len(found)})"
            )
        return found


sys.modules[f"{__package__}.autograd.function"] = sys.modules[__name__]  # where torch has it
