"""What a page's sentences have beyond Markdown: terms, colors, whole numbers, formulas."""

import re

import markdown
import pytest

from pipeline import formulas_and_terms
from pipeline.formulas_and_terms import color_parameters, keep_numbers_whole, search_text
from tests.helpers.project import ROOT

MEANINGS = formulas_and_terms.terms(ROOT / "docs" / "glossary.md")


def explained(text):
    """The HTML of Markdown in which two terms are explained."""
    meanings = {"loss": "How far off.", "batch": "A few points."}
    text = formulas_and_terms.with_abbreviations(text, meanings)
    html = markdown.markdown(text, extensions=["abbr", "tables", "fenced_code"])
    return formulas_and_terms.mark_first_uses(html)


def explained_terms(text):
    return re.findall(r"<abbr[^>]*>(.*?)</abbr>", explained(text))


def test_the_first_use_of_a_term_is_marked_in_any_form():
    text = "Losses fall. A loss falls.\n\nBatches and a batch."
    assert explained_terms(text) == ["Losses", "Batches"]
    assert '<abbr tabindex="0" title="How far off.">Losses</abbr>' in explained(text)


@pytest.mark.parametrize(
    "text",
    [
        "# A loss",
        "[a loss](x.html)",
        "`loss`",
        "```\nloss\n```",
        "| loss |\n|---|\n| 1 |",
        "*On loss*",
    ],
)
def test_headings_links_code_tables_and_titles_are_left_alone(text):
    assert explained_terms(f"{text}\n\nThe loss.") == ["loss"]
    assert "The <abbr" in explained(f"{text}\n\nThe loss.")


def test_words_that_contain_a_term_are_other_words():
    assert explained_terms("A glossary is lossless.") == []


def test_the_glossary_is_sorted_and_brief():
    assert list(MEANINGS) == sorted(MEANINGS, key=str.lower)
    assert len(MEANINGS) >= 25
    for meaning in MEANINGS.values():
        assert meaning.endswith(".")
        assert len(meaning.split()) <= 35


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*/*.py")), ids=lambda path: path.stem)
def test_every_lesson_uses_terms_of_the_glossary(path):
    if path.parent.name in {"recipe", "questions", "further"}:
        text = path.read_text().lower()
        assert sum(term.lower() in text for term in MEANINGS) >= 4


def colored(code):
    page = markdown.markdown(f"```python\n{code}\n```", extensions=["pymdownx.superfences"])
    return color_parameters(page)


def colored_parameters(page):
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
def test_parameters_in_comments_have_their_colors(comment, names):
    page = colored(f"x = 1  # {comment}")
    assert colored_parameters(page) == names
    assert re.sub("<[^>]*>", "", page).strip() == f"x = 1  # {comment}"


def test_parameters_in_code_and_prose_are_left_alone():
    assert colored_parameters(colored("a, b = c, 'a'")) == []
    page = "<p># a, b</p>"
    assert color_parameters(page) == page


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("at 7e-7 it rises", ["7e-7"]),
        ("from <em>3.4594e-07</em> to 1e-06.", ["3.4594e-07", "1e-06"]),
        ("a rate of <code>1e-6</code>", ["1e-6"]),
        ("about 3e38, e-05, 10-20 or type-1e-call", []),
        ('<a href="?rate=8e-7">a run</a>', []),
        ("<table><tr><td>1e-7</td></tr></table><pre><code>1e-8</code></pre>", ["1e-7"]),
        ('<table class="plot-values"><tr><td>1e-7</td></tr></table>', []),
        (r'<span class="arithmatex">\(10 \cdot 1e-7\)</span>', []),
    ],
)
def test_numbers_with_a_negative_exponent_do_not_wrap(text, numbers):
    page = keep_numbers_whole(f"<p>{text}</p>")
    assert re.findall(r'<span class="numeral">([^<]*)</span>', page) == numbers
    assert re.sub(r'<span class="numeral">([^<]*)</span>', r"\1", page) == f"<p>{text}</p>"


def set_formulas(page):
    pages, errors = formulas_and_terms.set_formulas({"page": page})
    assert errors == []
    return pages["page"]


def test_a_formula_is_html_and_mathml():
    page = set_formulas('<p>So <span class="arithmatex">\\(\\a x^2 &lt; 4\\)</span>.</p>')
    assert "arithmatex" not in page
    assert "<math" in page
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert 'class="katex"' in page
    assert "\\(" not in page
    assert 'class="enclosing param-a"' in page
    assert "<mi>a</mi>" in page


def test_a_displayed_formula_is_a_block():
    assert 'class="katex-display"' in set_formulas('<div class="arithmatex">\\[x\\]</div>')


def test_punctuation_stays_with_the_formula_before_it():
    page = set_formulas('<p>So <span class="arithmatex">\\(x\\)</span>), or not.</p>')
    assert page.endswith("</span></span></span></span> or not.</p>")
    assert "<mtext>),</mtext>" in page
    assert ">),<" in page.split("</math>")[1]


def test_a_formula_that_katex_refuses_is_named_with_its_page_and_stays_tex():
    good, bad = (rf'<span class="arithmatex">\({tex}\)</span>' for tex in ("x", r"\nonsense"))
    pages, errors = formulas_and_terms.set_formulas({"good": good, "bad": bad + good})
    assert len(errors) == 1
    assert errors[0].startswith("bad: a formula cannot be set: ")
    assert "nonsense" in errors[0]
    assert pages == {"good": set_formulas(good), "bad": bad + set_formulas(good)}
    assert search_text(bad + good) == "x"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            '<p>So <span class="arithmatex">\\(\\tanh x^2 &lt; \\a_1\\)</span>, then</p>',
            "<p>So tanhx2&lt;a1, then</p>",
        ),
        ('<p>So</p><div class="arithmatex">\\[x\\]</div>', "<p>So</p>"),
        (
            '<pre><code><span class="kn">import</span> <span class="nn">torch</span></code></pre>',
            "<pre><code>import torch</code></pre>",
        ),
        (
            '<h2 id="here">Here</h2><p>So <a href="../">there</a>, <em>spanned</em>.</p>',
            '<h2 id="here">Here</h2><p>So <a href="../">there</a>, <em>spanned</em>.</p>',
        ),
    ],
    ids=["inline formula", "displayed formula", "code", "neither"],
)
def test_the_search_reads_words_and_the_letters_of_inline_formulas(page, text):
    set_formulas(page)
    assert search_text(page) == text


@pytest.mark.parametrize(
    ("heading", "colored"),
    [
        ('<h1 id="c">Why is c still wrong?</h1>', ["c"]),
        ("<h2>For a, b and c</h2>", ["a", "b", "c"]),
        ("<h3>Write a Module: a <code>b</code> &amp; a class</h3>", []),
        ("<p>Why is c still wrong?</p>", []),
        ('<h3 class="doc-heading">c</h3>', []),
    ],
)
def test_parameters_have_their_colors_in_headings(heading, colored):
    marked = formulas_and_terms.color_parameters(heading)
    assert re.findall(r'<span class="param-(\w)">\1</span>', marked) == colored
    assert re.sub(r'<span class="param-\w">(\w)</span>', r"\1", marked) == heading
