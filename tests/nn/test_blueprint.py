"""The accounting engine predicts what the numpy engine does."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from engines import CENTRES, LAYERS, assert_same_step, torch_twin

from cnncourse import blueprint, nn, torch_nn
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


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_a_layer_predicts_shape_and_parameters(make, shape):
    net, summary = make(nn), blueprint.summarize(make(blueprint), shape[1:])
    shapes = nn.shapes(net, shape[1:])
    assert summary.layers[-1].output_shape == shapes[""]
    assert summary.parameters == sum(value.size for value in net.parameters())
    for row in summary.layers:
        assert row.output_shape == shapes[row.name]
        module = dict(net.named_modules())[row.name]
        assert type(row.layer).__name__ == type(module).__name__
        if not list(module.children()):
            assert row.parameters == sum(value.size for value in module.parameters())


def everything(e):
    """Build a network of every layer for images, then every layer for rows."""

    def block(channels, stride):
        shortcut = e.Sequential(e.Conv2d(channels, 12, 1, stride, bias=False), e.BatchNorm2d(12))
        body = e.Sequential(
            e.Conv2d(channels, 12, 3, stride, 1, groups=4, bias=False),
            e.BatchNorm2d(12),
            e.ReLU(),
            e.ChannelShuffle(4),
            e.Conv2d(12, 12, 3, padding="same", dilation=2),
            e.Scale(
                e.Sequential(
                    e.AdaptiveAvgPool2d(1),
                    e.Flatten(),
                    e.Linear(12, 3),
                    e.ReLU6(),
                    e.Linear(3, 12),
                    e.Sigmoid(),
                )
            ),
        )
        return e.Residual(body, shortcut, e.PReLU(12))

    return e.Sequential(
        e.Conv2d(3, 8, 5, padding=2),
        e.GroupNorm(4, 8),
        e.LocalResponseNorm(5),
        e.MaxPool2d(3, 2),
        block(8, 2),
        e.Residual(e.Identity(), activation=e.LeakyReLU()),
        e.Concat(e.AvgPool2d(2), e.Sequential(e.Select([0, 5]), e.Subsampling(2), e.ScaledTanh())),
        e.ConvTranspose2d(14, 4, 3, 2, output_padding=1),
        e.AdaptiveAvgPool2d((4, 5)),
        e.Dropout(),
        e.ZeroPadShortcut(4, 6, 2),
        e.Flatten(),
        e.Linear(36, 5),
        e.BatchNorm1d(5),
        e.LayerNorm(5),
        e.Tanh(),
        e.RBF(CENTRES),
        e.Negate(),
        e.Multiply(0.5),
        e.Softmax(dim=1),
    )


OF_OTHER_AXES = {"Conv1d", "Conv3d", "MaxPool3d", "AvgPool3d"}


def counts(name):
    """Return whether a blueprint overrides anything that could be wrong in a network."""
    return any(not n.startswith("__") or n == "__init__" for n in vars(on_paper(name)))


def on_paper(name):
    return getattr(blueprint, name.split()[0])


def test_a_network_of_everything_is_predicted():
    ours, theirs = everything(nn), everything(torch_nn)
    summary = blueprint.summarize(everything(blueprint), (3, 30, 27))
    shapes = nn.shapes(ours, (3, 30, 27))
    for row in summary.layers:
        assert row.output_shape == shapes[row.name]
    used = {type(module).__name__ for module in ours.modules()}
    assert used >= {name.split()[0] for name in LAYERS if counts(name)} - OF_OTHER_AXES
    count = sum(value.size for value in ours.parameters())
    assert summary.parameters == count == sum(p.numel() for p in theirs.parameters())
    rng = np.random.default_rng(0)
    ours.to(np.float64).reset_parameters(rng)
    theirs = torch_twin(everything, ours)
    x = rng.standard_normal((2, 3, 30, 27))
    assert_same_step(ours.eval(), theirs.eval(), x, rng=rng, close=1e-10)
    ours[9].p = theirs[9].p = 0.0  # the engines use different generators
    assert_same_step(ours.train(), theirs.train(), x, rng=rng, close=1e-9)


def test_layers_that_join_paths_are_rows():
    e = blueprint
    net = e.Sequential(
        e.Residual(e.Conv2d(2, 2, 3, padding=1), e.Conv2d(2, 2, 1), e.ReLU()),
        e.Concat(e.Identity(), e.Scale(e.AdaptiveAvgPool2d(1))),
    )
    rows = [
        (row.name, row.output_shape, row.multiply_adds, row.activation_bytes, row.receptive_field)
        for row in e.summarize(net, (2, 5, 4)).layers
    ]
    assert rows == [
        ("0.body", (2, 5, 4), 2 * 18 * 20, 160, (3, 3)),
        ("0.shortcut", (2, 5, 4), 2 * 2 * 20, 160, (1, 1)),
        ("0", (2, 5, 4), 0, 160, (3, 3)),
        ("0.activation", (2, 5, 4), 0, 160, (3, 3)),
        ("1.0", (2, 5, 4), 0, 0, (3, 3)),
        ("1.1.gate", (2, 1, 1), 0, 8, (7, 6)),
        ("1.1", (2, 5, 4), 0, 160, (7, 6)),
        ("1", (4, 5, 4), 0, 320, (7, 6)),
    ]


@pytest.mark.parametrize(
    ("make", "shape", "count"),
    [
        (lambda e: e.Conv1d(4, 6, 3, 2, groups=2, bias=False), (4, 9), None),
        (lambda e: e.Conv2d(4, 6, (3, 2), 2, "valid", groups=2, bias=False), (4, 9, 8), None),
        (lambda e: e.Conv3d(4, 6, (1, 3, 2), 2, groups=2, bias=False), (4, 3, 9, 8), None),
        (lambda e: e.Linear(5, 3, False), (5,), None),
        (lambda e: e.ConvTranspose2d(4, 6, (3, 2), 3, groups=2, bias=False), (4, 5, 6), None),
        (lambda e: e.Subsampling(3), (3, 5, 4), 0),
        (lambda e: e.RBF(CENTRES), (5,), 0),
        (lambda e: e.BatchNorm2d(3), (3, 5, 4), 0),
        (lambda e: e.LayerNorm((5, 4)), (3, 5, 4), 0),
        (lambda e: e.GroupNorm(3, 3), (3, 5, 4), 0),
    ],
)
def test_multiply_adds_equal_the_sum_of_a_layer_of_ones(make, shape, count):
    if count is None:
        net = make(nn)
        net.weight[...] = 1
        count = net(np.ones((1, *shape), np.float32)).sum()
    assert blueprint.summarize(make(blueprint), shape).multiply_adds == count


def window(e, kernel_size, stride, dilation):
    return e.Conv2d(1, 1, kernel_size, stride, padding=4, dilation=dilation, bias=False)


@pytest.mark.parametrize(
    "make",
    [
        lambda e: e.Sequential(window(e, (3, 2), (2, 1), (1, 2)), window(e, (2, 4), (1, 2), 1)),
        lambda e: e.Sequential(window(e, 3, 2, 1), e.AvgPool2d((2, 3), 1), window(e, 2, 1, 3)),
        lambda e: e.Sequential(window(e, 3, 1, 1), e.Subsampling(1), window(e, 2, 1, 1)),
        lambda e: e.Sequential(e.ZeroPadShortcut(1, 2, 3), e.Select([0]), window(e, 3, 1, 1)),
        lambda e: e.Residual(e.Conv2d(1, 1, (3, 5), padding=(1, 2)), e.Conv2d(1, 1, 1)),
        lambda e: e.Residual(e.Conv2d(1, 1, 1), e.Conv2d(1, 1, (3, 5), padding=(1, 2))),
        lambda e: e.Concat(e.Identity(), e.Conv2d(1, 1, 3, padding=1), e.MaxPool2d(1)),
        lambda e: e.Sequential(e.ConvTranspose2d(1, 1, (3, 4), (2, 3), dilation=(1, 2))),
        lambda e: e.Sequential(e.ConvTranspose2d(1, 1, (4, 3), (2, 2), dilation=(3, 1))),
        lambda e: e.Sequential(e.AdaptiveAvgPool2d((4, 8)), window(e, 2, 1, 1)),
        lambda e: e.Sequential(e.AdaptiveAvgPool2d((1, None)), e.Scale(e.AdaptiveAvgPool2d(1))),
        lambda e: e.Sequential(e.AdaptiveAvgPool2d((4, 3)), e.Flatten(), e.Linear(12, 2)),
        lambda e: e.Sequential(
            e.AvgPool2d(4), e.Flatten(), e.Linear(12, 2), e.ReLU(), e.Linear(2, 1)
        ),
    ],
)
def test_the_receptive_field_is_the_part_that_a_gradient_reaches(make):
    """With all weights non-zero, compare with the largest extent of any output's gradient."""
    net, shape = make(nn).to(np.float64), (1, 12, 16)
    for value in net.parameters():
        value[...] = 1
    x = np.random.default_rng(0).random((1, *shape)) + 1
    out, sizes = net(x), []
    for place in np.ndindex(out.shape):
        dout = np.zeros_like(out)
        dout[place] = 1
        net(x)
        reached = net.backward(dout)[0, 0] != 0
        places = np.argwhere(reached)  # none if only padding is seen
        sizes.append(np.ptp(places, axis=0) + 1 if len(places) else (0, 0))
    found = blueprint.summarize(make(blueprint), shape).layers[-1].receptive_field
    assert found == tuple(np.max(sizes, axis=0))


