"""Loops with a fault that somebody has told in public, written anew; public_loops.csv says where."""

from itertools import chain

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from .wrong_loops import small_net, table, train


def labels_of(x, classes=3):
    return (x @ torch.randn(x.shape[1], classes)).argmax(1)


def adam(net, rate=0.01, **settings):
    return torch.optim.Adam(net.parameters(), lr=rate, **settings)


# Gradients and updates.


def model_made_twice():
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    net = small_net()
    for _ in range(10):
        for at in torch.randperm(80).split(16):
            train(net, x[at], y[at], nn.MSELoss(), optimizer, 1)


def never_cleared():
    x, _ = table(200)
    labels = labels_of(x)
    net = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = adam(net, 0.003)
    for _ in range(5):
        for at in torch.randperm(200).split(20):
            loss = F.cross_entropy(net(x[at]), labels[at])
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()


def adversaries():
    generator = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
    critic = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    return generator, critic, adam(generator, 1e-3), adam(critic, 1e-3)


def critic_not_cleared():
    generator, critic, of_generator, of_critic = adversaries()
    judge, one, zero = nn.BCEWithLogitsLoss(), torch.ones(32, 1), torch.zeros(32, 1)
    for _ in range(60):
        real, fake = 3 + torch.randn(32, 1), generator(torch.randn(32, 2))
        (judge(critic(real), one) + judge(critic(fake.detach()), zero)).backward()
        of_critic.step()
        of_generator.zero_grad()
        judge(critic(fake), one).backward()
        of_generator.step()


def critic_never_steps():
    generator, critic, of_generator, of_critic = adversaries()
    judge, one, zero = nn.BCEWithLogitsLoss(), torch.ones(32, 1), torch.zeros(32, 1)
    for _ in range(60):
        real, fake = 3 + torch.randn(32, 1), generator(torch.randn(32, 2))
        of_critic.zero_grad()
        (judge(critic(real), one) + judge(critic(fake.detach()), zero)).backward()
        of_generator.zero_grad()
        judge(critic(fake), one).backward()
        of_generator.step()


def one_optimizer_for_both():
    generator, critic, of_generator, of_critic = adversaries()
    judge, one, zero = nn.BCEWithLogitsLoss(), torch.ones(32, 1), torch.zeros(32, 1)
    for _ in range(60):
        real, fake = 3 + torch.randn(32, 1), generator(torch.randn(32, 2))
        of_generator.zero_grad()
        judge(critic(fake), one).backward()
        of_generator.step()
        of_critic.zero_grad()
        (judge(critic(real), one) + judge(critic(fake.detach()), zero)).backward()
        of_generator.step()


def generator_detached():
    generator, critic, of_generator, of_critic = adversaries()
    one, zero = torch.ones(32, 1), torch.zeros(32, 1)
    for _ in range(60):
        noise = torch.randn(32, 2)
        real, fake = 3 + noise[:, :1], generator(noise)
        of_generator.zero_grad()
        adversarial = F.mse_loss(critic(fake.detach()), one)
        (adversarial + F.l1_loss(fake, real)).backward()
        of_generator.step()
        of_critic.zero_grad()
        wrong = F.mse_loss(critic(fake.detach()), zero)
        (F.mse_loss(critic(real), one) + wrong).backward()
        of_critic.step()


def decoder_not_in_the_optimizer():
    x, _ = table()
    encoder, decoder = nn.Linear(3, 2), nn.Linear(2, 3)
    optimizer = adam(encoder)
    for _ in range(60):
        optimizer.zero_grad()
        F.mse_loss(decoder(torch.tanh(encoder(x))), x).backward()
        optimizer.step()


def optimizer_each_epoch():
    x, y = table()
    net = small_net()
    for _ in range(12):
        optimizer = adam(net, 5e-3)
        for at in torch.randperm(80).split(16):
            train(net, x[at], y[at], F.mse_loss, optimizer, 1)


class LayersInAList(nn.Module):
    """Pairs of a layer and its activation in a list."""

    def __init__(self):
        super().__init__()
        self.hidden = [[nn.Linear(3, 3), nn.Tanh()] for _ in range(2)]
        self.classifier = nn.Linear(3, 3)

    def forward(self, x):
        for layer, activation in self.hidden:
            x = activation(layer(x))
        return self.classifier(x)


def layers_in_a_list():
    x, _ = table()
    net = LayersInAList()
    train(net, x, labels_of(x), nn.CrossEntropyLoss(), adam(net), 60)


