"""Data: the notebook's, with noise, and plotly's."""

import pytest
import torch

import sgd_tutorial as sgd


def test_notebook_data_is_the_notebooks():
    x, y = sgd.notebook_data()
    xs = torch.arange(-20.0, 21.0)
    assert torch.equal(x, xs)
    assert torch.equal(y, 5 * xs * xs)


def test_noise_has_its_standard_deviation_and_follows_its_seed():
    _, exact = sgd.notebook_data()
    noise = torch.stack([sgd.noisy_data(noise=10.0, seed=seed)[1] - exact for seed in range(500)])
    assert float(noise.std()) == pytest.approx(10, rel=0.02)
    assert float(noise.mean()) == pytest.approx(0, abs=0.3)
    assert torch.equal(sgd.noisy_data(seed=3)[1], sgd.noisy_data(seed=3)[1])


@pytest.mark.parametrize("noise", [-1.0, float("nan"), float("inf")])
def test_impossible_noise_is_refused(noise):
    with pytest.raises(ValueError, match="noise must be a finite number, 0 or more"):
        sgd.noisy_data(noise=noise)


def test_gapminder_data_are_those_of_plotly():
    data = pytest.importorskip("plotly.data")
    table = data.gapminder().query("year == 1952").sort_values("country")
    x, y = sgd.gapminder_data(1952)
    assert x.shape == y.shape == (142,)
    assert x.dtype == y.dtype == torch.float32
    assert x.tolist() == pytest.approx(table["gdpPercap"].tolist())
    assert y.tolist() == pytest.approx(table["lifeExp"].tolist())
    assert not torch.equal(sgd.gapminder_data()[1], y)


@pytest.mark.parametrize("year", [2008, 1951, "2007", None])
def test_years_without_numbers_are_refused(year):
    pytest.importorskip("plotly.data")
    with pytest.raises(ValueError, match="year must be one of 1952, 1957"):
        sgd.gapminder_data(year)


def test_without_plotly_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "plotly.data", None)
    with pytest.raises(ImportError, match="pip install"):
        sgd.gapminder_data()
