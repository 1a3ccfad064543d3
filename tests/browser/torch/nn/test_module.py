"""torch.nn's modules: the same parameters, state, text and errors as torch's."""

import pytest

from tests.helpers.small_torch import assert_alike, run_with_both

NN = ["from collections import OrderedDict", "nn, F = torch.nn, torch.nn.functional"]
NN += ["torch.manual_seed(4)"]
NET = """
class Net(nn.Module):
    def __init__(self, width=3):
        super().__init__()
        self.first = nn.Linear(2, width)
        self.scale = nn.Parameter(torch.ones(1))
        self.rest = nn.ModuleList([nn.Linear(width, width) for _ in range(2)])
        self.register_buffer("seen", torch.zeros(1))
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(width, 2, bias=False))
    def forward(self, x):
        x = self.first(x)
        for layer in self.rest:
            x = layer(x).relu()
        return self.head(x * self.scale)
"""
BARE = "class Bare(nn.Module): pass"
LATE = "class Late(nn.Module):\n    def __init__(self):\n        self.a = {}"
LAYERS = [
    *["nn.ReLU()", "nn.ReLU(inplace=True)", "nn.LeakyReLU()", "nn.LeakyReLU(0.2, True)"],
    *["nn.ELU()", "nn.GELU()", "nn.SiLU()", "nn.Softplus()", "nn.LogSigmoid()", "nn.Tanh()"],
    *["nn.Sigmoid()", "nn.Softmax()", "nn.Softmax(dim=1)", "nn.LogSoftmax(1)", "nn.Dropout(0.2)"],
    *["nn.Dropout(inplace=True)", "nn.Flatten()", "nn.Flatten(0, 1)", "nn.Identity(3)"],
    *["nn.Linear(2, 3)", "nn.Linear(2, 3, bias=False)", "nn.Sequential()", "nn.ModuleList()"],
    *["nn.MSELoss()", "nn.L1Loss()", "nn.SmoothL1Loss()", "nn.HuberLoss()", "nn.BCELoss()"],
    *["nn.BCEWithLogitsLoss()", "nn.CrossEntropyLoss()", "nn.NLLLoss()", "nn.ModuleDict()"],
    "nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Linear(2, 1)))",
    "nn.Sequential(OrderedDict([('hidden', nn.Linear(2, 2)), ('act', nn.ReLU())]))",
    "nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2)])",
    "nn.ModuleDict({'a': nn.Linear(1, 1), 'b': nn.ReLU()})",
    "nn.ParameterList([torch.ones(2), torch.ones(2, 3)])",
    "nn.ParameterList([torch.ones(2)])",
]
ASKED = [
    *["net", "net.parameters", "list(net.parameters())", "dict(net.named_parameters())"],
    *["[name for name, _ in net.named_modules()]", "list(net.children())", "len(list(net.modules()))"],
    *["net.state_dict()", "list(net.named_buffers())", "net.training", "net.head[1].weight"],
    *["sum(p.numel() for p in net.parameters() if p.requires_grad)", "net.head[-1].bias"],
    *["net(torch.ones(4, 2))", "net(torch.ones(2, 2, 2))", "net(torch.ones(2))"],
    *["net.eval().training", "net.eval().head[0].training", "net.train().rest[0].training"],
    *["net.to('cpu') is net", "net.double().first.bias.dtype", "net.to(torch.float64).seen"],
    *["net.apply(lambda m: seen.append(type(m).__name__)) is net", "net.rest[0:1]", "net.head[:1]"],
    *["net.load_state_dict(Net().state_dict())", "net.load_state_dict({'scale': torch.zeros(1)}, strict=False)"],
    *["net.load_state_dict({'first.weight': torch.ones(3, 1), 'z': torch.ones(1)})"],
    *["net.load_state_dict([])", "net.load_state_dict({'scale': 3.0}, strict=False)"],
    *["net.foo", "net.first(torch.ones(3, 3))", "net.first(3)", "net.first(torch.ones(3, 2).double())"],
    *["net.first(torch.ones(3, 2).long())", "net(1, 2)", "net.get_submodule('head.1')", "net.train(1)"],
    *["net.requires_grad_(False).scale", "dir(net)[-1]", "net._modules.keys()", "net.first.in_features"],
    *["nn.Linear(2)", "nn.Sequential(3)", "nn.ModuleList([3])", "nn.Parameter([1.0])", "nn.Dropout(2)"],
    *["nn.Parameter(torch.ones(2))", "nn.Parameter(torch.ones(2), requires_grad=False)", "nn.Parameter()"],
    *["nn.Parameter(torch.ones(2)) * 2", "isinstance(net.scale, torch.Tensor)", "nn.Parameter(torch.arange(2))"],
    *["net.scale.data", "net.scale.detach()", "torch.ones(2) @ nn.Parameter(torch.ones(2))", "[p.shape for p in net.parameters()]"],
    *["net.register_parameter('a.b', None)", "net.register_parameter('', None)", "net.register_parameter('p', 3)"],
    *["net.register_parameter('training', None)", "net.register_parameter('p', torch.ones(1))"],
    *["net.register_parameter('p', nn.Parameter(torch.ones(1)) * 2)", "net.register_buffer('b', 3)"],
    *["net.register_buffer('a.b', None)", "net.add_module('m', 3)", "net.add_module('a.b', net)"],
    *["net.head.append(nn.ReLU())", "net.head.insert(0, nn.ReLU())", "net.rest.append(nn.ReLU())"],
    *["nn.Linear(3, 1)(torch.ones(4, 3))", "nn.Linear(3, 1, bias=False)(torch.ones(3))", "net.head[5]", "net.rest[5]", "setattr(net, 'scale', torch.ones(1))", "setattr(net, 'first', 3)"],
    *["setattr(net, 'seen', 3)", "setattr(net, 'scale', None)", "setattr(net, 'seen', torch.ones(2))"],
    *["net.to(torch.int64)", "net.zero_grad()", "hasattr(net, 'first'), hasattr(net, 'second')"],
    *["nn.ReLU(1)(torch.ones(1, requires_grad=True))", "nn.Linear(1, 1).weight.grad_fn"],
]  # fmt: skip
PROGRAMS = [
    *[[f"seen.append({layer})"] for layer in LAYERS],
    *[[NET, "net = Net()", f"seen.append({asked})"] for asked in ASKED],
    [NET, "net = Net()", "net.seen = torch.ones(2)", "net.first = nn.Linear(2, 5)", "seen += [net, net.state_dict()]"],
    [NET, "net = Net()", "net.scale = nn.Parameter(torch.zeros(1))", "seen.append(list(net.parameters()))"],
    [NET, "net = Net()", "del net.head, net.scale", "seen.append(net)", "net.head"],
    [NET, "net = Net()", "net.first.bias = None", "seen += [net.first, net.first(torch.ones(2, 2))]"],
    [NET, "net = Net()", "net.rest[1] = net.rest[0]", "seen += [len(list(net.parameters())), net.state_dict()]"],
    [NET, "net = Net()", "net(torch.ones(4, 2)).sum().backward()", "seen += [p.grad for p in net.parameters()]", "net.zero_grad()", "seen.append(net.scale.grad)"],
    [NET, "net = Net()", "net(torch.ones(4, 2)).sum().backward()", "net.zero_grad(set_to_none=False)", "seen.append(net.scale.grad)"],
    [BARE, "seen += [Bare(), Bare().state_dict()]", "Bare()(1)"],
    *[[LATE.format(value), "Late()"] for value in ("nn.Linear(1, 1)", "nn.Parameter(torch.ones(1))", "3")],
    ["class Old(nn.Module):\n    def __init__(self):\n        super(Old, self).__init__()\n        self.l = nn.Linear(1, 1)", "seen.append(Old())"],
    ["m = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))", "m[1].weight = m[0].weight", "seen += [len(list(m.parameters())), list(m.state_dict())]"],
    ["m = nn.Linear(1, 1)", "m.weight.data.fill_(3)", "m.bias.data = torch.zeros(1)", "seen.append(m(torch.ones(1, 1)))"],
    ["m = nn.Linear(1, 1)", "m.weight.fill_(3)"],
    ["m = nn.Linear(1, 1)", "with torch.no_grad(): m.weight.fill_(3)", "seen.append(m.weight)"],
]  # fmt: skip


@pytest.mark.parametrize("lines", PROGRAMS, ids=lambda lines: lines[-1][:60])
def test_modules_are_torchs(lines):
    theirs, ours = run_with_both([*NN, *lines])
    assert_alike(ours, theirs)


def test_a_copy_of_a_module_has_parameters_of_its_own():
    lines = [*NN, NET, "net = Net()", "net(torch.ones(4, 2)).sum().backward()"]
    lines += ["twin = copy(net)", "seen += [twin, twin.scale.grad, type(twin.scale).__name__]"]
    lines += ["with torch.no_grad(): twin.scale.fill_(3.0)", "seen += [net.scale, twin.scale]"]
    lines += ["best = copy(net.state_dict())", "net.first.weight.data.zero_()", "seen.append(best)"]
    lines += ["net.load_state_dict(best)", "seen.append(net.first.weight)", "copy(net.scale * 1)"]
    theirs, ours = run_with_both(["from copy import deepcopy as copy", *lines])
    assert_alike(ours, theirs)
