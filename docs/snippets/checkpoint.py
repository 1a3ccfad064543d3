import os

import torch

x = torch.linspace(-1, 1, 41)
y = 5 * x * x
FILE = "checkpoint.pt"


def train(until, stop_at=None):
    params = torch.nn.Parameter(torch.tensor([1.0, 2.0, 3.0]))
    optimizer = torch.optim.SGD([params], lr=0.1, momentum=0.9)
    step = 0
    if os.path.exists(FILE):
        saved = torch.load(FILE, weights_only=True)
        params.data, step = saved["params"], saved["step"]
        optimizer.load_state_dict(saved["optimizer"])
        print("goes on at step", step)
    while step < until and step != stop_at:
        if step % 50 == 0:
            state = {"params": params.data, "step": step}
            state["optimizer"] = optimizer.state_dict()
            torch.save(state, FILE + ".new")
            os.replace(FILE + ".new", FILE)  # whole, or not at all
        optimizer.zero_grad()
        fitted = params[0] * x * x + params[1] * x + params[2]
        ((fitted - y) ** 2).mean().backward()
        optimizer.step()
        step += 1
    return params.detach()


whole = train(200)
os.remove(FILE)
train(200, stop_at=120)  # as if the machine had stopped here
print("the same digits:", train(200).equal(whole))
os.remove(FILE)
