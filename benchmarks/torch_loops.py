"""Loops by torch as a reader would write them; they keep nothing of the way."""

import torch
from torch import Tensor

from .problem import Problem, squared_error


def bare(problem: Problem, steps: int) -> Tensor:
    """The notebook's loop."""
    params = problem.guesses.clone().requires_grad_()
    for _ in range(steps):
        loss = squared_error(problem.approximation(problem.x, params), problem.y)
        loss.backward()
        params.data -= params.grad * problem.rate
        params.grad = None
    return params.detach()


def optim(problem: Problem, steps: int) -> Tensor:
    """The same with torch.optim."""
    params = problem.guesses.clone().requires_grad_()
    optimizer = torch.optim.SGD([params], lr=problem.rate)
    for _ in range(steps):
        optimizer.zero_grad()
        squared_error(problem.approximation(problem.x, params), problem.y).backward()
        optimizer.step()
    return params.detach()


def vmap(problem: Problem, rates: Tensor, steps: int) -> Tensor:
    """Many runs, as the documentation of torch.func would have it."""

    def loss(params: Tensor) -> Tensor:
        return squared_error(problem.approximation(problem.x, params), problem.y)

    slopes = torch.func.vmap(torch.func.grad(loss))
    params = problem.guesses.repeat(len(rates), 1)
    for _ in range(steps):
        params = params - rates[:, None] * slopes(params)
    return params
