import torch

import sgd_tutorial as sgd

x, w = torch.linspace(-1, 1, 20), torch.zeros(2, requires_grad=True)
with sgd.watch() as seen:
    for _ in range(100):
        loss = ((w[0] * x + w[1] - 3 * x) ** 2).mean()
        loss.backward()
        w.data -= 0.1 * w.grad
print(seen)
