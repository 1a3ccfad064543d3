import torch

x = torch.arange(-20.0, 21.0)
y = 5 * x * x
params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()  # a, b, c


def loss():  # put yours here
    fitted = params[0] * x * x + params[1] * x + params[2]
    return ((fitted - y) ** 2).sum()


(slope,) = torch.autograd.grad(loss(), params, create_graph=True)
direction = torch.ones_like(params)
for _ in range(20):  # slow where two curvatures are almost the same
    direction = direction / direction.norm()
    (direction,) = torch.autograd.grad(
        slope, params, grad_outputs=direction, retain_graph=True
    )
digits, power = f"{2 / direction.norm():.16e}".split("e")
print(f"largest stable rate: {digits[:6]}e{power}")  # rounded down
