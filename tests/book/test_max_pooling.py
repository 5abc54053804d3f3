"""The live figure "max pooling" in a real browser: its numbers are the package's numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from live_pages import LiveFigure, check_play, live_pages, number
from test_window_moves import CONTRAST

from cnncourse.checks.pooling.cases import NINE, SIXTEEN
from cnncourse.layers import max_pool2d_backward, max_pool2d_forward, max_pool2d_indices

STILL = "<p>A picture for readers without JavaScript.</p>"
CHAPTER, NUMBERS, TIES = "the chapter's (4 × 4)", "0 to 8 (3 × 3)", "ties (4 × 4)"
SPOT, PEAK = "one spot, else zeros (4 × 4)", "a peak in the middle (5 × 5)"


class Figure(LiveFigure):
    def choose(self, image=None, window=None, stride=None):
        if image:
            self.page.get_by_label("Image", exact=True).select_option(image)
        for name, value in (("Window", window), ("Stride", stride)):
            if value:
                group = self.page.get_by_role("group", name=name, exact=True)
                group.get_by_role("radio", name=str(value), exact=True).check(force=True)

    def option(self, name):
        group = self.page.get_by_role("group", name=name, exact=True)
        return int(group.locator("input:checked").get_attribute("value"))

    def grid(self, name):
        """Read a grid: an array with NaN where nothing is shown yet."""
        cells = self.page.locator(f".live-panel-{name} .live-cell")
        read = "all => all.map(e => [e.getAttribute('aria-label'), e.value || e.textContent])"
        found = {}
        for label, text in cells.evaluate_all(read):
            place = tuple(map(int, re.match(rf"{name}\[(\d+), (\d+)\]", label).groups()))
            found[place] = number(text) if text else np.nan
            if "= " in label:
                assert number(label.split("= ")[1]) == pytest.approx(found[place], rel=0.01)
            assert text or "not computed yet" in label
        shape = tuple(np.max(list(found), axis=0) + 1)
        return np.array([found[place] for place in np.ndindex(shape)]).reshape(shape)

    def cell(self, name, i, j):
        return self.page.locator(f'.live-panel-{name} .live-cell[aria-label^="{name}[{i}, {j}]"]')

    def marked(self, panel, mark):
        """The places of a panel's cells that have a class."""
        script = "(all, mark) => all.map(e => [e.classList.contains(mark), e.ariaLabel])"
        cells = self.page.locator(f".live-panel-{panel} .live-cell").evaluate_all(script, mark)
        places = [re.findall(r"\d+", label)[:2] for marked, label in cells if marked]
        return [tuple(map(int, place)) for place in places]

    def line(self):
        return " ".join(self.page.locator(".mp-line").inner_text().split())

    def told(self):
        return self.page.locator(".mp-told").inner_text()


def by_package(figure):
    """Compute out, its winners, and a function that sends the first windows' gradients back."""
    x, dout = (figure.grid(name)[None, None] for name in ("x", "dout"))
    options = {"kernel_size": figure.option("Window"), "stride": figure.option("Stride")}
    out, cache = max_pool2d_forward(x, **options)
    assert dout.shape == out.shape

    def sent(windows):
        first = np.where(np.arange(out.size).reshape(out.shape) < windows, dout, 0)
        return max_pool2d_backward(first, cache)[0, 0]

    return out[0, 0], max_pool2d_indices(cache)[0, 0], sent


def check_numbers(figure, steps):
    """Compare what is shown after so many steps, first forward and then backward."""
    out, _, sent = by_package(figure)
    forward = np.where(np.arange(out.size).reshape(out.shape) < steps, out, np.nan)
    np.testing.assert_allclose(figure.grid("out"), forward, atol=5e-5)
    dx = sent(steps - out.size)
    if steps <= out.size:
        dx = np.full_like(dx, np.nan)
    np.testing.assert_allclose(figure.grid("dx"), dx, atol=5e-5)


@pytest.fixture
def open_figure(browser, tmp_path):
    """Open the figure from plain files; at the end, no error may stand in the console."""
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("max-pooling", STILL, **options))


