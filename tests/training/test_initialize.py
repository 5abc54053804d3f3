"""Initialization: the same fans and distributions as in torch."""

from __future__ import annotations

import re
from math import sqrt

import numpy as np
import pytest
import torch

from cnncourse import nn
from cnncourse.train.initialization import (
    fans,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    initialize,
    whiten,
)

SHAPES = [(30, 400), (64, 32, 5, 3), (96, 40, 7)]
HE = {he_normal: torch.nn.init.kaiming_normal_, he_uniform: torch.nn.init.kaiming_uniform_}
GLOROT = {
    glorot_normal: torch.nn.init.xavier_normal_,
    glorot_uniform: torch.nn.init.xavier_uniform_,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_fans_as_torch(shape):
    assert fans(np.empty(shape)) == torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))


def test_fans_by_hand():
    assert fans(np.empty((6, 1, 5, 5))) == (25, 150)
    assert fans(np.empty((10, 84))) == (84, 10)
    with pytest.raises(ValueError, match=r"w must have two axes or more.*got shape \(3,\)"):
        fans(np.empty(3))


def assert_same_distribution(draw, shape, expected):
    """Compare mean, standard deviation, largest value and quantiles of two samples."""
    w = np.full(shape, np.nan, np.float32)
    draw(w)
    n = w.size
    assert abs(w.mean()) < 5 * w.std() / sqrt(n)
    # The relative error of the standard deviation of n numbers is about 1 / sqrt(2n).
    np.testing.assert_allclose(w.std(), expected.std(), rtol=5 / sqrt(n))
    np.testing.assert_allclose(abs(w).max(), abs(expected).max(), rtol=0.25)
    # The error of an outer decile of a normal sample is 1.7 w.std() / sqrt(n); we compare two.
    quantiles = np.linspace(0.1, 0.9, 9)
    np.testing.assert_allclose(
        np.quantile(w, quantiles), np.quantile(expected, quantiles), atol=10 * w.std() / sqrt(n)
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
@pytest.mark.parametrize("own", HE)
def test_he_as_torch(own, mode, shape):
    generator = torch.Generator().manual_seed(0)
    theirs = HE[own](torch.empty(shape), mode=mode, nonlinearity="relu", generator=generator)
    rng = np.random.default_rng(0)
    assert_same_distribution(lambda w: own(w, rng, mode=mode), shape, theirs.numpy())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("own", GLOROT)
def test_glorot_as_torch(own, shape):
    theirs = GLOROT[own](torch.empty(shape), generator=torch.Generator().manual_seed(0))
    rng = np.random.default_rng(0)
    assert_same_distribution(lambda w: own(w, rng), shape, theirs.numpy())


def test_bounds_of_the_uniform_distributions():
    w, rng = np.empty((500, 300)), np.random.default_rng(0)
    for draw, bound in (
        (lambda: he_uniform(w, rng), sqrt(6 / 300)),
        (lambda: he_uniform(w, rng, mode="fan_out"), sqrt(6 / 500)),
        (lambda: glorot_uniform(w, rng), sqrt(6 / 800)),
    ):
        draw()
        assert 0.999 * bound < abs(w).max() <= bound


def test_an_unknown_mode():
    with pytest.raises(ValueError, match="mode must be fan_in or fan_out, got 'fan'"):
        he_normal(np.empty((2, 2)), np.random.default_rng(0), mode="fan")


def network():
    return nn.Sequential(
        nn.Conv2d(8, 64, 5, bias=False),
        nn.BatchNorm2d(64),
        nn.PReLU(),
        nn.Conv2d(64, 32, 3),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, 10),
        nn.Dropout(),
    )


@pytest.mark.parametrize(
    ("scheme", "deviations"),
    [
        ("he", [sqrt(2 / (64 * 25)), sqrt(2 / (32 * 9)), sqrt(2 / 512)]),
        ("glorot", [sqrt(2 / (72 * 25)), sqrt(2 / (96 * 9)), sqrt(2 / 522)]),
        ("torch", [1 / sqrt(3 * 8 * 25), 1 / sqrt(3 * 64 * 9), 1 / sqrt(3 * 512)]),
    ],
)
def test_a_whole_network(scheme, deviations):
    net = network()
    for value in net.parameters():
        value[...] = 99
    initialize(net, scheme, np.random.default_rng(0))
    for layer, deviation in zip((net[0], net[3], net[5]), deviations, strict=True):
        np.testing.assert_allclose(layer.weight.std(), deviation, rtol=0.05)
    for layer in (net[3], net[5]):
        assert np.all(layer.bias == 0) == (scheme != "torch")
    assert np.all(net[1].weight == 1) and np.all(net[1].bias == 0)
    assert np.all(net[2].weight == 0.25)


