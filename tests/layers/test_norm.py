"""Batch norm and local response norm agree with torch and with measured slopes."""

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
    batch_norm1d_backward,
    batch_norm1d_forward,
    batch_norm2d_backward,
    batch_norm2d_forward,
    local_response_norm_backward,
    local_response_norm_forward,
)

close = {"rtol": 1e-10, "atol": 1e-11}
sizes = st.integers(1, 5)
PAIRS = {
    2: (batch_norm1d_forward, batch_norm1d_backward),
    3: (batch_norm1d_forward, batch_norm1d_backward),
    4: (batch_norm2d_forward, batch_norm2d_backward),
}


def channel_vectors(rng, C, dtype=np.float64):
    """Draw gamma, beta, running mean and running variance."""
    running_var = rng.uniform(0.5, 2, C).astype(dtype)
    running_var.flags.writeable = False
    return [*(random(rng, C, dtype=dtype) for _ in range(3)), running_var]


@settings(max_examples=120, deadline=None)
@given(
    N=st.integers(0, 5),
    C=sizes,
    positions=st.lists(sizes, max_size=2),
    training=st.booleans(),
    scaled=st.booleans(),
    shifted=st.booleans(),
    track=st.booleans(),
    momentum=st.sampled_from([0.0, 0.1, 0.7, 1.0]),
    eps=st.sampled_from([1e-5, 0.1]),
    seed=st.integers(0, 2**32),
)
def test_batch_norm_agrees_with_torch(
    N, C, positions, training, scaled, shifted, track, momentum, eps, seed
):
    if training and N * np.prod(positions) == 1:
        N = 2
    rng = np.random.default_rng(seed)
    x = random(rng, N, C, *positions) * 3 + 2
    gamma, beta, mean, var = channel_vectors(rng, C)
    gamma, beta = gamma if scaled else None, beta if shifted else None
    if training and not track:
        mean = var = None
    tx, tgamma, tbeta = map(as_torch, (x, gamma, beta))
    tmean, tvar = (None if v is None else torch.tensor(np.array(v)) for v in (mean, var))
    expected = F.batch_norm(tx, tmean, tvar, tgamma, tbeta, training, momentum, eps)
    dout = random(rng, *x.shape)
    expected.backward(torch.tensor(np.array(dout)))

    forward, backward = PAIRS[x.ndim]
    options = {"training": training, "momentum": momentum, "eps": eps}
    out, new_mean, new_var, cache = forward(x, gamma, beta, mean, var, **options)
    dx, dgamma, dbeta = backward(dout, cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    for ours, theirs in [(dgamma, tgamma), (dbeta, tbeta)]:
        if theirs is None:
            assert ours is None
        else:
            np.testing.assert_allclose(ours, theirs.grad, **close)
    for ours, theirs in [(new_mean, tmean), (new_var, tvar)]:
        if theirs is None:
            assert ours is None
        else:
            np.testing.assert_allclose(ours, theirs, **close)


@pytest.mark.parametrize("training", [True, False])
def test_defaults_of_batch_norm_are_those_of_torch(training):
    rng = np.random.default_rng(8)
    x, (_, _, mean, var) = 0.01 * random(rng, 4, 3, 2, 5), channel_vectors(rng, 3)
    tmean, tvar = torch.tensor(np.array(mean)), torch.tensor(np.array(var))
    expected = F.batch_norm(torch.tensor(x), tmean, tvar, training=training)
    x1d = x.reshape(4, 3, 10)
    for forward, images in [(batch_norm2d_forward, x), (batch_norm1d_forward, x1d)]:
        out, *statistics, _ = forward(images, None, None, mean, var, training=training)
        np.testing.assert_allclose(out, expected.reshape(images.shape), **close)
        for ours, theirs in zip(statistics, (tmean, tvar), strict=True):
            np.testing.assert_allclose(ours, theirs, **close)


def test_the_variance_of_two_numbers_is_divided_by_one():
    x = np.array([[[[1.0]]], [[[4.0]]]])
    *_, var, _ = batch_norm2d_forward(
        x, None, None, np.zeros(1), np.zeros(1), training=True, momentum=1
    )
    assert var == 4.5


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(4, 3), (4, 3, 5), (4, 3, 2, 5)])
def test_batch_norm_gradients_are_the_measured_slopes(shape, training):
    rng = np.random.default_rng(0)
    forward, backward = PAIRS[len(shape)]
    x, dout = random(rng, *shape), random(rng, *shape)
    gamma, beta, mean, var = channel_vectors(rng, 3)
    run = lambda x, gamma, beta: forward(x, gamma, beta, mean, var, training=training)  # noqa: E731
    dx, dgamma, dbeta = backward(dout, run(x, gamma, beta)[-1])
    losses = [
        (lambda v: np.sum(run(v, gamma, beta)[0] * dout), x, dx),
        (lambda v: np.sum(run(x, v, beta)[0] * dout), gamma, dgamma),
        (lambda v: np.sum(run(x, gamma, v)[0] * dout), beta, dbeta),
    ]
    for loss, value, gradient in losses:
        assert slope_error(loss, value, gradient, rng=rng) < 1e-7


