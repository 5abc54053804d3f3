"""The live figure "digit" in a real browser: its maps are those of the package."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from live_pages import live_pages
from test_window_moves import CONTRAST

from book.figures.lenet import digit, pen, weights
from book.figures.lenet.hand import WAYS, by_hand, path
from cnncourse import nn
from cnncourse.drawing.colours import PAGE
from cnncourse.layers import softmax_forward

STILL = "<p>A picture for readers without JavaScript.</p>"
SHOWN = {"c1": "relu1", "s2": "s2", "c3": "relu3", "s4": "s4", "c5": "relu5", "f6": "relu6"}
MAPS = {"input": 1, "c1": 6, "s2": 6, "c3": 16, "s4": 16, "c5": 1, "f6": 1}
EMPTY = "The pad is empty: draw a digit on it."
READ = """strokes => {
    const image = digitReader.picture(strokes);
    if (!image) return null;
    const state = Object.entries(digitReader.read(image));
    return Object.fromEntries(state.map(([name, { shape, data }]) => [name, [shape, [...data]]]));
}"""
PIXELS = """canvas => {
    const { width, height } = canvas;
    return [[height, width], [...canvas.getContext("2d").getImageData(0, 0, width, height).data]];
}"""
NET, MEAN, STD = weights.network(nn)


def by_package(image):
    """Run the package's network over a picture: every layer that the figure shows."""
    x, found = (image[None, None] - MEAN) / STD, {"input": image[None]}
    for name, layer in NET.named_children():
        x = layer(x)
        found |= {shown: x[0] for shown, real in SHOWN.items() if real == name}
    return found | {"output": x[0], "probabilities": softmax_forward(x)[0][0]}


SAMPLES = digit.read_samples()


class Figure:
    """The figure on its page, as a reader uses it."""

    def __init__(self, page):
        self.page = page
        self.pad = page.locator(".digit-pad")

    def draw(self, strokes):
        """Draw with the mouse; return the strokes as the figure should have seen them."""
        box = self.pad.bounding_box()
        corner, size = np.array([box["x"], box["y"]]), np.array([box["width"], box["height"]])
        seen = []
        for stroke in strokes:
            points = np.round(np.asarray(stroke) * size + corner)  # a mouse has whole pixels
            points = points[[True, *np.any(np.diff(points, axis=0), axis=1)]]
            self.page.mouse.move(*points[0])
            self.page.mouse.down()
            for point in points[1:]:
                self.page.mouse.move(*point)
            self.page.mouse.up()
            seen.append(((points - corner) / size).clip(0, 1))
        return seen

    def choose(self, name):
        self.page.get_by_label("Drawing").select_option(name)

    def press(self, name):
        self.page.get_by_role("button", name=name).click()

    def told(self):
        return " ".join(self.page.locator(".digit-told").inner_text().split())

    def digit(self):
        """The digit that it reads; None while it waits."""
        found = self.page.locator(".digit-first")
        return int(found.inner_text()) if found.count() else None

    def bars(self):
        script = "all => all.map(e => Number(e.style.getPropertyValue('--share')))"
        return np.array(self.page.locator(".digit-bar span").evaluate_all(script))

    def maps(self, name):
        return self.page.locator(f".live-panel-{name} .live-cell canvas")


@pytest.fixture
def open_figure(browser, tmp_path):
    """Return `open_figure(**options)`, which opens the page as plain files."""
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("digit", STILL, **options))


def colours(share):
    """The colours of the figure for numbers from 0 to 1: night, then orange, then white."""
    ramp = [PAGE[name][0] for name in ("night", "lit", "pixel-bright")]
    channels = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in ramp])
    return np.stack([np.interp(share, [0, 0.5, 1], channel) for channel in channels.T], axis=-1)


