"""Data to try the recipe on."""

import torch
from torch import Tensor

from . import _validate as validate


def notebook_data() -> tuple[Tensor, Tensor]:
    """The notebook's data: y = 5x^2 at x = -20, -19, ..., 20.

    Returns:
        x and y, float32, each of shape (41,).

    >>> x, y = notebook_data()
    >>> y[:3]
    tensor([2000., 1805., 1620.])
    """
    x = torch.arange(-20.0, 21.0, dtype=torch.float32)
    return x, 5 * x * x


def noisy_data(noise: float = 100.0, seed: int = 0) -> tuple[Tensor, Tensor]:
    """The notebook's data with normal noise added to every y.

    Args:
        noise: standard deviation of the noise, in y's unit.
        seed: the same seed gives the same noise.

    Returns:
        x and y, float32, each of shape (41,).

    Raises:
        ValueError: unless the noise is finite and >= 0, and the seed a whole number >= 0.

    >>> x, y = noisy_data(noise=0.0)
    >>> torch.equal(y, notebook_data()[1])
    True
    """
    noise = validate.finite_number("noise", noise, least=0)
    x, y = notebook_data()
    generator = torch.Generator().manual_seed(validate.seed(seed))
    draws = torch.randn(len(x), generator=generator, dtype=torch.float32, device="cpu")
    return x, y + noise * draws.to(y.device)


def gapminder_data(year: int = 2007) -> tuple[Tensor, Tensor]:
    """Real data: life expectancy against income, one point for each country.

    Incomes run into the tens of thousands, so plain descent crawls until x is scaled, and no
    polynomial is the true curve.

    Source: Gapminder (gapminder.org, CC BY 4.0), as it comes with plotly (`plotly.data`).

    Args:
        year: 1952, 1957, ..., 2007.

    Returns:
        x, gross domestic product per person in dollars at purchasing power parity, and y, life
        expectancy at birth in years; float32, each of shape (142,).

    Raises:
        ImportError: if plotly or pandas is missing.
        ValueError: unless it is one of these years.

    >>> x, y = gapminder_data()
    >>> x.shape, int(y.min()), int(y.max())
    (torch.Size([142]), 39, 82)
    """
    try:
        import pandas  # noqa: F401
        from plotly.data import gapminder
    except ImportError as error:
        raise ImportError(
            "gapminder_data needs plotly and pandas: pip install plotly pandas"
        ) from error
    table = gapminder()
    years = sorted(map(int, table["year"].unique()))
    if year not in years:
        raise ValueError(f"year must be one of {', '.join(map(str, years))}; got {year!r}")
    rows = table[table["year"] == year]
    x, y = (torch.tensor(rows[name].to_numpy("float32")) for name in ("gdpPercap", "lifeExp"))
    return x, y
