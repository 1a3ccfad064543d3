"""One thread for few values, and afterwards as many as before."""

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._threads import WORTH_THREADS, threads_for


@pytest.fixture(autouse=True)
def two_threads():
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize(("values", "threads"), [(41, 1), (WORTH_THREADS, 2)])
def test_few_values_take_one_thread(values, threads):
    with threads_for(values):
        assert torch.get_num_threads() == threads
    assert torch.get_num_threads() == 2


def test_an_error_gives_the_threads_back():
    with pytest.raises(KeyError), threads_for(41):
        raise KeyError
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize("run", [sgd.sweep, sgd.diagnose])
@pytest.mark.parametrize(("points", "threads"), [(41, 1), (WORTH_THREADS, 2)])
def test_runs_take_as_many_as_their_values_are_worth(run, points, threads):
    seen = []

    def line(x, params):
        seen.append(torch.get_num_threads())
        return sgd.linear(x, params)

    x = torch.linspace(-1, 1, points)
    run(line, [1.0, 0.0], x, x, learning_rate=1e-7, steps=3)
    assert seen[-1] == threads
    assert torch.get_num_threads() == 2
