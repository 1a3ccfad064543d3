"""Letters: parameters in the comments of code."""

import re

import markdown
import pytest

from pipeline import letters


def colored(code):
    page = markdown.markdown(f"```python\n{code}\n```", extensions=["pymdownx.superfences"])
    return letters.color(page)


def found(page):
    return re.findall(r'<span class="param-([abc])">\1</span>', page)


@pytest.mark.parametrize(
    ("comment", "names"),
    [
        ("params: a, b, c", ["a", "b", "c"]),
        ("y = a x + b", ["a", "b"]),
        ("a column of numbers, and a.", ["a"]),
        ("what a cab", []),
    ],
)
def test_parameters_in_comments_wear_their_colors(comment, names):
    page = colored(f"x = 1  # {comment}")
    assert found(page) == names
    assert re.sub("<[^>]*>", "", page).strip() == f"x = 1  # {comment}"


def test_code_and_prose_are_left_alone():
    assert found(colored("a, b = c, 'a'")) == []
    page = "<p># a, b</p>"
    assert letters.color(page) == page
