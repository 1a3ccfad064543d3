import torch

x = torch.arange(-20.0, 21.0, dtype=torch.float64)
y = 5 * x * x


def loss(params):  # put yours here; in float64
    fitted = params[0] * x * x + params[1] * x + params[2]
    return ((fitted - y) ** 2).sum()


params = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
params.requires_grad_()
loss(params).backward()

# The slope of the loss between two near points, for each parameter.
for place, slope in enumerate(params.grad):
    step = torch.zeros_like(params)
    step[place] = 1e-5 * max(1.0, abs(params[place].item()))
    with torch.no_grad():
        rise = loss(params + step) - loss(params - step)
    measured = rise / (2 * step[place])
    print(f"{slope:.1f} measured {measured:.1f}")
    assert torch.isclose(slope, measured, rtol=1e-6, atol=1e-6)

# The same with torch's own function.
assert torch.autograd.gradcheck(loss, params)
