"""Pooling agrees with torch and measured slopes, even with overlap, ties and ceil_mode."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, pool_cases, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    avg_pool2d_backward,
    avg_pool2d_forward,
    max_pool2d_backward,
    max_pool2d_forward,
    max_pool2d_indices,
    pool_output_size,
)
from cnncourse.layers.pool.max_pool import BLOCK
from cnncourse.layers.workspace import release_workspaces

close = {"rtol": 1e-12, "atol": 1e-12}


@settings(max_examples=150, deadline=None)
@given(case=pool_cases())
def test_max_pooling_agrees_with_torch(case):
    x = as_torch(case.x)
    expected, winners = F.max_pool2d(x, **case.options, return_indices=True)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = max_pool2d_forward(case.x, **case.options)
    np.testing.assert_array_equal(out, expected.detach())
    np.testing.assert_array_equal(cache[1], winners)
    np.testing.assert_allclose(max_pool2d_backward(dout, cache), x.grad, **close)


@settings(max_examples=60, deadline=None)
@given(case=pool_cases(), dtype=st.sampled_from([np.float32, np.float64]))
def test_nan_infinity_and_ties_win_as_in_torch(case, dtype):
    x = case.x.astype(dtype)
    strange = case.rng.random(x.shape)
    x[strange < 0.2], x[strange > 0.8] = np.nan, -np.inf
    tx = as_torch(x)
    expected, winners = F.max_pool2d(tx, **case.options, return_indices=True)
    dout = random(case.rng, *expected.shape, dtype=dtype)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = max_pool2d_forward(x, **case.options)
    np.testing.assert_array_equal(out, expected.detach())
    np.testing.assert_array_equal(max_pool2d_indices(cache), winners)
    np.testing.assert_allclose(max_pool2d_backward(dout, cache), tx.grad, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kernel_size", [(3, 85), (16, 16), (1, 300), (300, 1)])
def test_a_window_may_have_more_places_than_a_byte_can_count(kernel_size):
    x = random(np.random.default_rng(4), 1, 2, kernel_size[0] + 1, kernel_size[1] + 2)
    tx = torch.tensor(np.array(x))
    expected, winners = F.max_pool2d(tx, kernel_size, stride=1, return_indices=True)
    out, cache = max_pool2d_forward(x, kernel_size=kernel_size, stride=1)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(max_pool2d_indices(cache), winners)


@pytest.mark.parametrize("block", [1, 200, 300])
@pytest.mark.parametrize("options", [{}, {"stride": 1, "padding": 1}, {"ceil_mode": True}])
def test_pooling_in_blocks_equals_pooling_at_once(monkeypatch, block, options):
    x = np.round(np.random.default_rng(5).standard_normal((3, 5, 9, 7)), 1)
    x[1, 2, 4] = np.nan
    tx = torch.tensor(x)
    expected, winners = F.max_pool2d(tx, (3, 2), **options, return_indices=True)
    monkeypatch.setattr("cnncourse.layers.pool.max_pool.BLOCK", block)
    out, cache = max_pool2d_forward(x, kernel_size=(3, 2), **options)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(max_pool2d_indices(cache), winners)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("options", [{"kernel_size": 2}, {"kernel_size": 3, "stride": 1}])
def test_the_workspace_of_max_pooling_is_as_small_as_documented(dtype, options):
    x = random(np.random.default_rng(6), 4, 16, 96, 96, dtype=dtype)
    release_workspaces()
    tracemalloc.start()
    try:
        out, cache = max_pool2d_forward(x, **options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        release_workspaces()
    results = out.nbytes + max_pool2d_indices(cache).nbytes
    a_number = {np.float32: 24, np.float64: 36}[dtype]
    assert peak - results < a_number * BLOCK + 2**16


def test_modifying_the_indices_does_not_affect_the_cache():
    _, cache = max_pool2d_forward(np.ones((1, 1, 2, 2)), kernel_size=2)
    max_pool2d_indices(cache)[...] = 3
    dx = max_pool2d_backward(np.ones((1, 1, 1, 1)), cache)
    np.testing.assert_array_equal(dx, [[[[1, 0], [0, 0]]]])


@settings(max_examples=150, deadline=None)
@given(case=pool_cases(), count_include_pad=st.booleans())
def test_average_pooling_agrees_with_torch(case, count_include_pad):
    x, options = as_torch(case.x), {**case.options, "count_include_pad": count_include_pad}
    expected = F.avg_pool2d(x, **options)
    dout = random(case.rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = avg_pool2d_forward(case.x, **options)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(avg_pool2d_backward(dout, cache), x.grad, **close)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [(max_pool2d_forward, max_pool2d_backward), (avg_pool2d_forward, avg_pool2d_backward)],
)
@pytest.mark.parametrize("options", [{}, {"stride": (1, 2), "padding": 1, "ceil_mode": True}])
def test_gradients_are_the_measured_slopes(forward, backward, options):
    rng = np.random.default_rng(0)
    x = random(rng, 2, 3, 7, 8)  # no ties, and a step too small to create one
    out, cache = forward(x, kernel_size=(3, 2), **options)
    dout = random(rng, *out.shape)
    error = slope_error(
        lambda v: np.sum(forward(v, kernel_size=(3, 2), **options)[0] * dout),
        x,
        backward(dout, cache),
        rng=rng,
    )
    assert error < 1e-7


def test_gradients_add_where_windows_share_their_winner():
    x = np.array([[[[0.0, 1.0, 0.0]]]])
    _, cache = max_pool2d_forward(x, kernel_size=(1, 2), stride=1)
    dx = max_pool2d_backward(np.array([[[[10.0, 5.0]]]]), cache)
    np.testing.assert_array_equal(dx, [[[[0.0, 15.0, 0.0]]]])


def test_on_a_tie_the_first_wins():
    x = np.full((1, 1, 2, 2), 7.0)
    _, cache = max_pool2d_forward(x, kernel_size=2)
    dx = max_pool2d_backward(np.ones((1, 1, 1, 1)), cache)
    np.testing.assert_array_equal(dx, [[[[1, 0], [0, 0]]]])


@pytest.mark.parametrize(
    ("act", "shares"),
    [
        (lambda x: F.max_pool2d(x, 2), [1, 0, 0, 0]),
        (torch.amax, [0.25, 0.25, 0.25, 0.25]),
        (lambda x: torch.maximum(x[..., 0, 0], x[..., 0, 1]), [0.5, 0.5, 0, 0]),
    ],
)
def test_torch_has_the_rules_for_ties_that_the_chapter_lists(act, shares):
    x = torch.full((1, 1, 2, 2), 7.0, requires_grad=True)
    act(x).sum().backward()
    assert x.grad.ravel().tolist() == shares


def test_nan_and_infinity_spread_as_in_torch():
    x = np.array([[[[np.nan, 1, -np.inf, -np.inf], [2, 3, -np.inf, -np.inf]]]])
    out, cache = max_pool2d_forward(x, kernel_size=2, padding=1)
    expected, winners = F.max_pool2d(torch.tensor(x), 2, padding=1, return_indices=True)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(cache[1], winners)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("forward", "backward"),
    [(max_pool2d_forward, max_pool2d_backward), (avg_pool2d_forward, avg_pool2d_backward)],
)
def test_the_dtype_is_kept_for_any_memory_layout(forward, backward, dtype):
    rng = np.random.default_rng(1)
    x = random(rng, 2, 3, 6, 5, dtype=dtype)
    out, cache = forward(x, kernel_size=3, stride=2, padding=1)
    dout = random(rng, *out.shape, dtype=dtype)
    dx = backward(dout, cache)
    assert (out.dtype, dx.dtype) == (dtype, dtype)
    again, cache = forward(awkward(x), kernel_size=3, stride=2, padding=1)
    np.testing.assert_array_equal(again, out)
    np.testing.assert_array_equal(backward(awkward(dout), cache), dx)


X = np.zeros((2, 3, 4, 5))


@pytest.mark.parametrize("forward", [max_pool2d_forward, avg_pool2d_forward])
@pytest.mark.parametrize(
    ("x", "options", "error", "message"),
    [
        (X.astype(int), {"kernel_size": 2}, TypeError, r"x must hold floating-point numbers"),
        (X[0], {"kernel_size": 2}, ValueError, r"x must have the axes \(N, C, H, W\).*\(3, 4, 5\)"),
        (X, {"kernel_size": 5}, ValueError, r"window of 5 does not fit into 4 positions"),
        (X, {"kernel_size": 0}, ValueError, r"kernel_size must be at least 1, got 0"),
        (X, {"kernel_size": 2, "stride": -1}, ValueError, r"stride must be at least 1, got -1"),
        (X, {"kernel_size": 3, "padding": 2}, ValueError, r"at most half of kernel_size, got .* 2"),
        (X, {"kernel_size": 3, "padding": -1}, ValueError, r"padding must be at least 0, got -1"),
        (X[:, :, :0], {"kernel_size": 2, "padding": 1}, ValueError, r"does not fit .*\(size 0"),
    ],
)
def test_an_error_names_the_argument(forward, x, options, error, message):
    with pytest.raises(error, match=message):
        forward(x, **options)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [(max_pool2d_forward, max_pool2d_backward), (avg_pool2d_forward, avg_pool2d_backward)],
)
def test_backward_rejects_a_gradient_of_another_shape(forward, backward):
    _, cache = forward(X, kernel_size=2)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 3, 2, 2\).*\(2, 3, 2, 1\)"):
        backward(np.zeros((2, 3, 2, 1)), cache)


def test_a_window_may_extend_beyond_the_end_only_as_far_as_in_torch():
    assert pool_output_size(3, 4, stride=2, ceil_mode=True) == 1
    with pytest.raises(ValueError, match=r"window of 4 does not fit into 3"):
        pool_output_size(3, 4, stride=1, ceil_mode=True)
