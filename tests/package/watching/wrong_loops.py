"""Loops that are wrong, each with the kind that names its fault, as learners write them."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

WRONG = []


def wrong(*kinds):
    """A loop, taking how many times its usual number of steps it runs, and what it is to be called."""

    def keep(loop):
        WRONG.append((loop, kinds))
        return loop

    return keep


def line_data(points=40):
    x = torch.linspace(-1, 1, points)
    return x, 2 * x - 0.5


def table(points=80, columns=3):
    x = torch.randn(points, columns)
    return x, x @ torch.arange(1.0, columns + 1)[:, None]


def small_net(inputs=3, outputs=1):
    return nn.Sequential(nn.Linear(inputs, 12), nn.Tanh(), nn.Linear(12, outputs))


def train(net, x, y, criterion, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()


# Gradients and updates.


@wrong("gradients add up")
def zero_grad_before_the_loop(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    optimizer.zero_grad()
    for _ in range(60 * times):
        loss = F.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()


@wrong("gradients add up")
def cleared_once_an_epoch(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(6 * times):
        optimizer.zero_grad()
        for at in torch.randperm(80).split(8):
            F.mse_loss(net(x[at]), y[at]).backward()
            optimizer.step()


@wrong("gradients add up")
def one_of_two_cleared(times):
    x, y = line_data()
    a, b = (torch.zeros(1, requires_grad=True) for _ in range(2))
    for _ in range(50 * times):
        ((a * x + b - y) ** 2).mean().backward()
        with torch.no_grad():
            a -= 0.05 * a.grad
            b -= 0.05 * b.grad
        a.grad.zero_()


@wrong("gradients add up")
def clipped_and_not_cleared(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(60 * times):
        F.mse_loss(net(x), y).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()


@wrong("cleared before the step")
def model_cleared_before_the_step(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(40 * times):
        F.mse_loss(net(x), y).backward()
        net.zero_grad()
        optimizer.step()


@wrong("cleared before the step")
def zeroed_before_the_update(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(30 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        w.grad.zero_()
        with torch.no_grad():
            w -= 0.1 * w.grad


@wrong("parameter is no leaf")
def scaled_start(times):
    x, y = table()
    w = torch.randn(3, 1, requires_grad=True) * 0.01
    for _ in range(5 * times):
        ((x @ w - y) ** 2).mean().backward()
        w.data -= 0.1 * w.grad


@wrong("parameter replaced")
def rebound_in_no_grad(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(5 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        with torch.no_grad():
            w = w - 0.1 * w.grad


@wrong("update with notes")
def subtracted_in_place(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(5 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        w -= 0.1 * w.grad


@wrong("requires_grad on the wrong tensor")
def no_tensor_requires_a_gradient(times):
    x, y = line_data()
    w = torch.zeros(2)
    for _ in range(5 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()


@wrong("requires_grad too late")
def required_after_the_loss(times):
    x, y = line_data()
    w = torch.zeros(1)
    for _ in range(5 * times):
        loss = ((w * x - y) ** 2).mean()
        w.requires_grad_()
        loss.backward()


@wrong("no_grad left on")
def switched_off_by_a_validation(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    try:
        for _ in range(5 * times):
            train(net, x, y, F.mse_loss, optimizer, 4)
            torch.set_grad_enabled(False)
            F.mse_loss(net(x), y)
    finally:
        torch.set_grad_enabled(True)


@wrong("the optimizer holds other tensors")
def model_copied_after_the_optimizer(times):
    import copy

    x, y = table()
    net = small_net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    net = copy.deepcopy(net)
    train(net, x, y, F.mse_loss, optimizer, 50 * times)


@wrong("the optimizer holds other tensors")
def parameter_made_again(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    w = torch.zeros(2, requires_grad=True)
    for _ in range(40 * times):
        optimizer.zero_grad()
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        optimizer.step()


@wrong("optimizer made anew")
def adam_in_the_loop(times):
    x, y = table()
    net = small_net()
    for _ in range(60 * times):
        optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
        train(net, x, y, F.mse_loss, optimizer, 1)


@wrong("model made anew")
def weights_in_the_loop(times):
    x, y = table()
    for _ in range(40 * times):
        w = torch.zeros(3, 1, requires_grad=True)
        ((x @ w - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= 0.1 * w.grad


class MakesLayers(nn.Module):
    """Its last layer is another one at each call."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 8)

    def forward(self, x):
        return nn.Linear(8, 1)(torch.tanh(self.first(x)))


@wrong("model made anew")
def layers_in_forward(times):
    x, y = table()
    net = MakesLayers()
    train(net, x, y, F.mse_loss, torch.optim.SGD(net.parameters(), lr=0.05), 60 * times)


