"""The gradients of a convolution in a real browser: its numbers are the package's numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from live_pages import LiveFigure, live_pages, number
from test_window_moves import CONTRAST

from cnncourse.checks.backward_convolution.cases import PAPER_DOUT, PAPER_IMAGE, PAPER_KERNEL
from cnncourse.layers.conv.loops import conv2d_backward, conv2d_forward

STILL = "<p>A picture for readers without JavaScript.</p>"
SETTINGS = [(stride, padding) for stride in (1, 2) for padding in (0, 1)]


class Figure(LiveFigure):
    def choose(self, name, value):
        group = self.page.get_by_role("group", name=name)
        group.get_by_role("radio", name=str(value)).check(force=True)

    def array(self, selector, read):
        """Read an array from labels such as `x[1, 2]`."""
        found = self.page.locator(selector).evaluate_all(
            f"all => all.map(one => [one.getAttribute('aria-label'), one.{read}])"
        )
        places = {}
        for label, text in found:
            place = tuple(map(int, re.search(r"\[(\d+), (\d+)\]", label).groups()))
            places[place] = number(text)
        shape = [max(axis) + 1 for axis in zip(*places, strict=True)]
        return np.array([places[place] for place in np.ndindex(*shape)]).reshape(shape)

    def given(self, name):
        return self.array(f'input[aria-label^="{name}["]', "value")

    def shown(self, name):
        return self.array(f'button[aria-label^="{name}["]', "textContent")

    def computed(self):
        """Count the results that are shown."""
        return self.page.locator('button.live-cell[aria-label*=" = "]').count()

    def cell(self, label):
        return self.page.locator(f'button.live-cell[aria-label^="{label}"]')

    def line(self):
        return " ".join(self.page.locator(".gd-line").inner_text().split())

    def steps(self):
        return self.page.locator("button.live-cell").count()

    def by_package(self, stride, padding):
        one = [self.given(name)[None, None] for name in ("x", "w", "dout")]
        out, cache = conv2d_forward(one[0], one[1], None, stride=stride, padding=padding)
        dx, dw, _ = conv2d_backward(one[2], cache)
        return {"out": out[0, 0], "dw": dw[0, 0], "dx": dx[0, 0]}

    def finish(self):
        self.cell("dx[2, 2]").click()


def check_numbers(figure, stride, padding):
    expected = figure.by_package(stride, padding)
    for name, array in expected.items():
        np.testing.assert_allclose(figure.shown(name), array, atol=5e-5)


@pytest.fixture
def open_figure(browser, tmp_path):
    """Open the figure from plain files; at the end, no error may stand in the console."""
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("gradient", STILL, **options))


def test_opens_with_the_example_of_the_chapter(open_figure):
    figure = open_figure()
    for name, array in (("x", PAPER_IMAGE), ("w", PAPER_KERNEL), ("dout", PAPER_DOUT)):
        np.testing.assert_array_equal(figure.given(name), array)
    assert figure.computed() == 0 and figure.steps() == 17


def test_every_step_forward_and_back_computes_one_entry(open_figure):
    figure = open_figure()
    for steps in range(1, 18):
        figure.press("step forward")
        assert figure.computed() == steps
    check_numbers(figure, 1, 0)
    assert figure.shown("dx").tolist() == [[1, 4, 4], [2, 11, 14], [-3, 5, 12]]
    assert figure.shown("dw").tolist() == [[16, 21], [31, 36]]
    figure.press("step forward")
    assert figure.computed() == 17
    for steps in range(16, -1, -1):
        figure.press("step back")
        assert figure.computed() == steps
    assert figure.line() == ""


@pytest.mark.parametrize(("stride", "padding"), SETTINGS)
def test_every_entry_is_written_out_and_reads_what_is_marked(open_figure, stride, padding):
    figure = open_figure()
    figure.choose("Stride", stride)
    figure.choose("Padding", padding)
    figure.finish()
    check_numbers(figure, stride, padding)
    expected = figure.by_package(stride, padding)
    for name, array in expected.items():
        for place in np.ndindex(array.shape):
            label = f"{name}[{place[0]}, {place[1]}]"
            figure.cell(label).click()
            line = figure.line()
            written = re.match(rf"{re.escape(label)} = (.*?) = (\S+)", line)
            if written is None:
                assert number(re.search(r"= (\S+)", line)[1]) == array[place]
                terms = []
            else:
                terms = written[1].split(" + ")
                text = written[1].replace("\u2212", "-").replace("·", "*")
                assert eval(text) == pytest.approx(array[place]) == number(written[2])
            marked = {
                panel: figure.page.locator(f".live-panel-{panel} .gd-read").count()
                for panel in ("x", "w", "dout")
            }
            if name == "out":
                assert marked == {"x": 4, "w": 4, "dout": 0}
            elif name == "dw":
                count = expected["out"].size
                assert marked == {"x": count, "w": 0, "dout": count} and len(terms) in (count, 0)
            else:
                assert marked["dout"] == 4 and marked["w"] == len(terms) and not marked["x"]


def test_zeros_appear_with_stride_and_padding(open_figure):
    figure = open_figure()
    zeros = {"x": {}, "dout": {}}
    for stride, padding in SETTINGS:
        figure.choose("Stride", stride)
        figure.choose("Padding", padding)
        for name, found in zeros.items():
            panel = figure.page.locator(f".live-panel-{name} .live-zero")
            found[stride, padding] = panel.count()
    assert zeros["x"] == {(1, 0): 0, (1, 1): 16, (2, 0): 0, (2, 1): 16}
    # 4 x 4 or 6 x 6, less the outputs
    assert zeros["dout"] == {(1, 0): 12, (1, 1): 20, (2, 0): 15, (2, 1): 32}


def test_the_things_to_try(open_figure):
    """What the chapter promises under "Click it yourself"."""
    figure = open_figure()
    figure.cell("dx[1, 1]").click()
    assert "all weights meet an output" in figure.line()
    assert figure.line().startswith("dx[1, 1] = 1·4 + 2·3 + (\u22121)·2 + 3·1 = 11")
    figure.cell("dx[0, 0]").click()
    assert "3 weights meet a zero" in figure.line()
    figure.choose("Stride", 2)
    figure.finish()
    assert (figure.shown("dx") == 0).sum() == 5
    assert "no window has read this pixel" in figure.line()
    figure.choose("Stride", 1)
    figure.choose("Padding", 1)
    figure.finish()
    for label in ("dw[0, 0]", "dw[1, 1]"):
        figure.cell(label).click()
        assert "7 pixels are padding" in figure.line()


def test_given_numbers_can_be_changed_and_nonsense_is_ignored(open_figure):
    figure = open_figure()
    figure.finish()
    figure.page.get_by_label("x[1, 1]", exact=True).fill("-2,5")
    figure.page.get_by_label("w[0, 1]", exact=True).fill("0.3")
    figure.page.get_by_label("dout[1, 0]", exact=True).fill("7")
    wrong = figure.page.get_by_label("w[0, 0]", exact=True)
    wrong.fill("abc")
    assert wrong.get_attribute("aria-invalid") == "true"
    wrong.blur()
    check_numbers(figure, 1, 0)
    assert figure.given("x")[1, 1] == -2.5 and figure.given("w")[0, 0] == 1
    figure.press("reset the figure")
    np.testing.assert_array_equal(figure.given("x"), PAPER_IMAGE)
    assert figure.computed() == 0


def test_play_ends_with_the_last_entry(open_figure):
    figure = open_figure()
    figure.page.clock.install(time=0)
    figure.page.clock.pause_at(100_000)
    figure.press("play")
    for steps in range(1, 18):
        figure.page.clock.run_for(900)
        assert figure.computed() == steps
    assert figure.page.get_by_role("button", name="play", exact=True).is_visible()


def test_arrow_keys_walk_through_an_array_and_a_screen_reader_is_told(open_figure):
    figure = open_figure()
    figure.finish()
    figure.cell("dx[0, 0]").focus()
    for key, label in [("ArrowRight", "dx[0, 1]"), ("ArrowDown", "dx[1, 1]"), ("End", "dx[2, 2]")]:
        figure.page.keyboard.press(key)
        assert figure.line().startswith(f"{label} = ")
        assert figure.cell(label).get_attribute("aria-current") == "true"
        assert f"{label} = " in figure.page.locator("[aria-live=polite]").inner_text()


def test_touch(open_figure):
    figure = open_figure(width=390, has_touch=True, is_mobile=True)
    figure.cell("dw[1, 0]").tap()
    assert figure.line().startswith("dw[1, 0] = 1·4 + 2·5 + (\u22121)·7 + 3·8 = 31")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_readable_in_both_modes_and_never_wider_than_the_page(open_figure, theme, width):
    figure = open_figure(theme=theme, width=width)
    for stride, padding in SETTINGS:
        figure.choose("Stride", stride)
        figure.choose("Padding", padding)
        figure.finish()
        assert [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5] == []
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= width


def test_fits_a_phones_screen_with_its_controls(built_book, visit):
    with visit(
        built_book / "2_learning" / "options_backward.html", width=360, height=740
    ) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        figure = Figure(visited.page)
        figure.finish()
        assert visited.page.locator(".live").bounding_box()["height"] <= 740
        figure.choose("Padding", 1)
        stage = visited.page.locator(".gd-stage")
        assert stage.evaluate("e => e.scrollWidth <= e.clientWidth")
        check_numbers(figure, 1, 1)


def test_without_javascript_the_picture_stays(open_figure):
    figure = open_figure(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()
