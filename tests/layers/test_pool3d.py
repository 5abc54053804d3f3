"""Pooling of volumes agrees with torch, with measured slopes and with that of images."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, pool_cases, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    avg_pool2d_forward,
    avg_pool3d_backward,
    avg_pool3d_forward,
    max_pool2d_forward,
    max_pool3d_backward,
    max_pool3d_forward,
    max_pool3d_indices,
)
from cnncourse.layers.pool.max_pool import BLOCK
from cnncourse.layers.workspace import release_workspaces

close = {"rtol": 1e-12, "atol": 1e-12}
MAX, AVG = (max_pool3d_forward, max_pool3d_backward), (avg_pool3d_forward, avg_pool3d_backward)
EACH = pytest.mark.parametrize(("forward", "backward"), [MAX, AVG], ids=["max", "avg"])


@settings(max_examples=100, deadline=None)
@given(case=pool_cases(axes=3))
def test_max_pooling_agrees_with_torch(case):
    x = as_torch(case.x)
    expected, winners = F.max_pool3d(x, **case.options, return_indices=True)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = max_pool3d_forward(case.x, **case.options)
    np.testing.assert_array_equal(out, expected.detach())
    np.testing.assert_array_equal(max_pool3d_indices(cache), winners)
    np.testing.assert_allclose(max_pool3d_backward(dout, cache), x.grad, **close)


@settings(max_examples=60, deadline=None)
@given(case=pool_cases(axes=3), dtype=st.sampled_from([np.float32, np.float64]))
def test_nan_infinity_and_ties_win_as_in_torch(case, dtype):
    x = case.x.astype(dtype)
    strange = case.rng.random(x.shape)
    x[strange < 0.2], x[strange > 0.8] = np.nan, -np.inf
    tx = as_torch(x)
    expected, winners = F.max_pool3d(tx, **case.options, return_indices=True)
    dout = random(case.rng, *expected.shape, dtype=dtype)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = max_pool3d_forward(x, **case.options)
    np.testing.assert_array_equal(out, expected.detach())
    np.testing.assert_array_equal(max_pool3d_indices(cache), winners)
    np.testing.assert_allclose(max_pool3d_backward(dout, cache), tx.grad, rtol=1e-5, atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(case=pool_cases(axes=3), count_include_pad=st.booleans())
def test_average_pooling_agrees_with_torch(case, count_include_pad):
    # torch rejects volumes smaller than the window, even with padding.
    assume(np.greater_equal(case.x.shape[2:], case.options["kernel_size"]).all())
    x, options = as_torch(case.x), {**case.options, "count_include_pad": count_include_pad}
    expected = F.avg_pool3d(x, **options)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = avg_pool3d_forward(case.x, **options)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(avg_pool3d_backward(dout, cache), x.grad, **close)


@pytest.mark.parametrize(("count_include_pad", "members"), [(True, 27), (False, 4)])
def test_an_average_window_may_be_larger_than_the_volume(count_include_pad, members):
    x = np.arange(4.0).reshape(1, 1, 1, 2, 2)
    options = {"kernel_size": 3, "padding": 1, "count_include_pad": count_include_pad}
    out, cache = avg_pool3d_forward(x, stride=2, **options)
    np.testing.assert_allclose(out, [[[[[(0 + 1 + 2 + 3) / members]]]]], **close)
    dx = avg_pool3d_backward(np.ones(out.shape), cache)
    np.testing.assert_allclose(dx, np.full(x.shape, 1 / members), **close)


@EACH
@pytest.mark.parametrize("options", [{}, {"stride": (1, 2, 3), "padding": 1, "ceil_mode": True}])
def test_gradients_are_the_measured_slopes(forward, backward, options):
    rng = np.random.default_rng(0)
    x = random(rng, 2, 3, 5, 7, 8)  # no ties, and a step too small to create one
    out, cache = forward(x, kernel_size=(2, 3, 2), **options)
    dout = random(rng, *out.shape)
    error = slope_error(
        lambda v: np.sum(forward(v, kernel_size=(2, 3, 2), **options)[0] * dout),
        x,
        backward(dout, cache),
        rng=rng,
    )
    assert error < 1e-7


@pytest.mark.parametrize(
    ("volumes", "images"),
    [(max_pool3d_forward, max_pool2d_forward), (avg_pool3d_forward, avg_pool2d_forward)],
)
def test_an_image_is_a_volume_of_depth_one(volumes, images):
    x = np.round(random(np.random.default_rng(1), 2, 3, 9, 8))
    options = {"stride": (2, 1), "padding": (1, 0), "ceil_mode": True}
    expected, _ = images(x, kernel_size=(3, 2), **options)
    deep = {"stride": (5, 2, 1), "padding": (0, 1, 0), "ceil_mode": True}
    out, _ = volumes(x[:, :, np.newaxis], kernel_size=(1, 3, 2), **deep)
    np.testing.assert_array_equal(out[:, :, 0], expected)


@pytest.mark.parametrize("block", [1, 200, 300])
@pytest.mark.parametrize("options", [{}, {"stride": 1, "padding": 1}, {"ceil_mode": True}])
def test_pooling_in_blocks_equals_pooling_at_once(monkeypatch, block, options):
    x = np.round(np.random.default_rng(5).standard_normal((3, 5, 4, 5, 7)), 1)
    x[1, 2, 2] = np.nan
    tx = torch.tensor(x)
    expected, winners = F.max_pool3d(tx, (2, 3, 2), **options, return_indices=True)
    monkeypatch.setattr("cnncourse.layers.pool.max_pool.BLOCK", block)
    out, cache = max_pool3d_forward(x, kernel_size=(2, 3, 2), **options)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(max_pool3d_indices(cache), winners)


@pytest.mark.parametrize("size", [(6, 30, 50), (6, 130, 150)])  # 16 and 32 bits
def test_a_window_may_have_more_places_than_a_byte_can_count(size):
    x = random(np.random.default_rng(4), 1, 2, *size)
    expected, winners = F.max_pool3d(torch.tensor(np.array(x)), 5, 2, 2, return_indices=True)
    out, cache = max_pool3d_forward(x, kernel_size=5, stride=2, padding=2)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(max_pool3d_indices(cache), winners)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("options", [{"kernel_size": 2}, {"kernel_size": 5, "stride": 1}])
def test_the_workspace_of_max_pooling_is_as_small_as_documented(dtype, options):
    x = random(np.random.default_rng(6), 2, 1, 16, 128, 128, dtype=dtype)
    release_workspaces()
    tracemalloc.start()
    try:
        out, cache = max_pool3d_forward(x, **options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        release_workspaces()
    results = out.nbytes + max_pool3d_indices(cache).nbytes
    a_number = {np.float32: 44, np.float64: 60}[dtype]
    assert peak - results < a_number * BLOCK + 2**16


def test_on_a_tie_the_first_wins_and_gradients_add_where_windows_share_it():
    x = np.zeros((1, 1, 2, 2, 3))
    x[0, 0, 1, :, 1] = 7
    _, cache = max_pool3d_forward(x, kernel_size=2, stride=1)
    np.testing.assert_array_equal(max_pool3d_indices(cache), [[[[[7, 7]]]]])
    dx = max_pool3d_backward(np.array([[[[[10.0, 5.0]]]]]), cache)
    assert dx[0, 0, 1, 0, 1] == 15 == dx.sum()


def test_modifying_the_indices_does_not_affect_the_cache():
    _, cache = max_pool3d_forward(np.ones((1, 1, 2, 2, 2)), kernel_size=2)
    max_pool3d_indices(cache)[...] = 3
    assert max_pool3d_backward(np.ones((1, 1, 1, 1, 1)), cache)[0, 0, 0, 0, 0] == 1


@EACH
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(forward, backward, dtype):
    rng = np.random.default_rng(1)
    x = random(rng, 2, 3, 4, 6, 5, dtype=dtype)
    out, cache = forward(x, kernel_size=3, stride=2, padding=1)
    dout = random(rng, *out.shape, dtype=dtype)
    dx = backward(dout, cache)
    assert (out.dtype, dx.dtype) == (dtype, dtype)
    again, cache = forward(awkward(x), kernel_size=3, stride=2, padding=1)
    np.testing.assert_array_equal(again, out)
    np.testing.assert_array_equal(backward(awkward(dout), cache), dx)


X = np.zeros((2, 3, 4, 5, 6))


@pytest.mark.parametrize("forward", [max_pool3d_forward, avg_pool3d_forward])
@pytest.mark.parametrize(
    ("x", "options", "error", "message"),
    [
        (X.astype(int), {"kernel_size": 2}, TypeError, r"x must hold floating-point numbers"),
        (X[0], {"kernel_size": 2}, ValueError, r"\(N, C, D, H, W\), got shape \(3, 4, 5, 6\)"),
        (X, {"kernel_size": 5}, ValueError, r"window of 5 does not fit into 4 positions"),
        (X, {"kernel_size": (2, 3)}, TypeError, r"kernel_size must be an integer or three inte"),
        (X, {"kernel_size": 0}, ValueError, r"kernel_size must be at least 1, got 0"),
        (X, {"kernel_size": 2, "stride": (1, 1, 0)}, ValueError, r"stride must be at least 1"),
        (X, {"kernel_size": 3, "padding": 2}, ValueError, r"at most half of kernel_size, got .* 2"),
        (X, {"kernel_size": 2, "ceil_mode": 1}, TypeError, "ceil_mode must be True or False"),
        (X[:, :, :0], {"kernel_size": 2, "padding": 1}, ValueError, r"does not fit .*\(size 0"),
    ],
)
def test_an_error_names_the_argument(forward, x, options, error, message):
    with pytest.raises(error, match=message):
        forward(x, **options)


def test_count_include_pad_is_true_or_false():
    with pytest.raises(TypeError, match="count_include_pad must be True or False, got 1"):
        avg_pool3d_forward(X, kernel_size=2, count_include_pad=1)


@EACH
def test_backward_rejects_a_gradient_of_another_shape(forward, backward):
    _, cache = forward(X, kernel_size=2)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 3, 2, 2, 3\).*\(2, 3, 2, 2, "):
        backward(np.zeros((2, 3, 2, 2, 1)), cache)
    with pytest.raises(ValueError, match=r"dout must have the axes \(N, C, OD, OH, OW\)"):
        backward(np.zeros((2, 3, 2, 2)), cache)
