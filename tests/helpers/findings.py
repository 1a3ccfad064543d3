"""What holds for the findings of every answer and every diagnosis."""

import re

import sgd_tutorial as sgd
from sgd_tutorial._text import limit, number

NUMERAL = r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?"


def diagnosed(*problem, **settings):
    """The diagnosis, after a look at its texts."""
    found = sgd.diagnose(*problem, **settings)
    assert_findings(found)
    return found


def assert_findings(answer):
    """Every number in a text is one of the finding's, as it is written; kinds are documented."""
    documented = sgd.diagnose if isinstance(answer, sgd.Diagnosis) else type(answer)
    assert answer.findings
    assert len(set(answer.kinds)) == len(answer.findings)
    for finding in answer.findings:
        assert f'"{finding.kind}"' in documented.__doc__
        assert answer.finding(finding.kind) is finding
        assert_text(finding)
    assert str(answer) == repr(answer) == "\n\n".join(map(str, answer.findings))


def assert_text(finding):
    """Whole sentences, in which every number is one of the finding's."""
    text = finding.text
    if finding.kind == "refused":  # in the words of `fit`
        return
    assert text.endswith(".")
    assert text.count(". ") <= 5
    assert all(cure in text for cure in finding.cures)
    assert not re.search(r"  |\bnan\b|\binf\b", text)
    assert str(finding).split() == text.split()
    assert max(map(len, str(finding).splitlines())) <= 72
    text = re.sub(r"^fit refuses.*?\. Your", "Your", text)
    text = re.sub(r"float\d+|params\[\d+\]|polynomial\(\d+\)", "", text)
    written = {write(value) for value in finding.numbers.values() for write in (number, limit)}
    for numeral in re.findall(NUMERAL, text):
        assert numeral.rstrip(",") in written, f"{numeral} of {text!r} is not in {written}"
