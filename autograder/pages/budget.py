"""Limit how much of one student's work a page renders and shows."""

from __future__ import annotations

from markupsafe import escape

from autograder.pages import safe_html

WEIGHT = 100_000  # weight of one student's text that may be rendered
ROOM = 850_000  # bytes of HTML; a page has at most a million
BEGINNING = 1_000  # characters to show of a text that is too large
LEFT_OUT = "{:,} bytes, which do not fit on this page"


class Budget:
    """The part of a page that one student's work may use.

    Text that is too heavy to render is shown as typed; what does not fit is replaced by a note of
    its size. Sizes are bytes of the page's HTML.

    Parameters
    ----------
    room : int
        Bytes for everything.

    Attributes
    ----------
    weight : int
        Weight that may still be rendered.
    room : int
        Bytes that are left.
    """

    def __init__(self, room=ROOM):
        self.weight, self.room = WEIGHT, room

    def markdown(self, source, attachments=None):
        """Render as `safe_html.markdown` does, while the budget lasts."""
        if size_of(source) > self.room:
            return safe_html.as_typed(self._beginning(source))
        rendered = self._renders(safe_html.weight(source))
        html = safe_html.markdown(source, attachments) if rendered else safe_html.as_typed(source)
        if self.charge(html):
            return html
        if rendered and attachments:
            size = size_of(html) - size_of(plain := safe_html.markdown(source))
            if self.charge(plain := plain + escape(f"(its pictures: {LEFT_OUT.format(size)})")):
                return plain
        return safe_html.as_typed(self._beginning(source))

    def code(self, source):
        """Highlight as `safe_html.code` does, while the budget lasts."""
        if size_of(source) > self.room:
            return self._beginning(source)
        html = safe_html.code(source) if self._renders(len(source)) else escape(source)
        return html if self.charge(html) else self._beginning(source)

    def text(self, source):
        """Escape a text."""
        html = escape(source) if size_of(source) <= self.room else None
        return html if html is not None and self.charge(html) else self._beginning(source)

    def charge(self, html):
        """Use room for a piece of the page; return False if there is too little."""
        fits = size_of(html) <= self.room
        if fits:
            self.use(html)
        return fits

    def use(self, html):
        """Use room for something that is shown in any case."""
        self.room -= size_of(html)

    def _beginning(self, source):
        """Show the beginning of a text that does not fit, if that fits, and the text's size."""
        told = f"({LEFT_OUT.format(size_of(source))})"
        begins = escape(f"{source[:BEGINNING]}\n...\n{told}")
        return begins if self.charge(begins) else escape(told)

    def _renders(self, weight):
        self.weight -= weight
        return self.weight >= 0


def size_of(text):
    """Count the bytes of a text."""
    return len(text.encode("utf-8", "replace"))
