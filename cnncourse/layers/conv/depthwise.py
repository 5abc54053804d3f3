"""Depthwise convolution of stride 1: every channel has its own filter.

A filter for one channel is a single row, so `im2col` would lead to products of a row and a matrix,
and most of the time would go into moving numbers. `depthwise_rows` handles batches, several images
at once. For few or large images, this module computes one channel of one image at a time. Join the
channel's rows into one long row:

- A kernel column meets this row, shifted, with zeros where a window extends beyond the edge of
  the image. These KW shifted rows, the *bands*, are all that is stored.
- `filters @ bands`, (KH, KW) times (KW, pixels), is the contribution of each kernel row at each
  pixel.
- An output is the sum of KH of these numbers, one from every kernel row, each one image row
  further down.

The bands of `dout` serve both gradients: `dx` is the same sum with the filter turned by 180
degrees, and `dw` multiplies each band, starting at each row, by the input.

The padding zeros are multiplied by pixels and weights, and zero times infinity is NaN. In a batch,
outputs that are not finite are therefore recomputed one image at a time. In the backward pass every
pixel and every number of `dout` contributes to `dw`, so if `dw` or `w` is not finite,
`cnncourse.layers.conv.direct` computes the gradients.

Memory: besides the input, the weights and the results, at most twelve copies of the weights and
`3 * part` numbers of scratch memory, which `cnncourse.layers.workspace` keeps. `part` is
`WORKSPACE`, or `KH` or `KW` copies of one padded channel if that is more.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import (
    require_array,
    require_convolution,
    require_shape,
    window_counts,
)
from cnncourse.layers.conv import depthwise_rows, direct
from cnncourse.layers.shapes import pair
from cnncourse.layers.workspace import workspace

WORKSPACE = 2**19  # numbers laid out at a time


def fits(w, stride, padding, dilation, groups):
    """Return whether this method can compute a convolution.

    Returns
    -------
    bool
        True for one group per channel, as many channels out as in, stride 1, and padding that
        leaves at least one pixel in every window.
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

    It has the parameters, results, cache and errors of `cnncourse.layers.conv2d_forward`.

    Raises
    ------
    ValueError
        Also if `fits` returns False.
    """
    require_convolution(x, w, b, groups)
    if not fits(w, stride, padding, dilation, groups):
        raise ValueError(
            "depthwise computes convolutions with groups = C_in = C_out, stride 1 and padding "
            f"smaller than the kernel, got w of shape {w.shape}, stride={stride}, "
            f"padding={padding}, dilation={dilation}, groups={groups}"
        )
    counts = window_counts(x.shape[2:], w.shape[2:], stride, padding, dilation)
    out = np.empty((*x.shape[:2], *counts), np.result_type(x, w))
    problem = x, w[:, 0], out, pair(padding), pair(dilation)
    done = False
    if _has_long_rows(w[:, 0], out, pair(dilation)):
        with np.errstate(over="ignore", invalid="ignore"):  # recomputed below if not finite
            depthwise_rows.correlate(*problem)
            done = np.isfinite(np.vdot(out, out))
    if not done:
        _correlate(*problem)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

    It has the parameters, results and errors of `cnncourse.layers.conv2d_backward`.
    """
    x, w, b, stride, padding, dilation, groups = cache
    counts = window_counts(x.shape[2:], w.shape[2:], stride, padding, dilation)
    require_array(dout, "dout", "N, C_out, OH, OW")
    require_shape(dout, "dout", (*x.shape[:2], *counts), because="the shape of the output")

    dilation = pair(dilation)
    turned = w[:, 0, ::-1, ::-1]
    outside = [
        d * (K - 1) - p for d, K, p in zip(dilation, w.shape[2:], pair(padding), strict=True)
    ]
    dx = np.empty(x.shape, x.dtype)
    problem = dout, turned, dx, outside, dilation
    correlate = depthwise_rows.correlate if _has_long_rows(turned, dx, dilation) else _correlate
    with np.errstate(over="ignore", invalid="ignore"):  # recomputed below if not finite
        dturned = correlate(*problem, met=x)
    if not (np.isfinite(w).all() and np.isfinite(dturned).all()):
        return direct.conv2d_backward(dout, cache)
    dw = np.ascontiguousarray(dturned[:, ::-1, ::-1], w.dtype).reshape(w.shape)
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, dw, db


def _has_long_rows(filters, out, dilation):
    """Return whether `depthwise_rows` should compute the batch."""
    counts, kernel_size = out.shape[2:], filters.shape[1:]
    return depthwise_rows.images_side_by_side(len(out), counts, kernel_size, dilation) > 0


