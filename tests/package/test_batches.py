"""Mini-batches: each point once an epoch, in torch's own shuffled order."""

import torch

import sgd_tutorial as sgd


def batches_used(x, y, batch_size, epochs, seed=0):
    """The points that the loss is called with, step by step."""
    batches = []

    def loss(y1, y2):
        batches.append(y2.tolist())
        return sgd.sum_squared_error(y1, y2)

    steps = epochs * -(-len(x) // batch_size) - 1
    keywords = {"learning_rate": 1e-9, "steps": steps, "batch_size": batch_size, "seed": seed}
    sgd.fit(sgd.linear, [0.0, 0.0], x, y, loss=loss, **keywords)
    return batches[1:]  # the first call is the check of the arguments


def test_each_epoch_uses_every_point_once():
    x = torch.arange(10.0)
    batches = batches_used(x, x, batch_size=3, epochs=2)
    assert [len(batch) for batch in batches] == [3, 3, 3, 1] * 2
    epochs = [sum(batches[:4], []), sum(batches[4:], [])]
    assert sorted(epochs[0]) == sorted(epochs[1]) == x.tolist()
    assert epochs[0] != epochs[1]


def test_the_order_is_that_of_torch_randperm():
    x = torch.arange(10.0)
    generator = torch.Generator().manual_seed(7)
    expected = torch.cat([torch.randperm(10, generator=generator) for _ in range(2)])
    batches = batches_used(x, x, batch_size=5, epochs=2, seed=7)
    assert sum(batches, []) == expected.tolist()


def test_the_seed_determines_the_batches(precise_problem):
    def params(seed):
        keywords = {"learning_rate": 0.01, "steps": 20, "batch_size": 4, "seed": seed}
        return sgd.fit(*precise_problem, **keywords).params

    assert torch.equal(params(1), params(1))
    assert not torch.equal(params(1), params(2))


def test_the_losses_are_those_of_the_batches(precise_problem):
    approximation, guesses, x, y = precise_problem
    run = sgd.fit(approximation, guesses, x, y, learning_rate=0.01, steps=3, batch_size=4)
    generator = torch.Generator().manual_seed(0)
    order = torch.randperm(len(x), generator=generator)
    for row, indices in enumerate(order.split(4)[:4]):
        error = approximation(x[indices], run.history[row]) - y[indices]
        torch.testing.assert_close(run.losses[row], error.square().sum())
