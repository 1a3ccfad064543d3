import torch

x = torch.arange(101.0, dtype=torch.float64)
y = 5 * x * x

# What the parameters multiply: x^2 and x. The constant stays as it is.
columns = torch.stack([x * x, x], dim=1)
mean, spread = columns.mean(dim=0), columns.std(dim=0, correction=0)
scaled = (columns - mean) / spread

# Parameters of the scaled columns.
params = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
params.requires_grad_()
for _ in range(1000):
    loss = ((scaled @ params[:2] + params[2] - y) ** 2).mean()
    loss.backward()
    params.data -= params.grad / len(params)  # stable for any columns
    params.grad = None

# Back to your units.
ab = params.data[:2] / spread
c = params.data[2] - (ab * mean).sum()
found = torch.stack([*ab, c]).round(decimals=2) + 0.0
print("a, b, c =", found.tolist())
assert abs(c) < 0.01
