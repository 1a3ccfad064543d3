"""The picture that stands for a page where people share it: title, description, and a fit."""

import io
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from .assets import file_of
from .theme import colors

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 82
ROOM = WIDTH - 2 * MARGIN
PAPER, INK, GRAY = "#ffffff", "#1f1f1f", "#595959"  # as in docs/assets/site.css
# Where lines of letters stand, the distance of the description's, and where the curves are.
NAME, TITLE, DESCRIPTION, LINE, CURVES = 92, 182, 246, 44, (392, 590)
LARGEST = 84  # letters of a title
FONTS = "@fontsource/source-serif-4"  # a face that site.css names; a reader may not have it
SCALE = 3  # curves are drawn larger, then made small: their edges are smooth
# The notebook's run: y = a x^2 + b x + c, and the parts of an error in a and b that a step leaves.
POINTS = range(-20, 21)
RATE = 1e-7
LEFT = [1 - 2 * RATE * sum(x**power for x in POINTS) for power in (4, 2)]
STEPS = 7
SHADES = 16  # of each color; a picture with these alone is a third as heavy

Color = tuple[int, ...]


def picture(title: str, description: str, site: str) -> bytes:
    """A PNG of 1200 x 630 pixels.

    Args:
        title: the page's, in large letters.
        description: the page's, in a few lines.
        site: the site's name, above the title where that is another one.
    """
    image = _fit().copy()
    draw = ImageDraw.Draw(image)

    def write(height: int, text: str, color: str, font: ImageFont.FreeTypeFont) -> None:
        draw.text((MARGIN, height), text, color, font, anchor="ls")

    if site != title:
        write(NAME, site, colors("light")["approximation"], _font(600, 30))
    write(TITLE, title, INK, _fitting(title))
    for number, line in enumerate(_lines(description, _font(400, 34))):
        write(DESCRIPTION + number * LINE, line, GRAY, _font(400, 34))
    file = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


@cache
def _font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    file = file_of(FONTS, "files", f"source-serif-4-latin-{weight}-normal.woff2")
    # The basic layout: the other depends on libraries that the machine may have.
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def _fitting(title: str) -> ImageFont.FreeTypeFont:
    """The largest letters in which the title has one line."""
    fonts = (_font(600, size) for size in range(LARGEST, 0, -4))
    return next(font for font in fonts if font.getlength(title) <= ROOM)


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) > ROOM:
            yield line
            longer = word
        line = longer
    yield line


@cache
def _palette() -> Image.Image:
    """Every color of a picture, from paper on."""
    inks = [INK, GRAY, colors("light")["data"], colors("light")["approximation"]]
    shades = [_mixed(ink, shade / (SHADES - 1)) for ink in inks for shade in range(SHADES)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for shade in shades for part in shade])
    return palette


@cache
def _fit() -> Image.Image:
    """Points, and the curves of the first steps, which come closer to them."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    draw = ImageDraw.Draw(image)
    role = colors("light")
    for step in range(STEPS):
        share = 0.3 + 0.7 * step / (STEPS - 1)
        curve = [_place(x / 5, _approximation(x / 5, step)) for x in range(-100, 101)]
        draw.line(curve, _mixed(role["approximation"], share), 4 * SCALE, joint="curve")
    for x in POINTS:
        draw.circle(_place(x, 5 * x * x), 6.5 * SCALE, role["data"])
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def _approximation(x: float, step: int) -> float:
    a, b = 5 - 4 * LEFT[0] ** step, 2 * LEFT[1] ** step
    return a * x * x + b * x + 3


def _place(x: float, y: float) -> tuple[float, float]:
    top, bottom = CURVES
    across = MARGIN + (x + 20) / 40 * (WIDTH - 2 * MARGIN)
    return across * SCALE, (bottom - y / 2000 * (bottom - top)) * SCALE


def _mixed(color: str, share: float) -> Color:
    """A color on paper of which this share is seen."""
    pairs = zip(ImageColor.getrgb(color), ImageColor.getrgb(PAPER), strict=True)
    return tuple(round(share * own + (1 - share) * paper) for own, paper in pairs)
