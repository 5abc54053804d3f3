"""References of the assignment on convolution that are not in `layers.conv.loops`."""

from __future__ import annotations

import numpy as np


def vertical_edge_kernel():
    """Return a kernel that responds to vertical edges and to nothing else.

    Slid over an image whose left half is 10 and whose right half is 0, it gives 30 in the two
    columns where its window sees both halves and 0 elsewhere. It gives 0 everywhere on an
    image whose upper half is 10 and whose lower half is 0, and on a constant image.

    Returns
    -------
    ndarray of shape (3, 3)

    Notes
    -----
    Derived in chapter "Convolution", section "One window, one number".
    """
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


def horizontal_edge_kernel():
    """Return a kernel that responds to horizontal edges and to nothing else.

    Slid over an image whose upper half is 10 and whose lower half is 0, it gives 30 in the two
    rows where its window sees both halves and 0 elsewhere. It gives 0 everywhere on an image
    whose left half is 10 and whose right half is 0, and on a constant image.

    Returns
    -------
    ndarray of shape (3, 3)

    Notes
    -----
    Derived in chapter "Convolution", section "One window, one number".
    """
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])


def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    """Count the numbers that a convolution layer learns.

    Parameters
    ----------
    in_channels, out_channels : int
        Both divisible by `groups`.
    kernel_size : int or pair of int
        Height first.
    groups : int
        The channels are split into this many blocks; a filter sees only its own block.
    bias : bool
        Whether every filter has a bias.

    Returns
    -------
    int
        Weights and biases together. The size of the image does not matter.

    Notes
    -----
    Derived in chapter "Convolution", section "What it costs".
    """
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


def shared_against_dense():
    """Count the weights of two layers from 16 inputs to 4 outputs, without biases.

    The dense layer connects every input to every output. The convolution treats the 16 inputs as
    a 4×4 image and slides a 2×2 kernel over it in steps of 2.

    Returns
    -------
    dense, shared : int
        Weights of the dense layer, and weights of the convolution.

    Notes
    -----
    Derived in chapter "Convolution", section "The same thing as a matrix".
    """
    dense = 16 * 4
    shared = 2 * 2
    return dense, shared
