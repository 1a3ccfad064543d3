"""`watch` changes nothing: the loop computes the same, and nothing is left behind."""

import math
import threading
import warnings

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.optim import optimizer as optimizers
from torch.overrides import TorchFunctionMode, _get_current_function_mode

import sgd_tutorial as sgd

from .wrong_loops import small_net, table


def parameters_after(steps, seed):
    torch.manual_seed(seed)
    x, y = table()
    net = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(steps):
        at = torch.randint(0, len(x), (16,))
        optimizer.zero_grad()
        F.mse_loss(net(x[at]), y[at]).backward()
        optimizer.step()
    return torch.cat([p.detach().flatten() for p in net.parameters()])


def by_hand(rate, steps, clear=True):
    x = torch.linspace(-1, 1, 20)
    y = 3 * x
    w = torch.tensor(0.0, requires_grad=True)
    for _ in range(steps):
        loss = ((w * x - y) ** 2).mean()
        loss.backward()
        w.data -= rate * w.grad
        if clear:
            w.grad = None
    return w


@pytest.mark.parametrize("steps", [3, 150])
def test_bits_and_random_numbers_are_those_of_the_bare_loop(steps):
    bare, state = parameters_after(steps, 4), torch.get_rng_state()
    with sgd.watch():
        watched = parameters_after(steps, 4)
    assert torch.equal(bare, watched)
    assert torch.equal(state, torch.get_rng_state())


def what_is_replaced():
    names = (Tensor.backward, torch.autograd.backward, torch.autograd.grad)
    schedule = torch.optim.lr_scheduler.LRScheduler.step
    hooks = dict(optimizers._global_optimizer_pre_hooks)
    return *names, schedule, hooks, _get_current_function_mode()


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt, StopIteration])
def test_nothing_is_left_behind(error):
    before = what_is_replaced()
    with pytest.raises(error) if error else warnings.catch_warnings(), sgd.watch():
        by_hand(0.1, 5)
        if error:
            raise error("mine")
    assert what_is_replaced() == before


def test_an_error_that_is_not_understood_passes_as_it_is():
    with pytest.raises(KeyError) as caught, sgd.watch() as seen:  # noqa: PT012
        by_hand(0.1, 5)
        raise KeyError("mine")
    assert not hasattr(caught.value, "__notes__")
    assert seen.kinds == ("fine",)


def test_within_a_watch_the_inner_one_sees():
    with sgd.watch() as outer:
        with sgd.watch() as inner:
            by_hand(0.1, 20, clear=False)
        by_hand(0.1, 20)
    assert inner.kinds == ("gradients add up",)
    assert outer.kinds == ("fine",)


def test_another_thread_is_not_watched():
    with sgd.watch() as seen:
        thread = threading.Thread(target=by_hand, args=(0.1, 20, False))
        thread.start()
        thread.join()
        by_hand(0.1, 20)
    assert seen.kinds == ("fine",)


class Doubles(TorchFunctionMode):
    """Another mode, which the reader enters inside the block."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("mode", [Doubles, lambda: torch.device("cpu")])
def test_modes_of_the_readers_stay_in_their_order(mode):
    before = _get_current_function_mode()
    with sgd.watch() as seen, mode():
        by_hand(0.1, 40, clear=False)
    assert seen.kinds == ("gradients add up",)
    assert _get_current_function_mode() is before


def functional_loop():
    x = torch.linspace(-1, 1, 20)
    w = torch.zeros(())
    for _ in range(5):
        w = w - 0.1 * torch.func.grad(lambda w: ((w * x - x) ** 2).mean())(w)
    torch.func.vmap(lambda row: row.sum() * w)(torch.ones(3, 2))


class Marked(Tensor):
    """A tensor of a class of the reader's."""


def subclass_loop():
    w = torch.zeros(3).as_subclass(Marked).requires_grad_()
    for _ in range(20):
        ((w - 1) ** 2).sum().backward()
        w.data -= 0.1 * w.grad
        w.grad = None


def checkpoint_loop():
    x, y = table()
    net = small_net()
    for _ in range(20):
        out = torch.utils.checkpoint.checkpoint(net, x, use_reentrant=False)
        F.mse_loss(out, y).backward()


def higher_order_loop():
    w = torch.ones(3, requires_grad=True)
    for _ in range(20):
        (slope,) = torch.autograd.grad((w**4).sum(), w, create_graph=True)
        slope.square().sum().backward()
        w.grad = None


def compiled_loop():
    x, y = table()
    net = small_net()
    compiled = torch.compile(net, backend="eager")
    for _ in range(3):
        F.mse_loss(compiled(x), y).backward()


