"""In every picture, texts overlap neither each other nor anything drawn."""

from __future__ import annotations

from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib import rc_context, rcdefaults
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from cnncourse import blueprint as bp
from cnncourse import models
from cnncourse.commands.summary import summary_of
from cnncourse.drawing import draw_network
from cnncourse.drawing.training_pictures import confusion_matrix, learning_curve, worst_mistakes
from cnncourse.tasks import Classification

PHONE = 44 * 16  # pixels: the width of a `wide-output` figure on a phone, see course.css
SMALLEST = 7  # points
NARROW, PADDING = 351, 0.06  # pixels for a figure on a phone; inches around it, see style.mplstyle
LEGIBLE = 11  # pixels

FASHION = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"]
FASHION += ["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


@pytest.fixture(autouse=True)
def usual_style():
    """Draw in Matplotlib's own style, whatever another test has imported."""
    with rc_context():
        rcdefaults()
        yield


@pytest.mark.parametrize("name", models.names())
def test_texts_of_every_architecture_are_apart_and_legible(name):
    figure = draw_network(summary_of(name, None, {}), title=name)
    check_texts(figure)
    scale = min(1, PHONE / (96 * figure.get_figwidth()))
    assert min(text.get_fontsize() for text in figure.axes[0].texts) * scale >= SMALLEST


def branches(before, *widths):
    paths = [bp.Conv2d(before, width, 3, padding=1) for width in widths]
    return bp.Concat(*paths, bp.Conv2d(before, 32, 1))


@pytest.mark.parametrize(
    "layers",
    [
        [  # similar to GoogLeNet
            bp.Conv2d(3, 64, 7, 2, 3),
            bp.MaxPool2d(3, 2, 1),
            bp.Conv2d(64, 192, 3, padding=1),
            bp.MaxPool2d(3, 2, 1),
            branches(192, 64, 128, 32),
            branches(256, 128, 160, 32),
            bp.MaxPool2d(3, 2, 1),
            branches(352, 192, 208, 48),
            bp.AdaptiveAvgPool2d(1),
            bp.Flatten(),
            bp.Linear(480, 1000),
        ],
        [bp.Conv2d(3, 3, 1 + 2 * (n % 3), padding=n % 3) for n in range(30)],  # thin, all labelled
        [bp.ReLU()],  # nothing but the image
    ],
    ids=["googlenet", "thin", "image"],
)
def test_texts_of_other_networks_are_apart(layers):
    check_texts(draw_network(bp.summarize(bp.Sequential(*layers), (3, 224, 224)), title="A title"))


def history(epochs, gap):
    return [
        {"epoch": epoch}
        | {"train_loss": 2 / epoch, "held_out_loss": (2 + gap) / epoch}
        | {"train_accuracy": 0.9, "held_out_accuracy": 0.9 - gap}
        for epoch in range(1, epochs + 1)
    ]


@pytest.mark.parametrize("size", [(9, 4), (4.7, 5.4)])  # in the file, in the notebook
@pytest.mark.parametrize("gap", [0, 0.001, 0.5])
@pytest.mark.parametrize("epochs", [1, 2, 40])
def test_texts_of_learning_curves_are_apart(epochs, gap, size):
    title = f"epoch {epochs} of 200: held-out accuracy 90.00 %"
    with rc_context({"font.size": 11}):  # as on the book's pages
        figure = learning_curve(history(epochs, gap), Classification(), title=title, size=size)
        check_texts(figure)
    if size[0] < size[1]:
        assert smallest_on_a_phone(figure) >= LEGIBLE


@pytest.mark.parametrize(
    ("classes", "images"),
    [
        (["0", "1"], 40),
        (list("0123456789"), 10**4),
        (FASHION, 10**4),
        (FASHION, 10**6),
        ([f"class {n}" for n in range(20)], 40),
    ],
)
def test_texts_of_confusion_matrices_are_apart(classes, images):
    labels = np.arange(images) % len(classes)
    predictions = np.where(np.arange(images) % 7, labels, (labels * 3 + 1) % len(classes))
    figure = confusion_matrix(labels, predictions, classes, title="A title")
    check_texts(figure, patches=False)  # numbers are on the cells
    if images <= 10**4 and len(classes) <= 10:
        names = max(map(len, classes))
        assert smallest_on_a_phone(figure) >= (LEGIBLE if names <= 4 else 9)  # then it scrolls


@pytest.mark.parametrize(
    "classes", [FASHION, ["the right upper corner", "an automobile on a road"]]
)
def test_texts_of_the_worst_mistakes_are_apart_and_legible(classes):
    rng = np.random.default_rng(0)
    labels = np.arange(12) % len(classes)
    logits = np.eye(len(classes))[(labels + 1) % len(classes)]
    with rc_context({"font.size": 11}):
        figure = worst_mistakes(rng.random((12, 1, 8, 8)), labels, logits, classes)
        check_texts(figure)
    assert smallest_on_a_phone(figure) >= LEGIBLE


def smallest_on_a_phone(figure):
    """Return the smallest font size, in pixels, on a page that is 360 pixels wide."""
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    width = 96 * (figure.get_figwidth() + 2 * PADDING)
    return min(sizes) * 96 / 72 * min(1, NARROW / width)


def check_texts(figure, *, patches=True):
    """Check that no text overlaps another text or anything drawn, and that none is cut off."""
    canvas = FigureCanvasAgg(figure)
    with recorded(Text) as texts, recorded(Line2D) as lines:
        figure.draw_without_rendering()
    texts = [text for text in texts if text.get_text() and text.get_visible()]
    boxes = [box_of(text, canvas.get_renderer()) for text in texts]
    drawn = [(line, False) for line in lines if line.get_visible()]
    drawn += [(artist, True) for axes in figure.axes for artist in axes.patches if patches]
    paths = [(a.get_transform().transform_path(a.get_path()), filled) for a, filled in drawn]
    assert texts
    for place, (text, box) in enumerate(zip(texts, boxes, strict=True)):
        words = text.get_text()
        assert box.count_overlaps(boxes[:place]) == 0, f"{words!r} touches another text"
        crossing = [path.vertices for path, filled in paths if path.intersects_bbox(box, filled)]
        assert not crossing, f"{words!r} is crossed by {crossing}"
        assert figure.bbox.containsx(box.x0) and figure.bbox.containsx(box.x1), words
        assert figure.bbox.containsy(box.y0) and figure.bbox.containsy(box.y1), words


@contextmanager
def recorded(kind):
    """List the artists of a kind that are actually drawn; ticks outside the limits are not."""
    found, draw = [], kind.draw

    def recording(artist, renderer):
        found.append(artist)
        draw(artist, renderer)

    with patch.object(kind, "draw", recording):
        yield found


def box_of(text, renderer):
    """Return the box of a text in pixels, shrunk to tolerate an overlap of one pixel."""
    box = text.get_window_extent(renderer)
    return Bbox([[box.x0 + 1, box.y0 + 1], [box.x1 - 1, box.y1 - 1]])
