"""The references on residual networks, each against a second oracle."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
import torch

from cnncourse import blueprint, layers, models, nn
from cnncourse.exercises import resnet
from cnncourse.models.parts import residual


def parameters_of(net, shape):
    counted = blueprint.summarize(net, shape)
    return counted.parameters, counted.multiply_adds


def test_a_residual_block_agrees_with_torch():
    rng = np.random.default_rng(0)
    x, dout = rng.standard_normal((2, 5, 4))
    w1, w2 = rng.standard_normal((4, 6)), rng.standard_normal((6, 4))
    inputs = [torch.tensor(one, requires_grad=True) for one in (x, w1, w2)]
    tx, tw1, tw2 = inputs
    out = torch.relu(tx + torch.relu(tx @ tw1) @ tw2)
    out.backward(torch.tensor(dout))
    hidden = np.maximum(x @ w1, 0)
    ours, cache = resnet.residual_forward(x, hidden @ w2)
    np.testing.assert_allclose(ours, out.detach().numpy(), atol=1e-12)
    found = resnet.residual_block_backward(dout, (x, w1, hidden, w2, *cache))
    for gradient, wanted in zip(found, inputs, strict=True):
        np.testing.assert_allclose(gradient, wanted.grad.numpy(), atol=1e-12)


def test_both_terms_of_the_sum_get_the_gradient_of_torch():
    rng = np.random.default_rng(1)
    x, change, dout = rng.standard_normal((3, 2, 3, 4))
    terms = [torch.tensor(one, requires_grad=True) for one in (x, change)]
    torch.relu(sum(terms)).backward(torch.tensor(dout))
    _, cache = resnet.residual_forward(x, change)
    found = resnet.residual_backward(dout, cache)
    for gradient, term in zip(found, terms, strict=True):
        np.testing.assert_array_equal(gradient, term.grad.numpy())
    assert not np.shares_memory(*found)


@pytest.mark.parametrize(
    ("shape", "channels", "stride"), [((2, 3, 5, 7), 6, 2), ((1, 2, 4, 4), 2, 3)]
)
def test_option_a_is_that_of_the_layer(shape, channels, stride):
    x = np.random.default_rng(2).standard_normal(shape)
    wanted = nn.ZeroPadShortcut(shape[1], channels, stride)(x)
    np.testing.assert_array_equal(resnet.shortcut_a(x, channels, stride), wanted)


def test_the_weights_copy():
    x = abs(np.random.default_rng(3).standard_normal((2, 3, 5, 4)))
    plain, zeros = resnet.identity_weights(3)

    def change(w):
        hidden, _ = layers.relu_forward(layers.conv2d_forward(x, w, None, padding=1)[0])
        return layers.conv2d_forward(hidden, w, None, padding=1)[0]

    np.testing.assert_array_equal(layers.relu_forward(change(plain))[0], x)
    np.testing.assert_array_equal(resnet.residual_forward(x, change(zeros))[0], x)
    assert plain.sum() == 3 and not zeros.any()


def test_the_costs_are_those_that_the_counting_engine_finds():
    basic = residual.basic_block(blueprint, 6, 6, 1, shortcut="A")
    narrow = residual.bottleneck_block(blueprint, 24, 24, 1, shortcut="A", stride_in="3x3")
    found = [
        blueprint.summarize(*one).multiply_adds
        for one in [(basic, (6, 5, 7)), (narrow, (24, 5, 7))]
    ]
    assert list(resnet.block_costs(6, 5, 7)) == found


def same_function(ours, theirs, shape):
    """Give two networks the same weights, in the order of their states, and compare outputs."""
    rng = np.random.default_rng(4)
    state = theirs.state_dict().values()
    drawn = [abs(rng.standard_normal(v.shape)) / max(prod(v.shape[1:]), 1) for v in state]
    values = [one.astype(v.dtype) for one, v in zip(drawn, state, strict=True)]
    x = rng.standard_normal((2, *shape)).astype(np.float32)
    outs = []
    for net in (ours, theirs):
        net.load_state_dict(dict(zip(net.state_dict(), values, strict=True)))
        outs.append(net.eval()(x))
    np.testing.assert_allclose(*outs, rtol=1e-5)


@pytest.mark.parametrize("sizes", [(4, 4, 1), (4, 8, 2), (3, 3, 2), (3, 5, 1)])
def test_a_basic_block_is_that_of_the_models(sizes):
    theirs = residual.basic_block(nn, *sizes, shortcut="B")
    same_function(resnet.basic_block(nn, *sizes), theirs, (sizes[0], 7, 6))


@pytest.mark.parametrize("stride_in", ["1x1", "3x3"])
@pytest.mark.parametrize(("channels", "stride"), [(8, 1), (4, 1), (8, 2)])
def test_a_bottleneck_is_that_of_the_models(channels, stride, stride_in):
    theirs = residual.bottleneck_block(nn, channels, 8, stride, shortcut="B", stride_in=stride_in)
    same_function(resnet.bottleneck(nn, channels, 2, stride, stride_in), theirs, (channels, 7, 6))


def test_a_small_network_is_that_of_the_models():
    same_function(resnet.resnet_cifar(nn, 3, 4), models.resnet20(nn, width=0.25), (3, 16, 16))


@pytest.mark.parametrize(
    ("depth", "parameters"),
    [(3, 269_722), (5, 464_154), (7, 658_586), (9, 853_018), (18, 1_727_962)],
)
def test_the_published_counts(depth, parameters):
    found = parameters_of(resnet.resnet_cifar(blueprint, depth, 16), (3, 32, 32))
    assert found[0] == parameters
    assert found == parameters_of(models.find(f"resnet{6 * depth + 2}")(blueprint), (3, 32, 32))