def _correlate(images, filters, out, padding, dilation, met=None):
    """Cross-correlate every channel of every image with its filter.

    It has the parameters and results of `cnncourse.layers.conv.depthwise_rows.correlate`.
    """
    layout = _Layout(images.shape[2:], out.shape[2:], filters.shape[1:], padding, dilation)
    products = np.zeros(filters.shape, filters.dtype)
    for part in layout.parts(*images.shape[:2]):
        bands = layout.bands(images[part], out.dtype)
        layout.multiply(filters[part[1]], bands, out[part])
        if met is not None:
            products[part[1]] += layout.match(bands, met[part]).sum(axis=0)
    return products


class _Layout:
    """Memory layout of the bands, and of the windows in them, for images of one size."""

    def __init__(self, size, counts, kernel_size, padding, dilation):
        self.size, self.counts, self.kernel_size = size, counts, kernel_size
        self.padding, self.dilation = padding, dilation
        self.width = max(size[1], counts[1])  # of a row of pixels and of a row of outputs
        self.height = size[0] + 2 * padding[0]

    def parts(self, N, C):
        """Divide the batch into images and channels whose bands fit into `WORKSPACE` numbers."""
        planes = max(1, WORKSPACE // (max(self.kernel_size) * self.height * self.width))
        images, channels = max(1, planes // C), -(-C // -(-C // planes))
        for n in range(0, N, images):
            for c in range(0, C, channels):
                yield slice(n, min(n + images, N)), slice(c, min(c + channels, C))

    def bands(self, images, dtype):
        """Copy the images once for every kernel column, shifted by it.

        Returns
        -------
        ndarray of shape (n, c, KW, height * width)
            Entry `(n, c, j, r * width + ow)` is the pixel that column j of a kernel meets in row r
            of the padded image, for the output in column ow; zero in the padding.
        """
        (ph, pw), dw = self.padding, self.dilation[1]
        shape = (*images.shape[:2], self.kernel_size[1], self.height, self.width)
        bands = workspace("depthwise bands", shape, dtype)
        bands[..., :ph, :] = 0
        bands[..., self.height - ph :, :] = 0
        rows = self.joined(images, dtype)
        for j in range(shape[2]):
            _shift(rows, j * dw - pw, bands[:, :, j, ph : self.height - ph])
        return bands.reshape(*shape[:3], self.height * self.width)

    def joined(self, images, dtype):
        """Join the rows of every channel, padded with zeros where outputs are wider."""
        n, c, H, W = images.shape
        if W == self.width:
            return np.ascontiguousarray(images, dtype).reshape(n, c, H * W)
        wide = workspace("depthwise wide", (n, c, H, self.width), dtype)
        wide[..., :W] = images
        wide[..., W:] = 0
        return wide.reshape(n, c, H * self.width)

    def multiply(self, filters, bands, out):
        """Compute `filters @ bands`, and write the sum over the kernel's rows to `out`."""
        (n, c, OH, OW), (KH, _), width = out.shape, self.kernel_size, self.width
        products = workspace("depthwise products", (n, c, KH, bands.shape[3]), out.dtype)
        np.matmul(filters, bands, out=products)
        plane, row, item = products.strides[1:]
        terms = np.ndarray(  # a view: the terms of the sums, each kernel row starting at its row
            (n * c, KH, OH * width),
            out.dtype,
            products,
            strides=(plane, row + self.dilation[0] * width * item, item),
        )
        ones = np.ones((1, KH), out.dtype)  # a product with ones is the fastest sum of few rows
        if OW == width:
            np.matmul(ones, terms, out=out.reshape(n * c, 1, OH * OW))
        else:
            sums = workspace("depthwise wide", (n * c, 1, OH * width), out.dtype)
            np.matmul(ones, terms, out=sums)
            out[...] = sums.reshape(n, c, OH, width)[..., :OW]

    def match(self, bands, images):
        """Sum the products of `images` and the pixels each kernel element meets: (n, c, KH, KW)."""
        rows = self.joined(images, images.dtype)
        n, c, KW, _ = bands.shape
        image, plane, row, item = bands.strides
        pieces = np.ndarray(
            (n, c, self.kernel_size[0], KW, 1, rows.shape[2]),
            bands.dtype,
            bands,
            strides=(image, plane, self.dilation[0] * self.width * item, row, 0, item),
        )
        return (pieces @ rows[:, :, np.newaxis, np.newaxis, :, np.newaxis])[..., 0, 0]


def _shift(rows, step, out):
    """Write `out[..., h, w] = image[..., h, w + step]`, or zero where that is outside the row."""
    H, W = out.shape[2:]
    if abs(step) >= W:
        out[...] = 0
        return
    flat = out.reshape(*out.shape[:2], H * W)
    if step < 0:
        flat[..., -step:] = rows[..., :step]
        out[..., :-step] = 0
    else:
        flat[..., : H * W - step] = rows[..., step:]
        out[..., W - step :] = 0
