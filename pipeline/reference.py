"""The reference: what the site adds to the pages that mkdocstrings makes of docstrings.

griffe, which reads the package for mkdocstrings, calls `Docstrings`.
"""

import dataclasses
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import griffe

# Not relative: mkdocstrings loads this file by its path.
from pipeline.waits import waiting_for

PROJECT = Path(__file__).parents[1]
PACKAGE = "sgd_tutorial"
FOLDER = "reference/"
SNIPPETS = "snippets/index.md"
# What pages of the reference have in their Markdown: entries, a list of all entries, a command.
ENTRY = re.compile(r"^::: ([\w.]+)$", re.M)
NAMES = "{{ names }}"
HELP = f"$ python -m {PACKAGE} --help"
SECONDS_TO_HELP = 60

# How a program names what it uses; in a notebook all prose is comment.
MODULES = {"sgd": PACKAGE, "figures": f"{PACKAGE}.figures"}
USE = re.compile(r"(?<![\w.])(sgd|figures)\.(\w+)")
COMMENT = re.compile(r"^\s*#.*", re.M)

EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.M)
FENCED = '``` { .pycon data-search-exclude="" }\n\\g<0>\n```'
CODE = re.compile(r"`([\w.]+)`")
# x^2 and w_k in text, not in code.
SCRIPT = re.compile(
    r"<(pre|code)\b.*?</\1>|<[^>]*>|(?<=[\w)])\^(?P<sup>\w+)|(?<=\b\w)_(?P<sub>\w)\b", re.S
)
SIGNATURE = re.compile(r'<div class="doc-signature highlight">.*?</div>', re.S)
OPENING = '<span class="p">(</span>'
BREAKABLE = OPENING.replace("(", "(<wbr>")
# mkdocstrings' reference to a type of another package, which would become a tooltip.
FOREIGN = re.compile(rf'<autoref identifier="(?!{PACKAGE}\.)[^"]*" optional[^>]*>(.*?)</autoref>')


class Reference:
    """The names that it lists, and the pages that use each.

    Args:
        docs: the folder of the site's sources.
        pages: title, path in that folder and text of each page in the navigation.
    """

    def __init__(self, docs: Path, pages: Iterable[tuple[str, str, str]]) -> None:
        self.users: defaultdict[str, list[str]] = defaultdict(list)
        self.names: list[str] = []
        for title, uri, text in pages:
            for target, program in _programs(docs, uri, text):
                for name in names_in(program):
                    self.users[name].append(f"[{title}](../{target})")
            if entries := ENTRY.findall(text):
                links = (f"[`{entry.removeprefix(f'{PACKAGE}.')}`][{entry}]" for entry in entries)
                file = PurePosixPath(uri).name
                self.names.append(f"[{title}]({file})\n:   {', '.join(links)}")

    def complete(self, markdown: str) -> str:
        """Fill in the list of names, the pages that use a name, and what the command prints."""
        if HELP in markdown:
            markdown = markdown.replace(HELP, f"{HELP}\n{_help()}")
        return ENTRY.sub(self._with_users, markdown.replace(NAMES, "\n\n".join(self.names)))

    def _with_users(self, entry: re.Match[str]) -> str:
        links = self.users.get(entry[1])
        return f"{entry[0]}\n\nUsed in {', '.join(links)}.\n{{ .users }}" if links else entry[0]


def _programs(docs: Path, uri: str, text: str) -> Iterator[tuple[str, str]]:
    """The Python that a page shows, with the address of each part."""
    if uri.endswith(".py"):
        yield uri, text
    if uri == SNIPPETS:
        for path in sorted((docs / uri).parent.glob("*.py")):
            yield f"{uri}#{path.stem.replace('_', '-')}", path.read_text("utf-8")


def names_in(program: str) -> set[str]:
    """The public names that a program uses as `sgd.NAME` and `figures.NAME`, not in a comment."""
    uses = USE.findall(COMMENT.sub("", program))
    return {f"{MODULES[prefix]}.{name}" for prefix, name in uses}


