import torch

x = torch.arange(-20.0, 21.0)
y = 5 * x * x


def approximation(x, params):  # 1. approximate
    return params[0] * x * x + params[1] * x + params[2]


params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()  # 2. initialize
for _ in range(10_002):  # 6. repeat
    loss = ((approximation(x, params) - y) ** 2).sum()  # 3. assess
    loss.backward()  # 4. calculate the gradient
    params.data -= 1e-7 * params.grad  # 5. adjust
    params.grad = None
print(loss, params.data)
