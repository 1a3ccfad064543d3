"""The reference: every public name has its entry, as its docstring and signature say."""

import dataclasses
import doctest
import html
import inspect
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache

import jupytext
import pytest

import sgd_tutorial
from pipeline.formulas_and_terms import STRAIGHT
from sgd_tutorial import figures, questions
from tests.helpers.project import NOTEBOOKS, ROOT
from tests.helpers.reading import PAGES

SOURCES = sorted((ROOT / "docs" / "reference").glob("*.md"))
PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (sgd_tutorial, figures, questions)
    for name in getattr(module, "__all__", [])
    if module is not questions or name not in sgd_tutorial.__all__
}
EACH = pytest.mark.parametrize("name", PUBLIC)
ENTRY = re.compile(r'<h3 id="(sgd_tutorial[\w.]+)".*?(?=<h[123] |</article>)', re.S)
ITEM = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.S)


def text_of(markup):
    """What a reader sees, in one line, with the quotes and dots of a keyboard."""
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
    return text.translate(STRAIGHT).replace("\N{HORIZONTAL ELLIPSIS}", "...")


@pytest.fixture(scope="module")
def pages(site):
    """The built reference."""
    return {path: path.read_text() for path in (site / "reference").rglob("index.html")}


@pytest.fixture(scope="module")
def entries(pages):
    """The HTML of each entry."""
    return {entry[1]: entry[0] for page in pages.values() for entry in ENTRY.finditer(page)}


def test_every_public_name_has_one_entry_and_nothing_else_has_one():
    named = [name for page in SOURCES for name in re.findall(r"^::: (.+)$", page.read_text(), re.M)]
    assert sorted(named) == sorted(PUBLIC)


def test_every_anchor_is_a_public_name_or_a_member_of_one(pages):
    anchors = [a for page in pages.values() for a in re.findall(r'id="(sgd_tutorial.+?)"', page)]
    assert max(Counter(anchors).values()) == 1
    assert set(PUBLIC) <= set(anchors)
    for anchor in set(anchors) - set(PUBLIC):
        owner, _, member = anchor.rpartition(".")
        assert hasattr(PUBLIC[owner], member)


def test_every_page_is_in_the_navigation():
    addresses = {f"reference/{path.stem}/".removesuffix("index/") for path in SOURCES}
    assert addresses == {page for page in PAGES if page.startswith("reference/")}


def methods_of(value):
    """Those that an entry describes."""
    members = vars(value).values() if inspect.isclass(value) else ()
    functions = [member for member in members if inspect.isfunction(member) and member.__doc__]
    return [f for f in functions if not f.__name__.startswith("_") or f.__name__ == "__call__"]


def names_to_explain(value):
    """Of parameters; of fields, where nobody calls the class."""
    if dataclasses.is_dataclass(value):
        return [field.name for field in dataclasses.fields(value)]
    if not inspect.isclass(value):
        return [name for name in inspect.signature(value).parameters if name != "self"]
    called = "__init__" in vars(value) and not getattr(value, "_is_protocol", False)
    return names_to_explain(value.__init__) if called else getattr(value, "_fields", [])


def explanations(value):
    """Every name that an entry must explain, with the first line of what its docstring says."""
    for each in [value, *methods_of(value)]:
        for name in names_to_explain(each):
            yield name, re.search(rf"^ +\**{name}: (.+)$", inspect.getdoc(each), re.M)[1]
    if dataclasses.is_dataclass(value):
        properties = inspect.getmembers(value, lambda member: isinstance(member, property))
        yield from (
            (name, member.__doc__.splitlines()[0]) for name, member in properties if member.__doc__
        )


def plain(text):
    """A docstring's words without marks for code, powers and indices, as text_of has them."""
    return re.sub(r"`|(?<=[\w)])\^|(?<=\b\w)_(?=\w\b)", "", text)


@EACH
def test_an_entry_explains_every_parameter_and_attribute_as_the_docstring_does(entries, name):
    items = [(text_of(term), text_of(text)) for term, text in ITEM.findall(entries[name])]
    for each, line in explanations(PUBLIC[name]):
        texts = [text for term, text in items if re.match(rf"\**{each}\b", term)]
        assert any(text.startswith(plain(line)) for text in texts), each


