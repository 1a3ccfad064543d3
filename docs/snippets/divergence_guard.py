import torch

x = torch.arange(-20.0, 21.0)
y = 5 * x * x
params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()
learning_rate = 1e-5  # too large: the guard finds out

lowest, best = float("inf"), params.detach().clone()
for step in range(10_002):
    fitted = params[0] * x * x + params[1] * x + params[2]
    loss = ((fitted - y) ** 2).sum()
    if loss.item() < lowest:
        lowest, best = loss.item(), params.detach().clone()
    if not loss.item() <= 10 * lowest:  # not: so that nan counts, too
        learning_rate /= 2
        params.data = best.clone()
        print(f"step {step}: loss {loss.item():.1e}, now {learning_rate}")
        continue
    loss.backward()
    params.data -= learning_rate * params.grad
    params.grad = None
print(f"lowest loss {lowest:.0f} at a = {best[0]:.2f}, c = {best[2]:.2f}")
