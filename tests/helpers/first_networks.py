"""First networks as courses show them: whole programs that a reader may paste into a cell."""

PROGRAMS = {
    "a line with Linear, MSELoss and SGD": """
import torch
from torch import nn

torch.manual_seed(42)
weight, bias = 0.7, 0.3
X = torch.arange(0, 1, 0.02).unsqueeze(dim=1)
y = weight * X + bias
split = int(0.8 * len(X))
X_train, y_train, X_test, y_test = X[:split], y[:split], X[split:], y[split:]

class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear_layer = nn.Linear(in_features=1, out_features=1)
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear_layer(x)

model = LinearRegressionModel()
print(model, model.state_dict())
device = "cuda" if torch.cuda.is_available() else "cpu"
model.to(device)
print(next(model.parameters()).device)
loss_fn = nn.L1Loss()
optimizer = torch.optim.SGD(params=model.parameters(), lr=0.01)
for epoch in range(200):
    model.train()
    y_pred = model(X_train)
    loss = loss_fn(y_pred, y_train)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.inference_mode() if hasattr(torch, "inference_mode") else torch.no_grad():
        test_loss = loss_fn(model(X_test), y_test)
    if epoch % 40 == 0:
        print(f"Epoch: {epoch} | Loss: {loss:.4f} | Test loss: {test_loss:.4f}")
print(model.state_dict())
""",
    "a curve by parameters of a module": """
import math
import torch

class Cubic(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Parameter(torch.randn(()))
        self.b = torch.nn.Parameter(torch.randn(()))
        self.c = torch.nn.Parameter(torch.randn(()))
        self.d = torch.nn.Parameter(torch.randn(()))
    def forward(self, x):
        return self.a + self.b * x + self.c * x ** 2 + self.d * x ** 3
    def string(self):
        return f"y = {self.a.item():.3f} + {self.b.item():.3f} x + {self.c.item():.3f} x^2 + {self.d.item():.3f} x^3"

torch.manual_seed(1)
x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
model = Cubic()
criterion = torch.nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
for t in range(300):
    loss = criterion(model(x), y)
    if t % 100 == 99:
        print(t, round(loss.item(), 2))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(model.string())
""",
    "a Sequential of powers with Flatten": """
import torch

torch.manual_seed(0)
x = torch.linspace(-3.0, 3.0, 200)
y = torch.sin(x)
p = torch.tensor([1, 2, 3])
xx = x.unsqueeze(-1).pow(p)
model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
loss_fn = torch.nn.MSELoss(reduction="sum")
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for t in range(201):
    y_pred = model(xx)
    loss = loss_fn(y_pred, y)
    if t % 50 == 0:
        print(t, f"{loss.item():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
linear_layer = model[0]
print(linear_layer.weight.shape, [round(w, 3) for w in linear_layer.weight[0].tolist()])
""",
    "XOR with BCELoss and Adam": """
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(7)
inputs = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
labels = torch.tensor([[0], [1], [1], [0]], dtype=torch.float32)

class XOR(nn.Module):
    def __init__(self, hidden=8):
        super(XOR, self).__init__()
        self.hidden = nn.Linear(2, hidden)
        self.output = nn.Linear(hidden, 1)
        self.sigmoid = nn.Sigmoid()
    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        return self.sigmoid(self.output(x))

net = XOR()
criterion = nn.BCELoss()
optimizer = optim.Adam(net.parameters(), lr=0.05)
for epoch in range(1, 301):
    optimizer.zero_grad()
    outputs = net(inputs)
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    if epoch % 100 == 0:
        print(f"epoch {epoch}: loss {loss.item():.3f}")
with torch.no_grad():
    predicted = net(inputs).round()
print(predicted.squeeze().tolist(), (predicted == labels).float().mean())
print(f"{sum(p.numel() for p in net.parameters())} parameters")
""",
    "a first Module with DataLoader and Adam": """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X = torch.randn(120, 4)
y = (X[:, 0] + X[:, 1] * X[:, 2] > 0).long()
train = TensorDataset(X[:100], y[:100])
test = TensorDataset(X[100:], y[100:])
train_dataloader = DataLoader(train, batch_size=20, shuffle=True)
test_dataloader = DataLoader(test, batch_size=20)
for X_, y_ in test_dataloader:
    print(f"Shape of X: {X_.shape}\\nShape of y: {y_.shape} {y_.dtype}")
    break

class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(4, 16),
            nn.ReLU(),
            nn.Linear(16, 16),
            nn.ReLU(),
            nn.Linear(16, 2),
        )
    def forward(self, x):
        x = self.flatten(x)
        logits = self.linear_relu_stack(x)
        return logits

device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
print(f"Using {device} device")
model = NeuralNetwork().to(device)
print(model)
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

def train_loop(dataloader, model, loss_fn, optimizer):
    size = len(dataloader.dataset)
    model.train()
    for batch, (X, y) in enumerate(dataloader):
        X, y = X.to(device), y.to(device)
        pred = model(X)
        loss = loss_fn(pred, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if batch % 4 == 0:
            loss, current = loss.item(), batch * 20 + len(X)
            print(f"loss: {loss:>7f}"[:11], f"[{current:>5d}/{size:>5d}]")

def test_loop(dataloader, model, loss_fn):
    model.eval()
    size, num_batches = len(dataloader.dataset), len(dataloader)
    test_loss, correct = 0, 0
    with torch.no_grad():
        for X, y in dataloader:
            pred = model(X)
            test_loss += loss_fn(pred, y).item()
            correct += (pred.argmax(1) == y).type(torch.float).sum().item()
    print(f"Accuracy: {(100 * correct / size):>0.1f}%, Avg loss: {test_loss / num_batches:.3f}")

for t in range(5):
    print(f"Epoch {t + 1}\\n{'-' * 30}")
    train_loop(train_dataloader, model, loss_fn, optimizer)
    test_loop(test_dataloader, model, loss_fn)
print("Done!")
""",
    "a data set of one's own, split at random": """
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader, random_split

class Sines(Dataset):
    def __init__(self, n, transform=None):
        self.x = torch.rand(n, 1) * 6 - 3
        self.y = torch.sin(self.x)
        self.transform = transform
    def __len__(self):
        return len(self.x)
    def __getitem__(self, idx):
        sample = self.x[idx], self.y[idx]
        return self.transform(sample) if self.transform else sample

torch.manual_seed(3)
dataset = Sines(60)
train_set, val_set = random_split(dataset, [48, 12], generator=torch.Generator().manual_seed(42))
print(len(train_set), len(val_set), val_set.indices)
train_loader = DataLoader(train_set, batch_size=16, shuffle=True, num_workers=0, drop_last=True)
val_loader = DataLoader(val_set, batch_size=16)

class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)

model = MLP([1, 20, 20, 1])
print(model)
opt = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.StepLR(opt, step_size=5, gamma=0.5)
for epoch in range(10):
    total = 0.0
    for xb, yb in train_loader:
        loss = F.mse_loss(model(xb), yb)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
        total += loss.item() * xb.size(0)
    scheduler.step()
    with torch.no_grad():
        val = sum(F.mse_loss(model(xb), yb, reduction="sum").item() for xb, yb in val_loader)
    print(f"{epoch + 1:2d} train {total / 48:.3f} val {val / 12:.3f} lr {scheduler.get_last_lr()[0]:g}")
""",
    "logistic regression with logits": """
import torch
from torch import nn

torch.manual_seed(5)
n_samples, n_features = 80, 3
X = torch.randn(n_samples, n_features)
true_w = torch.tensor([[2.0], [-1.0], [0.5]])
y = (X @ true_w + 0.1 > 0).float()
X = (X - X.mean(dim=0)) / X.std(dim=0)

model = nn.Linear(n_features, 1)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
for epoch in range(60):
    y_predicted = model(X)
    loss = criterion(y_predicted, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    if (epoch + 1) % 20 == 0:
        print(f"epoch: {epoch+1}, loss = {loss.item():.4f}")
with torch.no_grad():
    y_predicted_cls = torch.sigmoid(model(X)).round()
    acc = y_predicted_cls.eq(y).sum() / float(y.shape[0])
    print(f"accuracy: {acc.item():.4f}")
""",
    "three classes, dropout, best state kept": """
import copy
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(11)
centers = torch.tensor([[2.0, 0.0], [-2.0, 1.0], [0.0, -2.0]])
labels = torch.randint(0, 3, (90,))
points = centers[labels] + 0.8 * torch.randn(90, 2)
train_x, val_x = points[:60], points[60:]
train_y, val_y = labels[:60], labels[60:]

class Classifier(nn.Module):
    def __init__(self, n_in, n_hidden, n_out, p=0.2):
        super().__init__()
        self.fc1 = nn.Linear(n_in, n_hidden)
        self.dropout = nn.Dropout(p)
        self.fc2 = nn.Linear(n_hidden, n_out)
        self.init_weights()
    def init_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.xavier_uniform_(m.weight)
                nn.init.zeros_(m.bias)
    def forward(self, x):
        x = self.dropout(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

model = Classifier(2, 12, 3)
loss_function = nn.NLLLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
best_loss, best_state, patience = float("inf"), None, 0
for epoch in range(40):
    model.train()
    optimizer.zero_grad()
    loss = loss_function(model(train_x), train_y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    optimizer.step()
    model.eval()
    with torch.no_grad():
        output = model(val_x)
        val_loss = loss_function(output, val_y).item()
        _, predicted = torch.max(output, 1)
        correct = (predicted == val_y).sum().item()
    if val_loss < best_loss:
        best_loss, best_state = val_loss, copy.deepcopy(model.state_dict())
    if epoch % 10 == 0:
        print(f"Epoch {epoch}: train {loss.item():.3f}, val {val_loss:.3f}, {correct}/{len(val_y)}")
print(model.load_state_dict(best_state))
print(f"best {best_loss:.3f}", model.training)
""",
    "an autoencoder": """
import torch
from torch import nn, optim

def set_seed(seed):
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False

set_seed(2)
device = "mps" if torch.backends.mps.is_available() else "cpu"
t = torch.rand(64, 1, device=device)
data = torch.cat([t, t ** 2, 1 - t, t * 0.5], dim=1)

class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(4, 6), nn.LeakyReLU(0.1), nn.Linear(6, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 6), nn.LeakyReLU(0.1), nn.Linear(6, 4), nn.Sigmoid())
    def encode(self, x):
        return self.encoder(x)
    def forward(self, x):
        return self.decoder(self.encode(x))

net = AutoEncoder()
for name, param in net.named_parameters():
    print(f"{name:20s} {tuple(param.shape)} {param.numel()}")
opt = optim.Adam(net.parameters(), lr=0.01, betas=(0.9, 0.99))
criterion = nn.MSELoss()
history = []
for epoch in range(30):
    perm = torch.randperm(data.size(0))
    for i in range(0, data.size(0), 16):
        batch = data[perm[i : i + 16]]
        loss = criterion(net(batch), batch)
        opt.zero_grad(); loss.backward(); opt.step()
    history.append(loss.item())
print([round(h, 3) for h in history[::6]])
print(net.encode(data[:2]).shape)
""",
    "two outputs, Huber's loss, a plateau": """
import torch

torch.manual_seed(9)
N, D_in, H, D_out = 32, 5, 12, 2
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)

class TwoLayerNet(torch.nn.Module):
    def __init__(self, D_in, H, D_out):
        super(TwoLayerNet, self).__init__()
        self.linear1 = torch.nn.Linear(D_in, H)
        self.linear2 = torch.nn.Linear(H, D_out)
    def forward(self, x):
        h_relu = self.linear1(x).clamp(min=0)
        return self.linear2(h_relu)

model = TwoLayerNet(D_in, H, D_out)
loss_fn = torch.nn.SmoothL1Loss()
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
for t in range(60):
    y_pred = model(x)
    loss = loss_fn(y_pred, y)
    if t % 20 == 0:
        print(t, round(loss.item(), 3))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    plateau.step(loss.item())
print(round(loss.item(), 3), optimizer.param_groups[0]["lr"])
huber = torch.nn.HuberLoss(delta=0.5)
print(f"{huber(model(x), y).item():.3f}")
""",
    "a polynomial with a closure and no bias": """
import torch
import torch.nn as nn

torch.manual_seed(21)
x = torch.unsqueeze(torch.linspace(-1, 1, 100), dim=1)
y = x.pow(2) + 0.2 * torch.rand(x.size())
features = torch.cat([x ** k for k in range(3)], 1)
model = nn.Linear(3, 1, bias=False)
nn.init.constant_(model.weight, 0.1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.8, nesterov=True, weight_decay=1e-4)
print(optimizer)

def closure():
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(features), y)
    loss.backward()
    return loss

for step in range(50):
    loss = optimizer.step(closure)
    if step % 10 == 0:
        print(f"{step:3d} {loss.item():.4f}")
print(model.weight.detach().squeeze().tolist().__len__(), model.bias)
""",
    "layers by name, frozen and fine-tuned": """
from collections import OrderedDict
import torch
from torch import nn

torch.manual_seed(13)
model = nn.Sequential(OrderedDict([
    ("features", nn.Sequential(nn.Linear(4, 8), nn.Tanh())),
    ("drop", nn.Dropout(p=0.0)),
    ("head", nn.Linear(8, 3)),
]))
for param in model.features.parameters():
    param.requires_grad = False
trainable = [name for name, p in model.named_parameters() if p.requires_grad]
print(model, trainable)
optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
X = torch.randn(50, 4)
Y = X[:, :3].argmax(dim=1)
before = model.features[0].weight.clone()
for epoch in range(20):
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(X), Y)
    loss.backward()
    optimizer.step()
    scheduler.step()
print(f"{loss.item():.3f}", f"{scheduler.get_last_lr()[0]:.1e}", torch.equal(before, model.features[0].weight))
with torch.no_grad():
    probabilities = nn.functional.softmax(model(X), dim=-1)
print(probabilities.sum(dim=1)[:3], (probabilities.argmax(1) == Y).float().mean().item())
""",
    "a loop that prints every parameter": """
import torch
from torch import nn, optim

torch.manual_seed(17)
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
x_train = torch.rand(40, 1)
y_train = 1 + 2 * x_train + 0.1 * torch.randn(40, 1)

class ManualLinearRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(1, requires_grad=True, dtype=torch.float))
        self.b = nn.Parameter(torch.randn(1, requires_grad=True, dtype=torch.float))
    def forward(self, x):
        return self.a + self.b * x

def make_train_step(model, loss_fn, optimizer):
    def train_step(x, y):
        model.train()
        yhat = model(x)
        loss = loss_fn(y, yhat)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()
    return train_step

model = ManualLinearRegression().to(device)
train_step = make_train_step(model, nn.MSELoss(reduction="mean"), optim.SGD(model.parameters(), lr=1e-1))
losses = [train_step(x_train.to(device), y_train.to(device)) for epoch in range(100)]
print(model.state_dict())
print([round(each, 4) for each in losses[:3]], list(model.parameters()))
""",
    "a spiral with one_hot and accumulated batches": """
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1234)
K, n = 3, 20
X, Y = [], []
for k in range(K):
    r = torch.linspace(0.1, 1, n)
    t = torch.linspace(k * 2 * math.pi / K, (k + 2) * 2 * math.pi / K, n) + torch.randn(n) * 0.1
    X.append(torch.stack([r * torch.sin(t), r * torch.cos(t)], dim=1))
    Y.append(torch.full((n,), k))
X, Y = torch.cat(X), torch.cat(Y)
print(X.shape, Y.dtype, F.one_hot(Y, num_classes=K)[::20])
net = nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, K))
net.apply(lambda m: nn.init.kaiming_normal_(m.weight, nonlinearity="relu") if isinstance(m, nn.Linear) else None)
loader = DataLoader(TensorDataset(X, Y), batch_size=15, shuffle=True)
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
for epoch in range(12):
    running = 0.0
    optimizer.zero_grad()
    for i, data in enumerate(loader, 0):
        inputs, labels = data
        loss = F.cross_entropy(net(inputs), labels) / 2
        loss.backward()
        if i % 2 == 1:
            optimizer.step()
            optimizer.zero_grad()
        running += loss.item()
    if epoch % 4 == 3:
        print(f"[{epoch + 1}] loss: {running / len(loader):.3f}")
print(f"{(net(X).argmax(1) == Y).float().mean():.2f}")
""",
}
