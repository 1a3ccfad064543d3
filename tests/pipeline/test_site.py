"""A build of the site in plain values: its pages, and what it says when one must not be published."""

import json
import logging
import threading

import pytest

from pipeline import site as module
from pipeline.assets import PackageError
from pipeline.site import Site, SiteError

pytestmark = pytest.mark.xdist_group("kernels")  # with one parent: see kernels.py
URL = "https://o.example.org/r/"
HOME = "# %% [markdown]\n# # Home\n"
PAGE = """# %% [markdown] title="The front matter"
# # Title
# See [home](../index.py), [a section](#there) and [nothing](../gone.py).
# %%
x = 41
# %% [markdown]
# It is {{ x + 1 }}.
# %% figure="points" caption="Two points."
import plotly.express as px
px.scatter(x=[1, 2], y=[3, 4])
"""
ADDRESSES = {"index.py": "./", "recipe/page.py": "recipe/page/", "recipe/bad.py": "recipe/bad/"}
log = logging.getLogger("site")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder for sources; another is the cache."""
    monkeypatch.setattr(module, "CACHE", tmp_path / "cache")
    (tmp_path / "glossary.md").write_text("loss\n:   How far off.\n")
    return tmp_path


@pytest.fixture
def build(folder):
    """Make the pages of a site, given by the texts of its sources."""

    def build(sources, addresses=ADDRESSES, **options):
        site = Site(folder, URL, "", log, **{"serving": False} | options)
        for uri, text in sources.items():
            (folder / uri).parent.mkdir(exist_ok=True)
            (folder / uri).write_text(text)
        site.make_pages({uri: folder / uri for uri in sources}, addresses)
        return site

    return build


def test_a_page_has_its_results_its_front_matter_and_its_files(build):
    page = build({"index.py": HOME, "recipe/page.py": PAGE}).pages["recipe/page.py"]
    assert "It is 42." in page.markdown
    assert 'data-src="../../assets/figures/recipe/page/points.json"' in page.markdown
    assert page.meta["title"] == "The front matter"
    assert page.meta["minutes"] == 1
    assert page.meta["notebook"] == {"download": "recipe/page/page.ipynb"}
    figures = "assets/figures/recipe/page/points"
    assert set(page.files) == {f"{figures}.json", f"{figures}.csv", "recipe/page/page.ipynb"}
    assert json.loads(page.files[f"{figures}.json"])["data"][0]["x"] == [1, 2]
    prose = json.loads(page.files["recipe/page/page.ipynb"])["cells"][1]["source"]
    assert f"[home]({URL}./)" in prose
    assert f"[a section]({URL}recipe/page/#there)" in prose
    assert "and nothing." in prose


def test_a_build_stops_with_all_errors_and_serving_shows_them_on_their_pages(build, caplog):
    twice = PAGE + PAGE.partition("# %% figure")[1] + PAGE.partition("# %% figure")[2]
    sources = {"index.py": HOME + "# %%\n1 / 0\n", "recipe/bad.py": twice, "recipe/page.py": PAGE}
    errors = [
        "docs/index.py, cell 2 (1 / 0): ZeroDivisionError: division by zero",
        'docs/recipe/bad.py: two figures are called "points"',
    ]
    with pytest.raises(SiteError) as stop:
        build(sources)
    assert all(error in str(stop.value) for error in errors)

    pages = build(sources, serving=True).pages
    assert [record.getMessage().partition("\n")[0] for record in caplog.records][-2:] == errors
    for uri, error in zip(("index.py", "recipe/bad.py"), errors, strict=True):
        assert pages[uri].markdown.startswith(f"# This page failed\n\n{error}\n")
        assert "Fix it and this page reloads." in pages[uri].markdown
    assert "It is 42." in pages["recipe/page.py"].markdown


def test_serving_makes_only_what_has_changed(build, monkeypatch):
    names, make = [], module.to_markdown
    monkeypatch.setattr(
        module, "to_markdown", lambda *given: names.append(given[1]) or make(*given)
    )
    sources = {"index.py": HOME, "recipe/page.py": PAGE}
    first = build(sources, serving=True).pages
    assert names == ["docs/index.py", "docs/recipe/page.py"]

    monkeypatch.setattr(module, "execute_all", lambda _: pytest.fail("a notebook runs again"))
    assert build(sources, serving=True).pages == first
    assert len(names) == 2

    sources["recipe/page.py"] = PAGE.replace("It is", "It was")
    assert "It was 42." in build(sources, serving=True).pages["recipe/page.py"].markdown
    assert names[2:] == ["docs/recipe/page.py"]

    build(sources, ADDRESSES | {"recipe/new.py": "recipe/new/"}, serving=True)
    assert names[3:] == ["docs/index.py", "docs/recipe/page.py"]


def test_pages_have_the_glossarys_terms_but_the_glossary_has_not(build):
    site = build({})
    assert site.with_terms("lab.md", "The loss.") == "The loss.\n\n*[loss]: How far off."
    assert site.with_terms("glossary.md", "The loss.") == "The loss."


@pytest.mark.parametrize("serving", [False, True])
def test_a_formula_that_cannot_be_set_stops_a_build_and_is_logged_by_serving(
    build, caplog, serving
):
    site = build({}, serving=serving)
    page = {"lab.md": r'<span class="arithmatex">\(\nonsense\)</span>'}
    message = "docs/lab.md: a formula cannot be set: "
    if not serving:
        with pytest.raises(SiteError, match=message):
            site.set_formulas(page)
    else:
        site.set_formulas(page)
        assert site.contents == page
        assert caplog.records[0].getMessage().startswith(message)


def test_the_browsers_python_is_packed_meanwhile_and_its_errors_come_when_it_is_asked_for(
    folder, monkeypatch
):
    site = Site(folder, URL, "", log, serving=False)
    begun = threading.Event()

    def runtime():
        begun.set()
        yield "assets/cells/python.bin", b"packed"
        raise PackageError("pyodide is missing")

    monkeypatch.setattr(module.pyodide, "runtime", runtime)
    site.pack_python()
    assert begun.wait(10)
    with pytest.raises(PackageError, match="pyodide is missing"):
        site.python()
