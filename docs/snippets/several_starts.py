import torch

torch.manual_seed(0)
x = torch.linspace(-3, 3, 61)
y = 2 * torch.sin(1.5 * x)


def fit(start, steps):
    params = start.clone().requires_grad_()
    for _ in range(steps):
        loss = ((params[0] * torch.sin(params[1] * x) - y) ** 2).mean()
        loss.backward()
        params.data -= 0.1 * params.grad
        params.grad = None
    return loss.item(), params.detach()


starts = torch.stack([torch.ones(10), 5 * torch.rand(10)], dim=1)
found = [fit(start, steps=50) for start in starts]
_, best = min(found, key=lambda each: each[0])
loss, params = fit(best, steps=500)
print(f"a = {params[0]:.2f}, w = {params[1]:.2f}, loss {loss:.4f}")
