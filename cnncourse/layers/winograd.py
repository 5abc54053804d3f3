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
(5 numbers a weight forward, 9 backward) and at most `6 * part` numbers of scratch memory, which
`cnncourse.layers.workspace` keeps for the next call. `part` is `CHUNK`, or where that is more, what
one row of tiles takes, or `WIDE` tiles when the filters are `LARGE`.

Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
"""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.layers.shapes import pair
from cnncourse.layers.validate import need_array, need_convolution, need_shape, window_counts
from cnncourse.layers.workspace import workspace

TILE = 4  # outputs of a tile along one axis
SPAN = 6  # pixels that they need
CHUNK = 1 << 17  # numbers in one workspace: what stays in a core's cache
LARGE = 1 << 22  # numbers: transformed filters beyond a core's cache
WIDE = 48  # tiles of a part when the filters are large

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
GG = np.kron(G, G)  # both axes of a kernel at once: (36, 9)


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
    turned = w.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
    dx = _correlate(dout.astype(x.dtype, copy=False), turned, (2 - ph, 2 - pw))
    dw = _weight_gradient(dout.astype(x.dtype, copy=False), x, (ph, pw))
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, dw, db


def _correlate(x, w, padding):
    N, C, H, W = x.shape
    C_out = w.shape[0]
    OH, OW = H + 2 * padding[0] - 2, W + 2 * padding[1] - 2
    u = _transform_filters(w)
    out = np.empty((N, C_out, OH, OW), dtype=x.dtype)
    for part in _parts(N, OH, OW, C, C_out):
        v = _transform_pixels(x, padding, part)
        products = workspace("winograd products", (SPAN * SPAN, part.tiles, C_out), x.dtype)
        np.matmul(v, u, out=products)
        _write_outputs(products, out, part)
    return out


def _weight_gradient(dout, x, padding):
    N, C = x.shape[:2]
    C_out, OH, OW = dout.shape[1:]
    du = np.zeros((SPAN * SPAN, C, C_out), dtype=x.dtype)
    for part in _parts(N, OH, OW, C, C_out):
        v = _transform_pixels(x, padding, part)
        z = _transform_gradients(dout, part)
        products = workspace("winograd products", du.shape, x.dtype)
        np.matmul(v.transpose(0, 2, 1), z, out=products)
        du += products
    dw = GG.T @ du.reshape(SPAN * SPAN, C * C_out)  # (9, C * C_out)
    return np.ascontiguousarray(dw.reshape(3, 3, C, C_out).transpose(3, 2, 0, 1))


class _Part:
    """Images `n` to `n + m`, tile rows `r` to `r + rows`: what one pass through the cache does."""

    def __init__(self, n, m, r, rows, columns):
        self.n, self.m, self.r, self.rows, self.columns = n, m, r, rows, columns
        self.images = slice(n, n + m)
        self.grid = (m, rows, columns)
        self.tiles = m * rows * columns

    def clip(self, size):
        """Rows of an image of height `size` that the part's outputs cover."""
        return slice(self.r * TILE, min((self.r + self.rows) * TILE, size))


