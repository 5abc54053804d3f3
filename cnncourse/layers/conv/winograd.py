"""3x3 convolution of stride 1 with a quarter of the multiplications: Winograd's F(4x4, 3x3).

A tile of 4x4 outputs depends on 6x6 pixels. Direct computation takes 16 * 9 = 144 multiplications.
After a fixed linear change of basis of pixels (`B`) and kernel (`G`) it is an elementwise product
of 36 numbers, and another fixed change of basis (`A`) turns these into the outputs:
`out = A.T @ ((G @ w @ G.T) * (B.T @ x @ B)) @ A`. Summed over channels, the elementwise product
becomes 36 matrix products.

The changes of basis mix numbers of different size, so the rounding error is larger than that of
the direct sum: up to 1.5e-5 of the largest output in float32, against 1e-6. Therefore
`cnncourse.layers.conv2d_forward` uses this module for float32 only.

The error spreads over a tile: a single pixel of 1e6 would change outputs that do not see it by
0.2, and a pixel that is not finite would turn them into NaN. Pixels, weights and gradients are
therefore checked on the way (see `outliers`); where one is far larger than typical,
`layers.conv.direct` computes instead. Below that limit, a large number changes outputs that do not
see it by up to 2e-4 of the largest of them.

Memory: besides the input, the weights and the results, the transformed filters (5 numbers per
weight), in the backward pass also a sum for `dw` (6 numbers per weight in all; up to 10 if a number
of channels is not a multiple of `BLOCK`), and at most `6 * part` numbers of scratch memory.
`cnncourse.layers.workspace` keeps most of it for the next call. `part` is `winograd_tiles.CHUNK`,
or the size of `winograd_tiles.WIDE` tiles or of one row of tiles if that is more, at 36 numbers per
tile and channel.

Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import (
    require_array,
    require_convolution,
    require_shape,
    window_counts,
)
from cnncourse.layers.conv import direct
from cnncourse.layers.conv.outliers import Watch
from cnncourse.layers.conv.winograd_tiles import (
    BT,
    SKEW,
    SPAN,
    A,
    channels_last,
    cut_into_parts,
    transform_tiles,
    write_outputs,
)
from cnncourse.layers.shapes import pair
from cnncourse.layers.workspace import workspace

BLOCK = 64  # filters (for `dw` also channels) per matrix product, so that they stay in the cache
DEPTH = 128  # channels per matrix product; with more, rounding would exceed the error above

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
# Both axes of a kernel at once, (36, 9). The axes of transformed tiles are (width, height).
GG = np.kron(G, G).reshape(SPAN, SPAN, 9).swapaxes(0, 1).reshape(SPAN * SPAN, 9)


def fits(w, stride, padding, dilation, groups):
    """Return whether this method can compute a convolution.

    Parameters
    ----------
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    stride, padding, dilation : int or pair of int
    groups : int

    Returns
    -------
    bool
        True for a 3x3 kernel, stride and dilation 1, one group, padding at most 2, float32.
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

    It has the parameters, results, cache and errors of `cnncourse.layers.conv2d_forward`.

    Raises
    ------
    ValueError
        Also if `fits` returns False, or `x` is not float32.
    """
    require_convolution(x, w, b, groups)
    if x.dtype != np.float32 or not fits(w, stride, padding, dilation, groups):
        raise ValueError(
            "winograd computes float32 convolutions with a 3x3 kernel, stride 1, dilation 1, "
            f"groups 1 and padding up to 2, got w of shape {w.shape} and dtype {w.dtype}, x of "
            f"dtype {x.dtype}, stride={stride}, padding={padding}, dilation={dilation}, "
            f"groups={groups}"
        )
    window_counts(x.shape[2:], (3, 3), stride, padding, dilation)
    with np.errstate(over="ignore", invalid="ignore"):
        out = _correlate(x, w, pair(padding))
    if out is None:
        out, _ = direct.conv2d_forward(x, w, b, padding=padding)
    elif b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

    It has the parameters, results and errors of `cnncourse.layers.conv2d_backward`.

    Notes
    -----
    `dx` is a full convolution: `dout` cross-correlated with the filters turned by 180 degrees.
    `dw = G.T @ (sum over tiles of (A @ dout @ A.T) * (B.T @ x @ B)) @ G`.
    """
    x, w, b, _, padding, _, _ = cache
    ph, pw = pair(padding)
    counts = window_counts(x.shape[2:], (3, 3), 1, padding)
    require_array(dout, "dout", "N, C_out, OH, OW")
    require_shape(dout, "dout", (len(x), len(w), *counts), because="the shape of the output")
    with np.errstate(over="ignore", invalid="ignore"):
        gradients = _gradients(dout.astype(x.dtype, copy=False), x, w, (ph, pw))
    if gradients is None:
        return direct.conv2d_backward(dout, cache)
    dx, dw = gradients
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, dw, db


