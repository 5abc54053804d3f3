"""Transposed convolution agrees with torch and measured slopes, and is a transpose."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    conv2d_forward,
    conv_transpose2d_backward,
    conv_transpose2d_forward,
)

close = {"rtol": 1e-10, "atol": 1e-10}


@st.composite
def cases(draw):
    """Draw a transposed convolution with a non-empty output and any options torch allows."""
    groups = draw(st.integers(1, 3))
    kernel, stride, dilation = (
        draw(st.tuples(st.integers(1, n), st.integers(1, n))) for n in (4, 3, 3)
    )
    extra = tuple(
        draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
    )
    size = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    padding = tuple(
        draw(st.integers(0, min(3, ((n - 1) * s + d * (k - 1) + e) // 2)))
        for n, s, d, k, e in zip(size, stride, dilation, kernel, extra, strict=True)
    )
    N, block, filters = draw(st.integers(0, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = random(rng, N, groups * block, *size)
    w = random(rng, groups * block, filters, *kernel)
    b = random(rng, groups * filters) if draw(st.booleans()) else None
    options = {
        "stride": stride,
        "padding": padding,
        "output_padding": extra,
        "dilation": dilation,
        "groups": groups,
    }
    return x, w, b, options, rng


@settings(max_examples=80, deadline=None)
@given(case=cases())
def test_values_and_gradients_agree_with_torch(case):
    x, w, b, options, rng = case
    tx, tw, tb = map(as_torch, (x, w, b))
    expected = F.conv_transpose2d(tx, tw, tb, **options)
    dout = random(rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = conv_transpose2d_forward(x, w, b, **options)
    dx, dw, db = conv_transpose2d_backward(dout, cache)

    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dw, tw.grad, **close)
    assert (db is None) == (b is None)
    if b is not None:
        np.testing.assert_allclose(db, tb.grad, **close)


@settings(max_examples=25, deadline=None)
@given(case=cases())
def test_gradients_are_the_measured_slopes(case):
    x, w, b, options, rng = case
    out, cache = conv_transpose2d_forward(x, w, b, **options)
    if out.size == 0:
        return
    dout = random(rng, *out.shape)
    dx, dw, _ = conv_transpose2d_backward(dout, cache)

    def loss(x=x, w=w):
        return np.sum(conv_transpose2d_forward(x, w, b, **options)[0] * dout)

    assert slope_error(lambda v: loss(x=v), x, dx, rng=rng) < 1e-7
    assert slope_error(lambda v: loss(w=v), w, dw, rng=rng) < 1e-7


@pytest.mark.parametrize("size", [(7, 9), (8, 10)])
def test_it_is_the_transpose_of_the_convolution_with_the_same_filters(size):
    """`<conv(image), y> = <image, transposed(y)>`; the output padding selects the image size."""
    rng = np.random.default_rng(1)
    image, w = random(rng, 2, 4, *size), random(rng, 6, 2, 3, 3)
    options = {"stride": 2, "padding": 1, "groups": 2}
    out, _ = conv2d_forward(image, w, None, **options)
    y = random(rng, *out.shape)
    extra = tuple(n - (2 * (m - 1) - 2 + 3) for n, m in zip(size, out.shape[2:], strict=True))
    back, _ = conv_transpose2d_forward(y, w, None, output_padding=extra, **options)
    assert back.shape == image.shape
    np.testing.assert_allclose(np.sum(out * y), np.sum(image * back), rtol=1e-12)


def test_every_input_paints_a_scaled_kernel():
    x = np.array([[[[1.0, 10.0]]]])
    w = np.array([[[[1.0, 2.0, 3.0]]]])
    out, _ = conv_transpose2d_forward(x, w, np.array([0.5]), stride=(1, 2))
    np.testing.assert_array_equal(out, [[[[1.5, 2.5, 13.5, 20.5, 30.5]]]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_results_have_the_dtype_of_the_input_and_memory_does_not_matter(dtype):
    rng = np.random.default_rng(0)
    x, w, b = (random(rng, *s, dtype=dtype) for s in [(3, 4, 5, 6), (4, 3, 4, 3), (6,)])
    options = {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2}
    out, cache = conv_transpose2d_forward(x, w, b, **options)
    results = (out, *conv_transpose2d_backward(out, cache))
    assert [a.dtype for a in results] == [dtype] * 4
    _, cache = conv_transpose2d_forward(awkward(x), awkward(w), b, **options)
    for a, e in zip(conv_transpose2d_backward(awkward(out), cache), results[1:], strict=True):
        np.testing.assert_allclose(a, e, rtol=1e-4, atol=1e-4)


def test_large_images_in_float32_stay_close_to_float64():
    rng = np.random.default_rng(2)
    x, w, b = random(rng, 8, 16, 16, 16), random(rng, 16, 16, 3, 3), random(rng, 16)
    exact, cache = conv_transpose2d_forward(x, w, b, padding=1)
    expected = (exact, *conv_transpose2d_backward(exact, cache))
    x, w, b, dout = (a.astype(np.float32) for a in (x, w, b, exact))
    out, cache = conv_transpose2d_forward(x, w, b, padding=1)
    results = (out, *conv_transpose2d_backward(dout, cache))
    for single, double in zip(results, expected, strict=True):
        np.testing.assert_allclose(single, double, rtol=0, atol=2e-5 * np.abs(double).max())


def test_mixed_dtypes_are_promoted_and_each_gradient_has_the_dtype_of_its_array():
    rng = np.random.default_rng(0)
    x, w = random(rng, 2, 3, 4, 5, dtype=np.float32), random(rng, 3, 2, 3, 3)
    out, cache = conv_transpose2d_forward(x, w, random(rng, 2, dtype=np.float32))
    gradients = conv_transpose2d_backward(out, cache)
    assert [a.dtype for a in (out, *gradients)] == [np.float64, np.float32, np.float64, np.float32]


X, W = np.zeros((2, 4, 5, 6)), np.zeros((4, 3, 3, 2))


@pytest.mark.parametrize(
    ("x", "w", "b", "options", "error", "message"),
    [
        (X.astype(int), W, None, {}, TypeError, "x must hold floating-point .* int64"),
        (X, W.tolist(), None, {}, TypeError, "w must be a numpy array, got list"),
        (X[0], W, None, {}, ValueError, r"x must have the axes \(N, C_in, H, W\)"),
        (X, W[0], None, {}, ValueError, r"w must have the axes \(C_in, C_out / groups, KH, KW\)"),
        (
            X,
            W[:3],
            None,
            {},
            ValueError,
            r"w of shape \(3, 3, 3, 2\) with groups=1 does not fit x of shape \(2, 4, 5, 6\): "
            r"w.shape\[0\] must be 4",
        ),
        (X, W, None, {"groups": 3}, ValueError, "with groups=3 .* groups must divide it"),
        (X, W, None, {"groups": 0}, ValueError, "groups must be at least 1, got 0"),
        (X, W, np.zeros(3), {"groups": 2}, ValueError, r"b must have shape \(6,\).*\(3,\)"),
        (X, W, np.zeros(3, int), {}, TypeError, "b must hold floating-point"),
        (X, W, None, {"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        (X, W, None, {"dilation": 0}, ValueError, "dilation must be at least 1, got 0"),
        (X, W, None, {"padding": -1}, ValueError, "padding must be at least 0, got -1"),
        (X, W, None, {"padding": "same"}, TypeError, "padding must be an integer or a pair"),
        (X, W, None, {"output_padding": -1}, ValueError, "output_padding must be at least 0"),
        (
            X,
            W,
            None,
            {"output_padding": (1, 2), "stride": 2},
            ValueError,
            r"output_padding must be smaller than stride or dilation, got output_padding \(1, 2\), "
            r"stride \(2, 2\) and dilation \(1, 1\)",
        ),
        (
            X,
            W,
            None,
            {"padding": (1, 4)},
            ValueError,
            r"x of shape \(2, 4, 5, 6\) leaves an output of 5x-1, with a kernel of 3x2, .*\(1, 4\)",
        ),
        (X[:, :, :0], W, None, {}, ValueError, r"x of shape \(2, 4, 0, 6\) leaves an output of"),
        (X, W[:, :, :0], None, {}, ValueError, "kernel_size must be at least 1"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(x, w, b, options, error, message):
    with pytest.raises(error, match=message):
        conv_transpose2d_forward(x, w, b, **options)


def test_backward_rejects_a_gradient_of_another_shape():
    _, cache = conv_transpose2d_forward(X, W, None)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 3, 7, 7\).*\(2, 3, 7, 6\)"):
        conv_transpose2d_backward(np.zeros((2, 3, 7, 6)), cache)
