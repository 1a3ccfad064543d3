"""`fit` against the loops it replaces, on the notebook's problem."""

import subprocess
import sys
from functools import cache, partial

import numpy as np

import sgd_tutorial as sgd

from . import jax_loops, torch_loops
from .problem import NOTEBOOK, Problem, squared_error
from .timing import Comparison, ratio, side_by_side

STEPS = 2000
ROUNDS = 11
FIT, BARE, OPTIM = "fit", "the bare loop", "torch.optim.SGD"
FIRST, LATER = "JAX, first call", "JAX, later calls"


def fit(problem: Problem, steps: int) -> sgd.Run:
    """Records parameters and loss of every step, and watches for divergence."""
    return sgd.fit(
        problem.approximation,
        problem.guesses,
        problem.x,
        problem.y,
        learning_rate=problem.rate,
        steps=steps,
        loss=squared_error,
    )


@cache
def one_run() -> Comparison:
    """One run of the notebook's problem, in float32."""
    later = jax_loops.one_run(NOTEBOOK, STEPS)
    np.testing.assert_allclose(later()[0], fit(NOTEBOOK, STEPS).history, rtol=1e-3)
    works = {
        FIT: partial(fit, NOTEBOOK, STEPS),
        BARE: partial(torch_loops.bare, NOTEBOOK, STEPS),
        OPTIM: partial(torch_loops.optim, NOTEBOOK, STEPS),
        FIRST: lambda: jax_loops.one_run(NOTEBOOK, STEPS)(),
        LATER: later,
    }
    return side_by_side(works, ROUNDS)


def import_time() -> float:
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
