"""Accessibility: what axe finds, with figures drawn and tables open."""

from tests.helpers.reading import AXE, SETTLED, draw_all

from . import reader

OPEN = "document.querySelectorAll('details').forEach((each) => (each.open = true))"


def violations() -> float:
    """Places that break a rule, on every page in both palettes."""
    return sum(map(_violations, reader.every_page()))


def _violations(visit: reader.Visit) -> int:
    page = visit.page
    draw_all(page)
    page.add_style_tag(content=SETTLED)
    page.evaluate(OPEN)
    page.wait_for_timeout(300)  # colors change in a transition
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 20
    places = [(rule["id"], place) for rule in found["violations"] for place in rule["nodes"]]
    for rule, place in places:
        print(page.url, rule, place["target"], place["html"][:120])
    return len(places)
