"""Three problems that what is said of every bowl must hold on, and what numpy says of each."""

import numpy as np
import torch

import sgd_tutorial as sgd
from tests.helpers.problems import observed

LONG = torch.arange(101.0, dtype=torch.float64)
MANY = torch.linspace(-20, 20, 500, dtype=torch.float64)
NOISE = torch.randn(500, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
SPREAD = 100.0  # of the noise
GUESSES = [1.0, 2.0, 3.0]
DATA = {
    "the notebook's": tuple(values.double() for values in sgd.notebook_data()),
    "0 to 100": (LONG, 5 * LONG**2),
    "500 noisy points": (MANY, 5 * MANY**2 + SPREAD * NOISE),
}


class Bowl:
    """A problem, and what numpy says of it."""

    def __init__(self, name):
        self.x, self.y = DATA[name]
        self.is_noisy = "noisy" in name
        self.problem = sgd.quadratic, GUESSES, self.x, self.y
        self.columns = np.vander(self.x, 3)
        _, self.vectors = np.linalg.eigh(2 * self.columns.T @ self.columns)
        # Where the largest is a million times the smallest, `eigh` has fewer digits of that.
        self.values = 2 * np.linalg.svd(self.columns, compute_uv=False)[::-1] ** 2
        self.best = np.linalg.lstsq(self.columns, self.y.numpy(), rcond=None)[0]
        self.limit = 2 / self.values[-1]
        self.bowl = sgd.curvature(*self.problem)

    def run(self, share, steps, start=GUESSES, **settings):
        """A loop at this share of the limit."""
        problem = sgd.quadratic, start, self.x, self.y
        return observed(*problem, learning_rate=share * self.limit, steps=steps, **settings)

    def loss(self, params):
        """The sum of squared errors, by numpy."""
        return float(((self.columns @ params - self.y.numpy()) ** 2).sum())

    def gradient(self, params, loss=sgd.sum_squared_error):
        """(3,), of the loss, by PyTorch."""
        variable = torch.as_tensor(params, dtype=torch.float64).clone().requires_grad_()
        total = loss(sgd.quadratic(self.x, variable), self.y)
        return torch.autograd.grad(total, variable)[0].numpy()

    def gradients_of_points(self, params):
        """(N, 3), of each point's squared error, by numpy."""
        return 2 * (self.columns @ params - self.y.numpy())[:, None] * self.columns
