"""What a module is made of: parameters, buffers and modules, kept apart so that they are found."""

from ... import missing
from ...tensor import Tensor, type_name
from ..parameter import Parameter

WANTED = {
    "parameter": "torch.nn.Parameter or None",
    "child module": "torch.nn.Module or None",
    "buffer": "torch.nn.Buffer, torch.Tensor or None",
}
KINDS = ("_parameters", "_buffers", "_modules")  # the attributes with a place of their own


class Attributes:
    """The attributes of a module, by kind."""

    def __init__(self):
        for kind in KINDS:
            object.__setattr__(self, kind, {})
        object.__setattr__(self, "_transient", set())  # buffers that state_dict leaves out
        object.__setattr__(self, "training", True)

    def __setattr__(self, name, value):
        if isinstance(value, Parameter):
            self._forget(name, "parameters", but="_parameters")
            self.register_parameter(name, value)
        elif isinstance(value, Attributes):
            self._forget(name, "module", but="_modules")
            self._modules[name] = value
        else:
            self._set_other(name, value)

    def _forget(self, name, what, but):
        """Have no attribute of that name, except one of the same kind, which keeps its place."""
        if "_modules" not in vars(self):
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        vars(self).pop(name, None)
        for kind in KINDS:
            if kind != but:
                vars(self)[kind].pop(name, None)

    def _set_other(self, name, value):
        for kind, what in (("_parameters", "parameter"), ("_modules", "child module")):
            if name in vars(self).get(kind, ()):
                if value is not None:
                    self._refuse(value, what, name)
                vars(self)[kind][name] = None
                return
        if name in vars(self).get("_buffers", ()):
            if not isinstance(value, Tensor | None):
                self._refuse(value, "buffer", name)
            self._buffers[name] = value
            return
        object.__setattr__(self, name, value)

    def _refuse(self, value, what, name):
        shown = type_name(value) if isinstance(value, Tensor) else type(value).__name__
        raise TypeError(f"cannot assign '{shown}' as {what} '{name}' ({WANTED[what]} expected)")

    def __getattr__(self, name):
        for kind in KINDS:
            if name in vars(self).get(kind, ()):
                return vars(self)[kind][name]
        own = type(self).__name__
        if name in missing.names().get("torch.nn.Module", ()):
            raise missing.error(f"torch.nn.Module.{name}", name, self)
        raise AttributeError(f"'{own}' object has no attribute '{name}'", name=name, obj=self)

    def __delattr__(self, name):
        for kind in KINDS:
            if vars(self)[kind].pop(name, self) is not self:
                return
        object.__delattr__(self, name)

    def __dir__(self):
        names = {*dir(type(self)), *vars(self)}.union(*(vars(self)[kind] for kind in KINDS))
        return sorted(name for name in names if not name[0].isdigit())

    def register_parameter(self, name, param):
        """Add a parameter, or None in the place of one."""
        if "_parameters" not in vars(self):
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name(name, "parameter", "_parameters")
        if param is not None and not isinstance(param, Parameter):
            shown = type_name(param) if isinstance(param, Tensor) else type(param).__name__
            raise TypeError(
                f"cannot assign '{shown}' object to parameter '{name}' (torch.nn.Parameter or "
                "None required)"
            )
        if param is not None and param._node is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be "
                f"created explicitly. To express '{name}' as a function of another Tensor, compute "
                "the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        """Add a tensor that belongs to the module's state, and that no optimizer moves."""
        if "_buffers" not in vars(self):
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name(name, "buffer", "_buffers")
        if not isinstance(tensor, Tensor | None):
            raise TypeError(
                f"cannot assign '{type(tensor).__name__}' object to buffer '{name}' (torch Tensor "
                "or None required)"
            )
        self._buffers[name] = tensor
        (self._transient.discard if persistent else self._transient.add)(name)

    def add_module(self, name, module):
        """Add a child under a name that may be any text without a dot."""
        if not isinstance(module, Attributes | None):
            shown = type(module).__name__
            raise TypeError(f"{shown} is not a Module subclass")
        self._check_name(name, "module", "_modules")
        self._modules[name] = module

    register_module = add_module

    def _check_name(self, name, what, kind):
        if not isinstance(name, str):
            shown = type(name).__name__
            raise TypeError(f"{what} name should be a string. Got {shown}")
        if "." in name:
            shown = f", got: {name}" if what == "module" else ""
            raise KeyError(f'{what} name can\'t contain "."{shown}')
        if name == "":
            shown = ', got: ""' if what == "module" else ""
            raise KeyError(f'{what} name can\'t be empty string ""{shown}')
        if hasattr(self, name) and name not in vars(self)[kind]:
            raise KeyError(f"attribute '{name}' already exists")
