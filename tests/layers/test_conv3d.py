"""Convolution of volumes agrees with torch, with measured slopes and with that of images."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, conv_cases, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    conv2d_backward,
    conv2d_forward,
    conv3d_backward,
    conv3d_forward,
    padding_amounts,
)

close = {"rtol": 1e-10, "atol": 1e-10}


def assert_as_torch(case, options, oracle_options):
    x, w, b = map(as_torch, (case.x, case.w, case.b))
    expected = F.conv3d(x, w, b, **oracle_options)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = conv3d_forward(case.x, case.w, case.b, **options)
    dx, dw, db = conv3d_backward(dout, cache)

    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, x.grad, **close)
    np.testing.assert_allclose(dw, w.grad, **close)
    assert (db is None) == (case.b is None)
    if case.b is not None:
        np.testing.assert_allclose(db, b.grad, **close)


@settings(max_examples=80, deadline=None)
@given(case=conv_cases(axes=3))
def test_values_and_gradients_agree_with_torch(case):
    assert_as_torch(case, case.options, case.options)


# torch warns that it copies the input for an uneven "same", which is the case under test.
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@settings(max_examples=60, deadline=None)
@given(case=conv_cases(axes=3), padding=st.sampled_from(["same", "valid", "full"]))
def test_padding_may_be_a_string(case, padding):
    reach = tuple(d * (k - 1) for k, d in zip(case.w.shape[2:], case.dilation, strict=True))
    fits = all(n > r for n, r in zip(case.x.shape[2:], reach, strict=True))
    if padding == "valid" and not fits:
        return
    options = {**case.options, "padding": padding}
    if padding == "same":
        options["stride"] = 1
    theirs = {**options, "padding": reach if padding == "full" else padding}
    assert_as_torch(case, options, theirs)


@settings(max_examples=25, deadline=None)
@given(case=conv_cases(axes=3))
def test_gradients_are_the_measured_slopes(case):
    out, cache = conv3d_forward(case.x, case.w, case.b, **case.options)
    if out.size == 0:
        return
    dout = random(case.rng, *out.shape)
    dx, dw, db = conv3d_backward(dout, cache)

    def loss(x=case.x, w=case.w, b=case.b):
        return np.sum(conv3d_forward(x, w, b, **case.options)[0] * dout)

    assert slope_error(lambda v: loss(x=v), case.x, dx, rng=case.rng) < 1e-7
    assert slope_error(lambda v: loss(w=v), case.w, dw, rng=case.rng) < 1e-7
    if case.b is not None:
        assert slope_error(lambda v: loss(b=v), case.b, db, rng=case.rng) < 1e-7


@settings(max_examples=25, deadline=None)
@given(case=conv_cases())
def test_an_image_is_a_volume_of_depth_one(case):
    out, cache = conv2d_forward(case.x, case.w, case.b, **case.options)
    dout = random(case.rng, *out.shape)
    expected = conv2d_backward(dout, cache)
    options = {
        "stride": (2, *case.stride),
        "padding": (0, *case.padding),
        "dilation": (3, *case.dilation),
        "groups": case.groups,
    }
    volume, filters = case.x[:, :, np.newaxis], case.w[:, :, np.newaxis]
    deep, cache = conv3d_forward(volume, filters, case.b, **options)
    np.testing.assert_allclose(deep[:, :, 0], out, **close)
    dx, dw, db = conv3d_backward(dout[:, :, np.newaxis], cache)
    np.testing.assert_allclose(dx[:, :, 0], expected[0], **close)
    np.testing.assert_allclose(dw[:, :, 0], expected[1], **close)
    assert (db is None) == (expected[2] is None)
    if db is not None:
        np.testing.assert_allclose(db, expected[2], **close)


def test_a_film_of_a_moving_dot_on_paper():
    """The kernel compares every frame with the one after the next, at the same pixel."""
    film = np.zeros((1, 1, 4, 1, 3))
    for frame, pixel in enumerate([0, 1, 1, 2]):
        film[0, 0, frame, 0, pixel] = 1
    w = np.array([-1.0, 1.0]).reshape(1, 1, 2, 1, 1)
    out, _ = conv3d_forward(film, w, None, dilation=(2, 1, 1))
    np.testing.assert_array_equal(out[0, 0, :, 0], [[-1, 1, 0], [0, -1, 1]])


# With 16 channels and more, images of 3x3 filters in float32 go through Winograd's method.
@pytest.mark.parametrize(
    ("shape", "filters", "options"),
    [
        ((2, 3, 6, 14, 13), (8, 3, 3, 3, 3), {"padding": 1}),
        ((2, 16, 4, 14, 13), (16, 16, 3, 3, 3), {"padding": 1}),
        ((2, 16, 5, 9, 8), (16, 1, 3, 3, 3), {"padding": 1, "groups": 16}),
        ((2, 8, 5, 9, 9), (12, 4, 2, 3, 1), {"stride": (1, 2, 3), "groups": 2}),
        ((2, 8, 3, 5, 5), (16, 8, 1, 1, 1), {}),
    ],
)
def test_float32_stays_close_to_float64(shape, filters, options):
    rng = np.random.default_rng(1)
    x, w, b = random(rng, *shape), random(rng, *filters), random(rng, filters[0])
    out, cache = conv3d_forward(x, w, b, **options)
    dout = random(rng, *out.shape)
    exact = (out, *conv3d_backward(dout, cache))
    x, w, b, dout = (a.astype(np.float32) for a in (x, w, b, dout))
    out, cache = conv3d_forward(x, w, b, **options)
    for single, double in zip((out, *conv3d_backward(dout, cache)), exact, strict=True):
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, double, rtol=0, atol=1e-4 * np.abs(double).max())


@pytest.mark.parametrize("padding", [1, "same"])
def test_any_memory_layout_works(padding):
    rng = np.random.default_rng(2)
    x, w, b = random(rng, 3, 4, 5, 8, 7), random(rng, 6, 2, 2, 3, 4), random(rng, 6)
    options = {"padding": padding, "groups": 2}
    out, cache = conv3d_forward(x, w, b, **options)
    dout = random(rng, *out.shape)
    expected = (out, *conv3d_backward(dout, cache))
    out, cache = conv3d_forward(awkward(x), awkward(w), b, **options)
    for a, e in zip((out, *conv3d_backward(awkward(dout), cache)), expected, strict=True):
        np.testing.assert_allclose(a, e, **close)


def test_padding_words_are_converted_for_three_axes():
    assert padding_amounts("same", (1, 2, 5), dilation=(1, 3, 1), axes=3) == (
        (0, 0),
        (1, 2),
        (2, 2),
    )
    assert padding_amounts((1, 0, 2), 5, axes=3) == ((1, 1), (0, 0), (2, 2))
    assert padding_amounts("full", 3, dilation=(1, 2, 3), axes=3) == ((2, 2), (4, 4), (6, 6))
    assert padding_amounts("valid", 3, axes=3) == ((0, 0),) * 3


X, W = np.zeros((2, 3, 4, 5, 6)), np.zeros((4, 3, 3, 3, 3))


@pytest.mark.parametrize(
    ("x", "w", "b", "options", "error", "message"),
    [
        (X.tolist(), W, None, {}, TypeError, "x must be a numpy array, got list"),
        (X.astype(int), W, None, {}, TypeError, "x must hold floating-point .* int64"),
        (
            X[0],
            W,
            None,
            {},
            ValueError,
            r"x must have the axes \(N, C_in, D, H, W\), got shape \(3, 4, 5, 6\)",
        ),
        (
            X,
            W[0],
            None,
            {},
            ValueError,
            r"w must have the axes \(C_out, C_in / groups, KD, KH, KW\)",
        ),
        (
            X,
            W[:, :2],
            None,
            {},
            ValueError,
            r"w of shape \(4, 2, 3, 3, 3\) with groups=1 does not fit x of shape \(2, 3, 4, 5, 6\)",
        ),
        (X, W[:, :1], None, {"groups": 3}, ValueError, r"groups must divide w.shape\[0\]"),
        (X, W, np.zeros(3), {}, ValueError, r"b must have shape \(4,\).*\(3,\)"),
        (X, W, None, {"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        (X, W, None, {"stride": (1, 1)}, TypeError, r"stride must be an integer or three integers"),
        (X, W, None, {"padding": (0, 0, -1)}, ValueError, r"padding must be at least 0, got \(0, "),
        (
            X,
            W,
            None,
            {"padding": "half"},
            ValueError,
            'padding must be an integer, three integers, "valid", "same" or "full", got \'half\'',
        ),
        (
            X,
            W,
            None,
            {"padding": "same", "stride": (1, 1, 2)},
            ValueError,
            r'padding "same" needs stride 1, got stride \(1, 1, 2\)',
        ),
        (X, W, None, {"dilation": (1, True, 1)}, TypeError, "dilation must be an integer or three"),
        (
            X,
            W,
            None,
            {"dilation": (1, 1, 3)},
            ValueError,
            r"kernel of 3x3x3 does not fit into an image of 4x5x6: .*spans 7.*only 6",
        ),
        (X, np.zeros((4, 3, 0, 3, 3)), None, {}, ValueError, "kernel_size must be at least 1"),
        (X[:, :, :0], W, None, {}, ValueError, "only the batch may be empty"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(x, w, b, options, error, message):
    with pytest.raises(error, match=message):
        conv3d_forward(x, w, b, **options)


def test_backward_rejects_a_gradient_of_another_shape():
    _, cache = conv3d_forward(X, W, None)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 4, 2, 3, 4\).*\(2, 4, 2, 3, "):
        conv3d_backward(np.zeros((2, 4, 2, 3, 5)), cache)
    with pytest.raises(ValueError, match=r"dout must have the axes \(N, C_out, OD, OH, OW\)"):
        conv3d_backward(np.zeros((2, 4, 3, 4)), cache)
