"""All implementations of convolution agree with torch and with measured slopes."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, conv_cases, random

from cnncourse import layers
from cnncourse.gradcheck import slope_error
from cnncourse.layers.conv import columns as im2col
from cnncourse.layers.conv import conv2d, direct, loops

IMPLEMENTATIONS = [loops, im2col, direct, conv2d]
close = {"rtol": 1e-10, "atol": 1e-10}


@pytest.mark.parametrize("module", IMPLEMENTATIONS, ids=lambda m: m.__name__.split(".")[-1])
@settings(max_examples=60, deadline=None)
@given(case=conv_cases())
def test_values_and_gradients_agree_with_torch(module, case):
    x, w, b = map(as_torch, (case.x, case.w, case.b))
    expected = F.conv2d(x, w, b, **case.options)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = module.conv2d_forward(case.x, case.w, case.b, **case.options)
    dx, dw, db = module.conv2d_backward(dout, cache)

    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, x.grad, **close)
    np.testing.assert_allclose(dw, w.grad, **close)
    if case.b is None:
        assert db is None
    else:
        np.testing.assert_allclose(db, b.grad, **close)


@settings(max_examples=30, deadline=None)
@given(case=conv_cases())
def test_gradients_are_the_measured_slopes(case):
    out, cache = conv2d.conv2d_forward(case.x, case.w, case.b, **case.options)
    if out.size == 0:
        return
    dout = random(case.rng, *out.shape)
    dx, dw, db = conv2d.conv2d_backward(dout, cache)

    def loss(x=case.x, w=case.w, b=case.b):
        return np.sum(conv2d.conv2d_forward(x, w, b, **case.options)[0] * dout)

    def measure(**keyword):
        ((name, value),) = keyword.items()
        gradient = {"x": dx, "w": dw, "b": db}[name]
        return slope_error(lambda v: loss(**{name: v}), value, gradient, rng=case.rng)

    assert measure(x=case.x) < 1e-7
    assert measure(w=case.w) < 1e-7
    assert case.b is None or measure(b=case.b) < 1e-7


@settings(max_examples=30, deadline=None)
@given(case=conv_cases())
def test_a_backward_pass_takes_the_cache_of_any_forward_pass(case):
    out, cache = loops.conv2d_forward(case.x, case.w, case.b, **case.options)
    dout = random(case.rng, *out.shape)
    for ours, readable in zip(
        conv2d.conv2d_backward(dout, cache), im2col.conv2d_backward(dout, cache), strict=True
    ):
        assert (ours is None) == (readable is None)
        if ours is not None:
            np.testing.assert_allclose(ours, readable, **close)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("module", IMPLEMENTATIONS, ids=lambda m: m.__name__.split(".")[-1])
def test_results_have_the_dtype_of_the_input(module, dtype):
    rng = np.random.default_rng(0)
    x, w, b = (random(rng, *s, dtype=dtype) for s in [(2, 3, 7, 6), (4, 3, 3, 2), (4,)])
    out, cache = module.conv2d_forward(x, w, b, stride=2, padding=1)
    gradients = module.conv2d_backward(out, cache)
    assert [a.dtype for a in (out, *gradients)] == [dtype] * 4


def test_mixed_dtypes_are_promoted_and_each_gradient_has_the_dtype_of_its_array():
    rng = np.random.default_rng(0)
    x, w = random(rng, 2, 3, 7, 6, dtype=np.float32), random(rng, 4, 3, 3, 2)
    out, cache = conv2d.conv2d_forward(x, w, None)
    dx, dw, _ = conv2d.conv2d_backward(out, cache)
    assert [a.dtype for a in (out, dx, dw)] == [np.float64, np.float32, np.float64]


@pytest.mark.parametrize(
    ("shape", "filters", "options"),
    [
        ((4, 1, 28, 28), (6, 1, 5, 5), {"padding": 2}),
        ((4, 6, 14, 14), (16, 6, 5, 5), {}),
        ((4, 16, 17, 15), (16, 16, 3, 3), {"padding": 1}),
        ((4, 8, 17, 15), (8, 1, 3, 3), {"padding": 1, "stride": 2, "groups": 8}),
        ((4, 8, 9, 9), (16, 8, 1, 1), {}),
    ],
)
def test_float32_stays_close_to_float64(shape, filters, options):
    rng = np.random.default_rng(1)
    x, w, b = random(rng, *shape), random(rng, *filters), random(rng, filters[0])
    out, cache = conv2d.conv2d_forward(x, w, b, **options)
    dout = random(rng, *out.shape)
    exact = (out, *conv2d.conv2d_backward(dout, cache))
    x, w, b, dout = (a.astype(np.float32) for a in (x, w, b, dout))
    out, cache = conv2d.conv2d_forward(x, w, b, **options)
    for single, double in zip((out, *conv2d.conv2d_backward(dout, cache)), exact, strict=True):
        np.testing.assert_allclose(single, double, rtol=0, atol=1e-4 * np.abs(double).max())


def test_any_memory_layout_works():
    rng = np.random.default_rng(2)
    x, w, b = random(rng, 3, 4, 8, 7), random(rng, 6, 2, 3, 3), random(rng, 6)
    options = {"stride": 2, "padding": 1, "groups": 2}
    out, cache = conv2d.conv2d_forward(x, w, b, **options)
    dout = random(rng, *out.shape)
    expected = (out, *conv2d.conv2d_backward(dout, cache))
    out, cache = conv2d.conv2d_forward(awkward(x), awkward(w), b, **options)
    for a, e in zip((out, *conv2d.conv2d_backward(awkward(dout), cache)), expected, strict=True):
        np.testing.assert_allclose(a, e, **close)


# torch warns that it copies the input for an uneven "same", which is the case under test.
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@settings(max_examples=60, deadline=None)
@given(case=conv_cases(), padding=st.sampled_from(["same", "valid", "full"]))
def test_padding_may_be_a_string(case, padding):
    kernel, dilation = case.w.shape[2:], case.dilation
    reach = tuple(d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
    fits = all(n > r for n, r in zip(case.x.shape[2:], reach, strict=True))
    if padding == "valid" and not fits:
        return
    stride = 1 if padding == "same" else case.stride
    options = {"stride": stride, "dilation": dilation, "groups": case.groups}
    x, w = as_torch(case.x), as_torch(case.w)
    expected = F.conv2d(x, w, padding=reach if padding == "full" else padding, **options)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = conv2d.conv2d_forward(case.x, case.w, None, padding=padding, **options)
    dx, dw, _ = conv2d.conv2d_backward(dout, cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, x.grad, **close)
    np.testing.assert_allclose(dw, w.grad, **close)


@pytest.mark.parametrize("numbers", [1, 150, 500])  # few rows, more rows, several images
@pytest.mark.parametrize(
    "options",
    [{}, {"stride": 2, "padding": 1}, {"dilation": (3, 2), "padding": 2}, {"stride": 4}],
    ids=str,
)
def test_direct_works_in_blocks_of_images_and_rows(monkeypatch, options, numbers):
    rng = np.random.default_rng(3)
    x, w, b = random(rng, 7, 2, 11, 6), random(rng, 3, 2, 3, 3), random(rng, 3)
    out, cache = loops.conv2d_forward(x, w, b, **options)
    dout = random(rng, *out.shape)
    expected = (out, *loops.conv2d_backward(dout, cache))
    monkeypatch.setattr(direct, "WORKSPACE", numbers)
    out, cache = direct.conv2d_forward(x, w, b, **options)
    for a, e in zip((out, *direct.conv2d_backward(dout, cache)), expected, strict=True):
        np.testing.assert_allclose(a, e, **close)


def test_direct_divides_large_products(monkeypatch):
    rng = np.random.default_rng(4)
    x, w = random(rng, 2, 4, 11, 20), random(rng, 6, 2, 3, 3)
    out, cache = loops.conv2d_forward(x, w, None, groups=2)
    dout = random(rng, *out.shape)
    expected = (out, *loops.conv2d_backward(dout, cache)[:2])
    columns = []
    matmul = np.matmul
    monkeypatch.setattr(direct, "SMALL", 70 * 3 * 6)  # of 162 columns

    def record(a, b, out):
        columns.append(b.shape[-1])
        return matmul(a, b, out=out)

    monkeypatch.setattr(np, "matmul", record)
    out, cache = direct.conv2d_forward(x, w, None, groups=2)
    assert set(columns) == {54}
    for a, e in zip((out, *direct.conv2d_backward(dout, cache)[:2]), expected, strict=True):
        np.testing.assert_allclose(a, e, **close)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("where", ["x", "w", "dout"])
def test_direct_spreads_infinity_and_nan_like_the_loops(where, stride):
    rng = np.random.default_rng(5)
    arrays = {
        "x": random(rng, 2, 2, 7, 7),
        "w": random(rng, 3, 2, 3, 3),
        "dout": random(rng, 2, 3, (7, 4)[stride - 1], (7, 4)[stride - 1]),
    }
    arrays[where] = arrays[where].copy()
    arrays[where][1, 0, 0, 0] = np.inf
    arrays[where][0, 1, -1, -1] = np.nan
    results = []
    for module in (direct, loops):
        with np.errstate(invalid="ignore"):
            out, cache = module.conv2d_forward(
                arrays["x"], arrays["w"], None, padding=1, stride=stride
            )
            results.append((out, *module.conv2d_backward(arrays["dout"], cache)[:2]))
    for ours, expected in zip(*results, strict=True):
        np.testing.assert_allclose(ours, expected, **close)


@settings(max_examples=40, deadline=None)
@given(case=conv_cases())
def test_im2col_and_col2im_agree_with_torch(case):
    options = {"stride": case.stride, "padding": case.padding, "dilation": case.dilation}
    kernel, size = case.w.shape[2:], case.x.shape[2:]
    cols = layers.im2col(case.x, kernel, **options)
    assert cols.shape[:2] == (case.x.shape[0], case.x.shape[1] * kernel[0] * kernel[1])
    if cols.size == 0:  # torch's unfold does not accept an empty batch
        assert layers.col2im(cols, size, kernel, **options).shape == case.x.shape
        return
    x = torch.tensor(np.array(case.x))
    np.testing.assert_array_equal(cols, F.unfold(x, kernel, **options))
    values = random(case.rng, *cols.shape)
    back = F.fold(torch.tensor(np.array(values)), size, kernel, **options)
    np.testing.assert_allclose(layers.col2im(values, size, kernel, **options), back, **close)


def test_the_public_functions_are_the_fast_ones():
    assert layers.conv2d_forward is conv2d.conv2d_forward
    assert layers.conv2d_backward is conv2d.conv2d_backward


IMAGE, FILTERS = np.zeros((2, 3, 5, 6)), np.zeros((4, 3, 3, 3))


@pytest.mark.parametrize(
    ("x", "w", "b", "options", "error", "message"),
    [
        (IMAGE.astype(int), FILTERS, None, {}, TypeError, r"x must hold floating-point .* int64"),
        (IMAGE.tolist(), FILTERS, None, {}, TypeError, r"x must be a numpy array, got list"),
        (IMAGE, FILTERS.astype(complex), None, {}, TypeError, r"w must hold floating-point"),
        (IMAGE[0], FILTERS, None, {}, ValueError, r"x .*\(N, C_in, H, W\), got shape \(3, 5, 6\)"),
        (IMAGE, FILTERS[0], None, {}, ValueError, r"w must have the axes \(C_out, C_in / groups"),
        (
            IMAGE,
            FILTERS[:, :2],
            None,
            {},
            ValueError,
            r"w of shape \(4, 2, 3, 3\) with groups=1 does not fit x of shape \(2, 3, 5, 6\)",
        ),
        (IMAGE, FILTERS[:, :1], None, {"groups": 3}, ValueError, r"groups must divide w.shape"),
        (IMAGE, FILTERS, np.zeros(3), {}, ValueError, r"b must have shape \(4,\).*\(3,\)"),
        (IMAGE, FILTERS, np.zeros((4, 1)), {}, ValueError, r"b must have the axes \(C_out\)"),
        (IMAGE, FILTERS, np.zeros(4, int), {}, TypeError, r"b must hold floating-point"),
        (IMAGE, FILTERS, None, {"stride": -1}, ValueError, r"stride must be at least 1, got -1"),
        (IMAGE, FILTERS, None, {"stride": 0}, ValueError, r"stride must be at least 1, got 0"),
        (IMAGE, FILTERS, None, {"stride": 1.5}, TypeError, r"stride must be an integer"),
        (IMAGE, FILTERS, None, {"padding": (0, -2)}, ValueError, r"padding must be at least 0"),
        (IMAGE, FILTERS, None, {"padding": "Same"}, ValueError, r"padding must be .*got 'Same'"),
        (
            IMAGE,
            FILTERS,
            None,
            {"padding": "same", "stride": 2},
            ValueError,
            r'padding "same" needs stride 1, got stride \(2, 2\)',
        ),
        (IMAGE, FILTERS, None, {"dilation": 0}, ValueError, r"dilation must be at least 1"),
        (IMAGE, FILTERS, None, {"groups": 0}, ValueError, r"groups must be at least 1"),
        (IMAGE, FILTERS, None, {"groups": True}, TypeError, r"groups must be an integer"),
        (
            IMAGE,
            FILTERS,
            None,
            {"dilation": (3, 1)},
            ValueError,
            r"kernel of 3x3 does not fit into an image of 5x6: .*spans 7.*only 5",
        ),
        (IMAGE, np.zeros((4, 3, 0, 3)), None, {}, ValueError, r"kernel_size must be at least 1"),
        (IMAGE[..., :0], FILTERS, None, {}, ValueError, "only the batch may be empty"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(x, w, b, options, error, message):
    with pytest.raises(error, match=message):
        conv2d.conv2d_forward(x, w, b, **options)


def test_backward_rejects_a_gradient_of_another_shape():
    _, cache = conv2d.conv2d_forward(IMAGE, FILTERS, None)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 4, 3, 4\).*\(2, 4, 4, 3\)"):
        conv2d.conv2d_backward(np.zeros((2, 4, 4, 3)), cache)


def test_col2im_rejects_columns_of_another_shape():
    for shape in [(2, 27, 13), (2, 26, 12), (2, 27), (2, 27, 12, 1)]:
        got = re.escape(f"got shape {shape}")
        with pytest.raises(ValueError, match=rf"cols must have shape \(N, C \* 9, 12\).*{got}"):
            layers.col2im(np.zeros(shape), (5, 6), 3)
    with pytest.raises(ValueError, match=r"does not fit into an image of 5x2"):
        layers.im2col(np.zeros((2, 3, 5, 2)), 3)


@pytest.mark.parametrize("module", [layers, direct, im2col])
@pytest.mark.parametrize(
    ("x_shape", "w_shape"),
    [((1, 0, 5, 5), (4, 0, 3, 3)), ((1, 2, 0, 5), (4, 2, 3, 3)), ((1, 2, 5, 5), (0, 2, 3, 3))],
    ids=["no channel", "no row", "no filter"],
)
def test_only_the_batch_may_be_empty(module, x_shape, w_shape):
    x, w = np.zeros(x_shape, np.float32), np.zeros(w_shape, np.float32)
    with pytest.raises(ValueError, match=r"only the batch may be empty: x has shape \(1,"):
        module.conv2d_forward(x, w, None, padding=2)
