"""Every name that the small torch has, tried beside torch's: value, dtype, shape, bits and text."""

import inspect
import random

import pytest
import torch

from tests.helpers.both import described, small

rng = random.Random(1)
NUMBERS = [
    rng.choice([rng.uniform(-9, 9), float(rng.randint(-9, 9)), rng.uniform(-1e6, 1e6)])
    for _ in range(400)
]
OTHERS = [rng.choice([rng.uniform(-9, 9), float(rng.randint(1, 9)), -3.0]) for _ in range(400)]
EXPRESSIONS = [
    "a//b",
    "a%b",
    "a//2",
    "a%3",
    "a.long()//2",
    "a.long()%7",
    "a.nextafter(b)",
    "torch.nextafter(a,b)",
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
    "a.std()",
    "a.var()",
    "a.std(correction=0)",
    "a.std(unbiased=False)",
    "a.std(False)",
    "m.std(dim=0)",
    "m.std(dim=1,correction=0)",
    "m.var(0,keepdim=True)",
    "m.std(0)",
    "m.max()",
    "m.max(dim=1)",
    "m.min(0)",
    "m.min(1,keepdim=True)",
    "m.argmax(1)",
    "m.any(1)",
    "m.split(6)",
    "m.split([5,15],dim=1)",
    "m.unbind(1)[3]",
    "torch.where(a>0,1.0,0.0)",
    "torch.where(a>0,1,0)",
    "torch.where(a>0,a,0)",
    "torch.clamp(a,min=0)",
    "a.clamp(max=1)",
    "a.long().clamp(0,3)",
    "torch.tensor([[True,False]])",
    "torch.tensor([1,2.5])",
    "torch.tensor([True,2])",
    "torch.tensor(3.5,dtype=torch.int64)",
    "torch.as_tensor([1,2])",
    "a[3:7].tolist()",
    "a[2].item()",
    "a.double().sum()",
    "a.int().sum()",
    "(a>0).sum(dim=0)",
    "(a>0).float().mean()",
    "a.long().sum(0)",
    "a.long().max()",
    "torch.tensor([])",
    "torch.zeros(0,3)",
    "torch.zeros(0,dtype=torch.int64)",
    "torch.tensor([0.1,float('nan'),float('inf')])",
    "torch.tensor(float('nan'))",
    "torch.tensor([float('inf')])",
    "torch.tensor(1e-10)",
    "torch.tensor([1e10,1.0])",
    "torch.tensor([1e5+.5,2.])",
    "a.shape",
    "a.size(0)",
    "a.dtype",
    "a.numel()",
    "a.dim()",
    "torch.tensor([1,2])/torch.tensor([0,2])",
    "torch.tensor([2])**torch.tensor([3])",
    "2**torch.tensor([1.,2.,3.])",
    "torch.tensor([2,3])**2.0",
    "torch.tensor([2.,3.])**0.0",
    "1/torch.tensor([2,4])",
    "torch.tensor(5)//2",
    "-torch.tensor(5)",
    "abs(torch.tensor([-1,2]))",
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
    "torch.tensor(1.0).device",
    "torch.device('cpu')",
    "bool(torch.tensor([0.]))",
    "a.isfinite().all()",
    "m.sum((0,1))",
    "m.mean((0,1),keepdim=True)",
    "m.flatten(0,1)",
    "m.t()",
    "m.mT",
    "m.squeeze(0)",
    "m[None].squeeze(0)",
    "m[:,None,:].squeeze()",
    "m.permute(1,0)",
    "m[m>5]",
    "m[[0,2],[1,3]]",
    "m[:, [1,2]]",
    "m[[0,1]][:,0]",
    "m[torch.tensor([[0,1],[2,3]])]",
    "m[..., 1:3]",
    "m[1:3, ::4]",
    "m[-1, -1]",
    "m[1][2]",
    "m.T[1:3]",
    "torch.cat([m[:2],m[3:4]])",
    "torch.cat([m[:, :2],m[:, 3:4]],dim=1)",
    "torch.stack([a,b],dim=-1)",
    "torch.cat([a.long(),b])",
    "torch.stack((a[:2],b[:2]))",
    "torch.equal(a,a)",
    "a.allclose(a+1e-9)",
    "a.eq(b)",
    "a.ne(0)",
    "torch.maximum(a,b)",
    "a.sign()",
    "a.ceil()",
    "a.trunc()",
    "a.floor()",
    "a.reciprocal()",
    "torch.square(a)",
    "a.type_as(b.double())",
    "a.to(torch.float64)",
    "a.to('cpu').shape",
    "a.cpu().shape",
    "a.requires_grad",
    "a.is_leaf",
    "a.grad",
    "a.data.shape",
    "a.detach().shape",
    "a.clone().equal(a)",
    "a.contiguous().equal(a)",
    "m.T.is_contiguous()",
    "m.stride()",
    "m.T.contiguous().stride()",
    "(m.T*2).stride()",
    "m.T.clone().stride()",
    "m.nonzero()[:3]",
    "torch.nonzero(m)[:3]",
    "torch.pi",
    "torch.inf",
    "len(m)",
    "m.ndim",
    "a.sum().item()",
    "[x for x in m[0,:3]]",
    "m[0].max().item()",
    "torch.is_tensor(a)",
    "torch.arange(5)",
    "torch.arange(1,10,3)",
    "torch.arange(5.)",
    "torch.arange(3,dtype=torch.float32)",
    "torch.arange(5,0,-1)",
    "torch.numel(a)",
    "torch.ones(3).double()*torch.ones(3)",
    "a.expand(2,-1).shape",
    "a.expand(2,400).stride()",
    "m.unsqueeze(-1).stride()",
    "a.view(20,-1).shape",
    "a.reshape(2,200).sum(1)",
    "torch.zeros(2).fill_(3)",
    "torch.promote_types(torch.int64,torch.float32)",
    "torch.get_default_dtype()",
    "a.sub(b,alpha=2)",
    "a.add(1)",
    "a.mul(2).div(3)",
    "a.pow(2)",
    "a.neg()",
    "torch.sub(a,b)",
    "torch.div(a,b)",
    "m.mean(0).shape",
    "torch.tensor(5).type_as(a)",
    "a.norm().isclose(a.double().norm().float())",
    "torch.tensor([5,6,7]).float().mean()",
    "torch.randperm(5, generator=torch.Generator().manual_seed(1))",
    "torch.tensor([[1.,2.],[3.,4.]]).tolist()",
    "a.bool().all()",
    "a.long().double()[:3]",
    "m.all()",
    "torch.tensor([3.0])[0].item()",
    "torch.tensor([1., 2.]).sum(dtype=torch.float64)",
    "torch.tensor([1, 2]).sum(dtype=torch.float32)",
    "a.max(b)",
    "a.split(150)[-1].shape",
    "a.unbind()[0]",
    "a[a.argmax()]",
    "a[torch.tensor(3)]",
    "m[torch.tensor(1), 2]",
    "m[range(2)].shape",
    "m[(0,1)]",
    "m[True].shape",
    "a[a.isnan()]",
    "m[0, ...].shape",
    "a.cumsum(0)",
    "m.cumsum(0)",
    "m.cumsum(-1)",
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
    "m.amax(dim=0)",
    "m.amin((0, 1))",
    "a.amax()",
    "m.amax(1, keepdim=True)",
    "(a / 0 * 0).amax()",
    "torch.broadcast_shapes((2, 1), (3,), ())",
    "a.element_size()",
    "a.double().element_size()",
    "(a > 0).element_size()",
    "a.long().element_size()",
    "a.round()",
    "(a / 2).round(decimals=1)",
    "a.round(decimals=-2)",
    "(a * 0 / 0).round()",
    "a.long().round()",
    "a.long().floor()",
]


