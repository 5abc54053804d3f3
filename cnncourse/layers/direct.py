"""Convolution without im2col's memory: one matrix product per kernel row.

`im2col` copies every pixel KH * KW times. Here only the windows' columns are laid out (KW copies),
and the kernel's rows become slices of that one array, because a window one row further down reads
the same numbers one row later. (Cho and Brand, "MEC: Memory-efficient convolution", ICML 2017.)
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.loops import pad2d
from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_array, need_convolution, need_shape, window_counts

WORKSPACE = 2**18  # numbers laid out at a time; one image may take more, KW copies of it


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters, any options, float32 or float64.

    Parameters, results, cache and errors are those of `cnncourse.layers.conv2d_forward`.
    """
    need_convolution(x, w, b, groups)
    KH, KW = w.shape[2:]
    OH, OW = window_counts(x.shape[2:], (KH, KW), stride, padding, dilation)
    filters = _filters_by_row(w, groups)
    out = np.empty((x.shape[0], w.shape[0], OH, OW), np.result_type(x, w))
    for block in _blocks(x, KW, OW, padding):
        bands = _lay_out_bands(x[block], (KH, KW), (OH, OW), stride, padding, dilation)
        total = filters[0] @ _band(bands, 0, OH, stride, dilation, groups)
        for i in range(1, KH):
            total += filters[i] @ _band(bands, i, OH, stride, dilation, groups)
        out[block] = total.reshape(-1, w.shape[0], OH, OW)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of a convolution's output to its input, filters and bias.

    Parameters, results and errors are those of `cnncourse.layers.conv2d_backward`.
    """
    x, w, b, stride, padding, dilation, groups = cache
    C_out, C_block, KH, KW = w.shape
    OH, OW = window_counts(x.shape[2:], (KH, KW), stride, padding, dilation)
    need_array(dout, "dout", "N, C_out, OH, OW")
    need_shape(dout, "dout", (x.shape[0], C_out, OH, OW), because="that of the output")

    filters = _filters_by_row(w, groups)
    dfilters = np.zeros_like(filters)
    dx = np.empty(x.shape, x.dtype)
    for block in _blocks(x, KW, OW, padding):
        bands = _lay_out_bands(x[block], (KH, KW), (OH, OW), stride, padding, dilation)
        dbands = np.zeros_like(bands)
        dpart = dout[block].reshape(-1, groups, C_out // groups, OH * OW)
        for i in range(KH):
            band = _band(bands, i, OH, stride, dilation, groups)
            dband = _band(dbands, i, OH, stride, dilation, groups)  # a view: adds into dbands
            dfilters[i] += (dpart @ band.swapaxes(2, 3)).sum(axis=0)
            dband += filters[i].swapaxes(1, 2) @ dpart
        dx[block] = _add_bands(dbands, x.shape, KW, stride, padding, dilation)
    dw = np.moveaxis(dfilters.reshape(KH, C_out, C_block, KW), 0, 2)
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, np.ascontiguousarray(dw), db


def _filters_by_row(w, groups):
    """Arrange the filters as one matrix a kernel row and group: (KH, groups, F, C_block * KW)."""
    C_out, C_block, KH, KW = w.shape
    return np.moveaxis(w, 2, 0).reshape(KH, groups, C_out // groups, C_block * KW)


def _blocks(x, KW, OW, padding):
    """Cut the batch into slices whose bands stay below `WORKSPACE` numbers."""
    N, C, H, _ = x.shape
    images = max(1, WORKSPACE // max(1, C * KW * (H + 2 * pair(padding)[0]) * OW))
    return [slice(first, first + images) for first in range(0, N, images)]


def _lay_out_bands(x, kernel_size, counts, stride, padding, dilation):
    """Copy, for every kernel column, the pixels that it meets in every row.

    Returns
    -------
    ndarray of shape (N, C * KW, sh, Q, OW)
        Entry `(n, (c, j), p, q, ow)` is pixel `(q * sh + p, ow * sw + j * dw)` of the padded
        image. With the rows sorted by their remainder p, the rows that one kernel row meets
        are neighbours, whatever the stride.
    """
    (KH, KW), (OH, OW) = kernel_size, counts
    (sh, sw), (dh, dw), (ph, pw) = pair(stride), pair(dilation), pair(padding)
    N, C = x.shape[:2]
    padded = pad2d(x, (ph, pw)) if ph or pw else x
    Q = (KH - 1) * dh // sh + OH
    bands = np.zeros((N, C, KW, sh, Q, OW), dtype=x.dtype)
    for j in range(KW):
        columns = slice(j * dw, j * dw + sw * (OW - 1) + 1, sw)
        for p in range(sh):
            rows = padded[:, :, p : Q * sh : sh, columns]
            bands[:, :, j, p, : rows.shape[2]] = rows
    return bands.reshape(N, C * KW, sh, Q, OW)


def _band(bands, i, OH, stride, dilation, groups):
    """View the pixels that kernel row i meets, one matrix an image and group.

    Returns
    -------
    ndarray of shape (N, groups, C_block * KW, OH * OW)
    """
    N, rows_of_filter, sh, Q, OW = bands.shape
    q, p = divmod(i * pair(dilation)[0], sh)
    flat = bands.reshape(N, groups, rows_of_filter // groups, sh * Q * OW)
    return flat[..., (p * Q + q) * OW : (p * Q + q + OH) * OW]


def _add_bands(dbands, x_shape, KW, stride, padding, dilation):
    """Add every copy's gradient to its pixel: the transpose of `_lay_out_bands`."""
    (_, C, H, W), (_, sw), (ph, pw) = x_shape, pair(stride), pair(padding)
    N, _, sh, Q, OW = dbands.shape
    dw = pair(dilation)[1]
    dbands = dbands.reshape(N, C, KW, sh, Q, OW)
    dpadded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=dbands.dtype)
    for j in range(KW):
        columns = slice(j * dw, j * dw + sw * (OW - 1) + 1, sw)
        for p in range(sh):
            rows = dpadded[:, :, p : Q * sh : sh, columns]
            rows += dbands[:, :, j, p, : rows.shape[2]]
    return dpadded[:, :, ph : ph + H, pw : pw + W]
