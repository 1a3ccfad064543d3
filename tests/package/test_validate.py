"""Arguments: bad ones are refused at once, good ones are taken whatever their type."""

from copy import deepcopy

import numpy as np
import pandas as pd
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._validate import name_of
from tests.helpers.bad_arguments import BAD, BAD_FIT, BAD_PREDICTION, BAD_SWEEP, X, Y

BAD_OF = {
    sgd.fit: BAD | BAD_FIT,
    sgd.sweep: BAD | BAD_SWEEP,
    sgd.params_after: BAD_PREDICTION,
}
every_function = pytest.mark.parametrize("function", BAD_OF, ids=lambda f: f.__name__)


def fit(approximation=sgd.quadratic, guesses=(1.0, 2.0, 3.0), x=X, y=Y, by=sgd.fit, **keywords):
    return by(approximation, guesses, x, y, **{"learning_rate": 1e-7, "steps": 2} | keywords)


@pytest.mark.parametrize(
    ("function", "case"), [(f, case) for f, cases in BAD_OF.items() for case in cases]
)
def test_bad_arguments_are_refused(function, case):
    arguments, message = BAD_OF[function][case]
    with pytest.raises((TypeError, ValueError), match=message):
        fit(by=function, **arguments)


@every_function
def test_an_approximations_own_error_is_not_hidden(function):
    def broken(x, params):
        raise ValueError("my own mistake")

    with pytest.raises(ValueError, match="my own mistake"):
        fit(broken, by=function)


@pytest.mark.parametrize(
    "convert",
    [
        torch.Tensor.tolist,
        torch.Tensor.numpy,
        lambda values: np.asarray(values, dtype=np.float32)[::-1][::-1],
        lambda values: pd.Series(values.numpy(), index=range(100, 141)),
        lambda values: values.clone().requires_grad_(),
        lambda values: tuple(values.tolist()),
    ],
    ids=["list", "array", "strided array", "series", "tensor with gradient", "tuple"],
)
def test_data_of_every_usual_kind_gives_the_same_run(convert):
    assert torch.equal(fit(x=convert(X), y=convert(Y)).history, fit().history)


def test_reversed_and_read_only_arrays():
    x, y = X.numpy()[::-1], Y.numpy().copy()
    y.flags.writeable = False
    torch.testing.assert_close(fit(x=x, y=y).params, fit(x=X.flip(0)).params)


def test_the_wider_dtype_wins():
    assert fit(x=X.double()).params.dtype == torch.float64


@every_function
def test_the_readers_tensors_do_not_change(function):
    given = dict(
        x=X.clone(), y=Y.clone(), guesses=torch.ones(3), learning_rate=1e-7 * torch.ones(3)
    )
    before = deepcopy(given)
    fit(by=function, **given)
    assert all(map(torch.equal, given.values(), before.values()))


def test_nothing_runs_before_the_input_is_checked():
    snapshots = []
    with pytest.raises(ValueError, match="batch_size"):
        fit(batch_size=99, callback=snapshots.append)
    assert snapshots == []


def test_lists_and_whole_numbers_are_not_rounded_twice():
    """Unix times differ in their last digits, which float32 does not hold."""
    times = np.arange(1_700_000_000, 1_700_000_041)
    inputs = []

    def line(x, params):
        inputs.append(x)
        return params[0] * x + params[1]

    run = fit(line, [0.1, 0.2], x=times, y=Y.double(), learning_rate=1e-30, steps=0)
    assert np.array_equal(inputs[0], times)
    assert run.params.tolist() == [0.1, 0.2]


def test_what_float32_cannot_hold_is_fine_in_float64():
    assert fit(guesses=[1e39, 0.0, 0.0], y=Y.double(), steps=0).params[0] == 1e39


def test_a_readers_errors_about_values_are_not_blamed_on_the_count():
    def positive(x, params):
        if params[0] < 0:
            raise ValueError("the amplitude must be positive")
        return params[0] * x

    with pytest.raises(ValueError, match="the amplitude must be positive"):
        fit(positive, [-1.0])


def test_the_error_says_how_many_parameters_a_network_needs():
    def network(x, params):
        weights, biases = params[:6].view(2, 3)
        return torch.tanh(x[:, None] * weights + biases) @ params[6:9]

    with pytest.raises(ValueError, match="guesses has 5 numbers, but network needs 9"):
        fit(network, [0.1] * 5)


@every_function
def test_no_grad_is_refused_by_name(function):
    with torch.no_grad(), pytest.raises(RuntimeError, match="gradients are switched off"):
        fit(by=function)


def test_held_out_shapes_are_checked():
    with pytest.raises(ValueError, match=r"x has shape \(41,\) and y has shape \(41, 1\)"):
        fit(stop=sgd.HeldOut(X, Y[:, None], patience=3))


def test_numpys_whole_numbers_are_whole_numbers():
    keywords = dict(batch_size=np.int64(5), seed=np.int64(2), steps=np.int64(3))
    assert fit(**keywords).steps == 3


def test_arrays_of_objects_and_of_the_other_byte_order():
    for convert in (lambda array: array.astype(object), lambda array: array.astype(">f4")):
        assert torch.equal(fit(x=convert(X.numpy())).history, fit().history)


def test_masked_values_are_refused():
    with pytest.raises(ValueError, match="x has masked values"):
        fit(x=np.ma.masked_array(X.numpy(), mask=X.numpy() > 10))


def test_a_readers_optimizer_may_wrap_torchs():
    class Wrapped:
        def start(self, params):
            self.optimizer = torch.optim.SGD([params], lr=1e-7)

        def adjust(self, params, gradient, learning_rate):
            params.grad = gradient
            self.optimizer.step()

    guesses = torch.tensor([1.0, 2.0, 3.0])
    run = fit(guesses=guesses, optimizer=Wrapped())
    torch.testing.assert_close(run.history, fit().history)
    assert guesses.tolist() == [1, 2, 3]


def test_a_callback_that_is_falsy_is_called():
    class Log(list):
        __call__ = list.append

    log = Log()
    fit(callback=log)
    assert len(log) == 3


def test_a_readers_rule_named_diverged_does_not_warn():
    def diverged(now):
        return now.step == 1

    assert fit(stop=diverged).steps == 1


def test_the_loss_keeps_its_own_dtype():
    run = fit(steps=0, loss=lambda y1, y2: 1e33 * sgd.sum_squared_error(y1.double(), y2.double()))
    assert run.losses.dtype == torch.float64
    assert torch.isfinite(run.losses).all()


def test_torchs_default_dtype_is_that_of_whole_numbers():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        run = fit(x=list(range(41)), y=list(range(41)), steps=0)
    finally:
        torch.set_default_dtype(before)
    assert run.params.dtype == torch.float64


@pytest.mark.parametrize("dtype", [torch.int64, torch.complex64, "float32"])
def test_parameters_are_floating_point(dtype):
    with pytest.raises(ValueError, match="dtype must be a floating-point one"):
        sgd.initialize([1.0], dtype=dtype)


def test_functions_have_their_names():
    class Wave:
        def __call__(self, x, params):
            return params[0] * x

    assert name_of(sgd.cubic) == "cubic"
    assert name_of(sgd.polynomial(4)) == "polynomial(4)"
    assert name_of(Wave()) == "Wave"
    assert name_of(lambda x, params: x) == "your function"
