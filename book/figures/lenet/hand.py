"""Digits drawn as with a mouse, by a script: thirty-one ways to write them, and a shaky hand.

This is not people's handwriting. It tells whether the live figure reads strokes at all, in all
sizes, places and slants, and which styles it cannot read.
"""

from __future__ import annotations

import numpy as np

# Each way is the path of the pen through a box of 100 by 100: x,y from the upper left corner. The
# path is smooth, with a corner after "!"; "|" lifts the pen.
WAYS = {
    0: (
        "50,0 20,15 5,50 20,88 50,100 82,85 95,50 80,14 50,0",
        "60,3 30,15 10,60 30,98 62,85 80,45 70,10 48,8",
        "45,2 75,12 92,50 75,90 45,100 15,80 8,45 22,10 52,0",
    ),
    1: (
        "50,0 50,100",
        "25,22 55,0! 52,100",
        "25,20 50,0! 50,100 | 20,100 80,100",
    ),
    2: (
        "8,22 25,3 60,0 82,20 75,45 40,75 5,100! 95,100",
        "10,20 40,0 78,12 78,40 45,75 15,98 10,85 30,80 60,95 95,92",
        "5,10 50,0 85,15 70,50 5,98! 60,95 95,100",
    ),
    3: (
        "10,12 45,0 80,15 72,40 40,48! 78,55 88,80 55,100 8,88",
        "8,2 85,0! 40,40! 80,52 85,82 50,100 10,90",
        "12,10 50,0 78,18 60,42 35,46 65,48 88,72 60,98 10,92",
    ),
    4: (
        "20,0 10,55! 90,52 | 70,5 68,100",
        "70,100 70,0! 5,68! 95,68",
        "25,0 15,50 85,48 | 78,0 70,100",
    ),
    5: (
        "75,0 20,2! 15,42! 50,38 85,58 75,92 40,100 8,88",
        "25,5 18,45! 55,40 85,62 70,95 35,100 5,88 | 25,5 85,0",
        "85,2 35,5 20,30 45,48 78,65 65,95 10,95",
    ),
    6: (
        "70,0 35,25 12,65 30,98 70,95 82,70 60,52 30,60 15,78",
        "55,0 20,50 15,85 45,100 75,82 60,58 25,70",
        "85,8 50,2 15,45 15,85 50,100 82,82 75,58 45,52 18,70",
    ),
    7: (
        "5,5 95,0! 45,100",
        "5,5 90,2! 40,100 | 25,50 78,48",
        "8,8 50,2 90,5! 60,45 50,100",
        "8,20 8,3! 92,3! 40,100",
    ),
    8: (
        "80,12 50,0 20,15 30,38 65,58 80,82 50,100 18,82 35,55 70,35 80,12",
        "50,0 25,10 25,35 50,47 75,35 75,10 50,0 | 50,47 18,60 18,90 50,100 82,90 82,60 50,47",
        "55,45 22,25 45,0 75,15 60,42 20,75 45,100 78,82 55,48",
    ),
    9: (
        "80,20 50,0 15,20 25,48 60,48 80,20! 78,60 70,100",
        "78,15 45,0 12,25 35,50 75,30 80,15! 60,60 35,100",
        "78,25 50,3 20,22 40,48 75,28! 80,70 55,100 15,90",
    ),
}
WIDTH = 0.62  # of a digit, in units of its height
STEPS = 8  # points of a stroke between two of the path's


def path(way):
    """Trace one way of writing a digit.

    Parameters
    ----------
    way : str
        As in `WAYS`.

    Returns
    -------
    list of ndarray, each of shape (points, 2)
        The strokes, in units of the digit's height, with the middle of the digit at (0, 0).
    """
    strokes = []
    for stroke in way.split("|"):
        pieces = [[]]
        for place in stroke.split():
            point = [int(number) for number in place.strip("!").split(",")]
            pieces[-1].append(point)
            if place.endswith("!"):
                pieces.append([point])
        smooth = np.concatenate([spline(np.array(piece, dtype=float)) for piece in pieces])
        strokes.append((smooth - 50) / 100 * [WIDTH, 1])
    return strokes


def spline(points):
    """Join points by a smooth curve that passes through each (Catmull and Rom)."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, STEPS, endpoint=False)[:, np.newaxis]
    curve = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bends = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        curve.append(b + ((c - a) * t + bends) / 2)
    return np.concatenate([*curve, points[-1:]])


def by_hand(way, rng, *, sloppy=1.0):
    """Write a digit with a shaky hand, somewhere on the pad.

    Parameters
    ----------
    way : str
        As in `WAYS`.
    rng : numpy.random.Generator
    sloppy : float
        Multiplies every deviation from the way: up to 12 degrees of rotation, a slant of 0.25, a
        quarter wider or narrower, and a slow wobble with a standard deviation of 0.02 heights.

    Returns
    -------
    list of ndarray, each of shape (points, 2)
        Strokes on a pad of width 1; the digit is between 0.2 and 0.9 high.
    """
    angle = np.deg2rad(rng.uniform(-12, 12)) * sloppy
    cos, sin = np.cos(angle), np.sin(angle)
    wide, slant = 1.25 ** (rng.uniform(-1, 1) * sloppy), rng.uniform(-0.25, 0.25) * sloppy
    shape = np.array([[cos, -sin], [sin, cos]]) @ np.array([[wide, -slant], [0, 1]])
    strokes = [stroke @ shape.T for stroke in path(way)]
    strokes = [stroke + wobble(len(stroke), rng) * sloppy for stroke in strokes]
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    size = rng.uniform(0.2, 0.9) / extent.max()
    corner = rng.uniform(0, 1 - extent * size)
    return [(stroke - low) * size + corner for stroke in strokes]


def wobble(count, rng):
    """Draw slow noise for some points: random steps at every sixth, and between them lines."""
    knots = np.arange(0, count + 6, 6)
    noise = rng.normal(0, 0.02, (2, len(knots)))
    return np.stack([np.interp(np.arange(count), knots, one) for one in noise], axis=1)


def drawn_digits(count, *, seed, sloppy=1.0):
    """Write digits, every way equally often.

    Parameters
    ----------
    count : int
        Of digits, for each way.
    seed : int
    sloppy : float
        As for `by_hand`.

    Returns
    -------
    list of (int, str, list of ndarray)
        The digit, the way and the strokes.
    """
    rng = np.random.default_rng(seed)
    return [
        (digit, way, by_hand(way, rng, sloppy=sloppy))
        for digit, ways in WAYS.items()
        for way in ways
        for _ in range(count)
    ]
