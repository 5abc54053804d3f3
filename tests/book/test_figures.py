"""The figures of the chapters: bright pixels are bright, and a phone shows all of a figure."""

from __future__ import annotations

import re

import pytest
from contents import BOOK, CHAPTERS

FIGURES = BOOK / "figures"
PHONE = 351  # pixels for a figure on a page that is 360 wide
SCROLL = {
    "1_seeing/connections": "",
    "1_seeing/receptive_field": "",
    "4_architectures/": "drawn to scale",
}
"""Where figures are wider, and a word of their alternative texts: their width says something."""
SVG = re.compile(
    r'<svg[^>]* aria-label="([^"]*)" class="course-figure" style="[^"]*min-width: (\d+)px'
)


def test_large_pixels_are_white_and_small_ones_dark():
    step = next(FIGURES.rglob("step.svg")).read_text(encoding="utf-8")
    fills = re.findall(r"fill: (#[0-9a-f]{6})", step)
    assert fills.count("#ffffff") == fills.count("#8d97a4") == 18  # 10 on the left, 0 on the right


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_phone_shows_a_figure_from_edge_to_edge(built_book, name):
    allowed = [word for page, word in SCROLL.items() if name.startswith(page)]
    found = SVG.findall((built_book / f"{name}.html").read_text(encoding="utf-8"))
    for label, width in found:
        assert int(width) <= PHONE or any(word in label for word in allowed), label


def test_figures_are_found(built_book):
    page = (built_book / "1_seeing" / "convolution.html").read_text(encoding="utf-8")
    assert len(SVG.findall(page)) >= 5
