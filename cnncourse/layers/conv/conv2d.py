"""The public convolution functions, which choose the method.

===========  ===========================================================  ======================
method       used for                                                     because
===========  ===========================================================  ======================
`winograd`   3x3, stride 1, dilation 1, one group, float32, at least      a quarter of the
             `CHANNELS` channels on both sides, enough tiles to pay for   multiplications
             transforming the filters; falls back to `direct` for
             numbers of very different size (see `outliers`)
`depthwise`  one group per channel, as many channels out as in,           no matrix products with
             stride 1                                                     a single row per channel
`direct`     everything else                                              no im2col in memory
`columns`    never: readable, with im2col                                 derived in the chapters
`loops`      never: the definition                                        derived in the chapters
===========  ===========================================================  ======================

All five modules have `conv2d_forward` and `conv2d_backward` with the same contract, so each can be
called directly. The engine `nn.using(layers.conv.direct)` avoids Winograd's larger rounding errors
(see `winograd`).
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_convolution
from cnncourse.layers.conv import depthwise, direct, winograd
from cnncourse.layers.conv.padding import even_padding
from cnncourse.layers.conv.winograd_tiles import TILE

CHANNELS = 16  # with fewer, changing the basis costs more than it saves
TILES = 16  # with fewer, transforming the filters does


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    b : ndarray of shape (C_out,) or None
    stride, dilation : int or pair of int
        Height first; `dilation` 1 means a contiguous kernel.
    padding : int or pair of int, or {"valid", "same", "full"}
        Zeros added on both sides; `padding_amounts` explains the words. The methods' own
        functions accept only numbers.
    groups : int
        Number of blocks of channels; the filters of block g see only the channels of block g.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
        `OH = floor((H + 2 * padding - dilation * (KH - 1) - 1) / stride) + 1`, and `OW` likewise.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError
        If an array argument is not a float32 or float64 array.
    ValueError
        If shapes disagree, the kernel does not fit into the padded image, or an option is
        negative.

    Notes
    -----
    Derived in chapter "Convolution", section "Many channels, many filters". Up to rounding, the
    result is that of `loops.conv2d_forward`. Padding zeros are ordinary pixels: multiplied by an
    infinite weight, they give NaN.
    """
    require_convolution(x, w, b, groups)
    image, even = even_padding(x, w.shape[2:], padding, stride=stride, dilation=dilation)
    method = _method(image, w, stride, even, dilation, groups)
    options = {"stride": stride, "padding": even, "dilation": dilation, "groups": groups}
    out, _ = method.conv2d_forward(image, w, b, **options)
    return out, (x, w, b, stride, padding, dilation, groups)


def conv2d_backward(dout, cache):
    """Send the gradient of a convolution's output to its input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        As returned by `conv2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, H, W)
    dw : ndarray of shape (C_out, C_in / groups, KH, KW)
    db : ndarray of shape (C_out,) or None
        None if the convolution has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.

    Notes
    -----
    Up to rounding, the results are those of `cnncourse.layers.conv.loops.conv2d_backward`.
    """
    x, w, b, stride, padding, dilation, groups = cache
    image, even = even_padding(x, w.shape[2:], padding, stride=stride, dilation=dilation)
    method = _method(image, w, stride, even, dilation, groups)
    dx, dw, db = method.conv2d_backward(dout, (image, w, b, stride, even, dilation, groups))
    return dx[:, :, : x.shape[2], : x.shape[3]], dw, db


def conv2d_backward_parameters(dout, cache):
    """Send the gradient of a convolution's output to its filters and bias only.

    A network's first layer needs no `dx`, because its input is the image. With the few channels
    there, `dx` is a large part of the work.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        As returned by `conv2d_forward`.

    Returns
    -------
    dw : ndarray of shape (C_out, C_in / groups, KH, KW)
    db : ndarray of shape (C_out,) or None
        Both are the same as those of `conv2d_backward`.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, b, stride, padding, dilation, groups = cache
    image, even = even_padding(x, w.shape[2:], padding, stride=stride, dilation=dilation)
    if _method(image, w, stride, even, dilation, groups) is not direct:
        return conv2d_backward(dout, cache)[1:]
    cache = (image, w, b, stride, even, dilation, groups)
    return direct.conv2d_backward_parameters(dout, cache)


def _method(x, w, stride, padding, dilation, groups):
    """Choose the module that computes a convolution, following the table above."""
    if depthwise.fits(w, stride, padding, dilation, groups):
        return depthwise
    if x.dtype != np.float32 or not winograd.fits(w, stride, padding, dilation, groups):
        return direct
    tiles = len(x) * -(-x.shape[2] // TILE) * -(-x.shape[3] // TILE)
    return winograd if min(w.shape[:2]) >= CHANNELS and tiles >= TILES else direct
