"""The states of generators are torch's bytes, and go on as torch's do."""

import pytest
import torch

from tests.helpers.small_torch import run_with_both, small

DRAWS = [
    "pass",
    "torch.rand(3, generator=g)",
    "torch.randn(1, generator=g)",
    "torch.randn(3, generator=g, dtype=torch.float64)",
    "torch.rand(624, generator=g)",
    "torch.randperm(700, generator=g)",
]


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("seed", [0, 5, 2**40 + 1])
def test_a_state_has_torchs_bytes(draw, seed):
    states = []
    for module in (torch, small):
        names = {"torch": module, "g": module.Generator().manual_seed(seed)}
        exec(draw, names)
        state = names["g"].get_state()
        states.append((state.tolist(), str(state.dtype), tuple(state.shape)))
    assert states[1] == states[0]


PROGRAMS = [
    [
        *["g = torch.Generator().manual_seed(3)", draw, "s = g.get_state()"],
        "seen += [torch.rand(2, generator=g), torch.randn(3, generator=g)]",
        "h = torch.Generator(); h.set_state(s)",
        "seen += [torch.rand(2, generator=h), torch.randn(3, generator=h), h.initial_seed()]",
    ]
    for draw in DRAWS
]
PROGRAMS += [
    [
        "torch.manual_seed(1); torch.rand(5); s = torch.get_rng_state(); seen.append(torch.rand(2))",
        "torch.set_rng_state(s); seen += [torch.rand(2), torch.initial_seed()]",
    ],
    ["torch.Generator().set_state(3)"],
    ["torch.Generator().set_state(torch.ones(3))"],
    ["torch.Generator().set_state(torch.Generator().get_state()[:3])"],
]


@pytest.mark.parametrize("lines", PROGRAMS, ids="; ".join)
def test_a_state_goes_on_as_torchs_does(lines):
    theirs, ours = run_with_both(lines)
    assert ours == theirs
