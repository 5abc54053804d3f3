"""Transposed convolution: every input number paints a scaled kernel onto the output.

Written as a matrix acting on pixels, a convolution maps an image to a smaller one. Its transpose
maps the smaller shape back to the larger one, but is not an inverse. The backward pass of a
convolution already applies this transpose, so everything here reuses existing functions:

- forward is the `dx` of `conv2d_backward`,
- the gradient of the input is `conv2d_forward` of the output's gradient,
- the gradient of the filters is the `dw` of `conv2d_backward` with image and gradient swapped.

Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import positive, require_array, require_shape
from cnncourse.layers.conv.conv2d import conv2d_backward, conv2d_forward
from cnncourse.layers.shapes import pair


def conv_transpose2d_forward(
    x, w, b, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1
):
    """Apply the transpose of a convolution to a batch of images.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    w : ndarray of shape (C_in, C_out / groups, KH, KW)
        Filters of the underlying convolution, which maps `C_out` channels to `C_in`.
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation : int or pair of int
        Options of the underlying convolution, height first: `stride` is the distance between
        neighbouring kernels on the output, and `padding` is cropped on both sides.
    output_padding : int or pair of int
        Rows added below and columns added to the right of the output. A strided convolution maps
        `stride` different sizes to the same one; this chooses which of them is returned. Must be
        smaller than the stride or the dilation.
    groups : int
        Number of blocks of channels; block g of the input paints only on block g of the output.

    Returns
    -------
    out : ndarray of shape (N, C_out, OH, OW)
        `OH = (H - 1) * stride - 2 * padding + dilation * (KH - 1) + output_padding + 1`.
    cache : tuple
        `(x, w, b, stride, padding, output_padding, dilation, groups)`.

    Raises
    ------
    TypeError
        If an array argument is not a float32 or float64 array.
    ValueError
        If shapes disagree, no output is left, or an option is out of range.
    """
    require_array(x, "x", "N, C_in, H, W")
    require_array(w, "w", "C_in, C_out / groups, KH, KW")
    if x.shape[1] == 0 or 0 in w.shape[:2]:
        raise ValueError(
            f"only the batch may be empty: x has shape {x.shape}, and w has shape {w.shape}"
        )
    groups = positive(groups, "groups")
    if x.shape[1] != w.shape[0] or w.shape[0] % groups != 0:
        raise ValueError(
            f"w of shape {w.shape} with groups={groups} does not fit x of shape {x.shape}: "
            f"w.shape[0] must be {x.shape[1]} and groups must divide it"
        )
    shape = _output_shape(x, w, stride, padding, output_padding, dilation, groups)
    if b is not None:
        require_array(b, "b", "C_out")
        require_shape(b, "b", shape[1:2], because=f"groups * w.shape[1] for w {w.shape}")

    image = np.broadcast_to(np.zeros((), np.result_type(x, w)), shape)  # only its shape counts
    longer = _extended(x, stride, output_padding)
    out, _, _ = conv2d_backward(longer, (image, w, None, stride, padding, dilation, groups))
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, output_padding, dilation, groups)


def conv_transpose2d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OH, OW)
    cache : tuple
        As returned by `conv_transpose2d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, H, W)
    dw : ndarray of shape (C_in, C_out / groups, KH, KW)
    db : ndarray of shape (C_out,) or None
        None if there is no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, b, stride, padding, output_padding, dilation, groups = cache
    shape = _output_shape(x, w, stride, padding, output_padding, dilation, groups)
    require_array(dout, "dout", "N, C_out, OH, OW")
    require_shape(dout, "dout", shape, because="the shape of the output")

    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    dlonger, _ = conv2d_forward(dout, w, None, **options)
    dx = dlonger[:, :, : x.shape[2], : x.shape[3]].astype(x.dtype, copy=False)
    longer = _extended(x, stride, output_padding)
    _, dw, _ = conv2d_backward(longer, (dout, w, None, *options.values()))
    db = None if b is None else dout.sum(axis=(0, 2, 3), dtype=b.dtype)
    return dx, dw, db


def require_small_output_padding(output_padding, stride, dilation):
    """Check three pairs; a larger output padding would amount to another input pixel."""
    for e, s, d in zip(output_padding, stride, dilation, strict=True):
        if e >= max(s, d):
            raise ValueError(
                f"output_padding must be smaller than stride or dilation, got output_padding "
                f"{output_padding}, stride {stride} and dilation {dilation}"
            )


def _output_shape(x, w, stride, padding, output_padding, dilation, groups):
    """Return (N, C_out, OH, OW), or raise an error if the output is empty."""
    stride, dilation = pair(stride, "stride", minimum=1), pair(dilation, "dilation", minimum=1)
    padding, extra = pair(padding, "padding"), pair(output_padding, "output_padding")
    kernel_size = pair(w.shape[2:], "kernel_size", minimum=1)
    require_small_output_padding(extra, stride, dilation)
    size = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + e + 1
        for n, k, s, p, e, d in zip(
            x.shape[2:], kernel_size, stride, padding, extra, dilation, strict=True
        )
    )
    if min(*x.shape[2:], *size) < 1:
        raise ValueError(
            f"x of shape {x.shape} leaves an output of {size[0]}x{size[1]}, with a kernel of "
            f"{kernel_size[0]}x{kernel_size[1]}, stride {stride} and padding {padding}"
        )
    return (x.shape[0], groups * w.shape[1], *size)


def _extended(x, stride, output_padding):
    """Add zeros below and right if `output_padding` is large enough for one more kernel."""
    (sh, sw), (eh, ew) = pair(stride), pair(output_padding)
    if eh < sh and ew < sw:
        return x
    return np.pad(x, ((0, 0), (0, 0), (0, eh // sh), (0, ew // sw)))
