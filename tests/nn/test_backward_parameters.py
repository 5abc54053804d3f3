"""The backward pass that stops at the first layer's parameters gives the same gradients."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse import layers, nn


def networks():
    return {
        "convolution first": nn.Sequential(
            nn.Conv2d(2, 3, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(48, 4)
        ),
        "without bias": nn.Sequential(nn.Conv2d(2, 1, 3, bias=False), nn.Flatten()),
        "same padding": nn.Sequential(nn.Conv2d(2, 3, (2, 4), padding="same"), nn.Flatten()),
        "groups": nn.Sequential(nn.Conv2d(2, 4, 3, groups=2, dilation=2), nn.Flatten()),
        "depthwise": nn.Sequential(nn.Conv2d(2, 2, 3, padding=1, groups=2), nn.Flatten()),
        "nested": nn.Sequential(nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU()), nn.Flatten()),
        "residual first": nn.Sequential(nn.Residual(nn.Conv2d(2, 2, 3, padding=1)), nn.Flatten()),
        "linear first": nn.Sequential(nn.Flatten(), nn.Linear(128, 4)),
        "one layer": nn.Conv2d(2, 3, 3),
    }


@pytest.mark.parametrize("name", networks())
def test_the_gradients_equal_those_of_backward(name):
    rng, net = np.random.default_rng(0), networks()[name]
    net.reset_parameters(rng)
    x = rng.normal(size=(5, 2, 8, 8)).astype(np.float32)
    dout = rng.normal(size=net(x).shape).astype(np.float32)
    net.backward(dout)
    expected = [gradient.copy() for gradient in net.gradients()]
    net(x)
    for layer in net.modules():
        layer._gradients = {}
    net.backward_parameters(dout)
    found = net.gradients()
    assert len(found) == len(expected) > 0
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_first_layer_may_be_winograd():
    rng, layer = np.random.default_rng(0), nn.Conv2d(32, 32, 3, padding=1)
    x, dout = (rng.normal(size=(4, 32, 16, 16)).astype(np.float32) for _ in range(2))
    layer(x)
    layer.backward(dout)
    expected = layer.gradients()
    layer.backward_parameters(dout)
    for a, b in zip(layer.gradients(), expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_students_backward_is_called():
    called = []

    def conv2d_backward(dout, cache):
        called.append(dout.shape)
        return layers.conv2d_backward(dout, cache)

    engine = nn.using({"conv2d_backward": conv2d_backward})
    net = engine.Sequential(engine.Conv2d(1, 2, 3), engine.ReLU())
    net.backward_parameters(net(np.ones((1, 1, 4, 4), np.float32)))
    assert called == [(1, 2, 2, 2)] and len(net.gradients()) == 2


def test_an_empty_network():
    assert nn.Sequential().backward_parameters(np.ones(3)) is None


def test_it_needs_a_forward_pass_and_the_right_shape():
    layer = nn.Conv2d(1, 2, 3)
    with pytest.raises(RuntimeError, match="run a forward pass before backward"):
        layer.backward_parameters(np.ones((1, 2, 2, 2), np.float32))
    layer(np.ones((1, 1, 4, 4), np.float32))
    with pytest.raises(ValueError, match="dout"):
        layer.backward_parameters(np.ones((1, 2, 3, 3), np.float32))
