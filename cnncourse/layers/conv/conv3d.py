"""Cross-correlation of volumes, computed as a sum over images.

A kernel of depth KD is KD kernels for images, one behind the other. Kernel plane i meets every
plane of the volume that lies i steps (of `dilation`) behind the front of a window, so an output
plane is the sum of KD cross-correlations of images. The planes of all volumes form one batch.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import (
    require_array,
    require_convolution,
    require_shape,
    window_counts,
)
from cnncourse.layers.conv.conv2d import conv2d_backward, conv2d_forward
from cnncourse.layers.conv.padding import even_padding
from cnncourse.layers.shapes import per_axis


def conv3d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlate a batch of volumes, such as films or scans, with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, D, H, W)
    w : ndarray of shape (C_out, C_in / groups, KD, KH, KW)
    b : ndarray of shape (C_out,) or None
    stride, dilation : int or triple of int
        Depth first, then height; `dilation` 1 means a contiguous kernel.
    padding : int or triple of int, or {"valid", "same", "full"}
        Zeros added on both sides; `padding_amounts` explains the words.
    groups : int
        Number of blocks of channels; the filters of block g see only the channels of block g.

    Returns
    -------
    out : ndarray of shape (N, C_out, OD, OH, OW)
        `OD = floor((D + 2 * padding - dilation * (KD - 1) - 1) / stride) + 1`, and `OH` and `OW`
        likewise.
    cache : tuple
        `(x, w, b, stride, padding, dilation, groups)`.

    Raises
    ------
    TypeError
        If an array argument is not a float32 or float64 array, or an option is not an integer or
        three.
    ValueError
        If shapes disagree, the kernel does not fit into the padded volume, or an option is out of
        range.
    """
    require_convolution(x, w, b, groups, image="D, H, W", kernel="KD, KH, KW")
    windows = _Windows(x, w, stride, padding, dilation, groups)
    OD, OH, OW = windows.counts
    out = np.zeros((OD, x.shape[0], w.shape[0], OH, OW), np.result_type(x, w))
    for i in range(w.shape[2]):
        images = _as_batch(windows.planes[windows.met_by(i)])
        product, _ = conv2d_forward(images, w[:, :, i], None, **windows.options)
        out += product.reshape(out.shape)
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return _depth_third(out), (x, w, b, stride, padding, dilation, groups)


def conv3d_backward(dout, cache):
    """Send the gradient of the output to the input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OD, OH, OW)
    cache : tuple
        As returned by `conv3d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, D, H, W)
    dw : ndarray of shape (C_out, C_in / groups, KD, KH, KW)
    db : ndarray of shape (C_out,) or None
        None if the convolution has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.

    Notes
    -----
    Every kernel plane sees the whole of `dout`, because the output is a sum over the planes. A
    plane of the volume that several kernel planes meet receives the sum of their gradients.
    """
    x, w, b, *options = cache
    windows = _Windows(x, w, *options)
    require_array(dout, "dout", "N, C_out, OD, OH, OW")
    shape = x.shape[0], w.shape[0], *windows.counts
    require_shape(dout, "dout", shape, because="the shape of the output")
    dimages = _as_batch(_depth_first(dout))
    dplanes, dw = np.zeros_like(windows.planes), np.empty_like(w)
    for i in range(w.shape[2]):
        met = dplanes[windows.met_by(i)]  # a view
        images = _as_batch(windows.planes[windows.met_by(i)])
        cache_2d = images, w[:, :, i], None, *windows.options.values()
        dproduct, dw[:, :, i], _ = conv2d_backward(dimages, cache_2d)
        met += dproduct.reshape(met.shape)
    D, H, W = x.shape[2:]
    dx = dplanes[windows.front : windows.front + D, ..., :H, :W]
    db = None if b is None else dout.sum(axis=(0, 2, 3, 4), dtype=b.dtype)
    return _depth_third(dx), dw, db


class _Windows:
    """The planes of a batch of volumes, and which of them every kernel plane meets.

    Attributes
    ----------
    planes : ndarray of shape (D + padding, N, C_in, H, W)
        With planes of zeros before and behind the volume.
    front : int
        The number of planes of zeros before it.
    counts : (int, int, int)
        The number of windows along every axis.
    options : dict
        What remains for `conv2d_forward`.
    """

    def __init__(self, x, w, stride, padding, dilation, groups):
        kernel_size = w.shape[2:]
        x, even = even_padding(x, kernel_size, padding, stride=stride, dilation=dilation)
        self.counts = window_counts(x.shape[2:], kernel_size, stride, even, dilation)
        self.front, *sides = even
        N, C, D, H, W = x.shape
        self.planes = np.zeros((D + 2 * self.front, N, C, H, W), x.dtype)
        self.planes[self.front : self.front + D] = _depth_first(x)
        (self.step, *strides), (self.gap, *gaps) = per_axis(stride, 3), per_axis(dilation, 3)
        self.options = {
            "stride": tuple(strides),
            "padding": tuple(sides),
            "dilation": tuple(gaps),
            "groups": groups,
        }

    def met_by(self, i):
        """Select the planes that kernel plane i meets, one for every output plane."""
        start = i * self.gap
        return slice(start, start + self.step * (self.counts[0] - 1) + 1, self.step)


def _as_batch(planes):
    """Join the axes of depth and batch."""
    return planes.reshape(-1, *planes.shape[2:])


def _depth_first(volumes):
    return np.moveaxis(volumes, 2, 0)


def _depth_third(planes):
    return np.ascontiguousarray(np.moveaxis(planes, 0, 2))
