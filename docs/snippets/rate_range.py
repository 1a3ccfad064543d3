import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 200)[:, None]
y = torch.sin(5 * x)
model = torch.nn.Sequential(
    torch.nn.Linear(1, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1)
)


def loss_on_some():  # put yours here
    some = torch.randint(len(x), (50,))
    return ((model(x[some]) - y[some]) ** 2).mean()


# The rate grows a little with every step until the loss flies off.
# Train a fresh model afterwards: this one is spoiled.
learning_rate, smooth, lowest = 1e-6, None, float("inf")
optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
while learning_rate < 100:
    loss = loss_on_some()
    smooth = (
        loss.item() if smooth is None else 0.9 * smooth + 0.1 * loss.item()
    )
    if not smooth < 4 * lowest:  # not: so that nan counts, too
        break
    lowest = min(lowest, smooth)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    learning_rate *= 1.1
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
print(f"flies off near {learning_rate:.0e}; try {learning_rate / 3:.0e}")