def _parts(N, OH, OW, C, C_out):
    """Cut the batch into parts whose transformed pixels fit into `CHUNK`.

    Every part reads all transformed filters. Where they do not fit into a core's cache
    themselves, a part has at least `WIDE` tiles, so that reading them pays.
    """
    rows, columns = -(-OH // TILE), -(-OW // TILE)
    one_row = columns * SPAN * SPAN * max(C, C_out)
    band = max(1, CHUNK // one_row)
    if SPAN * SPAN * C * C_out > LARGE:
        band = max(band, -(-WIDE // columns))
    if band < rows:
        for n in range(N):
            for r in range(0, rows, band):
                yield _Part(n, 1, r, min(band, rows - r), columns)
    else:
        images = band // rows
        for n in range(0, N, images):
            yield _Part(n, min(images, N - n), 0, rows, columns)


def _transform_filters(w):
    """G w G.T for every filter, (36, C, C_out)."""
    C_out, C = w.shape[:2]
    taps = np.ascontiguousarray(w.transpose(2, 3, 1, 0)).reshape(9, C * C_out)
    return (GG @ taps).reshape(SPAN * SPAN, C, C_out)


def _transform_pixels(x, padding, part):
    """B.T x B for every tile of a part, (36, tiles, C); channels last, so that copies are long."""
    C, H, W = x.shape[1:]
    ph, pw = padding
    height, width = part.rows * TILE + 2, part.columns * TILE + 2
    padded = workspace("winograd pixels", (part.m, height, width, C), x.dtype)
    first = part.r * TILE - ph  # image row at the top of the part
    top, bottom = max(0, -first), max(0, min(height, H - first))
    left, right = pw, min(width, pw + W)
    padded[:, :top] = 0
    padded[:, bottom:] = 0
    padded[:, top:bottom, :left] = 0
    padded[:, top:bottom, right:] = 0
    pixels = x[part.images, :, first + top : first + bottom, : right - left]
    _copy_channels_last(pixels, padded[:, top:bottom, left:right])
    # The strides follow from the shape: numpy leaves those of axes of length 1 arbitrary.
    item = x.dtype.itemsize
    column, row, image = C * item, width * C * item, height * width * C * item
    windows = as_strided(
        padded,
        (SPAN, SPAN, *part.grid, C),
        (row, column, image, TILE * row, TILE * column, item),
        writeable=False,
    )
    gathered = workspace("winograd tiles", windows.shape, x.dtype)
    np.copyto(gathered, windows)
    return _both_axes(BT, gathered, "winograd tiles").reshape(SPAN * SPAN, part.tiles, C)


def _copy_channels_last(image, out):
    """Copy (m, C, h, w) into (m, h, w, C).

    A core's first cache holds eight lines of the same address modulo 4 KiB. Where the planes of
    the channels lie so that a pixel needs more of them, they are first copied further apart.
    """
    m, C, h, w = image.shape
    places = 4096 // gcd(image.strides[1], 4096)
    if C > 8 * places:
        apart = workspace("winograd planes", (m, C, h * w + 24), image.dtype)
        item = image.itemsize
        planes = as_strided(apart, image.shape, (*apart.strides[:2], w * item, item))
        planes[...] = image
        image = planes
    out[...] = image.transpose(0, 2, 3, 1)


def _transform_gradients(dout, part):
    """A dout A.T for every tile of a part, (36, tiles, C_out)."""
    C_out, OH, OW = dout.shape[1:]
    rows = part.clip(OH)
    height = rows.stop - rows.start
    shape = (part.m, part.rows * TILE, part.columns * TILE, C_out)
    padded = workspace("winograd outputs", shape, dout.dtype)
    padded[:, height:] = 0
    padded[:, :height, OW:] = 0
    _copy_channels_last(dout[part.images, :, rows], padded[:, :height, :OW])
    tiled = padded.reshape(part.m, part.rows, TILE, part.columns, TILE, C_out)
    gathered = workspace("winograd gradients", (TILE, TILE, *part.grid, C_out), dout.dtype)
    np.copyto(gathered, tiled.transpose(2, 4, 0, 1, 3, 5))
    return _both_axes(A, gathered, "winograd gradients").reshape(SPAN * SPAN, part.tiles, C_out)


def _write_outputs(products, out, part):
    """A.T m A for every tile of a part, written to its place in `out`."""
    C_out, OH, OW = out.shape[1:]
    tiles = products.reshape(SPAN, SPAN, *part.grid, C_out)
    tiles = _both_axes(AT, tiles, "winograd tiles")
    tiles = tiles.reshape(TILE, TILE, *part.grid, C_out)
    shape = (part.m, part.rows, TILE, part.columns, TILE, C_out)
    joined = workspace("winograd outputs", shape, out.dtype)
    np.copyto(joined, tiles.transpose(2, 3, 0, 4, 1, 5))
    joined = joined.reshape(part.m, part.rows * TILE, part.columns * TILE, C_out)
    rows = part.clip(OH)
    height = rows.stop - rows.start
    out[part.images, :, rows] = joined[:, :height, :OW].transpose(0, 3, 1, 2)


def _both_axes(matrix, tiles, result):
    """`matrix @ tile @ matrix.T` for tiles of shape (s, s, ...), into the workspace `result`."""
    new, old = matrix.shape
    rest = tiles.size // (old * old)
    half = workspace("winograd half", (new, old * rest), tiles.dtype)
    np.matmul(matrix, tiles.reshape(old, old * rest), out=half)
    full = workspace(result, (new, new, rest), tiles.dtype)
    np.matmul(matrix, half.reshape(new, old, rest), out=full)
    return full
