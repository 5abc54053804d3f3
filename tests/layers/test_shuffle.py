"""Channel shuffle and flatten agree with torch, and backward undoes forward."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import awkward, random

from cnncourse.layers import (
    channel_shuffle_backward,
    channel_shuffle_forward,
    flatten_backward,
    flatten_forward,
)

sizes, seeds = st.integers(1, 4), st.integers(0, 2**32)


@settings(max_examples=60, deadline=None)
@given(N=st.integers(0, 3), groups=sizes, block=sizes, H=sizes, W=sizes, seed=seeds)
def test_channel_shuffle_agrees_with_torch(N, groups, block, H, W, seed):
    x = random(np.random.default_rng(seed), N, groups * block, H, W)
    expected = F.channel_shuffle(torch.tensor(np.array(x)), groups)
    out, cache = channel_shuffle_forward(x, groups=groups)
    np.testing.assert_array_equal(out, expected)
    # The gradient of a permutation is the inverse permutation.
    np.testing.assert_array_equal(channel_shuffle_backward(out, cache), x)
    assert not np.shares_memory(out, x)


def test_a_shuffle_deals_the_channels_like_cards():
    x = np.array([10.0, 11, 12, 20, 21, 22]).reshape(1, 6, 1, 1)
    out, _ = channel_shuffle_forward(x, groups=2)
    np.testing.assert_array_equal(out.ravel(), [10, 20, 11, 21, 12, 22])


@settings(max_examples=60, deadline=None)
@given(shape=st.lists(st.integers(0, 4), min_size=1, max_size=4), seed=seeds)
def test_flatten_agrees_with_torch(shape, seed):
    x = random(np.random.default_rng(seed), *shape)
    out, cache = flatten_forward(x)
    assert out.shape == (shape[0], int(np.prod(shape[1:])))
    np.testing.assert_array_equal(out.ravel(), torch.tensor(np.array(x)).flatten())
    dx = flatten_backward(out, cache)
    np.testing.assert_array_equal(dx, x)
    assert not np.shares_memory(out, x) and not np.shares_memory(dx, out)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_for_any_memory_layout(dtype):
    x = random(np.random.default_rng(0), 2, 6, 3, 4, dtype=dtype)
    for forward, backward in [
        (lambda a: channel_shuffle_forward(a, groups=3), channel_shuffle_backward),
        (flatten_forward, flatten_backward),
    ]:
        out, _ = forward(x)
        again, cache = forward(awkward(x))
        dx = backward(awkward(out), cache)
        assert {out.dtype, dx.dtype} == {np.dtype(dtype)}
        np.testing.assert_array_equal(again, out)
        np.testing.assert_array_equal(dx, x)


X = np.zeros((2, 6, 3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: channel_shuffle_forward(X, groups=4),
            ValueError,
            r"groups=4 does not divide the 6 channels of x \(2, 6, 3, 4\)",
        ),
        (
            lambda: channel_shuffle_forward(X, groups=0),
            ValueError,
            r"groups must be at least 1, got 0",
        ),
        (
            lambda: channel_shuffle_forward(X[0], groups=2),
            ValueError,
            r"x must have the axes \(N, C, H, W\)",
        ),
        (
            lambda: channel_shuffle_forward(X.astype(int), groups=2),
            TypeError,
            r"x must hold floating-point numbers",
        ),
        (
            lambda: channel_shuffle_backward(X[:1], (X.shape, 2)),
            ValueError,
            r"dout must have shape \(2, 6, 3, 4\)",
        ),
        (
            lambda: flatten_forward(np.array(1.0)),
            ValueError,
            r"x must have the axes \(N, ...\), got shape \(\)",
        ),
        (lambda: flatten_forward([1.0]), TypeError, r"x must be a numpy array, got list"),
        (
            lambda: flatten_backward(X[0, 0], (X.shape,)),
            ValueError,
            r"dout must have shape \(2, 72\), the shape of the output; got shape \(3, 4\)",
        ),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
