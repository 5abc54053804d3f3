"""How much of one student's work a page renders, and how much it shows."""

from __future__ import annotations

from markupsafe import escape

from autograder.pages import safe_html

WEIGHT = 100_000  # weight of one student's text that is rendered
ROOM = 850_000  # bytes of HTML; a page has at most a million
BEGINNING = 1_000  # characters that are shown of a text that is too large
LEFT_OUT = "{:,} bytes, for which this page has no room"


class Budget:
    """How much of one student's work is rendered on a page, and how much is shown at all.

    What is too heavy to render is shown as typed; what does not fit is left out, and its size is
    said in its place. Sizes are those of the page's HTML, in bytes.

    Parameters
    ----------
    room : int
        Bytes for all of it.

    Attributes
    ----------
    weight : int
        What may still be rendered.
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
        """Colour as `safe_html.code` does, while the budget lasts."""
        if size_of(source) > self.room:
            return self._beginning(source)
        html = safe_html.code(source) if self._renders(len(source)) else escape(source)
        return html if self.charge(html) else self._beginning(source)

    def text(self, source):
        """Escape a text."""
        html = escape(source) if size_of(source) <= self.room else None
        return html if html is not None and self.charge(html) else self._beginning(source)

    def charge(self, html):
        """Take room for a piece of the page; return False if there is too little."""
        fits = size_of(html) <= self.room
        if fits:
            self.need(html)
        return fits

    def need(self, html):
        """Take room for what is shown in any case."""
        self.room -= size_of(html)

    def _beginning(self, source):
        """Show the beginning of a text that does not fit, if that does, and say how large it is."""
        told = f"({LEFT_OUT.format(size_of(source))})"
        begins = escape(f"{source[:BEGINNING]}\n...\n{told}")
        return begins if self.charge(begins) else escape(told)

    def _renders(self, weight):
        self.weight -= weight
        return self.weight >= 0


def size_of(text):
    """Count the bytes of a text."""
    return len(text.encode("utf-8", "replace"))
