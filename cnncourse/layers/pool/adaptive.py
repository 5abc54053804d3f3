"""Average pooling to a given output size, for images of any size."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import integer, positive, require_array, require_shape
from cnncourse.layers.shapes import pair


def global_avg_pool2d_forward(x):
    """Take the mean of every channel.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)

    Returns
    -------
    out : ndarray of shape (N, C)
    cache : tuple
        `(shape of x,)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array.
    ValueError
        If the images have no pixels.

    Notes
    -----
    Lin, Chen and Yan, "Network in network", ICLR 2014, section 3.2.
    """
    require_array(x, "x", "N, C, H, W")
    _require_pixels(x)
    return x.mean(axis=(2, 3)), (x.shape,)


def global_avg_pool2d_backward(dout, cache):
    """Share each channel's gradient equally among its pixels.

    Parameters
    ----------
    dout : ndarray of shape (N, C)
    cache : tuple
        As returned by `global_avg_pool2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    ((N, C, H, W),) = cache
    require_array(dout, "dout", "N, C")
    require_shape(dout, "dout", (N, C), because="the shape of the output")
    return np.broadcast_to((dout / (H * W))[:, :, np.newaxis, np.newaxis], (N, C, H, W)).copy()


def adaptive_bins(size, count):
    """Divide an axis into a given number of windows, as evenly as possible.

    Parameters
    ----------
    size, count : int
        Length of the axis and number of windows. There may be more windows than positions; then
        windows share positions.

    Returns
    -------
    list of slice
        Window i starts at `floor(i * size / count)` and ends before
        `ceil((i + 1) * size / count)`, as in torch. Neighbours may overlap by one position where
        `count` does not divide `size`.

    Raises
    ------
    TypeError
        If an argument is not an integer.
    ValueError
        If `size` is negative or `count` less than 1.

    Examples
    --------
    >>> adaptive_bins(5, 2)
    [slice(0, 3, None), slice(2, 5, None)]
    """
    size, count = integer(size, "size", minimum=0), positive(count, "count")
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def adaptive_avg_pool2d_forward(x, *, output_size):
    """Take the means of a given number of windows.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    output_size : int or pair of int
        Number of windows `(OH, OW)`, height first. Only `nn.AdaptiveAvgPool2d` accepts `None`
        for as many windows as pixels.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
        The windows are those of `adaptive_bins` along height and width.
    cache : tuple
        `(shape of x, output_size)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array.
    ValueError
        If the images have no pixels, or `output_size` is less than 1.
    """
    require_array(x, "x", "N, C, H, W")
    OH, OW = pair(output_size, "output_size", minimum=1)
    _require_pixels(x)
    N, C, H, W = x.shape
    out = np.empty((N, C, OH, OW), dtype=x.dtype)
    for i, rows in enumerate(adaptive_bins(H, OH)):
        for j, columns in enumerate(adaptive_bins(W, OW)):
            out[:, :, i, j] = x[:, :, rows, columns].mean(axis=(2, 3))
    return out, (x.shape, output_size)


def adaptive_avg_pool2d_backward(dout, cache):
    """Share each output's gradient equally among the members of its window.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OH, OW)
    cache : tuple
        As returned by `adaptive_avg_pool2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        Where windows overlap, gradients add.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    (N, C, H, W), output_size = cache
    OH, OW = pair(output_size, "output_size", minimum=1)
    require_array(dout, "dout", "N, C, OH, OW")
    require_shape(dout, "dout", (N, C, OH, OW), because="the shape of the output")
    dx = np.zeros((N, C, H, W), dtype=dout.dtype)
    for i, rows in enumerate(adaptive_bins(H, OH)):
        for j, columns in enumerate(adaptive_bins(W, OW)):
            members = (rows.stop - rows.start) * (columns.stop - columns.start)
            dx[:, :, rows, columns] += dout[:, :, i : i + 1, j : j + 1] / members
    return dx


def _require_pixels(x):
    if 0 in x.shape[2:]:
        raise ValueError(f"x must have at least one pixel per image, got shape {x.shape}")
