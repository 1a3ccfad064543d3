"""What people pass: refused with what to do instead."""

import torch

import sgd_tutorial as sgd
from tests.helpers.findings import diagnosed

X = torch.arange(1.0, 7.0)
Y = 2 * X + 1
SETTINGS = {"learning_rate": 0.01, "steps": 20}


def test_the_order_of_the_arguments():
    found = diagnosed(lambda p, x: p[0] * x + p[1], [0.0, 0.0], X, Y, **SETTINGS)
    assert found.kinds == ("swapped",)
    assert "f(x, params)" in found.findings[0].text


def test_a_function_of_the_parameters_alone():
    found = diagnosed(lambda params: params[0] * X + params[1], [0.0, 0.0], X, Y, **SETTINGS)
    assert found.kinds == ("refused",)
    assert "two arguments, x and params" in found.findings[0].text


def test_a_module():
    found = diagnosed(torch.nn.Linear(1, 1), [0.0, 0.0], X[:, None], Y[:, None], **SETTINGS)
    assert found.kinds == ("refused",)
    assert "torch.func.functional_call" in found.findings[0].text


def test_other_descents():
    problem = sgd.linear, [0.0, 0.0], X, Y
    found = diagnosed(*problem, **SETTINGS, optimizer=sgd.Adam(), batch_size=2)
    assert found.kinds == ("refused",)
    assert found.findings[0].text.startswith("diagnose reads plain descent with all points. Leave optimizer and batch_size out")  # fmt: skip
    assert found.run is None


def test_a_loss_of_every_pair_that_is_the_same_at_the_guesses():
    found = diagnosed(sgd.linear, [0.0, 0.0], X[:, None], Y, loss=sgd.mean_squared_error, **SETTINGS)  # fmt: skip
    numbers = found.finding("broadcasting").numbers
    assert numbers["wrong_loss"] == numbers["right_loss"] == float((Y**2).mean())
    assert "its lowest point is another" in found.findings[0].text
    # Numpy: every value against every y is lowest at the mean of y, a line at Y.
    pairs = lambda values: ((values[:, None] - Y.numpy()[None]) ** 2).mean()  # noqa: E731
    mean = 0 * Y.numpy() + Y.numpy().mean()
    assert pairs(mean) < pairs(Y.numpy())


def test_several_columns_are_one_x():
    rows = torch.randn(30, 2, generator=torch.Generator().manual_seed(0))
    found = diagnosed(lambda x, p: x @ p, [0.0, 0.0], rows, rows @ torch.tensor([1.0, 2.0]), learning_rate=0.01, steps=300)  # fmt: skip
    assert found.kinds == ("fine",)
