"""`Module`: the base of all networks and layers, a tree of modules with parameters as leaves."""

from ... import missing
from ...tensor import Tensor
from .attributes import Attributes
from .state import load_into, state_of


class Module(Attributes):
    """What a network is made of; a class of yours says in `forward` how it calculates."""

    training = True

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def forward(self, *_, **__):
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    # The tree

    def named_children(self):
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        for _, module in self.named_children():
            yield module

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """This module and all below it, each with its path."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                path = f"{prefix}{'.' * bool(prefix)}{name}"
                yield from module.named_modules(memo, path, remove_duplicate)

    def modules(self):
        for _, module in self.named_modules():
            yield module

    def _named(self, kind, prefix, recurse, remove_duplicate):
        seen = set()
        pairs = [(prefix, self)]
        if recurse:
            pairs = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in pairs:
            for name, tensor in vars(module)[kind].items():
                if tensor is not None and tensor not in seen:
                    if remove_duplicate:
                        seen.add(tensor)
                    yield f"{path}{'.' * bool(path)}{name}", tensor

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        for _, param in self.named_parameters(recurse=recurse):
            yield param

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def get_submodule(self, target):
        """The module at a path."""
        module = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    # For all modules of the tree

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        """Have layers such as Dropout do what they do in training."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        for param in self.parameters():
            if set_to_none:
                param.grad = None
            elif param.grad is not None:
                param.grad = param.grad.detach().zero_()

    def _convert(self, convert):
        for module in self.modules():
            for param in module._parameters.values():
                if param is not None:
                    param.data = convert(param.data)
                    if param.grad is not None:
                        param.grad = convert(param.grad)
            for name, buffer in module._buffers.items():
                module._buffers[name] = buffer if buffer is None else convert(buffer)
        return self

    def to(self, *args, **kwargs):
        """All floating-point tensors in another dtype; the device is always the CPU."""
        wanted = Tensor.to(_ONE, *args, **kwargs).dtype
        if not wanted.is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                f"dtype={wanted}"
            )
        given = any(isinstance(each, type(wanted)) for each in (*args, *kwargs.values()))
        return self._floating(wanted) if given else self

    def _floating(self, dtype):
        return self._convert(lambda each: each.to(dtype) if each.is_floating_point() else each)

    def float(self):
        return self._floating(_ONE.dtype)

    def double(self):
        return self._floating(_ONE.double().dtype)

    def cpu(self):
        return self

    # State

    def state_dict(self, *, prefix="", keep_vars=False):
        """All parameters and buffers by their paths."""
        return state_of(self, prefix, keep_vars)

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copy parameters and buffers from what `state_dict` gave."""
        if assign:
            raise NotImplementedError(
                missing.message("torch.nn.Module.load_state_dict(assign=True)")
            )
        return load_into(self, state_dict, strict)

    # Text

    def extra_repr(self):
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        own = extra.split("\n") if extra else []
        lines = [f"({name}): {indented(repr(each))}" for name, each in self._modules.items()]
        name = type(self).__name__
        if not lines and len(own) < 2:
            return f"{name}({extra})"
        return f"{name}(\n  " + "\n  ".join(own + lines) + "\n)"


def indented(text):
    return text.replace("\n", "\n  ")


_ONE = Tensor([1.0])
