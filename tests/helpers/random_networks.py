"""Small random networks and their training, by seed, on which both torches must agree."""

import random
from itertools import pairwise

ACTIVATIONS = [
    *["nn.ReLU()", "nn.Tanh()", "nn.Sigmoid()", "nn.LeakyReLU(0.1)", "nn.ELU()", "nn.GELU()"],
    *["nn.SiLU()", "nn.Softplus()", "nn.Identity()", "nn.Dropout(0.2)", "nn.LogSigmoid()"],
]
# Each loss with the target that it takes, of `rows` rows and `width` columns.
LOSSES = {
    "nn.MSELoss()": "torch.randn({rows}, {width})",
    "nn.L1Loss(reduction='sum')": "torch.randn({rows}, {width})",
    "nn.SmoothL1Loss(beta=0.7)": "torch.randn({rows}, {width})",
    "nn.HuberLoss()": "torch.randn({rows}, {width})",
    "nn.BCEWithLogitsLoss()": "torch.rand({rows}, {width}).round()",
    "nn.CrossEntropyLoss()": "torch.randint(0, {width}, ({rows},))",
    "nn.CrossEntropyLoss(label_smoothing=0.2)": "torch.randint(0, {width}, ({rows},))",
}
OPTIMIZERS = [
    *["SGD(net.parameters(), lr=0.1)", "SGD(net.parameters(), 0.05, momentum=0.9, nesterov=True)"],
    *["Adam(net.parameters(), lr=0.02)", "AdamW(net.parameters(), 0.02, weight_decay=0.1)"],
    *["RMSprop(net.parameters(), 0.01)", "Adagrad(net.parameters(), lr=0.1)"],
]
SCHEDULERS = ["StepLR(o, 2)", "ExponentialLR(o, 0.9)", "CosineAnnealingLR(o, 4)"]
STARTS = ["xavier_uniform_", "xavier_normal_", "kaiming_normal_", "kaiming_uniform_", "normal_"]


def network(seed):
    """Lines that train a network for a few epochs, and fill the list `seen`."""
    rng = random.Random(seed)
    rows, sizes = rng.randint(2, 20), [rng.randint(1, 6) for _ in range(rng.randint(2, 4))]
    layers = []
    for before, after in pairwise(sizes):
        bias = "" if rng.random() < 0.8 else ", bias=False"
        layers += [f"nn.Linear({before}, {after}{bias})", rng.choice(ACTIVATIONS)]
    loss, target = rng.choice(list(LOSSES.items()))
    batch = rng.choice([1, 3, rows])
    lines = ["nn, data = torch.nn, torch.utils.data", f"torch.manual_seed({seed})"]
    lines += [f"x = torch.randn({rows}, {sizes[0]})"]
    lines += [f"y = {target.format(rows=rows, width=sizes[-1])}"]
    lines += [f"net = nn.Sequential({', '.join(layers[:-1])})", "seen += [net, net.state_dict()]"]
    if rng.random() < 0.4:
        lines += [f"nn.init.{rng.choice(STARTS)}(net[0].weight)", "seen.append(net[0].weight)"]
    lines += [f"loss, o = {loss}, torch.optim.{rng.choice(OPTIMIZERS)}", "seen.append(o)"]
    lines += [f"s = torch.optim.lr_scheduler.{rng.choice(SCHEDULERS)}"]
    lines += [f"loader = data.DataLoader(data.TensorDataset(x, y), {batch}, shuffle=True)"]
    clip = "nn.utils.clip_grad_norm_(net.parameters(), 0.5); " if rng.random() < 0.3 else ""
    step = f"o.zero_grad(); l = loss(net(a), b); l.backward(); {clip}o.step()"
    lines += [
        f"for _ in range(3):\n    for a, b in loader: {step}\n    s.step()\n    seen.append(l)"
    ]
    return [*lines, "seen += net.parameters()", "net.eval()", "seen.append(net(x))"]
