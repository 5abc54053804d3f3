"""The accounting engine must foretell what the numpy engine then does."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from cnncourse import blueprint, nn
from cnncourse.layers import conv2d_forward


def network(engine):
    return engine.Sequential(
        engine.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2),
        engine.Tanh(),
        engine.Sequential(
            engine.MaxPool2d((2, 3), 2, (0, 1), ceil_mode=True),
            engine.Conv2d(6, 5, 1, bias=False),
            engine.AvgPool2d((1, 2)),
        ),
        engine.ReLU(),
        engine.Flatten(),
        engine.Linear(5 * 3 * 3, 7),
        engine.Linear(7, 2, bias=False),
    )


def flat(net):
    for module in net:
        yield from flat(module) if isinstance(module, nn.Sequential) else [module]


def test_shapes_and_parameters_are_those_of_the_numpy_engine():
    net, summary = network(nn), blueprint.summarize(network(blueprint), (4, 10, 9))
    x = np.zeros((1, 4, 10, 9), np.float32)
    for row, module in zip(summary.layers, flat(net), strict=True):
        assert row.input_shape == x.shape[1:]
        x = module(x)
        assert row.output_shape == x.shape[1:]
        assert row.parameters == sum(value.size for value in module.parameters())
        view = isinstance(module, nn.Flatten)
        assert row.activation_bytes == (0 if view else x.nbytes)
    assert summary.parameters == sum(value.size for value in net.parameters())
    names = {name.rsplit(".", 1)[0] for name in net.state_dict()}
    assert names == {row.name for row in summary.layers if row.parameters}


def test_multiply_adds_are_counted_as_a_convolution_of_ones_counts_them():
    net = blueprint.Conv2d(4, 6, (3, 2), stride=(2, 1), dilation=(1, 2), groups=2)
    options = {"stride": (2, 1), "dilation": (1, 2), "groups": 2}
    out, _ = conv2d_forward(np.ones((1, 4, 9, 8)), np.ones((6, 2, 3, 2)), None, **options)
    assert blueprint.summarize(net, (4, 9, 8)).multiply_adds == out.sum()
    dense = blueprint.summarize(blueprint.Linear(5, 3), (5,))
    assert (dense.multiply_adds, dense.parameters) == (15, 18)


def test_nothing_is_allocated():
    tracemalloc.start()
    net = blueprint.Sequential(
        blueprint.Conv2d(3, 4096, 7), blueprint.Flatten(), blueprint.Linear(4096 * 218**2, 4096)
    )
    summary = blueprint.summarize(net, (3, 224, 224))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert summary.parameters > 7e11
    assert peak < 1e6


def test_a_summary_prints_as_a_table():
    net = blueprint.Sequential(blueprint.Conv2d(1, 20, 5), blueprint.Flatten())
    assert str(blueprint.summarize(net, (1, 28, 28))).splitlines() == [
        "   layer    output        parameters  multiply-adds  activation bytes   sees",
        "0  Conv2d   20 x 24 x 24         520        288,000            46,080  5 x 5",
        "1  Flatten  11520                  0              0                 0  5 x 5",
        "   total                         520        288,000            46,080",
    ]


CONV, POOL = blueprint.Conv2d(1, 2, 5), blueprint.MaxPool2d(2)


@pytest.mark.parametrize(
    ("net", "shape", "error", "message"),
    [
        (
            blueprint.Sequential(CONV, blueprint.Sequential(POOL, blueprint.Conv2d(2, 2, 3))),
            (1, 8, 9),
            ValueError,
            r"layer 1.1, Conv2d\(2, 2, .*, cannot take shape \(2, 2, 2\): a kernel of 3x3 does not",
        ),
        (
            blueprint.Sequential(CONV, POOL),
            (1, 5, 9),
            ValueError,
            r"layer 1, MaxPool2d\(.*cannot take shape \(2, 1, 5\): .* window of 2 does not fit",
        ),
        (CONV, (3, 28, 28), ValueError, r"Conv2d\(.*image of shape \(1, H, W\)"),
        (CONV, (28, 28), ValueError, r"gets shape \(28, 28\)"),
        (POOL, (28,), ValueError, r"expects an image of shape \(C, H, W\)"),
        (blueprint.Linear(9, 2), (1, 3, 3), ValueError, r"expects 9 numbers, .* \(1, 3, 3\)"),
        (CONV, (1, 28, -3), ValueError, r"image_shape must be at least 1, got -3"),
        (CONV, (1, 28, 2.5), TypeError, r"image_shape must be an integer, got 2.5"),
        (nn.ReLU(), (1, 8, 8), TypeError, r"built with cnncourse.blueprint, but this is a .*ReLU"),
        (blueprint.Sequential(nn.ReLU()), (1, 8, 8), TypeError, r"but layer 0 is a cnncourse.nn"),
    ],
)
def test_an_error_names_the_layer_and_its_input(net, shape, error, message):
    with pytest.raises(error, match=message):
        blueprint.summarize(net, shape)


def test_wrong_options_are_refused_as_by_the_numpy_engine():
    for make in (
        lambda e: e.Conv2d(4, 6, 3, groups=4),
        lambda e: e.Conv2d(4, 6, 3, stride=0),
        lambda e: e.MaxPool2d(0),
        lambda e: e.AvgPool2d(2, padding=-1),
        lambda e: e.Linear(0, 2),
    ):
        messages = []
        for engine in (nn, blueprint):
            with pytest.raises(ValueError) as caught:
                make(engine)
            messages.append(str(caught.value))
        assert messages[0] == messages[1]
