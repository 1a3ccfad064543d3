"""The theme: Material's script with the site's changes, and one stylesheet of all there are."""

import re
import runpy
from collections.abc import Callable, Iterable

from .assets import PROJECT, PackageError, file_of

COLORS = PROJECT / "sgd_tutorial" / "figures" / "_colors.py"
SCHEMES = {"light": ":root", "dark": '[data-md-color-scheme="slate"]'}
# Material's files, as its templates link them.
SCRIPT = r"assets/javascripts/bundle\.\w+\.min\.js"
THEME_STYLES = r"assets/stylesheets/(main|palette)\.\w+\.min\.css"
# The site's own stylesheets, in this order; the first takes in all others.
STYLES = [
    f"assets/{name}.css"
    for name in (
        "site",
        "typefaces",
        "home",
        "cells",
        "predict",
        "progress-ticks",
        "pictures",
        "bowl-network",
        "lab",
        "reference",
    )
]
# Colors of a page that no script has given its palette yet: where the system's apply, and the names
# of the scheme and the primary color in mkdocs.yml. Paper is light.
SYSTEM_PALETTES = {
    "print, (prefers-color-scheme: light)": ("default", "white"),
    "screen and (prefers-color-scheme: dark)": ("slate", "black"),
}
COLORED_RULE = re.compile(r"[^{}]*\[data-md-color-[^{}]*\{[^{}]*\}")
MATERIAL_CHANGES = {
    # It would know the site's pages by the sitemap, which is right at one address alone; so, by
    # their own addresses, which end in a slash.
    'En(new URL("sitemap.xml",e)).pipe(m(t=>ds(t,new URL(e))),': (
        '$({has:t=>t.startsWith(e)&&t.endsWith("/")}).pipe('
    ),
    # It would fetch the search index with the first page of every visit; so, when the reader
    # searches. Compressed the index is as heavy as the rest of a page.
    '$(location.protocol!=="file:")': "$(!1)",
    # The first link within a page would fetch the page again, and with it would go what the reader
    # has run and edited there; so, it scrolls as the later ones do.
    'let s=t.pipe(ne("pathname"),': 'let s=t.pipe(Q(we()),ne("pathname"),Ie(1),',
    's.pipe(b(()=>t),ne("hash"))': 's.pipe(Q(0),b(()=>t),Q(we()),ne("hash"),Ie(1))',
    # As a page opens it would have all elements styled six times more: for a stylesheet that is
    # there, when it writes its address out, around the palette that is there, and for a name that
    # the page's head has.
    "t[r]=t[r];break": 't.rel==="stylesheet"?t.address=t.href:t[r]=t[r];break',
    "t.set(r.outerHTML,r)": "t.set(r.address||r.outerHTML,r)",
    'if(document.body.setAttribute("data-md-color-switching",""),': (
        'if(document.readyState==="complete"&&'
        'document.body.setAttribute("data-md-color-switching",""),'
    ),
    'x("meta",{name:"color-scheme"});document.head.appendChild(o)': (
        'document.querySelector("[name=color-scheme]")'
    ),
    "return o.content=a.colorScheme,a.backgroundColor.match(": (
        "let c=a.backgroundColor,l=a.colorScheme;"
        'if(matchMedia(`(prefers-color-scheme: ${l})`).matches)l="light dark";'
        "return o.content===l||(o.content=l),c.match("
    ),
}
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')


def changes(addresses: Iterable[str], read: Callable[[str], str]) -> dict[str, str | None]:
    """What comes in the place of files of the site; None for a stylesheet that is in another.

    Args:
        addresses: of all files.
        read: gives the text of one.

    Raises:
        PackageError: if Material's script is not the version that the changes are for.
    """
    addresses = sorted(addresses)
    [script] = [each for each in addresses if re.fullmatch(SCRIPT, each)]
    theme = [each for each in addresses if re.fullmatch(THEME_STYLES, each)]
    joined = join_styles([*map(read, theme)], [*map(read, STYLES)])
    gone: dict[str, str | None] = dict.fromkeys([*theme, *STYLES])
    return gone | {STYLES[0]: joined, script: change_script(read(script))}


def change_script(material: str) -> str:
    """Material's script with the site's changes.

    Raises:
        PackageError: if it is not the version that they are for.
    """
    for old, new in MATERIAL_CHANGES.items():
        if material.count(old) != 1:
            raise PackageError(
                "Material's script is another: see MATERIAL_CHANGES in pipeline/theme.py"
            )
        material = material.replace(old, new)
    return material


def join_styles(theme: list[str], own: list[str]) -> str:
    """One stylesheet of the theme's, KaTeX's and the site's own: a page waits for each it links."""
    katex = file_of("katex", "dist", "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    katex = OLD_FONTS.sub("", katex).replace("url(fonts/", "url(katex/fonts/")
    theme = [SOURCE_MAP.sub("", style) for style in theme]
    return COLORED_RULE.sub(_with_system, "\n".join([*theme, katex, palettes(), *own]))


def _with_system(rule: re.Match[str]) -> str:
    """A rule of a palette, and the same for a page that follows the system."""
    rules = [rule[0]]
    for media, names in SYSTEM_PALETTES.items():
        chosen = rf'(?<=\[data-md-color-)(scheme|primary)="?({"|".join(names)})"?(?=\])'
        system, changes = re.subn(chosen, r"\1=system", rule[0])
        if changes:
            rules.append(f"@media {media}{{{system}}}")
    return "".join(rules)


def palettes() -> str:
    """The colors of roles in figures, such as `--plot-data`, for the light and the dark page."""
    return "\n".join(
        f"{selector} {{\n"
        + "".join(f"  --plot-{role}: {color};\n" for role, color in colors(name).items())
        + "}"
        for name, selector in SCHEMES.items()
    )


def colors(scheme: str) -> dict[str, str]:
    """The color of each role in figures, for the light or the dark page."""
    # Run by itself: the package would import torch, and keep the colors that it had before an edit.
    return runpy.run_path(str(COLORS))["PALETTES"][scheme]
