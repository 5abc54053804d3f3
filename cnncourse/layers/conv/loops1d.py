"""Convolution of sequences by its definition, one output at a time; see `loops`."""

from __future__ import annotations

import numpy as np


def conv1d_forward(x, w, b, *, stride=1, padding=0, dilation=1):
    """Cross-correlate a batch of sequences with a bank of filters.

    Parameters
    ----------
    x : ndarray of shape (N, C_in, L)
        L places with C_in numbers each, such as L words.
    w : ndarray of shape (C_out, C_in, K)
    b : ndarray of shape (C_out,) or None
    stride, padding, dilation : int
        `padding` adds zeros at both ends; `dilation` 1 means a contiguous kernel.

    Returns
    -------
    out : ndarray of shape (N, C_out, OL)
        `OL = floor((L + 2 * padding - dilation * (K - 1) - 1) / stride) + 1`.
    cache : tuple
        `(x, w, b, stride, padding, dilation)`, for the backward pass.

    Raises
    ------
    ValueError
        If `x.shape[1]` is not `w.shape[1]`, or the kernel does not fit into the padded sequence.

    Notes
    -----
    Derived in chapter "Connections", section "One axis, or three".
    """
    (N, C_in, L), (C_out, C_seen, K) = x.shape, w.shape
    if C_in != C_seen:
        raise ValueError(f"w of shape {w.shape} does not fit x of shape {x.shape}: {C_in} channels")
    span = dilation * (K - 1) + 1
    room = L + 2 * padding - span
    if room < 0:
        raise ValueError(f"the kernel spans {span} places but there are only {room + span}")
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
    OL = room // stride + 1
    out = np.zeros((N, C_out, OL), dtype=np.result_type(x, w))
    for n in range(N):
        for f in range(C_out):
            for i in range(OL):
                window = padded[n, :, i * stride : i * stride + span : dilation]
                out[n, f, i] = np.sum(window * w[f])
    if b is not None:
        out = out + b[:, np.newaxis]
    return out, (x, w, b, stride, padding, dilation)


def conv1d_backward(dout, cache):
    """Send the gradient of a 1-D convolution's output to its input, filters and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, C_out, OL)
    cache : tuple
        `(x, w, b, stride, padding, dilation)`, as returned by `conv1d_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C_in, L)
    dw : ndarray of shape (C_out, C_in, K)
    db : ndarray of shape (C_out,) or None
        None if the convolution has no bias.

    Notes
    -----
    Derived in chapter "Backpropagation through convolution", section "One axis".
    """
    x, w, b, stride, padding, dilation = cache
    C_out, _, K = w.shape
    N, _, L = x.shape
    span = dilation * (K - 1) + 1
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
    dpadded = np.zeros_like(padded)
    dw = np.zeros_like(w)
    for n in range(N):
        for f in range(C_out):
            for i in range(dout.shape[2]):
                places = slice(i * stride, i * stride + span, dilation)
                dpadded[n, :, places] += dout[n, f, i] * w[f]
                dw[f] += dout[n, f, i] * padded[n, :, places]
    dx = dpadded[:, :, padding : padding + L]
    db = None if b is None else dout.sum(axis=(0, 2))
    return dx, dw, db
