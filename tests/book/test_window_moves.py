"""How the live figure "sliding window" is moved, and how it looks, in a real browser."""

from __future__ import annotations

import numpy as np
import pytest
from sliding_window import (
    LETTER,
    RED_LEFT,
    SQUARE,
    THREE,
    VERTICAL_STEP,
    Figure,
    check_numbers,
)


def test_arrow_keys_move_the_window_and_stop_at_the_border(open_figure):
    figure = open_figure()
    figure.choose(LETTER, "vertical edge", stride=2)
    figure.page.locator(".live-panel-output [tabindex='0']").focus()
    for key, place in [
        ("ArrowLeft", (0, 0)),
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("End", (2, 2)),
        ("ArrowDown", (2, 2)),
        ("ArrowUp", (1, 2)),
        ("Home", (0, 0)),
    ]:
        figure.page.keyboard.press(key)
        assert figure.arithmetic()[0] == place
        check_numbers(figure, stride=2)
    assert "out[0, 0] = " in figure.page.locator("[aria-live=polite]").inner_text()


def test_everything_is_reached_and_changed_with_the_keyboard_alone(open_figure):
    figure = open_figure()
    press = figure.page.keyboard.press
    press("Tab")  # image
    press("ArrowDown")
    press("Tab")  # kernel
    press("ArrowDown")
    press("Tab")  # stride
    press("ArrowRight")
    press("Tab")  # padding
    press("ArrowRight")
    press("ArrowRight")
    check_numbers(figure, stride=2, padding=2)
    assert figure.image().shape == (6, 6)
    assert figure.table("kernel").shape == (3, 3)


def test_touch(open_figure):
    figure = open_figure(width=390, has_touch=True, is_mobile=True)
    figure.choose(VERTICAL_STEP, "horizontal edge")
    figure.option("stride", 2).tap()
    figure.option("padding", 1).tap()
    figure.cells("output").nth(4).tap()
    assert figure.arithmetic()[0] == (1, 1)
    figure.page.get_by_role("button", name="window forward").tap()
    assert figure.arithmetic()[0] == (1, 2)
    check_numbers(figure, stride=2, padding=1)


def middle(cell):
    box = cell.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize(("image", "channel"), [(LETTER, 0), (SQUARE, 2)])