def evaluated(code, module):
    a, b = module.tensor(NUMBERS), module.tensor(OTHERS)
    value = eval(code, {"torch": module, "a": a, "b": b, "m": a.reshape(20, 20)})
    if isinstance(value, list | tuple) and not hasattr(value, "values"):
        return [described(each) for each in value]
    return described(value)


@pytest.mark.parametrize("code", EXPRESSIONS)
def test_an_expression_has_torchs_value(code):
    assert evaluated(code, small) == evaluated(code, torch)


def test_every_function_is_torchs():
    for name, value in vars(small).items():
        if not name.startswith("_") and not inspect.ismodule(value):
            assert hasattr(torch, name), name
    for name in vars(small.Tensor):
        own = {"wants_grad", "keeps_grad", "node", "output", "base", "base_node", "recorded"}
        own |= {"offset", "plain"}
        if not name.startswith("_") and name not in {*own, "accumulator"}:
            assert hasattr(torch.Tensor, name), name


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_counted_numbers_are_within_a_unit_in_the_last_place(dtype):
    rng = random.Random(0)
    for _ in range(200):
        start, length = round(rng.uniform(-50, 50), 3), round(rng.uniform(1, 60), 3)
        step, count = round(rng.uniform(0.01, 2), 3), rng.randint(2, 200)
        ours, theirs = (
            torch.cat(
                [
                    torch.tensor(m.arange(start, start + length, step, dtype=kind).tolist()),
                    torch.tensor(m.linspace(start, start + length, count, dtype=kind).tolist()),
                ]
            )
            for m in (small, torch)
            for kind in [getattr(m, dtype)]
        )
        largest = torch.nextafter(torch.tensor(abs(start) + length), torch.tensor(torch.inf))
        one = largest - (abs(start) + length)
        assert (ours - theirs).abs().max() <= one


