"""The exercises on pooling against torch, or against a direct computation."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import layers
from cnncourse.exercises import pooling
from cnncourse.layers.pool import loops


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_indices_are_those_of_torch(data):
    kernel_size = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = tuple(data.draw(st.integers(0, k // 2)) for k in kernel_size)
    stride = data.draw(st.none() | st.tuples(st.integers(1, 3), st.integers(1, 3)))
    size = [k + data.draw(st.integers(0, 5)) for k in kernel_size]
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    x = rng.integers(-3, 0, (2, 3, *size)).astype(float)  # with many ties
    options = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    _, expected = functional.max_pool2d(torch.from_numpy(x), **options, return_indices=True)
    found = loops.pool_indices(x, **options)
    np.testing.assert_array_equal(found, expected.numpy())
    out, cache = layers.max_pool2d_forward(x, **options)
    np.testing.assert_array_equal(found, layers.max_pool2d_indices(cache))
    flat = x.reshape(2, 3, -1)
    won = np.take_along_axis(flat, found.reshape(2, 3, -1), axis=2)
    np.testing.assert_array_equal(won.reshape(out.shape), out)


def test_the_mean_of_every_channel():
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 5))
    np.testing.assert_array_equal(
        pooling.global_avg_pool2d(x), layers.global_avg_pool2d_forward(x)[0]
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 999))
def test_agreement_is_that_of_the_layer_on_two_images(kernel_size, stride, seed):
    row = np.random.default_rng(seed).integers(0, 4, 15).astype(float)
    views = np.stack([row[1:], row[:-1]])[:, None, None, :]  # two images of one row
    out, _ = layers.max_pool2d_forward(views, kernel_size=(1, kernel_size), stride=(1, stride))
    same = pooling.shifted_agreement(row, kernel_size=kernel_size, stride=stride)
    assert type(same) is int and same == np.sum(out[0] == out[1])


def test_agreement_of_the_papers_row():
    row = np.array([0, 1, 5, 2, 0, 3, 1, 0, 0])
    options = [(3, 1), (1, 1), (2, 2)]
    found = [pooling.shifted_agreement(row, kernel_size=K, stride=S) for K, S in options]
    assert found == [4, 1, 1]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), st.tuples(st.integers(1, 3), st.integers(1, 3)), st.integers(1, 3))
def test_the_convolution_pools(channels, kernel_size, stride):
    x = np.random.default_rng(0).standard_normal((2, channels, 6, 7))
    w = pooling.average_as_convolution(channels, kernel_size)
    found, _ = layers.conv2d_forward(x, w, None, stride=stride, groups=channels)
    expected, _ = layers.avg_pool2d_forward(x, kernel_size=kernel_size, stride=stride)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_what_torch_learns_and_saves():
    instead = torch.nn.MaxPool2d(3, stride=2), torch.nn.Conv2d(64, 64, 3, stride=2)
    learned = tuple(sum(array.numel() for array in one.parameters()) for one in instead)
    assert pooling.parameters_of_pooling() == learned == (0, 36928)
    weights = {}
    for size in (32, 16):
        convolution, dense = torch.nn.Conv2d(64, 128, 3), torch.nn.Linear(64 * size * size, 10)
        weights[size] = convolution.weight.numel(), dense.weight.numel()
    saved = tuple(before - after for before, after in zip(weights[32], weights[16], strict=True))
    assert pooling.weights_saved() == saved == (0, 491520)