def complex_loop():
    w = torch.ones(2, dtype=torch.complex64, requires_grad=True)
    for _ in range(20):
        (w.abs() ** 2).sum().backward()
        w.data -= 0.1 * w.grad
        w.grad = None


def sparse_loop():
    net = nn.Embedding(10, 3, sparse=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(20):
        optimizer.zero_grad()
        net(torch.tensor([1, 2])).square().sum().backward()
        optimizer.step()


def autocast_loop():
    x, y = table()
    net = small_net()
    for _ in range(20):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = F.mse_loss(net(x), y)
        loss.backward()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "loop",
    [
        functional_loop,
        subclass_loop,
        checkpoint_loop,
        higher_order_loop,
        compiled_loop,
        complex_loop,
        sparse_loop,
        autocast_loop,
    ],
)
def test_no_error_of_ours_comes_out(loop):
    with sgd.watch() as seen:
        loop()
    assert str(seen)


def test_warnings_name_the_readers_line():
    x, y = table()
    net = nn.Linear(3, 1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        with sgd.watch():
            for _ in range(3):
                F.mse_loss(net(x), y[:, 0]).backward()
    assert [warning.filename for warning in caught] == [__file__]


# The numbers.


def test_the_rates_limit_is_that_of_the_closed_form():
    """The loss is a parabola of curvature 2 mean(x^2)."""
    x = torch.linspace(-1, 1, 20)
    curvature = 2 * float(x.square().mean())
    with sgd.watch() as seen:
        by_hand(2.5 / curvature, 12)
    found = seen.finding("rate too large")
    assert math.isclose(found.numbers["curvature"], curvature, rel_tol=1e-3)
    assert math.isclose(found.numbers["product"], 2.5, rel_tol=1e-3)
    with sgd.watch() as seen:
        by_hand(found.numbers["rate to take"], 12)
    assert seen.kinds == ("fine",)


def test_a_small_rate_is_told_the_one_to_take():
    with sgd.watch() as seen:
        by_hand(1e-5, 60)
    found = seen.finding("rate too small")
    with sgd.watch() as seen:
        by_hand(found.numbers["rate to take"], 60)
    assert seen.kinds == ("fine",)
    assert found.line == by_hand.__code__.co_firstlineno + 7


def test_how_large_a_loss_about_0_is_says_nothing():
    """A policy gradient: rewards above their mean and below it."""
    torch.manual_seed(1)
    scores, rewards = torch.zeros(3, requires_grad=True), torch.tensor([0.0, 1.0, 0.3])
    optimizer = torch.optim.Adam([scores], lr=0.05)
    with sgd.watch() as seen:
        for _ in range(200):
            choices = torch.distributions.Categorical(logits=scores)
            taken = choices.sample((16,))
            advantage = rewards[taken] - rewards[taken].mean()
            optimizer.zero_grad()
            (-choices.log_prob(taken) * advantage).mean().backward()
            optimizer.step()
    assert seen.kinds == ("fine",)


def test_changes_are_counted():
    with sgd.watch() as seen:
        by_hand(0.01, 10, clear=False)
    assert seen.finding("gradients add up").numbers == {"added": 8.0, "changes": 9.0}


def test_without_a_backward_pass_nothing_is_claimed():
    with sgd.watch() as seen:
        pass
    assert str(seen) == "Nothing to say: sgd.watch saw no backward pass."


def test_tensors_are_let_go():
    import gc
    import weakref

    with sgd.watch() as seen:
        x, y = table()
        w = torch.zeros(3, 1, requires_grad=True)
        for _ in range(5):
            prediction = x @ w
            loss = ((prediction - y) ** 2).mean()
            loss.backward()
        gone = [weakref.ref(t) for t in (x, w, prediction, loss)]
        del x, y, w, prediction, loss
        gc.collect()
    assert seen.kinds == ("nothing is changed",)
    assert [ref() for ref in gone] == [None] * 4


def test_the_traceback_of_an_error_is_the_readers():
    x, y = table()
    with pytest.raises(RuntimeError) as caught, sgd.watch():
        ((x @ torch.zeros(4, 1) - y) ** 2).mean()
    assert [entry.path.name for entry in caught.traceback] == ["test_watch.py"]


def test_no_frame_of_ours_is_in_the_traceback_of_a_function_of_python():
    with pytest.raises(RuntimeError) as caught, sgd.watch():
        F.cross_entropy(torch.zeros(4, 2, requires_grad=True), torch.zeros(4))
    assert not any("watching/_" in str(entry.path) for entry in caught.traceback)
