"""What the repository's host reads: forms of issues, the citation."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

import sgd_tutorial
from tests.helpers.project import ROOT

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
# The labels that a new repository has; the host leaves others away.
LABELS = {
    *("bug", "documentation", "duplicate", "enhancement", "good first issue", "help wanted"),
    *("invalid", "question", "wontfix"),
}
TYPES = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def form(name):
    return yaml.safe_load((FORMS / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["bug.yml", "mistake.yml"])
def test_a_form_has_what_the_host_asks_for(name):
    read = form(name)
    assert {"name", "description", "labels", "body"} == set(read)
    assert set(read["labels"]) <= LABELS
    assert {field["type"] for field in read["body"]} <= TYPES
    ids = [field["id"] for field in read["body"]]
    assert len(set(ids)) == len(ids)
    assert all(field["attributes"]["label"] for field in read["body"])


def test_no_other_form_is_there():
    assert {path.name for path in FORMS.iterdir()} == {"bug.yml", "mistake.yml", "config.yml"}
    assert set(form("config.yml")) <= {"blank_issues_enabled", "contact_links"}


def test_the_link_at_a_pages_foot_fills_in_fields_of_its_form():
    footer = (ROOT / "docs" / "overrides" / "partials" / "copyright.html").read_text("utf-8")
    link = re.search(r'href="{{ repository }}(/issues/new[^"]+)"', footer)[1].replace("&amp;", "&")
    given = parse_qs(urlsplit(link).query)
    [name] = given.pop("template")
    assert set(given) <= {field["id"] for field in form(name)["body"]}
    assert "page" in given


def test_the_citation_is_of_this_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)  # that the format asks for
    assert str(cited["version"]) == sgd_tutorial.__version__
    assert cited["license"] == "MIT"
