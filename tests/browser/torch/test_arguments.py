"""Every name of an argument that torch takes works in the small torch, too, or is named as lacking.

torch's library holds the forms of each call as text. From them the tests take the calls, so that a
name of a new function is asked about by itself.
"""

import re
import warnings

import pytest
import torch

from tests.helpers.newer_torch import expect_changes
from tests.helpers.signatures import functions_and_methods, of_function, of_method
from tests.helpers.small_torch import small

TENSOR = "torch.tensor([[1.0, 2.0], [3.0, 4.0]])"
# Values by type, and by name where the type is not enough.
VALUES = {
    "Tensor": TENSOR,
    "Scalar": "2",
    "int64_t": "1",
    "SymInt": "3",
    "double": "0.5",
    "bool": "True",
    "IntArrayRef": "(0, 1)",
    "SymIntArrayRef": "(2, 2)",
    "ScalarType": "torch.float64",
    "Layout": "torch.strided",
    "MemoryFormat": "torch.contiguous_format",
    "Device": "'cpu'",
    "Generator": "torch.Generator()",
    "TensorList": f"({TENSOR}, {TENSOR})",
    "c10::string_view": "'floor'",
    "PyObject*": "[1.0, 2.0]",
}
BY_NAME = {
    "condition": "torch.tensor([[True, False]])",
    "buffer": "__import__('array').array('d', [1.0])",
}
BY_NAME |= {"split_size": "1", "dim0": "0", "low": "0", "high": "9", "correction": "0"}
NUMPYS = {"dim": "axis", "keepdim": "keepdims", "input": "x", "other": "x2"}
# Written in Python there: their names are known.
BY_HAND = {
    ("norm", "p=2"),
    ("norm", "p='fro', dim=1, keepdim=True, dtype=torch.float64"),
    ("split", "split_size=1, dim=1"),
    ("backward", "gradient=None, retain_graph=True, create_graph=False, inputs=None"),
}
RANDOM = ("empty", "empty_like", "new_empty", "resize_")  # whose numbers are whatever is in memory


def calls(name, before):
    """A call with all that must be given, and one for each other argument."""
    several = of_function(name) if before == "torch." else of_method(name)
    for signature in several if name != "set_grad_enabled" else ():
        form = [(kind.partition("[")[0], own, default) for kind, own, default, _ in signature]
        needed = [(kind, argument) for kind, argument, default in form if default is None]
        given = [[]] + [
            [(kind, argument)] for kind, argument, default in form if default is not None
        ]
        given += [[(kind, NUMPYS[argument])] for kind, argument, _ in form if argument in NUMPYS]
        for more in given:
            chosen = [each for each in needed if each[1] not in _replaced(more)] + more
            texts = [
                f"{argument}={BY_NAME.get(argument, VALUES.get(kind))}" for kind, argument in chosen
            ]
            yield f"{before}{name}({', '.join(texts)})"


def _replaced(more):
    return {own for own, numpys in NUMPYS.items() for _, argument in more if argument == numpys}


def public_names():
    functions, methods = functions_and_methods()
    yield from ((name, "torch.") for name in functions)
    yield from ((name, f"{TENSOR}.") for name in methods)


def outcome(code, module):
    """What a call gives, without the last digits; or its error."""
    module.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = eval(code, {"torch": module})
        except Exception as error:  # the small torch must raise the same
            return f"{type(error).__name__}: {error}"
    if "numpy" in code:
        value = [value.tolist()]
    values = value if isinstance(value, list | tuple) else [value]
    return [_seen(each, code) for each in values]


def _seen(value, code):
    if not hasattr(value, "tolist") or not hasattr(value, "dtype"):
        return re.sub("0x[0-9a-f]+", "0x...", repr(value)).replace("small_torch", "torch")
    if any(f".{name}(" in code for name in RANDOM):
        return str(value.dtype), tuple(value.shape)
    numbers = [f"{number:.5g}" for number in value.detach().reshape(-1).double().tolist()]
    return str(value.dtype), tuple(value.shape), value.requires_grad, numbers


CASES = [call for name, before in public_names() for call in calls(name, before)]
CASES += [f"{TENSOR}.sum().{name}({text})" for name, text in sorted(BY_HAND) if name == "backward"]
CASES += [f"{TENSOR}.{name}({text})" for name, text in sorted(BY_HAND) if name != "backward"]
CASES += [
    code.replace(TENSOR, "torch.tensor([[1, 2], [3, 4]])") for code in CASES if TENSOR in code
]


@pytest.mark.parametrize("code", dict.fromkeys(CASES))
def test_an_argument_works_or_is_named_as_lacking(code):
    ours = outcome(code, small)
    theirs = outcome(code, torch)
    if isinstance(ours, str) and "this page's small torch has no" in ours:
        lacking = ours.split("has no ")[1].split(";")[0]
        name = re.search(r"\((\w+)=", lacking)
        assert (name[1] if name else lacking.removeprefix("torch.")) in code
        return
    expect_changes(code, theirs, ours)
    assert ours == theirs