@EACH
def test_an_entry_has_summary_sources_and_examples(entries, name):
    docstring, entry = inspect.getdoc(PUBLIC[name]), entries[name]
    for line in [docstring.splitlines()[0], *re.findall(r"^Source: .+$", docstring, re.M)]:
        assert plain(line) in text_of(entry)
    assert "<blockquote>" not in entry
    listings = "".join(re.findall(r"<pre>.*?</pre>", entry, re.S))
    listed = html.unescape(re.sub(r"<[^>]*>", "", listings))
    for example in doctest.DocTestParser().get_examples(docstring):
        assert f">>> {example.source.splitlines()[0]}\n" in listed
        assert example.want in listed


def test_a_type_that_has_an_entry_is_linked(entries):
    classes = {name.rpartition(".")[2] for name, value in PUBLIC.items() if inspect.isclass(value)}
    links = 0
    for entry in entries.values():
        for term, _ in ITEM.findall(entry):
            links += term.count("<a ")
            unlinked = re.sub(r"<b>.*?</b>|<a .*?</a>| = .*", "", term)
            assert not classes & set(re.findall(r"\w+", text_of(unlinked)))
    assert links > 50


def test_no_private_name_is_shown(pages):
    for page in pages.values():
        assert not re.search(r"sgd_tutorial\.(\w+\.)*_[a-z]", page)


@cache
def users_by_name():
    """What uses each name: the code of notebooks, and snippets."""
    users = {}
    sources = {
        path.relative_to("docs").with_suffix("").as_posix() + "/": "\n".join(
            cell.source for cell in jupytext.read(ROOT / path).cells if cell.cell_type == "code"
        )
        for path in NOTEBOOKS
    }
    for path in (ROOT / "docs" / "snippets").glob("*.py"):
        sources[f"snippets/#{path.stem.replace('_', '-')}"] = path.read_text()
    for address, source in sources.items():
        code = re.sub(r"^ *#.*$", "", source, flags=re.M)
        for prefix, name in re.findall(r"(?<![\w.])(sgd|figures)\.(\w+)", code):
            package = "sgd_tutorial" if prefix == "sgd" else "sgd_tutorial.figures"
            users.setdefault(f"{package}.{name}", set()).add(address.removesuffix("index/"))
    return users


@EACH
def test_an_entry_links_to_the_pages_that_use_it(pages, name):
    [page] = [page for page in pages.values() if f'id="{name}"' in page]
    after = page.partition(f'id="{name}"')[2]
    until = re.search(r"<h[123] |</article>", after).start()
    found = re.findall(r'<p class="users">(.*?)</p>', after[:until], re.S)
    links = re.findall(r'href="(?:\.\./)+([^"]*)"', "".join(found))
    assert len(links) == len(set(links))
    assert {link.removesuffix("./") for link in links} == users_by_name().get(name, set())


def test_most_of_the_recipe_is_used_somewhere():
    assert {"sgd_tutorial.fit", "sgd_tutorial.figures.compare"} <= set(users_by_name())


def test_the_list_of_all_names_links_to_each(site):
    page = (site / "reference" / "index.html").read_text()
    linked = re.findall(r'href="[\w-]+/#(sgd_tutorial[\w.]+)"', page)
    assert sorted(linked) == sorted(PUBLIC)


def test_the_command_is_described_by_itself(site):
    printed = subprocess.run(
        [sys.executable, "-m", "sgd_tutorial", "--help"],
        cwd=ROOT,
        env={"COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = (site / "reference" / "command" / "index.html").read_text()
    assert printed in html.unescape(re.sub(r"<[^>]*>", "", page))


def test_the_search_knows_entries_by_their_names(site):
    index = json.loads((site / "search" / "search_index.json").read_text())
    titles = {entry["location"]: entry["title"] for entry in index["docs"]}
    for name in PUBLIC:
        [title] = [titles[place] for place in titles if place.endswith(f"/#{name}")]
        assert title == name
    for written, words in [
        ("sgd.fit(x)", ["sgd", "fit(x)"]),
        ("rate 0.5", ["rate", "0.5"]),
        ("a*b", ["a", "b"]),
    ]:
        assert re.split(index["config"]["separator"], written) == words


def test_pages_have_no_stylesheet_but_the_sites(site):
    assert not list(site.rglob("*mkdocstrings*"))
    for path in site.rglob("*.html"):
        own = (
            [] if path.name == "404.html" else ["assets/site.css"]
        )  # that page has its style in it
        assert re.findall(r'<link rel="stylesheet" href="[./]*(.*?)"', path.read_text()) == own
