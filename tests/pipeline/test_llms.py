"""llms.txt and the pages' Markdown: nothing of the site around them, and all that a reader needs."""

import html
import re

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from pipeline.llms import Page, files, to_markdown
from tests.helpers.project import ROOT

TEX = r'<span class="arithmatex">\(\a x_1 &lt; 2 * \alpha\)</span>'
FRONT_MATTER = re.compile(r'\bdescription="(.+?)"$|^description: (.+)$', re.M)


def table(rows):
    head = "<thead><tr><th>x</th><th>y</th></tr></thead>"
    return f"<table>{head}<tbody>{'<tr><td>1</td><td>2</td></tr>' * rows}</tbody></table>"


def figure(rows):
    return (
        '<figure class="plot"><div class="plot-area"></div><div class="plot-tools"><button>Reset</button></div>'
        '<figcaption><p><a class="plot-number" href="#f">Figure 1.</a> Two <em>points</em>.</p>'
        f'<details class="plot-data"><summary>Data of figure 1</summary><p>{rows} rows. '
        f'<a href="../f.csv">Download CSV</a></p>{table(rows)}</details></figcaption></figure>'
    )


SHORT = "Figure 1. Two *points*.\n\n2 rows. [Download CSV](../f.csv)\n\n"


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ('<h2 id="a">A <code>b_c</code><a class="headerlink" href="#a">&para;</a></h2>', "## A `b_c`"),
        (f"<p>So {TEX}, or</p>", r"So $a x_1 < 2 * \alpha$, or"),
        (r'<div class="arithmatex">\[x^2\]</div>', "$$x^2$$"),
        ("<p>(y1 - y2)<sup>2</sup> of w<sub>k</sub></p>", "(y1 - y2)^2 of w_k"),
        ('<p>A <abbr tabindex="0" title="How far off.">loss</abbr>, <span class="numeral">1e-7</span></p>', "A loss, 1e-7"),
        (
            '<div class="cell live highlight"><pre><span></span><code><span class="n">a</span> &lt; b\n\n\n  c</code></pre></div>',
            "```python\na < b\n\n\n  c\n```",
        ),
        ('<div class="output no-copy highlight"><pre><code>1 * 2\n</code></pre></div>', "```text\n1 * 2\n```"),
        ("<div><pre><code>&gt;&gt;&gt; 1\n1</code></pre></div>", "```pycon\n>>> 1\n1\n```"),
        (
            '<div class="admonition"><p class="admonition-title">Predict</p><p>Which?</p></div>',
            "> **Predict**\n>\n> Which?",
        ),
        ("<details><summary>Solution</summary><p>Yes.</p></details>", "**Solution**\n\nYes."),
        (figure(2), f"{SHORT}| x | y |\n| --- | --- |\n| 1 | 2 |\n| 1 | 2 |"),
        (figure(40), SHORT.replace("2 rows", "40 rows").strip()),
        (
            figure(50).replace("50 rows", "The first 50 of 4,881 rows"),
            SHORT.replace("2 rows", "4,881 rows").strip(),
        ),
        (
            '<p hidden>a</p><noscript>b</noscript><button>c</button><p class="what-runs">d</p><p>e</p>',
            "e",
        ),
        (
            '<p><a href="../b/#c">1</a> <a href="../../">2</a> <a href="#d">3</a> '
            '<a href="p.ipynb">4</a> <a href="https://e.org/">5</a> <a href="../lab/?x=1">6</a></p>',
            "[1](../b/index.md#c) [2](../../index.md) [3](#d) [4](p.ipynb) [5](https://e.org/) [6](../lab/?x=1)",
        ),
    ],
)  # fmt: skip
def test_a_part_of_a_page(page, markdown):
    assert to_markdown(page) == f"{markdown}\n"


def test_the_list_has_every_heading_and_page():
    pages = {
        "Home": [Page("Home", "", "Begin.", "<h1>Home</h1>")],
        "More": [Page("A", "more/a/", "One.", "<h1>A</h1>"), Page("B", "more/b/", "Two.", "<h1>B</h1>")],
    }  # fmt: skip
    made = dict(files("Name", "What for.", pages))
    assert set(made) == {"llms.txt", "index.md", "more/a/index.md", "more/b/index.md"}
    assert made["more/b/index.md"] == "# B\n"
    assert made["llms.txt"].startswith("# Name\n\n> What for.\n\n")
    assert made["llms.txt"].endswith(
        "\n\n## Home\n\n- [Home](index.md): Begin.\n\n"
        "## More\n\n- [A](more/a/index.md): One.\n- [B](more/b/index.md): Two.\n"
    )


def blocks(path):
    """The code of a page in Markdown, as another reader of Markdown finds it."""
    tokens = MarkdownIt("commonmark").parse(path.read_text("utf-8"))
    return [token.content.strip("\n") for token in tokens if token.type == "fence"]


def test_the_pages_listed_are_those_of_the_navigation_with_their_descriptions(site):
    lines = re.findall(
        r"^- \[(.+?)\]\((.+?)\): (.+)$", (site / "llms.txt").read_text("utf-8"), re.M
    )
    listed = {address: description for _, address, description in lines}
    sources = {
        path.relative_to(ROOT / "docs").with_suffix(""): path.read_text("utf-8")
        for path in [*(ROOT / "docs").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
        if "description" in path.read_text("utf-8")[:300] and "snippets" not in path.parts[:-1]
    }
    described = {}
    for name, text in sources.items():
        found = FRONT_MATTER.search(text)
        folder = name.parent if name.name == "index" else name
        described[(folder / "index.md").as_posix()] = found[1] or yaml.safe_load(found[2])
    assert {*described, "snippets/index.md"} == set(listed)
    for address, description in described.items():
        assert listed[address] == description
    assert {path.relative_to(site).as_posix() for path in site.rglob("*.md")} == set(listed)


@pytest.mark.parametrize(
    "page",
    ["recipe/derivatives", "recipe/six-steps", "further/bugs", "snippets", "reference/recipe"],
)
def test_a_page_has_the_code_and_the_outputs_of_its_html(site, page):
    seen = BeautifulSoup((site / page / "index.html").read_text("utf-8"), "html.parser")
    shown = [
        block.get_text().strip("\n")
        for block in seen.select(".md-content pre")
        if not block.find_parent(hidden=True)
    ]
    assert len(shown) > 5
    assert blocks(site / page / "index.md") == shown


def test_pages_have_nothing_of_the_site_around_them(site):
    for path in site.rglob("*.md"):
        text = re.sub(r"^```.*?^```|`[^`\n]+`", "", path.read_text("utf-8"), flags=re.M | re.S)
        assert text.startswith("# ")
        assert html.unescape(text) == text, path
        for other in (r"</?\w+[ >]", r"\{ ?[.#:]", "arithmatex", "¶", "Full screen", r"\\[abc]\b"):
            assert not re.search(other, text), (path, other)


def test_formulas_are_tex(site):
    text = (site / "recipe" / "six-steps" / "index.md").read_text("utf-8")
    assert "The data comes from $5x^2$. You will fit it with $a x^2 + b x + c$, starting" in text


def test_links_lead_to_files_of_the_site(site):
    count = 0
    for path in site.rglob("*.md"):
        for target in re.findall(r"\]\((?!\w+:)([^)#?\s]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), (path, target)
            count += 1
    assert count > 300
