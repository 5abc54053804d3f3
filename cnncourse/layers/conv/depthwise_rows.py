"""Depthwise convolution of a batch: the rows of several images side by side.

A filter for one channel is a single row, so a product with it is too thin to be fast. Computing two
rows of outputs at a time doubles its height, and they need almost the same pixels:

- Row r of several images, side by side, is one *long row*. It is stored once for every kernel
  column, shifted by it, with zeros where a window extends beyond the edge: the *bands*.
- `steps @ bands` is `ROWS` rows of outputs at once, computed from the bands of the
  `ROWS + KH - 1` rows of pixels that they see. Each row of `steps` holds a filter and zeros; the
  filter starts one row of pixels further on than in the row before.

The gradient of the filters is the transposed product: `rows @ bands.T`, where `rows` is the input
laid out like the outputs, holds it in the places that the filters have in `steps`.

Dilated windows see only every `dilation`-th row of pixels. Those rows form an image in which a
kernel's rows are adjacent.

Most of the time goes into copying. Each row of an image is copied as a single item of many bytes,
which takes numpy half the time of copying short rows of numbers.

The zeros of `steps` are multiplied by pixels, and zero times infinity is NaN: the caller must
discard results that are not finite.

Memory: besides the input, the weights and the results, `WORKSPACE` numbers of scratch memory and at
most twelve copies of the weights.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.workspace import workspace

WORKSPACE = 3 * 2**17  # numbers laid out at a time
ROWS = 2  # rows of outputs per product
NARROW, WIDE = 128, 256  # numbers in a long row: fewer do not pay off, more are not needed


def images_side_by_side(N, counts, kernel_size, dilation):
    """Return how many images of a batch to lay side by side.

    Parameters
    ----------
    N : int
    counts, kernel_size, dilation : pair of int
        `counts` is the number of rows and columns of the output.

    Returns
    -------
    int
        0 if there are too few images for this method, or they are too large.
    """
    numbers = _numbers(counts, kernel_size, dilation)
    images = _even_share(N, min(max(1, WIDE // counts[1]), WORKSPACE // numbers))
    return images if images * counts[1] >= NARROW else 0


def correlate(images, filters, out, padding, dilation, met=None):
    """Cross-correlate every channel with its filter; `images_side_by_side` must not be 0.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    filters : ndarray of shape (C, KH, KW)
    out : ndarray of shape (N, C, OH, OW)
        Receives the result.
    padding, dilation : pair of int
    met : ndarray of the shape of `out`, optional

    Returns
    -------
    ndarray of shape (C, KH, KW) or None
        If `met` is given: for every kernel element, the sum over all outputs of the pixel that it
        meets times the entry of `met` at the output's position.
    """
    (N, C, OH, OW), (_, KH, KW), dtype = out.shape, filters.shape, out.dtype
    (ph, pw), (dh, dw) = padding, dilation
    side = images_side_by_side(N, (OH, OW), (KH, KW), dilation)
    channels = _even_share(C, WORKSPACE // (side * _numbers((OH, OW), (KH, KW), dilation)))

    steps = np.zeros((C, ROWS, ROWS + KH - 1, KW), dtype)
    _filters_in(steps, KH)[...] = filters[:, np.newaxis]
    if met is not None:
        dsteps, products = np.zeros(steps.shape, dtype), np.empty(steps.shape, dtype)
    for p in range(min(dh, OH)):  # output rows p, p + dh, p + 2 dh and so on
        first = (p - ph) % dh
        corner = (first - p + ph) // dh, pw  # where the image starts inside its padding
        for n in range(0, N, side):
            some = slice(n, n + side)
            seen, made = images[some, :, first::dh], out[some, :, p::dh]
            if n == 0 or n + side > N:  # the last block may have fewer images
                layout = _Layout(seen.shape, made.shape, channels, (KH, KW), corner, dw, dtype)
            layout.take(seen, made)
            if met is not None:
                layout.take_met(met[some, :, p::dh])
            for c in range(0, C, channels):
                c = min(c, C - channels)  # the last block overlaps the one before to be as large
                layout.multiply(steps[c : c + channels], c)
                if met is not None:
                    layout.match(products[c : c + channels], c)
            if met is not None:
                dsteps += products
    return None if met is None else _filters_in(dsteps, KH).sum(axis=1)


def _even_share(total, most):
    """Return the size of even shares of `total`, as few as possible, each at most `most`."""
    return -(-total // -(-total // most)) if min(total, most) > 0 else 0


def _numbers(counts, kernel_size, dilation):
    """Estimate how many numbers are laid out for one channel of one image."""
    height = -(-counts[0] // dilation[0]) + ROWS + kernel_size[0]
    return (kernel_size[1] + 3) * height * counts[1]


def _filters_in(steps, KH):
    """Return a view of the filters inside `steps`: (C, ROWS, KH, KW)."""
    C, rows, _, KW = steps.shape
    channel, row, down, column = steps.strides
    strides = (channel, row + down, down, column)
    return np.ndarray((C, rows, KH, KW), steps.dtype, steps, strides=strides)


class _Layout:
    """Scratch memory for some channels of a few images, and views of it.

    Arrays have the axes channel, row, image, column, so that rows of images are side by side.
    """

    def __init__(self, seen, made, channels, kernel_size, corner, dw, dtype):
        (m, _, H, W), (_, _, OH, OW) = seen, made
        (KH, KW), (above, left) = kernel_size, corner
        blocks = -(-OH // ROWS)
        self.channels, self.inner, self.made = channels, (ROWS + KH - 1) * KW, made
        self.sums = workspace("depthwise products", (channels, blocks, ROWS, m * OW), dtype)
        self.rows = None

        bands = workspace("depthwise bands", (channels, blocks * ROWS + KH - 1, KW, m, OW), dtype)
        bands[...] = 0  # no pixel is ever written to the padding
        self.shifts = []
        for j in range(KW):
            step = j * dw - left
            first, stop = max(0, -step), min(OW, W - step)
            if first < stop:
                places = bands[:, above : above + H, j, :, first:stop]
                self.shifts.append((places, slice(first + step, stop + step)))
        plane, row, band, _, number = bands.strides
        self.blocks = np.ndarray(  # the bands of the rows that each block of outputs sees
            (channels, blocks, self.inner, m * OW),
            dtype,
            bands,
            strides=(plane, ROWS * row, band, number),
        )

    def _places(self, rows):
        """Return a view of the numbers in long rows that correspond to outputs."""
        m, _, OH, OW = self.made
        return rows.reshape(self.channels, -1, m, OW)[:, :OH]

    def take(self, images, out):
        """Set the images that `multiply` reads and the outputs that it writes."""
        images, out = images.transpose(1, 2, 0, 3), out.transpose(1, 2, 0, 3)
        self.pairs = [_by_row(places, images[..., columns]) for places, columns in self.shifts]
        self.out = _by_row(out, self._places(self.sums))

    def take_met(self, met):
        """Set the array that `match` multiplies by."""
        if self.rows is None:
            self.rows = workspace("depthwise wide", self.sums.shape, self.sums.dtype)
            self.rows[...] = 0
        self.met = _by_row(self._places(self.rows), met.transpose(1, 2, 0, 3))

    def multiply(self, steps, c):
        """Lay out the channels starting at c, and write their outputs."""
        for places, pixels in self.pairs:
            places[...] = pixels[c : c + self.channels]
        np.matmul(steps.reshape(self.channels, 1, ROWS, self.inner), self.blocks, out=self.sums)
        made, places = self.out
        made[c : c + self.channels] = places

    def match(self, out, c):
        """Multiply the laid-out channels, starting at c, by `met`, and sum over the blocks."""
        places, met = self.met
        places[...] = met[c : c + self.channels]
        products = self.rows @ self.blocks.swapaxes(2, 3)
        products.sum(axis=1, out=out.reshape(self.channels, ROWS, self.inner))


def _by_row(*arrays):
    """View each row of the arrays as one item, without the last axis, if their rows allow it."""
    number = arrays[0].itemsize
    if any(a.dtype != arrays[0].dtype or a.strides[-1] != number for a in arrays):
        return arrays
    row = np.dtype((np.void, arrays[0].shape[-1] * number))
    return [a.view(row)[..., 0] for a in arrays]
