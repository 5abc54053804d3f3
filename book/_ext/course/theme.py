"""Leave out the parts of the theme that pages do not need.

The theme's templates name icons of Font Awesome (`<i class="fas fa-bars">`), and its script of
1.5 MB would draw them in the browser; here they are drawn when a page is written, from the folder
`icons`. Sphinx's search is left out: see search.py.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.jinja2glue import BuiltinTemplateLoader

ICONS = Path(__file__).parent / "icons"
ICON = re.compile(
    r'<(i|span) class="(?P<classes>[^"]*\bfa-[^"]*)"(?P<mode>\s+data-mode="\w+")?[^>]*></\1>'
)
STYLES = {"fa-solid", "fa-regular", "fa-brands", "fa-lg"}

UNUSED_SCRIPTS = re.compile(
    r"<script[^>]*\b(fontawesome|searchtools|language_data|searchindex)\.js[^>]*></script>"
)
CURRENT_PAGE = re.compile(r'(<li class="toctree-l1 current[^>]*>\s*<a [^>]*href="#")')
WORDS = {
    'role="doc-biblioentry"': 'role="listitem"',  # WAI-ARIA has withdrawn the other
    '"Toggle primary sidebar"': '"Chapters"',
    '"Toggle secondary sidebar"': '"Sections of this page"',
    '"Color mode"': '"Light, dark or automatic"',
}
# The theme's script follows the system's mode only after the page was painted: in dark mode each
# page would flash up in light colours. Here the mode is known before.
LATE_THEME = 'localStorage.getItem("theme") || "auto"'
EARLY_THEME = (
    'document.documentElement.dataset.mode !== "auto" ? localStorage.getItem("theme")'
    ' : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"'
)

# Paths in _static; source maps only help the theme's developers.
UNUSED = (
    "searchtools.js",
    "language_data.js",
    "scripts/fontawesome.js",
    "vendor/fontawesome",
    "**/*.map",
)
STYLE_SHEET = "styles/pydata-sphinx-theme.css"
RULES_OF_ICONS = re.compile(
    r'(?:\.fa[\w-]*:before,?)+\{content:"[^"]*"\}|@font-face\{[^{}]*fontawesome[^{}]*\}'
)


def draw(icon):
    """Draw one icon, with the classes that the theme's style sheets expect.

    Parameters
    ----------
    icon : re.Match
        A match of `ICON`.

    Returns
    -------
    str
    """
    classes = icon["classes"].split()
    name = next(c.removeprefix("fa-") for c in classes if c.startswith("fa-") and c not in STYLES)
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in ICONS.glob("*.svg")))
        raise ExtensionError(f"no icon {name}: add {path.name} to {ICONS}; there are {known}")
    attributes = f'class="course-icon {" ".join(classes)}"{icon["mode"] or ""} aria-hidden="true"'
    return path.read_text(encoding="utf-8").strip().replace("<svg", f"<svg {attributes}", 1)


class Templates(BuiltinTemplateLoader):
    """Sphinx's templates, with icons drawn and unused scripts removed."""

    def render(self, template, context):
        html = UNUSED_SCRIPTS.sub("", super().render(template, context))
        html = CURRENT_PAGE.sub(r'\1 aria-current="page"', html)
        for theirs, ours in [*WORDS.items(), (LATE_THEME, EARLY_THEME)]:
            html = html.replace(theirs, ours)
        return ICON.sub(draw, html)


def remove_unused(app, error):
    """Remove the theme's own icons and the files for its developers."""
    static = Path(app.outdir) / "_static"
    for path in [path for pattern in UNUSED for path in static.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    sheet = static / STYLE_SHEET
    if sheet.is_file():
        rules = sheet.read_text(encoding="utf-8")
        sheet.write_text(RULES_OF_ICONS.sub("", rules), encoding="utf-8")


def choose(app, config):
    config.template_bridge = f"{__name__}.Templates"


def setup(app):
    app.connect("config-inited", choose)
    app.connect("build-finished", remove_unused)