def _help() -> str:
    with waiting_for(HELP.removeprefix("$ "), "run it by hand, to see what it waits for"):
        return subprocess.run(
            [sys.executable, *HELP.split()[2:]],
            cwd=PROJECT,
            env=os.environ | {"COLUMNS": "80"},
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS_TO_HELP,
        ).stdout


def mark(html: str) -> str:
    """Set powers and indices, let signatures break, leave types of other packages as written."""
    html = SIGNATURE.sub(lambda signature: signature[0].replace(OPENING, BREAKABLE), html)
    return FOREIGN.sub(r"\1", SCRIPT.sub(_script, html))


def _script(match: re.Match[str]) -> str:
    kind = match.lastgroup
    return f"<{kind}>{match[kind]}</{kind}>" if kind else match[0]


class Docstrings(griffe.Extension):
    """Docstrings and types as a page shows them."""

    def on_package(self, *, pkg: griffe.Module, loader: griffe.GriffeLoader, **_: Any) -> None:
        """Complete what griffe has read, before mkdocstrings renders it."""
        objects = list(_objects_in(pkg))
        classes = [obj for obj in objects if isinstance(obj, griffe.Class)]
        for obj in objects:
            _mark_up(obj, pkg)
            if isinstance(obj, griffe.Function):
                for parameter in obj.parameters:
                    parameter.annotation = spelled_out(
                        parameter.annotation, loader.modules_collection
                    )
        for cls in classes:
            _list_properties(cls)
        for cls in classes:
            _list_inherited(cls)


def _objects_in(parent: griffe.Object) -> Iterator[griffe.Object]:
    for member in parent.members.values():
        if isinstance(member, griffe.Object):  # not an alias
            yield member
            yield from _objects_in(member)


def _mark_up(obj: griffe.Object, package: griffe.Module) -> None:
    """Fence examples, and link the public names that stand in code."""
    if not obj.docstring:
        return

    def link(code: re.Match[str]) -> str:
        name = code[1].removeprefix(f"{PACKAGE}.").partition(".")[0]
        target = getattr(package.members.get(name), "target_path", "")
        linked = target.startswith(f"{PACKAGE}.") and target != obj.path
        return f"[{code[0]}][{PACKAGE}.{name}]" if linked else code[0]

    text = CODE.sub(link, obj.docstring.value)
    obj.docstring.value = EXAMPLE.sub(FENCED, text)


def _attributes(cls: griffe.Class) -> list[griffe.DocstringAttribute] | None:
    """The attributes that the docstring of a class lists."""
    for section in cls.docstring.parsed if cls.docstring else ():
        if isinstance(section, griffe.DocstringSectionAttributes):
            return section.value
    return None


def _list_properties(cls: griffe.Class) -> None:
    """Properties stand with the other attributes, where these are listed."""
    if (listed := _attributes(cls)) is None:
        return
    for attr in cls.attributes.values():
        if isinstance(attr, griffe.Attribute) and attr.docstring and "property" in attr.labels:
            text = attr.docstring.value
            listed.append(
                griffe.DocstringAttribute(attr.name, annotation=attr.annotation, description=text)
            )
            attr.docstring = None


def _list_inherited(cls: griffe.Class) -> None:
    """So do the attributes of the classes above."""
    if (listed := _attributes(cls)) is None:
        return
    for base in cls.mro():
        names = {attribute.name for attribute in listed}
        listed += [each for each in _attributes(base) or () if each.name not in names]


def spelled_out(value: Any, modules: griffe.ModulesCollection) -> Any:
    """A type with what its aliases stand for in their place, such as float | Tensor for Rate."""
    if isinstance(value, list):
        return [spelled_out(each, modules) for each in value]
    if isinstance(value, griffe.ExprName):
        path = value.canonical_path
        alias = modules[path] if path.startswith(f"{PACKAGE}.") else None
        return alias.value if alias and alias.is_attribute else value
    if isinstance(value, griffe.Expr):
        for field in dataclasses.fields(value):
            setattr(value, field.name, spelled_out(getattr(value, field.name), modules))
    return value