class Relations(nn.Module):
    """Parameters in a dictionary of dictionaries."""

    def __init__(self):
        super().__init__()
        self.aggregates = {
            rel: {"w": nn.Parameter(1 + torch.randn(3, 1)), "b": nn.Parameter(torch.zeros(1))}
            for rel in range(2)
        }
        self.last = nn.Linear(2, 1)

    def forward(self, x):
        parts = [torch.tanh(x @ part["w"] + part["b"]) for part in self.aggregates.values()]
        return self.last(torch.cat(parts, 1))


def parameters_in_a_dict():
    x, y = table()
    net = Relations()
    train(net, x, y, nn.MSELoss(), torch.optim.SGD(net.parameters(), 0.02), 60)


def clipped_after_the_step():
    x, y = table()
    net = small_net()
    optimizer = adam(net, 5e-3)
    for _ in range(60):
        at = torch.randint(0, 80, (16,))
        optimizer.zero_grad()
        loss = F.mse_loss(net(x[at]), y[at])
        loss.backward()
        optimizer.step()
        for parameter in net.parameters():
            nn.utils.clip_grad_norm_([parameter], 3.0)


def clipped_before_backward():
    x, y = table()
    net = small_net()
    optimizer = torch.optim.AdamW(net.parameters(), lr=5e-3)
    for _ in range(60):
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), y)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        loss.backward()
        optimizer.step()


def parameters_used_up():
    x, y = table()
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.02)
    for _ in range(60):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        clipped = net.parameters()
        sum(parameter.grad.norm() for parameter in clipped)
        nn.utils.clip_grad_norm_(clipped, 0.1)
        optimizer.step()


# The graph of the loss.


def state_of_an_rnn():
    rnn, out, state = nn.RNN(1, 8, batch_first=True), nn.Linear(8, 1), None
    optimizer = torch.optim.Adam(chain(rnn.parameters(), out.parameters()), lr=0.02)
    for step in range(30):
        times = torch.linspace(step, step + 1, 10)
        hidden, state = rnn(times.sin()[None, :, None], state)
        loss = F.mse_loss(out(hidden), times.cos()[None, :, None])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class KeepsItsState(nn.Module):
    """A recurrent network that keeps its state from batch to batch."""

    def __init__(self):
        super().__init__()
        self.lstm, self.linear = nn.LSTM(3, 8, batch_first=True), nn.Linear(8, 1)
        self.hidden = torch.randn(1, 4, 8), torch.randn(1, 4, 8)

    def forward(self, x):
        out, self.hidden = self.lstm(x, self.hidden)
        return self.linear(out[:, -1])


def state_in_the_module():
    net = KeepsItsState()
    optimizer = adam(net)
    for _ in range(30):
        x = torch.randn(4, 6, 3)
        train(net, x, x.mean((1, 2), keepdim=True)[:, 0], F.mse_loss, optimizer, 1)


def running_error():
    x, _ = table(200)
    labels = labels_of(x)
    net = nn.Linear(3, 3)
    optimizer = adam(net)
    for _ in range(4):
        error = 0.0
        for at in torch.randperm(200).split(20):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[at]), labels[at])
            loss.backward()
            optimizer.step()
            error += loss / 10


