"""Every name of the small torch gives what torch's gives: value, dtype, shape, bits and text."""

import inspect
import random

import pytest
import torch

from tests.helpers.small_torch import describe, small

rng = random.Random(1)
NUMBERS = [
    rng.choice([rng.uniform(-9, 9), float(rng.randint(-9, 9)), rng.uniform(-1e6, 1e6)])
    for _ in range(400)
]
OTHERS = [rng.choice([rng.uniform(-9, 9), float(rng.randint(1, 9)), -3.0]) for _ in range(400)]
# Tables of names and operands, and expressions of which there is one.
UNARY = ["abs", "ceil", "floor", "trunc", "sign", "neg", "reciprocal", "square", "round"]
OF_TWO = ["add", "sub", "mul", "div", "floor_divide", "remainder", "maximum", "minimum"]
OF_TWO += ["eq", "ne", "lt", "le", "gt", "ge", "nextafter", "isclose"]
WITH_NUMBER = ["add", "sub", "mul", "div", "floor_divide", "remainder", "eq", "gt", "pow"]
REDUCTIONS = ["sum", "mean", "std", "var", "max", "min", "amax", "amin", "argmax", "argmin"]
REDUCTIONS += ["any", "all"]
VIEWS = ["m", "m.T", "m.t()", "m.mT", "m.permute(1, 0)", "m.T[1:3]", "m[1:3, ::4]", "m[True]"]
VIEWS += ["m.squeeze(0)", "m[None].squeeze(0)", "m[:, None, :].squeeze()", "m.unsqueeze(-1)"]
VIEWS += ["m.flatten(0, 1)", "a.view(20, -1)", "a.expand(2, -1)", "a.expand(2, 400)", "a.cpu()"]
VIEWS += ["m.T.contiguous()", "m.T.clone()", "(m.T * 2)", "m[range(2)]", "a.to('cpu')"]
CASTS = ["float", "double", "long", "int", "bool"]
EXPRESSIONS = [
    *[f"torch.{name}({x})" for name in UNARY for x in ("a", "a.long()", "(a * 0 / 0)")],
    *[f"torch.{name}(a, b)" for name in OF_TWO],
    *[f"{x}.{name}(3)" for name in WITH_NUMBER for x in ("a", "a.long()")],
    *[f"m.{name}({dim})" for name in REDUCTIONS for dim in ("", "0", "1, keepdim=True")],
    *[f"m.{name}((0, 1), keepdim=True)" for name in ("sum", "mean", "std", "amin", "any")],
    *[f"{view}{end}" for view in VIEWS for end in ("", ".stride()", ".is_contiguous()")],
    *[f"a.{name}(){end}" for name in CASTS for end in ("", ".sum()", ".max()", ".element_size()")],
    *[f"m.cumsum({axis})" for axis in (0, -1)],
    "torch.isclose(a,b,rtol=.1)",
    "torch.full((2,3),2)",
    "torch.full((2,),2.5)",
    "torch.full((2,),True)",
    "torch.eye(3)",
    "torch.ones(2, device='cuda' if torch.cuda.is_available() else 'cpu')",
    "torch.ones(2).to(torch.device('cuda' if torch.cuda.is_available() else 'cpu'))",
    "torch.ones_like(a.long())",
    "torch.zeros(2,3)",
    "torch.zeros((2,3))",
    "torch.zeros([2])",
    "a.new_zeros(3)",
    "a.new_tensor([1,2])",
    "a.std(correction=0)",
    "a.std(unbiased=False)",
    "a.std(False)",
    "m.std(dim=1,correction=0)",
    "m.split(6)",
    "m.split([5,15],dim=1)",
    "m.unbind(1)[3]",
    "torch.where(a>0,1.0,0.0)",
    "torch.where(a>0,1,0)",
    "torch.clamp(a,min=0)",
    "a.clamp(max=1)",
    "a.long().clamp(0,3)",
    "torch.tensor([[True,False]])",
    "torch.tensor([1,2.5])",
    "torch.tensor([True,2])",
    "torch.tensor(3.5,dtype=torch.int64)",
    "torch.as_tensor([1,2])",
    "(a>0).sum(dim=0)",
    "torch.tensor([])",
    "torch.zeros(0,3)",
    "torch.zeros(0,dtype=torch.int64)",
    "torch.tensor([0.1,float('nan'),float('inf')])",
    "torch.tensor(1e-10)",
    "torch.tensor([1e10,1.0])",
    "torch.tensor([1e5+.5,2.])",
    "a.size(0)",
    "a.dim()",
    "torch.tensor([1,2])/torch.tensor([0,2])",
    "torch.tensor([2])**torch.tensor([3])",
    "2**torch.tensor([1.,2.,3.])",
    "torch.tensor([2,3])**2.0",
    "torch.tensor([2.,3.])**0.0",
    "1/torch.tensor([2,4])",
    "-torch.tensor(5)",
    "torch.tensor([1,2])==torch.tensor([1.,3.])",
    "torch.tensor(2)+torch.tensor([1.5])",
    "torch.tensor([1],dtype=torch.int32)+torch.tensor(2)",
    "torch.tensor(1.5,dtype=torch.float64)+torch.tensor([1.5])",
    "torch.tensor([True])+1",
    "torch.tensor([True])*torch.tensor([2.])",
    "torch.tensor([1,2])&3",
    "torch.tensor([1,2])|4",
    "torch.tensor([1,2])^1",
    "~torch.tensor([1,2])",
    "round(torch.tensor(1.5).item())",
    "float(torch.tensor(2))",
    "int(torch.tensor(2.7))",
    "f'{torch.tensor(2.5):.3f} {torch.tensor(7):>4}'",
    "str(torch.float32),repr(torch.Size([2]))",
    "torch.device('cpu')",
    "bool(torch.tensor([0.]))",
    "a.isfinite().all()",
    "torch.cat([m[:, :2],m[:, 3:4]],dim=1)",
    "torch.cat([a.long(),b])",
    "torch.equal(a,a)",
    "a.allclose(a+1e-9)",
    "a.type_as(b.double())",
    "a.to(torch.float64)",
    "m.nonzero()[:3]",
    "torch.nonzero(m)[:3]",
    "torch.pi",
    "torch.inf",
    "[(d.abbr, d.is_signed, d.itemsize, d.to_real()) for d in (a.dtype, torch.int64, torch.int32)]",
    "[(d.abbr, d.is_signed, d.itemsize, d.to_real()) for d in (torch.float64, torch.bool)]",
    "(a.clone().requires_grad_() * 2).grad_fn.requires_grad",
    "torch.Generator().device, torch.Generator(torch.device('cpu')).device",
    "torch.Generator().manual_seed(5).clone_state().initial_seed()",
    "(lambda g: [torch.randn(3, generator=each) for each in (g, g.clone_state(), g)])"
    "(torch.Generator().manual_seed(1))",
    "torch.device('cpu').__enter__(), torch.device('cpu').__exit__(None, None, None)",
    "m.ndim",
    "m.itemsize, m.nbytes, m.double().nbytes, (m > 0).itemsize, m.is_cpu, m.is_cuda, m.name",
    "m.unbind()[2].requires_grad_().output_nr, m.clone().requires_grad_().unbind()[2].output_nr",
    "torch.is_tensor(a)",
    "torch.arange(5)",
    "torch.arange(1,10,3)",
    "torch.arange(3,dtype=torch.float32)",
    "torch.arange(5,0,-1)",
    "torch.ones(3).double()*torch.ones(3)",
    "torch.zeros(2).fill_(3)",
    "torch.promote_types(torch.int64,torch.float32)",
    "torch.get_default_dtype()",
    "a.sub(b,alpha=2)",
    "a.norm().isclose(a.double().norm().float())",
    "torch.tensor([5,6,7]).float().mean()",
    "torch.randperm(5, generator=torch.Generator().manual_seed(1))",
    "torch.tensor([[1.,2.],[3.,4.]]).tolist()",
    "a.long().double()[:3]",
    "torch.tensor([3.0])[0].item()",
    "torch.tensor([1., 2.]).sum(dtype=torch.float64)",
    "torch.tensor([1, 2]).sum(dtype=torch.float32)",
    "a.max(b)",
    "a[a.argmax()]",
    "a[torch.tensor(3)]",
    "m[torch.tensor(1), 2]",
    "m[(0,1)]",
    "a.cumsum(0)",
    "a.long().cumsum(0)",
    "torch.cumsum(a.double(), 0)",
    "torch.tensor(2.0).cumsum(0)",
    "a[:0].cumsum(0)",
    "a.diff()",
    "m.diff(dim=0)",
    "m.diff(n=2)",
    "(a > 0).diff()",
    "a[:1].diff()",
    "a.flip(0)",
    "m.flip(0, 1)",
    "torch.flip(m, (1,))",
    "m[:0].flip(0)",
    "a.where(a > b, b)",
    "a.where(a > b, 0.5)",
    "a[:1].expand_as(m)",
    "(a / 0 * 0).amax()",
    "torch.broadcast_shapes((2, 1), (3,), ())",
    "(a / 2).round(decimals=1)",
    "a.round(decimals=-2)",
]


def evaluate(code, module):
    a, b = module.tensor(NUMBERS), module.tensor(OTHERS)
    value = eval(code, {"torch": module, "a": a, "b": b, "m": a.reshape(20, 20)})
    if isinstance(value, list | tuple) and not hasattr(value, "values"):
        return [describe(each) for each in value]
    return describe(value)


@pytest.mark.parametrize("code", EXPRESSIONS)
def test_an_expression_has_torchs_value(code):
    assert evaluate(code, small) == evaluate(code, torch)


OWN = {"accumulator", "base", "base_node", "keeps_grad", "node", "offset", "output", "plain"}


def test_every_name_is_torchs():
    for name, value in vars(small).items():
        if not name.startswith("_") and not inspect.ismodule(value):
            assert hasattr(torch, name), name
    for name in vars(small.Tensor).keys() - OWN - {"recorded", "wants_grad"}:
        assert name.startswith("_") or hasattr(torch.Tensor, name), name
