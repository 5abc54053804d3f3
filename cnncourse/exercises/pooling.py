"""What the exercises on pooling ask for: the only copy of each function.

`max_pool2d_forward`, `pool_indices` and `avg_pool2d_forward` stand in
`cnncourse.layers.pool.loops`.
"""

from __future__ import annotations

import numpy as np


def global_avg_pool2d(x):
    """Take the mean of every channel.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)

    Returns
    -------
    ndarray of shape (N, C)

    Notes
    -----
    Derived in chapter "Pooling", section "One number for a whole channel".
    """
    return x.mean(axis=(2, 3))


def shifted_agreement(row, *, kernel_size, stride):
    """Count the outputs of max pooling that stay when a row of pixels moves by one.

    The row is seen through a frame that is one pixel shorter: first without its first pixel, then
    without its last one, which moves the picture in the frame one pixel to the right. Each of the
    two is pooled without padding.

    Parameters
    ----------
    row : ndarray of shape (L,)
    kernel_size, stride : int
        A kernel size of 1 only skips pixels.

    Returns
    -------
    int
        At how many places the two outputs hold the same number.

    Notes
    -----
    Derived in chapter "Pooling", section "An experiment: one pixel to the right".
    """
    before, after = row[1:], row[:-1]
    same = 0
    for start in range(0, len(before) - kernel_size + 1, stride):
        window = slice(start, start + kernel_size)
        if before[window].max() == after[window].max():
            same += 1
    return same


def average_as_convolution(channels, kernel_size):
    """Build the weights of the depthwise convolution that computes average pooling.

    Parameters
    ----------
    channels : int
    kernel_size : (int, int)
        Rows KH and columns KW of the window.

    Returns
    -------
    ndarray of shape (channels, 1, KH, KW)
        For a convolution with as many groups as channels, no bias, and the stride and padding of
        the pooling layer.

    Notes
    -----
    Derived in chapter "Pooling", section "Average pooling is a convolution".
    """
    KH, KW = kernel_size
    return np.full((channels, 1, KH, KW), 1 / (KH * KW))


def parameters_of_pooling():
    """Count what a max pooling layer learns, and what a strided convolution in its place learns.

    Both have windows of 3×3 and stride 2, and make 64 channels of 64 channels. Biases are counted.

    Returns
    -------
    of_pooling, of_convolution : int

    Notes
    -----
    Derived in chapter "Pooling", section "Whose weights it saves".
    """
    of_pooling = 0  # a maximum multiplies nothing and adds nothing
    of_convolution = 64 * (64 * 3 * 3 + 1)
    return of_pooling, of_convolution


def weights_saved():
    """Count the weights that a pooling layer saves in the layer that follows it.

    The maps have 64 channels of 32×32. The pooling layer takes the maximum of windows of 2×2, with
    stride 2. Biases are not counted.

    Returns
    -------
    of_convolution : int
        If a convolution with 128 filters of 3×3 follows.
    of_dense : int
        If a dense layer follows that reads all numbers and has 10 outputs.

    Notes
    -----
    Derived in chapter "Pooling", section "Whose weights it saves".
    """
    of_convolution = 128 * 64 * 3 * 3 - 128 * 64 * 3 * 3  # it looks at every place with the same
    of_dense = 10 * 64 * 32 * 32 - 10 * 64 * 16 * 16
    return of_convolution, of_dense
