"""The live figure "sliding window" as a reader sees it: what the tests of its numbers and those
of how it moves and looks share."""

from __future__ import annotations

import re

import numpy as np
import pytest
from live_pages import LiveFigure, number

from cnncourse.layers.conv.loops import conv2d_forward, output_size, pad2d

VERTICAL_STEP, THREE = "vertical step (6 × 6)", "0 to 8 (3 × 3)"
SLOPE, LETTER = "slope (4 × 7)", "letter T (7 × 7)"
COUNTING, SQUARE = "3 channels: 0 to 10 (3 × 3)", "3 channels: red on blue (4 × 4)"
RED, RED_LEFT = (
    "3 channels: red, not green or blue (1 × 1)",
    "3 channels: red left, blue right (1 × 2)",
)


class Figure(LiveFigure):
    def choose(self, image=None, kernel=None, **options):
        if image:
            self.page.get_by_label("Image", exact=True).select_option(image)
        if kernel:
            self.page.get_by_label("Kernel", exact=True).select_option(kernel)
        for name, value in options.items():
            self.option(name, value).click()

    def option(self, name, value):
        group = self.page.get_by_role("group", name=name.capitalize(), exact=True)
        return group.get_by_role("radio", name=str(value), exact=True)

    def cells(self, panel):
        return self.page.locator(f".live-panel-{panel} .live-cell")

    def channels(self, panel):
        """The numbers in the grids of a panel, each in the shape that its title states."""
        found = []
        for one in self.page.locator(f".live-panel-{panel}").all():
            title = one.locator(".live-title").inner_text()
            rows, columns = map(int, re.findall(r"(\d+) × (\d+)", title)[-1])
            texts = one.locator(".live-cell").evaluate_all(
                "all => all.map(e => e.value || e.textContent)"
            )
            found.append(np.array([number(t) for t in texts]).reshape(rows, columns))
        return np.array(found)

    def table(self, panel):
        """The numbers of a panel that has one grid."""
        (only,) = self.channels(panel)
        return only

    def images(self):
        """The channels of the image without their padding: the cells that can be edited."""
        found = []
        for one in self.page.locator(".live-panel-input").all():
            places = one.locator("input").evaluate_all(
                "all => all.map(e => [e.ariaLabel, e.value])"
            )
            H, W = (int(k) + 1 for k in re.findall(r"\d+", places[-1][0])[-2:])
            found.append(np.array([number(value) for _, value in places]).reshape(H, W))
        return np.array(found)

    def image(self):
        """The image, where it has one channel."""
        (only,) = self.images()
        return only

    def arithmetic(self):
        """Place, terms and sum that stand under the window."""
        i, j = map(int, re.findall(r"\d+", self.page.locator(".sw-name").inner_text()))
        terms = self.page.locator(".sw-term").evaluate_all(
            "all => all.map(e => [...e.querySelectorAll('b, em')].map(f => f.textContent))"
        )
        terms = np.array([[number(f.strip("()")) for f in term] for term in terms])
        return (i, j), terms, number(self.page.locator(".sw-total strong").inner_text())

    def covered(self):
        """First and last place of the cells inside the window's outline, for each channel."""
        # One frame is enough: the pages of these tests ask for no motion.
        self.page.evaluate(
            "() => new Promise((drawn) => requestAnimationFrame(() => "
            "requestAnimationFrame(drawn)))"
        )
        columns = self.channels("input").shape[2]
        for panel in self.page.locator(".live-panel-input").all():
            boxes = panel.locator(".live-cell").evaluate_all(
                "all => all.map(e => { const b = e.getBoundingClientRect();"
                " return [b.x + b.width / 2, b.y + b.height / 2]; })"
            )
            box = panel.locator(".sw-window").bounding_box()
            right, bottom = box["x"] + box["width"], box["y"] + box["height"]
            inside = [
                divmod(k, columns)
                for k, (x, y) in enumerate(boxes)
                if box["x"] < x < right and box["y"] < y < bottom
            ]
            yield inside[0], inside[-1]


def check_numbers(figure, *, stride=1, padding=0, dilation=1):
    """Compare everything shown with what cnncourse computes from the image and kernel shown."""
    image, kernel = figure.images(), figure.channels("kernel")
    padded = figure.channels("input")
    np.testing.assert_array_equal(padded, pad2d(image, padding))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    out, _ = conv2d_forward(image[None], kernel[None], None, **options)
    np.testing.assert_allclose(figure.table("output"), out[0, 0], atol=5e-5)
    assert figure.table("output").shape == (
        output_size(image.shape[1], kernel.shape[1], **options),
        output_size(image.shape[2], kernel.shape[2], **options),
    )
    (i, j), terms, total = figure.arithmetic()
    assert total == pytest.approx(out[0, 0, i, j], abs=5e-5)
    assert terms.prod(axis=1).sum() == pytest.approx(total, abs=5e-5)
    np.testing.assert_array_equal(terms[:, 1], kernel.ravel())
    covered = list(figure.covered())
    assert len(covered) == len(image)
    windows = []
    for channel, ((top, left), (bottom, right)) in zip(padded, covered, strict=True):
        assert (top, left) == (i * stride, j * stride)
        windows.append(channel[top : bottom + 1 : dilation, left : right + 1 : dilation])
    np.testing.assert_array_equal(terms[:, 0], np.ravel(windows))
