"""Counts agree with layers that do the work, and with published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncourse import blueprint
from cnncourse.layers import (
    conv1d_backward,
    conv1d_forward,
    conv2d_forward,
    conv3d_forward,
    conv_transpose2d_forward,
    linear_forward,
    multiply_adds,
    receptive_field,
)


def seen(layers, outputs):
    """Find the pixels that the first outputs depend on by sending a gradient back."""
    size, jump = receptive_field(layers)
    x = np.zeros((1, 1, size + (outputs - 1) * jump + jump))
    caches = []
    for kernel_size, stride, dilation in layers:
        w = np.ones((1, 1, kernel_size))
        x, cache = conv1d_forward(x, w, None, stride=stride, dilation=dilation)
        caches.append(cache)
    windows = []
    for output in range(outputs):
        gradient = np.zeros_like(x)
        gradient[..., output] = 1
        for cache in reversed(caches):
            gradient, _, _ = conv1d_backward(gradient, cache)
        windows.append(np.flatnonzero(gradient))
    return windows


@settings(max_examples=60, deadline=None)
@given(
    layers=st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4
    )
)
def test_the_receptive_field_is_the_part_that_a_gradient_reaches(layers):
    size, jump = receptive_field(layers)
    first, second = seen(layers, outputs=2)
    assert first[0] == 0 and first[-1] == size - 1
    np.testing.assert_array_equal(second, first + jump)


@pytest.mark.parametrize("count", [0, 1, 2, 9])
@pytest.mark.parametrize("kernel_size", [1, 3, 5])
def test_plain_layers_each_add_kernel_size_minus_one(count, kernel_size):
    layers = [(kernel_size, 1, 1)] * count
    assert receptive_field(layers) == (1 + count * (kernel_size - 1), 1)


def test_published_receptive_fields():
    vgg16 = []
    for convolutions in (2, 2, 3, 3, 3):
        vgg16 += [(3, 1, 1)] * convolutions + [(2, 2, 1)]
    assert receptive_field(vgg16) == (212, 32)  # Distill 2019, table of networks
    alexnet = [(11, 4, 1), (3, 2, 1), (5, 1, 1), (3, 2, 1), *[(3, 1, 1)] * 3, (3, 2, 1)]
    assert receptive_field(alexnet) == (195, 32)


@pytest.mark.parametrize(
    ("layers", "error", "message"),
    [
        ([(3, 1)], TypeError, r"a layer must be the three integers .* got \(3, 1\)"),
        ([3, 3], TypeError, "a layer must be the three integers .* got 3"),
        ([(3, 1, 1), (3, 0, 1)], ValueError, "stride must be at least 1, got 0"),
        ([(0, 1, 1)], ValueError, "kernel_size must be at least 1, got 0"),
        ([(3, 1, -1)], ValueError, "dilation must be at least 1, got -1"),
        ([((3, 3), 1, 1)], TypeError, r"kernel_size must be an integer, got \(3, 3\)"),
    ],
)
def test_an_invalid_layer_raises_an_error(layers, error, message):
    with pytest.raises(error, match=message):
        receptive_field(layers)


def test_multiply_adds_equal_the_sums_of_layers_of_ones():
    x, w = np.ones((1, 4, 9, 8)), np.ones((6, 2, 3, 2))
    out, _ = conv2d_forward(x, w, None, stride=(2, 1), dilation=(1, 2), groups=2)
    assert multiply_adds(w.shape, out.shape[1:]) == out.sum()
    out, _ = linear_forward(np.ones((1, 5)), np.ones((3, 5)), None)
    assert multiply_adds((3, 5), out.shape[1:]) == out.sum() == 15
    out, _ = conv1d_forward(np.ones((1, 4, 9)), np.ones((6, 2, 3)), None, groups=2)
    assert multiply_adds((6, 2, 3), out.shape[1:]) == out.sum()
    out, _ = conv3d_forward(np.ones((1, 4, 3, 9, 8)), np.ones((6, 2, 2, 3, 2)), None, groups=2)
    assert multiply_adds((6, 2, 2, 3, 2), out.shape[1:]) == out.sum()
    out, _ = conv_transpose2d_forward(x, np.ones((4, 3, 3, 3)), None, stride=2, groups=2)
    assert multiply_adds((4, 3, 3, 3), x.shape[1:]) == out.sum()


def test_multiply_adds_agree_with_the_accounting_engine_and_the_papers():
    assert multiply_adds((6, 1, 5, 5), (6, 28, 28)) == 117_600  # LeNet-5, C1
    assert multiply_adds((4096, 512 * 7 * 7), (4096,)) == 102_760_448  # VGG-16, first dense layer
    layer = blueprint.Conv2d(8, 12, (3, 5), stride=2, groups=4)
    row = blueprint.summarize(layer, (8, 20, 21)).layers[0]
    assert multiply_adds((12, 2, 3, 5), row.output_shape) == row.multiply_adds


@pytest.mark.parametrize(
    ("w_shape", "output_shape"),
    [((6, 1, 5, 5), (1, 6, 28, 28)), ((6, 1, 5, 5), (5, 28, 28)), ((3, 5), (5,)), ((), ())],
)
def test_shapes_of_different_layers_raise_an_error(w_shape, output_shape):
    with pytest.raises(ValueError, match="does not come from weights of shape") as error:
        multiply_adds(w_shape, output_shape)
    assert str(output_shape) in str(error.value) and str(w_shape) in str(error.value)
