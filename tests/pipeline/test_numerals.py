"""Numerals: numbers that a line must not break."""

import re

import pytest

from pipeline.numerals import keep_whole


@pytest.mark.parametrize(
    ("text", "found"),
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
def test_a_number_with_a_negative_exponent_stays_whole(text, found):
    kept = keep_whole(f"<p>{text}</p>")
    assert re.findall(r'<span class="numeral">([^<]*)</span>', kept) == found
    assert re.sub(r'<span class="numeral">([^<]*)</span>', r"\1", kept) == f"<p>{text}</p>"
