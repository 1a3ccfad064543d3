"""What torch's functions take: for each name the forms of a call, written as torch writes them.

A method leaves out the first, `Tensor input`. `numbers` is shown as Tensor, but may be a number;
`ints1` may be one int; a type with `?` may be None. `*` begins what goes by its name alone.
"""

from itertools import product

MADE = "dtype? dtype=None, layout? layout=None, Device? device=None, bool? pin_memory=False"
MADE += ", bool? requires_grad=False"
NEW = f"*, Tensor out=None, {MADE}"
LIKE = f"*, memory_format? memory_format=None, {MADE}"
DRAWN = f"*, Generator? generator, Tensor out=None, {MADE}"
DRAWN_LIKE = f"*, Generator? generator=None, {LIKE.removeprefix('*, ')}"
ALIKE = ("Tensor? min=None, Tensor? max=None", "Scalar? min=None, Scalar? max=None")
SCALED = ("Scalar alpha, Tensor other|deprecated", "numbers other, *, Scalar alpha=1")
OF_BOTH = ("Tensor other", "Scalar other")
ALONG = ("", "int dim, bool keepdim=False")
TRUTH = ("", "ints? dim=None, bool keepdim=False", "int dim, bool keepdim=False")
SUMMED = ("*, dtype? dtype=None", "ints1? dim, bool keepdim=False, *, dtype? dtype=None")
SPREAD = (
    "ints1? dim, bool unbiased=True, bool keepdim=False",
    "ints1? dim=None, *, Scalar? correction=None, bool keepdim=False",
    "bool unbiased=True|alone",
)
DIVIDED = ("numbers other", "numbers other, *, str? rounding_mode")
CLOSE = ("Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False",)
ALONE = "abs bitwise_not ceil cos exp floor is_complex is_floating_point isfinite isinf isnan log"
ALONE += " logical_not neg numel reciprocal relu sigmoid sign sin sqrt square t tanh trunc"
ALONE += " detach"

