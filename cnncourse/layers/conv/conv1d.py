"""Cross-correlation of sequences, computed as images of height 1."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from cnncourse.layers.arguments import positive, require_array, require_convolution, require_shape
from cnncourse.layers.conv.conv2d import conv2d_backward, conv2d_forward
from cnncourse.layers.conv.loops import output_size
from cnncourse.layers.conv.padding import even_padding


def conv1d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of sequences with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, L)
    w : ndarray of shape (C_out, C_in / groups, K)
    b : ndarray of shape (C_out,) or None
    stride, dilation : int
    padding : int, or {"valid", "same", "full"}
        Zeros added at both ends; `padding_amounts` explains the words.
    groups : int
        Number of blocks of channels; the filters of block g see only the channels of block g.

    Returns
    -------
    out : ndarray of shape (N, C_out, OL)
        `OL = floor((L + 2 * padding - dilation * (K - 1) - 1) / stride) + 1`.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError
        If an array argument is not a float32 or float64 array, or an option is not an integer.
    ValueError
        If shapes disagree, the kernel does not fit into the padded sequence, or an option is out
        of range.
    """
    require_convolution(x, w, b, groups, image="L", kernel="K")
    image, filters, stride_2d, padding_2d, dilation_2d = _as_images(x, w, stride, padding, dilation)
    out, _ = conv2d_forward(
        image,
        filters,
        b,
        stride=stride_2d,
        padding=padding_2d,
        dilation=dilation_2d,
        groups=groups,
    )
    return out[:, :, 0], (x, w, b, stride, padding, dilation, groups)


def conv1d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OL)
    cache : tuple
        As returned by `conv1d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, L)
    dw : ndarray of shape (C_out, C_in / groups, K)
    db : ndarray of shape (C_out,) or None
        None if the convolution has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, b, stride, padding, dilation, groups = cache
    image, filters, *options = _as_images(x, w, stride, padding, dilation)
    _, (_, p), _ = options
    OL = output_size(image.shape[3], w.shape[2], stride=stride, padding=p, dilation=dilation)
    require_array(dout, "dout", "N, C_out, OL")
    require_shape(dout, "dout", (len(x), len(w), OL), because="the shape of the output")
    cache_2d = (image, filters, b, *options, groups)
    dx, dw, db = conv2d_backward(dout[:, :, np.newaxis], cache_2d)
    return dx[:, :, 0, : x.shape[2]], dw[:, :, 0], db


def _as_images(x, w, stride, padding, dilation):
    """Add an axis of height 1 to sequences and filters, and a number for it to the options."""
    if isinstance(padding, bool) or not isinstance(padding, (Integral, str)):
        raise TypeError(f'padding must be an integer, "valid", "same" or "full", got {padding!r}')
    if isinstance(padding, Integral):
        if padding < 0:
            raise ValueError(f"padding must be at least 0, got {padding}")
        padding = (0, int(padding))
    stride, dilation = (1, positive(stride, "stride")), (1, positive(dilation, "dilation"))
    image, filters = x[:, :, np.newaxis], w[:, :, np.newaxis]
    image, padding = even_padding(
        image, filters.shape[2:], padding, stride=stride, dilation=dilation
    )
    return image, filters, stride, padding, dilation
