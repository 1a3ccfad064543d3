"""torch.optim: SGD gives the same parameters to the last bit, Adam to the last digits."""

import random

import pytest
import torch

from tests.helpers.small_torch import assert_alike, describe, run_with_both, small

BOTH_DTYPES = pytest.mark.parametrize("dtype", ["float32", "float64"])


def after_steps(module, name, dtype, settings):
    """The parameters after 50 steps toward 3."""
    rng = random.Random(0)
    numbers = [rng.gauss(0, 10) for _ in range(11)]
    params = module.tensor(numbers, dtype=getattr(module, dtype)).requires_grad_()
    optimizer = getattr(module.optim, name)([params], **settings)
    for _ in range(50):
        optimizer.zero_grad()
        ((params - 3) ** 2).sum().backward()
        optimizer.step()
    return params


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.8, "dampening": 0.3},
        {"weight_decay": 0.01},
        {"momentum": 0.5, "weight_decay": 0.1, "maximize": True},
    ],
    ids=str,
)
@BOTH_DTYPES
def test_sgd_takes_torchs_steps(settings, dtype):
    ours, theirs = (after_steps(m, "SGD", dtype, {"lr": 0.01} | settings) for m in (small, torch))
    assert describe(ours) == describe(theirs)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        *[("Adam", each) for each in ({}, {"lr": 0.3}, {"betas": (0.5, 0.9), "eps": 1e-3})],
        ("Adam", {"weight_decay": 0.1, "maximize": True}),
        ("Adam", {"lr": 0.3, "amsgrad": True}),
        ("Adam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
        ("AdamW", {}),
        ("AdamW", {"lr": 0.1, "weight_decay": 0.5}),
        *[("RMSprop", each) for each in ({}, {"centered": True}, {"momentum": 0.9})],
        ("RMSprop", {"weight_decay": 0.1, "alpha": 0.5, "eps": 1e-3}),
        *[("Adagrad", each) for each in ({}, {"lr": 0.5, "lr_decay": 0.1})],
        ("Adagrad", {"initial_accumulator_value": 0.5, "weight_decay": 0.1}),
    ],
    ids=str,
)
@BOTH_DTYPES
def test_rates_from_gradients_give_torchs_steps_to_the_last_digits(name, settings, dtype):
    ours, theirs = (after_steps(m, name, dtype, settings).tolist() for m in (small, torch))
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    assert ours == pytest.approx(theirs, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize(
    ("name", "params", "settings"),
    [
        ("SGD", [], {}),
        ("SGD", 3.0, {}),
        ("SGD", [1.0], {}),
        ("SGD", [], {"lr": -1}),
        ("SGD", [], {"nesterov": True}),
        ("Adam", [], {"lr": -1}),
        ("Adam", [], {"betas": (1.0, 0.9)}),
        ("Adam", [], {"betas": (0.9, 1.0)}),
        ("Adam", [], {"eps": -1}),
        ("Adam", [], {"weight_decay": -1}),
        ("RMSprop", [], {"alpha": -1}),
        ("RMSprop", [], {"momentum": -1}),
        ("Adagrad", [], {"lr_decay": -1}),
        ("Adagrad", [], {"initial_accumulator_value": -1}),
        ("AdamW", [], {"eps": -1}),
    ],
)
def test_it_refuses_what_torch_refuses(name, params, settings):
    errors = []
    for module in (small, torch):
        with pytest.raises((TypeError, ValueError)) as caught:
            getattr(module.optim, name)(params, **settings)
        errors.append((caught.type, str(caught.value)))
    assert errors[0] == errors[1]


SETUP = [
    "optim, schedulers = torch.optim, torch.optim.lr_scheduler",
    "w = torch.tensor([1.0, 2.0]).requires_grad_()",
    "o = optim.SGD([w], lr=0.5)",
    "def step():\n    (w * w).sum().backward()\n    o.step()\n    o.zero_grad()",
]
SCHEDULERS = [
    *["StepLR(o, 2)", "StepLR(o, step_size=3, gamma=0.3)", "ExponentialLR(o, 0.9)", "LinearLR(o)"],
    *["MultiStepLR(o, [2, 4])", "CosineAnnealingLR(o, 5)", "CosineAnnealingLR(o, T_max=3, eta_min=0.1)"],
    *["LambdaLR(o, lambda epoch: 0.95 ** epoch)", "LambdaLR(o, [lambda epoch: 1 / (epoch + 1)])"],
    *["MultiplicativeLR(o, lambda epoch: 0.95)", "MultiplicativeLR(o, [lambda epoch: 1 / epoch])"],
    *["StepLR(3, 2)", "LambdaLR(o, [1, 2])", "StepLR(o)", "StepLR(o, 2, verbose=True)"],
    *["LinearLR(o, start_factor=2)", "LinearLR(o, end_factor=2)", "StepLR(o, 2, last_epoch=3)"],
]  # fmt: skip
PLATEAUS = [
    *["o", "o, patience=1", "o, 'max', patience=0", "o, factor=0.5, patience=0, cooldown=1"],
    *["o, threshold=0.5, threshold_mode='abs', patience=0", "o, patience=0, min_lr=0.2", "3"],
    *["o, factor=2", "o, mode='x'", "o, threshold_mode='x'"],
]  # fmt: skip
SHOWN = [
    *["optim.SGD([w])", "optim.Adam([w])", "optim.AdamW([w], lr=0.1)", "optim.RMSprop([w])"],
    *["optim.Adagrad([w], 0.2)", "optim.SGD([{'params': [w], 'lr': 0.2}, {'params': w * 1}])"],
    *["optim.RMSprop([w]).param_groups", "optim.Adagrad([w]).param_groups", "optim.Adagrad([w]).state_dict()"],
    *["optim.AdamW([w]).param_groups", "optim.SGD([w], lr=0.1, momentum=0.9).defaults"],
]  # fmt: skip


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_a_rate_changes_as_torchs(scheduler):
    lines = [*SETUP, f"s = schedulers.{scheduler}", "seen += [o, s.state_dict(), s.get_last_lr()]"]
    lines += ["for _ in range(12): step(), s.step(), seen.append(o.param_groups[0]['lr'])"]
    lines += ["state = s.state_dict()", f"t = schedulers.{scheduler}", "t.load_state_dict(state)"]
    theirs, ours = run_with_both([*lines, "seen.append(t.state_dict())"])
    assert ours == theirs


@pytest.mark.parametrize("arguments", PLATEAUS)
def test_a_rate_falls_on_a_plateau_as_torchs(arguments):
    lines = [
        *SETUP,
        f"s = schedulers.ReduceLROnPlateau({arguments})",
        "seen.append(s.state_dict())",
    ]
    lines += ["for loss in (9.0, 5.0, 5.0, 4.9, torch.tensor(4.9), 4.8, 4.9, 5.1, 4.8, 4.8, 4.8):"]
    lines[-1] += "\n    s.step(loss)\n    seen += [s.get_last_lr(), o.param_groups[0]['lr']]"
    theirs, ours = run_with_both([*lines, "seen.append(s.state_dict())"])
    assert ours == theirs


@pytest.mark.parametrize("shown", SHOWN)
def test_an_optimizer_shows_what_torchs_shows(shown):
    theirs, ours = run_with_both([*SETUP, f"seen.append({shown})"])
    assert ours == theirs


@pytest.mark.parametrize("name", ["Adam", "RMSprop", "Adagrad", "SGD"])
def test_a_state_goes_on_where_it_was_saved(name):
    lines = [*SETUP, f"o = optim.{name}([w], lr=0.1)", "step()", "state = o.state_dict()"]
    lines += [
        "seen.append(state)",
        "step()",
        f"p = optim.{name}([w], lr=0.3)",
        "p.load_state_dict(state)",
    ]
    theirs, ours = run_with_both([*lines, "seen.append(p)", "o = p", "step()", "seen.append(w)"])
    assert_alike(ours, theirs)


def test_a_scheduler_before_the_first_step_gives_torchs_warning():
    messages = []
    for module in (torch, small):
        optimizer = module.optim.SGD([module.ones(1)], lr=0.1)
        scheduler = module.optim.lr_scheduler.StepLR(optimizer, 1)
        with pytest.warns(UserWarning, match="before `optimizer.step") as caught:
            scheduler.step()
        messages.append(str(caught[0].message))
    assert messages[0] == messages[1]
