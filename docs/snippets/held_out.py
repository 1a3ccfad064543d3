import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 60)
y = 5 * x * x + torch.randn(60)
columns = torch.stack([x**power for power in range(12)], dim=1)
order = torch.randperm(60)
train, held_out = order[:40], order[40:]

params = torch.zeros(12, requires_grad=True)
best, best_loss, best_step, patience = None, float("inf"), 0, 500
for step in range(1, 100_001):
    loss = ((columns[train] @ params - y[train]) ** 2).mean()
    loss.backward()
    params.data -= 0.1 * params.grad
    params.grad = None
    with torch.no_grad():
        left = columns[held_out] @ params - y[held_out]
        held_out_loss = (left**2).mean()
    if held_out_loss < best_loss:
        best, best_loss = params.detach().clone(), held_out_loss
        best_step = step
    if step - best_step >= patience:
        break
print(f"best after step {best_step}, held-out loss {best_loss:.2f}")
