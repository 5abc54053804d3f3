"""Changes of images, in numpy; `torch_changes` has the same functions for tensors.

Random numbers are arguments, drawn by `pieces`, so that both engines can make the same changes.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

NUMBERS = 16 * 1024  # processed at a time: about twice as fast as all at once


def affine(images, matrices, moves, *, fill=0.0):
    """Apply an affine map to every image.

    The output pixel at `p`, measured from the middle of the image, is read at
    `matrix @ (p - move)`, by linear interpolation between four pixels.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    matrices : ndarray of shape (N, 2, 2)
        From output to input, rows first.
    moves : ndarray of shape (N, 2)
        In pixels: down, right.
    fill : float
        The value of pixels outside the image.

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    out = np.empty_like(images)
    few = max(1, NUMBERS // max(1, images[:1].size))
    for start in range(0, len(images), few):
        part = slice(start, start + few)
        out[part] = affine_of_few(images[part], matrices[part], moves[part], fill)
    return out


def affine_of_few(images, matrices, moves, fill):
    """Apply `affine` to images that fit into the processor's cache."""
    N, C, H, W = images.shape
    dtype = images.dtype
    down = np.arange(H) - (H - 1) / 2 - moves[:, :1]  # (N, H)
    right = np.arange(W) - (W - 1) / 2 - moves[:, 1:]  # (N, W)

    def where(axis, size):
        a, b = matrices[:, axis, 0, np.newaxis], matrices[:, axis, 1, np.newaxis]
        # The image is padded by one pixel of fill, which is read for everything further out.
        down_part = (a * down + (size + 1) / 2).astype(dtype)[:, :, np.newaxis]
        place = np.clip(down_part + (b * right).astype(dtype)[:, np.newaxis], 0, size + 1)
        first = np.minimum(np.floor(place), size)
        return first.astype(np.intp), (place - first)[:, np.newaxis]  # (N, H, W), (N, 1, H, W)

    (y, low), (x, late) = where(0, H), where(1, W)
    frame = ((0, 0), (0, 0), (1, 1), (1, 1))
    padded = np.pad(images, frame, constant_values=fill).reshape(-1)
    planes = np.arange(0, padded.size, (H + 2) * (W + 2)).reshape(N, C, 1, 1)
    corner = (y * (W + 2) + x)[:, np.newaxis] + planes  # (N, C, H, W)

    def read(offset):
        return padded[offset:].take(corner, mode="clip")  # all indices are valid; clip is fastest

    def between(a, b, share):
        b -= a
        b *= share
        b += a
        return b

    above = between(read(0), read(1), late)
    below = between(read(W + 2), read(W + 3), late)
    return between(above, below, low)


def crop(images, offsets, pad, *, fill=0.0):
    """Pad the images on all sides, and crop each to its old size at its own offset.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    offsets : ndarray of int, shape (N, 2)
        Row and column of the crop's upper left corner in the padded image, from 0 to `2 * pad`.
        At `pad` the image does not move.
    pad : int
        In pixels.
    fill : float
        The value of the padding.

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    N, C, H, W = images.shape
    frame = ((0, 0), (0, 0), (pad, pad), (pad, pad))
    padded = np.pad(images, frame, constant_values=fill)
    windows = sliding_window_view(padded, (H, W), axis=(2, 3))  # (N, C, 2*pad+1, 2*pad+1, H, W)
    return windows[np.arange(N), :, offsets[:, 0], offsets[:, 1]]


def flip(images, chosen):
    """Mirror the chosen images left to right.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    chosen : ndarray of bool, shape (N,)

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    return np.where(chosen[:, np.newaxis, np.newaxis, np.newaxis], images[..., ::-1], images)


def cutout(images, centres, size, *, fill=0.0):
    """Cover a square of every image.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    centres : ndarray of int, shape (N, 2)
        Row and column of the middle of the square, which may extend beyond the border.
    size : int
        The side of the square, in pixels.
    fill : float
        The value of the square.

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    H, W = images.shape[2:]
    start = centres - size // 2
    down = np.arange(H) - start[:, :1]  # (N, H), from the edge of the square
    right = np.arange(W) - start[:, 1:]  # (N, W)
    down, right = (down >= 0) & (down < size), (right >= 0) & (right < size)
    covered = down[:, np.newaxis, :, np.newaxis] & right[:, np.newaxis, np.newaxis]
    return np.where(covered, images.dtype.type(fill), images)


def jitter(images, brightness, contrast, saturation):
    """Change brightness, contrast and saturation of every image.

    With `grey`, the mean over the channels of a pixel, and `mean`, that of the whole image,

        out = mean + brightness + contrast * (grey - mean) + contrast * saturation * (x - grey)

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
        Normalized; brightness is in units of one standard deviation.
    brightness : ndarray of shape (N,)
        Added to every pixel.
    contrast : ndarray of shape (N,)
        Factor for the difference between a pixel and the mean of the image.
    saturation : ndarray of shape (N,)
        Factor for the difference between a channel and the pixel's grey.

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """

    def each(values):
        return values.astype(images.dtype)[:, np.newaxis, np.newaxis, np.newaxis]

    grey = images.mean(axis=1, keepdims=True)
    mean = grey.mean(axis=(2, 3), keepdims=True)
    grey_out = each(contrast) * (grey - mean) + mean + each(brightness)
    return grey_out + each(contrast * saturation) * (images - grey)


def lighting(images, shifts):
    """Add one colour to all pixels of each image, as if the light had changed.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    shifts : ndarray of shape (N, C)

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    return images + shifts.astype(images.dtype)[:, :, np.newaxis, np.newaxis]
