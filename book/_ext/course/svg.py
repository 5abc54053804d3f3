"""Put matplotlib's SVG files inline, in the page's colours.

A figure is drawn with the ink of `book/style.mplstyle` on a transparent background. In the page the
ink takes the colour of the text, in light and in dark mode; photographs do not change.
"""

from __future__ import annotations

import base64
import io
import math
import re
from html import escape
from pathlib import Path

from docutils import nodes
from PIL import Image, ImageChops
from sphinx.transforms.post_transforms import SphinxPostTransform

from cnncourse.drawing.colours import CARD, FAINT, INK, LINE

# A figure's colours, and the page's colours that replace them.
PAGE_COLOURS = {
    INK: "currentColor",
    FAINT: "var(--course-muted)",
    LINE: "var(--course-line)",
    CARD: "var(--course-card)",
}


SMALLEST_TEXT = 11  # pixels; a figure that would be narrower scrolls
TEXT = re.compile(r"<text\b.*?</text>", re.S)
FONT_SIZE = re.compile(r"font(?:-size)?:[^;\"]*?([\d.]+)px")
EMBEDDED = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")


def drawn_by_matplotlib(svg):
    return "Matplotlib" in svg[:3000]


def inline_svg(svg, *, alt, width=None, prefix=""):
    """Prepare an SVG file for an HTML page.

    Parameters
    ----------
    svg : str
    alt : str
        The text for readers who cannot see the figure.
    width : str, optional
        A CSS length; by default the figure keeps its own size if it fits.
    prefix : str
        Put before every id, so that two figures on a page cannot share one.

    Returns
    -------
    str
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.S)  # would apply to the whole page
    svg = EMBEDDED.sub(smaller, svg)
    svg = re.sub(r'\b(id="|href="#|url\(#)', lambda m: m[1] + prefix, svg)
    for drawn, shown in PAGE_COLOURS.items():
        svg = re.sub(drawn, shown, svg, flags=re.I)
    size = re.search(r'<svg[^>]*?\bwidth="([\d.]+)(pt|px)?"', svg)
    own = f"{float(size[1]) * (4 / 3 if size[2] == 'pt' else 1):.0f}px" if size else "100%"
    head = re.sub(r'\s(width|height)="[^"]*"', "", svg[: svg.index(">") + 1])
    style = f"width: {width or own}; stroke-linejoin: round; stroke-linecap: butt"
    legible = legible_width(svg)
    if legible:
        style += f"; min-width: {legible}"
    label = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    head = head[:-1] + f' {label} class="course-figure" style="{style}">'
    return head + svg[svg.index(">") + 1 :]


def legible_width(svg):
    """Give the width at which a figure's smallest text is legible, as a CSS length.

    Parameters
    ----------
    svg : str
        As matplotlib writes it, with text as text. Exponents and indices may be smaller than the
        text that they belong to.

    Returns
    -------
    str or None
        None where there is no text.
    """
    sizes = [max(map(float, FONT_SIZE.findall(text))) for text in TEXT.findall(svg)]
    if not sizes:
        return None
    width = float(re.search(r'<svg[^>]*?\bviewBox="\S+ \S+ ([\d.]+) ', svg)[1])
    return f"{math.ceil(width * SMALLEST_TEXT / min(sizes))}px"


def smaller(embedded):
    """Re-encode an embedded picture with only the channels it needs; no pixel changes.

    Parameters
    ----------
    embedded : re.Match
        A match of `EMBEDDED`. Matplotlib writes RGBA even for grey pictures.

    Returns
    -------
    str
    """
    picture = Image.open(io.BytesIO(base64.b64decode(embedded[1])))
    if picture.mode == "RGBA" and picture.getextrema()[3] == (255, 255):
        picture = picture.convert("RGB")
    if picture.mode == "RGB":
        red, green, blue = picture.split()
        if not any(ImageChops.difference(red, other).getbbox() for other in (green, blue)):
            picture = red
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


class InlineFigures(SphinxPostTransform):
    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        for number, node in enumerate(list(self.document.findall(nodes.image))):
            path = Path(self.app.srcdir) / node["uri"]
            if path.suffix != ".svg" or not path.exists():
                continue
            svg = path.read_text(encoding="utf-8")
            if drawn_by_matplotlib(svg):
                prefix = f"f{number}-"
                html = inline_svg(
                    svg, alt=node.get("alt", ""), width=node.get("width"), prefix=prefix
                )
                # The theme makes boxes of this class a tab stop where they scroll.
                html = f'<span class="pst-scrollable-table-container course-drawing">{html}</span>'
                node.replace_self(nodes.raw("", html, format="html"))


def setup(app):
    app.add_post_transform(InlineFigures)
