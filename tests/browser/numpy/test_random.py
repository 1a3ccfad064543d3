"""A seed gives numpy's random numbers; logarithms, and powers of them, may differ in the last digit."""

import pytest

from tests.helpers.small_numpy import assert_alike, outcomes

EXACT = [
    "rand(3), np.random.rand(2, 2), np.random.random(2), np.random.rand()",
    "uniform(-1, 1, 5), np.random.uniform(size=(2, 3)), np.random.uniform(2, 3)",
    "randint(10), np.random.randint(0, 5, 8), np.random.randint(2, size=(2, 3))",
    "randint(-5, 2**40, 4), np.random.randint(1, 7, size=3)",
    "permutation(10), np.random.permutation([3, 1, 2]), np.random.permutation(np.eye(3))",
    "choice(5), np.random.choice(5, 3), np.random.choice([1.5, 2.5, 3.5], size=(2, 2))",
    "choice(10, 4, replace=False), np.random.choice(4, 6, p=[0.1, 0.2, 0.3, 0.4])",
    "choice(3), np.random.choice(5, 3, replace=False, p=[0.1, 0.2, 0.3, 0.2, 0.2])",
]
SHUFFLES = ["np.arange(9)", "list(range(9))", "np.arange(8).reshape(4, 2)"]
NEAR = [
    "randn(3), np.random.randn(2, 2), np.random.randn()",
    "normal(1, 2, 5), np.random.normal(size=2), np.random.normal(), np.random.standard_normal(3)",
    "normal([0, 10], [1, 2]), np.random.exponential(2, 3)",
]
SEEDS = [0, 42, 2**32 - 1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("calls", EXACT)
def test_a_seed_gives_numpys_numbers(seed, calls):
    theirs, ours = outcomes(f"np.random.{calls}", f"np.random.seed({seed})")
    assert ours == theirs


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("calls", NEAR)
def test_a_seed_gives_numpys_normal_numbers(seed, calls):
    assert_alike(*reversed(outcomes(f"np.random.{calls}", f"np.random.seed({seed})")))


@pytest.mark.parametrize("values", SHUFFLES)
def test_a_shuffle_is_numpys(values):
    setup = f"np.random.seed(3)\nx = {values}\nnp.random.shuffle(x)"
    theirs, ours = outcomes("x, np.random.rand()", setup)
    assert ours == theirs


@pytest.mark.parametrize("seed", [0, 42, 2**70])
@pytest.mark.parametrize(
    "calls",
    [
        "random(3), rng.random(), rng.uniform(-1, 1, (2, 2))",
        "integers(10, size=8), rng.integers(3), rng.integers(0, 2**40, 3), rng.integers(1, 6, 4)",
        "permutation(9), rng.choice(5, 3), rng.choice([1.5, 2.5], 4), rng.choice(3, p=[0.2, 0.3, 0.5])",
    ],
)
def test_the_new_generator_is_numpys(seed, calls):
    theirs, ours = outcomes(f"rng.{calls}", f"rng = np.random.default_rng({seed})")
    assert ours == theirs


def test_sources_of_their_own_are_numpys():
    setup = "one, other = np.random.RandomState(1), np.random.RandomState(2)"
    theirs, ours = outcomes("one.rand(2), other.rand(2), one.randint(9)", setup)
    assert ours == theirs


def test_bad_arguments_get_numpys_errors():
    for call in ("randint(5, 5)", "choice(3, 5, replace=False)", "normal(0, -1)", "seed(-1)"):
        theirs, ours = outcomes(f"np.random.{call}")
        assert ours == theirs
