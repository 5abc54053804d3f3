"""Pictures of networks: which blocks they show, how large, and without overlaps."""

from __future__ import annotations

import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.text import Text

from cnncourse import blueprint as bp
from cnncourse.drawing import compare_accuracy, compare_layers, draw_network
from cnncourse.drawing.blocks import MANY, units_of
from cnncourse.drawing.network_picture import THICKNESS
from cnncourse.models import find, lenet5


def residual(channels, skip=None):
    body = bp.Sequential(
        bp.Conv2d(channels, channels, 3, padding=1),
        bp.BatchNorm2d(channels),
        bp.ReLU(),
        bp.Conv2d(channels, channels, 1),
    )
    return bp.Residual(body, skip, bp.ReLU())


def summary_of(*layers, shape=(3, 16, 16)):
    return bp.summarize(bp.Sequential(*layers), shape)


def blocks_of(summary):
    return [block for unit in units_of(summary) for block in unit.blocks]


def texts(figure):
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def test_blocks_are_the_layers_that_change_the_shape():
    blocks = blocks_of(bp.summarize(lenet5(bp), (1, 32, 32)))
    assert [(block.kind, block.shape) for block in blocks] == [
        ("image", (1, 32, 32)),
        ("convolution", (6, 28, 28)),
        ("pooling", (6, 14, 14)),
        ("convolution", (16, 10, 10)),
        ("pooling", (16, 5, 5)),
        ("dense", (120,)),
        ("dense", (84,)),
        ("dense", (10,)),
    ]


def test_branches_are_one_block_and_a_gate_is_not_drawn():
    gate = bp.Sequential(bp.AdaptiveAvgPool2d(1), bp.Flatten(), bp.Linear(8, 8), bp.Sigmoid())
    summary = summary_of(
        bp.Concat(bp.Conv2d(3, 3, 1), bp.Conv2d(3, 5, 3, padding=1)), bp.Scale(gate)
    )
    assert [(b.kind, b.shape) for b in blocks_of(summary)[1:]] == [
        ("stacked branches", (8, 16, 16))
    ]


def test_a_shortcut_is_a_skip_and_its_layers_are_not_drawn():
    summary = summary_of(bp.Conv2d(3, 4, 3, 2), residual(4, bp.Conv2d(4, 4, 1)), residual(4))
    units = units_of(summary)
    assert [(len(unit.blocks), unit.skip) for unit in units] == [
        (1, False),
        (1, False),
        (2, True),
        (2, True),
    ]
    arcs = [patch for patch in draw_network(summary).findobj(PathPatch)]
    assert len(arcs) == 2


def test_many_equal_units_are_folded_and_counted():
    summary = summary_of(bp.Conv2d(3, 4, 1), *(residual(4) for _ in range(MANY)))
    units = units_of(summary)
    assert [unit.times for unit in units] == [1, 1, MANY]
    assert f"× {MANY}" in texts(draw_network(summary))


@pytest.mark.parametrize(
    ("model", "shape", "names"),
    [
        ("lenet5", (1, 32, 32), ["c1", "s2", "c3", "s4", "c5", "f6", "output"]),
        ("vgg11", (3, 224, 224), ["features.0", "features.6–8", "classifier.0–3", "classifier.6"]),
        ("resnet18", (3, 224, 224), ["conv1", "layer1.0–1", "layer2.0", "layer2.1", "fc"]),
        ("plain20", (3, 32, 32), ["conv1 –\nlayer1.2.conv2", "layer2.0.conv2 –\nlayer2.2.conv2"]),
    ],
)
def test_labels_begin_with_the_names_of_the_layers(model, shape, names):
    figure = draw_network(bp.summarize(find(model)(bp), shape))
    found = [text.get_text() for text in figure.findobj(Text)]
    for name in names:
        assert any(f"{text}\n".startswith(f"{name}\n") for text in found), name


def test_a_folded_label_counts_its_layers():
    shown = texts(draw_network(bp.summarize(find("plain110")(bp), (3, 32, 32))))
    assert "conv1 –\nlayer1.17.conv2\n3 × 3  × 37\n16 at 32²" in shown


def test_branches_gates_and_shortcuts_by_name_are_not_drawn():
    gate = {"avgpool": bp.AdaptiveAvgPool2d(1), "flatten": bp.Flatten(), "fc1": bp.Linear(8, 8)}
    branch2 = bp.Sequential(reduce=bp.Conv2d(3, 2, 1), conv=bp.Conv2d(2, 5, 3, padding=1))
    inner = bp.Concat(bp.Residual(bp.Conv2d(8, 8, 1)), bp.Conv2d(8, 8, 1))
    net = bp.Sequential(
        inception3a=bp.Concat(branch1=bp.Conv2d(3, 3, 1), branch2=branch2),
        se=bp.Scale(gate),
        block=bp.Residual(
            conv1=bp.Conv2d(8, 8, 3, padding=1),
            more=bp.Sequential(bp.Conv2d(8, 8, 1)),
            branches=inner,
            join=bp.Conv2d(16, 8, 1),
            shortcut={"downsample": bp.Conv2d(8, 8, 1)},
        ),
        conv1=bp.Conv2d(8, 4, 3),
    )
    units = units_of(bp.summarize(net, (3, 9, 9)))
    assert [(unit.names, unit.skip, [block.what for block in unit.blocks]) for unit in units] == [
        ((), False, ["image"]),
        (("inception3a",), False, ["2 branches"]),
        (("block",), True, ["3 × 3", "1 × 1", "2 branches", "1 × 1"]),
        (("conv1",), False, ["3 × 3"]),
    ]


