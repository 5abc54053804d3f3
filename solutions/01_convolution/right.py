# ruff: noqa
# Right answers in other styles. Every one of them must pass its check.

# %% output_size: counts the starts in a range


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    starts = range(0, size + 2 * padding - span + 1, stride)
    if not starts:
        raise ValueError("the kernel is too large")
    return len(starts)


# %% output_size: math.floor, a class of errors of its own, a NumPy integer
import math

import numpy as np


class TooSmall(ValueError):
    pass


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise TooSmall(room)
    return np.int64(math.floor(room / stride + 1))


# %% pad2d: np.pad
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])


# %% pad2d: concatenates strips of zeros
def pad2d(x, padding):
    if isinstance(padding, int):
        padding = (padding, padding)
    for axis, width in zip((-2, -1), padding, strict=True):
        shape = list(x.shape)
        shape[axis] = width
        strip = np.zeros(shape, x.dtype)
        x = np.concatenate([strip, x, strip], axis=axis)
    return x


# %% cross_correlate2d: sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def cross_correlate2d(image, kernel):
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


# %% cross_correlate2d: loops over the kernel, not over the image
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    if OH < 1 or OW < 1:
        raise ValueError("the kernel is larger than the image")
    out = np.zeros((OH, OW))
    for u in range(KH):
        for v in range(KW):
            out += kernel[u, v] * image[u : u + OH, v : v + OW]
    return out


# %% cross_correlate2d: list comprehensions
def cross_correlate2d(image, kernel):
    (H, W), (KH, KW) = image.shape, kernel.shape
    if KH > H or KW > W:
        raise ValueError(f"{KH}x{KW} does not fit into {H}x{W}")
    return np.array(
        [
            [float((image[i : i + KH, j : j + KW] * kernel).sum()) for j in range(W - KW + 1)]
            for i in range(H - KH + 1)
        ]
    )


# %% vertical_edge_kernel: three quarters of Sobel's
def vertical_edge_kernel():
    return 0.75 * np.outer([1, 2, 1], [1, 0, -1])


# %% vertical_edge_kernel: one row does the work
def vertical_edge_kernel():
    kernel = np.zeros((3, 3), dtype=np.float32)
    kernel[1] = 3, 0, -3
    return kernel


# %% horizontal_edge_kernel: the other kernel turned
def horizontal_edge_kernel():
    return vertical_edge_kernel().T


# %% horizontal_edge_kernel: unequal columns
def horizontal_edge_kernel():
    return np.array([[5, -3, 1], [0, 0, 0], [-5, 3, -1]])


# %% conv2d_forward: sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_out, (KH, KW) = len(x), len(w), w.shape[2:]
    if x.shape[1] != groups * w.shape[1] or C_out % groups:
        raise ValueError("the channels do not fit")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    span = dh * (KH - 1) + 1, dw * (KW - 1) + 1
    windows = sliding_window_view(padded, span, axis=(2, 3))[:, :, ::sh, ::sw, ::dh, ::dw]
    windows = windows.reshape(N, groups, -1, *windows.shape[2:])
    filters = w.reshape(groups, C_out // groups, *w.shape[1:])
    out = np.einsum("ngchwuv,gfcuv->ngfhw", windows, filters)
    out = out.reshape(N, C_out, *out.shape[3:])
    if b is not None:
        out = out + b.reshape(1, -1, 1, 1)
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: a matrix product for each group, with helpers of its own
def columns_of(x, KH, KW, sh, sw, dh, dw):
    OH = (x.shape[2] - dh * (KH - 1) - 1) // sh + 1
    OW = (x.shape[3] - dw * (KW - 1) - 1) // sw + 1
    if OH < 1 or OW < 1:
        raise ValueError("the kernel does not fit")
    rows = np.arange(KH)[:, None, None, None] * dh + np.arange(OH)[:, None] * sh
    columns = np.arange(KW)[:, None, None] * dw + np.arange(OW) * sw
    picked = x[:, :, rows, columns]  # (N, C, KH, KW, OH, OW)
    return picked.reshape(len(x), -1, OH * OW), OH, OW


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    ph, pw = pair(padding)
    x_padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    if x.shape[1] / groups != w.shape[1]:
        raise ValueError("channels")
    maps = []
    for block, filters in zip(np.split(x_padded, groups, axis=1), np.split(w, groups), strict=True):
        columns, OH, OW = columns_of(block, *w.shape[2:], *pair(stride), *pair(dilation))
        product = filters.reshape(len(filters), -1) @ columns
        maps.append(product.reshape(len(x), len(filters), OH, OW))
    out = np.concatenate(maps, axis=1)
    cache = x, w, b, stride, padding, dilation, groups
    if b is None:
        return out, cache
    return out + b[None, :, None, None], cache


# %% conv2d_forward: the functions of the earlier exercises, one channel at a time
def spread(kernel, dh, dw):
    KH, KW = kernel.shape
    out = np.zeros((dh * (KH - 1) + 1, dw * (KW - 1) + 1))
    out[::dh, ::dw] = kernel
    return out


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    if x.shape[1] != groups * w.shape[1] or len(w) % groups:
        raise ValueError("channels")
    (sh, sw), (dh, dw) = pair(stride), pair(dilation)
    padded = pad2d(x, padding)
    per_group = w.shape[0] // groups
    images = []
    for image in padded:
        maps = []
        for f, weights in enumerate(w):
            first = f // per_group * w.shape[1]
            total = 0 if b is None else b[f]
            for c, kernel in enumerate(weights):
                total = total + cross_correlate2d(image[first + c], spread(kernel, dh, dw))
            maps.append(total[::sh, ::sw])
        images.append(maps)
    return np.array(images), (x, w, b, pair(stride), pair(padding), pair(dilation), groups)


# %% conv2d_parameter_count: one group at a time
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    total = 0
    for _ in range(groups):
        total += (in_channels // groups) * (out_channels // groups) * KH * KW
    return total + bias * out_channels


# %% conv2d_parameter_count: makes the arrays and counts
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    w = np.empty((out_channels, in_channels // groups, *pair(kernel_size)))
    b = np.empty(out_channels if bias else 0)
    return w.size + b.size


# %% shared_against_dense: the numbers
def shared_against_dense():
    return 64, 4


# %% shared_against_dense: NumPy integers from the shapes
def shared_against_dense():
    return np.prod((4, 4, 2, 2)), np.prod((2, 2))
