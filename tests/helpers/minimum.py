"""The lowest point of a loss, from many starts at once, by the method of Levenberg and Marquardt.

It knows the loss of each point, and so needs no second derivatives of the approximation. Parameters
of R starts are (P, R, 1), so that an approximation written for (P,) gives (R, N). Sources: Nocedal,
Wright, Numerical Optimization (2006), section 10.3; for losses without curvature the weights of
Huber, Robust Statistics (1981), section 7.8.
"""

import torch

STEPS = 100
# Eight steps in a row that gain no more than this fraction end the search.
GAIN = 1e-11
PATIENCE = 8


def lowest(approximation, each, x, y, starts):
    """Where the descent from each start, (R, P), ends, (R, P), and the sums of losses there, (R,).

    All in float64. A start whose loss is not finite stays, at infinity.
    """
    params, damping = starts.clone(), torch.full((len(starts),), 1e-3, dtype=torch.float64)
    losses = sums(approximation, each, x, y, params)
    idle = torch.zeros(len(starts))
    for _ in range(STEPS):
        ahead = params + newton_steps(approximation, each, x, y, params, damping)
        there = sums(approximation, each, x, y, ahead)
        better = there < losses
        gained = better & (losses - there > GAIN * losses.abs())
        params = torch.where(better[:, None], ahead, params)
        losses = torch.where(better, there, losses)
        damping = torch.where(better, damping / 5, damping * 4).clamp(1e-14, 1e14)
        idle = torch.where(gained, 0, idle + 1)
        if bool((idle >= PATIENCE).all()):
            break
    return params, losses


def sums(approximation, each, x, y, params):
    """(R,), the loss of all points for each row of parameters, (R, P); infinity for no number."""
    losses = each(approximation(x, params.T[:, :, None]), y).sum(dim=1)
    return torch.where(losses.isfinite(), losses, torch.inf)


def steepest(approximation, each, x, y, params):
    """The largest curvature of the sum of losses at (P,), that of the approximation left out."""
    curved, _ = _normal_equations(approximation, each, x, y, params[None])
    return float(torch.linalg.eigvalsh(curved.nan_to_num())[0, -1])


def newton_steps(approximation, each, x, y, params, damping):
    """(R, P), the steps to the lowest points of damped bowls, in columns of one length."""
    curved, slopes = _normal_equations(approximation, each, x, y, params)
    sizes = curved.diagonal(dim1=1, dim2=2).sqrt().clamp(min=1e-150)
    round_bowl = damping[:, None, None] * torch.eye(params.shape[1], dtype=torch.float64)
    bowls = curved / (sizes[:, :, None] * sizes[:, None, :]) + round_bowl
    return -torch.linalg.solve_ex(bowls, slopes / sizes)[0] / sizes


def derivatives_of(approximation, x, params):
    """(R, N) and (P, R, N), the values of each row of parameters, (R, P), and their derivatives.

    The gradient of Σ weight * value is linear in the weights; its derivatives are the columns.
    """
    places = params.T[:, :, None].clone().requires_grad_()
    values = approximation(x, places)
    weights = torch.ones_like(values, requires_grad=True)
    (gradient,) = torch.autograd.grad(values, places, weights, create_graph=True)
    columns = [torch.autograd.grad(each.sum(), weights, retain_graph=True)[0] for each in gradient]
    return values.detach(), torch.stack(columns)


def _normal_equations(approximation, each, x, y, params):
    """(R, P, P) and (R, P), curvature and slope of the sum of losses."""
    values, columns = derivatives_of(approximation, x, params)
    pulls, weights = _derivatives(each, values, y)
    curved = torch.einsum("prn,rn,qrn->rpq", columns, weights, columns)
    return curved, torch.einsum("prn,rn->rp", columns, pulls)


def _derivatives(each, values, y):
    """(R, N) both: the first of each point's loss, and its curvature or what stands for it."""
    values = values.detach().requires_grad_()
    (pulls,) = torch.autograd.grad(each(values, y).sum(), values, create_graph=True)
    curved = torch.zeros_like(pulls)
    if pulls.requires_grad:
        (curved,) = torch.autograd.grad(pulls.sum(), values)
    misses = (values - y).abs().detach().clamp(min=1e-9)
    pulls = pulls.detach()
    return pulls, torch.where(curved > 0, curved, pulls.abs() / misses)
