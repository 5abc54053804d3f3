"""Normalization: the names in its errors.

These tests fail for mutants of the code that no other test detects.
"""

from __future__ import annotations

import numpy as np
import pytest
from layer_cases import random

from cnncourse.layers import (
    batch_norm1d_backward,
    batch_norm1d_forward,
    batch_norm2d_forward,
    local_response_norm_backward,
    local_response_norm_forward,
)

NO = (None,) * 4
X, V = random(np.random.default_rng(0), 2, 3, 4, 5), np.ones(3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: batch_norm1d_forward([1.0], *NO, training=True), TypeError, r"^x must be a numpy"),
        (
            lambda: batch_norm2d_forward(X, V, V, V[:2], V, training=True),
            ValueError,
            r"^running_mean must have shape \(3,\)",
        ),
        (
            lambda: batch_norm2d_forward(X, V, V, V, None, training=False),
            ValueError,
            r"^running_mean and running_var must be given when training is False$",
        ),
        (
            lambda: batch_norm1d_backward([1.0], batch_norm1d_forward(X[0], *NO, training=True)[3]),
            TypeError,
            r"^dout must be a numpy array, got list",
        ),
        (
            lambda: local_response_norm_backward([1.0], local_response_norm_forward(X, size=3)[1]),
            TypeError,
            r"^dout must be a numpy array, got list",
        ),
        (
            lambda: local_response_norm_backward(X[0], local_response_norm_forward(X, size=3)[1]),
            ValueError,
            r"^dout must have the axes \(N, C, H, W\), got shape \(3, 4, 5\)",
        ),
        (
            lambda: local_response_norm_backward(X[:1], local_response_norm_forward(X, size=3)[1]),
            ValueError,
            r"^dout must have shape \(2, 3, 4, 5\), the shape of the output; "
            r"got shape \(1, 3, 4, 5\)",
        ),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
