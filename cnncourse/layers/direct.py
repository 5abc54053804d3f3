"""Convolution without im2col's memory: one matrix product per kernel row.

`im2col` copies every pixel KH * KW times. Here only the windows' columns are laid out (KW copies),
and the kernel's rows become slices of that one array, because a window one row further down reads
the same numbers one row later. (Cho and Brand, "MEC: Memory-efficient convolution", ICML 2017.)

Memory: beside the input, the weights and the results, a copy of the weights, one padded image (or
several that take no more than a block) and `3 * block` numbers of scratch memory; backward, twice
that. `block` is `WORKSPACE`, or where that is more, what is laid out for as many rows of outputs
as a kernel is high.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.loops import pad2d
from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_array, need_convolution, need_shape, window_counts

WORKSPACE = 2**18  # numbers laid out at a time


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters, any options, float32 or float64.

    Parameters, results, cache and errors are those of `cnncourse.layers.conv2d_forward`.
    """
    need_convolution(x, w, b, groups)
    KH, KW = w.shape[2:]
    OH, OW = window_counts(x.shape[2:], (KH, KW), stride, padding, dilation)
    filters = _filters_by_row(w, groups)
    out = np.empty((x.shape[0], w.shape[0], OH, OW), np.result_type(x, w))
    images, rows = _block_size(w, (OH, OW), stride, dilation, groups)
    for part in _slices(len(x), images):
        padded = _pad(x[part], padding)
        for lines in _slices(OH, rows):
            count = lines.stop - lines.start
            bands = _lay_out_bands(padded, lines, (KH, KW), OW, stride, dilation)
            total = filters[0] @ _band(bands, 0, count, stride, dilation, groups)
            for i in range(1, KH):
                total += filters[i] @ _band(bands, i, count, stride, dilation, groups)
            out[part, :, lines] = total.reshape(-1, w.shape[0], count, OW)
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
    (ph, pw), (H, W) = pair(padding), x.shape[2:]
    images, rows = _block_size(w, (OH, OW), stride, dilation, groups)
    for part in _slices(len(x), images):
        padded = _pad(x[part], padding)
        dpadded = np.zeros_like(padded)
        for lines in _slices(OH, rows):
            count = lines.stop - lines.start
            bands = _lay_out_bands(padded, lines, (KH, KW), OW, stride, dilation)
            dbands = np.zeros_like(bands)
            dpart = dout[part, :, lines].reshape(-1, groups, C_out // groups, count * OW)
            for i in range(KH):
                band = _band(bands, i, count, stride, dilation, groups)
                dband = _band(dbands, i, count, stride, dilation, groups)  # a view into dbands
                dfilters[i] += (dpart @ band.swapaxes(2, 3)).sum(axis=0)
                dband += filters[i].swapaxes(1, 2) @ dpart
            _add_bands(dbands, dpadded, lines, KW, stride, dilation)
        dx[part] = dpadded[:, :, ph : ph + H, pw : pw + W]
    dw = np.moveaxis(dfilters.reshape(KH, C_out, C_block, KW), 0, 2)
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, np.ascontiguousarray(dw), db


def _filters_by_row(w, groups):
    """Arrange the filters as one matrix a kernel row and group: (KH, groups, F, C_block * KW)."""
    C_out, C_block, KH, KW = w.shape
    return np.moveaxis(w, 2, 0).reshape(KH, groups, C_out // groups, C_block * KW)


def _block_size(w, counts, stride, dilation, groups):
    """Say how many images, and how many rows of their outputs, are laid out at a time.

    Every block also lays out the rows that its last windows reach down to, so that fewer rows than
    a kernel has would be read more than twice.
    """
    (OH, OW), (C_out, C_block, KH, KW) = counts, w.shape
    (sh, _), (dh, _) = pair(stride), pair(dilation)
    numbers_of_row = OW * max(C_block * groups * KW * sh, C_out, 1)
    rows = max(WORKSPACE // numbers_of_row, (KH - 1) * dh // sh + 1)
    return max(1, rows // OH), min(rows, OH)


def _pad(images, padding):
    return pad2d(images, padding) if any(pair(padding)) else images


def _slices(total, step):
    return [slice(first, min(first + step, total)) for first in range(0, total, step)]


def _lay_out_bands(padded, lines, kernel_size, OW, stride, dilation):
    """Copy, for every kernel column, the pixels that it meets in the rows of some outputs.

    Parameters
    ----------
    padded : ndarray of shape (N, C, H + 2 * ph, W + 2 * pw)
    lines : slice
        The rows of outputs.

    Returns
    -------
    ndarray of shape (N, C * KW, sh, Q, OW)
        Entry `(n, (c, j), p, q, ow)` is pixel `(q * sh + p, ow * sw + j * dw)` of the padded
        image, from the first row of the first window on. With the rows sorted by their remainder
        p, the rows that one kernel row meets are neighbours, whatever the stride.
    """
    (KH, KW), (sh, sw), (dh, dw) = kernel_size, pair(stride), pair(dilation)
    N, C = padded.shape[:2]
    Q = (KH - 1) * dh // sh + lines.stop - lines.start
    bands = np.zeros((N, C, KW, sh, Q, OW), dtype=padded.dtype)
    for j in range(KW):
        columns = slice(j * dw, j * dw + sw * (OW - 1) + 1, sw)
        for p in range(sh):
            rows = padded[:, :, _rows(lines, p, sh, Q), columns]
            bands[:, :, j, p, : rows.shape[2]] = rows
    return bands.reshape(N, C * KW, sh, Q, OW)


def _rows(lines, p, sh, Q):
    """Select the rows of the padded image with remainder p; the last may not exist."""
    return slice(lines.start * sh + p, (lines.start + Q) * sh, sh)


def _band(bands, i, count, stride, dilation, groups):
    """View the pixels that kernel row i meets for `count` rows of outputs.

    Returns
    -------
    ndarray of shape (N, groups, C_block * KW, count * OW)
        One matrix an image and group.
    """
    N, rows_of_filter, sh, Q, OW = bands.shape
    q, p = divmod(i * pair(dilation)[0], sh)
    flat = bands.reshape(N, groups, rows_of_filter // groups, sh * Q * OW)
    return flat[..., (p * Q + q) * OW : (p * Q + q + count) * OW]


def _add_bands(dbands, dpadded, lines, KW, stride, dilation):
    """Add every copy's gradient to its pixel: the transpose of `_lay_out_bands`."""
    sw, dw = pair(stride)[1], pair(dilation)[1]
    N, rows_of_filter, sh, Q, OW = dbands.shape
    dbands = dbands.reshape(N, rows_of_filter // KW, KW, sh, Q, OW)
    for j in range(KW):
        columns = slice(j * dw, j * dw + sw * (OW - 1) + 1, sw)
        for p in range(sh):
            rows = dpadded[:, :, _rows(lines, p, sh, Q), columns]
            rows += dbands[:, :, j, p, : rows.shape[2]]