def test_a_network_may_be_one_combinator():
    units = units_of(bp.summarize(residual(3, bp.Conv2d(3, 3, 1)), (3, 8, 8)))
    assert [(unit.skip, len(unit.blocks)) for unit in units] == [(False, 1), (True, 2)]
    units = units_of(bp.summarize(bp.Concat(bp.Conv2d(3, 3, 1), bp.ReLU()), (3, 8, 8)))
    assert [unit.blocks[0].what for unit in units] == ["image", "2 branches"]
    figure = draw_network(bp.summarize(bp.Concat(bp.ReLU(), bp.ReLU()), (3, 8, 8)))
    assert "2 branches\n6 at 8²" in [text.get_text() for text in figure.findobj(Text)]


def fronts(figure):
    """List the sizes (width, height) of the front faces from left to right, in inches."""
    faces = [patch for patch in figure.findobj(Polygon) if patch.get_edgecolor()[:3] == (1, 1, 1)]
    faces = [face.get_xy()[:-1] for face in faces]
    upright = [face for face in faces if face[0][1] == face[1][1] and face[0][0] == face[3][0]]
    upright = [face for face in upright if face[2][0] == face[1][0]]
    return [(face[1][0] - face[0][0], face[2][1] - face[1][1]) for face in upright]


def test_a_volume_is_drawn_by_its_height_and_width():
    films = summary_of(
        bp.Conv3d(1, 2, (3, 5, 5), padding=(1, 2, 2)), bp.MaxPool3d((1, 2, 2)), shape=(1, 60, 8, 4)
    )
    images = summary_of(bp.Conv2d(1, 2, 5, padding=2), bp.MaxPool2d(2), shape=(1, 8, 4))
    figure = draw_network(films)
    assert [(block.kind, block.what) for block in blocks_of(films)] == [
        ("image", "image"),
        ("convolution", "3 × 5 × 5"),
        ("pooling", "max 1 × 2 × 2"),
    ]
    assert fronts(figure) == fronts(draw_network(images))
    assert "2 at 60 × 4 × 2" in texts(figure)


def test_blocks_are_to_scale():
    summary = summary_of(
        bp.Conv2d(3, 32, 1), bp.MaxPool2d(2), bp.Conv2d(32, 64, 1), bp.MaxPool2d(2)
    )
    thickness, height = zip(*fronts(draw_network(summary)), strict=True)
    assert height[1:] == pytest.approx([height[0] * s for s in (1, 1 / 2, 1 / 2, 1 / 4)])
    assert thickness[3] == pytest.approx(2 * thickness[1])
    assert thickness[2] == pytest.approx(thickness[1])
    assert sum(thickness) <= THICKNESS + 1e-9


def test_dense_layers_share_a_scale():
    summary = summary_of(bp.Flatten(), bp.Linear(768, 400), bp.Linear(400, 100))
    heights = [height for _, height in fronts(draw_network(summary))]
    assert heights[-2] == pytest.approx(4 * heights[-1])


@pytest.mark.parametrize("count", [1, 7])
def test_labels_do_not_touch_and_stay_inside(count):
    layers = [bp.Conv2d(3, 4, 3, padding=1), bp.MaxPool2d(2)]
    layers += [bp.Conv2d(4, 4, 1 + 2 * place, 1, place) for place in range(count)]
    layers += [residual(4), bp.Conv2d(4, 300, 3, 1, 1), bp.Conv2d(300, 4, 1)]  # thin beside thick
    figure = draw_network(summary_of(*layers, bp.Flatten(), bp.Linear(256, 10)), title="A title")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [
        text.get_window_extent(canvas.get_renderer())
        for text in figure.axes[0].texts
        if text.get_text()
    ]
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:place])
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1


def test_heading_counts():
    shown = texts(draw_network(bp.summarize(lenet5(bp), (1, 32, 32)), title="LeNet-5"))
    assert "LeNet-5" in shown
    assert "61.7 thousand parameters, 417 thousand multiply-adds per image" in shown


def test_an_empty_network():
    with pytest.raises(ValueError, match="no layers to draw"):
        draw_network(bp.summarize(bp.Sequential(), (3, 8, 8)))


def bars(axes):
    return [patch.get_height() for patch in axes.patches if isinstance(patch, Rectangle)]


def test_compare_layers_draws_every_cost_once():
    summary = bp.summarize(lenet5(bp), (1, 32, 32))
    figure = compare_layers({"one": summary, "two": summary})
    memory, parameters, operations = (figure.axes[place] for place in (0, 2, 4))
    assert sum(bars(memory)) == pytest.approx(summary.activation_bytes / 1e6)
    assert sum(bars(parameters)) == pytest.approx(summary.parameters / 1e6)
    assert sum(bars(operations)) == pytest.approx(summary.multiply_adds / 1e6)
    assert len(bars(memory)) == 7  # an activation belongs to the layer before it
    assert re.search("one(.|\n)*two", texts(figure))


def test_names_in_compare_accuracy_do_not_overlap():
    points = [(f"net {place}", 1e9 * (1 + place / 50), 1e7, 70 + place / 50) for place in range(9)]
    figure = compare_accuracy(points, title="T", note="one crop")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    names = [text for text in figure.axes[0].texts if text.get_text().startswith("net")]
    assert len(names) == 9
    boxes = [name.get_window_extent(canvas.get_renderer()) for name in names]
    assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[:place])


@pytest.mark.parametrize("draw", [compare_layers, compare_accuracy])
def test_nothing_to_compare(draw):
    with pytest.raises(ValueError, match="no network to draw"):
        draw({} if draw is compare_layers else [])
