"""Engines with other functions: a student's own layers in the course's network."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from engines import LAYERS

from cnncourse import layers, nn
from cnncourse.layers.conv import loops
from cnncourse.models import lenet5

FUNCTIONS = {"conv2d_forward": loops.conv2d_forward, "conv2d_backward": loops.conv2d_backward}


@pytest.mark.parametrize(
    "functions", [FUNCTIONS, loops, SimpleNamespace(**FUNCTIONS), {**FUNCTIONS, "rng": 3}]
)
def test_a_network_runs_the_given_functions_and_otherwise_the_courses(functions):
    engine = nn.using(functions)
    rng = np.random.default_rng(0)
    own, net = (e.Sequential(e.Conv2d(1, 2, 3), e.ReLU(), e.MaxPool2d(2)) for e in (engine, nn))
    own.load_state_dict(net.state_dict())
    x = rng.standard_normal((2, 1, 6, 6)).astype(np.float32)
    out = own(x)
    np.testing.assert_allclose(out, net(x), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(own.backward(out), net.backward(out), rtol=1e-5, atol=1e-6)
    for ours, theirs in zip(own.gradients(), net.gradients(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("method", ["columns", "loops", "direct", "winograd", "depthwise"])
def test_every_convolution_of_the_course_can_be_used_in_an_engine(method):
    functions = getattr(layers.conv, method)
    engine = nn.using(functions)
    channels = {"depthwise": (3, 3, 3), "winograd": (16, 16, 1)}.get(method, (2, 3, 1))
    own, net = (
        e.Conv2d(*channels[:2], 3, padding=1, groups=channels[2], dtype=np.float32)
        for e in (engine, nn)
    )
    assert own.functions.conv2d_forward is functions.conv2d_forward
    assert own.functions.conv2d_backward is functions.conv2d_backward
    own.load_state_dict(net.state_dict())
    x = np.random.default_rng(0).standard_normal((2, channels[0], 6, 5)).astype(np.float32)
    out = own(x)
    np.testing.assert_allclose(out, net(x), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(own.backward(out), net.backward(out), rtol=1e-4, atol=1e-4)
    for ours, theirs in zip(own.gradients(), net.gradients(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_given_functions_get_the_options_of_their_number_of_axes():
    given = []

    def noted(x, w, b, **options):
        given.append(options)
        return getattr(layers, f"conv{x.ndim - 2}d_forward")(x, w, b, **options)

    engine = nn.using({f"conv{axes}d_forward": noted for axes in (1, 3)})
    engine.Conv1d(1, 1, 3, stride=(2,), padding="valid")(np.ones((1, 1, 6), np.float32))
    engine.Conv3d(1, 1, 3, padding="same", dilation=2)(np.ones((1, 1, 2, 3, 4), np.float32))
    assert given == [
        {"stride": 2, "padding": 0, "dilation": 1, "groups": 1},
        {"stride": (1, 1, 1), "padding": (2, 2, 2), "dilation": (2, 2, 2), "groups": 1},
    ]


def test_given_functions_get_a_padding_word_as_numbers():
    layer = nn.using(FUNCTIONS).Conv2d(1, 1, (3, 5), padding="same")
    x = np.ones((1, 1, 6, 7), np.float32)
    assert layer.backward(layer(x)).shape == layer(x).shape == x.shape


def test_every_layer_looks_up_its_functions_by_name():
    called = set()

    def noted(name):
        def function(*args, **options):
            called.add(name)
            return getattr(layers, name)(*args, **options)

        return function

    engine = nn.using({name: noted(name) for name in layers.__all__ if "ward" in name})
    for make, shape in LAYERS.values():
        net = make(engine)
        net.backward(net(np.ones(shape, np.float32)))
    without_a_layer = ("convolve", "global_avg_pool2d")  # AdaptiveAvgPool2d(1) is the latter
    expected = {name for name in layers.__all__ if name.endswith(("_forward", "_backward"))}
    assert called == {name for name in expected if not name.startswith(without_a_layer)}


@pytest.mark.parametrize("name", ["CrossEntropyLoss", "BCEWithLogitsLoss", "MSELoss"])
def test_a_loss_runs_the_given_function(name):
    function = getattr(nn, name).function
    engine = nn.using({function: lambda predictions, targets, **options: (predictions, targets)})
    loss, predictions, targets = getattr(engine, name)(), np.ones(2), np.zeros(2)
    assert loss(predictions, targets) is predictions and loss.backward() is targets


def test_an_engine_has_every_name():
    engine = nn.using(FUNCTIONS)
    classes = {name for name in nn.__all__ if isinstance(getattr(nn, name), type)}
    assert set(vars(engine)) == classes
    assert repr(engine.Residual(engine.ReLU())) == "Residual(\n  (body): ReLU()\n)"


def test_the_course_engine_is_not_affected():
    def broken(x):
        raise AssertionError("not mine")

    engine = nn.using({"relu_forward": broken})
    assert np.array_equal(nn.ReLU()(np.ones(2)), np.ones(2))
    with pytest.raises(AssertionError, match="not mine"):
        engine.ReLU()(np.ones(2))
    with pytest.raises(AssertionError, match="not mine"):
        engine.Sequential(engine.ReLU())[:1](np.ones(2))


def test_a_model_is_built_from_such_an_engine():
    net = lenet5(nn.using(FUNCTIONS))
    assert net[0].functions.conv2d_forward is loops.conv2d_forward
    assert repr(net) == repr(lenet5(nn))


@pytest.mark.parametrize(
    "functions",
    [{}, {"conv2d": loops.conv2d_forward}, {"convolve2d_forward": layers.convolve2d_forward}],
)
def test_functions_that_no_layer_runs_raise_an_error(functions):
    with pytest.raises(
        ValueError, match=r"functions has none that a layer runs; it may have .*conv2d_for"
    ):
        nn.using(functions)
