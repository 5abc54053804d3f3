"""Forward passes that the notebook on checking gradients gives: short, fast and without validation.

A notebook that asks for backward passes, or for tests of them, may import this module: it holds no
backward pass. Tests hold these functions equal to those of `cnncourse.layers`.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def relu_forward(x):
    """Compute `max(x, 0)` of every number.

    Parameters
    ----------
    x : ndarray

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        `(x,)`.
    """
    return np.maximum(x, 0), (x,)


def max_pool2d_forward(x, *, kernel_size, stride=None):
    """Take the maximum of every window, in every channel by itself.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size : int or pair of int
        Height first.
    stride : int or pair of int, optional
        By default the kernel size, so that windows tile the image.

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
    cache : tuple
        `(x, kernel_size, stride)`, with two pairs.
    """
    kernel_size = _pair(kernel_size)
    stride = kernel_size if stride is None else _pair(stride)
    windows = _windows(x, kernel_size, stride, (1, 1))
    return windows.max(axis=(4, 5)), (x, kernel_size, stride)


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation : int or pair of int
        Height first.
    groups : int

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.
    """
    ph, pw = _pair(padding)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    padded = np.zeros((N, C_in, H + 2 * ph, W + 2 * pw), x.dtype)
    padded[:, :, ph : ph + H, pw : pw + W] = x
    windows = _windows(padded, (KH, KW), _pair(stride), _pair(dilation))
    windows = windows.reshape(N, groups, C_block, *windows.shape[2:])
    blocks = w.reshape(groups, C_out // groups, C_block, KH, KW)
    out = np.einsum("ngcijkl,gfckl->ngfij", windows, blocks, optimize=True)
    out = out.reshape(N, C_out, *out.shape[3:])
    if b is not None:
        out = out + b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


def _windows(x, kernel_size, stride, dilation):
    """View all windows, with the axes N, C, OH, OW, KH, KW."""
    (KH, KW), (sh, sw), (dh, dw) = kernel_size, stride, dilation
    spans = dh * (KH - 1) + 1, dw * (KW - 1) + 1
    return sliding_window_view(x, spans, axis=(2, 3))[:, :, ::sh, ::sw, ::dh, ::dw]


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)
