import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.linspace(-1, 1, 1000)
y = 5 * x * x + 0.1 * torch.randn(1000)
batches = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)


class Quadratic(torch.nn.Module):
    def __init__(self, guesses):
        super().__init__()
        self.params = torch.nn.Parameter(torch.tensor(guesses))

    def forward(self, x):
        a, b, c = self.params
        return a * x * x + b * x + c


model = Quadratic([1.0, 2.0, 3.0])
assess = torch.nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
schedule = torch.optim.lr_scheduler.LambdaLR(
    optimizer, lambda epoch: 1 / (1 + epoch / 5)
)
for _ in range(30):
    for xs, ys in batches:
        optimizer.zero_grad()
        loss = assess(model(xs), ys)
        loss.backward()
        optimizer.step()
    schedule.step()
print("a, b, c =", [round(p, 1) + 0.0 for p in model.params.tolist()])
