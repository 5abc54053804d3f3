"""The live figure "receptive field" in a real browser: every number it shows, against cnncourse."""

from __future__ import annotations

import re

import numpy as np
import pytest
from live_pages import LiveFigure, live_pages

from cnncourse.exercises.geometry import pixels_never_seen, receptive_field, sizes_through

STILL = "<p>picture for readers without JavaScript</p>"
PIXELS = 17
NAMES = ("kernel", "stride", "dilation")


class Figure(LiveFigure):
    def set(self, *layers):
        """Make the stack of these (kernel, stride, dilation)."""
        while len(self.stack()) > len(layers):
            self.press("remove the last")
        for number, layer in enumerate(layers, 1):
            if number > len(self.stack()):
                self.press("add a layer")
            for name, value in zip(NAMES, layer, strict=True):
                self.select(number, name).select_option(str(value))

    def select(self, number, name):
        return self.page.get_by_label(f"layer {number} {name}", exact=True)

    def stack(self):
        values = self.page.locator(".rf-layers select").evaluate_all("all => all.map(e => e.value)")
        numbers = iter(map(int, values))
        return list(zip(numbers, numbers, numbers, strict=True))

    def results(self):
        """Places, field and jump of every layer."""
        texts = self.page.locator(".rf-result").all_inner_texts()
        return [tuple(map(int, re.findall(r"\d+", text))) for text in texts]

    def rows(self):
        """The numbers of places, from the last layer down to the image."""
        tracks = self.page.locator(".rf-track")
        return tracks.evaluate_all("all => all.map(e => e.childElementCount)")

    def cell(self, level, place):
        name = f"layer {level}, place {place}" if level else f"pixel {place}"
        return self.page.get_by_role("button", name=name, exact=True)

    def marked(self, level, name):
        """The places of a level whose cells have a class."""
        track = self.page.locator(".rf-track").nth(len(self.stack()) - level)
        script = "(e, name) => [...e.children].map(c => c.classList.contains(name))"
        return np.flatnonzero(track.evaluate(script, name)).tolist()

    def ways(self):
        """The number in every pixel, 0 where none stands."""
        track = self.page.locator(".rf-track").last
        texts = track.evaluate("e => [...e.children].map(c => c.textContent)")
        return [int(text or 0) for text in texts]

    def words(self):
        return self.page.locator(".rf-words").inner_text()


def gradient(stack, place):
    """How often an output depends on every pixel: the slope of a stack of ones."""
    signal, answers = np.eye(PIXELS), []
    for pixel in signal:
        for kernel, stride, dilation in stack:
            count = sizes_through(len(pixel), [(kernel, stride, 0, dilation)])[1]
            starts = np.arange(count) * stride
            pixel = pixel[starts[:, None] + dilation * np.arange(kernel)].sum(axis=1)
        answers.append(pixel[place])
    return np.array(answers, dtype=int)


def check_numbers(figure):
    """Compare sizes, fields and jumps with cnncourse, and for two outputs what they read."""
    stack = figure.stack()
    layers = [(K, S, 0, D) for K, S, D in stack]
    sizes = sizes_through(PIXELS, layers)
    assert figure.rows() == list(sizes[::-1])
    for number, (count, size, jump) in enumerate(figure.results(), 1):
        assert count == sizes[number]
        assert (size, jump, 0) == receptive_field(layers[:number])
    size, jump, _ = receptive_field(layers)
    for place in {0, sizes[-1] - 1}:
        figure.cell(len(stack), place).click()
        expected = gradient(stack, place)
        assert figure.ways() == expected.tolist()
        assert figure.marked(0, "rf-seen") == np.flatnonzero(expected).tolist()
        start, end = place * jump, place * jump + size - 1
        pixels = f"pixels {start} to {end}" if size > 1 else f"pixel {start}"
        assert f"place {place}, sees {pixels}: field {size}" in figure.words()
        unread = [p for p in range(start, end + 1) if not expected[p]]
        assert figure.marked(0, "live-unread") == unread
        assert ("reads" in figure.words()) == bool(unread)


@pytest.fixture
def open_figure(browser, tmp_path):
    """Open the figure from plain files; at the end, no error may stand in the console."""
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("receptive-field", STILL, **options))


def test_opens_with_three_layers_of_three(open_figure):
    figure = open_figure()
    assert figure.stack() == [(3, 1, 1)] * 3
    assert figure.results() == [(15, 3, 1), (13, 5, 1), (11, 7, 1)]
    assert "sees pixels 5 to 11: field 7. Place 6 sees pixels 6 to 12: jump 1." in figure.words()
    assert figure.ways()[5:12] == [1, 3, 6, 7, 6, 3, 1]
    check_numbers(figure)


