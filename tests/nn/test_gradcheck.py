"""The checker of gradients must believe right ones and notice wrong ones."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.gradcheck import slope_error

X = np.random.default_rng(0).standard_normal((3, 4))


def loss(x):
    return np.sum(x**3)


def error(gradient):
    return slope_error(loss, X, gradient, rng=np.random.default_rng(1))


def test_a_right_gradient_passes():
    assert error(3 * X**2) < 1e-9


def test_one_wrong_number_among_many_is_noticed():
    wrong = 3 * X**2
    wrong[1, 2] += 1e-3
    assert error(wrong) > 1e-6


@pytest.mark.parametrize("factor", [0, -1, 2])
def test_a_gradient_of_the_wrong_size_is_noticed(factor):
    assert error(factor * 3 * X**2) > 1e-2


def test_a_constant_has_no_slope():
    assert slope_error(lambda x: 5.0, X, np.zeros_like(X), rng=np.random.default_rng(0)) == 0


def test_what_cannot_be_measured_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(TypeError, match="x must be of dtype float64, got float32"):
        slope_error(loss, X.astype(np.float32), X, rng=rng)
    with pytest.raises(ValueError, match=r"gradient has shape \(4, 3\), but x has shape \(3, 4\)"):
        slope_error(loss, X, X.T, rng=rng)
