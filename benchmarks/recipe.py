"""`fit` against the loops it replaces, on the notebook's problem."""

import subprocess
import sys

import torch

import sgd_tutorial as sgd

from .timing import ratio

STEPS = 2000
ROUNDS = 15
RATE = 1e-7
GUESSES = [1.0, 2.0, 3.0]
X, Y = sgd.notebook_data()


def approximation(x, params):
    """The notebook's."""
    return params[0] * x * x + params[1] * x + params[2]


def squared_error(y1, y2):
    """The notebook's."""
    return ((y1 - y2) ** 2).sum()


def bare_loop(steps=STEPS):
    """The notebook's loop, which keeps nothing."""
    params = torch.tensor(GUESSES).requires_grad_()
    for _ in range(steps):
        loss = squared_error(approximation(X, params), Y)
        loss.backward()
        params.data -= params.grad * RATE
        params.grad = None


def optim_loop():
    """The same with torch.optim."""
    params = torch.tensor(GUESSES).requires_grad_()
    optimizer = torch.optim.SGD([params], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        squared_error(approximation(X, params), Y).backward()
        optimizer.step()


def fit():
    """Records parameters and loss of every step, and watches for divergence."""
    sgd.fit(approximation, GUESSES, X, Y, learning_rate=RATE, steps=STEPS, loss=squared_error)


def against_bare_loop():
    """Time of one step."""
    return ratio(fit, bare_loop, ROUNDS)


def against_optim():
    """Time of one step."""
    return ratio(fit, optim_loop, ROUNDS)


def import_time():
    """Time of the import in a fresh process, with the package in addition to torch."""
    alone = "import torch"
    both = "import torch, sgd_tutorial; sgd_tutorial.fit"
    start = lambda code: subprocess.run([sys.executable, "-c", code], check=True)  # noqa: E731
    return ratio(lambda: start(both), lambda: start(alone), rounds=7)


# In a process of its own, so that nothing else is counted; a thread watches its size.
MEMORY = """
import threading, time
import psutil
import sgd_tutorial as sgd

size = lambda: psutil.Process().memory_info().rss
run = lambda steps: sgd.fit(
    sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data(), learning_rate=1e-7, steps=steps
)
run(10_000)
before = peak = size()

def watch():
    global peak
    while True:
        peak = max(peak, size())
        time.sleep(0.005)

threading.Thread(target=watch, daemon=True).start()
kept = run(1_000_000)
assert len(kept.history) == 1_000_001
print((max(peak, size()) - before) / 1e6)
"""


def memory_of_a_million_steps():
    """Growth of the process's peak, in MB, recording every one of 1,000,000 steps."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True
    )
    return float(done.stdout)
