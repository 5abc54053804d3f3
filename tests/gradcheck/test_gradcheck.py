"""Gradient checks accept right gradients and detect wrong ones."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from cnncourse.gradcheck import check_gradient, check_layer, slope_error
from cnncourse.layers import (
    conv2d_backward,
    conv2d_forward,
    max_pool2d_backward,
    max_pool2d_forward,
    relu_backward,
    relu_forward,
)

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


def test_what_cannot_be_measured_raises_an_error():
    rng = np.random.default_rng(0)
    with pytest.raises(TypeError, match="x must be of dtype float64, got float32"):
        slope_error(loss, X.astype(np.float32), X, rng=rng)
    with pytest.raises(ValueError, match=r"gradient has shape \(4, 3\), but x has shape \(3, 4\)"):
        slope_error(loss, X, X.T, rng=rng)


def arrays(seed, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(s).astype(dtype) for s in [(2, 3, 6, 5), (4, 3, 3, 2), (4,)]]


def block_forward(x, w, b):
    """Convolve, rectify, pool: a layer with kinks."""
    out, convolution = conv2d_forward(x, w, b, padding=1)
    out, rectification = relu_forward(out)
    out, pooling = max_pool2d_forward(out, kernel_size=2)
    return out, (convolution, rectification, pooling)


def block_backward(dout, cache):
    convolution, rectification, pooling = cache
    return conv2d_backward(
        relu_backward(max_pool2d_backward(dout, pooling), rectification), convolution
    )


def one_entry_more(backward, place, index, amount):
    """Return a backward pass that is wrong in one entry of one gradient."""

    def wrong_single(dout, cache):
        gradient = backward(dout, cache).copy()
        gradient[index] += amount
        return gradient

    def wrong_of_many(dout, cache):
        gradients = [g.copy() for g in backward(dout, cache)]
        gradients[place][index] += amount
        return tuple(gradients)

    return wrong_single if place is None else wrong_of_many


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(3))
def test_right_gradients_of_a_layer_pass(dtype, seed):
    report = check_layer(block_forward, block_backward, *arrays(seed, dtype))
    assert report.passed, report
    assert [c.name for c in report.comparisons] == ["x", "w", "b"]
    assert [c.compared + len(c.kinks) for c in report.comparisons] == [180, 72, 4]


@pytest.mark.parametrize(("dtype", "amount"), [(np.float32, 0.5), (np.float64, 1e-4)])
@pytest.mark.parametrize("seed", range(3))
def test_one_wrong_entry_is_named(dtype, amount, seed):
    wrong = one_entry_more(conv2d_backward, 1, (2, 0, 1, 1), amount)
    report = check_layer(partial(conv2d_forward, stride=2), wrong, *arrays(seed, dtype))
    x, w, b = report.comparisons
    assert x.passed and b.passed and not w.passed and not report.passed
    assert w.worst == (2, 0, 1, 1)
    assert w.calculated - w.measured == pytest.approx(amount, rel=0.01)
    assert "w: WRONG" in str(report) and "worst at w[2, 0, 1, 1]: the gradient says" in str(report)


@pytest.mark.parametrize("index", [(0, 0), (17, 33), (59, 49)])
def test_one_wrong_entry_among_more_than_are_measured_is_named(index):
    x = np.random.default_rng(3).standard_normal((60, 50))
    assert check_layer(relu_forward, relu_backward, x).passed
    wrong = one_entry_more(relu_backward, None, index, 1e-3)
    (comparison,) = check_layer(relu_forward, wrong, x).comparisons
    assert not comparison.passed and comparison.worst == index
    assert comparison.compared < 210


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_kink_is_reported_rather_than_failed(dtype):
    x = np.array([[-1.0, 0.0, 2.0], [1e-7, 3.0, -1e-7]], dtype)
    report = check_layer(relu_forward, relu_backward, x)
    assert report.passed
    assert report.comparisons[0].kinks == ((0, 1), (1, 0), (1, 2))
    assert report.comparisons[0].compared == 3
    assert "the slope jumps there: x[0, 1], x[1, 0], x[1, 2]" in str(report)


def test_many_kinks_are_not_all_listed():
    (comparison,) = check_layer(relu_forward, relu_backward, np.zeros((5, 1))).comparisons
    assert comparison.verdict == "cannot tell" and comparison.compared == 0
    assert str(comparison).endswith("x[0, 0], x[1, 0], x[2, 0] and 2 more")


def test_a_gradient_outside_both_sides_of_a_kink_is_wrong():
    x = np.zeros((3, 2))
    report = check_layer(relu_forward, lambda dout, cache: 3 * dout, x)
    assert not report.passed and report.comparisons[0].kinks == ()


def test_curvature_is_not_a_kink():
    """A wrong gradient of a smooth, strongly curved function is not excused as a kink."""
    comparison = check_gradient(lambda x: np.sum(np.exp(5 * x)), X, 4.9 * np.exp(5 * X))
    assert not comparison.passed and comparison.kinks == ()
    assert not check_gradient(loss, X, 3 * X**2 * (1 + 2e-6)).passed
    assert check_gradient(lambda x: np.sum(np.exp(5 * x)), X, 5 * np.exp(5 * X)).passed


def test_large_and_small_numbers_are_measured_with_suitable_steps():
    x = np.array([1e-3, 1.0, 1e3, 1e5], np.float32)
    total = partial(np.sum, dtype=np.float64)
    assert check_gradient(total, x, np.ones(4, np.float32)).passed
    assert not check_gradient(total, x, np.full(4, 1.2, np.float32)).passed


def test_a_gradient_that_is_not_finite_is_named():
    gradient = 3 * X**2
    gradient[2, 1] = np.nan
    comparison = check_gradient(loss, X, gradient, name="weights")
    assert comparison.worst == (2, 1) and comparison.error == np.inf
    assert "weights: WRONG" in str(comparison) and "weights[2, 1]" in str(comparison)


def test_a_vanishing_gradient_passes_despite_rounding():
    def centred(x):  # invariant: adding a constant to every entry changes nothing
        return np.sum(((x - x.mean()) - X) ** 2)

    x = np.full(X.shape, 7.0)
    slope = -2 * (X - X.mean())
    assert check_gradient(centred, x, slope).passed
    assert check_gradient(lambda x: np.sum(x - x.mean()) + 1.0, X, np.zeros_like(X)).passed


def test_a_layer_without_bias_and_an_empty_batch():
    x, w, _ = arrays(0)
    report = check_layer(conv2d_forward, conv2d_backward, x, w, None)
    assert report.passed and [c.name for c in report.comparisons] == ["x", "w"]
    report = check_layer(conv2d_forward, conv2d_backward, x[:0], w, None)
    assert report.passed and report.comparisons[0].compared == 0


def test_arrays_are_not_modified_even_if_the_layer_writes_to_them():
    def forward(x, w):
        x *= 2.0
        w *= 3.0
        return x * w, (x, w)

    x, w = X.copy(), X + 1
    assert check_layer(forward, lambda dout, c: (2 * dout * c[1], 3 * dout * c[0]), x, w).passed
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(w, X + 1)


def test_arrays_without_a_name_are_numbered():
    def forward(*factors):
        return factors[0] * factors[1], factors

    def backward(dout, factors):
        return dout * factors[1], dout * factors[0]

    report = check_layer(forward, backward, X, X + 1)
    assert [c.name for c in report.comparisons] == ["argument 1", "argument 2"] and report.passed


def test_the_output_gradient_is_random_and_not_one():
    """Check a softmax whose backward pass ignores that the outputs depend on each other."""

    def forward(x):
        out = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        return out, out

    wrong = check_layer(forward, lambda dout, out: np.zeros_like(dout), X)
    assert not wrong.passed
    right = check_layer(forward, lambda d, p: p * (d - (d * p).sum(axis=1, keepdims=True)), X)
    assert right.passed


@pytest.mark.parametrize(
    ("forward", "backward", "values", "error", "message"),
    [
        (
            lambda x: (2.0 * x, None),
            lambda dout, cache: 2.0 * dout,
            [X.astype(int)],
            TypeError,
            "x must be an array of float32 or float64, got int64",
        ),
        (
            relu_forward,
            lambda dout, cache: dout.T,
            [X],
            ValueError,
            r"gradient has shape \(4, 3\), but x has shape \(3, 4\)",
        ),
        (relu_forward, lambda dout, cache: None, [X], ValueError, r"gradient has shape \(\)"),
        (
            conv2d_forward,
            lambda dout, cache: conv2d_backward(dout, cache)[:2],
            arrays(0),
            ValueError,
            "backward gave 2 gradients for 3 arrays: x, w, b",
        ),
        (
            conv2d_forward,
            lambda dout, cache: (*conv2d_backward(dout, cache)[:2], np.zeros(4)),
            [*arrays(0)[:2], None],
            ValueError,
            "b is None, so its gradient must be None, too",
        ),
        (np.tanh, None, [X], TypeError, r"the pair \(out, cache\), got ndarray"),
    ],
)
def test_what_cannot_be_compared_raises_an_error(forward, backward, values, error, message):
    with pytest.raises(error, match=message):
        check_layer(forward, backward, *values)


def test_a_list_and_a_tolerance_of_zero_raise_an_error():
    with pytest.raises(TypeError, match="x must be an array of float32 or float64, got list"):
        check_gradient(loss, [1.0], [1.0])
    with pytest.raises(ValueError, match="tolerance must be positive, got 0"):
        check_gradient(loss, X, 3 * X**2, tolerance=0)


def test_a_wrong_report_is_false():
    right = check_layer(relu_forward, relu_backward, X)
    wrong = check_layer(relu_forward, lambda dout, cache: 2 * relu_backward(dout, cache), X)
    assert right and right.comparisons[0]
    assert not wrong and not wrong.comparisons[0]


def test_a_number_in_place_of_an_array_raises_an_error():
    with pytest.raises(TypeError, match="out must be a numpy array, got float"):
        check_layer(lambda x: (1.5, None), relu_backward, X)
    with pytest.raises(TypeError, match="out must be a numpy array, got float64"):
        check_layer(lambda x: (np.sum(x), None), relu_backward, X)


def test_a_seed_is_not_a_generator():
    for call in (
        lambda: check_layer(relu_forward, relu_backward, X, rng=3),
        lambda: check_gradient(loss, X, 3 * X**2, rng=3),
        lambda: slope_error(loss, X, 3 * X**2, rng=3),
    ):
        with pytest.raises(TypeError, match="rng must be a numpy.random.Generator, got int"):
            call()
