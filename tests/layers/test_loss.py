"""Losses agree with torch and measured slopes. Plain cross-entropy: `test_pointwise`."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import binary_cross_entropy, mean_squared_error, softmax_cross_entropy

close = {"rtol": 1e-12, "atol": 1e-12}
seeds = st.integers(0, 2**32)
shapes = st.lists(st.integers(0, 4), min_size=1, max_size=3)


@settings(max_examples=80, deadline=None)
@given(
    N=st.integers(0, 6),
    C=st.integers(1, 6),
    smoothing=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    scale=st.sampled_from([1.0, 1e3]),
    seed=seeds,
)
def test_label_smoothing_agrees_with_torch(N, C, smoothing, scale, seed):
    rng = np.random.default_rng(seed)
    logits, labels = random(rng, N, C) * scale, rng.integers(0, C, N)
    t = as_torch(logits)
    expected = F.cross_entropy(t, torch.tensor(labels), label_smoothing=smoothing)
    expected.backward()
    loss, dlogits = softmax_cross_entropy(logits, labels, label_smoothing=smoothing)
    np.testing.assert_allclose(loss, expected.item(), **close)
    np.testing.assert_allclose(dlogits, t.grad, **close)


@settings(max_examples=80, deadline=None)
@given(shape=shapes, scale=st.sampled_from([1.0, 1e3]), hard=st.booleans(), seed=seeds)
def test_binary_cross_entropy_agrees_with_torch(shape, scale, hard, seed):
    rng = np.random.default_rng(seed)
    logits = random(rng, *shape) * scale
    targets = rng.integers(0, 2, shape) * 1.0 if hard else rng.random(shape)
    t = as_torch(logits)
    expected = F.binary_cross_entropy_with_logits(t, torch.tensor(targets))
    expected.backward()
    loss, dlogits = binary_cross_entropy(logits, targets)
    np.testing.assert_allclose(loss, expected.item(), **close)
    np.testing.assert_allclose(dlogits, t.grad, **close)


@settings(max_examples=60, deadline=None)
@given(shape=shapes, seed=seeds)
def test_mean_squared_error_agrees_with_torch(shape, seed):
    rng = np.random.default_rng(seed)
    predictions, targets = random(rng, *shape), random(rng, *shape)
    t = as_torch(predictions)
    expected = F.mse_loss(t, torch.tensor(np.array(targets)))
    expected.backward()
    loss, dpredictions = mean_squared_error(predictions, targets)
    np.testing.assert_allclose(loss, expected.item(), **close)
    np.testing.assert_allclose(dpredictions, t.grad, **close)


LABELS, ANSWERS = np.array([0, 2, 1]), np.random.default_rng(0).random((3, 4))
LOSSES = [
    lambda x: softmax_cross_entropy(x, LABELS, label_smoothing=0.2),
    lambda x: binary_cross_entropy(x, ANSWERS),
    lambda x: mean_squared_error(x, ANSWERS),
]


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_is_the_measured_slope(loss):
    rng = np.random.default_rng(1)
    x = random(rng, 3, 4)
    assert slope_error(lambda v: loss(v)[0], x, loss(x)[1], rng=rng) < 1e-7


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(loss, dtype):
    x = random(np.random.default_rng(2), 3, 4, dtype=dtype)
    value, gradient = loss(x)
    assert {value.dtype, gradient.dtype} == {np.dtype(dtype)}
    again, same = loss(awkward(x))
    np.testing.assert_allclose(again, value, rtol=1e-6)
    np.testing.assert_allclose(same, gradient, rtol=1e-5)


def test_the_loss_of_even_odds_is_log_two():
    loss, _ = binary_cross_entropy(np.zeros((2, 3)), np.array([[0.0, 1, 0], [1, 1, 0]]))
    assert loss == pytest.approx(np.log(2), rel=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_confident_wrong_answer_costs_its_logit(dtype):
    loss, dlogits = binary_cross_entropy(np.array([1000, -1000], dtype), np.array([0, 1], dtype))
    assert loss == 1000
    np.testing.assert_array_equal(dlogits, [0.5, -0.5])


X = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (  # the first wrong label; 0 is valid
            lambda: softmax_cross_entropy(np.zeros((4, 3)), np.array([0, 2, 3, -1])),
            ValueError,
            r"labels must lie between 0 and 2, because logits has 3 .*labels\[2\] is 3",
        ),
        (  # also far beyond the last class
            lambda: softmax_cross_entropy(np.zeros((2, 4)), np.array([0, 9])),
            ValueError,
            r"labels must lie between 0 and 3, because logits has 4 .*labels\[1\] is 9",
        ),
        (
            lambda: softmax_cross_entropy(X[0], LABELS),
            ValueError,
            r"logits must have the axes \(N, C\), got shape \(3,\)",
        ),
        (
            lambda: softmax_cross_entropy(X, X.astype(int)),
            ValueError,
            r"labels must have the axes \(N\), got shape \(2, 3\)",
        ),
        (
            lambda: softmax_cross_entropy(X, LABELS),
            ValueError,
            r"labels must have shape \(2,\), one label per row of logits \(2, 3\); "
            r"got shape \(3,\)",
        ),
        (
            lambda: softmax_cross_entropy(X, LABELS[:2], label_smoothing=1.1),
            ValueError,
            r"label_smoothing must lie between 0 and 1, got 1.1",
        ),
        (
            lambda: softmax_cross_entropy(X, LABELS[:2], label_smoothing=-0.1),
            ValueError,
            r"label_smoothing must lie between 0 and 1, got -0.1",
        ),
        (
            lambda: binary_cross_entropy(X, X.T),
            ValueError,
            r"targets must have shape \(2, 3\), the shape of logits; got shape \(3, 2\)",
        ),
        (
            lambda: binary_cross_entropy(X, X + 2),
            ValueError,
            r"targets must lie between 0 and 1, got 2.0 to 2.0",
        ),
        (lambda: binary_cross_entropy(X, X - 1), ValueError, r"got -1.0 to -1.0"),
        (
            lambda: binary_cross_entropy(X, X.astype(int)),
            TypeError,
            r"targets must hold floating-point numbers",
        ),
        (
            lambda: binary_cross_entropy(X.astype(int), X),
            TypeError,
            r"logits must hold floating-point numbers",
        ),
        (
            lambda: mean_squared_error(X, X[:1]),
            ValueError,
            r"targets must have shape \(2, 3\), the shape of predictions; got shape \(1, 3\)",
        ),
        (
            lambda: mean_squared_error(X.astype(int), X),
            TypeError,
            r"predictions must hold floating-point numbers",
        ),
        (
            lambda: mean_squared_error(X, X.astype(int)),
            TypeError,
            r"targets must hold floating-point numbers",
        ),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
