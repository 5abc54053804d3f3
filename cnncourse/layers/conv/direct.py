"""Convolution without im2col's memory: one matrix product per kernel row.

`im2col` copies every pixel KH * KW times. Here only the windows' columns are laid out (KW copies),
and the kernel's rows become slices of that one array, because a window one row further down reads
the same numbers one row later. (Cho and Brand, "MEC: Memory-efficient convolution", ICML 2017.)

Memory: besides the input, the weights and the results, a copy of the weights and `3 * block`
numbers of scratch memory, which `cnncourse.layers.workspace` keeps; twice that in the backward
pass. `block` is `WORKSPACE`, or the layout for as many rows of outputs as a kernel has rows if that
is more.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import (
    require_array,
    require_convolution,
    require_shape,
    window_counts,
)
from cnncourse.layers.shapes import pair
from cnncourse.layers.workspace import workspace

WORKSPACE = 2**19  # numbers laid out at a time
SMALL = 10**6  # multiply-adds up to which BLAS does not copy the matrices first


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters, with any options and either dtype.

    It has the parameters, results, cache and errors of `cnncourse.layers.conv2d_forward`.
    """
    require_convolution(x, w, b, groups)
    counts = window_counts(x.shape[2:], w.shape[2:], stride, padding, dilation)
    out = np.empty((x.shape[0], w.shape[0], *counts), np.result_type(x, w))
    _correlate(x, w, out, stride, padding, dilation, groups)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of a convolution's output to its input, filters and bias.

    It has the parameters, results and errors of `cnncourse.layers.conv2d_backward`.

    Notes
    -----
    At stride 1, `dx` is a convolution too: `dout` cross-correlated with the filters turned by 180
    degrees. Otherwise, every entry of `dout` sends its gradient to the pixels of its window.
    """
    x, w, _, stride, padding, dilation, groups = cache
    dw, db = conv2d_backward_parameters(dout, cache)

    dx = np.empty(x.shape, x.dtype)
    outside = [
        d * (K - 1) - p for d, K, p in zip(pair(dilation), w.shape[2:], pair(padding), strict=True)
    ]
    # An infinite weight must not be multiplied by the zeros around dout.
    if pair(stride) == (1, 1) and min(outside) >= 0 and np.isfinite(w).all():
        _correlate(dout, _turned(w, groups), dx, 1, outside, dilation, groups)
    else:
        _scatter(dout, w, dx, stride, padding, dilation, groups)
    return dx, dw, db


def conv2d_backward_parameters(dout, cache):
    """Send the gradient of a convolution's output to its filters and bias only.

    It has the parameters, results and errors of `conv2d.conv2d_backward_parameters`.
    """
    x, w, b, stride, padding, dilation, groups = cache
    counts = window_counts(x.shape[2:], w.shape[2:], stride, padding, dilation)
    require_array(dout, "dout", "N, C_out, OH, OW")
    require_shape(
        dout, "dout", (x.shape[0], w.shape[0], *counts), because="the shape of the output"
    )
    dw = _weight_gradient(dout, x, w, stride, padding, dilation, groups)
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dw, db


def _correlate(x, w, out, stride, padding, dilation, groups):
    """Write the cross-correlation of images and filters into `out`."""
    filters = _filters_by_row(w, groups)
    layout = _Layout(x.shape, w, out.shape[2:], stride, padding, dilation, groups)
    for part in layout.parts:
        for lines in layout.lines:
            bands = layout.bands(x[part], lines)
            total = layout.by_group(out, part, lines)
            _multiply(filters[0], layout.band(bands, 0, lines), total)
            for i in range(1, len(filters)):
                product = workspace("direct products", total.shape, out.dtype)
                total += _multiply(filters[i], layout.band(bands, i, lines), product)


def _weight_gradient(dout, x, w, stride, padding, dilation, groups):
    """Return `dw`: the pixels that every kernel row meets, times the gradients of their outputs."""
    C_out, C_block, KH, KW = w.shape
    dfilters = np.zeros((KH, groups, C_out // groups, C_block * KW), w.dtype)
    layout = _Layout(x.shape, w, dout.shape[2:], stride, padding, dilation, groups)
    for part in layout.parts:
        for lines in layout.lines:
            bands = layout.bands(x[part], lines)
            dpart = layout.by_group(dout, part, lines)
            for i in range(KH):
                band = layout.band(bands, i, lines)
                if band.shape[2] > dpart.shape[2]:  # products are faster with the larger one first
                    dfilters[i] += (band @ dpart.swapaxes(2, 3)).sum(axis=0).swapaxes(1, 2)
                else:
                    dfilters[i] += (dpart @ band.swapaxes(2, 3)).sum(axis=0)
    dw = np.moveaxis(dfilters.reshape(KH, C_out, C_block, KW), 0, 2)
    return np.ascontiguousarray(dw)


def _scatter(dout, w, dx, stride, padding, dilation, groups):
    """Add every gradient to the pixels of its window, in `dx`."""
    filters = np.ascontiguousarray(_filters_by_row(w, groups).swapaxes(2, 3))
    layout = _Layout(dx.shape, w, dout.shape[2:], stride, padding, dilation, groups)
    dx[...] = 0
    for part in layout.parts:
        for lines in layout.lines:
            dpart = layout.by_group(dout, part, lines)
            dbands = workspace("direct bands", layout.bands_shape(dx[part], lines), dx.dtype)
            dbands[...] = 0
            for i in range(len(filters)):
                dband = layout.band(dbands, i, lines)  # a view
                if i * layout.dilation[0] < layout.stride[0]:  # nothing has been written there yet
                    _multiply(filters[i], dpart, dband)
                else:
                    product = workspace("direct products", dband.shape, dx.dtype)
                    dband += _multiply(filters[i], dpart, product)
            layout.add_bands(dbands, dx[part], lines)


def _multiply(a, b, out):
    """Write `a @ b` into `out` and return it; compute it in `SMALL` products."""
    rows, inner = a.shape[-2:]
    total = b.shape[-1]
    step = SMALL // (rows * inner)
    if step < 64 or step >= total:
        return np.matmul(a, b, out=out)
    step = -(-total // -(-total // step))
    for columns in _slices(total, step):
        np.matmul(a, b[..., columns], out=out[..., columns])
    return out


def _filters_by_row(w, groups):
    """Return one matrix per kernel row and group: (KH, groups, F, C_block * KW)."""
    C_out, C_block, KH, KW = w.shape
    return np.moveaxis(w, 2, 0).reshape(KH, groups, C_out // groups, C_block * KW)


def _turned(w, groups):
    """Turn the filters by 180 degrees and swap their input and output channels."""
    C_out, C_block, KH, KW = w.shape
    blocks = w.reshape(groups, C_out // groups, C_block, KH, KW)[..., ::-1, ::-1]
    return blocks.swapaxes(1, 2).reshape(groups * C_block, C_out // groups, KH, KW)


def _slices(total, step):
    return [slice(first, min(first + step, total)) for first in range(0, total, step)]


def _inside(first, step, count, size):
    """Return the range of k below `count` and of `first + k * step` for which it is in an image."""
    start = max(0, -(first // step))
    stop = max(start, min(count, -((first - size) // step)))
    return slice(start, stop), slice(first + start * step, first + stop * step, step)


class _Layout:
    """The pixels that are laid out at a time, and their positions in memory.

    Bands are an array of shape (n, C * KW, sh, Q, OW): entry `(n, (c, j), p, q, ow)` is pixel
    `(q * sh + p, ow * sw + j * dw)` of the padded image, counted from the first row of the first
    window. Because rows are sorted by their remainder p, the rows that one kernel row meets are
    adjacent at any stride.
    """

    def __init__(self, shape, w, counts, stride, padding, dilation, groups):
        (OH, self.OW), (C_out, _, self.KH, self.KW) = counts, w.shape
        self.padding, self.dilation, self.groups = pair(padding), pair(dilation), groups
        # A single window takes no step, so a huge stride needs no memory.
        self.stride = tuple(1 if n == 1 else s for n, s in zip(counts, pair(stride), strict=True))
        # Every block also lays out the rows that its last windows reach down to. Blocks with fewer
        # rows than a kernel would read those more than twice.
        sh, self.reach = self.stride[0], (self.KH - 1) * self.dilation[0] // self.stride[0]
        rows = max(WORKSPACE // (self.OW * max(shape[1] * self.KW * sh, C_out, 1)), self.reach + 1)
        self.parts = _slices(shape[0], max(1, rows // OH))
        self.lines = _slices(OH, min(rows, OH))

    def bands_shape(self, images, lines):
        n, C = images.shape[:2]
        count = lines.stop - lines.start
        return n, C * self.KW, self.stride[0], self.reach + count, self.OW

    def bands(self, images, lines):
        """Copy the pixels that every kernel column meets for some rows of outputs."""
        shape = self.bands_shape(images, lines)
        one_by_one = self.KH == self.KW == 1 and self.stride == (1, 1) and self.padding == (0, 0)
        if one_by_one and images.shape[3] == self.OW:
            return images[:, :, lines].reshape(shape)
        bands = workspace("direct bands", shape, images.dtype)
        if self.padding != (0, 0) or self.stride[0] > 1:
            bands[...] = 0
        for places, pixels in self._pairs(bands, images, lines):
            places[...] = pixels
        return bands

    def add_bands(self, dbands, dimages, lines):
        """Add every copy's gradient to its pixel: the transpose of `bands`."""
        for places, pixels in self._pairs(dbands, dimages, lines):
            pixels += places

    def _pairs(self, bands, images, lines):
        """Yield pairs of views: a part of the bands, and its pixels, without the padding."""
        (sh, sw), (ph, pw), dw = self.stride, self.padding, self.dilation[1]
        n, C, H, W = images.shape
        Q = bands.shape[3]
        bands = bands.reshape(n, C, self.KW, sh, Q, self.OW)
        for j in range(self.KW):
            ow, columns = _inside(j * dw - pw, sw, self.OW, W)
            for p in range(sh):
                q, rows = _inside(lines.start * sh + p - ph, sh, Q, H)
                yield bands[:, :, j, p, q, ow], images[:, :, rows, columns]

    def band(self, bands, i, lines):
        """Return a view of kernel row i's pixels: (n, groups, C_block * KW, count * OW)."""
        n, rows_of_filter, sh, Q, OW = bands.shape
        q, p = divmod(i * self.dilation[0], sh)
        flat = bands.reshape(n, self.groups, rows_of_filter // self.groups, sh * Q * OW)
        first = p * Q + q
        return flat[..., first * OW : (first + lines.stop - lines.start) * OW]

    def by_group(self, out, part, lines):
        """Return a view of some rows of outputs as matrices: (n, groups, F, count * OW)."""
        rows = out[part, :, lines]
        n, C_out, count, OW = rows.shape
        return rows.reshape(n, self.groups, C_out // self.groups, count * OW)
