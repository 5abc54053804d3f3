"""What the exercises on checking gradients ask for: slopes by differences, and tests.

`cnncourse.gradcheck` does the same with every precaution; these can be read at a glance.
"""

from __future__ import annotations

import numpy as np

from cnncourse.exercises.forward_passes import conv2d_forward, max_pool2d_forward, relu_forward


def numerical_gradient(f, x, step=1e-5):
    """Measure the gradient of a function by central differences, one entry after another.

    Parameters
    ----------
    f : callable
        `f(x)` returns one number.
    x : ndarray of any shape
        Measured in float64, whatever its dtype; unchanged afterwards.
    step : float
        The distance from `x` at which `f` is evaluated, on both sides.

    Returns
    -------
    ndarray of float64, of the shape of `x`

    Notes
    -----
    Derived in chapter "Checking gradients".
    """
    probe = x.astype(np.float64)  # a copy: x stays as it is
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        middle = probe[index]
        probe[index] = middle + step
        above = f(probe)
        probe[index] = middle - step
        below = f(probe)
        probe[index] = middle
        gradient[index] = (above - below) / (2 * step)
    return gradient


def relative_error(a, b):
    """Measure the largest difference of two arrays, relative to their largest entry.

    Parameters
    ----------
    a, b : ndarray of the same shape

    Returns
    -------
    float
        The largest `abs(a - b)`, divided by the largest of all `abs(a)` and `abs(b)`; 0 if both
        arrays hold only zeros.

    Raises
    ------
    ValueError
        If the shapes differ, or if one of the arrays holds a nan.
    """
    if a.shape != b.shape:
        raise ValueError(f"a of shape {a.shape} and b of shape {b.shape} cannot be compared")
    if np.isnan(a).any() or np.isnan(b).any():
        raise ValueError("an array that holds nan cannot be compared")
    scale = max(np.abs(a).max(), np.abs(b).max())
    if scale == 0:
        return 0.0
    return float(np.abs(a - b).max() / scale)


def directional_check(f, x, gradient, direction, step=1e-5):
    """Compare a gradient with a measured slope along one direction.

    Parameters
    ----------
    f : callable
        `f(x)` returns one number. It is called twice, however large `x` is.
    x, gradient, direction : ndarray of the same shape
        `gradient` is what is to be checked; `direction` may have any length.
    step : float
        `f` is evaluated at `x + step * direction` and at `x - step * direction`.

    Returns
    -------
    calculated, measured : float
        The slope along `direction` by the gradient, and by a central difference.
    """
    calculated = np.sum(gradient * direction)
    above, below = f(x + step * direction), f(x - step * direction)
    return float(calculated), float((above - below) / (2 * step))


def best_step():
    """Say which step gives the most accurate central difference.

    The function and its derivatives are about 1 in size, such as the sine at 1.

    Returns
    -------
    in_float64, in_float32 : float
        Right within a factor of about 6.
    """
    return 6e-6, 5e-3


def find_the_wrong_line():
    """Say which of the notebook's five backward passes are wrong.

    Returns
    -------
    tuple of int
        Their numbers, in increasing order.
    """
    return 1, 3, 4


def test_relu_backward(candidate):
    """Test a backward pass of ReLU.

    Parameters
    ----------
    candidate : callable
        `candidate(dout, cache)` returns dx; the cache is `(x,)`, of any shape. Where x is exactly
        0, dx is 0.

    Raises
    ------
    AssertionError
        If the candidate is wrong. A right one passes without an error.
    """
    rng = np.random.default_rng(0)
    for shape in ((4, 5), (6,), (2, 3, 4)):
        x = 10 * rng.standard_normal(shape)
        x[rng.random(shape) < 0.2] = 0
        dout = 2 * rng.standard_normal(shape)
        _, cache = relu_forward(x)
        dx = candidate(dout, cache)
        assert isinstance(dx, np.ndarray) and dx.shape == shape
        assert np.allclose(dx, dout * (x > 0))


def test_max_pool2d_backward(candidate):
    """Test a backward pass of max pooling.

    Parameters
    ----------
    candidate : callable
        `candidate(dout, cache)` returns dx; the cache is `(x, kernel_size, stride)`, with two
        pairs. Where windows overlap, gradients add. On a tie the first element of the window in
        row-major order wins.

    Raises
    ------
    AssertionError
        If the candidate is wrong. A right one passes without an error.
    """
    rng = np.random.default_rng(0)
    for kernel_size, stride in (((2, 3), (1, 2)), ((3, 2), (2, 1)), (2, 3)):
        # Whole numbers, no two equal, most below 0: the short step below changes no winner.
        x = rng.permutation(336).reshape(3, 2, 7, 8) - 250.0
        out, cache = max_pool2d_forward(x, kernel_size=kernel_size, stride=stride)
        dout = rng.standard_normal(out.shape)
        dx = candidate(dout, cache)
        assert isinstance(dx, np.ndarray) and dx.shape == x.shape
        direction = rng.uniform(-1, 1, x.shape)
        ends = []
        for moved in (x + 0.25 * direction, x - 0.25 * direction):
            out, _ = max_pool2d_forward(moved, kernel_size=kernel_size, stride=stride)
            ends.append(np.sum(dout * out))
        assert np.isclose(np.sum(dx * direction), 2 * (ends[0] - ends[1]))
    _, cache = max_pool2d_forward(np.zeros((1, 1, 2, 2)), kernel_size=2)
    assert np.allclose(candidate(np.array([[[[5.0]]]]), cache), [[[[5, 0], [0, 0]]]])


def test_conv2d_backward(candidate):
    """Test a backward pass of a convolution.

    Parameters
    ----------
    candidate : callable
        `candidate(dout, cache)` returns `(dx, dw, db)`; the cache is `(x, w, b, stride, padding,
        dilation, groups)`. Where b is None, db is None.

    Raises
    ------
    AssertionError
        If the candidate is wrong. A right one passes without an error.
    """
    rng = np.random.default_rng(0)
    for options in (
        {"stride": (3, 2), "padding": (1, 3), "dilation": (1, 2)},
        {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1), "groups": 2},
    ):
        x = rng.standard_normal((3, 4, 9, 8))
        w = rng.standard_normal((6, 4 // options.get("groups", 1), 3, 4))
        b = rng.standard_normal(6)
        out, cache = conv2d_forward(x, w, b, **options)
        dout = rng.standard_normal(out.shape)
        gradients = candidate(dout, cache)
        assert isinstance(gradients, tuple) and len(gradients) == 3
        inputs = [x, w, b]
        for place, gradient in enumerate(gradients):
            assert isinstance(gradient, np.ndarray) and gradient.shape == inputs[place].shape
            direction = rng.standard_normal(gradient.shape)
            ends = []
            for sign in (1, -1):
                moved = inputs.copy()
                moved[place] = inputs[place] + sign * direction
                out, _ = conv2d_forward(*moved, **options)
                ends.append(np.sum(dout * out))
            # The output is linear in each input, so that even a long step is exact.
            assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)
        _, cache = conv2d_forward(x, w, None, **options)
        assert candidate(dout, cache)[2] is None
