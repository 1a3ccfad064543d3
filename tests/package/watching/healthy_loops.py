"""Loops that are well, some of them in ways that look like a fault."""

import copy

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from .wrong_loops import line_data, small_net, table, train

HEALTHY = []


def healthy(loop):
    """A loop, taking how many times its usual number of steps it runs."""
    HEALTHY.append(loop)
    return loop


@healthy
def recipe(times):
    x = torch.arange(-20.0, 21.0) / 20
    y = 5 * x**2
    params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()
    for _ in range(200 * times):
        loss = ((params[0] * x**2 + params[1] * x + params[2] - y) ** 2).mean()
        loss.backward()
        params.data -= 0.3 * params.grad
        params.grad = None


@healthy
def momentum_by_hand(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    velocity = torch.zeros(2)
    for _ in range(100 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        with torch.no_grad():
            velocity = 0.8 * velocity + w.grad
            w -= 0.05 * velocity
            w.grad.zero_()


@healthy
def momentum_in_the_gradient(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(100 * times):
        if w.grad is not None:
            w.grad.mul_(0.8)
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        w.data -= 0.05 * w.grad


@healthy
def prints_its_loss(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    lines, total = [], 0.0
    for _ in range(80 * times):
        loss = F.mse_loss(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        lines.append(f"{loss:.3f} {float(loss.detach()):.3f} {net(x).detach().numpy().mean()}")


@healthy
def classifier(times):
    x, _ = table(120)
    labels = (x[:, 0] + x[:, 1] > 0).long()
    net = small_net(3, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(x, labels), batch_size=16, shuffle=True
    )
    for _ in range(8 * times):
        right = 0
        for inputs, wanted in loader:
            scores = net(inputs)
            loss = F.cross_entropy(scores, wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            right += (scores.argmax(1) == wanted).sum().item()


@healthy
def logistic_regression(times):
    x, y = table()
    labels = (y > 0).float()
    w = torch.zeros(3, 1, requires_grad=True)
    for _ in range(100 * times):
        p = torch.sigmoid(x @ w)
        F.binary_cross_entropy(p, labels).backward()
        with torch.no_grad():
            w -= 0.3 * w.grad
        w.grad = None


@healthy
def train_and_validate(times):
    x, y = table(120)
    net = nn.Sequential(
        nn.Linear(3, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 1)
    )
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(40 * times):
        net.train()
        train(net, x[:80], y[:80], F.mse_loss, optimizer, 2)
        net.eval()
        with torch.no_grad():
            F.mse_loss(net(x[80:]), y[80:]).item()


@healthy
def accumulated(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(30 * times):
        optimizer.zero_grad()
        for at in torch.randperm(80).split(20):
            (F.mse_loss(net(x[at]), y[at]) / 4).backward()
        optimizer.step()


@healthy
def frozen_body(times):
    x, y = table()
    net = small_net()
    for p in net[0].parameters():
        p.requires_grad = False
    optimizer = torch.optim.Adam(net[2].parameters(), lr=0.02)
    train(net, x, y, F.mse_loss, optimizer, 80 * times)


@healthy
def two_optimizers(times):
    x, y = table()
    first, last = nn.Linear(3, 8), nn.Linear(8, 1)
    one, other = (torch.optim.Adam(part.parameters(), lr=0.01) for part in (first, last))
    for _ in range(80 * times):
        one.zero_grad()
        other.zero_grad()
        F.mse_loss(last(torch.relu(first(x))), y).backward()
        one.step()
        other.step()


@healthy
def adversaries(times):
    make, judge = nn.Linear(2, 1), small_net(1)
    of_make, of_judge = (torch.optim.Adam(part.parameters(), lr=1e-3) for part in (make, judge))
    for _ in range(80 * times):
        real, made = 2 + torch.randn(16, 1), make(torch.randn(16, 2))
        of_judge.zero_grad()
        (F.softplus(-judge(real)) + F.softplus(judge(made.detach()))).mean().backward()
        of_judge.step()
        of_make.zero_grad()
        F.softplus(-judge(made)).mean().backward()
        of_make.step()


@healthy
def slow_copy(times):
    x, y = table()
    net = small_net()
    target = copy.deepcopy(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(80 * times):
        train(net, x, y, F.mse_loss, optimizer, 1)
        with torch.no_grad():
            for slow, p in zip(target.parameters(), net.parameters(), strict=True):
                slow.lerp_(p, 0.1)


@healthy
def lbfgs(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.LBFGS(net.parameters(), lr=0.5, max_iter=5)

    def closure():
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), y)
        loss.backward()
        return loss

    for _ in range(6 * times):
        optimizer.step(closure)


@healthy
def penalized(times):
    x, y = table()
    w = torch.zeros(3, 1, requires_grad=True)
    for _ in range(100 * times):
        loss = ((x @ w - y) ** 2).mean() + 0.01 * (w**2).sum()
        loss.backward()
        w.data.sub_(0.05 * w.grad)
        w.grad.zero_()


@healthy
def cosine_schedule(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 80 * times)
    for _ in range(80 * times):
        train(net, x, y, F.mse_loss, optimizer, 1)
        schedule.step()


@healthy
def starts_at_the_answer(times):
    x, y = line_data()
    y = y + 0.3 * torch.randn(40)
    design = torch.stack([x, torch.ones(40)], 1)
    w = torch.linalg.lstsq(design, y[:, None]).solution[:, 0].requires_grad_()
    for _ in range(60 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        w.data -= 0.1 * w.grad
        w.grad = None


@healthy
def recurrent(times):
    cell, head = nn.GRU(1, 8, batch_first=True), nn.Linear(8, 1)
    optimizer = torch.optim.Adam([*cell.parameters(), *head.parameters()], lr=0.01)
    state = None
    for step in range(60 * times):
        t = torch.linspace(step, step + 1, 9)
        out, state = cell(torch.sin(t)[None, :, None], state)
        state = state.detach()
        optimizer.zero_grad()
        F.mse_loss(head(out), torch.sin(t + 0.1)[None, :, None]).backward()
        optimizer.step()


@healthy
def gaussian_likelihood(times):
    data = 3 + 0.5 * torch.randn(200)
    mean, log_spread = (torch.zeros(1, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.Adam([mean, log_spread], lr=0.05)
    for _ in range(150 * times):
        loss = (log_spread + (data - mean) ** 2 / (2 * torch.exp(2 * log_spread))).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@healthy
def several_rates(times):
    x, y = line_data()
    for rate in (0.05, 0.1, 0.2):
        w = torch.zeros(2, requires_grad=True)
        for _ in range(60 * times):
            ((w[0] * x + w[1] - y) ** 2).mean().backward()
            w.data -= rate * w.grad
            w.grad = None


@healthy
def clipped(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
    for _ in range(80 * times):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()


@healthy
def embedding(times):
    words, wanted = torch.randint(0, 20, (64, 4)), torch.randn(20)
    net = nn.Sequential(nn.Embedding(20, 6), nn.Flatten(), nn.Linear(24, 1))
    y = wanted[words].sum(1, keepdim=True)
    train(net, words, y, F.mse_loss, torch.optim.Adam(net.parameters(), 0.02), 80 * times)


@healthy
def by_torch_grad(times):
    x, y = table()
    w = torch.zeros(3, 1, requires_grad=True)
    for _ in range(100 * times):
        loss = F.mse_loss(x @ w, y)
        (gradient,) = torch.autograd.grad(loss, w)
        w = (w - 0.1 * gradient).detach().requires_grad_()
