"""Pictures: figures of the page that are drawn by a script of their own, in place of plotly's.

What a page has of one before its script moves it, the script itself writes, under Node: so the
still and what moves are one drawing. Outside the site, in the notebook, the figure is plotly's.
"""

import json
import re
from pathlib import Path

from .assets import PROJECT, run_node
from .figure_tables import Spec
from .figures import Figure
from .timings import timed

SCRIPTS = PROJECT / "docs" / "assets" / "pictures"
STILL = Path(__file__).with_name("pictures.js")
COVERED = re.compile("<!--picture (.*?)-->", re.S)


def script_of(picture: str) -> Path:
    """The module that draws the picture of this name."""
    return SCRIPTS / f"{picture}.js"


def html(figure: Figure, picture: str, data: str, csv: str) -> str:
    """The picture in the page, given the addresses of its numbers as JSON and of its table as CSV.

    Raises:
        PackageError: if its script fails.
    """
    return figure.html(data, csv, "picture.html", picture=picture, area=_area(figure, picture))


def uncovered(page: str) -> str:
    """The page in HTML, with its pictures as they were before Markdown passed over them."""
    return COVERED.sub(r"\1", page)


def numbers(figure: Figure) -> Spec:
    """What the picture is drawn from."""
    return figure.spec["layout"].get("meta") or {}


def data(figure: Figure) -> str:
    """The JSON that the page's script fetches."""
    return json.dumps(numbers(figure), allow_nan=False, separators=(",", ":"))


@timed("stills of pictures, by Node")
def _area(figure: Figure, picture: str) -> str:
    """The still and the controls, in a comment: Markdown would take some of it for its own.

    A section: what the search leaves out ends for it with the first tag of the same name.
    """
    still = run_node(STILL, script_of(picture), stdin=data(figure).encode()).decode()
    return f'<!--picture <section class="picture-area" data-search-exclude>{still}</section>-->'
