"""Convolution as a matrix product: every window becomes a column.

These functions are short enough to be derived in full. `cnncourse.layers.conv2d_forward`
computes the same numbers with less memory.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.loops import pad2d
from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_channels, window_counts


def window_slices(i, j, OH, OW, stride, dilation):
    """Select the pixels that kernel element (i, j) meets, over all windows.

    Returns
    -------
    (slice, slice)
        Rows and columns of the padded image: `OH` and `OW` of them.
    """
    (sh, sw), (dh, dw) = stride, dilation
    rows = slice(i * dh, i * dh + sh * (OH - 1) + 1, sh)
    columns = slice(j * dw, j * dw + sw * (OW - 1) + 1, sw)
    return rows, columns


def im2col(x, kernel_size, *, stride=1, padding=0, dilation=1):
    """Write every window of every image as a column.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size, stride, padding, dilation : int or pair of int
        Height first, as in `conv2d_forward`.

    Returns
    -------
    ndarray of shape (N, C * KH * KW, OH * OW)
        Row `(c, i, j)` holds the pixel of channel c that kernel element (i, j) meets; column
        `(oh, ow)` is one window. The order is that of `torch.nn.functional.unfold`.

    Raises
    ------
    ValueError
        If the window does not fit into the padded image.
    """
    KH, KW = pair(kernel_size, "kernel_size", minimum=1)
    stride, dilation = pair(stride, "stride", minimum=1), pair(dilation, "dilation", minimum=1)
    N, C, H, W = x.shape
    OH, OW = window_counts((H, W), (KH, KW), stride, padding, dilation)
    padded = pad2d(x, padding)
    cols = np.empty((N, C, KH, KW, OH, OW), dtype=x.dtype)
    for i in range(KH):
        for j in range(KW):
            rows, columns = window_slices(i, j, OH, OW, stride, dilation)
            cols[:, :, i, j] = padded[:, :, rows, columns]
    return cols.reshape(N, C * KH * KW, OH * OW)


def col2im(cols, image_size, kernel_size, *, stride=1, padding=0, dilation=1):
    """Add every column back to the pixels that it was read from.

    This is the transpose of `im2col`, not its inverse: a pixel that k windows share receives
    k contributions.

    Parameters
    ----------
    cols : ndarray of shape (N, C * KH * KW, OH * OW)
    image_size : int or pair of int
        `(H, W)` of the image, without padding.
    kernel_size, stride, padding, dilation : int or pair of int
        As given to `im2col`.

    Returns
    -------
    ndarray of shape (N, C, H, W)

    Raises
    ------
    ValueError
        If `cols` is not what `im2col` gives for such an image.
    """
    H, W = pair(image_size, "image_size", minimum=1)
    KH, KW = pair(kernel_size, "kernel_size", minimum=1)
    stride, dilation = pair(stride, "stride", minimum=1), pair(dilation, "dilation", minimum=1)
    ph, pw = pair(padding, "padding")
    OH, OW = window_counts((H, W), (KH, KW), stride, padding, dilation)
    if cols.ndim != 3 or cols.shape[1] % (KH * KW) != 0 or cols.shape[2] != OH * OW:
        raise ValueError(
            f"cols must have shape (N, C * {KH * KW}, {OH * OW}) for an image of {H}x{W} and a "
            f"kernel of {KH}x{KW}, got shape {cols.shape}"
        )
    N, C = cols.shape[0], cols.shape[1] // (KH * KW)
    cols = cols.reshape(N, C, KH, KW, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=cols.dtype)
    for i in range(KH):
        for j in range(KW):
            rows, columns = window_slices(i, j, OH, OW, stride, dilation)
            padded[:, :, rows, columns] += cols[:, :, i, j]
    return padded[:, :, ph : ph + H, pw : pw + W]


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters by one matrix product a group.

    Parameters, results and cache are those of `cnncourse.layers.loops.conv2d_forward`.

    Notes
    -----
    With the filters as rows and the windows as columns, `out = w @ cols`.
    """
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    need_channels(x, w, groups)
    OH, OW = window_counts((H, W), (KH, KW), stride, padding, dilation)
    cols = im2col(x, (KH, KW), stride=stride, padding=padding, dilation=dilation)
    cols = cols.reshape(N, groups, C_block * KH * KW, OH * OW)
    filters = w.reshape(groups, C_out // groups, C_block * KH * KW)
    out = (filters @ cols).reshape(N, C_out, OH, OW)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of a convolution's output to its input, filters and bias.

    Parameters, results and cache are those of `cnncourse.layers.loops.conv2d_backward`.

    Notes
    -----
    From `out = w @ cols` follow `dw = dout @ cols.T` and `dcols = w.T @ dout`; a pixel collects
    the gradients of all its copies in `dcols`.
    """
    x, w, b, stride, padding, dilation, groups = cache
    N, C_out, OH, OW = dout.shape
    _, C_block, KH, KW = w.shape
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    cols = im2col(x, (KH, KW), **options).reshape(N, groups, C_block * KH * KW, OH * OW)
    filters = w.reshape(groups, C_out // groups, C_block * KH * KW)
    dout = dout.reshape(N, groups, C_out // groups, OH * OW)

    dw = (dout @ cols.swapaxes(2, 3)).sum(axis=0).reshape(w.shape)
    dcols = filters.swapaxes(1, 2) @ dout  # (N, groups, C_block*KH*KW, OH*OW)
    dcols = dcols.reshape(N, groups * C_block * KH * KW, OH * OW)
    dx = col2im(dcols, x.shape[2:], (KH, KW), **options)
    db = None if b is None else dout.sum(axis=(0, 3)).reshape(C_out)
    return dx, dw, db
