"""The linear layer, ReLU, flatten and the loss agree with torch and with measured slopes."""

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
    linear_backward,
    linear_forward,
    relu_backward,
    relu_forward,
    softmax_cross_entropy,
    tanh_backward,
    tanh_forward,
)

close = {"rtol": 1e-12, "atol": 1e-12}
sizes, seeds = st.integers(1, 6), st.integers(0, 2**32)
ACTIVATIONS = [(relu_forward, relu_backward, F.relu), (tanh_forward, tanh_backward, torch.tanh)]


@settings(max_examples=60, deadline=None)
@given(N=st.integers(0, 5), D_in=sizes, D_out=sizes, bias=st.booleans(), seed=seeds)
def test_linear_agrees_with_torch(N, D_in, D_out, bias, seed):
    rng = np.random.default_rng(seed)
    x, w = random(rng, N, D_in), random(rng, D_out, D_in)
    b = random(rng, D_out) if bias else None
    dout = random(rng, N, D_out)
    tx, tw, tb = map(as_torch, (x, w, b))
    expected = F.linear(tx, tw, tb)
    expected.backward(torch.tensor(np.array(dout)))

    out, cache = linear_forward(x, w, b)
    dx, dw, db = linear_backward(dout, cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dw, tw.grad, **close)
    if bias:
        np.testing.assert_allclose(db, tb.grad, **close)
    else:
        assert db is None


def test_linear_gradients_are_the_measured_slopes():
    rng = np.random.default_rng(0)
    x, w, b, dout = (random(rng, *shape) for shape in [(3, 5), (4, 5), (4,), (3, 4)])
    dx, dw, db = linear_backward(dout, (x, w, b))
    losses = [
        (lambda v: np.sum(linear_forward(v, w, b)[0] * dout), x, dx),
        (lambda v: np.sum(linear_forward(x, v, b)[0] * dout), w, dw),
        (lambda v: np.sum(linear_forward(x, w, v)[0] * dout), b, db),
    ]
    for loss, value, gradient in losses:
        assert slope_error(loss, value, gradient, rng=rng) < 1e-7


@pytest.mark.parametrize(("forward", "backward", "oracle"), ACTIVATIONS)
@settings(max_examples=40, deadline=None)
@given(shape=st.lists(st.integers(0, 4), max_size=4), seed=seeds)
def test_activations_agree_with_torch(forward, backward, oracle, shape, seed):
    rng = np.random.default_rng(seed)
    x = np.round(3 * rng.standard_normal(shape), 1)  # exact zeros are likely
    dout = rng.standard_normal(shape)
    x, dout = np.asarray(x), np.asarray(dout)
    tx = as_torch(x)
    expected = oracle(tx)
    expected.backward(torch.tensor(dout))

    out, cache = forward(x)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(backward(dout, cache), tx.grad, **close)


@pytest.mark.parametrize(("forward", "backward", "oracle"), ACTIVATIONS)
def test_activation_gradients_are_the_measured_slopes(forward, backward, oracle):
    rng = np.random.default_rng(1)
    x, dout = random(rng, 3, 4, 5), random(rng, 3, 4, 5)
    _, cache = forward(x)
    loss = lambda v: np.sum(forward(v)[0] * dout)  # noqa: E731
    assert slope_error(loss, x, backward(dout, cache), rng=rng) < 1e-7


def test_relu_handles_nan_and_infinity_as_torch_does():
    x = np.array([np.nan, np.inf, -np.inf, -0.0])
    dout = np.array([1.0, np.inf, np.inf, np.nan])
    out, cache = relu_forward(x)
    tx = as_torch(x)
    expected = F.relu(tx)
    expected.backward(torch.tensor(dout))
    np.testing.assert_array_equal(out, expected.detach())
    np.testing.assert_array_equal(relu_backward(dout, cache), tx.grad)