def _correlate(x, w, padding):
    N, C, H, W = x.shape
    C_out = w.shape[0]
    out = np.empty((N, C_out, H + 2 * padding[0] - 2, W + 2 * padding[1] - 2), dtype=x.dtype)
    u = _transform_filters(w, GG)
    if u is None:
        return None
    watch = Watch(x)
    for part in cut_into_parts(N, *out.shape[2:], max(C, C_out)):
        pixels = channels_last(x, padding, part)
        if watch.finds_outlier(pixels):
            return None
        v = transform_tiles(BT, pixels, C, (0, 0), part, "winograd transformed")
        write_outputs(_multiply(v, u), out, part)
    return out


def _gradients(dout, x, w, padding):
    """Return dx and dw; both start from the same copy of `dout`."""
    (N, C, H, W), (C_out, OH, OW) = x.shape, dout.shape[1:]
    u = _transform_filters(w.swapaxes(0, 1), GG[:, ::-1])  # reversed taps: turned by 180 degrees
    if u is None:
        return None
    watch_x, watch_dout = Watch(x), Watch(dout)
    shape = C_out // _block(C_out), C // _block(C), 9, _block(C), _block(C_out)
    dw = workspace("winograd taps", shape, x.dtype)
    dw[...] = 0
    dx = np.empty(x.shape, x.dtype)
    around = 2 - padding[0], 2 - padding[1]
    for part in cut_into_parts(N, max(H, OH), max(W, OW), max(C, C_out)):
        pixels = channels_last(x, padding, part)
        if watch_x.finds_outlier(pixels):
            return None
        v = transform_tiles(BT, pixels, C, (0, 0), part, "winograd transformed")
        pixels = channels_last(dout, around, part)
        if watch_dout.finds_outlier(pixels):
            return None
        z = transform_tiles(A, pixels, C_out, around, part, "winograd gradients")
        _add_products(v, z, dw)
        v = transform_tiles(BT, pixels, C_out, (0, 0), part, "winograd transformed")
        write_outputs(_multiply(v, u), dx, part)
    return dx, np.ascontiguousarray(dw.transpose(0, 4, 1, 3, 2)).reshape(w.shape)


def _multiply(v, u):
    """Return the 36 matrix products of pixels and filters, (6, 6, tiles, C_out).

    Filters and channels are processed in blocks; adding several short sums rounds less.
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


def _add_products(v, z, dw):
    """Add the 36 matrix products of pixels and gradients, transformed back to taps, to `dw`.

    `dw` is (blocks of filters, blocks of channels, 9, channels, filters): all products for one
    pair of blocks stay in the cache.
    """
    channels, filters = dw.shape[3:]
    du = _rows_apart("winograd tiles", channels * filters, dw.dtype)
    products = du.reshape(SPAN * SPAN, channels, filters)
    taps = workspace("winograd more taps", (9, channels * filters), dw.dtype)
    v = v.reshape(SPAN * SPAN, *v.shape[2:]).swapaxes(1, 2)
    z = z.reshape(SPAN * SPAN, *z.shape[2:])
    for i, j in np.ndindex(dw.shape[:2]):
        some = z[..., i * filters : (i + 1) * filters]
        np.matmul(v[:, j * channels : (j + 1) * channels], some, out=products)
        np.matmul(GG.T, du, out=taps)
        dw[i, j] += taps.reshape(9, channels, filters)


def _transform_filters(w, basis):
    """Return G w G.T for every filter, (36, blocks, C, filters per block)."""
    C_out, C = w.shape[:2]
    block = _block(C_out)
    taps = workspace("winograd taps", (C_out // block, C, block, 9), w.dtype)
    taps[...] = w.reshape(C_out // block, block, C, 9).swapaxes(1, 2)
    if Watch(w[np.newaxis]).finds_outlier(taps.reshape(-1, block * 9)):
        return None
    u = _rows_apart("winograd filters", C * C_out, w.dtype)
    np.matmul(basis, taps.reshape(C * C_out, 9).T, out=u)
    return u.reshape(SPAN * SPAN, C_out // block, C, block)


def _block(filters):
    """Return the number of filters per matrix product."""
    return BLOCK if filters % BLOCK == 0 else filters


def _rows_apart(name, size, dtype):
    """Return 36 rows of `size` scratch numbers, with gaps of `SKEW`."""
    return workspace(name, (SPAN * SPAN, size + SKEW), dtype)[:, :size]