# Of functions that are methods, too, without the tensor itself.
COMMON = {
    **dict.fromkeys(ALONE.split(), ("",)),
    **dict.fromkeys(("add", "sub"), SCALED),
    **dict.fromkeys(("mul", "floor_divide"), ("numbers other",)),
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge", "remainder"), OF_BOTH),
    **dict.fromkeys((f"bitwise_{name}" for name in ("and", "or", "xor")), OF_BOTH),
    **dict.fromkeys((f"bitwise_{name}_shift" for name in ("left", "right")), OF_BOTH),
    **dict.fromkeys(("maximum", "minimum", "matmul", "nextafter", "equal"), ("Tensor other",)),
    "sum": (f"{SUMMED[0]}|alone", SUMMED[1]),
    "mean": SUMMED,
    **dict.fromkeys(("std", "var"), SPREAD),
    **dict.fromkeys(("max", "min"), (ALONG[0], "Tensor other", ALONG[1])),
    **dict.fromkeys(("argmax", "argmin"), ("int? dim=None, bool keepdim=False",)),
    **dict.fromkeys(("amax", "amin"), ("ints1 dim=None, bool keepdim=False",)),
    **dict.fromkeys(("any", "all"), TRUTH),
    **dict.fromkeys(("isclose", "allclose"), CLOSE),
    "div": DIVIDED,
    "pow": ("Tensor exponent", "Scalar exponent"),
    "round": ("", "*, int decimals"),
    **dict.fromkeys(("softmax", "log_softmax"), ("int dim, dtype? dtype=None",)),
    "multinomial": ("int num_samples, bool replacement=False, *, Generator? generator=None",),
    "mm": ("Tensor mat2", "Tensor mat2, dtype out_dtype"),
    "bmm": ("Tensor mat2", "Tensor mat2, dtype out_dtype"),
    "mv": ("Tensor vec",),
    "dot": ("Tensor tensor",),
    "outer": ("Tensor vec2",),
    "prod": ("*, dtype? dtype=None", "int dim, bool keepdim=False, *, dtype? dtype=None"),
    "chunk": ("int chunks, int dim=0",),
    "index_select": ("int dim, Tensor index",),
    "masked_select": ("Tensor mask",),
    "gather": ("int dim, Tensor index, *, bool sparse_grad=False",),
    "scatter": (
        "int dim, Tensor index, Tensor src",
        "int dim, Tensor index, Tensor src, *, str reduce",
        "int dim, Tensor index, Scalar value",
        "int dim, Tensor index, Scalar value, *, str reduce",
    ),
    "sort": (
        "*, bool? stable, int dim=-1, bool descending=False",
        "int dim=-1, bool descending=False",
    ),
    "argsort": (
        "int dim=-1, bool descending=False|alone",
        "*, bool stable, int dim=-1, bool descending=False",
    ),
    "topk": ("int k, int dim=-1, bool largest=True, bool sorted=True",),
    "bernoulli": ("*, Generator? generator=None", "float p, *, Generator? generator=None"),
    "clamp": ALIKE,
    "clip": ALIKE,
    "divide": DIVIDED,
    "multiply": OF_BOTH,
    "subtract": ("Tensor other, *, Scalar alpha=1", "Scalar other, Scalar alpha=1"),
    **dict.fromkeys(("absolute", "ravel"), ("",)),
    "repeat_interleave": (
        "Tensor repeats, int? dim=None, *, int? output_size=None",
        "int repeats, int? dim=None, *, int? output_size=None",
    ),
    "clone": ("*, memory_format? memory_format=None",),
    "cumsum": ("int dim, *, dtype? dtype=None",),
    "diff": ("int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None",),
    "flatten": ("int start_dim=0, int end_dim=-1",),
    "flip": ("ints dims",),
    "nonzero": ("", "*, bool as_tuple"),
    "permute": ("ints dims",),
    "reshape": ("ints shape",),
    "squeeze": ("", "int dim", "ints dim"),
    "transpose": ("int dim0, int dim1",),
    "unbind": ("int dim=0",),
    "unsqueeze": ("int dim",),
}
METHODS = {
    "bernoulli_": (
        "Tensor p, *, Generator? generator=None",
        "float p=0.5, *, Generator? generator=None",
    ),
    "exponential_": ("float lambd=1, *, Generator? generator=None",),
    "normal_": ("float mean=0, float std=1, *, Generator? generator=None",),
    "copy_": ("Tensor other, bool non_blocking=False",),
    "contiguous": ("*, memory_format? memory_format=None",),
    "expand": ("ints size, *, bool implicit=False",),
    "expand_as": ("Tensor other",),
    "fill_": ("Tensor value", "Scalar value"),
    "new_empty": (f"ints size, *, {MADE}",),
    "new_full": (f"ints size, Scalar fill_value, *, {MADE}",),
    "new_ones": (f"ints size, *, {MADE}",),
    "new_tensor": (
        "object data, *, dtype dtype=None, Device? device=None, bool requires_grad=False",
    ),
    "new_zeros": (f"ints size, *, {MADE}",),
    "numpy": ("*, bool force=False",),
    "requires_grad_": ("bool requires_grad=True",),
    "repeat": ("ints repeats",),
    "view_as": ("Tensor other",),
    "resize_": ("ints size, *, memory_format? memory_format=None",),
    "size": ("int? dim=None",),
    "stride": ("int? dim=None",),
    "type_as": ("Tensor other",),
    "view": ("dtype dtype", "ints size"),
    "where": ("Tensor condition, Tensor other", "Tensor condition, Scalar other"),
    **dict.fromkeys(
        ("bool", "cpu", "double", "float", "int", "long"), ("*, memory_format? memory_format=None",)
    ),
    "to": (
        "Device device=None, dtype dtype=None, bool non_blocking=False, bool copy=False, *, "
        "memory_format? memory_format=None",
        "dtype dtype, bool non_blocking=False, bool copy=False, *, "
        "memory_format? memory_format=None",
        "Tensor tensor, bool non_blocking=False, bool copy=False, *, "
        "memory_format? memory_format=None",
    ),
}
FUNCTIONS = {
    "arange": (f"Scalar end, {NEW}", f"Scalar start, Scalar end, Scalar step=1, {NEW}"),
    "as_tensor": ("object data, *, dtype dtype=None, Device? device=None",),
    "cat": ("Tensors tensors, int dim=0, *, Tensor out=None",),
    "empty": (f"ints size, *, memory_format? memory_format=None, Tensor out=None, {MADE}",),
    "empty_like": (f"Tensor input, {LIKE}",),
    "eye": (f"int n, {NEW}", f"int n, int m, {NEW}"),
    "frombuffer": (
        "object buffer, *, dtype dtype, int count=-1, int offset=0, bool requires_grad=False",
    ),
    "full": (f"ints size, Scalar fill_value, {NEW}",),
    "full_like": (f"Tensor input, Scalar fill_value, {LIKE}",),
    "linspace": tuple(
        f"{first} start, {second} end, int steps, {NEW}"
        for second, first in product(("Tensor", "Scalar"), repeat=2)
    ),
    "normal": (
        "Tensor mean, Tensor std, *, Generator? generator=None, Tensor out=None",
        "Tensor mean, float std=1, *, Generator? generator=None, Tensor out=None",
        "float mean, Tensor std, *, Generator? generator=None, Tensor out=None",
        f"float mean, float std, ints size, *, Generator? generator=None, Tensor out=None, {MADE}",
    ),
    "ones": (f"ints size, {NEW}",),
    "ones_like": (f"Tensor input, {LIKE}",),
    "pow": (
        "Tensor input, Tensor exponent, *, Tensor out=None",
        "Scalar self, Tensor exponent, *, Tensor out=None",
        "Tensor input, Scalar exponent, *, Tensor out=None",
    ),
    "promote_types": ("dtype type1, dtype type2",),
    "rand": (f"ints size, {DRAWN}", f"ints size, {NEW}"),
    "randint": (
        f"int high, ints size, {DRAWN}",
        f"int high, ints size, {NEW}",
        f"int low, int high, ints size, {DRAWN}",
        f"int low, int high, ints size, {NEW}",
    ),
    "randn": (f"ints size, {DRAWN}", f"ints size, {NEW}"),
    **dict.fromkeys(("rand_like", "randn_like"), (f"Tensor input, {DRAWN_LIKE}",)),
    "randint_like": (
        f"Tensor input, int high, {DRAWN_LIKE}",
        f"Tensor input, int low, int high, {DRAWN_LIKE}",
    ),
    "randperm": (f"int n, {DRAWN}", f"int n, {NEW}"),
    "stack": ("Tensors tensors, int dim=0, *, Tensor out=None",),
    "tensor": (
        "object data, *, dtype dtype=None, Device? device=None, bool pin_memory=False, "
        "bool requires_grad=False",
    ),
    "where": (
        "Tensor condition, Tensor input, Tensor other, *, Tensor out=None",
        "Tensor condition, Scalar self, Tensor other",
        "Tensor condition, Tensor input, Scalar other",
        "Tensor condition, Scalar self, Scalar other",
        "Tensor condition",
    ),
    "zeros": (f"ints size, {NEW}",),
    "zeros_like": (f"Tensor input, {LIKE}",),
    **{
        name: (
            "Tensor input, Tensor other, *, Tensor out=None",
            "Scalar self, Tensor other",
            "Tensor input, Scalar other, *, Tensor out=None",
        )
        for name in COMMON
        if name.startswith(("remainder", "bitwise_")) and name != "bitwise_not"
    },
}
OF_NUMBERS = {"add", "sub", "mul", "div", "floor_divide"}  # which take two numbers, too
OF_PAIRS = {"max", "min", "sort", "topk"}  # which give two tensors
# Functions without `out`; a form without it says `alone`.
WITHOUT_OUT = (
    "allclose clone detach equal flatten flip is_complex is_floating_point isclose isfinite isinf "
    "isnan numel permute chunk relu reshape squeeze t transpose unbind unsqueeze"
)


def of_method(name):
    return METHODS.get(name) or COMMON.get(name) or COMMON.get(name.removesuffix("_"))


def of_function(name):
    return FUNCTIONS.get(name) or [_with_input(form, name) for form in COMMON[name]]


def _with_input(form, name):
    kind = "numbers" if name in OF_NUMBERS else "Tensor"
    form, mark, says = f"{kind} input, {form}".removesuffix(", ").partition("|")
    if name not in WITHOUT_OUT.split() and says != "alone":
        several = "Tensors" if name in OF_PAIRS and " dim" in form else "Tensor"
        form += f", {'' if '*' in form else '*, '}{several} out=None"
    return form + mark + says
