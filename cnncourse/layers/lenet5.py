"""Layers that only LeNet-5 (1998) has: trainable subsampling, a connection table, an RBF output.

LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
Proceedings of the IEEE, 1998, section II.B.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_array, require_shape


def subsampling_forward(x, w, b):
    """Sum every 2x2 window, multiply by a learned coefficient and add a learned bias.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    w : ndarray of shape (C,)
        Coefficients, one per channel. 1/4 everywhere gives the mean of every window.
    b : ndarray of shape (C,)

    Returns
    -------
    out : ndarray of shape (N, C, OH, OW)
        `OH = H // 2` and `OW = W // 2`: an odd last row or column is left out. The squashing
        function that follows in LeNet-5 is not included.
    cache : tuple
        `(shape of x, sums, w)`, where `sums` holds the sum of every window.

    Raises
    ------
    TypeError
        If an array does not hold floating-point numbers.
    ValueError
        If the shapes disagree or no window fits.
    """
    require_array(x, "x", "N, C, H, W")
    if min(x.shape[2:]) < 2:
        raise ValueError(f"a window of 2x2 does not fit into x of shape {x.shape}")
    for name, vector in (("w", w), ("b", b)):
        require_array(vector, name, "C")
        require_shape(vector, name, x.shape[1:2], because=f"one number per channel of x {x.shape}")
    top, bottom = x[:, :, 0:-1:2], x[:, :, 1::2]
    rows = top + bottom  # (N, C, OH, W)
    sums = rows[..., 0:-1:2] + rows[..., 1::2]
    out = sums * w.astype(x.dtype)[:, np.newaxis, np.newaxis]
    out += b[:, np.newaxis, np.newaxis]
    return out, (x.shape, sums, w)


def subsampling_backward(dout, cache):
    """Send the gradient to the four pixels of each window, the coefficients and the biases.

    Parameters
    ----------
    dout : ndarray of shape (N, C, OH, OW)
    cache : tuple
        As returned by `subsampling_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)
        Zero in a row or column that was left out.
    dw, db : ndarray of shape (C,)

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    shape, sums, w = cache
    require_array(dout, "dout", "N, C, OH, OW")
    require_shape(dout, "dout", sums.shape, because="the shape of the output")
    dsums = dout * w.astype(dout.dtype)[:, np.newaxis, np.newaxis]
    OH, OW = sums.shape[2:]
    dx = np.zeros(shape, dtype=dout.dtype)
    for i in range(2):
        for j in range(2):
            dx[:, :, i : 2 * OH : 2, j : 2 * OW : 2] = dsums
    dw, db = (dout * sums).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    return dx, dw.astype(w.dtype, copy=False), db.astype(w.dtype, copy=False)


def connection_table():
    """Return which of the six maps of S2 each of the sixteen maps of C3 sees.

    Returns
    -------
    ndarray of bool, shape (6, 16)
        Table I of the paper: six maps of C3 see three neighbouring maps of S2, six see four
        neighbours (cyclically), three see two pairs, and the last sees all. With 5x5 kernels the
        60 connections have 60 * 25 weights, and with 16 biases that is 1,516 parameters.
    """
    three = [{(i + step) % 6 for step in range(3)} for i in range(6)]
    four = [{(i + step) % 6 for step in range(4)} for i in range(6)]
    two_pairs = [{0, 1, 3, 4}, {1, 2, 4, 5}, {0, 2, 3, 5}]
    seen = [*three, *four, *two_pairs, set(range(6))]
    return np.array([[source in maps for maps in seen] for source in range(6)])


def rbf_forward(x, centres):
    """Compute the squared distance to the centre of every class: the smallest wins.

    Parameters
    ----------
    x : ndarray of shape (N, D)
    centres : ndarray of shape (C, D)
        In LeNet-5, a fixed 7x12 picture of each digit with pixels -1 and +1, drawn by hand.

    Returns
    -------
    out : ndarray of shape (N, C)
        `out[n, c] = sum((x[n] - centres[c]) ** 2)`, a penalty rather than a score.
    cache : tuple
        `(x, centres)`.

    Raises
    ------
    TypeError
        If an array does not hold floating-point numbers.
    ValueError
        If the shapes disagree.

    Notes
    -----
    Equation (7) of the paper; RBF stands for radial basis function.
    """
    require_array(x, "x", "N, D")
    require_array(centres, "centres", "C, D")
    if x.shape[1] != centres.shape[1]:
        raise ValueError(
            f"x of shape {x.shape} has {x.shape[1]} numbers per image, but centres of shape "
            f"{centres.shape} expect {centres.shape[1]}"
        )
    difference = x[:, np.newaxis] - centres.astype(x.dtype, copy=False)  # (N, C, D)
    return (difference * difference).sum(axis=2), (x, centres)


def rbf_backward(dout, cache):
    """Compute the gradient of the squared distances with respect to the input.

    Parameters
    ----------
    dout : ndarray of shape (N, C)
    cache : tuple
        As returned by `rbf_forward`.

    Returns
    -------
    dx : ndarray of shape (N, D)
        `2 * sum over c of dout[n, c] * (x[n] - centres[c])`. The centres are fixed and get no
        gradient.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, centres = cache
    require_array(dout, "dout", "N, C")
    require_shape(dout, "dout", (len(x), len(centres)), because="the shape of the output")
    return 2 * (x * dout.sum(axis=1, keepdims=True) - dout @ centres.astype(x.dtype, copy=False))
