"""Activations agree with torch and with measured slopes, even for unusual numbers."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, random

from cnncourse import layers
from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    prelu_backward,
    prelu_forward,
    relu6_backward,
    relu6_forward,
    scaled_tanh_forward,
    sigmoid_forward,
    softmax_backward,
    softmax_forward,
)

close = {"rtol": 1e-12, "atol": 1e-12}
seeds = st.integers(0, 2**32)
sized = st.integers(0, 4)

# name: (options, what torch computes)
ACTIVATIONS = {
    "relu": ({}, F.relu),
    "relu6": ({}, F.relu6),
    "leaky_relu": ({"negative_slope": 0.3}, partial(F.leaky_relu, negative_slope=0.3)),
    "sigmoid": ({}, torch.sigmoid),
    "tanh": ({}, torch.tanh),
    "scaled_tanh": ({}, lambda x: 1.7159 * torch.tanh(2 / 3 * x)),
}
parametrized = pytest.mark.parametrize("name", ACTIVATIONS)


def functions(name):
    """Return our forward pass with its options, our backward pass, and torch's forward pass."""
    options, oracle = ACTIVATIONS[name]
    forward = partial(getattr(layers, f"{name}_forward"), **options)
    return forward, getattr(layers, f"{name}_backward"), oracle


@parametrized
@settings(max_examples=40, deadline=None)
@given(shape=st.lists(sized, min_size=1, max_size=4), seed=seeds)
def test_an_activation_agrees_with_torch(name, shape, seed):
    forward, backward, oracle = functions(name)
    rng = np.random.default_rng(seed)
    x = np.round(4 * rng.standard_normal(shape))  # exact zeros and sixes are likely
    dout = random(rng, *shape)
    tx = as_torch(x)
    expected = oracle(tx)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = forward(x)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(backward(dout, cache), tx.grad, **close)


@parametrized
def test_its_gradient_is_the_measured_slope(name):
    forward, backward, _ = functions(name)
    rng = np.random.default_rng(1)
    x, dout = 4 * random(rng, 3, 4, 5), random(rng, 3, 4, 5)
    dx = backward(dout, forward(x)[1])
    assert slope_error(lambda v: np.sum(forward(v)[0] * dout), x, dx, rng=rng) < 1e-7


@parametrized
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_and_huge_numbers_are_handled_as_in_torch(name, dtype):
    forward, backward, oracle = functions(name)
    x = np.array([np.nan, -np.nan, np.inf, -np.inf, 0.0, -0.0, 6.0, 1e30, -1e30], dtype)
    for upstream in (1.0, np.inf, -np.inf, np.nan):
        tx = as_torch(x)
        expected = oracle(tx)
        expected.backward(torch.full((len(x),), upstream, dtype=tx.dtype))
        with np.errstate(invalid="ignore"):  # infinity times zero is NaN
            out, cache = forward(x)
            dx = backward(np.full(len(x), upstream, dtype), cache)
        np.testing.assert_allclose(out, expected.detach(), rtol=1e-6)
        decided = slice(2, None) if name == "relu6" else slice(None)  # see the next test
        np.testing.assert_allclose(dx[decided], tx.grad[decided], rtol=1e-6, atol=1e-6)


def test_relu6_passes_the_gradient_at_nan():
    """Torch returns 0 for most numbers of an array and 1 for the last few."""
    x = np.full(9, np.nan)
    out, cache = relu6_forward(x)
    np.testing.assert_array_equal(out, x)
    np.testing.assert_array_equal(relu6_backward(np.ones(9), cache), np.ones(9))


@parametrized
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(name, dtype):
    forward, backward, _ = functions(name)
    rng = np.random.default_rng(2)
    x, dout = random(rng, 3, 4, 5, dtype=dtype), random(rng, 3, 4, 5, dtype=dtype)
    out, cache = forward(x)
    dx = backward(dout, cache)
    assert {out.dtype, dx.dtype} == {np.dtype(dtype)}
    again, cache = forward(awkward(x))
    np.testing.assert_allclose(again, out, rtol=1e-5)
    np.testing.assert_allclose(backward(awkward(dout), cache), dx, rtol=1e-5)
    assert not np.shares_memory(out, x) and not np.shares_memory(dx, dout)


@parametrized
def test_its_errors_name_the_argument(name):
    forward, backward, _ = functions(name)
    with pytest.raises(TypeError, match=r"x must hold floating-point numbers.* \(3,\)"):
        forward(np.arange(3))
    _, cache = forward(np.zeros((3, 5)))
    with pytest.raises(ValueError, match=r"dout must have shape \(3, 5\).*\(2, 5\)"):
        backward(np.zeros((2, 5)), cache)
    with pytest.raises(TypeError, match=r"dout must hold floating-point numbers"):
        backward(np.zeros((3, 5), int), cache)


