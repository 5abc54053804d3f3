"""Convolution as a matrix product: every window becomes a column.

These functions are short enough to be derived in full. `cnncourse.layers.conv2d_forward`
computes the same numbers faster.

The columns take KH * KW times the memory of the image, so both passes process a few images at a
time, with `COLUMNS` numbers in their columns (or one image if that is more), which also keeps the
columns in the processor's cache. Where a group has a single filter, writing the columns and adding
them back takes most of the time; `cnncourse.layers.conv.depthwise` avoids them.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_array, require_channels, require_shape, window_counts
from cnncourse.layers.conv.loops import pad2d
from cnncourse.layers.shapes import pair

COLUMNS = 2**18  # numbers written as columns at a time: one megabyte in float32


def window_slices(i, j, OH, OW, stride, dilation):
    """Select the pixels that kernel element (i, j) meets over all windows.

    Returns
    -------
    (slice, slice)
        `OH` rows and `OW` columns of the padded image.
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
        Row `(c, i, j)` holds the pixels of channel c that kernel element (i, j) meets; column
        `(oh, ow)` is one window. The order is that of `torch.nn.functional.unfold`.

    Raises
    ------
    TypeError
        If `x` is not an array.
    ValueError
        If `x` has the wrong number of axes, or the window does not fit into the padded image.
    """
    require_array(x, "x", "N, C, H, W", dtype_kind="any")
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
    """Add every column back to the pixels it was read from.

    This is the transpose of `im2col`, not its inverse: a pixel shared by k windows receives k
    contributions.

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
    TypeError
        If `cols` is not an array.
    ValueError
        If `cols` does not have the shape that `im2col` returns for such an image.
    """
    require_array(cols, "cols", "...", dtype_kind="any")
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


def image_blocks(N, numbers):
    """Divide a batch into blocks of images whose columns hold about `COLUMNS` numbers.

    Parameters
    ----------
    N : int
        Images in the batch.
    numbers : int
        Numbers in the columns of one image.

    Returns
    -------
    list of slice
        Blocks that cover the batch; empty for an empty batch.
    """
    images = max(1, COLUMNS // numbers)
    return [slice(n, min(n + images, N)) for n in range(0, N, images)]


def group_columns(x, kernel_size, groups, *, stride, padding, dilation):
    """Write every window as a column, separately for each group of channels.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    kernel_size, stride, padding, dilation : int or pair of int
    groups : int

    Returns
    -------
    ndarray of shape (N, groups, C_in / groups * KH * KW, OH * OW)
    """
    cols = im2col(x, kernel_size, stride=stride, padding=padding, dilation=dilation)
    return cols.reshape(len(x), groups, -1, cols.shape[-1])


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters by matrix products.

    It has the parameters, results and cache of `cnncourse.layers.conv.loops.conv2d_forward`.

    Notes
    -----
    With the filters as rows and the windows as columns, `out = w @ cols` for every image and every
    group.
    """
    require_channels(x, w, groups)
    (N, C_in, H, W), (C_out, _, KH, KW) = x.shape, w.shape
    OH, OW = window_counts((H, W), (KH, KW), stride, padding, dilation)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    filters = w.reshape(groups, C_out // groups, -1)
    out = np.empty((N, C_out, OH, OW), dtype=np.result_type(x, w))
    for block in image_blocks(N, C_in * KH * KW * OH * OW):
        product = filters @ group_columns(x[block], (KH, KW), groups, **options)
        out[block] = product.reshape(-1, C_out, OH, OW)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of a convolution's output to its input, filters and bias.

    It has the parameters and results of `cnncourse.layers.conv.loops.conv2d_backward`.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.

    Notes
    -----
    From `out = w @ cols` follow `dw = dout @ cols.T` and `dcols = w.T @ dout`. The gradient of a
    pixel is the sum over its copies in `dcols`, and `dw` is summed over all images. The code
    computes `dw.T = cols @ dout.T`, which is faster for few filters.
    """
    x, w, b, stride, padding, dilation, groups = cache
    (N, C_in, H, W), (C_out, _, KH, KW) = x.shape, w.shape
    OH, OW = window_counts((H, W), (KH, KW), stride, padding, dilation)
    require_shape(dout, "dout", (N, C_out, OH, OW), because="the shape of the output")
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    transposed = w.reshape(groups, C_out // groups, -1).swapaxes(1, 2)
    dtransposed = np.zeros_like(transposed)
    dx = np.empty(x.shape, dtype=x.dtype)
    for block in image_blocks(N, C_in * KH * KW * OH * OW):
        dpart = dout[block].reshape(-1, groups, C_out // groups, OH * OW)
        products = group_columns(x[block], (KH, KW), groups, **options) @ dpart.swapaxes(2, 3)
        dtransposed += products.sum(axis=0)
        if C_out == groups:  # an outer product, for which `@` is slow
            dcols = transposed * dpart
        else:
            dcols = transposed @ dpart
        dcols = dcols.reshape(-1, C_in * KH * KW, OH * OW)
        dx[block] = col2im(dcols, (H, W), (KH, KW), **options)
        del dcols  # free the memory for the next block's columns
    db = None if b is None else dout.sum(axis=(0, 2, 3))
    return dx, dtransposed.swapaxes(1, 2).reshape(w.shape), db
