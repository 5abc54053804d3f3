"""Layers of LeNet-5 (1998) agree with torch, the paper's table and measured slopes."""

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
    connection_table,
    rbf_backward,
    rbf_forward,
    subsampling_backward,
    subsampling_forward,
)

close = {"rtol": 1e-12, "atol": 1e-12}
seeds = st.integers(0, 2**32)


@settings(max_examples=60, deadline=None)
@given(
    N=st.integers(0, 3),
    C=st.integers(1, 4),
    H=st.integers(2, 7),
    W=st.integers(2, 7),
    seed=seeds,
)
def test_subsampling_is_four_times_the_mean_scaled_and_shifted(N, C, H, W, seed):
    rng = np.random.default_rng(seed)
    x, w, b = random(rng, N, C, H, W), random(rng, C), random(rng, C)
    dout = random(rng, N, C, H // 2, W // 2)
    tx, tw, tb = map(as_torch, (x, w, b))
    expected = 4 * F.avg_pool2d(tx, 2) * tw[:, None, None] + tb[:, None, None]
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = subsampling_forward(x, w, b)
    dx, dw, db = subsampling_backward(dout, cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dw, tw.grad, **close)
    np.testing.assert_allclose(db, tb.grad, **close)


def test_subsampling_gradients_are_the_measured_slopes():
    rng = np.random.default_rng(0)
    x, w, b, dout = (random(rng, *s) for s in [(2, 3, 5, 6), (3,), (3,), (2, 3, 2, 3)])
    dx, dw, db = subsampling_backward(dout, subsampling_forward(x, w, b)[1])
    run = lambda x, w, b: np.sum(subsampling_forward(x, w, b)[0] * dout)  # noqa: E731
    assert slope_error(lambda v: run(v, w, b), x, dx, rng=rng) < 1e-7
    assert slope_error(lambda v: run(x, v, b), w, dw, rng=rng) < 1e-7
    assert slope_error(lambda v: run(x, w, v), b, db, rng=rng) < 1e-7


def test_the_connection_table_is_table_one_of_the_paper():
    printed = """
        X...XXX..XXXX.XX
        XX...XXX..XXXX.X
        XXX...XXX..X.XXX
        .XXX..XXXX..X.XX
        ..XXX..XXXX.XX.X
        ...XXX..XXXX.XXX
    """
    rows = [[mark == "X" for mark in line] for line in printed.split()]
    np.testing.assert_array_equal(connection_table(), rows)


def test_the_connection_table_gives_c3_its_1516_parameters():
    table = connection_table()
    assert (table.shape, table.dtype) == ((6, 16), bool)
    assert table.sum() * 5 * 5 + 16 == 1516


@settings(max_examples=60, deadline=None)
@given(N=st.integers(0, 4), C=st.integers(1, 5), D=st.integers(1, 6), seed=seeds)
def test_rbf_is_the_squared_distance(N, C, D, seed):
    rng = np.random.default_rng(seed)
    x, centres, dout = random(rng, N, D), random(rng, C, D), random(rng, N, C)
    tx = as_torch(x)
    expected = ((tx[:, None] - torch.tensor(np.array(centres))) ** 2).sum(dim=2)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = rbf_forward(x, centres)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(rbf_backward(dout, cache), tx.grad, **close)


def test_rbf_gradient_is_the_measured_slope():
    rng = np.random.default_rng(1)
    x, centres, dout = random(rng, 3, 5), random(rng, 4, 5), random(rng, 3, 4)
    dx = rbf_backward(dout, (x, centres))
    run = lambda v: np.sum(rbf_forward(v, centres)[0] * dout)  # noqa: E731
    assert slope_error(run, x, dx, rng=rng) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(dtype):
    rng = np.random.default_rng(2)
    shapes = [(2, 3, 4, 6), (3,), (2, 3, 2, 3), (2, 3), (5, 3), (2, 5)]
    first = [random(rng, *shape, dtype=dtype) for shape in shapes]
    for arrays in (first, [awkward(a) for a in first]):
        x, w, dout, y, centres, dy = arrays
        out, cache = subsampling_forward(x, w, w)
        distance, rbf_cache = rbf_forward(y, centres)
        results = [out, *subsampling_backward(dout, cache), distance, rbf_backward(dy, rbf_cache)]
        assert {r.dtype for r in results} == {np.dtype(dtype)}
        if arrays is first:
            expected = results
    for ours, e in zip(results, expected, strict=True):
        np.testing.assert_allclose(ours, e, rtol=1e-4, atol=1e-5)


X, V = np.zeros((2, 3, 4, 5)), np.zeros(3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: subsampling_forward(X[0], V, V), ValueError, r"x must have the axes"),
        (lambda: subsampling_forward(X.astype(int), V, V), TypeError, r"x must hold floating"),
        (
            lambda: subsampling_forward(X[..., :1], V, V),
            ValueError,
            r"a window of 2x2 does not fit into x of shape \(2, 3, 4, 1\)",
        ),
        (
            lambda: subsampling_forward(X, V[:2], V),
            ValueError,
            r"w must have shape \(3,\), one number per channel of x \(2, 3, 4, 5\); got .* \(2,\)",
        ),
        (lambda: subsampling_forward(X, V, X), ValueError, r"b must have the axes \(C\)"),
        (lambda: subsampling_forward(X, V, None), TypeError, r"b must be a numpy array"),
        (
            lambda: subsampling_backward(X, (X.shape, X[:, :, :2, :2], V)),
            ValueError,
            r"dout must have shape \(2, 3, 2, 2\)",
        ),
        (
            lambda: rbf_forward(X[0, 0], X[0, 0].T),
            ValueError,
            r"x of shape \(4, 5\) has 5 numbers per image, but centres of shape \(5, 4\) expect 4",
        ),
        (lambda: rbf_forward(V, X[0, 0]), ValueError, r"x must have the axes \(N, D\)"),
        (
            lambda: rbf_forward(X[0, 0], np.zeros((2, 5), int)),
            TypeError,
            r"centres must hold floating-point numbers",
        ),
        (
            lambda: rbf_backward(X[0, 0], (X[0, 0], X[0, 1])),
            ValueError,
            r"dout must have shape \(4, 4\), the shape of the output; got shape \(4, 5\)",
        ),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