def check_maps(figure, image):
    """Check the pixels of every map, and the ten bars, against the package."""
    found = by_package(image)
    for name, count in MAPS.items():
        expected = found[name].reshape(count, -1)
        largest = 1 if name == "input" else expected.max()
        assert figure.maps(name).count() == count
        for k in range(count):
            shape, pixels = figure.maps(name).nth(k).evaluate(PIXELS)
            assert tuple(shape) == (found[name].shape[1:] or {"c5": (3, 40), "f6": (2, 42)}[name])
            pixels = np.reshape(pixels, (-1, 4))
            assert (pixels[:, 3] == 255).all()
            np.testing.assert_allclose(pixels[:, :3], colours(expected[k] / largest), atol=1.01)
    np.testing.assert_allclose(figure.bars(), found["probabilities"], atol=1e-6)
    assert figure.digit() == found["probabilities"].argmax()


# -- numbers --


def test_every_number_agrees_with_the_package(open_figure):
    page = open_figure().page
    rng = np.random.default_rng(3)
    drawn = [by_hand(way, rng, sloppy=1.5) for ways in WAYS.values() for way in ways]
    drawn += [[[[0.5, 0.2], [0.5, 0.2], [0.5, 0.8]], [[0.1, 0.1]]], [path(WAYS[3][1])[0] * 5]]
    for strokes in [*drawn, *SAMPLES.values()]:
        strokes = [np.asarray(stroke).tolist() for stroke in strokes]
        found = page.evaluate(READ, strokes)
        image = pen.picture(strokes)
        np.testing.assert_allclose(found["input"][1], image.ravel(), atol=1e-9)
        for name, expected in by_package(image).items():
            assert tuple(found[name][0]) == expected.shape
            scale = np.abs(expected).max()
            np.testing.assert_allclose(
                found[name][1], expected.ravel(), rtol=0, atol=1e-5 * scale, err_msg=name
            )


def test_the_picture_is_framed_like_mnists():
    for way in (WAYS[1][0], WAYS[7][0], WAYS[2][1]):
        for size, corner in ((0.1, 0.0), (0.9, 0.05), (0.3, 0.7)):
            strokes = [stroke * size + size / 2 + corner for stroke in path(way)]
            image = pen.picture(strokes)
            rows, columns = np.nonzero(image.max(axis=1))[0], np.nonzero(image.max(axis=0))[0]
            assert 20 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
            np.testing.assert_allclose(pen.centre_of_mass(image), 14.5, atol=0.05)


def test_weights_are_small_and_rounded_as_they_say():
    folder = weights.FILE.parent
    assert sum(path.stat().st_size for path in folder.iterdir()) < 150_000
    state, mean, std = weights.read()
    assert sum(array.size for array in state.values()) == 61_706
    text = weights.pack(state, mean, std)
    assert text == weights.FILE.read_text(encoding="utf-8")  # nothing is lost a second time
    rng = np.random.default_rng(0)
    fine = {name: array + rng.uniform(-1, 1, array.shape) * 1e-3 for name, array in state.items()}
    layers = json.loads(weights.pack(fine, mean, std).removeprefix(weights.HEAD)[:-2])["layers"]
    for name, layer in layers.items():
        steps = np.frombuffer(weights.base64.b64decode(layer["bytes"]), np.int8)
        rows = fine[f"{name}.weight"].reshape(len(layer["scales"]), -1)
        error = np.abs(steps.reshape(rows.shape) * np.array(layer["scales"])[:, None] - rows)
        assert (error <= 0.501 * np.array(layer["scales"])[:, None]).all()


def recorded():
    return json.loads(digit.RESULTS.read_text(encoding="utf-8"))


def test_it_reads_drawn_strokes_as_well_as_recorded():
    for name, options in {
        "strokes, sloppy 1": {},
        "strokes, sloppy 2": {"sloppy": 2.0},
        "strokes, pen 0.8": {"radius": 0.8},
    }.items():
        right, total = digit.strokes_right(NET, MEAN, STD, **options)
        assert abs(right - recorded()[name]["right"]) <= 1 and total == recorded()[name]["of"] > 200
    assert recorded()["strokes, sloppy 1"]["right"] / total > 0.99


