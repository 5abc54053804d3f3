"""What the exercises on geometry ask for: the only copy of each function.

A layer is described by the four integers `(kernel_size, stride, padding, dilation)` along one
axis; `padding` is the number of zeros on each side. `conv1d_forward` stands in
`cnncourse.layers.conv.loops1d`.
"""

from __future__ import annotations

import numpy as np


def sizes_through(size, layers):
    """Follow the length of one axis through a stack of convolution and pooling layers.

    Parameters
    ----------
    size : int
        Pixels of the image along the axis.
    layers : list of (int, int, int, int)
        `(kernel_size, stride, padding, dilation)` of every layer, first layer first.

    Returns
    -------
    tuple of int
        The size of the image, then the size after each layer. Sizes are rounded down.

    Raises
    ------
    ValueError
        If a window does not fit even once.

    Notes
    -----
    Derived in chapter "Geometry", section "How many windows fit".
    """
    sizes = [size]
    for kernel_size, stride, padding, dilation in layers:
        span = dilation * (kernel_size - 1) + 1
        room = sizes[-1] + 2 * padding - span
        if room < 0:
            raise ValueError(
                f"a window that spans {span} does not fit into {sizes[-1] + 2 * padding} pixels"
            )
        sizes.append(room // stride + 1)
    return tuple(sizes)


def same_padding(size, kernel_size, *, stride=1, dilation=1):
    """Find the zeros before and after an axis that give ceil(size / stride) outputs.

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        All at least 1.

    Returns
    -------
    before, after : int
        As few zeros as possible. If their total is odd, the extra one goes after.

    Notes
    -----
    Derived in chapter "Geometry", section "Three paddings with names".
    """
    outputs = -(-size // stride)  # rounded up
    span = dilation * (kernel_size - 1) + 1
    total = max((outputs - 1) * stride + span - size, 0)
    before = total // 2
    return before, total - before


def pixels_never_seen(size, kernel_size, *, stride=1, dilation=1):
    """List the pixels of an axis that no window reads.

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        All at least 1. There is no padding, and the window fits at least once.

    Returns
    -------
    ndarray of int
        Positions from 0 to `size - 1`, in increasing order.

    Notes
    -----
    Derived in chapter "Geometry", section "Pixels that nobody reads".
    """
    seen = np.zeros(size, dtype=bool)
    span = dilation * (kernel_size - 1) + 1
    for start in range(0, size - span + 1, stride):
        seen[start : start + span : dilation] = True
    return np.flatnonzero(~seen)


def fitting_paddings():
    """Count the paddings that fit a window of five with stride 2 exactly.

    The padding p, the same on both sides, is 0, 1, 2, 3 or 4. It fits exactly if no pixel of the
    padded axis is dropped: the stride divides the room that the window has to move.

    Returns
    -------
    of_32, of_33 : int
        How many of the five paddings fit an axis of 32 pixels, and one of 33.

    Notes
    -----
    Derived in chapter "Geometry", section "Settings that people use".
    """
    of_32 = 0  # the room, 27 + 2p, is odd whatever p is
    of_33 = 5  # and 28 + 2p is even
    return of_32, of_33


def parameters_of_36_filters():
    """Count what a layer of 36 filters of 3×3 over 16 channels learns, biases included.

    Returns
    -------
    int

    Notes
    -----
    Derived in chapter "Geometry", section "Pop quiz".
    """
    return 36 * (16 * 3 * 3 + 1)


def shape_after_ten_filters():
    """Find the shape of the output of ten 5×5 filters on a 32×32 colour image.

    The stride is 1 and the padding 2.

    Returns
    -------
    channels, rows, columns : int

    Notes
    -----
    Derived in chapter "Geometry", section "Pop quiz".
    """
    size = 32 + 2 + 2 - 5 + 1
    return 10, size, size


def receptive_field(layers):
    """Find which pixels of the image the outputs of a stack of layers see, along one axis.

    Output i sees the pixels from `start + i * jump` to `start + i * jump + size - 1`.

    Parameters
    ----------
    layers : list of (int, int, int, int)
        `(kernel_size, stride, padding, dilation)` of every layer, first layer first.

    Returns
    -------
    size : int
        Pixels from the first to the last that one output depends on, both included.
    jump : int
        Pixels by which this window moves from one output to the next.
    start : int
        First pixel that output 0 sees; negative where it lies in the padding.

    Notes
    -----
    Derived in chapter "What an output sees", section "With strides and dilations".
    """
    size = jump = 1  # without a layer, an output is a pixel
    start = 0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        start -= padding * jump
        jump *= stride
    return size, jump, start


def conv1x1_as_linear(x, w, b):
    """Apply a 1×1 convolution as one matrix product over all pixels.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in)
        The filters without their two axes of length 1.
    b : ndarray of shape (C_out,)

    Returns
    -------
    ndarray of shape (N, C_out, H, W)

    Notes
    -----
    Derived in chapter "Connections", section "One by one".
    """
    N, C_in, H, W = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(N * H * W, C_in)
    out = pixels @ w.T + b  # (N*H*W, C_out)
    return out.reshape(N, H, W, len(w)).transpose(0, 3, 1, 2)


def grouped_matrix(w, groups):
    """Write the weights of a grouped 1×1 convolution as the matrix of an ungrouped one.

    Parameters
    ----------
    w : ndarray of shape (C_out, C_in / groups)
        The filters without their two axes of length 1.
    groups : int
        Number of blocks of channels; the filters of block g see only the channels of block g.

    Returns
    -------
    ndarray of shape (C_out, C_in)
        Zero where a filter does not see a channel.

    Raises
    ------
    ValueError
        If `groups` does not divide C_out.

    Notes
    -----
    Derived in chapter "Connections", section "Groups".
    """
    C_out, C_block = w.shape
    if C_out % groups != 0:
        raise ValueError(f"groups must divide the number of filters, got {groups} for {C_out}")
    matrix = np.zeros((C_out, groups * C_block), dtype=w.dtype)
    for f in range(C_out):
        first = f // (C_out // groups) * C_block  # first channel of this filter's block
        matrix[f, first : first + C_block] = w[f]
    return matrix


def toeplitz_matrix(kernel, image_shape):
    """Write the cross-correlation with a kernel as a matrix that acts on the unrolled image.

    Parameters
    ----------
    kernel : ndarray of shape (KH, KW)
    image_shape : (int, int)
        Rows H and columns W of the image.

    Returns
    -------
    ndarray of shape (OH * OW, H * W)
        With `OH = H - KH + 1` and `OW = W - KW + 1`. Its product with `image.ravel()` is the
        unrolled output.

    Raises
    ------
    ValueError
        If the kernel is larger than the image.

    Notes
    -----
    Derived in chapter "Connections", section "The matrix in two dimensions".
    """
    (KH, KW), (H, W) = kernel.shape, image_shape
    if KH > H or KW > W:
        raise ValueError(f"a kernel of {KH} x {KW} does not fit into an image of {H} x {W}")
    OH, OW = H - KH + 1, W - KW + 1
    matrix = np.zeros((OH * OW, H * W), dtype=kernel.dtype)
    for i in range(OH):
        for j in range(OW):
            for u in range(KH):
                first = (i + u) * W + j  # the pixel under the first weight of row u
                matrix[i * OW + j, first : first + KW] = kernel[u]
    return matrix


def equivariance_error(out, out_of_moved, shift, border):
    """Measure how far a map is from moving along with the image, away from the border.

    Parameters
    ----------
    out : ndarray of shape (OH, OW)
        The output for an image.
    out_of_moved : ndarray of shape (OH, OW)
        The output for the same image, moved by `shift`.
    shift : (int, int)
        Rows downwards and columns to the right; negative numbers move up or left.
    border : int
        Rows and columns that are left out on each of the four sides, in both outputs.

    Returns
    -------
    float
        The largest `abs(out_of_moved[i, j] - out[i - rows, j - columns])` over all places where
        both are inside the border; 0 if there is no such place.

    Notes
    -----
    Derived in chapter "Geometry", section "An experiment: does the output
    still move along?".
    """
    (OH, OW), (rows, columns) = out.shape, shift
    worst = 0.0
    for i in range(border, OH - border):
        for j in range(border, OW - border):
            before_i, before_j = i - rows, j - columns
            if border <= before_i < OH - border and border <= before_j < OW - border:
                worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
    return float(worst)
