"""Keep what belongs together on one line: "3 × 3" and "28 %"."""

import re

from docutils import nodes

SPACE = re.compile(r" (?=×)|(?<=×) |(?<=\d) (?=%)")
AS_TYPED = (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw)


def keep_together(app, doctree, docname):
    """Replace the spaces around × and before % by no-break spaces, outside of code."""
    for text in list(doctree.findall(nodes.Text)):
        typed, kept = str(text), SPACE.sub("\N{NO-BREAK SPACE}", str(text))
        if kept != typed and not isinstance(text.parent, AS_TYPED):
            text.parent.replace(text, nodes.Text(kept))


def setup(app):
    app.connect("doctree-resolved", keep_together)