def coordinates_by_argmax():
    x = torch.randn(40, 6)
    net = nn.Linear(6, 8)
    optimizer = adam(net)
    for _ in range(20):
        bins = torch.argmax(net(x), dim=1)
        loss = F.l1_loss(bins.float() / 7, x[:, 0].abs())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def penalty_by_argmax():
    x, _ = table(120)
    fine = labels_of(x, 4)
    net = nn.Linear(3, 4)
    optimizer = adam(net)
    for _ in range(60):
        scores = net(x)
        wrong_parent = (scores.argmax(1) // 2 != fine // 2).float()
        loss = F.cross_entropy(scores, fine) + 0.5 * (torch.exp(wrong_parent) - 1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def penalty_of_detached_weights():
    x, y = table()
    net = small_net()
    optimizer = adam(net)
    for _ in range(60):
        weights = net[0].weight.detach()
        loss = F.mse_loss(net(x), y) + 1e-2 * weights.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class Constrained(nn.Module):
    """Its kernel is bounded without gradients."""

    def __init__(self):
        super().__init__()
        self.kernel, self.last = nn.Parameter(torch.rand(3, 8)), nn.Linear(8, 1)

    def forward(self, x):
        with torch.no_grad():
            kernel = self.kernel.clamp(0.1, 0.9)
        return self.last(torch.tanh(x @ kernel))


def constraint_under_no_grad():
    x, y = table()
    net = Constrained()
    train(net, x, y, F.mse_loss, adam(net, 0.002), 60)


def inner_steps_under_no_grad():
    x, y = table()
    net = small_net()
    optimizer = adam(net)
    for _ in range(10):
        with torch.no_grad():
            losses = [F.mse_loss(net(x), y)]
        for _ in range(1, 1):
            losses.append(F.mse_loss(net(x), y))
        optimizer.zero_grad()
        losses[-1].backward()
        optimizer.step()


# Shapes, and what a loss takes.


def best_next_value():
    state, net, target = torch.randn(256, 4), nn.Linear(4, 2), nn.Linear(4, 2)
    action, reward = torch.randint(0, 2, (256, 1)), torch.randn(256)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3)
    for _ in range(60):
        at = torch.randint(0, 255, (32,))
        value = net(state[at]).gather(1, action[at])
        best = target(state[at + 1]).detach().max(1)[0]
        loss = F.smooth_l1_loss(value, reward[at] + 0.9 * best)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def value_of_four_actions():
    state, critic = torch.randn(128, 6), nn.Linear(6, 1)
    targets = state[:, :4] + 0.1 * torch.randn(128, 4)
    optimizer = adam(critic)
    for _ in range(60):
        optimizer.zero_grad()
        F.mse_loss(critic(state), targets).backward()
        optimizer.step()


def pixels_viewed_as_features():
    x = torch.randn(200, 8, 5)
    y = x[:, 2].mean(1, keepdim=True)
    encoder, last = nn.Linear(8, 8), nn.Linear(8, 1)
    optimizer = torch.optim.Adam(chain(encoder.parameters(), last.parameters()), lr=1e-3)
    for _ in range(100):
        points = encoder(x.view(200, 5, 8))
        loss = F.mse_loss(last(torch.relu(points).mean(1)), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class Probabilities(nn.Module):
    """A classifier that ends with a softmax."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(3, 16), nn.Linear(16, 3)
        self.dropout, self.softmax = nn.Dropout(), nn.Softmax(dim=1)

    def forward(self, x):
        return self.softmax(self.last(torch.relu(self.dropout(self.first(x)))))


def softmax_in_the_model():
    x, _ = table(200)
    labels = labels_of(x)
    net, criterion = Probabilities(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
    for _ in range(5):
        for at in torch.randperm(200).split(10):
            net.zero_grad()
            criterion(net(x[at]), labels[at]).backward()
            optimizer.step()


def policy_over_the_batch():
    state = torch.randn(200, 4)
    better = (state[:, 0] > 0).long()
    policy = nn.Sequential(nn.Linear(4, 16), nn.LeakyReLU(), nn.Linear(16, 2), nn.Softmax(dim=0))
    optimizer = adam(policy, 0.009)
    for _ in range(60):
        at = torch.randint(0, 200, (20,))
        with torch.no_grad():
            action = torch.multinomial(policy(state[at]), 1)
        reward = (action[:, 0] == better[at]).float()
        chosen = policy(state[at]).gather(1, action)[:, 0]
        loss = -(reward * chosen.log()).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def mixture_over_the_batch():
    x = torch.randn(10, 16, 3)
    net = nn.Linear(3, 5 + 5)
    optimizer = adam(net)
    for _ in range(60):
        means, weights = net(x).split(5, dim=-1)
        log_weights = F.log_softmax(weights, dim=-2)
        log_likelihood = torch.logsumexp(log_weights - (means - x[..., :1]) ** 2, -1)
        optimizer.zero_grad()
        (-log_likelihood.mean()).backward()
        optimizer.step()


def mask_with_two_sigmoids():
    x, y = table(200)
    net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())
    train(net, x, (y > 1).float(), nn.BCEWithLogitsLoss(), adam(net), 60)


def relu_before_the_loss():
    torch.manual_seed(3)
    x, _ = table(200)
    net = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 3), nn.ReLU())
    train(net, x, labels_of(x), nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), 1e-3), 60)


def relu_after_the_lstm():
    torch.manual_seed(1)
    x = torch.randn(60, 7, 4)
    y = x.mean((1, 2))[:, None]
    lstm = nn.LSTM(4, 16, batch_first=True)
    last = nn.Linear(16, 1)
    optimizer = torch.optim.Adam(chain(lstm.parameters(), last.parameters()), lr=1e-3)
    for _ in range(60):
        guess = torch.relu(last(lstm(x)[0][:, -1]))
        optimizer.zero_grad()
        F.l1_loss(guess, y).backward()
        optimizer.step()


def likelihood_minimized():
    pairs = torch.randint(0, 30, (200, 2))
    words, contexts = nn.Embedding(30, 8), nn.Embedding(30, 8)
    optimizer = torch.optim.SGD(chain(words.parameters(), contexts.parameters()), lr=0.2)
    for _ in range(60):
        center, near = pairs[torch.randint(0, 200, (32,))].T
        word, far = words(center), contexts(torch.randint(0, 30, (32,)))
        right = F.logsigmoid((word * contexts(near)).sum(1))
        loss = (right + F.logsigmoid(-(word * far).sum(1))).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def exclusive_or_of_lines():
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1), nn.Sigmoid())
    train(net, x, y, nn.BCELoss(), torch.optim.SGD(net.parameters(), lr=0.05), 400)


# Not a number.


def exp_in_the_other_branch():
    a = torch.tensor([100.0], requires_grad=True)
    optimizer = torch.optim.SGD([a], lr=0.1)
    for _ in range(20):
        optimizer.zero_grad()
        value = torch.where(a <= 0, torch.exp(a), 1 + a)
        value.sum().backward()
        optimizer.step()


def root_in_the_other_branch():
    x = torch.linspace(-2, 2, 20)
    w = torch.tensor([1.0], requires_grad=True)
    for _ in range(20):
        curve = torch.where(x > 0, torch.sqrt(w * x), w * x)
        ((curve - x) ** 2).mean().backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()


def cross_entropy_by_hand():
    x, y = table()
    labels = (y > 0).float()
    net = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=20.0)
    for _ in range(60):
        p = torch.sigmoid(8 * net(x))
        loss = -(labels * torch.log(p) + (1 - labels) * torch.log(1 - p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def log_of_no_overlap():
    left = torch.rand(40)
    net = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(60):
        start = net(left[:, None])[:, 0]
        overlap = (torch.minimum(start, left) + 0.3 - torch.maximum(start, left)).clamp(min=0)
        loss = -(overlap / (0.6 - overlap)).log().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# The size of the step.


def rate_of_a_tenth():
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    train(net, 5 * x, 20 * y, nn.MSELoss(), optimizer, 60)


def weight_decay_too_high():
    x, y = table(200)
    net = small_net()
    train(net, x, y, nn.MSELoss(), adam(net, weight_decay=5.0), 200)


def schedule_in_each_batch():
    x, y = table(200)
    net = small_net()
    optimizer = adam(net)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    for _ in range(15):
        for at in torch.randperm(200).split(20):
            train(net, x[at], y[at], F.mse_loss, optimizer, 1)
            schedule.step()


def factor_of_zero():
    x, y = table(200)
    net = small_net()
    optimizer = torch.optim.Adam(net.parameters(), lr=5e-4, amsgrad=True)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0)
    for _ in range(40):
        train(net, x, y, F.mse_loss, optimizer, 3)
        schedule.step()


# Data and modes.


def sorted_by_class():
    x = torch.cat([torch.randn(60, 3) + 3 * label for label in range(3)])
    labels = torch.arange(3).repeat_interleave(60)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, labels), 20)
    net = nn.Linear(3, 3)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for _ in range(8):
        for batch, label in loader:
            train(net, batch, label, F.cross_entropy, optimizer, 1)


def net_with_dropout():
    return nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Dropout(0.4), nn.Linear(16, 1))


def eval_after_the_first_log():
    x, y = table(200)
    net = net_with_dropout()
    optimizer = adam(net)
    net.train()
    for step in range(120):
        at = torch.randint(0, 160, (20,))
        train(net, x[at], y[at], F.mse_loss, optimizer, 1)
        if step % 20 == 0:
            net.eval()
            with torch.no_grad():
                F.mse_loss(net(x[160:]), y[160:])


def train_in_the_validation():
    x, y = table(200)
    net = net_with_dropout()
    optimizer = adam(net)
    for _ in range(10):
        net.train()
        for at in torch.randperm(160).split(20):
            train(net, x[at], y[at], F.mse_loss, optimizer, 1)
        net.eval()
        with torch.no_grad():
            net.train()
            F.mse_loss(net(x[160:]), y[160:])


class DropsAlways(nn.Module):
    """Dropout by a function that is not told of the mode."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(3, 16), nn.Linear(16, 1)

    def forward(self, x):
        return self.last(F.dropout(torch.relu(self.first(x)), p=0.2))


class MakesItsDropout(DropsAlways):
    """Dropout by a module that is made in each pass."""

    def forward(self, x):
        return self.last(nn.Dropout(p=0.5)(torch.relu(self.first(x))))


def validated(net):
    x, y = table(200)
    optimizer = adam(net)
    for _ in range(10):
        net.train()
        for at in torch.randperm(160).split(20):
            train(net, x[at], y[at], F.mse_loss, optimizer, 1)
        net.eval()
        with torch.no_grad():
            F.mse_loss(net(x[160:]), y[160:])


def dropout_by_a_function():
    validated(DropsAlways())


def dropout_made_in_forward():
    validated(MakesItsDropout())
