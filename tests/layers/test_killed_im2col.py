"""The matrix product: defaults, dtypes and the names in its errors.

These tests fail for mutants of the code that no other test detects.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from layer_cases import random

from cnncourse.layers import col2im, im2col
from cnncourse.layers.conv import columns as product

X, W = (random(np.random.default_rng(0), *shape) for shape in [(2, 3, 6, 7), (4, 3, 3, 2)])


def test_defaults_are_those_of_torch():
    x, w = torch.tensor(np.array(X)), torch.tensor(np.array(W))
    np.testing.assert_array_equal(im2col(X, (3, 2)), F.unfold(x, (3, 2)))
    cols = random(np.random.default_rng(1), *F.unfold(x, (3, 2)).shape)
    expected = F.fold(torch.tensor(np.array(cols)), (6, 7), (3, 2))
    np.testing.assert_allclose(col2im(cols, (6, 7), (3, 2)), expected, rtol=1e-12)
    out, _ = product.conv2d_forward(X, W, None)
    np.testing.assert_allclose(out, F.conv2d(x, w), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int16])
def test_columns_and_pixels_keep_their_dtype(dtype):
    cols = im2col(np.ones((1, 2, 4, 5), dtype), 2)
    assert cols.dtype == dtype
    assert col2im(cols, (4, 5), 2).dtype == dtype


@pytest.mark.parametrize(
    ("images", "filters"), [(np.float32, np.float64), (np.float64, np.float32)]
)
def test_convolution_has_the_common_dtype_of_images_and_filters(images, filters):
    out, cache = product.conv2d_forward(X.astype(images), W.astype(filters), None)
    assert out.dtype == np.float64
    dx, dw, _ = product.conv2d_backward(out, cache)
    assert (dx.dtype, dw.dtype) == (images, filters)


@pytest.mark.parametrize(
    ("function", "array", "sizes"),
    [(im2col, X, (3,)), (col2im, np.zeros((2, 27, 20)), ((6, 7), 3))],
    ids=["im2col", "col2im"],
)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stride": 0}, r"^stride must be at least 1, got 0"),
        ({"dilation": 0}, r"^dilation must be at least 1, got 0"),
        ({"padding": -1}, r"^padding must be at least 0, got -1"),
    ],
)
def test_an_error_names_the_option(function, array, sizes, options, message):
    with pytest.raises(ValueError, match=message):
        function(array, *sizes, **options)


def test_an_error_names_the_size():
    with pytest.raises(ValueError, match=r"^kernel_size must be at least 1, got 0"):
        im2col(X, 0)
    with pytest.raises(ValueError, match=r"^kernel_size must be at least 1, got 0"):
        col2im(np.zeros((2, 27, 20)), (6, 7), 0)
    with pytest.raises(TypeError, match=r"^image_size must be an integer or a pair"):
        col2im(np.zeros((2, 27, 20)), (2, 6, 7), 3)
    with pytest.raises(ValueError, match=r"^image_size must be at least 1, got \(0, 7\)"):
        col2im(np.zeros((2, 4, 8)), (0, 7), 2, padding=(1, 0))


def test_too_few_columns_raise_an_error_too():
    with pytest.raises(ValueError, match=r"cols must have shape \(N, C \* 9, 20\).*\(2, 27, 19\)"):
        col2im(np.zeros((2, 27, 19)), (6, 7), 3)


def test_the_size_of_blocks_follows_from_the_columns_of_one_image(monkeypatch):
    asked, image_blocks = [], product.image_blocks
    monkeypatch.setattr(product, "image_blocks", lambda *a: asked.append(a) or image_blocks(*a))
    options = {"stride": (1, 2), "padding": (0, 1)}
    out, cache = product.conv2d_forward(X, W, None, **options)
    product.conv2d_backward(out, cache)
    assert asked == [(len(X), im2col(X[:1], W.shape[2:], **options).size)] * 2