def test_the_window_follows_a_mouse_over_the_image(open_figure, image, channel):
    figure = open_figure()
    figure.choose(image, "vertical edge" if image == LETTER else RED_LEFT, padding=1)
    KH, KW = figure.channels("kernel").shape[1:]
    columns = figure.channels("input").shape[2]
    cells = figure.page.locator(".live-panel-input").nth(channel).locator(".live-cell")
    for r, c in [(1, 1), (2, 3), (4, 2)]:
        figure.page.mouse.move(*middle(cells.nth(r * columns + c)))
        assert figure.arithmetic()[0] == (r - (KH - 1) // 2, c - (KW - 1) // 2)
        check_numbers(figure, padding=1)
    figure.page.mouse.move(*middle(cells.first))  # as far as the window goes
    assert figure.arithmetic()[0] == (0, 0)


def test_the_window_follows_a_mouse_over_the_outputs_but_not_while_a_film_plays(open_figure):
    figure = open_figure()
    figure.choose(LETTER, "vertical edge", stride=2)
    for k in (4, 8, 1):
        figure.page.mouse.move(*middle(figure.cells("output").nth(k)))
        assert figure.arithmetic()[0] == divmod(k, 3)
    check_numbers(figure, stride=2)
    figure.page.get_by_role("button", name="play").click()
    figure.page.mouse.move(*middle(figure.cells("output").nth(8)))
    figure.page.mouse.move(*middle(figure.cells("input").nth(48)))
    assert figure.page.get_by_role("button", name="pause").is_visible()
    assert figure.arithmetic()[0] != (2, 2)


def test_a_click_on_a_pixel_edits_it_and_keys_move_the_window_under_a_resting_mouse(open_figure):
    figure = open_figure()
    figure.page.get_by_label("x[2, 2]").click()
    figure.page.keyboard.type("50")
    assert figure.image()[2, 2] == 50
    figure.page.locator(".live-panel-output [tabindex='0']").focus()
    figure.page.keyboard.press("Home")
    assert figure.arithmetic()[0] == (0, 0)
    check_numbers(figure)


def test_a_finger_that_begins_in_the_window_drags_it(open_figure):
    figure = open_figure(width=390, has_touch=True, is_mobile=True)
    figure.choose(LETTER, "vertical edge")
    touch = figure.page.context.new_cdp_session(figure.page)

    def drag(*places):
        """Lay a finger on the first place, lead it over the others, and lift it."""
        for number, (r, c) in enumerate(places):
            x, y = middle(figure.cells("input").nth(7 * r + c))
            kind = "touchMove" if number else "touchStart"
            touch.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    drag((0, 2), (1, 3), (2, 4), (3, 4))  # the cell that it holds stays below it
    assert figure.arithmetic()[0] == (3, 2)
    check_numbers(figure)
    drag((0, 0), (1, 1), (3, 3))  # from outside it does not move: the page may scroll
    assert figure.arithmetic()[0] == (3, 2)


def test_play_walks_over_all_outputs_and_pauses(open_figure):
    figure = open_figure()
    figure.page.clock.install(time=0)
    figure.page.clock.pause_at(100_000)  # time passes only when told to
    figure.page.get_by_role("button", name="play").click()
    seen = []
    for _ in range(5):
        figure.page.clock.run_for(900)
        seen.append(figure.arithmetic()[0])
    assert seen == [(0, 1), (1, 0), (1, 1), (0, 0), (0, 1)]
    figure.page.get_by_role("button", name="pause").click()
    figure.page.clock.run_for(5000)
    assert figure.arithmetic()[0] == (0, 1)


CONTRAST = """() => {
  const rgb = (text) => {
    const n = text.match(/[\\d.]+/g).map(Number);
    return text.startsWith("color(") ? n : [...n.slice(0, 3).map((v) => v / 255), n[3] ?? 1];
  };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) =>
    sum + k * (c[i] <= 0.04045 ? c[i] / 12.92 : ((c[i] + 0.055) / 1.055) ** 2.4), 0);
  const over = (a, b) => [0, 1, 2].map((k) => a[k] * (a[3] ?? 1) + b[k] * (1 - (a[3] ?? 1)));
  const behind = (e) => {
    let veil = [0, 0, 0, 0];
    for (; e; e = e.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(e);
      const tint = backgroundImage.match(/^linear-gradient\\((color\\(.*?\\))/);
      if (tint) veil = channels(tint[1]);
      const colour = rgb(backgroundColor);
      if ((colour[3] ?? 1) > 0) return over(veil, colour);
    }
  };
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  return [...document.querySelectorAll(".live *")]
    .filter((e) => !e.disabled && e.offsetParent && (e.tagName === "INPUT" ? e.type === "text"
      : [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())))
    .map((e) => {
      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className || e.tagName];
    });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_readable_in_both_modes_and_never_wider_than_the_page(open_figure, theme, width):
    figure = open_figure(theme=theme, width=width)
    for image, kernel, options in [
        (VERTICAL_STEP, "sharpen", {"stride": 2, "padding": 1}),
        (LETTER, "vertical edge", {"stride": 1, "padding": 2}),
        (THREE, "vertical edge", {"padding": 0, "dilation": 2}),
        (SQUARE, RED_LEFT, {"padding": 1, "dilation": 1}),
    ]:
        figure.choose(image, kernel, **options)
        low = [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5]
        assert low == []
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("image", "options"),
    [(None, {}), (VERTICAL_STEP, {}), (VERTICAL_STEP, {"padding": 1}), (LETTER, {"padding": 2})],
)
def test_fits_a_phones_screen_with_its_controls(built_book, visit, image, options):
    chapter = built_book / "1_seeing" / "convolution.html"
    with visit(chapter, width=360, height=740) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        figure = Figure(visited.page)
        figure.choose(image, "vertical edge" if image else None, **options)
        assert visited.page.locator(".live").bounding_box()["height"] <= 740


def test_reset_brings_back_how_it_opened(open_figure):
    figure = open_figure()
    figure.choose(VERTICAL_STEP, "sharpen", stride=2, padding=1, dilation=2)
    figure.cells("output").last.click()
    figure.page.get_by_role("button", name="reset the figure").click()
    np.testing.assert_array_equal(figure.table("output"), [[19, 25], [37, 43]])
    assert figure.arithmetic()[0] == (0, 0)
    for name, value in (("stride", 1), ("padding", 0), ("dilation", 1)):
        assert figure.option(name, value).is_checked()
    assert figure.page.get_by_label("Image", exact=True).input_value() == THREE


def test_the_legend_names_what_there_is_to_see(open_figure):
    figure = open_figure()

    def legend():
        return (
            figure.page.get_by_role("list", name="Legend").get_by_role("listitem").all_inner_texts()
        )

    always = ["window and output", "pixel: bright is large", "positive"]
    assert legend() == always
    figure.choose(VERTICAL_STEP, "vertical edge", stride=2, padding=1)
    assert legend() == [*always, "negative", "frame of zeros", "never read"]
    figure.page.get_by_role("button", name="reset the figure").click()
    assert legend() == always


def test_five_characters_in_a_phones_smallest_cells_are_legible(open_figure):
    figure = open_figure(width=360)
    figure.choose(LETTER, "vertical edge", padding=2)
    figure.page.get_by_label("x[3, 3]").fill("-12.5")
    sizes = figure.page.locator(".live-cell").evaluate_all(
        "all => all.map(e => [parseFloat(getComputedStyle(e).fontSize), e.offsetWidth])"
    )
    assert min(size for size, _ in sizes) >= 11
    assert min(width for _, width in sizes) < 20


def test_the_two_modes_differ(open_figure):
    def colours(theme):
        section = open_figure(theme=theme).page.locator(".live")
        return section.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).background]")

    assert colours("light") != colours("dark")


def test_motion_follows_the_readers_wish(open_figure):
    def duration(wish):
        window = open_figure(reduced_motion=wish).page.locator(".sw-window")
        return window.evaluate("e => getComputedStyle(e).transitionDuration")

    assert duration("reduce") == "0s"
    assert duration("no-preference") != "0s"


def test_without_javascript_the_picture_stays(open_figure):
    figure = open_figure(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()