def test_opens_with_the_example_of_the_chapter(open_figure):
    figure = open_figure()
    np.testing.assert_array_equal(figure.grid("x"), SIXTEEN[0, 0])
    np.testing.assert_array_equal(figure.grid("dout"), [[1, 2], [3, 4]])
    assert (figure.option("Window"), figure.option("Stride")) == (2, 2)
    check_numbers(figure, 0)
    figure.choose(NUMBERS)
    np.testing.assert_array_equal(figure.grid("x"), NINE[0, 0])


@pytest.mark.parametrize(
    ("image", "window", "stride"),
    [(CHAPTER, 2, 2), (NUMBERS, 2, 1), (TIES, 3, 1), (PEAK, 3, 2)],
)
def test_every_step_forward_and_back_shows_its_numbers(open_figure, image, window, stride):
    figure = open_figure()
    figure.choose(image, window, stride)
    out, winners, _ = by_package(figure)
    for step in range(1, 2 * out.size + 1):
        figure.press("step forward")
        check_numbers(figure, step)
        back = step > out.size
        assert figure.told().startswith(f"{step} of {2 * out.size}. ")
        assert ("Backward" in figure.told()) == back
        i, j = np.unravel_index((step - 1) % out.size, out.shape)
        winner = tuple(np.unravel_index(winners[i, j], figure.grid("x").shape))
        rows, columns = (range(at * stride, at * stride + window) for at in (i, j))
        assert figure.marked("x", "mp-read") == [(r, c) for r in rows for c in columns]
        assert figure.marked("x", "live-here") == [winner]
        assert figure.marked("dx", "live-here") == ([winner] if back else [])
        assert figure.marked("dout" if back else "out", "live-here") == [(i, j)]
    figure.press("step forward")  # nothing comes after the last step
    check_numbers(figure, 2 * out.size)
    for step in range(2 * out.size - 1, -1, -1):
        figure.press("step back")
        check_numbers(figure, step)
    figure.press("step back")
    check_numbers(figure, 0)


@pytest.mark.parametrize("image", [CHAPTER, NUMBERS, TIES, SPOT, PEAK])
def test_all_windows_and_strides_agree_with_the_package(open_figure, image):
    figure = open_figure()
    figure.choose(image)
    figure.cell("dx", 0, 0).click()  # brings all steps
    for window in (2, 3):
        for stride in (1, 2, 3):
            figure.choose(None, window, stride)
            out, _, _ = by_package(figure)
            check_numbers(figure, 2 * out.size)
            size = len(figure.grid("x"))
            seen = {i * stride + u for i in range(len(out)) for u in range(window)}
            unread = [p for p in np.ndindex(size, size) if not (p[0] in seen and p[1] in seen)]
            assert figure.marked("x", "live-unread") == unread
            assert figure.marked("dx", "live-unread") == unread


def test_the_overlap_is_written_out(open_figure):
    figure = open_figure()
    figure.choose(PEAK, 3, 2)
    figure.cell("dx", 2, 2).click()
    check_numbers(figure, 8)
    assert (
        "dx[2, 2] = 1 + 2 + 3 + 4 = 10" in figure.line() and "their gradients add" in figure.line()
    )
    assert figure.marked("dout", "live-here") == [*np.ndindex(2, 2)]
    figure.cell("dx", 0, 0).click()
    assert figure.line() == (
        "dx[0, 0] = 0 x[0, 0] won no window: changing it a little changes nothing"
    )
    figure.cell("out", 0, 1).click()  # goes back to the forward pass, and forgets nothing
    assert "out[0, 1] = max(0, 3, 1, 5, 2, 0, 9, 6, 2) = 9 x[2, 2] wins" in figure.line()
    check_numbers(figure, 8)
    figure.press("step back")
    assert "dx[2, 2] = 3 + 3 = 6 x[2, 2] has won before: gradients add" in figure.line()