class Hides(nn.Module):
    """Its first layer is not in parameters()."""

    def __init__(self):
        super().__init__()
        self.parts = {"in": nn.Linear(3, 8)}
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.parts["in"](x)))


@wrong("parameters hidden")
def layers_in_a_dict(times):
    x, y = table()
    net = Hides()
    train(net, x, y, F.mse_loss, torch.optim.Adam(net.parameters(), lr=0.01), 60 * times)


@wrong("nothing is changed")
def no_update(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(30 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        w.grad = None


@wrong("nothing is changed")
def update_of_a_copy(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(30 * times):
        ((w[0] * x + w[1] - y) ** 2).mean().backward()
        copy = w.detach().clone()
        copy -= 0.1 * w.grad
        w.grad = None


@wrong("a part gets no gradient")
def encoder_detached(times):
    x, y = table()
    first, last = nn.Linear(3, 8), nn.Linear(8, 1)
    parameters = [*first.parameters(), *last.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=0.02)
    for _ in range(60 * times):
        optimizer.zero_grad()
        F.mse_loss(last(torch.tanh(first(x)).detach()), y).backward()
        optimizer.step()


# The loss and its graph.


@wrong("loss cut loose")
def loss_from_numpy(times):
    x, y = table()
    net = nn.Linear(3, 1)
    for _ in range(5 * times):
        guess = torch.from_numpy(net(x).detach().numpy())
        ((guess - y) ** 2).mean().backward()


@wrong("loss cut loose")
def loss_made_a_leaf(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(40 * times):
        optimizer.zero_grad()
        loss = torch.tensor(F.mse_loss(net(x), y).item(), requires_grad=True)
        loss.backward()
        optimizer.step()


@wrong("loss cut loose")
def accuracy_as_loss(times):
    x, _ = table()
    net = nn.Linear(3, 2)
    labels = torch.randint(0, 2, (80,))
    for _ in range(5 * times):
        right = (net(x).argmax(1) == labels).float()
        (1 - right.mean()).backward()


@wrong("a term without gradient")
def penalty_of_data(times):
    x, y = table()
    w = torch.zeros(3, 1, requires_grad=True)
    for _ in range(60 * times):
        loss = ((x @ w - y) ** 2).mean() + 0.1 * (w.data**2).sum()
        loss.backward()
        w.data -= 0.05 * w.grad
        w.grad = None


@wrong("changed in place")
def sigmoid_changed(times):
    x, y = table()
    w = torch.randn(3, 1, requires_grad=True)
    for _ in range(5 * times):
        guess = torch.sigmoid(x @ w)
        guess[0] = 0.0
        ((guess - y) ** 2).mean().backward()


@wrong("graph used twice")
def loss_before_the_loop(times):
    x, y = line_data()
    w = torch.zeros(1, requires_grad=True)
    loss = ((w * x - y) ** 2).mean()
    for _ in range(5 * times):
        loss.backward()
        w.data -= 0.1 * w.grad


@wrong("the same loss again")
def retained_loss(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    loss = F.l1_loss(net(x), y) + net.weight.abs().sum()
    for _ in range(30 * times):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)


@wrong("the graph grows")
def state_retained(times):
    w = torch.tensor([0.5], requires_grad=True)
    state = torch.zeros(1)
    for _ in range(20 * times):
        state = torch.tanh(state + w)
        w.grad = None
        ((state - 0.3) ** 2).sum().backward(retain_graph=True)
        w.data -= 0.01 * w.grad


@wrong("losses kept with their graphs")
def losses_in_a_list(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    history = []
    for _ in range(50 * times):
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss)
    return history


@wrong("loss is not one number")
def loss_without_mean(times):
    x, y = table()
    net = nn.Linear(3, 1)
    for _ in range(5 * times):
        ((net(x) - y) ** 2).backward()


# Types, shapes, and losses misused.


@wrong("wrong dtype")
def labels_as_fractions(times):
    x, _ = table()
    net = nn.Linear(3, 2)
    labels = (x[:, 0] > 0).float()
    for _ in range(5 * times):
        F.cross_entropy(net(x), labels).backward()


@wrong("wrong dtype")
def float64_data(times):
    x, y = table()
    net = nn.Linear(3, 1)
    for _ in range(5 * times):
        F.mse_loss(net(x.double()), y).backward()


@wrong("whole numbers")
def integer_parameters(times):
    for _ in range(5 * times):
        torch.tensor([1, 2, 3], requires_grad=True)


@wrong("wrong shape")
def layers_do_not_fit(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(10, 1))
    for _ in range(5 * times):
        F.mse_loss(net(x), y).backward()


@wrong("wrong shape")
def labels_from_one(times):
    x, _ = table()
    net = nn.Linear(3, 3)
    labels = torch.randint(1, 4, (80,))
    for _ in range(5 * times):
        F.cross_entropy(net(x), labels).backward()


@wrong("broadcasting")
def mse_of_a_row(times):
    x, y = table()
    net = small_net()
    train(net, x, y.squeeze(1), nn.MSELoss(), torch.optim.Adam(net.parameters(), 0.01), 60 * times)


@wrong("broadcasting")
def column_of_predictions(times):
    x, y = table()
    w = torch.zeros(3, 1, requires_grad=True)
    for _ in range(60 * times):
        ((y[:, 0] - x @ w).abs()).mean().backward()
        w.data -= 0.02 * w.grad
        w.grad = None


@wrong("softmax twice")
def own_softmax(times):
    x, _ = table()
    labels = (x[:, 0] > 0).long()
    net = nn.Linear(3, 2)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(60 * times):
        e = net(x).exp()
        loss = nn.CrossEntropyLoss()(e / e.sum(1, keepdim=True), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@wrong("softmax over the points")
def softmax_of_columns(times):
    x, _ = table()
    labels = (x[:, 0] > 0).long()
    net = nn.Sequential(nn.Linear(3, 2), nn.LogSoftmax(dim=0))
    train(net, x, labels, F.nll_loss, torch.optim.Adam(net.parameters(), 0.01), 60 * times)


@wrong("sigmoid twice")
def sigmoid_in_the_model(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 1), nn.Sigmoid())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    train(net, x, (y > 0).float(), F.binary_cross_entropy_with_logits, optimizer, 60 * times)


@wrong("nll_loss wants log probabilities")
def nll_of_softmax(times):
    x, _ = table()
    labels = (x[:, 0] > 0).long()
    net = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1))
    train(net, x, labels, nn.NLLLoss(), torch.optim.SGD(net.parameters(), 0.1), 60 * times)


@wrong("targets outside 0 to 1")
def labels_of_minus_one(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    train(net, x, y.sign(), nn.BCEWithLogitsLoss(), optimizer, 60 * times)


@wrong("cross entropy of one class")
def one_score(times):
    x, _ = table()
    net = nn.Linear(3, 1)
    labels = torch.zeros(80, dtype=torch.long)
    train(net, x, labels, F.cross_entropy, torch.optim.SGD(net.parameters(), 0.1), 60 * times)


@wrong("batch norm of one point")
def one_point_a_batch(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    for i in range(5 * times):
        F.mse_loss(net(x[i : i + 1]), y[i : i + 1]).backward()


@wrong("errors averaged before the square")
def absolute_mean(times):
    x, y = table()
    w = torch.zeros(3, 1, requires_grad=True)
    for _ in range(60 * times):
        (x @ w - y).mean().abs().backward()
        w.data -= 0.01 * w.grad
        w.grad = None


@wrong("relu before cross entropy")
def relu_scores(times):
    torch.manual_seed(2)
    x, _ = table()
    labels = (x[:, 0] > 0).long()
    net = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    with torch.no_grad():
        net[0].bias -= 1
    train(net, x, labels, F.cross_entropy, torch.optim.SGD(net.parameters(), 0.05), 60 * times)


# Units and outputs.


@wrong("output cannot reach the targets")
def tanh_of_large_targets(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1), nn.Tanh())
    train(net, x, 5 * y, F.mse_loss, torch.optim.Adam(net.parameters(), 0.01), 60 * times)


@wrong("final ReLU")
def relu_of_negative_targets(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1), nn.ReLU())
    train(net, x, y, F.mse_loss, torch.optim.SGD(net.parameters(), 0.02), 60 * times)


@wrong("two linear layers in a row")
def no_activation(times):
    x = torch.randn(100, 2)
    net = nn.Sequential(nn.Linear(2, 16), nn.Linear(16, 1))
    y = x[:, :1] * x[:, 1:]
    train(net, x, y, F.mse_loss, torch.optim.Adam(net.parameters(), 0.01), 100 * times)


@wrong("units all alike")
def ones_by_hand(times):
    x, y = table()
    first, last = (torch.full(size, 0.2, requires_grad=True) for size in ((3, 8), (8, 1)))
    for _ in range(60 * times):
        ((torch.tanh(x @ first) @ last - y) ** 2).mean().backward()
        for w in (first, last):
            w.data -= 0.02 * w.grad
            w.grad = None


@wrong("dead ReLU")
def bias_far_below(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
    with torch.no_grad():
        net[0].bias -= 50
    train(net, x, y, F.mse_loss, torch.optim.SGD(net.parameters(), 0.05), 60 * times)


@wrong("saturated units")
def inputs_of_thousands(times):
    x = 1_000 * torch.randn(80, 3)
    y = torch.randn(80, 1)
    net = nn.Sequential(nn.Linear(3, 2), nn.Sigmoid(), nn.Linear(2, 1))
    train(net, x, y, F.mse_loss, torch.optim.SGD(net.parameters(), 0.02), 60 * times)


@wrong("zero gradient")
def rounded_prediction(times):
    x, y = line_data()
    w = torch.zeros(1, requires_grad=True)
    for _ in range(30 * times):
        ((torch.round(w * x) - y) ** 2).mean().backward()
        w.data -= 0.1 * w.grad
        w.grad = None


# Steps.


@wrong("rate too large")
def oscillates(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(12 * times):
        ((w[0] * x + w[1] - y) ** 2).sum().backward()
        w.data -= 0.03 * w.grad
        w.grad = None


@wrong("rate too large")
def momentum_flies_off(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=4.0, momentum=0.9)
    train(net, x, y, F.mse_loss, optimizer, 40 * times)


@wrong("rate too small")
def adam_crawls(times):
    x, y = table()
    net = nn.Linear(3, 1)
    train(net, x, 10 * y, F.mse_loss, torch.optim.Adam(net.parameters(), lr=1e-6), 60 * times)


@wrong("the rate runs out")
def scheduler_in_each_batch(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.8)
    for _ in range(20 * times):
        for at in torch.randperm(80).split(20):
            train(net, x[at], y[at], F.mse_loss, optimizer, 1)
            schedule.step()


@wrong("clipping has no effect")
def clipped_after_the_step(times):
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.02)
    for _ in range(60 * times):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
        nn.utils.clip_grad_norm_(net.parameters(), 0.5)


@wrong("badly scaled", "rate too small")
def area_and_rooms(times):
    area, rooms = 100 + 100 * torch.rand(60), torch.randint(1, 6, (60,)).float()
    x = torch.stack([torch.ones(60), rooms, area], 1)
    y = x @ torch.tensor([30.0, 10.0, 2.0])
    w = torch.zeros(3, requires_grad=True)
    for _ in range(300 * times):
        ((x @ w - y) ** 2).mean().backward()
        w.data -= 2e-5 * w.grad
        w.grad = None


@wrong("uphill")
def added_by_an_optimizer(times):
    x, y = table()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, maximize=True)
    train(net, x, y, F.mse_loss, optimizer, 40 * times)


@wrong("no lowest point")
def signed_errors(times):
    x, y = line_data()
    w = torch.zeros(2, requires_grad=True)
    for _ in range(60 * times):
        (w[0] * x + w[1] - y).sum().backward()
        w.data -= 0.01 * w.grad
        w.grad = None


# Numbers.


@wrong("not a number")
def mean_of_nothing(times):
    x, y = table()
    x[3, 1] = float("nan")
    net = small_net()
    train(net, x, y, F.mse_loss, torch.optim.Adam(net.parameters(), 0.01), 10 * times)


@wrong("not a number")
def log_of_negative(times):
    x, y = line_data()
    w = torch.tensor([0.5, 0.2], requires_grad=True)
    for _ in range(10 * times):
        ((torch.log(w[0] * x + w[1]) - y) ** 2).mean().backward()
        w.data -= 0.1 * w.grad
        w.grad = None


@wrong("gradient is not a number")
def root_at_zero(times):
    w = torch.zeros(3, requires_grad=True)
    for _ in range(10 * times):
        ((w**2).sum().sqrt() + (w - 1).square().sum()).backward()
        w.data -= 0.1 * w.grad
        w.grad = None


# Data and modes.


@wrong("not shuffled")
def sorted_targets(times):
    x = torch.linspace(-3, 3, 120)[:, None]
    net = small_net(1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(8 * times):
        for at in torch.arange(120).split(20):
            train(net, x[at], x[at] * 2, F.mse_loss, optimizer, 1)


@wrong("eval mode while training")
def loaded_and_not_set_to_train(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 1)).eval()
    train(net, x, y, F.mse_loss, torch.optim.Adam(net.parameters(), 0.01), 60 * times)


@wrong("train mode while judging")
def validated_with_dropout(times):
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(10 * times):
        train(net, x, y, F.mse_loss, optimizer, 6)
        with torch.no_grad():
            F.mse_loss(net(x), y)


@wrong("predicts the mean", "does not learn")
def targets_of_others(times):
    x, y = table(300)
    net = nn.Linear(3, 1)
    y = y[torch.randperm(300)]
    train(net, x, y, F.mse_loss, torch.optim.SGD(net.parameters(), 0.05), 150 * times)
