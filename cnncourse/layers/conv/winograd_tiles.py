"""Tiles of Winograd's convolution: cut images into tiles, transform them, and join the outputs.

See `cnncourse.layers.conv.winograd`. The pixels of a part of a batch are laid out as (height,
width, images, channels), so that copies run over long stretches of memory. Transformed tiles are
(6, 6, tiles, channels), with the axis of the width first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from cnncourse.layers.workspace import workspace

TILE = 4  # outputs of a tile along one axis
SPAN = 6  # pixels that they depend on
CHUNK = 9 << 14  # transformed pixels of a part, in numbers; they stay in a core's cache
WIDE = 64  # tiles of a part at least, because each part reads all transformed filters
SKEW = 16  # numbers between rows, so that they do not all map to the same cache sets

BT = np.array(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    dtype=np.float32,
)
AT = np.array(
    [
        [1, 1, 1, 1, 1, 0],
        [0, 1, -1, 2, -2, 0],
        [0, 1, 1, 4, 4, 0],
        [0, 1, -1, 8, -8, 1],
    ],
    dtype=np.float32,
)
A = np.ascontiguousarray(AT.T)


@dataclass(frozen=True)
class Part:
    """The part of a batch that is processed in one pass through the cache."""

    images: slice
    rows: slice  # of tiles
    columns: int  # of tiles

    @property
    def grid(self):
        """Images, rows and columns of tiles."""
        m = self.images.stop - self.images.start
        return m, self.rows.stop - self.rows.start, self.columns


def cut_into_parts(N, OH, OW, C):
    """Divide a batch into parts: several images, or rows of tiles of one image."""
    rows, columns = -(-OH // TILE), -(-OW // TILE)
    tiles = max(WIDE, CHUNK // (SPAN * SPAN * C))
    images = max(1, tiles // (rows * columns))
    for some in cut(N, images):
        for band in cut(rows, max(1, tiles // columns)):
            yield Part(some, band, columns)


def cut(total, most):
    """Divide `range(total)` into the fewest slices of at most `most`, about equally long."""
    count = -(-total // most)
    return [slice(total * k // count, total * (k + 1) // count) for k in range(count)]


def channels_last(x, padding, part):
    """Return the pixels that a part's tiles see, with the padding: (height, width, m * C).

    With images and channels last, later steps read long runs of memory. Runs whose length is a
    multiple of a page are separated by `SKEW` zeros, or they would map to the same cache sets.
    """
    C, H, W = x.shape[1:]
    ph, pw = padding
    m, rows, columns = part.grid
    height, width = rows * TILE + 2, columns * TILE + 2
    run = m * C + (SKEW if m * C % 1024 == 0 else 0)
    padded = workspace("winograd pixels", (height, width, run), x.dtype)
    first = part.rows.start * TILE - ph  # image row at the top of the part
    top, bottom = max(0, -first), max(0, min(height, H - first))
    left, right = pw, min(width, pw + W)
    padded[:top] = 0
    padded[bottom:] = 0
    padded[top:bottom, :left] = 0
    padded[top:bottom, right:] = 0
    pixels = x[part.images, :, first + top : first + bottom, : right - left]
    padded[..., m * C :] = 0
    inside = padded[top:bottom, left:right, : m * C].reshape(bottom - top, right - left, m, C)
    inside[...] = _planes_apart(pixels).transpose(2, 3, 0, 1)
    return padded


def _planes_apart(image):
    """Copy an image (m, C, h, w) with gaps between its planes if that makes reading faster.

    A core's first-level cache holds eight lines with the same address modulo 4 KiB. If reading one
    pixel of all channels needs many more, the planes are copied further apart.
    """
    m, C, h, w = image.shape
    places = 4096 // gcd(image.strides[1], 4096)
    if places >= 16 or m * C <= 8 * places:
        return image
    apart = workspace("winograd planes", (m, C, h * w + SKEW), image.dtype)
    planes = apart[:, :, : h * w].reshape(m, C, h, w)
    planes[...] = image
    return planes


def transform_tiles(matrix, pixels, C, start, part, result):
    """Return `matrix @ tile @ matrix.T` for tiles starting at `start`, (6, 6, tiles, C).

    `result` names the workspace. Strides are computed from the shapes, because numpy leaves those
    of axes of length 1 undefined.
    """
    width, run = pixels.shape[1:]
    m, rows, columns = part.grid
    span, dtype, item = matrix.shape[1], pixels.dtype, pixels.itemsize
    pixel, row = run * item, width * run * item
    # Overlapping tiles are strided views, not copies: first along the height, as rows of bands,
    # then along the width, as columns of windows.
    strides = TILE * row, row, item
    bands = np.ndarray((rows, span, width * run), dtype, pixels, start[0] * row, strides)
    half = workspace("winograd tiles", (SPAN, rows, width * run), dtype)
    np.matmul(matrix, bands, out=half.swapaxes(0, 1))
    strides = row, TILE * pixel, pixel, item
    shape = SPAN * rows, columns, span, m * C
    windows = np.ndarray(shape, dtype, half, start[1] * pixel, strides)
    tiles = workspace(result, (SPAN, SPAN * rows, columns, m * C), dtype)
    np.matmul(matrix, windows, out=tiles.transpose(1, 2, 0, 3))
    return tiles.reshape(SPAN, SPAN, rows * columns * m, C)


def write_outputs(products, out, part):
    """Write A.T m A for every tile m of a part to its place in `out`."""
    C, OH, OW = out.shape[1:]
    m, rows, columns = part.grid
    half = workspace("winograd transformed", (TILE, SPAN, rows, columns, m * C), out.dtype)
    np.matmul(AT, products.reshape(SPAN, -1), out=half.reshape(TILE, -1))
    run = m * C + (SKEW if m * C % 64 == 0 else 0)
    joined = workspace("winograd pixels", (rows, TILE, columns, TILE, run), out.dtype)[..., : m * C]
    np.matmul(AT, half.transpose(0, 2, 3, 1, 4), out=joined.transpose(3, 0, 2, 1, 4))
    top = part.rows.start * TILE
    lines = slice(top, max(top, min(part.rows.stop * TILE, OH)))
    joined = joined.reshape(rows * TILE, columns * TILE, m, C)
    out[part.images, :, lines] = joined[: lines.stop - top, :OW].transpose(2, 3, 0, 1)
