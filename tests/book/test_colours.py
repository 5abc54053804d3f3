"""Colours are defined in one file: other files derive them from it or are compared with it here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from course.colours import style_sheet
from course.svg import PAGE_COLOURS

from cnncourse.drawing import colours

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "cnncourse" / "drawing" / "colours.py"
STYLE = ROOT / "book" / "style.mplstyle"
LISTED = set(re.findall(r"#[0-9a-f]{6}", SOURCE.read_text(encoding="utf-8")))
HEX = re.compile(r"(?<![&\w])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def files():
    """Yield the files that may contain colours: the scripts, styles and modules."""
    for folder in ("book", "cnncourse", "benchmarks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".css", ".js") and path != SOURCE:
                yield path


def test_no_other_file_defines_colours():
    found = {
        path.relative_to(ROOT).as_posix(): HEX.findall(path.read_text(encoding="utf-8"))
        for path in files()
    }
    assert len(found) > 100
    assert {name: written for name, written in found.items() if written} == {
        # the white background that is put behind a drawing
        "book/_ext/course/markdown.py": ["#ffffff"]
    }


def test_matplotlibs_style_repeats_the_list():
    settings = {}
    for line in STYLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition(": ")
            settings[name] = value
    written = {
        name: re.findall(r"\b[0-9a-f]{6}\b", value)
        for name, value in settings.items()
        if re.search(r"\b[0-9a-f]{6}\b", value)
    }
    cycle = [colour.removeprefix("#") for colour in (*colours.SERIES, colours.TEAL)]
    assert written.pop("axes.prop_cycle") == cycle
    assert written.pop("grid.color") == [colours.LINE.removeprefix("#")]
    assert set(map(tuple, written.values())) == {(colours.INK.removeprefix("#"),)}


@pytest.mark.parametrize("name", ["logo", "favicon"])
def test_the_logo_is_in_the_colours_of_the_list(name):
    svg = (ROOT / "book" / "_static" / f"{name}.svg").read_text(encoding="utf-8")
    used = set(HEX.findall(svg))
    assert {colours.BLUE, colours.ORANGE} <= used
    assert used - LISTED == {"#e58a3c", "#c9651b"}  # the orange, lit and in shade


def test_pages_have_every_colour_in_both_modes():
    light, dark = style_sheet().split("}\n")[:2]
    for name, (in_light, in_dark) in colours.PAGE.items():
        assert f"--course-{name}: {in_light};" in light
        assert f"--course-{name}: {in_dark};" in dark


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_text_of_every_colour_is_readable(mode, ground):
    text = ("ink", "heading", "muted", "accent", "warm", "window", "minus")
    paper = luminance(colours.PAGE[ground][mode])
    for name in text:
        bright, dark = sorted((luminance(colours.PAGE[name][mode]), paper), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, name  # WCAG 2.1, level AA


def test_styles_use_only_colours_that_are_listed():
    known = {f"--course-{name}" for name in colours.PAGE}
    styles = [*(ROOT / "book").glob("_static/*.css"), *(ROOT / "book").glob("live/*/*.css")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in styles)
    text += "".join(PAGE_COLOURS.values())
    defined = set(re.findall(r"(--[\w-]+):", text))
    used = set(re.findall(r"var\((--course-[\w-]+)", text))
    assert used and used - known - defined == set()
