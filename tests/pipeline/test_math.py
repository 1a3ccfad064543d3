"""Formulas: TeX becomes HTML in the build."""

import pytest

from pipeline.math import plain
from pipeline.math import render as render_all
from pipeline.packages import PackageError, file_of


def render(page):
    [content] = render_all([page])
    return content


def test_a_formula_is_html_and_mathml():
    page = render('<p>So <span class="arithmatex">\\(x^2 &lt; 4\\)</span>.</p>')
    assert "arithmatex" not in page
    assert "<math" in page
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert 'class="katex"' in page
    assert "\\(" not in page


def test_a_displayed_formula_is_a_block():
    assert 'class="katex-display"' in render('<div class="arithmatex">\\[x\\]</div>')


def test_a_mark_stays_with_the_formula_before_it():
    page = render('<p>So <span class="arithmatex">\\(x\\)</span>), or not.</p>')
    assert page.endswith("</span></span></span></span> or not.</p>")
    assert "<mtext>),</mtext>" in page
    assert ">),<" in page.split("</math>")[1]


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_parameters_have_their_colors(name):
    page = render(f'<span class="arithmatex">\\(\\{name} x\\)</span>')
    assert f'class="enclosing param-{name}"' in page
    assert f"<mi>{name}</mi>" in page


def test_a_formula_in_a_sentence_has_its_letters_for_the_search():
    page = '<p>So <span class="arithmatex">\\(\\tanh x^2 &lt; \\a_1\\)</span>, then</p>'
    render(page)
    assert plain(page) == "<p>So tanhx2&lt;a1, then</p>"


def test_a_displayed_formula_is_not_searched():
    page = '<p>So</p><div class="arithmatex">\\[x\\]</div>'
    render(page)
    assert plain(page) == "<p>So</p>"


@pytest.mark.parametrize(
    "tex",
    [
        "\\frac{1",
        "\\nonsense",
    ],
)
def test_a_wrong_formula_is_named(tex):
    with pytest.raises(PackageError, match=r"a formula cannot be set: .*(frac|nonsense)"):
        render(f'<span class="arithmatex">\\({tex}\\)</span>')


def test_what_is_not_installed_names_the_command():
    with pytest.raises(PackageError, match=r"node_modules/nothing/a\.js is missing: run `make"):
        file_of("nothing", "a.js")
