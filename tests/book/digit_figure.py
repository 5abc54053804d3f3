"""The live figure "digit" as a reader uses it, and what its maps must show."""

from __future__ import annotations

import numpy as np

from book.figures.lenet import digit, weights
from cnncourse import nn
from cnncourse.drawing.colours import PAGE
from cnncourse.layers import softmax_forward

SHOWN = {"c1": "relu1", "s2": "s2", "c3": "relu3", "s4": "s4", "c5": "relu5", "f6": "relu6"}
MAPS = {"input": 1, "c1": 6, "s2": 6, "c3": 16, "s4": 16, "c5": 1, "f6": 1}
EMPTY = "The pad is empty: draw a digit on it."
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
