"""The pages' colours as a style sheet, made from the list in `cnncourse/drawing/colours.py`."""

from __future__ import annotations

from pathlib import Path

from cnncourse.drawing.colours import PAGE

FILE = "colours.css"
MODES = {'html:not([data-theme="dark"])': 0, 'html[data-theme="dark"]': 1}


def style_sheet():
    """Define `--course-NAME` for every colour of the pages, in light and in dark mode."""
    blocks = [
        f"{selector} {{\n"
        + "".join(f"  --course-{name}: {shades[mode]};\n" for name, shades in PAGE.items())
        + "}\n"
        for selector, mode in MODES.items()
    ]
    return "/* Made from cnncourse/drawing/colours.py. */\n" + "".join(blocks)


def write(app):
    """Write the style sheet into the output folder, before any page refers to it."""
    if app.builder.format == "html":
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(style_sheet(), encoding="utf-8")
        app.add_css_file(FILE)


def setup(app):
    app.connect("builder-inited", write)
