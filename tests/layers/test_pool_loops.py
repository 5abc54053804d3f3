"""Pooling by its definition against torch, and against the package's fast functions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import layers
from cnncourse.layers.pool import loops
from cnncourse.layers.pool.starts import window_starts

NUMBER = st.integers(1, 4)


@st.composite
def calls(draw):
    """Images with ties and negative numbers, and options that torch accepts."""
    kernel_size = draw(st.tuples(NUMBER, NUMBER))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel_size)
    options = {"kernel_size": kernel_size, "padding": padding}
    options["stride"] = draw(st.none() | st.tuples(NUMBER, NUMBER))
    options["ceil_mode"] = draw(st.booleans())
    size = [k + draw(st.integers(0, 6)) for k in kernel_size]
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    shape = draw(st.integers(0, 2)), draw(st.integers(1, 3)), *size
    return rng.integers(-3, 2, shape).astype(float), options


@settings(max_examples=60, deadline=None)
@given(calls())
def test_maxima_agree_with_torch(call):
    x, options = call
    expected = functional.max_pool2d(torch.from_numpy(x), **options).numpy()
    np.testing.assert_array_equal(loops.max_pool2d_forward(x, **options)[0], expected)


@settings(max_examples=60, deadline=None)
@given(calls(), st.booleans())
def test_means_agree_with_torch(call, count_include_pad):
    x, options = call
    options["count_include_pad"] = count_include_pad
    expected = functional.avg_pool2d(torch.from_numpy(x), **options).numpy()
    np.testing.assert_allclose(loops.avg_pool2d_forward(x, **options)[0], expected, atol=1e-12)


@pytest.mark.parametrize("name", ["max_pool2d_forward", "avg_pool2d_forward"])
def test_whole_numbers_and_the_dtype(name):
    x = np.arange(-16, 0).reshape(1, 1, 4, 4)
    slow, fast = getattr(loops, name), getattr(layers, name)
    options = {"kernel_size": 3, "stride": 1, "padding": 1}
    expected = fast(x.astype(float), **options)[0]
    np.testing.assert_allclose(slow(x, **options)[0], expected)
    assert slow(x.astype(np.float32), **options)[0].dtype == np.float32
    assert slow(x, **options)[0].dtype == (np.int64 if name.startswith("max") else np.float64)


@pytest.mark.parametrize("forward", [loops.max_pool2d_forward, loops.avg_pool2d_forward])
@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"kernel_size": (4, 2)}, "window of 4 does not fit into 3 positions"),
        ({"kernel_size": (2, 4)}, "window of 4 does not fit into 3 positions"),
        ({"kernel_size": 2, "padding": (0, 2)}, "padding must be at most half of kernel_size"),
    ],
)
def test_an_error_says_what_does_not_fit(forward, options, error):
    with pytest.raises(ValueError, match=error):
        forward(np.zeros((1, 1, 3, 3)), **options)


def test_starts_of_windows():
    assert list(window_starts(6, 3, 2)) == [0, 2]
    assert list(window_starts(6, 3, 2, padding=1)) == [-1, 1, 3]
    assert list(window_starts(6, 3, 2, ceil_mode=True)) == [0, 2, 4]
    assert list(window_starts(5, 2, 2, 1, ceil_mode=True)) == [-1, 1, 3]  # none begins behind
