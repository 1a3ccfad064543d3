import csv
import math
import os

import torch

PATH, X, Y = "cooling.csv", "minutes", "degrees"  # your file and columns

if not os.path.exists(PATH):  # an example to begin with
    rows = [(t, round(20 + 60 * math.exp(-t / 15), 1)) for t in range(60)]
    with open(PATH, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([(X, Y), *rows])

with open(PATH, newline="", encoding="utf-8-sig") as file:
    rows = list(csv.DictReader(file))
x = torch.tensor([float(row[X]) for row in rows])
y = torch.tensor([float(row[Y]) for row in rows])
u, v = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()


def approximation(u, params):  # any function of the scaled x
    return params[0] + params[1] * torch.exp(params[2] * u)


params = torch.tensor([0.0, 1.0, -0.5]).requires_grad_()
optimizer = torch.optim.Adam([params], lr=0.02)
for _ in range(3000):
    optimizer.zero_grad()
    loss = ((approximation(u, params) - v) ** 2).mean()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    fitted = y.mean() + y.std() * approximation(u, params)
print(f"{len(x)} rows, off by {(fitted - y).abs().mean():.2f} on average")
print(f"cools down to {y.mean() + y.std() * params[0].item():.1f} {Y}")
