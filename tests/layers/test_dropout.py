"""Dropout: which numbers it drops, which it keeps, and that it preserves the mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import awkward, random

from cnncourse.layers import dropout_backward, dropout_forward

seeds = st.integers(0, 2**32)


@settings(max_examples=60, deadline=None)
@given(
    shape=st.lists(st.integers(0, 5), min_size=1, max_size=4),
    p=st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]),
    seed=seeds,
)
def test_a_number_is_dropped_or_scaled_up_and_its_gradient_likewise(shape, p, seed):
    rng = np.random.default_rng(seed)
    x, dout = random(rng, *shape), random(rng, *shape)
    out, cache = dropout_forward(x, p=p, rng=rng, training=True)
    dx = dropout_backward(dout, cache)
    kept = out != 0
    if p < 1:
        np.testing.assert_allclose(out[kept], x[kept] / (1 - p), rtol=1e-15)
        np.testing.assert_allclose(dx[kept], dout[kept] / (1 - p), rtol=1e-15)
    else:
        assert not kept.any()
    assert (dx[~kept] == 0).all()


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_a_share_p_is_dropped_and_the_mean_is_preserved(p):
    out, _ = dropout_forward(np.ones(200_000), p=p, rng=np.random.default_rng(0), training=True)
    assert np.mean(out == 0) == pytest.approx(p, abs=0.005)
    assert out.mean() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("p", "training"), [(0.5, False), (1.0, False), (0.0, True)])
def test_evaluation_and_probability_zero_change_nothing_and_draw_nothing(p, training):
    x = random(np.random.default_rng(1), 3, 4)
    out, cache = dropout_forward(x, p=p, rng=None, training=training)
    dx = dropout_backward(x, cache)
    for same in (out, dx):
        np.testing.assert_array_equal(same, x)
        assert not np.shares_memory(same, x)


def test_the_same_generator_drops_the_same_numbers():
    choices = []
    for dtype in (np.float32, np.float64):
        rng = np.random.default_rng(2)
        first, _ = dropout_forward(np.ones((20, 20), dtype), p=0.5, rng=rng, training=True)
        second, _ = dropout_forward(np.ones((20, 20), dtype), p=0.5, rng=rng, training=True)
        assert (first != second).any()
        choices.append(first)
    np.testing.assert_array_equal(*choices)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(dtype):
    x = random(np.random.default_rng(3), 3, 4, 5, dtype=dtype)
    draw = lambda a: dropout_forward(a, p=0.3, rng=np.random.default_rng(4), training=True)  # noqa: E731
    out, cache = draw(x)
    dx = dropout_backward(x, cache)
    assert {out.dtype, dx.dtype} == {np.dtype(dtype)}
    again, cache = draw(awkward(x))
    np.testing.assert_array_equal(again, out)
    np.testing.assert_array_equal(dropout_backward(awkward(x), cache), dx)


X, RNG = np.zeros((2, 3)), np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: dropout_forward(X, p=1.1, rng=RNG, training=False),
            ValueError,
            r"p must lie between 0 and 1, got 1.1",
        ),
        (
            lambda: dropout_forward(X, p=-0.1, rng=RNG, training=True),
            ValueError,
            r"p must lie between 0 and 1, got -0.1",
        ),
        (
            lambda: dropout_forward(X, p=float("nan"), rng=RNG, training=True),
            ValueError,
            r"p must lie between 0 and 1, got nan",
        ),
        (
            lambda: dropout_forward(X, p=0.5, rng=0, training=True),
            TypeError,
            r"rng must be a numpy.random.Generator, got int",
        ),
        (
            lambda: dropout_forward(X.astype(int), p=0.5, rng=RNG, training=True),
            TypeError,
            r"x must hold floating-point numbers",
        ),
        (lambda: dropout_backward(X.T, (X,)), ValueError, r"dout must have shape \(2, 3\)"),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