def test_a_batch_in_training_has_mean_zero_and_variance_one():
    rng = np.random.default_rng(1)
    x = 5 + 3 * random(rng, 8, 2, 6, 4)
    out, mean, var, _ = batch_norm2d_forward(
        x, None, None, np.zeros(2), np.zeros(2), training=True, momentum=1, eps=0
    )
    np.testing.assert_allclose(out.mean(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(out.var(axis=(0, 2, 3)), 1, rtol=1e-12)
    np.testing.assert_allclose(mean, x.mean(axis=(0, 2, 3)))
    np.testing.assert_allclose(var, x.var(axis=(0, 2, 3), ddof=1))


def test_training_returns_new_running_statistics_and_evaluation_the_given_ones():
    rng = np.random.default_rng(2)
    x = random(rng, 4, 3, 2, 2)
    gamma, beta, mean, var = channel_vectors(rng, 3)
    _, new_mean, new_var, _ = batch_norm2d_forward(x, gamma, beta, mean, var, training=True)
    assert not np.shares_memory(new_mean, mean) and not np.shares_memory(new_var, var)
    _, same_mean, same_var, _ = batch_norm2d_forward(x, gamma, beta, mean, var, training=False)
    assert same_mean is mean and same_var is var


def test_the_variance_is_precise_for_a_large_mean():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((16, 2, 8, 8))
    out, *_ = batch_norm2d_forward(
        (x + 1000).astype(np.float32), None, None, None, None, training=True
    )
    expected = (x - x.mean(axis=(0, 2, 3), keepdims=True)) / x.std(axis=(0, 2, 3), keepdims=True)
    np.testing.assert_allclose(out, expected, atol=2e-3)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_batch_norm_keeps_the_dtype_for_any_memory_layout(dtype, training):
    rng = np.random.default_rng(4)
    x, dout = random(rng, 3, 4, 5, 6, dtype=dtype), random(rng, 3, 4, 5, 6, dtype=dtype)
    vectors = channel_vectors(rng, 4, dtype)
    out, *statistics, cache = batch_norm2d_forward(x, *vectors, training=training)
    results = [out, *statistics, *batch_norm2d_backward(dout, cache)]
    assert {r.dtype for r in results} == {np.dtype(dtype)}
    out, *statistics, cache = batch_norm2d_forward(awkward(x), *vectors, training=training)
    again = [out, *statistics, *batch_norm2d_backward(awkward(dout), cache)]
    for a, b in zip(again, results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_running_statistics_keep_their_own_dtype():
    x = np.ones((2, 3, 4, 4), np.float32)
    vectors = channel_vectors(np.random.default_rng(5), 3, np.float64)
    out, mean, var, cache = batch_norm2d_forward(x, *vectors, training=True)
    dx, dgamma, _ = batch_norm2d_backward(out, cache)
    assert {out.dtype, dx.dtype} == {np.dtype(np.float32)}
    assert {mean.dtype, var.dtype} == {np.dtype(np.float64)}


@settings(max_examples=80, deadline=None)
@given(
    shape=st.tuples(st.integers(0, 3), st.integers(1, 7), sizes, sizes),
    size=st.integers(1, 9),
    alpha=st.sampled_from([1e-4, 0.7]),
    beta=st.sampled_from([0.5, 0.75]),
    k=st.sampled_from([1.0, 2.0]),
    seed=st.integers(0, 2**32),
)
def test_local_response_norm_agrees_with_torch(shape, size, alpha, beta, k, seed):
    rng = np.random.default_rng(seed)
    x, dout = 3 * random(rng, *shape), random(rng, *shape)
    tx = as_torch(x)
    expected = F.local_response_norm(tx, size, alpha, beta, k)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = local_response_norm_forward(x, size=size, alpha=alpha, beta=beta, k=k)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(local_response_norm_backward(dout, cache), tx.grad, **close)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_local_response_norm_gradients_are_the_measured_slopes(size):
    rng = np.random.default_rng(6)
    x, dout = random(rng, 2, 6, 3, 4), random(rng, 2, 6, 3, 4)
    run = lambda v: local_response_norm_forward(v, size=size, alpha=0.9)  # noqa: E731
    dx = local_response_norm_backward(dout, run(x)[1])
    assert slope_error(lambda v: np.sum(run(v)[0] * dout), x, dx, rng=rng) < 1e-7


def test_defaults_of_local_response_norm_are_those_of_torch():
    x = 3 * random(np.random.default_rng(9), 2, 6, 3, 4)
    expected = F.local_response_norm(torch.tensor(x), 5)
    np.testing.assert_allclose(local_response_norm_forward(x, size=5)[0], expected, **close)


def test_the_papers_alpha_is_five_times_as_large_in_torch():
    x = np.full((1, 9, 1, 1), 2.0)
    out, _ = local_response_norm_forward(x, size=5, alpha=5e-4, beta=0.75, k=2)
    sum_of_squares = np.array([3, 4, 5, 5, 5, 5, 5, 4, 3]) * 2.0**2
    np.testing.assert_allclose(out.ravel(), 2 / (2 + 1e-4 * sum_of_squares) ** 0.75, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_local_response_norm_keeps_the_dtype(dtype):
    rng = np.random.default_rng(7)
    x = random(rng, 2, 5, 3, 4, dtype=dtype)
    out, cache = local_response_norm_forward(x, size=3)
    dx = local_response_norm_backward(x, cache)
    assert {out.dtype, dx.dtype} == {np.dtype(dtype)}
    again, cache = local_response_norm_forward(awkward(x), size=3)
    np.testing.assert_array_equal(again, out)
    np.testing.assert_array_equal(local_response_norm_backward(awkward(x), cache), dx)


X, V = np.zeros((2, 3, 4, 5)), np.zeros(3)
NO = (None,) * 4


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: batch_norm2d_forward(X[:1, :, :1, :1], *NO, training=True),
            ValueError,
            r"more than one number per channel in training, got shape \(1, 3, 1, 1\)",
        ),
        (
            lambda: batch_norm1d_forward(X[:1, :, 0, 0], *NO, training=True),
            ValueError,
            r"more than one number per channel .* \(1, 3\)",
        ),
        (
            lambda: batch_norm2d_forward(X, None, None, None, V, training=False),
            ValueError,
            r"running_mean and running_var must be given when training is False",
        ),
        (
            lambda: batch_norm2d_forward(X, V, V[:2], V, V, training=True),
            ValueError,
            r"beta must have shape \(3,\), one number per channel of x \(2, 3, 4, 5\); "
            r"got .* \(2,\)",
        ),
        (
            lambda: batch_norm2d_forward(X, V, V, V, X, training=True),
            ValueError,
            r"running_var must have the axes \(C\)",
        ),
        (
            lambda: batch_norm2d_forward(X, V.astype(int), V, V, V, training=True),
            TypeError,
            r"gamma must hold floating-point numbers",
        ),
        (
            lambda: batch_norm2d_forward(X, *NO, training=True, momentum=1.5),
            ValueError,
            r"momentum must lie between 0 and 1, got 1.5",
        ),
        (
            lambda: batch_norm2d_forward(X, *NO, training=True, momentum=-0.5),
            ValueError,
            r"momentum must lie between 0 and 1, got -0.5",
        ),
        (
            lambda: batch_norm2d_forward(X, *NO, training=True, eps=-1),
            ValueError,
            r"eps must be at least 0, got -1",
        ),
        (
            lambda: batch_norm2d_forward(X[0], *NO, training=True),
            ValueError,
            r"x must have the axes \(N, C, H, W\), got shape \(3, 4, 5\)",
        ),
        (
            lambda: batch_norm1d_forward(X, *NO, training=True),
            ValueError,
            r"x must have the axes \(N, C\) or \(N, C, L\), got shape \(2, 3, 4, 5\)",
        ),
        (
            lambda: batch_norm2d_backward(X[:1], (X, V, V, V, V, True)),
            ValueError,
            r"dout must have shape \(2, 3, 4, 5\), the shape of the output; "
            r"got shape \(1, 3, 4, 5\)",
        ),
        (
            lambda: local_response_norm_forward(X[0], size=3),
            ValueError,
            r"x must have the axes \(N, C, H, W\)",
        ),
        (
            lambda: local_response_norm_forward(X, size=0),
            ValueError,
            r"size must be at least 1, got 0",
        ),
        (
            lambda: local_response_norm_forward(X, size=2.0),
            TypeError,
            r"size must be an integer, got 2.0",
        ),
        (
            lambda: local_response_norm_backward(X[:1], (X, 3, 1, 1, 1)),
            ValueError,
            r"dout must have shape \(2, 3, 4, 5\)",
        ),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("shape", [(2, 0, 3, 3), (2, 3, 0, 3)])
def test_only_the_batch_may_be_empty(shape):
    ones = np.ones(shape[1])
    with pytest.raises(
        ValueError, match=rf"only the batch may be empty: x has shape \({shape[0]},"
    ):
        batch_norm2d_forward(np.zeros(shape), ones, ones, ones, ones, training=True)
