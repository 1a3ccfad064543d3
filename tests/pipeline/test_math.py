"""Formulas: TeX becomes HTML in the build."""

import pytest

from pipeline import math
from pipeline.math import plain
from pipeline.packages import PackageError, file_of


def render(page):
    pages, errors = math.render({"page": page})
    assert errors == []
    return pages["page"]


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


def test_a_formula_that_katex_refuses_is_named_with_its_page_and_stays_tex():
    good, bad = (rf'<span class="arithmatex">\({tex}\)</span>' for tex in ("x", r"\nonsense"))
    pages, errors = math.render({"good": good, "bad": bad + good})
    assert len(errors) == 1
    assert errors[0].startswith("bad: a formula cannot be set: ")
    assert "nonsense" in errors[0]
    assert pages == {"good": render(good), "bad": bad + render(good)}
    assert plain(bad + good) == "x"


def test_what_is_not_installed_names_the_command():
    with pytest.raises(PackageError, match=r"node_modules/nothing/a\.js is missing: run `make"):
        file_of("nothing", "a.js")
