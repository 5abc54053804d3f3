"""What the exercises on the gradients of a convolution ask for: the only copy of each function.

`conv2d_backward` stands in `cnncourse.layers.conv.loops`, `conv1d_backward` in `loops1d` and
`conv_transpose2d_forward` in `loops_transposed`.
"""

from __future__ import annotations

import numpy as np


def cross_correlate2d_backward(dout, cache):
    """Send the gradient of a cross-correlation's output to its image and its kernel.

    Parameters
    ----------
    dout : ndarray of shape (H - KH + 1, W - KW + 1)
    cache : tuple
        `(image, kernel)`, of shapes (H, W) and (KH, KW).

    Returns
    -------
    dimage : ndarray of shape (H, W)
    dkernel : ndarray of shape (KH, KW)

    Notes
    -----
    Derived in chapter "Backpropagation through convolution", sections "The four weights" and
    "The nine pixels".
    """
    image, kernel = cache
    KH, KW = kernel.shape
    OH, OW = dout.shape
    dimage = np.zeros(image.shape, dtype=np.result_type(dout, kernel))
    dkernel = np.zeros(kernel.shape, dtype=np.result_type(dout, image))
    for i in range(OH):
        for j in range(OW):
            dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
            dkernel += dout[i, j] * image[i : i + KH, j : j + KW]
    return dimage, dkernel


def touched_by_w10():
    """Say which pixels' gradients contain the weight w[1, 0].

    A kernel of 2×2 weights slides over an image of 3×3 pixels with stride 1 and no padding.

    Returns
    -------
    ndarray of shape (3, 3)
        1 where dx has a term with w[1, 0], and 0 elsewhere.

    Notes
    -----
    Derived in chapter "Backpropagation through convolution", section "The nine pixels".
    """
    return np.array([[0, 0, 0], [1, 1, 0], [1, 1, 0]])


def dilate_gradient(dout, stride, full_size):
    """Put the gradient of a strided convolution's output where it stands with stride 1.

    With stride 1 the layer would have had more outputs. Those that the stride skips do not exist,
    so the loss does not depend on them, and their gradients are 0.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OH, OW)
    stride : (int, int)
        Height first.
    full_size : (int, int)
        Rows and columns of the output with stride 1.

    Returns
    -------
    ndarray of shape (N, C_out, rows, columns)
        In the dtype of `dout`.

    Notes
    -----
    Derived in chapter "Every option, backward", section "Stride: zeros between".
    """
    sh, sw = stride
    N, C_out = dout.shape[:2]
    spread = np.zeros((N, C_out, *full_size), dtype=dout.dtype)
    spread[:, :, ::sh, ::sw] = dout
    return spread


def rotate_and_pad(dout, kernel):
    """Prepare the full convolution: its cross-correlation gives the gradient of the image.

    Parameters
    ----------
    dout : ndarray of shape (OH, OW)
    kernel : ndarray of shape (KH, KW)

    Returns
    -------
    padded : ndarray of shape (OH + 2 * (KH - 1), OW + 2 * (KW - 1))
        `dout` in a frame of zeros.
    rotated : ndarray of shape (KH, KW)
        The kernel, rotated by 180 degrees.

    Notes
    -----
    Derived in chapter "Backpropagation through convolution", section "Why the kernel turns round".
    """
    KH, KW = kernel.shape
    padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
    rotated = kernel[::-1, ::-1]
    return padded, rotated


def adjoint_error(x, out, dout, dx):
    """Measure how far a backward pass is from the transpose of its linear forward pass.

    If `out` is a matrix times `x`, and `dx` its transpose times `dout`, then the scalar products
    of `out` with `dout` and of `x` with `dx` are equal, whatever `x` and `dout` are.

    Parameters
    ----------
    x : ndarray of any shape
        The input.
    out : ndarray of any shape
        The layer's output for `x`, without a bias.
    dout : ndarray of the shape of `out`
    dx : ndarray of the shape of `x`
        What the backward pass makes of `dout`.

    Returns
    -------
    float
        The difference of the two scalar products, divided by the larger of the two; both without
        their signs. 0 if both products are 0.

    Notes
    -----
    Derived in chapter "Transposed convolution", section "A test without derivatives".
    """
    forward, backward = np.sum(out * dout), np.sum(x * dx)
    larger = max(abs(forward), abs(backward))
    if larger == 0:
        return 0.0
    return float(abs(forward - backward) / larger)
