import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.linspace(-1, 1, 1000)
y = 5 * x * x + 0.1 * torch.randn(1000)
batches = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)

params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()  # a, b, c
for epoch in range(30):
    # Large steps first, small ones last.
    learning_rate = 0.3 / (1 + epoch / 5)
    for xs, ys in batches:
        fitted = params[0] * xs * xs + params[1] * xs + params[2]
        loss = ((fitted - ys) ** 2).mean()
        loss.backward()
        params.data -= learning_rate * params.grad
        params.grad = None
print("a, b, c =", [round(value, 1) + 0.0 for value in params.tolist()])
