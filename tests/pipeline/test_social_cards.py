"""The pictures that stand for pages where people share them."""

import io

import pytest
from PIL import Image

from pipeline import social_cards

WORDS = "Momentum and Adam: why a memory turns the condition number into its square root"
PAPER = (255, 255, 255)


def drawn(title="The six steps", description=WORDS, site="SGD, step by step"):
    return Image.open(io.BytesIO(social_cards.picture(title, description, site))).convert("RGB")


def ink(image, box):
    """Where something is drawn in a part of the picture, as a box in it; None if nowhere."""
    part = image.crop(box)
    return Image.eval(part, lambda value: 255 - value).getbbox()


def test_a_picture_has_the_size_that_pages_say_and_the_same_bytes_each_time():
    first = social_cards.picture("A", "B.", "C")
    assert Image.open(io.BytesIO(first)).size == (1200, 630)
    social_cards._fit.cache_clear()
    assert social_cards.picture("A", "B.", "C") == first
    assert len(first) < 40_000


@pytest.mark.parametrize("title", ["Data", "How a computer takes derivatives", "M" * 20])
def test_a_title_has_one_line_between_the_margins(title):
    left, top, right, bottom = ink(drawn(title), (0, 104, 1200, 206))
    assert 80 <= left < 95
    assert right <= 1120
    assert bottom - top < 100


def test_a_long_description_takes_lines_and_leaves_the_curve_its_place():
    image = drawn(description=f"{WORDS}, when it oscillates, how Adam scales each parameter.")
    left, _, right, bottom = ink(image, (0, 206, 1200, 380))
    assert 80 <= left < 95
    assert right <= 1120
    assert bottom > 100  # three lines
    assert ink(image, (0, 372, 1200, 380)) is None


def test_the_points_are_those_of_the_data():
    """5 x^2: at half the width from the middle to the edge a quarter of the height."""
    image = drawn()
    left, middle, right = 82, 600, 1118
    for x, y in ((left, 392), (right, 392), (middle, 590), ((middle + right) // 2, 590 - 198 // 4)):
        assert max(image.getpixel((x, y))) < 60


def test_the_first_curve_is_the_guess_and_later_ones_are_nearer():
    """At x = 20 the guess is 443; each step takes 28.9 % of the error in a."""
    values = [social_cards._approximation(20, step) for step in range(3)]
    assert values[0] == 443
    assert values[1] == pytest.approx(2.156 * 400 + 40 + 3, abs=1)  # the notebook's first step
    assert values[0] < values[1] < values[2] < 2000


def test_the_sites_own_picture_says_its_name_once():
    assert ink(drawn(title="SGD, step by step"), (0, 40, 1200, 104)) is None
    assert ink(drawn(), (0, 40, 1200, 104))
