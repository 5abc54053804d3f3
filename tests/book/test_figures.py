"""The drawings of the chapters: bright pixels are bright in both themes."""

from __future__ import annotations

import re
from pathlib import Path

FIGURES = Path(__file__).resolve().parents[2] / "book" / "figures"


def test_large_pixels_are_white_and_small_ones_dark():
    step = next(FIGURES.rglob("step.svg")).read_text(encoding="utf-8")
    fills = re.findall(r"fill: (#[0-9a-f]{6})", step)
    assert fills.count("#ffffff") == fills.count("#8d97a4") == 18  # 10 on the left, 0 on the right
