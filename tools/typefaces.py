"""Write the typefaces that the site serves: `python -m tools.typefaces`.

Each holds the letters that pages have, in the weights that they use: a third of what npm's
packages hold. Their license reserves the name "Source" for the whole typeface, so a part is
called "Page". After a change of LETTERS or GREEK, run it and commit the files.
"""

import string
from itertools import product
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from pipeline.assets import file_of
from tests.helpers.project import ROOT

TARGET = ROOT / "docs" / "assets" / "fonts"
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
    ("latin", "normal"): (400, 700),
    ("latin", "italic"): 400,
    ("greek", "normal"): 400,
    ("greek", "italic"): 400,
}
# Without small capitals and other features that pages do not use.
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "rvrn"]
NAMES = (
    1,
    3,
    4,
    6,
    16,
    25,
)  # of the family, by itself and within others: see OpenType's table "name"


def write(name: str, alphabet: str, style: str) -> None:
    """A part of one face as docs/assets/fonts has it."""
    font = TTFont(_source(name, alphabet, style))
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False))
    subsetter.populate(text=ALPHABETS[alphabet])
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": WEIGHTS[alphabet, style]}, inplace=True)
    _rename(font, f"Page {name.title()}")
    font.flavor = "woff2"
    font.save(TARGET / f"{name}-{alphabet}-{style}.woff2")


def _source(name: str, alphabet: str, style: str) -> Path:
    package = PACKAGES[name]
    file = f"{package}-{alphabet}-wght-{style}.woff2"
    return file_of(f"@fontsource-variable/{package}", "files", file)


def _rename(font: TTFont, family: str) -> None:
    for record in font["name"].names:
        if record.nameID in NAMES:
            plain = family.replace(" ", "") if record.nameID in (6, 25) else family
            record.string = plain


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, (alphabet, style) in product(PACKAGES, WEIGHTS):
        write(name, alphabet, style)