@pytest.mark.parametrize("start", [-20.0, 0.0, 1.5, -1.0])
@pytest.mark.parametrize("step", [1.0, 0.5, 0.25, 2.0])
def test_counted_numbers_that_are_exact_are_the_same(start, step):
    ours, theirs = (described(m.arange(start, start + 30, step)) for m in (small, torch))
    assert ours == theirs


@pytest.mark.parametrize("function", ["(x * x).sum()", "x * x * 3 - x", "x.detach() * x", "x * 0"])
def test_gradcheck_comes_to_torchs_verdict(function):
    ends = []
    for module in (torch, small):
        x = module.tensor([0.5, -1.25, 3.0], dtype=module.float64).requires_grad_()

        def checked(x):
            return eval(function, {"x": x})

        verdict = module.autograd.gradcheck(checked, x, raise_exception=False)
        ends.append(verdict)
        if not verdict:
            with pytest.raises(RuntimeError, match="Jacobian mismatch for output 0 with respect"):
                module.autograd.gradcheck(checked, (x,))
    assert ends[1] == ends[0]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 15, 16, 17, 32, 41, 60, 1000, 4001])
def test_normal_numbers_are_torchs(count, dtype):
    """In float32 to the last bit; float64 asks the C library for logarithms, sines and cosines."""
    drawn = []
    for module in (torch, small):
        source = module.Generator().manual_seed(count)
        kind = getattr(module, dtype)
        first = module.randn(count, generator=source, dtype=kind)
        after = module.rand(2, generator=source)
        drawn.append((first, after))
    (theirs, next_theirs), (ours, next_ours) = drawn
    assert described(next_ours) == described(next_theirs)
    if dtype == "float32":
        assert described(ours) == described(theirs)
    else:
        assert ours.tolist() == pytest.approx(theirs.tolist(), rel=1e-14, abs=1e-15)


def test_many_normal_numbers_are_torchs_to_the_last_bit():
    drawn = [m.randn(50_000, generator=m.Generator().manual_seed(5)) for m in (torch, small)]
    assert drawn[0].tolist() == drawn[1].tolist()


def test_a_waiting_normal_number_is_forgotten_with_a_new_seed():
    for module in (torch, small):
        module.manual_seed(3)
    for size in (3, 3, 20, 1):
        assert described(small.randn(size)) == described(torch.randn(size))
    for module in (torch, small):
        module.manual_seed(3)
    assert described(small.randn(1)) == described(torch.randn(1))