def test_a_tie_goes_to_the_first(open_figure):
    figure = open_figure()
    figure.choose(TIES)
    figure.press("step forward")
    assert "out[0, 0] = max(2, 7, 7, 7) = 7 a tie of 3: the first, x[0, 1], wins" in figure.line()
    figure.choose(SPOT, 2, 2)
    figure.cell("dx", 0, 0).click()
    check_numbers(figure, 8)
    assert "x[0, 0] won out[0, 0]" in figure.line()


def test_fields_change_the_numbers(open_figure):
    figure = open_figure()
    figure.cell("dx", 1, 1).click()
    figure.page.get_by_label("x[0, 3]", exact=True).fill("-1,5")
    figure.page.get_by_label("dout[0, 1]", exact=True).fill("0.25")
    check_numbers(figure, 8)
    assert figure.grid("out")[0, 1] == 2 and figure.grid("dx")[0, 2] == 0.25
    figure.page.get_by_label("x[1, 1]", exact=True).fill("nine")
    check = figure.page.get_by_label("x[1, 1]", exact=True)
    assert check.get_attribute("aria-invalid") == "true"
    check.blur()
    check_numbers(figure, 8)


def test_choosing_brings_only_what_it_needs(open_figure):
    figure = open_figure()
    figure.cell("out", 1, 0).click()
    check_numbers(figure, 3)
    assert figure.line() == "out[1, 0] = max(1, 3, 5, 6) = 6 x[3, 1] wins"


def test_reset_brings_back_how_it_opened(open_figure):
    figure = open_figure()
    figure.choose(PEAK, 3, 1)
    figure.press("step forward", 4)
    figure.page.get_by_label("x[0, 0]", exact=True).fill("7")
    figure.press("reset the figure")
    np.testing.assert_array_equal(figure.grid("x"), SIXTEEN[0, 0])
    assert (figure.option("Window"), figure.option("Stride")) == (2, 2)
    check_numbers(figure, 0)
    assert figure.line() == ""


def test_play_ends_with_the_last_step(open_figure):
    check_play(open_figure(), check_numbers, 8, 1500)


def test_arrow_keys_walk_and_a_screen_reader_is_told(open_figure):
    figure = open_figure()
    figure.press("step forward", 8)
    figure.cell("dx", 0, 0).focus()
    for key, place in [("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("End", (3, 3))]:
        figure.page.keyboard.press(key)
        assert figure.line().startswith(f"dx[{place[0]}, {place[1]}] = ")
        assert figure.cell("dx", *place).get_attribute("aria-current") == "true"
        assert figure.line().split(" = ")[0] in figure.page.locator("[aria-live]").inner_text()
    for name in ("out", "dx"):
        assert figure.page.locator(f".live-panel-{name} [tabindex='0']").count() == 1


def test_touch(open_figure):
    figure = open_figure(width=390, has_touch=True, is_mobile=True)
    figure.page.get_by_role("button", name="step forward").tap()
    figure.cell("out", 0, 1).tap()
    check_numbers(figure, 2)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_readable_in_both_modes_and_never_wider_than_the_page(open_figure, theme, width):
    figure = open_figure(theme=theme, width=width)
    for image, window, stride in [(CHAPTER, 2, 2), (PEAK, 2, 1), (PEAK, 2, 2)]:
        figure.choose(image, window, stride)
        for _ in range(3):
            assert [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5] == []
            assert figure.page.evaluate("document.documentElement.scrollWidth") <= width
            figure.press("step forward")
        figure.cell("dx", 1, 2).click()
        assert [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5] == []


def test_fits_a_phones_screen_with_its_controls(built_book, visit):
    with visit(built_book / "1_seeing" / "pooling.html", width=360, height=740) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        figure = Figure(visited.page)
        figure.press("step forward", 8)
        check_numbers(figure, 8)
        stage = visited.page.locator(".mp-stage").evaluate("e => e.scrollWidth <= e.clientWidth")
        assert visited.page.locator(".live").bounding_box()["height"] <= 740 and stage


def test_without_javascript_the_picture_stays(open_figure):
    figure = open_figure(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()
