"""Pooling to a given output size agrees with torch and with measured slopes."""

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
    adaptive_avg_pool2d_backward,
    adaptive_avg_pool2d_forward,
    adaptive_bins,
    global_avg_pool2d_backward,
    global_avg_pool2d_forward,
)

close = {"rtol": 1e-12, "atol": 1e-12}
sizes = st.integers(1, 7)


@settings(max_examples=100, deadline=None)
@given(
    N=st.integers(0, 3),
    C=st.integers(1, 3),
    image=st.tuples(sizes, sizes),
    output_size=st.tuples(sizes, sizes) | sizes,
    seed=st.integers(0, 2**32),
)
def test_adaptive_pooling_agrees_with_torch(N, C, image, output_size, seed):
    rng = np.random.default_rng(seed)
    x = random(rng, N, C, *image)
    tx = as_torch(x)
    expected = F.adaptive_avg_pool2d(tx, output_size)
    dout = random(rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = adaptive_avg_pool2d_forward(x, output_size=output_size)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(adaptive_avg_pool2d_backward(dout, cache), tx.grad, **close)


@settings(max_examples=40, deadline=None)
@given(shape=st.tuples(st.integers(0, 3), sizes, sizes, sizes), seed=st.integers(0, 2**32))
def test_global_pooling_is_the_mean_of_every_channel(shape, seed):
    rng = np.random.default_rng(seed)
    x, dout = random(rng, *shape), random(rng, *shape[:2])
    tx = as_torch(x)
    expected = tx.mean(dim=(2, 3))
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = global_avg_pool2d_forward(x)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(global_avg_pool2d_backward(dout, cache), tx.grad, **close)
    same, _ = adaptive_avg_pool2d_forward(x, output_size=1)
    np.testing.assert_allclose(same[:, :, 0, 0], out, **close)


def test_gradients_are_the_measured_slopes():
    rng = np.random.default_rng(0)
    x, dout = random(rng, 2, 3, 5, 7), random(rng, 2, 3, 3, 2)
    run = lambda v: adaptive_avg_pool2d_forward(v, output_size=(3, 2))  # noqa: E731
    dx = adaptive_avg_pool2d_backward(dout, run(x)[1])
    assert slope_error(lambda v: np.sum(run(v)[0] * dout), x, dx, rng=rng) < 1e-7
    dout = random(rng, 2, 3)
    dx = global_avg_pool2d_backward(dout, global_avg_pool2d_forward(x)[1])
    loss = lambda v: np.sum(global_avg_pool2d_forward(v)[0] * dout)  # noqa: E731
    assert slope_error(loss, x, dx, rng=rng) < 1e-7


def test_windows_cover_the_axis_and_overlap_by_at_most_one():
    assert adaptive_bins(6, 3) == [slice(0, 2), slice(2, 4), slice(4, 6)]
    assert adaptive_bins(5, 2) == [slice(0, 3), slice(2, 5)]
    assert adaptive_bins(1, 3) == [slice(0, 1)] * 3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(dtype):
    rng = np.random.default_rng(1)
    x, small, dout = (
        random(rng, *shape, dtype=dtype) for shape in [(2, 3, 5, 4), (2, 3), (2, 3, 2, 3)]
    )
    for a, b, c in [(x, small, dout), (awkward(x), awkward(small), awkward(dout))]:
        out, cache = global_avg_pool2d_forward(a)
        adaptive, adaptive_cache = adaptive_avg_pool2d_forward(a, output_size=(2, 3))
        results = [
            out,
            global_avg_pool2d_backward(b, cache),
            adaptive,
            adaptive_avg_pool2d_backward(c, adaptive_cache),
        ]
        assert {r.dtype for r in results} == {np.dtype(dtype)}
        if a is x:
            expected = results
    for ours, e in zip(results, expected, strict=True):
        np.testing.assert_allclose(ours, e, rtol=1e-5, atol=1e-6)


X = np.zeros((2, 3, 4, 5))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: global_avg_pool2d_forward(X[0]), ValueError, r"x must have the axes"),
        (lambda: global_avg_pool2d_forward(X.astype(int)), TypeError, r"x must hold floating"),
        (
            lambda: global_avg_pool2d_forward(X[:, :, :0]),
            ValueError,
            r"x must have at least one pixel per image, got shape \(2, 3, 0, 5\)",
        ),
        (
            lambda: global_avg_pool2d_backward(X[0, 0], (X.shape,)),
            ValueError,
            r"dout must have shape \(2, 3\), the shape of the output; got shape \(4, 5\)",
        ),
        (lambda: adaptive_avg_pool2d_forward(X[0], output_size=1), ValueError, r"x must have the"),
        (
            lambda: adaptive_avg_pool2d_forward(X[..., :0], output_size=2),
            ValueError,
            r"x must have at least one pixel per image, got shape \(2, 3, 4, 0\)",
        ),
        (
            lambda: adaptive_avg_pool2d_forward(X, output_size=(0, 1)),
            ValueError,
            r"output_size must be at least 1, got \(0, 1\)",
        ),
        (
            lambda: adaptive_avg_pool2d_forward(X, output_size=1.5),
            TypeError,
            r"output_size must be an integer or a pair of integers, got 1.5",
        ),
        (
            lambda: adaptive_avg_pool2d_backward(X, (X.shape, 2)),
            ValueError,
            r"dout must have shape \(2, 3, 2, 2\)",
        ),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
