"""True convolution agrees with numpy and scipy for one channel, and with torch for many."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, conv_cases, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    convolve1d_backward,
    convolve1d_forward,
    convolve2d_backward,
    convolve2d_forward,
)

close = {"rtol": 1e-10, "atol": 1e-10}
sizes = st.integers(1, 5)


def plane(out):
    """Return the only channel of the only image."""
    assert out.shape[:2] == (1, 1)
    return out[0, 0]


@settings(max_examples=60, deadline=None)
@given(K=sizes, beyond=st.integers(0, 6), seed=st.integers(0, 2**32))
def test_one_channel_in_1d_agrees_with_numpy(K, beyond, seed):
    rng = np.random.default_rng(seed)
    x, w = random(rng, K + beyond), random(rng, K)

    def ours(padding):
        return plane(convolve1d_forward(x[None, None], w[None, None], None, padding=padding)[0])

    full = np.convolve(x, w, mode="full")
    np.testing.assert_allclose(ours("full"), full, **close)
    np.testing.assert_allclose(ours("valid"), np.convolve(x, w, mode="valid"), **close)
    np.testing.assert_allclose(ours("same"), full[K // 2 :][: len(x)], **close)
    if K % 2 == 1:  # numpy's "same" starts one position earlier if K is even
        np.testing.assert_allclose(ours("same"), np.convolve(x, w, mode="same"), **close)


@settings(max_examples=60, deadline=None)
@given(
    kernel=st.tuples(sizes, sizes),
    beyond=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    seed=st.integers(0, 2**32),
)
def test_one_channel_in_2d_agrees_with_scipy(kernel, beyond, dilation, stride, seed):
    rng = np.random.default_rng(seed)
    (KH, KW), (dh, dw), (sh, sw) = kernel, dilation, stride
    wide = np.zeros((dh * (KH - 1) + 1, dw * (KW - 1) + 1))
    w = random(rng, KH, KW)
    wide[::dh, ::dw] = w
    x = random(rng, wide.shape[0] + beyond[0], wide.shape[1] + beyond[1])

    def ours(padding, stride=1):
        options = {"padding": padding, "stride": stride, "dilation": dilation}
        return plane(convolve2d_forward(x[None, None], w[None, None], None, **options)[0])

    for padding in ("full", "valid"):
        theirs = scipy.signal.convolve2d(x, wide, mode=padding)
        np.testing.assert_allclose(ours(padding, stride), theirs[::sh, ::sw], **close)
    same = scipy.signal.convolve2d(x, wide, mode="same")
    if all(size % 2 == 1 for size in wide.shape):
        np.testing.assert_allclose(ours("same"), same, **close)
    assert ours("same").shape == x.shape


def test_the_response_to_a_single_one_is_the_kernel():
    kernel = np.arange(1.0, 7.0).reshape(1, 1, 2, 3)
    out, _ = convolve2d_forward(np.ones((1, 1, 1, 1)), kernel, None, padding="full")
    np.testing.assert_array_equal(out, kernel)


# torch warns that it copies the input for an uneven "same", which is the case under test.
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@settings(max_examples=60, deadline=None)
@given(case=conv_cases(), same=st.booleans())
def test_values_and_gradients_agree_with_torch_for_a_flipped_kernel(case, same):
    options = {**case.options, "padding": "same", "stride": 1} if same else case.options
    x, w, b = map(as_torch, (case.x, case.w, case.b))
    expected = F.conv2d(x, torch.flip(w, (2, 3)), b, **options)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = convolve2d_forward(case.x, case.w, case.b, **options)
    dx, dw, db = convolve2d_backward(dout, cache)

    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, x.grad, **close)
    np.testing.assert_allclose(dw, w.grad, **close)
    assert (db is None) == (case.b is None)
    if db is not None:
        np.testing.assert_allclose(db, b.grad, **close)


@settings(max_examples=60, deadline=None)
@given(case=conv_cases(), padding=st.sampled_from([0, 2, "valid", "full", "same"]))
def test_a_sequence_is_an_image_of_height_one(case, padding):
    x, w = random(case.rng, *case.x.shape[:2], 12), case.w[:, :, 0]
    options = {"padding": padding, "dilation": case.dilation[1], "groups": case.groups}
    image_options = {
        "padding": padding if isinstance(padding, str) else (0, padding),
        "dilation": (1, case.dilation[1]),
        "groups": case.groups,
    }
    out, cache = convolve1d_forward(x, w, case.b, **options)
    image_out, image_cache = convolve2d_forward(
        x[:, :, None], w[:, :, None], case.b, **image_options
    )
    np.testing.assert_allclose(out, image_out[:, :, 0], **close)
    dout = random(case.rng, *out.shape)
    dx, dw, db = convolve1d_backward(dout, cache)
    image_dx, image_dw, image_db = convolve2d_backward(dout[:, :, None], image_cache)
    np.testing.assert_allclose(dx, image_dx[:, :, 0], **close)
    np.testing.assert_allclose(dw, image_dw[:, :, 0], **close)
    assert (db is None and image_db is None) or np.allclose(db, image_db)


@pytest.mark.parametrize("padding", [(2, 0), "valid", "same", "full"])
def test_gradients_are_the_measured_slopes(padding):
    rng = np.random.default_rng(4)
    x, w, b = random(rng, 2, 4, 6, 7), random(rng, 6, 2, 2, 3), random(rng, 6)
    options = {"padding": padding, "dilation": (1, 2), "groups": 2}

    def forward(x=x, w=w, b=b):
        return convolve2d_forward(x, w, b, **options)

    out, cache = forward()
    dout = random(rng, *out.shape)
    dx, dw, db = convolve2d_backward(dout, cache)
    for name, value, gradient in [("x", x, dx), ("w", w, dw), ("b", b, db)]:

        def loss(v, name=name):
            return np.sum(forward(**{name: v})[0] * dout)

        assert slope_error(loss, value, gradient, rng=rng) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("forward", "backward", "shapes"),
    [
        (convolve1d_forward, convolve1d_backward, [(3, 4, 9), (6, 2, 4), (6,)]),
        (convolve2d_forward, convolve2d_backward, [(3, 4, 9, 8), (6, 2, 4, 3), (6,)]),
    ],
)
def test_results_have_the_dtype_of_the_input_and_memory_does_not_matter(
    dtype, forward, backward, shapes
):
    rng = np.random.default_rng(0)
    x, w, b = (random(rng, *shape, dtype=dtype) for shape in shapes)
    out, cache = forward(x, w, b, padding="same", groups=2)
    results = (out, *backward(out, cache))
    assert [a.dtype for a in results] == [dtype] * 4
    assert all(a.shape == e.shape for a, e in zip(results[1:], (x, w, b), strict=True))
    _, cache = forward(awkward(x), awkward(w), b, padding="same", groups=2)
    for a, e in zip(backward(awkward(out), cache), results[1:], strict=True):
        np.testing.assert_allclose(a, e, rtol=1e-5, atol=1e-5)


IMAGE, FILTERS = np.zeros((2, 3, 5, 6)), np.zeros((4, 3, 3, 3))


@pytest.mark.parametrize(
    ("function", "x", "w", "options", "error", "message"),
    [
        (convolve2d_forward, IMAGE.astype(int), FILTERS, {}, TypeError, "x must hold floating"),
        (convolve2d_forward, IMAGE, [1.0], {}, TypeError, "w must be a numpy array, got list"),
        (convolve2d_forward, IMAGE, FILTERS[0], {}, ValueError, r"w must have the axes \(C_out"),
        (convolve2d_forward, IMAGE, FILTERS[:, 1:], {}, ValueError, r"\(4, 2, 3, 3\) with groups"),
        (convolve2d_forward, IMAGE, FILTERS, {"padding": "big"}, ValueError, "got 'big'"),
        (
            convolve2d_forward,
            IMAGE,
            FILTERS,
            {"padding": "same", "stride": 2},
            ValueError,
            r'padding "same" needs stride 1, got stride \(2, 2\)',
        ),
        (convolve2d_forward, IMAGE, FILTERS, {"dilation": 3}, ValueError, "of 3x3 does not fit"),
        (convolve1d_forward, IMAGE[0], FILTERS, {}, ValueError, r"w must .*C_in / groups, K\)"),
        (convolve1d_forward, IMAGE[0], 3.0, {}, TypeError, "w must be a numpy array, got float"),
        (convolve1d_forward, IMAGE, FILTERS[0], {}, ValueError, r"x must .*\(N, C_in, L\)"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(function, x, w, options, error, message):
    with pytest.raises(error, match=message):
        function(x, w, None, **options)


def test_backward_rejects_a_gradient_of_another_shape():
    _, cache = convolve2d_forward(IMAGE, FILTERS, None)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 4, 3, 4\).*\(2, 4, 4, 3\)"):
        convolve2d_backward(np.zeros((2, 4, 4, 3)), cache)
    _, cache = convolve1d_forward(IMAGE[0], np.zeros((3, 5, 3)), None)
    with pytest.raises(ValueError, match=r"dout must have shape \(3, 3, 4\).*\(3, 3, 5\)"):
        convolve1d_backward(np.zeros((3, 3, 5)), cache)
