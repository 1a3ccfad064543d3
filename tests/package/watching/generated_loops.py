"""Healthy loops made by chance: a problem, a way to step, rates and lengths, from a seed.

A loop is healthy only where its loss ends near what it comes to in five times as many steps: what
is left is a tenth at most of what the model gains over the best constant prediction, and it gains.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from .generated_networks import NETWORKS
from .generated_problems import PROBLEMS, Problem

NEAR = 0.1

# Ways to step.


def through_data(p: Problem, rng, steps: int) -> None:
    rate, history = rng.choice([0.03, 0.1, 0.2, 0.5]), []
    for _ in range(steps):
        loss = p.loss(p.predict(p.x), p.y)
        loss.backward()
        for w in p.params:
            w.data -= rate * w.grad
            w.grad = None
        history.append(loss.item())


def under_no_grad(p: Problem, rng, steps: int) -> None:
    rate, decay = rng.choice([0.03, 0.1, 0.2, 0.5]), rng.choice([1, 1, 0.999])
    for _ in range(steps):
        p.loss(p.predict(p.x), p.y).backward()
        with torch.no_grad():
            for w in p.params:
                w -= rate * w.grad
                w.grad.zero_()
        rate *= decay


def momentum_by_hand(p: Problem, rng, steps: int) -> None:
    rate, keep = rng.choice([0.01, 0.03, 0.1]), rng.choice([0.5, 0.9])
    speeds = [torch.zeros_like(w) for w in p.params]
    for _ in range(steps):
        loss = p.loss(p.predict(p.x), p.y)
        loss.backward()
        with torch.no_grad():
            for w, v in zip(p.params, speeds, strict=True):
                v.mul_(keep).add_(w.grad)
                w -= rate * v
                w.grad = None


def gradients_asked_for(p: Problem, rng, steps: int) -> None:
    rate = rng.choice([0.03, 0.1, 0.2, 0.5])
    for _ in range(steps):
        gradients = torch.autograd.grad(p.loss(p.predict(p.x), p.y), p.params)
        with torch.no_grad():
            for w, g in zip(p.params, gradients, strict=True):
                w -= rate * g


def optimizer_of(p: Problem, rng):
    optim, decay = torch.optim, rng.choice([0, 0, 1e-4])
    slow, fast = rng.choice([0.003, 0.01, 0.03]), rng.choice([0.03, 0.1, 0.3])
    return rng.choice([
        lambda: optim.SGD(p.params, lr=fast, weight_decay=decay),
        lambda: optim.SGD(p.params, lr=fast / 3, momentum=0.9, weight_decay=decay),
        lambda: optim.SGD(p.params, lr=fast / 3, momentum=0.9, nesterov=True),
        lambda: optim.Adam(p.params, lr=slow),
        lambda: optim.AdamW(p.params, lr=slow, weight_decay=0.01),
        lambda: optim.RMSprop(p.params, lr=slow / 3),
    ])()  # fmt: skip


def schedule_of(optimizer, rng, steps: int):
    """Stepped once a step; its rate ends low, but not before the loop is well on its way."""
    s = torch.optim.lr_scheduler
    return rng.choice([
        lambda: None,
        lambda: None,
        lambda: s.CosineAnnealingLR(optimizer, steps),
        lambda: s.StepLR(optimizer, max(1, steps // 3), 0.3),
        lambda: s.ExponentialLR(optimizer, 0.1 ** (1 / steps)),
        lambda: s.LambdaLR(optimizer, lambda k: min(1.0, (k + 1) / 10)),
    ])()  # fmt: skip


def with_optimizer(p: Problem, rng, steps: int) -> None:
    optimizer = optimizer_of(p, rng)
    schedule, clip = schedule_of(optimizer, rng, steps), rng.choice([None, None, 1.0, 5.0])
    for k in range(steps):
        optimizer.zero_grad()
        loss = p.loss(p.predict(p.x), p.y)
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(p.params, clip)
        optimizer.step()
        if schedule:
            schedule.step()
        if k % 20 == 0:
            p.judge()


def with_loader(p: Problem, rng, steps: int) -> None:
    optimizer, size = optimizer_of(p, rng), min(len(p.x) // 2, rng.choice([8, 16, 32]))
    loader = DataLoader(TensorDataset(p.x, p.y), batch_size=size, shuffle=True, drop_last=True)
    epochs = max(2, round(steps / len(loader)))
    schedule = schedule_of(optimizer, rng, epochs)
    for _ in range(epochs):
        total = 0.0
        for x, y in loader:
            loss = p.loss(p.predict(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        if schedule:
            schedule.step()
        p.judge()


def with_permutations(p: Problem, rng, steps: int) -> None:
    rate, size = rng.choice([0.01, 0.03, 0.1]), rng.choice([8, 16])
    done = 0
    while done < steps:
        for at in torch.randperm(len(p.x)).split(size)[: len(p.x) // size]:
            p.loss(p.predict(p.x[at]), p.y[at]).backward()
            with torch.no_grad():
                for w in p.params:
                    w -= rate * w.grad
                    w.grad = None
            done += 1


def with_drawn_batches(p: Problem, rng, steps: int) -> None:
    optimizer = optimizer_of(p, rng)
    for _ in range(steps):
        at = torch.randint(0, len(p.x), (rng.choice([8, 16]),))
        optimizer.zero_grad()
        p.loss(p.predict(p.x[at]), p.y[at]).backward()
        optimizer.step()


def adding_up_two(p: Problem, rng, steps: int) -> None:
    optimizer = optimizer_of(p, rng)
    for _ in range(steps):
        optimizer.zero_grad()
        for at in torch.randperm(len(p.x)).chunk(2):
            (p.loss(p.predict(p.x[at]), p.y[at]) / 2).backward()
        optimizer.step()


def adding_up_in_order(p: Problem, rng, steps: int) -> None:
    """The gradient of all data, from parts of it that are never mixed."""
    order = p.y.reshape(len(p.y), -1)[:, 0].argsort()
    optimizer = optimizer_of(p, rng)
    for _ in range(max(4, steps // 4)):
        optimizer.zero_grad()
        for at in order.chunk(4):
            (p.loss(p.predict(p.x[at]), p.y[at]) * len(at) / len(order)).backward()
        optimizer.step()


def with_other_schedules(p: Problem, rng, steps: int) -> None:
    """Rates that fall when the loss has come to rest, or that begin anew."""
    optimizer = optimizer_of(p, rng)
    s = torch.optim.lr_scheduler
    plateau = s.ReduceLROnPlateau(optimizer, factor=0.3, patience=5)
    schedule = rng.choice([
        lambda: plateau,
        lambda: s.CosineAnnealingWarmRestarts(optimizer, max(2, steps // 5)),
        lambda: s.OneCycleLR(optimizer, 2 * optimizer.param_groups[0]["lr"], steps),
    ])()  # fmt: skip
    for _ in range(steps):
        optimizer.zero_grad()
        loss = p.loss(p.predict(p.x), p.y)
        loss.backward()
        optimizer.step()
        schedule.step(*([loss.item()] if schedule is plateau else []))


def slowly_with_small_batches(p: Problem, rng, steps: int) -> None:
    rate, size = rng.choice([0.002, 0.005, 0.01]), rng.choice([2, 4, 8])
    optimizer = torch.optim.SGD(p.params, lr=rate, weight_decay=rng.choice([0, 1e-3]))
    loader = DataLoader(TensorDataset(p.x, p.y), batch_size=size, shuffle=True, drop_last=True)
    for _ in range(max(5, 3 * steps // len(loader))):
        for x, y in loader:
            optimizer.zero_grad()
            p.loss(p.predict(x), y).backward()
            optimizer.step()
        p.judge()


def with_penalty(p: Problem, rng, steps: int) -> None:
    """A penalty by hand, and a mean of the weights that follows them."""
    optimizer, strength = optimizer_of(p, rng), rng.choice([1e-4, 1e-3])
    follow = [w.detach().clone() for w in p.params]
    best = math.inf
    for _ in range(steps):
        fit = p.loss(p.predict(p.x), p.y)
        loss = fit + strength * sum((w**2).sum() for w in p.params)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        best = min(best, fit.item())
        with torch.no_grad():
            for f, w in zip(follow, p.params, strict=True):
                f.lerp_(w, 0.1)


WAYS = [
    adding_up_in_order, with_other_schedules, slowly_with_small_batches, with_penalty,
    through_data, under_no_grad, momentum_by_hand, gradients_asked_for, with_optimizer,
    with_optimizer, with_loader, with_loader, with_permutations, with_drawn_batches, adding_up_two,
]  # fmt: skip


@dataclass
class Loop:
    """One loop, made from a seed."""

    seed: int
    problem: str = ""
    way: str = ""
    steps: int = 0
    scores: dict[str, float] = field(default_factory=dict)

    def prepare(self) -> Callable[[int], Problem]:
        """All but the loop, which takes how many times its steps it runs."""
        rng = random.Random(self.seed)
        torch.manual_seed(self.seed)
        make, way = rng.choice([*PROBLEMS, *NETWORKS]), rng.choice(WAYS)
        problem, steps = make(rng), round(20 * 25 ** rng.random())
        self.problem, self.way, self.steps = make.__name__, way.__name__, steps
        self.scores = {"start": problem.judge(), "constant": problem.constant}

        def run(times: int = 1) -> Problem:
            way(problem, rng, steps * times)
            return problem

        return run

    def is_healthy(self) -> bool:
        """Whether it ends near what it comes to in five times as many steps."""
        end, best = self.prepare()(1).judge(), self.prepare()(5).judge()
        self.scores |= {"end": end, "best": best}
        gain = min(self.scores["constant"], self.scores["start"]) - best
        return gain > NEAR * abs(best) and abs(end - best) < NEAR * gain
