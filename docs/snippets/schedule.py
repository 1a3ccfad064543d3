import math

import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 1000)
y = 5 * x * x + torch.randn(1000)
STEPS, WARM_UP, LARGEST = 2000, 100, 0.3


def rate_at(step):  # up along a line, down along a half cosine
    if step < WARM_UP:
        return LARGEST * (step + 1) / WARM_UP
    done = (step - WARM_UP) / (STEPS - WARM_UP)
    return LARGEST * (1 + math.cos(math.pi * done)) / 2


def train(rate_at):
    params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()
    for step in range(STEPS):
        some = torch.randint(len(x), (8,))
        fitted = params[0] * x**2 + params[1] * x + params[2]
        loss = ((fitted[some] - y[some]) ** 2).mean()
        loss.backward()
        params.data -= rate_at(step) * params.grad
        params.grad = None
    return ((fitted - y) ** 2).mean().item()


print("rates", [round(rate_at(step), 3) for step in (0, 99, 1050, 1999)])
print(f"constant rate: loss {train(lambda step: LARGEST):.2f}")
print(f"schedule:      loss {train(rate_at):.2f}")