def test_it_reads_mnists_test_images_as_well_as_recorded():
    folder = os.environ.get("CNNCOURSE_DATA")
    if not folder or not Path(folder, "mnist").exists():
        pytest.skip("needs mnist in the folder that CNNCOURSE_DATA names")
    right, total = digit.mnist_right(NET)
    assert abs(right - recorded()["mnist"]["right"]) <= 1 and total == 10_000
    assert right / total > 0.99


# -- drawing --


@pytest.mark.parametrize("number", [0, 2, 4, 7, 9])
def test_a_digit_drawn_with_the_mouse_lights_up_every_map(open_figure, number):
    figure = open_figure()
    figure.press("clear the pad")
    strokes = figure.draw(SAMPLES[str(number)])
    assert figure.digit() == number
    check_maps(figure, pen.picture(strokes))
    assert f"It reads {number}, with" in figure.told()
    assert figure.page.get_by_label("Drawing").input_value() == "your own"


def test_samples_are_read_and_the_sloppy_ones_are_not(open_figure):
    figure = open_figure()
    assert figure.digit() == 4  # how it opens
    for name, strokes in SAMPLES.items():
        figure.choose(name)
        check_maps(figure, pen.picture(strokes))
        assert (figure.digit() == int(name[-1])) == name.isdigit()


def test_a_stroke_on_a_sample_begins_a_new_drawing_and_undo_takes_it_back(open_figure):
    figure = open_figure()
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


def test_an_empty_pad_and_a_dot_wait(open_figure):
    figure = open_figure()
    figure.press("clear the pad")
    check_waits(figure, EMPTY)
    assert figure.page.get_by_role("button", name="clear the pad").is_disabled()
    figure.draw([[[0.5, 0.5]]])
    check_waits(figure, "Only a dot so far: draw on.")
    figure.draw([[[0.3, 0.2], [0.31, 0.21]]])  # two dots are read: as a line without its middle
    assert figure.digit() is not None


@pytest.mark.parametrize(("size", "corner"), [(0.12, (0.02, 0.85)), (0.12, (0.8, 0.05))])
def test_tiny_digits_in_a_corner_are_read(open_figure, size, corner):
    figure = open_figure()
    for number in (3, 5, 8):
        figure.press("clear the pad")
        strokes = [(np.array(stroke) - 0.05) * size + corner for stroke in SAMPLES[str(number)]]
        check_maps(figure, pen.picture(figure.draw(strokes)))
        assert figure.digit() == number


def test_a_pen_that_leaves_the_pad_stays_at_its_edge(open_figure):
    figure = open_figure()
    seen = figure.draw([[[0.1, 0.1], [0.6, 0.1], [1.3, 0.1], [0.4, 1.2]]])
    assert seen[0].max() == 1
    check_maps(figure, pen.picture(seen))
    assert figure.digit() == 7


def test_a_scribble_gets_an_answer(open_figure):
    figure = open_figure()
    points = np.random.default_rng(0).uniform(0.1, 0.9, (60, 2))
    seen = figure.draw([points])
    check_maps(figure, pen.picture(seen))


def test_the_right_button_and_a_second_finger_do_not_draw(open_figure):
    figure = open_figure()
    box = figure.pad.bounding_box()
    figure.page.mouse.move(box["x"] + 20, box["y"] + 20)
    figure.page.mouse.down(button="right")
    figure.page.mouse.move(box["x"] + 60, box["y"] + 60)
    figure.page.mouse.up(button="right")
    assert figure.page.get_by_label("Drawing").input_value() == "4"


def test_the_keyboard_draws(open_figure):
    figure = open_figure()
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


def test_a_finger_draws_and_the_page_stays(open_figure):
    figure = open_figure(width=360, height=740, has_touch=True, is_mobile=True)
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


def test_a_chosen_map_is_enlarged(open_figure):
    figure = open_figure()
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


def test_arrow_keys_walk_over_the_maps_of_a_layer(open_figure):
    figure = open_figure()
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
def test_readable_in_both_modes_and_never_wider_than_the_page(open_figure, theme, width):
    figure = open_figure(theme=theme, width=width)
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


def test_without_javascript_the_picture_stays(open_figure):
    figure = open_figure(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()
