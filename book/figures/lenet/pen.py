"""From the strokes of a pen to a picture like MNIST's, as in the live figure `book/live/digit`.

A stroke is an array of points (x, y), in units of the pad's width: x to the right, y down.
`book/live/digit/arithmetic.js` does the same; a test compares.
"""

from __future__ import annotations

import numpy as np

SIDE, BOX = 28, 20  # pixels of the picture, and of the box that the ink fills
MIDDLE = 14.5  # where MNIST has its centres of mass: the middle of pixel 14, counted from 0
RADIUS = 1.4  # of the pen, in pixels: about as much ink as in MNIST
SMALLEST = 0.03  # ink that is smaller, in both directions, is only a dot


def picture(strokes, *, radius=RADIUS):
    """Draw strokes as MNIST's makers framed their digits.

    The ink is scaled until its longer side fills a box of 20 pixels, and moved until its centre of
    mass is in the middle of a picture of 28 pixels (LeCun et al. 1998, section III.A). They scaled
    scanned ink, so a large digit had thin lines; here the pen draws after the scaling, and all
    lines have the same width.

    Parameters
    ----------
    strokes : list of array_like, each of shape (points, 2)
    radius : float
        Of the pen, in pixels of the picture.

    Returns
    -------
    ndarray of shape (28, 28), or None
        From 0 for paper to 1 for ink. None if there is nothing yet, or only a dot.
    """
    strokes = [np.asarray(stroke, dtype=float) for stroke in strokes]
    if not strokes:
        return None
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    longest = (high - low).max()
    if longest < SMALLEST:
        return None
    scale = (BOX - 2 * radius) / longest
    framed = [(stroke - (low + high) / 2) * scale + MIDDLE for stroke in strokes]
    moved = MIDDLE - centre_of_mass(ink(framed, radius))
    return ink([stroke + moved for stroke in framed], radius)


def ink(strokes, radius):
    """Draw lines with a round pen: 1 inside, fading out over one pixel at the edge.

    Parameters
    ----------
    strokes : list of ndarray, each of shape (points, 2)
        In pixels; pixel (r, c) has its middle at x = c + 0.5, y = r + 0.5.
    radius : float

    Returns
    -------
    ndarray of shape (28, 28)
    """
    at = np.arange(SIDE) + 0.5
    middles = np.stack(np.meshgrid(at, at), axis=-1)  # (28, 28, 2)
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        ends = stroke[1:] if len(stroke) > 1 else stroke
        for a, b in zip(stroke, ends):  # noqa: B905 (a stroke of one point is one line)
            along, from_a = b - a, middles - a
            length = along @ along
            share = np.clip(from_a @ along / length, 0, 1) if length > 0 else np.zeros((SIDE, SIDE))
            away = from_a - share[..., np.newaxis] * along
            nearest = np.minimum(nearest, np.hypot(away[..., 0], away[..., 1]))
    return np.clip(radius + 0.5 - nearest, 0, 1)


def centre_of_mass(image):
    """Return the (x, y) of an image's centre of mass, in pixels."""
    at = np.arange(SIDE) + 0.5
    return np.array([image.sum(axis=0) @ at, image.sum(axis=1) @ at]) / image.sum()
