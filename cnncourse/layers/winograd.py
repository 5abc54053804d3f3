"""3x3 convolution of stride 1 with a quarter of the multiplications: Winograd's F(4x4, 3x3).

A tile of 4x4 outputs comes from 6x6 pixels. Direct computation takes 16 * 9 = 144
multiplications; after a fixed linear change of basis of pixels (`B`) and kernel (`G`) it is an
elementwise product of 36 numbers, which another fixed change of basis (`A`) turns into the
outputs: `out = A.T @ ((G @ w @ G.T) * (B.T @ x @ B)) @ A`. Summed over channels, the
elementwise product is 36 matrix products.

The changes of basis mix numbers of different size, so the error is wider than that of the
direct sum: up to 1.5e-5 of the largest output in float32, against 1e-6. Non-finite pixels would
spread over their whole tile. Therefore `cnncourse.layers.conv2d_forward` comes here for finite
float32 images only.

Memory: beside the input, the weights and the results, the transformed filters with their gradients
(5 numbers a weight forward, 9 backward) and at most `6 * part` numbers of scratch memory;
`cnncourse.layers.workspace` keeps most of it for the next call. `part` is `CHUNK`, or where that
is more, what `WIDE` tiles or one row of tiles take: 36 numbers a tile and channel.

Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import gcd

import numpy as np

from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_array, need_convolution, need_shape, window_counts
from cnncourse.layers.workspace import workspace

TILE = 4  # outputs of a tile along one axis
SPAN = 6  # pixels that they need
CHUNK = 9 << 14  # numbers of a part's transformed pixels: what stays in a core's cache
WIDE = 64  # tiles of a part at least: each part reads all transformed filters
BLOCK = 64  # filters of one matrix product: so many stay in a core's cache
DEPTH = 256  # channels of one matrix product
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
G = np.array(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
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
# Both axes of a kernel at once, (36, 9). Transformed tiles have their width's axis first.
GG = np.kron(G, G).reshape(SPAN, SPAN, 9).swapaxes(0, 1).reshape(SPAN * SPAN, 9)


def fits(w, stride, padding, dilation, groups):
    """Say whether a convolution is one that this method computes.

    Parameters
    ----------
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    stride, padding, dilation : int or pair of int
    groups : int

    Returns
    -------
    bool
        A 3x3 kernel, stride and dilation 1, one group, padding at most 2, float32.
    """
    one = (1, 1)
    return (
        w.shape[2:] == (3, 3)
        and w.dtype == np.float32
        and groups == 1
        and pair(stride) == one
        and pair(dilation) == one
        and max(pair(padding)) <= 2
    )


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with 3x3 filters at stride 1.

    Parameters, results, cache and errors are those of `cnncourse.layers.conv2d_forward`.

    Raises
    ------
    ValueError
        Also if `fits` says no, or `x` is not float32.
    """
    need_convolution(x, w, b, groups)
    if x.dtype != np.float32 or not fits(w, stride, padding, dilation, groups):
        raise ValueError(
            "winograd computes float32 convolutions with a 3x3 kernel, stride 1, dilation 1, "
            f"groups 1 and padding up to 2, got w of shape {w.shape} and dtype {w.dtype}, x of "
            f"dtype {x.dtype}, stride={stride}, padding={padding}, dilation={dilation}, "
            f"groups={groups}"
        )
    window_counts(x.shape[2:], (3, 3), stride, padding, dilation)
    out = _correlate(x, w, pair(padding))
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of the output to input, filters and bias.

    Parameters, results and errors are those of `cnncourse.layers.conv2d_backward`.

    Notes
    -----
    `dx` is a full convolution: `dout` cross-correlated with the filters turned by 180 degrees.
    `dw = G.T @ (sum over tiles of (A @ dout @ A.T) * (B.T @ x @ B)) @ G`.
    """
    x, w, b, _, padding, _, _ = cache
    ph, pw = pair(padding)
    counts = window_counts(x.shape[2:], (3, 3), 1, padding)
    need_array(dout, "dout", "N, C_out, OH, OW")
    need_shape(dout, "dout", (len(x), len(w), *counts), because="that of the output")
    dx, dw = _gradients(dout.astype(x.dtype, copy=False), x, w, (ph, pw))
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, dw, db


def _correlate(x, w, padding):
    N, C, H, W = x.shape
    C_out = w.shape[0]
    out = np.empty((N, C_out, H + 2 * padding[0] - 2, W + 2 * padding[1] - 2), dtype=x.dtype)
    u = _transform_filters(w, GG)
    for part in _parts(N, *out.shape[2:], max(C, C_out)):
        pixels = _channels_last(x, padding, part)
        v = _transform_tiles(BT, pixels, (0, 0), part, "winograd transformed")
        _write_outputs(_multiply(v, u), out, part)
    return out


def _gradients(dout, x, w, padding):
    """dx and dw together, because both begin with the same copy of `dout`."""
    (N, C, H, W), (C_out, OH, OW) = x.shape, dout.shape[1:]
    u = _transform_filters(w.swapaxes(0, 1), GG[:, ::-1])  # turned: their taps in reverse
    du = _rows_apart(np.zeros, C * C_out, x.dtype)
    block = _block(C_out)
    dx = np.empty(x.shape, x.dtype)
    around = 2 - padding[0], 2 - padding[1]
    for part in _parts(N, max(H, OH), max(W, OW), max(C, C_out)):
        pixels = _channels_last(x, padding, part)
        v = _transform_tiles(BT, pixels, (0, 0), part, "winograd transformed")
        pixels = _channels_last(dout, around, part)
        z = _transform_tiles(A, pixels, around, part, "winograd gradients")
        _add_products(v, z, du.reshape(SPAN * SPAN, C_out // block, C, block))
        v = _transform_tiles(BT, pixels, (0, 0), part, "winograd transformed")
        _write_outputs(_multiply(v, u), dx, part)
    dw = (GG.T @ du).reshape(9, C_out // block, C, block).transpose(1, 3, 2, 0)
    return dx, np.ascontiguousarray(dw).reshape(w.shape)


@dataclass(frozen=True)
class _Part:
    """What one pass through the cache does."""

    images: slice
    rows: slice  # of tiles
    columns: int  # of tiles

    @property
    def grid(self):
        """Images, rows and columns of tiles."""
        m = self.images.stop - self.images.start
        return m, self.rows.stop - self.rows.start, self.columns


def _parts(N, OH, OW, C):
    """Cut a batch into parts: several images, or rows of tiles of one image."""
    rows, columns = -(-OH // TILE), -(-OW // TILE)
    tiles = max(WIDE, CHUNK // (SPAN * SPAN * C))
    images = max(1, tiles // (rows * columns))
    for some in _cut(N, images):
        for band in _cut(rows, max(1, tiles // columns)):
            yield _Part(some, band, columns)


def _cut(total, most):
    """Cut `range(total)` into as few slices of at most `most` as it takes, about equally long."""
    count = -(-total // most)
    return [slice(total * k // count, total * (k + 1) // count) for k in range(count)]


def _block(filters):
    """How many filters a matrix product has."""
    return BLOCK if filters % BLOCK == 0 else filters


def _rows_apart(allocate, size, dtype):
    """36 rows of `size` numbers, `SKEW` apart."""
    return allocate((SPAN * SPAN, size + SKEW), dtype)[:, :size]


def _transform_filters(w, basis):
    """G w G.T for every filter, (36, blocks, C, filters of a block)."""
    C_out, C = w.shape[:2]
    block = _block(C_out)
    taps = w.reshape(C_out // block, block, C, 9).swapaxes(1, 2)
    u = _rows_apart(partial(workspace, "winograd filters"), C * C_out, w.dtype)
    np.matmul(basis, np.ascontiguousarray(taps).reshape(C * C_out, 9).T, out=u)
    return u.reshape(SPAN * SPAN, C_out // block, C, block)


def _channels_last(x, padding, part):
    """The pixels that a part's tiles meet, with the padding, (height, width, m, C).

    With images and channels last, all later copies are of long runs.
    """
    C, H, W = x.shape[1:]
    ph, pw = padding
    m, rows, columns = part.grid
    height, width = rows * TILE + 2, columns * TILE + 2
    padded = workspace("winograd pixels", (height, width, m, C), x.dtype)
    first = part.rows.start * TILE - ph  # image row at the top of the part
    top, bottom = max(0, -first), max(0, min(height, H - first))
    left, right = pw, min(width, pw + W)
    padded[:top] = 0
    padded[bottom:] = 0
    padded[top:bottom, :left] = 0
    padded[top:bottom, right:] = 0
    pixels = x[part.images, :, first + top : first + bottom, : right - left]
    padded[top:bottom, left:right] = _planes_apart(pixels).transpose(2, 3, 0, 1)
    return padded


def _planes_apart(image):
    """Copy an image (m, C, h, w) where its planes lie badly for reading all of them at once.

    A core's first cache holds eight lines of the same address modulo 4 KiB. Where the planes of
    the channels lie so that a pixel needs more of them, they are copied further apart.
    """
    m, C, h, w = image.shape
    places = 4096 // gcd(image.strides[1], 4096)
    if m * C <= 8 * places:
        return image
    apart = workspace("winograd planes", (m, C, h * w + SKEW), image.dtype)
    planes = apart[:, :, : h * w].reshape(m, C, h, w)
    planes[...] = image
    return planes


def _transform_tiles(matrix, pixels, start, part, result):
    """`matrix @ tile @ matrix.T` for tiles from `start` on, (6, 6, tiles, C), in `result`.

    The strides follow from the shapes: numpy leaves those of axes of length 1 arbitrary.
    """
    width, m, C = pixels.shape[1:]
    _, rows, columns = part.grid
    span, dtype, item = matrix.shape[1], pixels.dtype, pixels.itemsize
    pixel, row = m * C * item, width * m * C * item
    # Along the height, the rows of pixels that a row of tiles meets need no copy.
    strides = TILE * row, row, item
    bands = np.ndarray((rows, span, width * m * C), dtype, pixels, start[0] * row, strides)
    half = workspace(result, (SPAN, rows, width * m * C), dtype)
    np.matmul(matrix, bands, out=half.swapaxes(0, 1))
    strides = pixel, row, TILE * pixel, item
    shape = span, SPAN * rows, columns, m * C
    windows = np.ndarray(shape, dtype, half, start[1] * pixel, strides)
    tiles = workspace("winograd tiles", shape, dtype)
    np.copyto(tiles, windows)
    full = workspace(result, (SPAN, tiles.size // span), dtype)  # `half` has been read
    np.matmul(matrix, tiles.reshape(span, -1), out=full)
    return full.reshape(SPAN, SPAN, rows * columns * m, C)


def _multiply(v, u):
    """The 36 matrix products of pixels and filters, (6, 6, tiles, C_out).

    The filters come block by block, and so do the channels: the rounding of a sum of several
    short sums is smaller.
    """
    tiles, C = v.shape[2:]
    blocks, block = u.shape[1], u.shape[3]
    shape = SPAN * SPAN, tiles, blocks, block
    v = v.reshape(SPAN * SPAN, 1, tiles, C)
    products = workspace("winograd tiles", shape, v.dtype)
    np.matmul(v[..., :DEPTH], u[:, :, :DEPTH], out=products.swapaxes(1, 2))
    for first in range(DEPTH, C, DEPTH):
        some = slice(first, first + DEPTH)
        more = workspace("winograd more", shape, v.dtype)
        np.matmul(v[..., some], u[:, :, some], out=more.swapaxes(1, 2))
        products += more
    return products.reshape(SPAN, SPAN, tiles, blocks * block)


def _add_products(v, z, du):
    """Add the 36 matrix products of pixels and gradients to `du`, (36, blocks, C, block).

    A few at a time, so that they stay in the cache.
    """
    tiles, C = v.shape[2:]
    blocks, block = du.shape[1], du.shape[3]
    v = v.reshape(SPAN * SPAN, 1, tiles, C).swapaxes(2, 3)
    z = z.reshape(SPAN * SPAN, tiles, blocks, block).swapaxes(1, 2)
    for some in _cut(SPAN * SPAN, max(1, CHUNK // (C * blocks * block))):
        shape = some.stop - some.start, blocks, C, block
        products = workspace("winograd tiles", shape, v.dtype)
        np.matmul(v[some], z[some], out=products)
        du[some] += products


def _write_outputs(products, out, part):
    """A.T m A for every tile of a part, written to its place in `out`."""
    C, OH, OW = out.shape[1:]
    m, rows, columns = part.grid
    half = workspace("winograd transformed", (TILE, products.size // SPAN), out.dtype)
    np.matmul(AT, products.reshape(SPAN, -1), out=half)
    full = workspace("winograd tiles", (TILE, TILE, rows, columns, m * C), out.dtype)
    np.matmul(AT, half.reshape(TILE, SPAN, -1), out=full.reshape(TILE, TILE, -1))
    run = m * C + (SKEW if m * C % 64 == 0 else 0)
    joined = workspace("winograd pixels", (rows, TILE, columns, TILE, run), out.dtype)[..., : m * C]
    np.copyto(joined, full.transpose(2, 1, 3, 0, 4))
    top = part.rows.start * TILE
    lines = slice(top, max(top, min(part.rows.stop * TILE, OH)))
    joined = joined.reshape(rows * TILE, columns * TILE, m, C)
    out[part.images, :, lines] = joined[: lines.stop - top, :OW].transpose(2, 3, 0, 1)
