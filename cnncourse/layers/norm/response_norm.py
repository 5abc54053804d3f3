"""Local response normalization: large numbers in neighbouring channels damp each other."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import number, positive, require_array, require_shape


def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divide every number by a power of the mean square of its neighbouring channels.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    size : int
        Number of channels in a neighbourhood: the channel itself, `size // 2` before it and
        `(size - 1) // 2` after it. Channels beyond the ends count as zeros.
    alpha, beta, k : float
        `out = x / (k + alpha * mean of the squares) ** beta`, the mean over `size` channels.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
    cache : tuple
        `(x, size, alpha, beta, k)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array, `size` is not an integer, or
        another option is not a number.
    ValueError
        If `x` has other axes, or `size` is less than 1.

    Notes
    -----
    Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
    networks", NIPS 2012, section 3.3. In the paper alpha multiplies the sum of the squares; in
    torch and here it multiplies their mean. The paper's alpha = 1e-4 is `alpha=5e-4` at `size=5`
    (and its k is 2).
    """
    require_array(x, "x", "N, C, H, W")
    size = positive(size, "size")
    alpha, beta, k = number(alpha, "alpha"), number(beta, "beta"), number(k, "k")
    return x * _base(x, size, alpha, k) ** -beta, (x, size, alpha, beta, k)


def local_response_norm_backward(dout, cache):
    """Send the gradient to each number and, through the divisors, to its neighbours.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        As returned by `local_response_norm_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, size, alpha, beta, k = cache
    require_array(dout, "dout", "N, C, H, W")
    require_shape(dout, "dout", x.shape, because="the shape of the output")
    base = _base(x, size, alpha, k)
    dx = dout * base**-beta
    through_divisor = dx * x
    through_divisor /= base
    # A channel enters the divisors of all channels that have it in their neighbourhood.
    shared = _neighbour_sums(through_divisor, size, before=(size - 1) // 2)
    shared *= x
    shared *= 2 * alpha * beta / size
    dx -= shared
    return dx


def _base(x, size, alpha, k):
    """Return the base of the power, `k + alpha * mean of squares`."""
    base = _neighbour_sums(x * x, size, before=size // 2)
    base *= alpha / size
    base += k
    return base


def _neighbour_sums(values, size, *, before):
    """Sum `size` neighbouring channels, starting `before` channels before each channel."""
    C = values.shape[1]
    sums = np.zeros(values.shape, values.dtype)
    for step in range(-before, size - before):
        start, stop = max(0, -step), min(C, C - step)
        if start < stop:
            sums[:, start:stop] += values[:, start + step : stop + step]
    return sums
