"""What the exercises on convolution as a matrix product ask for: the only copy of each function.

They know stride and padding, and no other option. `cnncourse.layers.conv.columns` does the same
with dilation and groups, a few images at a time.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.shapes import pair


def product_shapes():
    """Count the rows and columns of the three matrices of one small convolution.

    An image of 3 channels, 4×4, is seen by two filters through windows of 2×2 with stride 2. There
    is no padding. Every window is a column.

    Returns
    -------
    filters, cols, out : (int, int)
        Rows and columns of the matrix of the filters, of the matrix of the windows, and of the
        product.

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "One window, one column".
    """
    filters = (2, 12)
    cols = (12, 4)
    out = (2, 4)
    return filters, cols, out


def im2col(x, kernel_size, *, stride=1, padding=0):
    """Write every window of every image as a column.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size, stride, padding : int or pair of int
        Height first. Zeros are added on all four sides.

    Returns
    -------
    ndarray of shape (N, C * KH * KW, OH * OW)
        In the dtype of `x`. Column `i * OW + j` is the window of output (i, j). Within it, the
        pixels stand channel by channel, and each channel row by row.

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "One window, one column".
    """
    KH, KW = pair(kernel_size)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    cols = np.zeros((N, C, KH, KW, OH, OW), dtype=x.dtype)
    for u in range(KH):
        for v in range(KW):  # what weight (u, v) meets, in all windows at once
            cols[:, :, u, v] = padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw]
    return cols.reshape(N, C * KH * KW, OH * OW)


def filters_times_columns(cols, w, b, output_size):
    """Compute a convolution's output from columns that somebody has written.

    Parameters
    ----------
    cols : ndarray of shape (N, C_in * KH * KW, OH * OW)
        The windows, as `im2col` writes them.
    w : ndarray of shape (C_out, C_in, KH, KW)
    b : ndarray of shape (C_out,) or None
    output_size : (int, int)
        `(OH, OW)`.

    Returns
    -------
    ndarray of shape (N, C_out, OH, OW)

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "One product".
    """
    C_out = len(w)
    out = w.reshape(C_out, cols.shape[1]) @ cols  # (N, C_out, OH * OW)
    if b is not None:
        out = out + b[:, np.newaxis]
    return out.reshape(len(cols), C_out, *output_size)


def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
    """Cross-correlate a batch of images with a bank of filters by matrix products.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in, KH, KW)
    b : ndarray of shape (C_out,) or None
    stride, padding : int or pair of int
        Height first.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        `(cols, w, b, image_size, stride, padding)`, with the columns of `x` and `image_size`, the
        pair `(H, W)`.

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "One product".
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, C_in, KH, KW = w.shape
    N, _, H, W = x.shape
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    cols = im2col(x, (KH, KW), stride=stride, padding=padding)
    out = w.reshape(C_out, C_in * KH * KW) @ cols
    if b is not None:
        out = out + b[:, np.newaxis]
    return out.reshape(N, C_out, OH, OW), (cols, w, b, (H, W), stride, padding)


def columns_of_vgg():
    """Count the bytes of an image and of its columns, for the second layer of VGG-16.

    The layer reads one image of 64 channels, 224×224 pixels, through windows of 3×3 with stride 1
    and padding 1. Numbers are float32.

    Returns
    -------
    image, cols : int
        Bytes; the image without its padding.

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "What it costs".
    """
    image = 12_845_056
    cols = 115_605_504
    return image, cols


def memory_of_im2col(x_shape, kernel_size, *, stride=1, padding=0, itemsize=4):
    """Count the bytes that the columns of a batch of images take.

    Parameters
    ----------
    x_shape : (int, int, int, int)
        `(N, C, H, W)`.
    kernel_size, stride, padding : int or pair of int
        As for `im2col`. The window fits at least once.
    itemsize : int
        Bytes of one number.

    Returns
    -------
    int

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "What it costs".
    """
    KH, KW = pair(kernel_size)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    N, C, H, W = x_shape
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    return N * C * KH * KW * OH * OW * itemsize


def col2im(cols, image_size, kernel_size, *, stride=1, padding=0):
    """Add every column back to the pixels it was read from.

    Parameters
    ----------
    cols : ndarray of shape (N, C * KH * KW, OH * OW)
        In the order of `im2col`.
    image_size : (int, int)
        `(H, W)`, without padding.
    kernel_size, stride, padding : int or pair of int
        As given to `im2col`.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        In the dtype of `cols`. What several windows read receives the sum of their numbers.

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "And back".
    """
    KH, KW = pair(kernel_size)
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    H, W = image_size
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    N, C = len(cols), cols.shape[1] // (KH * KW)
    cols = cols.reshape(N, C, KH, KW, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=cols.dtype)
    for u in range(KH):
        for v in range(KW):
            padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += cols[:, :, u, v]
    return padded[:, :, ph : ph + H, pw : pw + W]


def conv2d_backward_by_matrix(dout, cache):
    """Send the gradient of a convolution's output to its input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        `(cols, w, b, image_size, stride, padding)`, as returned by `conv2d_by_matrix`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, H, W)
    dw : ndarray of shape (C_out, C_in, KH, KW)
    db : ndarray of shape (C_out,) or None
        None if the convolution has no bias.

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "And back".
    """
    cols, w, b, image_size, stride, padding = cache
    N, C_out, OH, OW = dout.shape
    dproduct = dout.reshape(N, C_out, OH * OW)
    dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
    dcols = w.reshape(C_out, cols.shape[1]).T @ dproduct
    dx = col2im(dcols, image_size, w.shape[2:], stride=stride, padding=padding)
    db = None if b is None else dproduct.sum(axis=(0, 2))
    return dx, dw, db


def strided_windows(x, kernel_size, *, stride=1):
    """Show every window of every image without copying a number.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
        In any layout: `x.strides` says where its numbers are.
    kernel_size, stride : int or pair of int
        Height first. There is no padding.

    Returns
    -------
    ndarray of shape (N, C, KH, KW, OH, OW)
        A view of `x`: entry `[n, c, u, v, i, j]` is the pixel of channel c that weight (u, v)
        meets in the window of output (i, j).

    Notes
    -----
    Derived in chapter "From loops to matrix products", section "Where the numbers lie".
    """
    KH, KW = pair(kernel_size)
    sh, sw = pair(stride)
    N, C, H, W = x.shape
    OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
    image, channel, row, column = x.strides
    shape = (N, C, KH, KW, OH, OW)
    strides = (image, channel, row, column, sh * row, sw * column)
    return np.lib.stride_tricks.as_strided(x, shape, strides)


def conv2d_by_windows(x, w, b, *, stride=1, padding=0):
    """Cross-correlate as `conv2d_by_matrix` does, window by window.

    These are the fastest loops that the check of `conv2d_by_matrix` could be given: one product of
    a matrix and a vector for each window.

    Parameters
    ----------
    x, w, b, stride, padding
        As for `conv2d_by_matrix`.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        `(x, w, b, stride, padding)`.
    """
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, _, KH, KW = w.shape
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    N, _, H, W = padded.shape
    filters = w.reshape(C_out, -1)
    out = np.array(
        [
            [
                [
                    filters @ padded[n, :, i : i + KH, j : j + KW].ravel()
                    for j in range(0, W - KW + 1, sw)
                ]
                for i in range(0, H - KH + 1, sh)
            ]
            for n in range(N)
        ]
    )  # (N, OH, OW, C_out)
    if b is not None:
        out = out + b
    return np.moveaxis(out, 3, 1), (x, w, b, stride, padding)
