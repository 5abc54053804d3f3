"""The live figure "digit" in a real browser: drawing, undo, keys, fingers and what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from digit_figure import EMPTY, MAPS, PIXELS, SAMPLES, Figure, check_maps, colours
from test_window_moves import CONTRAST

from book.figures.lenet import pen

# -- drawing --


@pytest.mark.parametrize("number", [0, 2, 4, 7, 9])
def test_a_digit_drawn_with_the_mouse_lights_up_every_map(open_digit, number):
    figure = open_digit()
    figure.press("clear the pad")
    strokes = figure.draw(SAMPLES[str(number)])
    assert figure.digit() == number
    check_maps(figure, pen.picture(strokes))
    assert f"It reads {number}, with" in figure.told()
    assert figure.page.get_by_label("Drawing").input_value() == "your own"


def test_samples_are_read_and_the_sloppy_ones_are_not(open_digit):
    figure = open_digit()
    assert figure.digit() == 4  # how it opens
    for name, strokes in SAMPLES.items():
        figure.choose(name)
        check_maps(figure, pen.picture(strokes))
        assert (figure.digit() == int(name[-1])) == name.isdigit()


def test_a_stroke_on_a_sample_begins_a_new_drawing_and_undo_takes_it_back(open_digit):
    figure = open_digit()
    undo = figure.page.get_by_role("button", name="undo the last stroke")
    assert undo.is_disabled()
    figure.draw([[[0.5, 0.1], [0.5, 0.5], [0.5, 0.9]]])
    assert figure.digit() == 1
    figure.draw([[[0.1, 0.1], [0.9, 0.9]]])
    assert figure.page.get_by_label("Drawing").input_value() == "your own"
    undo.click()
    assert figure.digit() == 1
    undo.click()
    assert figure.digit() == 4 and undo.is_disabled()
    assert figure.page.get_by_label("Drawing").input_value() == "4"
    figure.choose("8")
    figure.press("clear the pad")
    assert figure.told() == EMPTY
    undo.click()
    assert figure.digit() == 8 and figure.page.get_by_label("Drawing").input_value() == "8"


def check_waits(figure, told):
    """Check that the figure reads nothing: no digit, no bar, and every map dark."""
    assert figure.told() == told and figure.digit() is None
    assert (figure.bars() == 0).all()
    for name in MAPS:
        for canvas in figure.maps(name).all():
            _, pixels = canvas.evaluate(PIXELS)
            assert (np.reshape(pixels, (-1, 4))[:, :3] == colours(0.0)).all(), name


def test_an_empty_pad_and_a_dot_wait(open_digit):
    figure = open_digit()
    figure.press("clear the pad")
    check_waits(figure, EMPTY)
    assert figure.page.get_by_role("button", name="clear the pad").is_disabled()
    figure.draw([[[0.5, 0.5]]])
    check_waits(figure, "Only a dot so far: draw on.")
    figure.draw([[[0.3, 0.2], [0.31, 0.21]]])  # two dots are read: as a line without its middle
    assert figure.digit() is not None


@pytest.mark.parametrize(("size", "corner"), [(0.12, (0.02, 0.85)), (0.12, (0.8, 0.05))])
def test_tiny_digits_in_a_corner_are_read(open_digit, size, corner):
    figure = open_digit()
    for number in (3, 5, 8):
        figure.press("clear the pad")
        strokes = [(np.array(stroke) - 0.05) * size + corner for stroke in SAMPLES[str(number)]]
        check_maps(figure, pen.picture(figure.draw(strokes)))
        assert figure.digit() == number


def test_a_pen_that_leaves_the_pad_stays_at_its_edge(open_digit):
    figure = open_digit()
    seen = figure.draw([[[0.1, 0.1], [0.6, 0.1], [1.3, 0.1], [0.4, 1.2]]])
    assert seen[0].max() == 1
    check_maps(figure, pen.picture(seen))
    assert figure.digit() == 7


def test_a_scribble_gets_an_answer(open_digit):
    figure = open_digit()
    points = np.random.default_rng(0).uniform(0.1, 0.9, (60, 2))
    seen = figure.draw([points])
    check_maps(figure, pen.picture(seen))


def test_the_right_button_does_not_draw(open_digit):
    figure = open_digit()
    box = figure.pad.bounding_box()
    figure.page.mouse.move(box["x"] + 20, box["y"] + 20)
    figure.page.mouse.down(button="right")
    figure.page.mouse.move(box["x"] + 60, box["y"] + 60)
    figure.page.mouse.up(button="right")
    assert figure.page.get_by_label("Drawing").input_value() == "4"


def test_the_keyboard_draws(open_digit):
    figure = open_digit()
    figure.press("clear the pad")
    figure.pad.focus()
    for key in ["ArrowUp"] * 9 + [" "] + ["ArrowDown"] * 18 + [" "]:
        figure.page.keyboard.press(key)
    assert figure.digit() == 1
    line = [[[0.5, 0.5 - 0.04 * 9], [0.5, 0.5 + 0.04 * 9]]]
    check_maps(figure, pen.picture(line))
    assert "It reads 1" in figure.page.locator("[aria-live]").inner_text()
    figure.page.keyboard.press("ArrowRight")  # the pen is lifted
    assert figure.digit() == 1


def test_a_finger_draws_and_the_page_stays(open_digit):
    figure = open_digit(width=360, height=740, has_touch=True, is_mobile=True)
    figure.page.evaluate("document.body.style.paddingBottom = '2000px'")
    figure.page.get_by_role("button", name="clear the pad").tap()
    box = figure.pad.bounding_box()
    session = figure.page.context.new_cdp_session(figure.page)
    strokes = [np.array(stroke) for stroke in SAMPLES["7"]]
    for stroke in strokes:
        kinds = ["touchStart"] + ["touchMove"] * (len(stroke) - 1)
        for kind, (x, y) in zip(kinds, stroke, strict=True):
            at = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert figure.digit() == 7
    assert figure.page.evaluate("scrollY") == 0


# -- looking --


def test_a_chosen_map_is_enlarged(open_digit):
    figure = open_digit()
    view = figure.page.locator(".digit-view")
    title = figure.page.locator(".live-panel-view .live-title")
    assert title.inner_text() == "enlarged: input, 28 × 28"
    for name, k, told in [
        ("c3", 9, "C3, map 10 of 16, 10 × 10"), ("s2", 2, "S2, map 3 of 6, 14 × 14"),
        ("f6", 0, "F6, 84 numbers"),
    ]:  # fmt: skip
        cell = figure.page.locator(f".live-panel-{name} .live-cell").nth(k)
        cell.click()
        assert title.inner_text() == f"enlarged: {told}"
        assert view.get_attribute("aria-label") == f"Enlarged: {told}"
        assert view.evaluate(PIXELS)[1] == figure.maps(name).nth(k).evaluate(PIXELS)[1]
        assert cell.get_attribute("aria-current") == "true"
        assert cell.get_attribute("aria-label").startswith(f"{told}, largest ")
    figure.choose("5")  # stays with the map
    assert title.inner_text() == "enlarged: F6, 84 numbers"
    assert view.evaluate(PIXELS)[0] == [7, 12]


def test_arrow_keys_walk_over_the_maps_of_a_layer(open_digit):
    figure = open_digit()
    title = figure.page.locator(".live-panel-view .live-title")
    figure.page.locator(".live-panel-c3 .live-cell").first.focus()
    for key, k in [("ArrowRight", 2), ("ArrowDown", 10), ("End", 16), ("Home", 1)]:
        figure.page.keyboard.press(key)
        assert f"C3, map {k} of 16" in title.inner_text()
        assert f"C3, map {k} of 16" in figure.page.locator("[aria-live]").inner_text()
    for name in MAPS:
        assert figure.page.locator(f".live-panel-{name} [tabindex='0']").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_readable_in_both_modes_and_never_wider_than_the_page(open_digit, theme, width):
    figure = open_digit(theme=theme, width=width)
    for name in ("4", "a sloppy 4", "your own"):
        figure.choose(name)
        assert [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5] == []
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= width


def test_fits_a_phones_screen_with_its_controls(built_book, visit):
    page = built_book / "4_architectures" / "lenet.html"
    with visit(page, width=360, height=740) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        figure = Figure(visited.page)
        for name in ("8", "a sloppy 4", "your own"):
            figure.choose(name)
            assert visited.page.locator(".live").bounding_box()["height"] <= 740
        assert visited.page.evaluate("document.scrollingElement.scrollWidth") <= 360


def test_without_javascript_the_picture_stays(open_digit):
    figure = open_digit(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()