@pytest.mark.parametrize("x", [-1e4, -800.0, 0.0, 800.0, 1e4])
def test_sigmoid_does_not_overflow(x):
    out, _ = sigmoid_forward(np.array([x], np.float32))
    assert out[0] == (0.5 if x == 0 else x > 0)


def test_sigmoid_is_precise_for_very_negative_numbers():
    out, _ = sigmoid_forward(np.array([-50.0]))
    np.testing.assert_allclose(out, np.exp(-50), rtol=1e-14)


def test_scaled_tanh_maps_one_to_one_and_minus_one_to_minus_one():
    out, _ = scaled_tanh_forward(np.array([-1.0, 0.0, 1.0]))
    np.testing.assert_allclose(out, [-1, 0, 1], atol=5e-5)


@settings(max_examples=80, deadline=None)
@given(
    N=st.integers(0, 3),
    C=st.integers(1, 4),
    positions=st.lists(st.integers(1, 3), max_size=2),
    shared=st.booleans(),
    seed=seeds,
)
def test_prelu_agrees_with_torch(N, C, positions, shared, seed):
    rng = np.random.default_rng(seed)
    x = np.round(3 * random(rng, N, C, *positions))
    slope, dout = random(rng, 1 if shared else C), random(rng, *x.shape)
    tx, tslope = as_torch(x), as_torch(slope)
    expected = F.prelu(tx, tslope)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = prelu_forward(x, slope)
    dx, dslope = prelu_backward(dout, cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dslope, tslope.grad, **close)


@pytest.mark.parametrize("C", [1, 3])
def test_prelu_gradients_are_the_measured_slopes(C):
    rng = np.random.default_rng(3)
    x, slope, dout = random(rng, 2, 3, 4), random(rng, C), random(rng, 2, 3, 4)
    dx, dslope = prelu_backward(dout, (x, slope))
    run = lambda x, slope: np.sum(prelu_forward(x, slope)[0] * dout)  # noqa: E731
    assert slope_error(lambda v: run(v, slope), x, dx, rng=rng) < 1e-7
    assert slope_error(lambda v: run(x, v), slope, dslope, rng=rng) < 1e-7


@settings(max_examples=60, deadline=None)
@given(
    shape=st.lists(sized, min_size=1, max_size=4),
    scale=st.sampled_from([1.0, 1e3, 1e300]),
    data=st.data(),
    seed=seeds,
)
def test_softmax_agrees_with_torch(shape, scale, data, seed):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    rng = np.random.default_rng(seed)
    x, dout = random(rng, *shape) * scale, random(rng, *shape)
    tx = as_torch(x)
    expected = F.softmax(tx, axis)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = softmax_forward(x, axis=axis)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(softmax_backward(dout, cache), tx.grad, **close)


def test_softmax_gradient_is_the_measured_slope():
    rng = np.random.default_rng(4)
    x, dout = random(rng, 3, 4, 5), random(rng, 3, 4, 5)
    dx = softmax_backward(dout, softmax_forward(x, axis=1)[1])
    run = lambda v: np.sum(softmax_forward(v, axis=1)[0] * dout)  # noqa: E731
    assert slope_error(run, x, dx, rng=rng) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_and_prelu_keep_the_dtype(dtype):
    rng = np.random.default_rng(5)
    x, slope = random(rng, 3, 4, dtype=dtype), random(rng, 4, dtype=dtype)
    for a in (x, awkward(x)):
        p, cache = softmax_forward(a)
        y, prelu_cache = prelu_forward(a, slope)
        results = [p, softmax_backward(a, cache), y, *prelu_backward(a, prelu_cache)]
        assert {r.dtype for r in results} == {np.dtype(dtype)}
        if a is x:
            expected = results
    for ours, e in zip(results, expected, strict=True):
        np.testing.assert_allclose(ours, e, rtol=1e-5, atol=1e-6)


X = np.zeros((2, 5))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: prelu_forward(X[0], X[0]), ValueError, r"x must have the axes \(N, C, ...\)"),
        (
            lambda: prelu_forward(X, X[0, :2]),
            ValueError,
            r"slope must have shape \(1,\) or \(5,\), .* of x \(2, 5\); got shape \(2,\)",
        ),
        (lambda: prelu_forward(X, X), ValueError, r"slope must have the axes \(C\)"),
        (lambda: prelu_forward(X, np.arange(5)), TypeError, r"slope must hold floating-point"),
        (lambda: prelu_backward(X.T, (X, X[0])), ValueError, r"dout must have shape \(2, 5\)"),
        (lambda: softmax_forward(X, axis=2), ValueError, r"axis 2 does not exist in x .*\(2, 5\)"),
        (lambda: softmax_forward(X, axis=-3), ValueError, r"axis -3 does not exist"),
        (lambda: softmax_forward(np.arange(3)), TypeError, r"x must hold floating-point"),
        (lambda: softmax_backward(X.T, (X, 1)), ValueError, r"dout must have shape \(2, 5\)"),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
