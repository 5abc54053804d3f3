"""Convolution of sequences, and padding given as a string."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import conv1d_backward, conv1d_forward, padding_amounts
from cnncourse.layers.conv.padding import even_padding

close = {"rtol": 1e-10, "atol": 1e-10}


@st.composite
def cases(draw):
    """Draw matching sequences, filters and options."""
    groups, K, dilation = (draw(st.integers(1, n)) for n in (3, 5, 3))
    padding = draw(st.integers(0, 4) | st.sampled_from(["valid", "same"]))
    stride = 1 if padding == "same" else draw(st.integers(1, 3))
    span = dilation * (K - 1) + 1
    shortest = span if padding == "valid" else 1 if padding == "same" else span - 2 * padding
    L = max(1, shortest) + draw(st.integers(0, 6))
    N, block, filters = draw(st.integers(0, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x, w = random(rng, N, groups * block, L), random(rng, groups * filters, block, K)
    b = random(rng, groups * filters) if draw(st.booleans()) else None
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return x, w, b, options, rng


# torch warns that it copies the input for an uneven "same", which is the case under test.
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@settings(max_examples=80, deadline=None)
@given(case=cases())
def test_values_and_gradients_agree_with_torch(case):
    x, w, b, options, rng = case
    tx, tw, tb = map(as_torch, (x, w, b))
    expected = F.conv1d(tx, tw, tb, **options)
    dout = random(rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = conv1d_forward(x, w, b, **options)
    dx, dw, db = conv1d_backward(dout, cache)

    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dw, tw.grad, **close)
    assert (db is None) == (b is None)
    if b is not None:
        np.testing.assert_allclose(db, tb.grad, **close)


@settings(max_examples=25, deadline=None)
@given(case=cases(), full=st.booleans())
def test_gradients_are_the_measured_slopes(case, full):
    x, w, b, options, rng = case
    if full:  # torch does not have this padding
        options = {**options, "padding": "full"}
    out, cache = conv1d_forward(x, w, b, **options)
    if out.size == 0:
        return
    dout = random(rng, *out.shape)
    dx, dw, _ = conv1d_backward(dout, cache)

    def loss(x=x, w=w):
        return np.sum(conv1d_forward(x, w, b, **options)[0] * dout)

    assert slope_error(lambda v: loss(x=v), x, dx, rng=rng) < 1e-7
    assert slope_error(lambda v: loss(w=v), w, dw, rng=rng) < 1e-7


def test_full_padding_includes_every_window_that_shares_a_pixel():
    x, w = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[10.0, 20.0]]])
    out, _ = conv1d_forward(x, w, None, padding="full", dilation=2)
    np.testing.assert_array_equal(out, [[[20, 40, 70, 20, 30]]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("padding", [1, "same"])
def test_results_have_the_dtype_of_the_input_and_memory_does_not_matter(dtype, padding):
    rng = np.random.default_rng(0)
    x, w, b = (random(rng, *s, dtype=dtype) for s in [(3, 4, 9), (6, 2, 4), (6,)])
    options = {"padding": padding, "groups": 2}
    out, cache = conv1d_forward(x, w, b, **options)
    results = (out, *conv1d_backward(out, cache))
    assert [a.dtype for a in results] == [dtype] * 4
    _, cache = conv1d_forward(awkward(x), awkward(w), b, **options)
    for a, e in zip(conv1d_backward(awkward(out), cache), results[1:], strict=True):
        np.testing.assert_allclose(a, e, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("padding", "kernel_size", "options", "amounts"),
    [
        (2, 5, {"stride": 3}, ((2, 2), (2, 2))),
        ((0, 3), (1, 4), {}, ((0, 0), (3, 3))),
        ("valid", 9, {"stride": 2, "dilation": 4}, ((0, 0), (0, 0))),
        ("same", (3, 4), {}, ((1, 1), (1, 2))),
        ("same", (1, 2), {"dilation": (5, 3)}, ((0, 0), (1, 2))),
        ("full", (3, 4), {"stride": 2, "dilation": (1, 2)}, ((2, 2), (6, 6))),
    ],
)
def test_a_padding_is_converted_to_zeros_on_four_sides(padding, kernel_size, options, amounts):
    assert padding_amounts(padding, kernel_size, **options) == amounts


def test_even_padding_keeps_the_image_and_uneven_padding_adds_zeros_at_the_end():
    x = random(np.random.default_rng(0), 2, 3, 4, 5)
    image, padding = even_padding(x, (3, 3), "same")
    assert image is x and padding == (1, 1)
    image, padding = even_padding(x, (2, 4), "same", dilation=(1, 1))
    assert image.shape == (2, 3, 5, 6) and padding == (0, 1)
    np.testing.assert_array_equal(image[:, :, :4, :5], x)
    assert np.all(image[:, :, 4:] == 0) and np.all(image[..., 5:] == 0)


@pytest.mark.parametrize(
    ("padding", "options", "error", "message"),
    [
        ("Same", {}, ValueError, r'padding must be .*"valid", "same" or "full", got \'Same\''),
        ("same", {"stride": (1, 2)}, ValueError, r'"same" needs stride 1, got stride \(1, 2\)'),
        (1.5, {}, TypeError, "padding must be an integer or a pair of integers, got 1.5"),
        (None, {}, TypeError, "padding must be an integer or a pair of integers, got None"),
        (-1, {}, ValueError, "padding must be at least 0, got -1"),
        ("valid", {"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        ("full", {"dilation": 0}, ValueError, "dilation must be at least 1, got 0"),
    ],
)
def test_an_invalid_padding_raises_an_error(padding, options, error, message):
    with pytest.raises(error, match=message):
        padding_amounts(padding, 3, **options)
    with pytest.raises(ValueError, match="kernel_size must be at least 1, got 0"):
        padding_amounts(1, 0)


X, W = np.zeros((2, 3, 7)), np.zeros((4, 3, 3))


@pytest.mark.parametrize(
    ("x", "w", "b", "options", "error", "message"),
    [
        (X.tolist(), W, None, {}, TypeError, "x must be a numpy array, got list"),
        (X.astype(int), W, None, {}, TypeError, "x must hold floating-point .* int64"),
        (X[0], W, None, {}, ValueError, r"x must have the axes \(N, C_in, L\), got .*\(3, 7\)"),
        (X, W[0], None, {}, ValueError, r"w must have the axes \(C_out, C_in / groups, K\)"),
        (
            X,
            W[:, :2],
            None,
            {},
            ValueError,
            r"w of shape \(4, 2, 3\) with groups=1 does not fit x of shape \(2, 3, 7\)",
        ),
        (X, W[:, :1], None, {"groups": 3}, ValueError, r"groups must divide w.shape\[0\]"),
        (X, W, np.zeros(3), {}, ValueError, r"b must have shape \(4,\).*\(4, 3, 3\); .*\(3,\)"),
        (X, W, np.zeros(4, int), {}, TypeError, "b must hold floating-point"),
        (X, W, None, {"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        (X, W, None, {"stride": (1, 1)}, TypeError, r"stride must be an integer, got \(1, 1\)"),
        (X, W, None, {"dilation": 0}, ValueError, "dilation must be at least 1, got 0"),
        (X, W, None, {"padding": -1}, ValueError, "padding must be at least 0, got -1"),
        (X, W, None, {"padding": (1, 1)}, TypeError, r'padding must be an integer, "valid", .*1\)'),
        (X, W, None, {"padding": True}, TypeError, 'padding must be an integer, "valid"'),
        (X, W, None, {"padding": "half"}, ValueError, "padding must be .* got 'half'"),
        (X, W, None, {"padding": "same", "stride": 2}, ValueError, '"same" needs stride 1'),
        (X, W, None, {"dilation": 4}, ValueError, "the kernel spans 9 positions but .* only 7"),
        (X, np.zeros((4, 3, 0)), None, {}, ValueError, "kernel_size must be at least 1"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(x, w, b, options, error, message):
    with pytest.raises(error, match=message):
        conv1d_forward(x, w, b, **options)


def test_backward_rejects_a_gradient_of_another_shape():
    _, cache = conv1d_forward(X, W, None)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 4, 5\).*\(2, 4, 6\)"):
        conv1d_backward(np.zeros((2, 4, 6)), cache)
    with pytest.raises(ValueError, match=r"dout must have the axes \(N, C_out, OL\)"):
        conv1d_backward(np.zeros((2, 4, 1, 5)), cache)
