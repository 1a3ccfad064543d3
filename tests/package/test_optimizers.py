"""Every optimizer and schedule against torch.optim, step for step."""

import pytest
import torch

import sgd_tutorial as sgd

OPTIMIZERS = {
    "none": (None, torch.optim.SGD, {}),
    "momentum": (sgd.Momentum(0.9), torch.optim.SGD, {"momentum": 0.9}),
    "heavy momentum": (sgd.Momentum(0.99), torch.optim.SGD, {"momentum": 0.99}),
    "nesterov": (sgd.Nesterov(0.9), torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "rmsprop": (sgd.RMSProp(), torch.optim.RMSprop, {}),
    "rmsprop, other": (
        sgd.RMSProp(alpha=0.9, eps=1e-4),
        torch.optim.RMSprop,
        {"alpha": 0.9, "eps": 1e-4},
    ),
    "adam": (sgd.Adam(), torch.optim.Adam, {}),
    "adam, other": (
        sgd.Adam(beta1=0.8, beta2=0.9, eps=1e-4),
        torch.optim.Adam,
        {"betas": (0.8, 0.9), "eps": 1e-4},
    ),
}

SCHEDULES = {
    "constant": (lambda rate: rate, None),
    "a function of the step": (
        lambda rate: lambda step: rate * 0.5 ** (step // 7),
        lambda opt: torch.optim.lr_scheduler.StepLR(opt, step_size=7, gamma=0.5),
    ),
    "inverse decay": (
        lambda rate: sgd.inverse_decay(rate, half_at=10),
        lambda opt: torch.optim.lr_scheduler.LambdaLR(opt, lambda step: 1 / (1 + step / 10)),
    ),
    "warmup": (
        lambda rate: sgd.warmup(rate, steps=20),
        lambda opt: torch.optim.lr_scheduler.LinearLR(opt, start_factor=1 / 20, total_iters=19),
    ),
    "warmup, then a function of the step": (
        lambda rate: sgd.warmup(lambda step: rate * 0.5 ** (step // 7), steps=20),
        lambda opt: torch.optim.lr_scheduler.ChainedScheduler(
            [
                torch.optim.lr_scheduler.StepLR(opt, step_size=7, gamma=0.5),
                torch.optim.lr_scheduler.LinearLR(opt, start_factor=1 / 20, total_iters=19),
            ]
        ),
    ),
}


def torch_history(approximation, guesses, x, y, make, schedule, steps):
    params = torch.tensor(guesses, dtype=x.dtype).requires_grad_()
    optimizer = make([params])
    scheduler = schedule(optimizer) if schedule else None
    history = [params.detach().clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        ((approximation(x, params) - y) ** 2).sum().backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        history.append(params.detach().clone())
    return torch.stack(history)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_equal_torch_optim(precise_problem, name, dtype):
    approximation, guesses, x, y = precise_problem
    x, y = x.to(dtype), y.to(dtype)
    optimizer, torch_optimizer, options = OPTIMIZERS[name]
    rate = 1e-4 if torch_optimizer is torch.optim.SGD else 1e-2
    expected = torch_history(
        approximation, guesses, x, y, lambda p: torch_optimizer(p, lr=rate, **options), None, 200
    )
    run = sgd.fit(approximation, guesses, x, y, learning_rate=rate, steps=200, optimizer=optimizer)
    tolerance = 1e-5 if dtype == torch.float32 else 1e-12
    torch.testing.assert_close(run.history, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_equal_torch_lr_scheduler(precise_problem, name):
    ours, theirs = SCHEDULES[name]
    expected = torch_history(
        *precise_problem, lambda params: torch.optim.Adam(params, lr=0.01), theirs, 60
    )
    keywords = {"learning_rate": ours(0.01), "steps": 60, "optimizer": sgd.Adam()}
    run = sgd.fit(*precise_problem, **keywords)
    torch.testing.assert_close(run.history, expected, rtol=1e-10, atol=1e-12)


def test_an_optimizer_forgets_earlier_runs(precise_problem):
    optimizer = sgd.Adam()
    keywords = {"learning_rate": 0.01, "steps": 20, "optimizer": optimizer}
    first, second = sgd.fit(*precise_problem, **keywords), sgd.fit(*precise_problem, **keywords)
    assert torch.equal(first.history, second.history)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sgd.Momentum(1.0), "beta must be a finite number, 0 or more, below 1; got 1.0"),
        (lambda: sgd.Adam(beta2=-0.1), "beta2 must be"),
        (lambda: sgd.RMSProp(eps=float("nan")), "eps must be"),
        (lambda: sgd.inverse_decay(0.1, half_at=0), "half_at must be above 0"),
        (lambda: sgd.inverse_decay(0, half_at=1), "rate must be above 0"),
        (lambda: sgd.warmup(0.1, steps=2.5), "steps must be a whole number"),
        (lambda: sgd.warmup(-1, steps=5), "schedule must be above 0"),
    ],
)
def test_bad_settings_are_refused(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()
