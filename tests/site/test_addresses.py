"""A site built without SITE_URL: at the root of a host, in a folder, as files, and for lost readers."""

import pytest

from tests.helpers.chromium import visits
from tests.helpers.marks import slow
from tests.helpers.project import FEW_WITH_CELLS, build, copy_project
from tests.helpers.reading import AXE, RUN_AXE, choose_palette
from tests.helpers.serving import served

LESSON = """\
# %% [markdown]
# # By hand

# %% tags=["live"]
6 * 7

# %% figure="points" caption="Two points."
import plotly.graph_objects as go
go.Figure(go.Scatter(y=[1, 2]))

# %% [markdown]
# [Go on](six-steps.py)
"""
FOLDERS = ["", "some/path/"]
LOST = "recipe/gone/"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The site of a few pages."""
    pages = FEW_WITH_CELLS | {"recipe/by-hand.py": LESSON}
    project = copy_project(tmp_path_factory.mktemp("addresses") / "project", pages)
    done = build(project, SITE_URL="")
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "site"


@pytest.fixture(params=[FOLDERS[0], slow(FOLDERS[1])])
def url(request, copy, tmp_path):
    """Its address on a host."""
    place = tmp_path / "host" / request.param
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(copy, target_is_directory=True)
    with served(tmp_path / "host") as (_, url):
        yield url.removesuffix(FOLDERS[1]) + request.param


@pytest.fixture
def visit(browser, url):
    """Open a page there."""
    with visits(browser, url) as visit:
        yield visit


@pytest.fixture
def get_lost(visit, copy):
    """Follow a link to nowhere: the host answers with the page for it."""

    def get_lost(**options):
        return visit(LOST, replaced=[(f"**/{LOST}", copy / "404.html")], **options)

    return get_lost


@pytest.mark.slow
def test_links_are_followed_without_another_document(visit, url):
    page = visit("recipe/by-hand/")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("heading", name="Short").wait_for()
    page.go_back()
    page.get_by_role("button", name="Run").wait_for()
    assert page.url == f"{url}recipe/by-hand/"
    assert page.evaluate("window.same")


@pytest.mark.slow
def test_who_is_lost_finds_the_first_page_the_first_lesson_and_words(get_lost, url):
    for name, path, found in (
        ("Home", "", "Home"),
        ("Fit a curve by hand", "recipe/by-hand/", "By hand"),
    ):
        page = get_lost()
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=found).wait_for()
        assert page.url == url + path
    page = get_lost()
    page.get_by_role("searchbox", name="search").fill("short")
    page.keyboard.press("Enter")
    page.locator(".md-search-result__link[href$='recipe/six-steps/']").wait_for()
    forget_the_folders_above(page)


def test_who_was_here_before_keeps_the_palette_and_no_other_folder_is_asked(get_lost):
    page = get_lost()
    page.get_by_role("link", name="Home").click()
    page.get_by_role("heading", name="Home").wait_for()
    choose_palette(page, "slate")
    forget_the_folders_above(page)
    page.go_back()
    page.get_by_role("link", name="Home").wait_for()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def forget_the_folders_above(page):
    """The browser notes that the site does not begin there."""
    assert all("404" in text for text in page.complaints)
    page.complaints.clear()


def test_who_is_lost_without_javascript_reads_what_to_do_and_meets_no_wrong_link(get_lost):
    page = get_lost(java_script_enabled=False)
    assert page.get_by_text("Take parts off the end of the address").is_visible()
    assert not page.get_by_role("link").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_for_the_lost_fits_and_axe_finds_nothing(get_lost, scheme):
    page = get_lost(color_scheme=scheme, width=320)
    page.get_by_role("link").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE, {})["violations"] == []
    forget_the_folders_above(page)


def test_as_files_pages_lead_to_pages_and_nothing_complains(browser, copy):
    """But of the typefaces: a browser takes those of a file only when the style asks for them."""
    page = browser.new_page()
    complaints = []

    def note(message):
        if "/fonts/" not in message.text + message.location["url"]:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((copy / "recipe" / "by-hand" / "index.html").as_uri())
    page.get_by_text("This cell runs where a web server shows the page").wait_for()
    page.get_by_text("This figure is drawn where a web server shows the page").wait_for()
    assert not page.get_by_role("button", disabled=True).count()
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("heading", name="Short").wait_for()
    assert complaints == []
    page.close()
