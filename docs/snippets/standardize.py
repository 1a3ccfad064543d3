import torch

x = torch.arange(-20.0, 21.0)
y = 5 * x * x

# What the parameters multiply: x^2 and x. The constant stays as it is.
columns = torch.stack([x * x, x], dim=1)
mean, spread = columns.mean(dim=0), columns.std(dim=0, correction=0)
scaled = (columns - mean) / spread

params = torch.tensor(
    [1.0, 2.0, 3.0]
).requires_grad_()  # of the scaled columns
loss = ((scaled @ params[:2] + params[2] - y) ** 2).mean()
loss.backward()
params.data -= params.grad / 2  # every curvature is 2, so one step is exact

# Back to your units.
ab = params.data[:2] / spread
c = params.data[2] - (ab * mean).sum()
print(
    "a, b, c =",
    [round(value, 2) + 0.0 for value in [*ab.tolist(), c.item()]],
)
assert abs(c) < 0.01
