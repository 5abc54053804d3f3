"""Depthwise convolution of stride 1: every channel has one filter of its own.

A filter for one channel is one row, so `im2col` gives nothing to multiply but a row by a matrix,
and what takes the time is the layout. With the padded rows of a channel joined to one long row,
the pixels that a kernel element meets are a piece of it, from another start for every element:

    out[p] = sum over (i, j) of w[i, j] * row[p + i * dh * width + j * dw]

A few places between two rows of outputs belong to no window; they are computed and left out. The
backward pass lays out `dout` once for both gradients: `dx` is the same sum with the filter turned
by 180 degrees, and `dw` multiplies the same pieces by the input.

The places left out are zeros times numbers, so infinity and NaN would spread. Therefore
`cnncourse.layers.conv2d_forward` comes here for finite images only.

Memory: beside the input, the weights and the results, at most `3 * part` numbers of scratch memory,
which `cnncourse.layers.workspace` keeps. `part` is `WORKSPACE`, or where that is more, `KH * KW`
copies of one padded channel.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_array, need_convolution, need_shape, window_counts
from cnncourse.layers.workspace import workspace

WORKSPACE = 2**19  # numbers laid out at a time


def fits(w, stride, padding, dilation, groups):
    """Say whether a convolution is one that this method computes.

    Returns
    -------
    bool
        One group a channel, as many channels out as in, stride 1, and padding that leaves some
        pixel in every window.
    """
    C_out, C_block, KH, KW = w.shape
    (ph, pw), (dh, dw) = pair(padding), pair(dilation)
    return (
        groups == C_out
        and C_block == 1
        and pair(stride) == (1, 1)
        and ph <= (KH - 1) * dh
        and pw <= (KW - 1) * dw
    )


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate every channel with its own filter at stride 1.

    Parameters, results, cache and errors are those of `cnncourse.layers.conv2d_forward`.

    Raises
    ------
    ValueError
        Also if `fits` says no.
    """
    need_convolution(x, w, b, groups)
    if not fits(w, stride, padding, dilation, groups):
        raise ValueError(
            "depthwise computes convolutions with groups = C_in = C_out, stride 1 and padding "
            f"smaller than the kernel, got w of shape {w.shape}, stride={stride}, "
            f"padding={padding}, dilation={dilation}, groups={groups}"
        )
    window_counts(x.shape[2:], w.shape[2:], stride, padding, dilation)
    dtype = np.result_type(x, w)
    (N, C), taps = x.shape[:2], w.shape[2] * w.shape[3]
    filters = w.reshape(C, 1, taps)
    planes = x.reshape(N * C, *x.shape[2:]).astype(dtype, copy=False)
    layout = _Layout(planes, w.shape[2:], pair(padding), pair(dilation))
    out = np.empty((N * C, *layout.counts), dtype)
    for part in layout.parts():
        layout.multiply(filters[_channels(part, C)], layout.columns(part), out[part])
    out = out.reshape(N, C, *layout.counts)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of the output to input, filters and bias.

    Parameters, results and errors are those of `cnncourse.layers.conv2d_backward`.
    """
    x, w, b, stride, padding, dilation, groups = cache
    (N, C, H, W), (KH, KW) = x.shape, w.shape[2:]
    (ph, pw), (dh, dw_) = pair(padding), pair(dilation)
    counts = window_counts((H, W), (KH, KW), stride, padding, dilation)
    need_array(dout, "dout", "N, C_out, OH, OW")
    need_shape(dout, "dout", (N, C, *counts), because="that of the output")

    turned = w.reshape(C, 1, KH * KW)[:, :, ::-1]
    planes = dout.reshape(N * C, *counts).astype(x.dtype, copy=False)
    layout = _Layout(planes, (KH, KW), ((KH - 1) * dh - ph, (KW - 1) * dw_ - pw), (dh, dw_))
    images = x.reshape(N * C, H, W)
    dx = np.empty(images.shape, x.dtype)
    dturned = np.zeros((C, KH * KW), w.dtype)
    for part in layout.parts():
        columns = layout.columns(part)
        layout.multiply(turned[_channels(part, C)], columns, dx[part])
        rows = layout.rows(images[part])
        np.add.at(dturned, _channels(part, C), (columns @ rows)[..., 0])
    dw = np.ascontiguousarray(dturned[:, ::-1]).reshape(w.shape)
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx.reshape(x.shape), dw, db


def _channels(part, C):
    """Say which channel each of a part's planes is, images one after the other."""
    return np.arange(part.start, part.stop) % C


class _Layout:
    """Channels of images (`planes`), and where the windows lie in their joined padded rows."""

    def __init__(self, planes, kernel_size, padding, dilation):
        self.planes, self.kernel_size, self.padding = planes, kernel_size, padding
        self.dilation = dilation
        (H, W), (ph, pw) = planes.shape[1:], padding
        self.height, self.width = H + 2 * ph, W + 2 * pw
        spans = [d * (K - 1) for d, K in zip(dilation, kernel_size, strict=True)]
        self.counts = self.height - spans[0], self.width - spans[1]
        self.length = (self.counts[0] - 1) * self.width + self.counts[1]

    def parts(self):
        """Cut the planes into slices whose columns stay below `WORKSPACE` numbers."""
        KH, KW = self.kernel_size
        total, step = len(self.planes), max(1, WORKSPACE // (KH * KW * self.length))
        for first in range(0, total, step):
            yield slice(first, min(first + step, total))

    def columns(self, part):
        """Write down the piece that each kernel element meets: (planes, KH * KW, length)."""
        planes, (ph, pw), (KH, KW) = self.planes[part], self.padding, self.kernel_size
        m, H, W = planes.shape
        padded = workspace("depthwise padded", (m, self.height, self.width), planes.dtype)
        padded[...] = 0
        padded[:, ph : ph + H, pw : pw + W] = planes
        item = padded.itemsize
        steps = self.dilation[0] * self.width * item, self.dilation[1] * item
        pieces = as_strided(
            padded,
            (m, KH, KW, self.length),
            (self.height * self.width * item, *steps, item),
            writeable=False,
        )
        columns = workspace("depthwise columns", pieces.shape, planes.dtype)
        np.copyto(columns, pieces)
        return columns.reshape(m, KH * KW, self.length)

    def multiply(self, filters, columns, out):
        """Write `filters @ columns` into `out`, without what lies between the rows."""
        m, (OH, OW) = len(columns), self.counts
        joined = workspace("depthwise rows", (m, 1, OH * self.width), out.dtype)
        np.matmul(filters, columns, out=joined[:, :, : self.length])
        out[...] = joined.reshape(m, OH, self.width)[:, :, :OW]

    def rows(self, images):
        """Join the rows of unpadded images, zeros between them: (planes, length, 1)."""
        m, (OH, OW) = len(images), self.counts
        joined = workspace("depthwise rows", (m, OH, self.width), images.dtype)
        joined[:, :, :OW] = images
        joined[:, :, OW:] = 0
        return joined.reshape(m, OH * self.width)[:, : self.length, np.newaxis]
