"""Transposed convolution by its definition, one input at a time; see `loops`."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.shapes import pair


def conv_transpose2d_forward(x, w, b, *, stride=1, padding=0, output_padding=0):
    """Apply the transpose of a convolution: every input number paints a scaled kernel.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_in, C_out, KH, KW)
        Filters of the underlying convolution, which maps `C_out` channels to `C_in`.
    b : ndarray of shape (C_out,) or None
    stride, padding, output_padding : int or pair of int
        Height first. `stride` is the distance between neighbouring kernels on the output,
        `padding` is cropped on all sides, and `output_padding`, smaller than the stride, adds
        rows below and columns to the right.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
        `OH = (H - 1) * stride - 2 * padding + KH + output_padding`.
    cache : tuple
        `(x, w, b, stride, padding, output_padding)`, for the backward pass.

    Notes
    -----
    Derived in chapter "Transposed convolution", section "A layer that paints".
    """
    (sh, sw), (ph, pw), (eh, ew) = pair(stride), pair(padding), pair(output_padding)
    N, C_in, H, W = x.shape
    _, C_out, KH, KW = w.shape
    rows, columns = (H - 1) * sh + KH + eh, (W - 1) * sw + KW + ew
    canvas = np.zeros((N, C_out, rows, columns), dtype=np.result_type(x, w))
    for n in range(N):
        for c in range(C_in):
            for i in range(H):
                for j in range(W):
                    top, left = i * sh, j * sw
                    canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
    out = canvas[:, :, ph : rows - ph, pw : columns - pw]
    if b is not None:
        out = out + b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, output_padding)
