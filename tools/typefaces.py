"""Write the typefaces that the site serves: `python -m tools.typefaces`.

Each holds the letters that pages have, in the weights that they use: a third of what npm's
packages hold. After a change of LETTERS or GREEK, run it and commit the files.
"""

import json
import string
from itertools import product
from pathlib import Path

from pipeline.assets import file_of, run_node
from tests.helpers.project import ROOT

TARGET = ROOT / "docs" / "assets" / "fonts"
SCRIPT = Path(__file__).with_suffix(".js")
LETTERS = (
    f" {string.ascii_letters}{string.digits}{string.punctuation}"
    "\u00a0àáâäåæçèéêëíîïñóôöøúüÄÅÉÖØÜß"  # names of people and places
    "‘’“”–—…•·¶§©°′″"  # noqa: RUF001
    "−±×÷¹²³µ↑↓"  # noqa: RUF001
)
GREEK = "αβγδεζηθικλμνξοπρςστυφχψωΓΔΘΛΞΠΣΦΨΩ"
PACKAGES = {"serif": "source-serif-4", "sans": "source-sans-3"}
ALPHABETS = {"latin": LETTERS, "greek": GREEK}
# Upright from regular to bold, so that one file serves both; what is rarer in one weight.
WEIGHTS = {
    ("latin", "normal"): {"min": 400, "max": 700},
    ("latin", "italic"): 400,
    ("greek", "normal"): 400,
    ("greek", "italic"): 400,
}


def jobs() -> list[dict[str, object]]:
    """What to read and write for each face."""
    return [
        {
            "source": str(_source(name, alphabet, style)),
            "target": str(TARGET / f"{name}-{alphabet}-{style}.woff2"),
            "letters": ALPHABETS[alphabet],
            "weights": weights,
        }
        for name, ((alphabet, style), weights) in product(PACKAGES, WEIGHTS.items())
    ]


def _source(name: str, alphabet: str, style: str) -> Path:
    package = PACKAGES[name]
    file = f"{package}-{alphabet}-wght-{style}.woff2"
    return file_of(f"@fontsource-variable/{package}", "files", file)


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    run_node(SCRIPT, stdin=json.dumps(jobs()).encode())
