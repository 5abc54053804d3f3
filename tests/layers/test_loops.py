"""The loops of the chapters agree with torch, numpy's padding and plain counting."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import random

from cnncourse.layers.conv import loops
from cnncourse.layers.conv.loops import cross_correlate2d, output_size, pad2d

sizes, seeds = st.integers(1, 5), st.integers(0, 2**32)


@settings(max_examples=100, deadline=None)
@given(
    size=st.integers(0, 12),
    kernel_size=sizes,
    stride=st.integers(1, 4),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
)
def test_the_output_size_counts_the_windows_that_fit(size, kernel_size, stride, padding, dilation):
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    padded, reach = size + 2 * padding, dilation * (kernel_size - 1)
    fitting = [start for start in range(0, padded, stride) if start + reach < padded]
    if fitting:
        assert output_size(size, kernel_size, **options) == len(fitting)
    else:
        with pytest.raises(ValueError, match=rf"spans {reach + 1} .* only {padded} \(size {size}"):
            output_size(size, kernel_size, **options)


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_a_kernel_as_long_as_the_padded_input_fits_once_and_a_longer_one_never(padding):
    length = 3 + 2 * padding
    assert output_size(3, length, padding=padding) == 1
    with pytest.raises(ValueError, match=rf"spans {length + 1} positions .* only {length}"):
        output_size(3, length + 1, padding=padding)


def test_the_defaults_are_stride_one_without_padding_or_dilation():
    assert output_size(7, 3) == 5


@pytest.mark.parametrize("dtype", [np.float32, np.int64])
@pytest.mark.parametrize(
    ("padding", "frame"), [(0, (0, 0)), (2, (2, 2)), ((1, 0), (1, 0)), ((0, 3), (0, 3))]
)
@pytest.mark.parametrize("shape", [(2, 5), (3, 2, 5), (2, 3, 4, 1)])
def test_padding_agrees_with_numpy(shape, padding, frame, dtype):
    x = np.arange(1, np.prod(shape) + 1, dtype=dtype).reshape(shape)
    out = pad2d(x, padding)
    rows, columns = frame
    still = [(0, 0)] * (x.ndim - 2)
    np.testing.assert_array_equal(out, np.pad(x, [*still, (rows, rows), (columns, columns)]))
    assert out.dtype == dtype
    assert not np.shares_memory(out, x)


@pytest.mark.parametrize("padding", [-1, (0, -1), (-1, 0)])
def test_negative_padding_raises_an_error(padding):
    with pytest.raises(ValueError, match=r"^padding must be at least 0"):
        pad2d(np.ones((2, 5)), padding)


@settings(max_examples=40, deadline=None)
@given(kernel=st.tuples(sizes, sizes), more=st.tuples(sizes, sizes), seed=seeds)
def test_cross_correlation_of_one_channel_agrees_with_torch(kernel, more, seed):
    rng = np.random.default_rng(seed)
    image = random(rng, *(k + m - 1 for k, m in zip(kernel, more, strict=True)))
    weights = random(rng, *kernel)
    tensors = (torch.tensor(np.array(a))[None, None] for a in (image, weights))
    expected = F.conv2d(*tensors)[0, 0]
    np.testing.assert_allclose(cross_correlate2d(image, weights), expected, rtol=0, atol=1e-12)


def test_cross_correlation_has_the_common_dtype():
    image, kernel = np.ones((3, 3), np.float32), np.ones((2, 2), np.int8)
    assert cross_correlate2d(image, kernel).dtype == np.float32
    assert cross_correlate2d(image.astype(np.int8), kernel.astype(np.float32)).dtype == np.float32
    assert cross_correlate2d(image.astype(np.int8), kernel).dtype == np.int8


@pytest.mark.parametrize(
    ("images", "filters"), [(np.float32, np.float64), (np.float64, np.float32)]
)
def test_convolution_has_the_common_dtype_of_images_and_filters(images, filters):
    x, w = np.ones((1, 1, 3, 3), images), np.full((1, 1, 2, 2), 0.1, filters)
    out, _ = loops.conv2d_forward(x, w, None)
    assert out.dtype == np.float64


def test_a_kernel_larger_than_the_image_raises_an_error():
    with pytest.raises(ValueError, match=r"kernel spans 3 positions .* only 2 \(size 2, padding 0"):
        cross_correlate2d(np.zeros((4, 2)), np.zeros((3, 3)))


IMAGE = np.zeros((2, 4, 5, 6))


@pytest.mark.parametrize(
    ("filters", "options", "message"),
    [
        ((4, 3, 3, 3), {}, r"w of shape \(4, 3, 3, 3\) with groups=1 .* x of shape \(2, 4, 5, 6\)"),
        ((4, 1, 3, 3), {}, r"w.shape\[1\] must be 4 / groups"),
        ((4, 4, 3, 3), {"groups": 2}, r"w of shape \(4, 4, 3, 3\) with groups=2"),
        ((3, 2, 3, 3), {"groups": 2}, r"groups must divide w.shape\[0\]"),
        ((4, 4, 3, 3), {"stride": 0}, r"stride must be at least 1, got 0"),
        ((4, 4, 3, 3), {"stride": (1, 0)}, r"stride must be at least 1, got \(1, 0\)"),
        ((4, 4, 3, 3), {"dilation": 0}, r"dilation must be at least 1, got 0"),
        ((4, 4, 3, 3), {"padding": -1}, r"padding must be at least 0, got -1"),
        ((4, 4, 6, 3), {}, r"kernel spans 6 positions but the padded input has only 5"),
        ((4, 4, 3, 7), {}, r"kernel spans 7 positions but the padded input has only 6"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(filters, options, message):
    with pytest.raises(ValueError, match=message):
        loops.conv2d_forward(IMAGE, np.zeros(filters), None, **options)
