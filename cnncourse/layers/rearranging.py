"""Layers that only reorder numbers: channel shuffle and flatten."""

from __future__ import annotations

import math

from cnncourse.layers.arguments import (
    positive,
    require_array,
    require_batch,
    require_shape,
    require_some,
)


def channel_shuffle_forward(x, *, groups):
    """Deal the channels of every group out over all groups, like cards.

    A stack of grouped convolutions never mixes its groups; after a shuffle every group holds
    channels from all of them.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    groups : int
        Must divide C.

    Returns
    -------
    out : ndarray of shape (N, C, H, W)
        Channel `j * groups + i` is channel `j` of group `i`.
    cache : tuple
        `(shape of x, groups)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array, or `groups` is not an integer.
    ValueError
        If `groups` does not divide the number of channels, or an image is empty.

    Notes
    -----
    Zhang, Zhou, Lin and Sun, "ShuffleNet", CVPR 2018. The shuffle writes the channels as a table
    of `groups` rows and reads it by columns.
    """
    require_array(x, "x", "N, C, H, W")
    require_some(x, "x")
    groups = positive(groups, "groups")
    if x.shape[1] % groups != 0:
        raise ValueError(
            f"groups={groups} does not divide the {x.shape[1]} channels of x {x.shape}"
        )
    return _deal(x, groups), (x.shape, groups)


def channel_shuffle_backward(dout, cache):
    """Undo the shuffle on the gradient's channels.

    Parameters
    ----------
    dout : ndarray of shape (N, C, H, W)
    cache : tuple
        As returned by `channel_shuffle_forward`.

    Returns
    -------
    dx : ndarray of shape (N, C, H, W)

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    shape, groups = cache
    require_array(dout, "dout", "N, C, H, W")
    require_shape(dout, "dout", shape, because="the shape of the output")
    return _deal(dout, shape[1] // groups)  # transposing the table back undoes the shuffle


def _deal(x, groups):
    N, C, H, W = x.shape
    table = x.reshape(N, groups, C // groups, H, W)
    return table.swapaxes(1, 2).copy().reshape(x.shape)


def flatten_forward(x):
    """Flatten every image into one row of numbers, channel by channel and row by row.

    Parameters
    ----------
    x : ndarray of shape (N, ...)

    Returns
    -------
    out : ndarray of shape (N, D)
        A copy.
    cache : tuple
        `(shape of x,)`.

    Raises
    ------
    TypeError
        If `x` is not a float32 or float64 array.
    ValueError
        If `x` has no axes.
    """
    require_array(x, "x", "...")
    require_batch(x, "x")
    return x.reshape(_flat(x.shape)).copy(), (x.shape,)


def flatten_backward(dout, cache):
    """Reshape the gradient to the shape of the images.

    Parameters
    ----------
    dout : ndarray of shape (N, D)
    cache : tuple
        As returned by `flatten_forward`.

    Returns
    -------
    dx : ndarray of shape (N, ...)
        A copy.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    (shape,) = cache
    require_array(dout, "dout", "N, D")
    require_shape(dout, "dout", _flat(shape), because="the shape of the output")
    return dout.reshape(shape).copy()


def _flat(shape):
    return shape[0], math.prod(shape[1:])
