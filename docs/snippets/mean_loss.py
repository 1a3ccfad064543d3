import torch

x = torch.arange(-20.0, 21.0)
y = 5 * x * x


def fit(reduce, learning_rate):
    params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()  # a, b, c
    for _ in range(1000):
        fitted = params[0] * x * x + params[1] * x + params[2]
        loss = reduce((fitted - y) ** 2)
        loss.backward()
        params.data -= params.grad * learning_rate
        params.grad = None
    return params.detach()


by_sum = fit(torch.sum, 1e-7)
by_mean = fit(torch.mean, 1e-7 * len(x))
print("the same path:", torch.allclose(by_sum, by_mean, atol=1e-4))
