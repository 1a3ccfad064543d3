"""The figure of a fit as a self-contained HTML file."""

from html import escape

import torch

from ..figures._fit import fit as figure_of
from ._polynomial_fit import PolynomialFit

MOST_POINTS = 2_000
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
{figure}
</body>
</html>
"""


def figure_html(fit: PolynomialFit) -> tuple[str, int]:
    r"""Data and fit, with a slider over the steps of the run.

    Returns:
        The HTML, and how many points it shows: evenly spaced in the order of x if rows are many.

    >>> from sgd_tutorial.cli._polynomial_fit import fit_polynomial
    >>> from sgd_tutorial.cli._csv_table import read_table
    >>> text, drawn = figure_html(fit_polynomial(read_table(b"x,y\n0,1\n1,3\n2,5\n"), degree=1))
    >>> text[:15], drawn
    ('<!doctype html>', 3)
    """
    table = fit.table.sample(MOST_POINTS)
    x, y = torch.from_numpy(table.x), torch.from_numpy(table.y)
    figure = figure_of(fit.run, fit.approximation, x, y)
    x_name, y_name = escape(table.x_label), escape(table.y_label)
    # plotly reads an axis title as HTML too.
    figure.update_layout(xaxis_title_text=x_name, yaxis_title_text=y_name, height=None)
    drawing = figure.to_html(
        full_html=False,
        include_plotlyjs=True,
        auto_play=False,  # the end of the run first; the slider goes back
        div_id="figure",  # a random one would make every file different
        default_height="95vh",
        config={"showSendToCloud": False, "displaylogo": False, "responsive": True},
    )
    return PAGE.format(title=f"{y_name} over {x_name}", figure=drawing), len(x)