def flat(net):
    for module in net:
        yield from flat(module) if isinstance(module, nn.Sequential) else [module]


def test_shapes_and_parameters_agree_with_the_numpy_engine():
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


def test_multiply_adds_agree_with_a_convolution_of_ones():
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


E = blueprint
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
        (E.Conv1d(2, 3, 2), (3, 5), ValueError, r"sequence of shape \(2, L\)"),
        (
            E.Conv3d(2, 3, 2),
            (2, 5, 5),
            ValueError,
            r"volume of shape \(2, D, H, W\), .*\(2, 5, 5\)",
        ),
        (E.MaxPool3d(2), (5, 5, 5), ValueError, r"volume of shape \(C, D, H, W\)"),
        (E.AvgPool3d(2), (2, 5, 5, 1), ValueError, r"AvgPool3d.* window of 2 does not fit into 1"),
        (
            E.Conv3d(2, 3, (3, 1, 1)),
            (2, 2, 5, 4),
            ValueError,
            r"kernel of 3x1x1 does not fit into an image of 2x5x4",
        ),
        (E.Conv1d(2, 3, 7), (2, 5), ValueError, r"Conv1d\(2, 3, .*cannot take shape \(2, 5\)"),
        (E.ConvTranspose2d(2, 3, 2, padding=3), (2, 3, 3), ValueError, r"an output of -2x-2"),
        (
            E.ConvTranspose2d(2, 3, 2, output_padding=1),
            (2, 3, 3),
            ValueError,
            r"output_padding \(1, 1\) must be smaller",
        ),
        (E.BatchNorm2d(3), (4, 5, 5), ValueError, r"expects 3 channels, but gets .*\(4, 5, 5\)"),
        (E.BatchNorm1d(3), (3, 5, 5), ValueError, r"BatchNorm1d\(3\) cannot take"),
        (E.LayerNorm((5, 4)), (3, 5, 5), ValueError, r"5, 5\): its last axes .* sizes \(5, 4\)$"),
        (E.LayerNorm((2, 5, 4)), (5, 4), ValueError, r"must have the sizes \(2, 5, 4\)"),
        (E.GroupNorm(2, 6), (4, 5), ValueError, r"^GroupNorm\(2, 6\) .* expects 6 channels, but"),
        (E.PReLU(3), (4, 5, 5), ValueError, r"slopes for 3 channels"),
        (E.ChannelShuffle(3), (4, 5, 5), ValueError, r"3 groups do not divide 4 channels"),
        (E.Select([4]), (4, 5, 5), ValueError, r"no channel 4"),
        (E.Subsampling(3), (4, 5, 5), ValueError, r"image of shape \(3, H, W\)"),
        (E.ZeroPadShortcut(3, 5), (4, 5, 5), ValueError, r"image of shape \(3, H, W\)"),
        (E.RBF(CENTRES), (4,), ValueError, r"expects 5 numbers"),
        (E.LocalResponseNorm(3), (4,), ValueError, r"expects an image"),
        (
            E.Sequential(E.Residual(E.Sequential(E.ReLU(), POOL))),
            (1, 4, 4),
            ValueError,
            r"layer 0, a Residual, cannot add shape \(1, 2, 2\) of its body and \(1, 4, 4\)",
        ),
        (
            E.Concat(E.ReLU(), POOL),
            (1, 4, 4),
            ValueError,
            r"^Concat cannot stack outputs of shapes \(1, 4, 4\), \(1, 2, 2\)",
        ),
        (E.Scale(POOL), (1, 4, 4), ValueError, r"cannot multiply shape \(1, 4, 4\) by .*2, 2"),
        (CONV, (1, 28, -3), ValueError, r"image_shape must be at least 1, got -3"),
        (CONV, (1, 28, 2.5), TypeError, r"image_shape must be an integer, got 2.5"),
        (nn.ReLU(), (1, 8, 8), TypeError, r"built with cnncourse.blueprint, but this is a .*ReLU"),
    ],
)
def test_an_error_names_the_layer_and_its_input(net, shape, error, message):
    with pytest.raises(error, match=message):
        blueprint.summarize(net, shape)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: E.Residual(E.ReLU(), nn.ReLU()), r"layer shortcut is a cnncourse.n"),
        (lambda: E.Sequential(nn.ReLU()), r"but layer 0 is a cnncourse.nn"),
    ],
)
def test_a_layer_of_another_engine_raises_an_error(make, message):
    with pytest.raises(TypeError, match=message):
        make()


