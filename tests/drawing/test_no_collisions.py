"""In every picture of a network, texts keep apart from each other and from all that is drawn."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from cnncourse import blueprint as bp
from cnncourse import models
from cnncourse.commands.summary import summary_of
from cnncourse.drawing import draw_network

TELEPHONE = 44 * 16  # pixels: the width of a `wide-output` figure there, see course.css
SMALLEST = 7  # points


@pytest.mark.parametrize("name", models.names())
def test_texts_of_every_architecture_keep_apart_and_are_legible(name):
    figure = draw_network(summary_of(name, None, {}), title=name)
    check_texts(figure)
    scale = min(1, TELEPHONE / (96 * figure.get_figwidth()))
    assert min(text.get_fontsize() for text in figure.axes[0].texts) * scale >= SMALLEST


def branches(before, *widths):
    paths = [bp.Conv2d(before, width, 3, padding=1) for width in widths]
    return bp.Concat(*paths, bp.Conv2d(before, 32, 1))


@pytest.mark.parametrize(
    "layers",
    [
        [  # as GoogLeNet
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
def test_texts_of_other_networks_keep_apart(layers):
    check_texts(draw_network(bp.summarize(bp.Sequential(*layers), (3, 224, 224)), title="A title"))


def check_texts(figure):
    """Find no text that another text or anything drawn overlaps, and none that is cut off."""
    canvas = FigureCanvasAgg(figure)
    (axes,) = figure.axes
    texts = [text for text in axes.texts if text.get_text()]
    boxes = [box_of(text, canvas.get_renderer()) for text in texts]
    drawn = [
        (artist.get_transform().transform_path(artist.get_path()), filled)
        for artists, filled in ((axes.lines, False), (axes.patches, True))
        for artist in artists
    ]
    for place, (text, box) in enumerate(zip(texts, boxes, strict=True)):
        words = text.get_text()
        assert box.count_overlaps(boxes[:place]) == 0, f"{words!r} touches another text"
        crossing = [path.vertices for path, filled in drawn if path.intersects_bbox(box, filled)]
        assert not crossing, f"{words!r} is crossed by {crossing}"
        assert figure.bbox.containsx(box.x0) and figure.bbox.containsx(box.x1), words
        assert figure.bbox.containsy(box.y0) and figure.bbox.containsy(box.y1), words


def box_of(text, renderer):
    """Give the box of a text in pixels; it may be overlapped by one pixel."""
    box = text.get_window_extent(renderer)
    return Bbox([[box.x0 + 1, box.y0 + 1], [box.x1 - 1, box.y1 - 1]])
