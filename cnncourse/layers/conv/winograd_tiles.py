"""What Winograd's convolution does with the images: cut them into tiles, transform, and join.

See `cnncourse.layers.conv.winograd`. A part of a batch has its pixels as (height, width, images,
channels), so that all copies are of long runs, and its transformed tiles as (6, 6, tiles,
channels): the axis of the width is first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from cnncourse.layers.workspace import workspace

TILE = 4  # outputs of a tile along one axis
SPAN = 6  # pixels that they need
CHUNK = 9 << 14  # numbers of a part's transformed pixels: what stays in a core's cache
WIDE = 64  # tiles of a part at least: each part reads all transformed filters
SKEW = 16  # numbers between rows, so that they do not all meet in the same places of the cache

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
    """What one pass through the cache does."""

    images: slice
    rows: slice  # of tiles
    columns: int  # of tiles

    @property
    def grid(self):
        """Images, rows and columns of tiles."""
        m = self.images.stop - self.images.start
        return m, self.rows.stop - self.rows.start, self.columns


def cut_into_parts(N, OH, OW, C):
    """Cut a batch into parts: several images, or rows of tiles of one image."""
    rows, columns = -(-OH // TILE), -(-OW // TILE)
    tiles = max(WIDE, CHUNK // (SPAN * SPAN * C))
    images = max(1, tiles // (rows * columns))
    for some in cut(N, images):
        for band in cut(rows, max(1, tiles // columns)):
            yield Part(some, band, columns)


def cut(total, most):
    """Cut `range(total)` into as few slices of at most `most` as it takes, about equally long."""
    count = -(-total // most)
    return [slice(total * k // count, total * (k + 1) // count) for k in range(count)]


def channels_last(x, padding, part):
    """The pixels that a part's tiles meet, with the padding, (height, width, m * C).

    With images and channels last, all that follows reads long runs. Runs of whole pages are kept
    apart by `SKEW` zeros: their ends would meet in the same places of the cache.
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
    """Copy an image (m, C, h, w) where its planes lie badly for reading all of them at once.

    A core's first cache holds eight lines of the same address modulo 4 KiB. Where the planes of
    the channels lie so that a pixel needs many more of them, they are copied further apart.
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
    """`matrix @ tile @ matrix.T` for tiles from `start` on, (6, 6, tiles, C), in `result`.

    The strides follow from the shapes: numpy leaves those of axes of length 1 arbitrary.
    """
    width, run = pixels.shape[1:]
    m, rows, columns = part.grid
    span, dtype, item = matrix.shape[1], pixels.dtype, pixels.itemsize
    pixel, row = run * item, width * run * item
    # The pixels of a tile, and those of its neighbours, are read where they lie: along the height
    # the rows of a band, along the width the columns of a window.
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
    """A.T m A for every tile of a part, written to its place in `out`."""
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