def test_wrong_options_raise_the_errors_of_the_numpy_engine():
    for make in (
        lambda e: e.Conv2d(4, 6, 3, groups=4),
        lambda e: e.Conv2d(4, 6, 3, stride=0),
        lambda e: e.MaxPool2d(0),
        lambda e: e.AvgPool2d(2, padding=-1),
        lambda e: e.Linear(0, 2),
        lambda e: e.Conv2d(4, 6, 3, 2, "same"),
        lambda e: e.Conv1d(4, 6, 3, padding="half"),
        lambda e: e.Conv3d(4, 6, 3, (1, 1, 2), "same"),
        lambda e: e.Conv3d(4, 6, (3, 3, 0)),
        lambda e: e.MaxPool3d(2, 0),
        lambda e: e.AvgPool3d(2, padding=(0, 0, -1)),
        lambda e: e.ConvTranspose2d(4, 6, 3, groups=4),
        lambda e: e.AdaptiveAvgPool2d(0),
        lambda e: e.BatchNorm1d(0),
        lambda e: e.LayerNorm(()),
        lambda e: e.LayerNorm((3, 0)),
        lambda e: e.GroupNorm(4, 6),
        lambda e: e.GroupNorm(0, 6),
        lambda e: e.GroupNorm(1, 0),
        lambda e: e.LocalResponseNorm(0),
        lambda e: e.Dropout(-0.5),
        lambda e: e.PReLU(0),
        lambda e: e.ChannelShuffle(0),
        lambda e: e.Subsampling(0),
        lambda e: e.Concat(),
        lambda e: e.Select([]),
        lambda e: e.Select([1, 1]),
        lambda e: e.Select([-1]),
        lambda e: e.ZeroPadShortcut(4, 3),
        lambda e: e.ZeroPadShortcut(4, 4, 0),
    ):
        messages = []
        for engine in (nn, blueprint):
            with pytest.raises(ValueError) as caught:
                make(engine)
            messages.append(str(caught.value))
        assert messages[0] == messages[1]
