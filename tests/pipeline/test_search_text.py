"""Searched: what the search reads of a page."""

from pipeline.search_text import searched


def test_code_has_its_words_and_no_colors():
    code = '<pre><code><span class="kn">import</span> <span class="nn">torch</span></code></pre>'
    assert searched(code) == "<pre><code>import torch</code></pre>"


def test_what_is_no_span_stays():
    page = '<h2 id="here">Here</h2><p>So <a href="../">there</a>, <em>spanned</em>.</p>'
    assert searched(page) == page
