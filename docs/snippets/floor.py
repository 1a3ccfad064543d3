import torch

x = torch.arange(-20.0, 21.0)
y = 5 * x * x

# One column for each parameter of y = a x + b.
columns = torch.stack([x, torch.ones_like(x)], dim=1)
best = torch.linalg.lstsq(columns, y[:, None]).solution
left = y - (columns @ best)[:, 0]
floor = (left**2).sum()
pattern = (left.diff() ** 2).sum() / floor  # Durbin-Watson

print(f"floor {floor:,.0f}: no number of steps gets below")
print(f"pattern {pattern:.2f}: noise has about 2, a misfit often less")