@settings(max_examples=60, deadline=None)
@given(N=st.integers(0, 6), C=sizes, scale=st.sampled_from([1e-3, 1.0, 1e3, 1e300]), seed=seeds)
def test_the_loss_agrees_with_torch(N, C, scale, seed):
    rng = np.random.default_rng(seed)
    logits, labels = random(rng, N, C) * scale, rng.integers(0, C, N)
    t = as_torch(logits)
    expected = F.cross_entropy(t, torch.tensor(labels))
    expected.backward()
    loss, dlogits = softmax_cross_entropy(logits, labels)
    np.testing.assert_allclose(loss, expected.item(), **close)
    np.testing.assert_allclose(dlogits, t.grad, **close)


def test_the_loss_gradient_is_the_measured_slope():
    rng = np.random.default_rng(2)
    logits, labels = random(rng, 5, 7), rng.integers(0, 7, 5)
    _, dlogits = softmax_cross_entropy(logits, labels)
    loss = lambda v: softmax_cross_entropy(v, labels)[0]  # noqa: E731
    assert slope_error(loss, logits, dlogits, rng=rng) < 1e-7


def test_a_uniform_classifier_has_the_loss_log_of_the_number_of_classes():
    loss, _ = softmax_cross_entropy(np.zeros((4, 10)), np.array([0, 3, 9, 9]))
    assert loss == pytest.approx(np.log(10), rel=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(dtype):
    rng = np.random.default_rng(3)
    x, w, b = (random(rng, *shape, dtype=dtype) for shape in [(4, 6), (3, 6), (3,)])
    labels = np.array([0, 1, 2, 0], dtype=np.uint8)
    for a, c in [(x, w), (awkward(x), awkward(w))]:
        out, cache = linear_forward(a, c, b)
        loss, dlogits = softmax_cross_entropy(out, labels)
        results = [out, loss, dlogits, *linear_backward(dlogits, cache)]
        for forward, backward, _ in ACTIVATIONS:
            y, cache = forward(a)
            results += [y, backward(a, cache)]
        assert {r.dtype for r in results} == {np.dtype(dtype)}
        if a is x:
            expected = results
    for ours, e in zip(results, expected, strict=True):
        np.testing.assert_allclose(ours, e, rtol=1e-5 if dtype == np.float32 else 1e-12)


X, W, LABELS = np.zeros((2, 5)), np.zeros((3, 5)), np.array([0, 4])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: linear_forward(X.astype(int), W, None), TypeError, r"x must hold floating-point"),
        (lambda: linear_forward(X[0], W, None), ValueError, r"x must have the axes \(N, D_in\)"),
        (
            lambda: linear_forward(X, W.T, None),
            ValueError,
            r"x of shape \(2, 5\) has 5 numbers per image, but w of shape \(5, 3\) expects 3",
        ),
        (lambda: linear_forward(X, W, np.zeros(2)), ValueError, r"b must have shape \(3,\)"),
        (lambda: linear_backward(X, (X, W, None)), ValueError, r"dout must have shape \(2, 3\)"),
        (lambda: relu_forward([1.0]), TypeError, r"x must be a numpy array, got list"),
        (lambda: relu_forward(np.arange(3)), TypeError, r"x must hold floating-point .* \(3,\)"),
        (lambda: relu_backward(X, (W,)), ValueError, r"dout must have shape \(3, 5\).*\(2, 5\)"),
        (lambda: tanh_forward(np.arange(3)), TypeError, r"x must hold floating-point"),
        (lambda: tanh_backward(X, (W,)), ValueError, r"dout must have shape \(3, 5\).*\(2, 5\)"),
        (
            lambda: softmax_cross_entropy(X, LABELS + 1),
            ValueError,
            r"labels must lie between 0 and 4, .*labels\[1\] is 5",
        ),
        (lambda: softmax_cross_entropy(X, LABELS - 1), ValueError, r"labels\[0\] is -1"),
        (lambda: softmax_cross_entropy(X, LABELS[:1]), ValueError, r"labels .* \(2,\).*\(1,\)"),
        (lambda: softmax_cross_entropy(X, LABELS * 1.0), TypeError, r"labels must hold integers"),
        (lambda: softmax_cross_entropy(X[0], LABELS), ValueError, r"logits must have the axes"),
        (lambda: softmax_cross_entropy(X, X.astype(int)), ValueError, r"labels must have the axes"),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
