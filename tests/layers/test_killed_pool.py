"""Pooling: defaults, large windows, blocks, and the names in its errors.

These tests fail for mutants of the code that no other test detects.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from layer_cases import random

from cnncourse.layers import (
    avg_pool2d_backward,
    avg_pool2d_forward,
    max_pool2d_backward,
    max_pool2d_forward,
    max_pool2d_indices,
    pool_output_size,
)
from cnncourse.layers.pool import max_pool

PAIRS = [(max_pool2d_forward, max_pool2d_backward), (avg_pool2d_forward, avg_pool2d_backward)]
X = random(np.random.default_rng(0), 2, 3, 7, 8)


def test_a_last_window_extends_beyond_the_end_only_with_ceil_mode():
    assert pool_output_size(7, 2, stride=2) == 3
    assert pool_output_size(7, 2, stride=2, ceil_mode=True) == 4


def test_the_error_counts_the_positions_with_their_padding():
    with pytest.raises(ValueError, match=r"^a pooling window of 4 does not fit into 3 positions "):
        pool_output_size(1, 4, stride=1, padding=1)


@pytest.mark.parametrize(
    ("forward", "oracle"), [(max_pool2d_forward, F.max_pool2d), (avg_pool2d_forward, F.avg_pool2d)]
)
@pytest.mark.parametrize("options", [{}, {"padding": 1}, {"stride": 2, "padding": 1}], ids=str)
def test_defaults_are_those_of_torch(forward, oracle, options):
    expected = oracle(torch.tensor(np.array(X)), 3, **options)
    np.testing.assert_allclose(forward(X, kernel_size=3, **options)[0], expected, rtol=1e-12)


@pytest.mark.parametrize(("H", "W", "kernel_size"), [(2, 256, (2, 1)), (64, 64, (64, 64))])
def test_the_last_place_of_a_large_window_is_exact(H, W, kernel_size):
    """Places 256 and 4095 exceed a byte and the exact integers of half precision."""
    x = np.zeros((1, 1, H, W), np.float32)
    x[0, 0, kernel_size[0] - 1, kernel_size[1] - 1] = 1
    _, cache = max_pool2d_forward(x, kernel_size=kernel_size)
    place = (kernel_size[0] - 1) * W + kernel_size[1] - 1
    assert max_pool2d_indices(cache).flat[0] == place


@pytest.mark.parametrize("numbers", [1, 40, 41, 79, 80])
def test_blocks_respect_the_limit_and_cover_all_channels(monkeypatch, numbers):
    blocks = []
    pool_block = max_pool._pool_block
    monkeypatch.setattr(max_pool, "BLOCK", numbers)
    monkeypatch.setattr(
        max_pool,
        "_pool_block",
        lambda channels, *rest: blocks.append(channels.copy()) or pool_block(channels, *rest),
    )
    x = random(np.random.default_rng(1), 2, 3, 4, 10)
    max_pool2d_forward(x, kernel_size=2)
    np.testing.assert_array_equal(np.concatenate(blocks), x.reshape(6, 4, 10))
    assert max(len(b) for b in blocks) == max(1, numbers // 40)


@pytest.mark.parametrize(("forward", "backward"), PAIRS)
@pytest.mark.parametrize(
    ("dout", "error", "message"),
    [
        ([1.0], TypeError, r"^dout must be a numpy array, got list"),
        (X[0], ValueError, r"^dout must have the axes \(N, C, OH, OW\), got shape \(3, 7, 8\)"),
        (
            X,
            ValueError,
            r"^dout must have shape \(2, 3, 3, 4\), the shape of the output; got shape",
        ),
    ],
)
def test_backward_names_the_gradient(forward, backward, dout, error, message):
    _, cache = forward(X, kernel_size=2)
    with pytest.raises(error, match=message):
        backward(dout, cache)