@pytest.mark.parametrize("layer", [nn.Conv1d(40, 50, 27), nn.Conv3d(40, 50, 3)])
def test_convolutions_over_any_number_of_axes(layer):
    initialize(layer, "he", np.random.default_rng(0))
    np.testing.assert_allclose(layer.weight.std(), sqrt(2 / (50 * 27)), rtol=0.05)
    assert not layer.bias.any()


@pytest.mark.parametrize("scheme", ["he", "glorot", "torch"])
def test_the_generator_decides_every_bit(scheme):
    def drawn(seed):
        net = network()
        initialize(net, scheme, np.random.default_rng(seed))
        kept = [value.copy() for value in net.parameters()]
        return [*kept, net[6](np.ones((5, 5)))]

    for a, b in zip(drawn(3), drawn(3), strict=True):
        np.testing.assert_array_equal(a, b)
    assert np.any(drawn(3)[0] != drawn(4)[0])


def correlated_images(rng, *shape):
    """Draw images in which neighbouring pixels are alike, and the first and last channels too."""
    images = rng.normal(size=shape)
    images[..., 1:] += 2 * images[..., :-1]
    images[:, -1] = images[:, 0] + 0.1 * images[:, -1]
    return images.astype(np.float32)


@pytest.mark.parametrize(("channels", "size"), [(3, (2, 2)), (1, (3, 2)), (2, (1, 1))])
def test_the_outputs_of_whitened_filters_are_uncorrelated(channels, size):
    images = correlated_images(np.random.default_rng(0), 40, channels, 12, 9)
    axes = channels * size[0] * size[1]
    w = np.zeros((axes + 1, channels, *size), np.float32)
    whiten(w, images)
    out = torch.nn.functional.conv2d(torch.from_numpy(images), torch.from_numpy(w))
    covariance = np.cov(out.numpy()[:, :axes].astype(float).swapaxes(0, 1).reshape(axes, -1))
    variances = np.diag(covariance)
    np.testing.assert_allclose(covariance - np.diag(variances), 0, atol=1e-3)
    assert np.all(variances > 0.8) and np.all(variances < 1.001)  # a floor keeps noise small
    np.testing.assert_array_equal(w[axes], -w[0])


def test_whitening_keeps_filters_for_which_there_is_no_axis():
    images = correlated_images(np.random.default_rng(0), 10, 1, 6, 6)
    w = np.full((10, 1, 2, 2), 9.0)
    whiten(w, images)
    np.testing.assert_array_equal(w[4:8], -w[:4])
    assert np.all(w[8:] == 9) and not np.any(w[:8] == 9)


def test_whitening_a_constant_image_gives_finite_filters():
    w = np.zeros((8, 1, 2, 2))
    whiten(w, np.ones((3, 1, 5, 5), np.float32))
    assert np.all(np.isfinite(w)) and np.abs(w).max() < 50


@pytest.mark.parametrize("shape", [(5, 2, 8, 8), (5, 3, 1, 8), (5, 3, 8, 1), (5, 3, 8)])
def test_whitening_images_that_do_not_fit(shape):
    message = re.escape(f"(N, 3, H, W) that are no smaller, got {shape}")
    with pytest.raises(ValueError, match=message):
        whiten(np.zeros((4, 3, 2, 2)), np.zeros(shape))


def test_a_whitened_network_is_a_he_network_but_for_its_first_convolution():
    images = correlated_images(np.random.default_rng(1), 10, 8, 9, 9)
    he, whitened = network(), network()
    initialize(he, "he", np.random.default_rng(0))
    initialize(whitened, "whitened", np.random.default_rng(0), images)
    first = he[0].weight.copy()
    whiten(first, images)
    np.testing.assert_array_equal(whitened[0].weight, first)
    for a, b in zip(he.parameters()[1:], whitened.parameters()[1:], strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("net", [network(), nn.Linear(3, 2)])
def test_nothing_to_whiten(net):
    images = None if isinstance(net, nn.Sequential) else np.zeros((2, 1, 4, 4))
    with pytest.raises(ValueError, match="whitened needs a network with a Conv2d, and the train"):
        initialize(net, "whitened", np.random.default_rng(0), images)


def test_an_unknown_scheme():
    with pytest.raises(
        ValueError, match="scheme must be torch, he, glorot or whitened, got 'zeros'"
    ):
        initialize(network(), "zeros", np.random.default_rng(0))
