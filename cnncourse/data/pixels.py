"""Turn bytes into images for a network: of one size, with mean 0 and variance 1."""

from __future__ import annotations

import os

import numpy as np

from cnncourse.data.dataset import Dataset, DataUnavailable, Split

BLOCK = 1000  # images at a time, to keep intermediate arrays small
SMALLEST = 8
SHARE = 0.75  # of the memory that images may use


def dataset_of_bytes(name, train, held_out, classes, *, empty=None):
    """Normalize images and build a data set from them.

    Parameters
    ----------
    name : str
    train, held_out : tuple of ndarray
        Images of uint8, (N, C, H, W), and labels, (N,).
    classes : tuple of str
    empty : int, optional
        The byte of an empty pixel. If omitted, the background is the mean colour.

    Returns
    -------
    Dataset
        Every channel has mean 0 and variance 1 over the training images.
    """
    mean, std = statistics(train[0])
    background = 0.0 if empty is None else float(((empty - mean) / std).mean())
    splits = [Split(normalize(x, mean, std), y.astype(np.int64)) for x, y in (train, held_out)]
    return Dataset(name, *splits, classes=tuple(classes), background=background)


def statistics(images):
    """Compute the mean and standard deviation of every channel.

    Parameters
    ----------
    images : ndarray of uint8, shape (N, C, H, W)

    Returns
    -------
    mean, std : ndarray of float64, shape (C,)
        Exact up to final rounding. A constant channel gets std 1.
    """
    total = squares = 0
    for start in range(0, len(images), BLOCK):
        block = images[start : start + BLOCK]
        total = total + block.sum(axis=(0, 2, 3), dtype=np.int64)
        squares = squares + np.square(block, dtype=np.uint16).sum(axis=(0, 2, 3), dtype=np.int64)
    count = images.size // images.shape[1]
    mean = total / count
    std = np.sqrt(np.maximum(squares / count - mean**2, 0))
    return mean, np.where(std > 0, std, 1)


def normalize(images, mean, std):
    """Subtract the mean of every channel and divide by its standard deviation.

    Parameters
    ----------
    images : ndarray of uint8, shape (N, C, H, W)
    mean, std : ndarray of shape (C,)

    Returns
    -------
    ndarray of float32, shape (N, C, H, W)
    """
    mean, std = (values.astype(np.float32)[:, np.newaxis, np.newaxis] for values in (mean, std))
    out = np.empty(images.shape, np.float32)
    for start in range(0, len(images), BLOCK):
        block = slice(start, start + BLOCK)
        np.subtract(images[block], mean, out=out[block])
        out[block] /= std
    return out


def require_image_size(image_size):
    """Raise an error for an image size that is too small."""
    if image_size < SMALLEST:
        raise DataUnavailable(f"image_size must be at least {SMALLEST}, got {image_size}")


def require_memory_for_images(name, count, shape, *, number=5):
    """Raise an error for images that do not fit into memory.

    Parameters
    ----------
    name : str
        Name of the data set.
    count : int
        Number of images.
    shape : tuple of int
        (C, H, W).
    number : int
        Bytes per pixel and channel while the data set is built; by default a byte and a float32.

    Raises
    ------
    DataUnavailable
    """
    C, H, W = shape
    needed, available = number * count * C * H * W, memory()
    if needed > SHARE * available:  # the rest is for the network and other programs
        raise DataUnavailable(
            f"{name}: {count} images of {H}x{W} take {needed / 1e9:.1f} GB, and this machine has "
            f"{available / 1e9:.1f} GB in total: choose a smaller image_size"
        )


def memory():
    """Return this machine's memory in bytes; infinity if the system does not report it."""
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return float("inf")
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def frame(images, size, empty):
    """Pad images to a larger size, keeping them centred.

    Parameters
    ----------
    images : ndarray of shape (..., H, W)
    size : int
        The new height and width.
    empty : number
        The value of the padding.

    Returns
    -------
    ndarray of shape (..., size, size)
        If the padding is odd, there is less of it at the top and on the left.
    """
    around = [size - old for old in images.shape[-2:]]
    widths = [(0, 0)] * (images.ndim - 2) + [(n // 2, n - n // 2) for n in around]
    return np.pad(images, widths, constant_values=empty)


def resize(images, size):
    """Resize images by linear interpolation, averaging pixels when shrinking.

    Parameters
    ----------
    images : ndarray of uint8, shape (N, C, H, W)
    size : int
        The new height and width.

    Returns
    -------
    ndarray of uint8, shape (N, C, size, size)
        As torch's `interpolate(mode="bilinear", antialias=True)`, rounded.
    """
    H, W = images.shape[2:]
    tall, wide = (interpolation_matrix(n, size).astype(np.float32) for n in (H, W))
    out = np.empty((*images.shape[:2], size, size), np.uint8)
    for start in range(0, len(images), BLOCK):
        block = images[start : start + BLOCK].astype(np.float32)
        out[start : start + BLOCK] = np.rint(tall @ block @ wide.T)
    return out


def interpolation_matrix(old, new):
    """Return the weights of the old pixels in every new one.

    Parameters
    ----------
    old, new : int
        Number of pixels in a row.

    Returns
    -------
    ndarray of shape (new, old)
        Every row sums to 1. For enlarging, at most two neighbouring entries of a row are not 0;
        for shrinking, they form a triangle twice as wide as a new pixel.
    """
    wide = max(1, old / new)  # a new pixel, in units of old ones
    centres = (np.arange(new) + 0.5) * old / new - 0.5
    distance = np.abs(centres[:, np.newaxis] - np.arange(old)) / wide
    share = np.maximum(0, 1 - distance)
    return share / share.sum(axis=1, keepdims=True)
