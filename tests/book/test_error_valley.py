"""The live figure of the two errors in a real browser: its numbers are NumPy's."""

from __future__ import annotations

import re

import numpy as np
import pytest
from live_pages import LiveFigure, live_pages

STILL = "<p>A picture for readers without JavaScript.</p>"
STEPS = [float(f"{'31'[k % 2]}e-{k // 2 + 1}") for k in range(30)]
FUNCTIONS = {
    "x³": (lambda x: x * x * x, 3),
    "1/x": (lambda x: type(x)(1) / x, -1),
    "x²": (lambda x: x * x, 2),
    "1000 + x³": (lambda x: type(x)(1000) + x * x * x, 3),
}


def measured(name, dtype, sides, step):
    f, slope = FUNCTIONS[name]
    x, h = dtype(1), dtype(step)
    above, below = f(x + h), f(x - h) if sides == "two sides" else f(x)
    found = (above - below) / (dtype(2) * h if sides == "two sides" else h)
    return float(above), float(below), float(found), abs(float(found) - slope)


def number(text):
    return float(re.match(r"[\d.e−]+", text)[0].replace("−", "-"))


class Figure(LiveFigure):
    def choose(self, name, dtype, sides):
        self.page.get_by_label("function", exact=True).select_option(name)
        for one in (dtype, sides):
            self.page.get_by_role("radio", name=one, exact=True).check()

    def step(self, place):
        slider = self.page.get_by_label("step", exact=True)
        slider.fill(str(len(STEPS) - 1 - place))

    def shown(self):
        return self.page.locator(".ev-numbers dd").all_inner_texts()


@pytest.fixture
def open_figure(browser, tmp_path):
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("error-valley", STILL, **options))


@pytest.mark.parametrize("sides", ["two sides", "one side"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_number_is_numpys(open_figure, name, dtype, sides):
    figure = open_figure()
    figure.choose(name, dtype.__name__, sides)
    errors = [measured(name, dtype, sides, step)[-1] for step in STEPS]
    for place in range(0, len(STEPS), 3):
        figure.step(place)
        step, above, below, slope, error = figure.shown()
        assert number(step) == STEPS[place]
        wanted = measured(name, dtype, sides, STEPS[place])
        assert (number(above), number(below), number(slope)) == wanted[:3]
        assert number(error) == float(f"{wanted[3]:.1e}")
        assert f"smallest at h = {STEPS[int(np.argmin(errors))]:.0e}".replace("-0", "−").replace(
            "-", "−"
        ) in error.replace("-", "−")


def test_the_drawing_has_a_dot_for_every_step_and_follows_the_pointer(open_figure):
    figure = open_figure()
    assert figure.page.locator(".ev-dot").count() == len(STEPS)
    before = figure.shown()[0]
    box = figure.page.locator(".ev-chart").bounding_box()
    figure.page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    assert number(figure.shown()[0]) < number(before)
    figure.page.get_by_role("button", name="reset the figure").click()
    assert figure.shown()[0] == before


def test_the_keyboard_moves_the_step(open_figure):
    figure = open_figure()
    before = number(figure.shown()[0])
    slider = figure.page.get_by_label("step", exact=True)
    slider.press("ArrowRight")
    assert number(figure.shown()[0]) > before
    assert "error" in slider.get_attribute("aria-valuetext")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_and_its_text_is_large_enough(open_figure, theme):
    page = open_figure(width=360, height=740, theme=theme).page
    box = page.locator(".live").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    scale = page.locator(".ev-chart").bounding_box()["width"] / 330
    assert 12.5 * scale >= 11


def test_the_answers_on_the_page_are_right():
    def best(name, dtype=np.float64, sides="two sides"):
        errors = [measured(name, dtype, sides, step)[-1] for step in STEPS]
        return STEPS[int(np.argmin(errors))], min(errors)

    assert best("x³")[0] == 3e-6 and best("x³", np.float32)[0] == 3e-3
    assert float(f"{best('x³')[1]:.0e}") == 2e-11
    assert [float(f"{one:.0e}") for one in best("x³", sides="one side")] == [1e-8, 4e-9]
    assert all(measured("x²", np.float64, "two sides", step)[-1] < 1e-15 for step in STEPS[:3])
    assert best("1000 + x³")[0] == 3e-5 and 50 < best("1000 + x³")[1] / best("x³")[1] < 200
    wall = [
        np.mean([measured(name, np.float64, "two sides", step)[-1] for step in STEPS[14:24]])
        for name in ("1000 + x³", "x³")
    ]
    assert 200 < wall[0] / wall[1] < 5000


def test_the_title_of_the_drawing_is_clear_of_the_largest_errors(open_figure):
    figure = open_figure()
    figure.choose("x³", "float32", "two sides")
    title = figure.page.locator(".ev-title").bounding_box()
    dots = [dot.bounding_box()["y"] for dot in figure.page.locator(".ev-dot").all()]
    assert title["y"] + title["height"] <= min(dots)


def test_a_number_of_one_digit_has_no_exponent(open_figure):
    figure = open_figure()
    figure.choose("x³", "float32", "two sides")
    figure.step(len(STEPS) - 1)
    assert figure.shown()[-1].startswith("3.0 (")
