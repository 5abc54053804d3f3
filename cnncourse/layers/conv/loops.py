"""Convolution by its definition, one output at a time.

The chapters derive these functions and students write them. They are slow on purpose;
`cnncourse.layers.conv2d_forward` computes the same results fast.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.shapes import pair


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    """Count the positions at which a window fits along one axis.

    Parameters
    ----------
    size : int
        Length of the input along the axis.
    kernel_size : int
        Length of the kernel along the axis, at least 1.
    stride : int
        Distance between neighbouring windows, at least 1.
    padding : int
        Zeros added on each side, at least 0.
    dilation : int
        Distance between neighbouring kernel elements, at least 1; 1 means
        a contiguous kernel.

    Returns
    -------
    int
        Number of windows. If the stride does not divide evenly, the last
        pixels are dropped.

    Raises
    ------
    ValueError
        If the window does not fit even once.

    Notes
    -----
    Derived in chapter "Convolution", section "How large is the output?".
    """
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError(
            f"the kernel spans {span} positions but the padded input has only "
            f"{size + 2 * padding} (size {size}, padding {padding})"
        )
    return (size + 2 * padding - span) // stride + 1


def pad2d(x, padding):
    """Put a frame of zeros around the last two axes.

    Parameters
    ----------
    x : ndarray of shape (..., H, W)
    padding : int or pair of int
        Rows added above and below, columns added left and right.

    Returns
    -------
    ndarray of shape (..., H + 2 * ph, W + 2 * pw)
        A new array with the dtype of `x`, even when `padding` is 0.
    """
    ph, pw = pair(padding, "padding")
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


def cross_correlate2d(image, kernel):
    """Slide a kernel over a one-channel image, taking a weighted sum at every position.

    Parameters
    ----------
    image : ndarray of shape (H, W)
    kernel : ndarray of shape (KH, KW)
        Used as given, not flipped.

    Returns
    -------
    ndarray of shape (H - KH + 1, W - KW + 1)

    Raises
    ------
    ValueError
        If the kernel is larger than the image.

    Notes
    -----
    Derived in chapter "Convolution", section "Cross-correlation in two
    dimensions".
    """
    KH, KW = kernel.shape
    OH = output_size(image.shape[0], KH)
    OW = output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
    for i in range(OH):
        for j in range(OW):
            window = image[i : i + KH, j : j + KW]
            out[i, j] = np.sum(window * kernel)
    return out


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of images with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_out, C_in / groups, KH, KW)
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation : int or pair of int
        Height first. `padding` adds zeros on both sides; `dilation` 1
        means a contiguous kernel.
    groups : int
        Number of blocks that the channels are divided into. The filters of
        block g see only the channels of block g.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`, for the backward
        pass.

    Raises
    ------
    ValueError
        If `x.shape[1]` is not `groups * w.shape[1]`, `groups` does not
        divide C_out, or the kernel does not fit into the padded image.

    Notes
    -----
    Derived in chapter "Convolution", section "Many channels, many filters".
    """
    sh, sw = pair(stride, "stride", minimum=1)
    ph, pw = pair(padding, "padding")
    dh, dw = pair(dilation, "dilation", minimum=1)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups != 0:
        raise ValueError(
            f"w of shape {w.shape} with groups={groups} does not fit x of shape {x.shape}: "
            f"w.shape[1] must be {C_in} / groups and groups must divide w.shape[0]"
        )
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block  # first channel of this filter's block
            for i in range(OH):
                for j in range(OW):
                    rows = slice(i * sh, i * sh + dh * (KH - 1) + 1, dh)
                    columns = slice(j * sw, j * sw + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out = out + b[:, np.newaxis, np.newaxis]
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

    Notes
    -----
    Every output is a sum over its window. Its gradient flows to each pixel of the window through
    the weight that multiplied it, and to that weight through the pixel. Pixels and weights
    contribute to many outputs, so their gradients add up.

    Derived in chapter "Every option, backward", section "All options at once".
    """
    x, w, b, stride, padding, dilation, groups = cache
    (sh, sw), (ph, pw), (dilation_h, dilation_w) = pair(stride), pair(padding), pair(dilation)
    N, C_out, OH, OW = dout.shape
    _, C_block, KH, KW = w.shape
    H, W = x.shape[2:]
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    dpadded = np.zeros_like(padded)
    dw = np.zeros_like(w)
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block  # first channel of this filter's block
            channels = slice(first, first + C_block)
            for i in range(OH):
                for j in range(OW):
                    rows = slice(i * sh, i * sh + dilation_h * (KH - 1) + 1, dilation_h)
                    columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
                    dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
                    dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
    dx = dpadded[:, :, ph : ph + H, pw : pw + W]
    db = None if b is None else dout.sum(axis=(0, 2, 3))
    return dx, dw, db