@pytest.mark.parametrize(
    "stack",
    [
        [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
        [(3, 1, 2), (3, 1, 2), (3, 1, 2)],
        [(3, 2, 1), (3, 1, 1), (3, 1, 1)],
        [(3, 1, 1), (3, 1, 1), (3, 2, 1)],
        [(2, 2, 1), (2, 2, 1), (2, 2, 1), (2, 2, 1)],
        [(2, 3, 3)],
        [(1, 3, 1), (5, 1, 1)],
        [(7, 1, 1), (7, 1, 1)],
    ],
)
def test_numbers_agree_for_every_stack(open_figure, stack):
    figure = open_figure()
    figure.set(*stack)
    assert figure.stack() == stack
    check_numbers(figure)


def test_a_pixel_shows_what_depends_on_it(open_figure):
    figure = open_figure()
    stack = [(3, 1, 1), (3, 1, 2), (3, 2, 1)]
    figure.set(*stack)
    for pixel in (0, 6, 16):
        figure.cell(0, pixel).click()
        counts = []
        for level in (1, 2, 3):
            part = stack[:level]
            sizes = sizes_through(PIXELS, [(K, S, 0, D) for K, S, D in part])
            reached = [p for p in range(sizes[-1]) if gradient(part, p)[pixel]]
            assert figure.marked(level, "rf-reached") == reached
            counts.append(f"{len(reached)} of layer {level}")
        assert figure.words() == f"Pixel {pixel} changes places: {', '.join(counts)}."
        assert not any(figure.ways())


def test_a_pixel_that_nobody_reads(open_figure):
    figure = open_figure()
    figure.set((2, 3, 1))
    unseen = pixels_never_seen(PIXELS, 2, stride=3)
    assert len(unseen)
    for pixel in unseen:
        figure.cell(0, int(pixel)).click()
        assert figure.words() == f"Pixel {pixel} is read by no place."


def test_a_place_in_the_middle_shows_both_directions(open_figure):
    figure = open_figure()
    figure.cell(2, 4).click()
    assert figure.marked(0, "rf-seen") == [4, 5, 6, 7, 8]
    assert figure.marked(1, "rf-seen") == [4, 5, 6]
    assert figure.marked(3, "rf-reached") == [2, 3, 4]
    assert figure.marked(2, "live-here") == [4]


def test_layers_are_added_and_removed_within_limits(open_figure):
    figure = open_figure()
    figure.press("add a layer")
    assert figure.results()[-1] == (9, 9, 1)
    assert figure.page.get_by_role("button", name="add a layer").is_disabled()
    for _ in range(3):
        figure.press("remove the last")
    assert figure.stack() == [(3, 1, 1)]
    assert figure.page.get_by_role("button", name="remove the last").is_disabled()
    check_numbers(figure)
    figure.page.get_by_role("button", name="reset the figure").click()
    assert figure.stack() == [(3, 1, 1)] * 3


def test_a_stack_that_does_not_fit_says_which_layer(open_figure):
    figure = open_figure()
    figure.set((7, 1, 1), (7, 1, 1), (3, 1, 4))
    alert = figure.page.get_by_role("alert")
    assert "layer 3 spans 9 places, but layer 2 has only 5" in alert.inner_text()
    assert figure.rows() == [] and figure.words() == ""
    with pytest.raises(ValueError, match="9 does not fit into 5"):
        sizes_through(PIXELS, [(7, 1, 0, 1), (7, 1, 0, 1), (3, 1, 0, 4)])
    figure.select(1, "kernel").select_option("3")
    assert alert.inner_text() == ""
    check_numbers(figure)


def test_the_things_to_try_in_order(open_figure):
    """What the chapter promises under "Build your own stack"."""
    figure = open_figure()
    figure.set((3, 2, 1), (3, 1, 1), (3, 1, 1))
    assert figure.results()[-1][1:] == (11, 2)
    figure.set((3, 1, 1), (3, 1, 1), (3, 2, 1))
    assert figure.results()[-1][1:] == (7, 2)
    figure.set((3, 1, 1), (3, 1, 2), (3, 1, 4))
    assert figure.results()[-1] == (3, 15, 1)
    assert figure.marked(0, "live-unread") == []
    figure.set((3, 1, 2), (3, 1, 2), (3, 1, 2))
    assert figure.results()[-1] == (5, 13, 1)
    assert "and reads 7 of them" in figure.words()


def test_everything_is_reached_with_the_keyboard(open_figure):
    figure = open_figure()
    figure.page.locator(".rf-track [tabindex='0']").focus()
    press = figure.page.keyboard.press
    for key, told in [
        ("ArrowRight", "Layer 3, place 6,"),
        ("ArrowDown", "Layer 2, place 6,"),
        ("ArrowDown", "Layer 1, place 6,"),
        ("ArrowDown", "Pixel 6 "),
        ("End", "Pixel 16 "),
        ("Home", "Layer 3, place 0,"),
        ("ArrowLeft", "Layer 3, place 0,"),
    ]:
        press(key)
        assert figure.words().startswith(told), key
    assert figure.page.locator("[aria-live=polite]").inner_text() == figure.words()
    figure.select(1, "stride").focus()
    press("ArrowDown")
    assert figure.stack()[0] == (3, 2, 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_and_is_touched_there(open_figure, theme):
    figure = open_figure(width=360, height=740, has_touch=True, is_mobile=True, theme=theme)
    box = figure.page.locator(".live").bounding_box()
    assert box["width"] <= 360 and box["height"] <= 740
    assert figure.page.evaluate("document.documentElement.scrollWidth") == 360
    figure.cell(0, 8).tap()
    assert figure.words().startswith("Pixel 8 changes")
    sizes = figure.page.locator(".live :is(label, output, p, span, button)").evaluate_all(
        "all => all.filter(e => e.textContent).map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 11
