"""The figure of wrong_approximations: each candidate's best curve and its residuals."""

import numpy as np
import torch

from tests.helpers.figures import same, values


def test_candidates_at_their_best(given, drawn):
    figure, answer = drawn["wrong_approximations", "light"], given["wrong_approximations"]
    assert [f.name for f in figure.frames] == [c.name for c in answer.candidates]
    grid = torch.tensor(figure.data[1].x, dtype=torch.float64)
    for frame, candidate in zip(figure.frames, answer.candidates, strict=True):
        fitted = candidate.approximation(grid, candidate.curvature.lowest)
        np.testing.assert_allclose(values(frame.data[0].y), fitted, rtol=1e-5, atol=1e-8)
        same(frame.data[1].y[1::3], candidate.residuals)
        same(frame.data[2].y, candidate.residuals)
