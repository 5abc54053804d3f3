"""Pictures of the ten digits, 7 pixels wide and 12 high, to which LeNet-5's outputs compare."""

from __future__ import annotations

import numpy as np

PICTURES = """
..###.. ...##.. .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.
.##.##. ..###.. ##...## ##...## ...###. ##..... .##.... ##...## ##...## ##...##
##...## .####.. .....## .....## ...###. ##..... ##..... .....## ##...## ##...##
##...## ...##.. .....## .....## ..#.##. ##..... ##..... .....## ##...## ##...##
##...## ...##.. .....## .....## ..#.##. ##..... ##..... ....##. ##...## ##...##
##...## ...##.. ....##. ..####. .#..##. ######. ######. ....##. .#####. .######
##...## ...##.. ...##.. .....## .#..##. .....## ##...## ...##.. ##...## .....##
##...## ...##.. ..##... .....## ##..##. .....## ##...## ...##.. ##...## .....##
##...## ...##.. .##.... .....## ####### .....## ##...## ..##... ##...## .....##
##...## ...##.. ##..... .....## ....##. .....## ##...## ..##... ##...## .....##
.##.##. ...##.. ##..... ##...## ....##. ##...## ##...## .##.... ##...## ....##.
..###.. .###### ####### .#####. ....##. .#####. .#####. .##.... .#####. .####..
"""


def digit_centres():
    """Return every digit's picture as the centre of its class.

    Returns
    -------
    ndarray of shape (10, 84)
        Rows of pixels, +1 for ink and -1 for paper.

    Notes
    -----
    LeNet-5's centres are stylized digits of 7x12 pixels, drawn by hand (LeCun et al. 1998,
    section II.B and figure 3). These are drawn in the same style, not copied from the figure.
    """
    rows = [line.split() for line in PICTURES.split("\n") if line]  # 12 rows of ten pieces
    ink = np.array([["#" == pixel for row in rows for pixel in row[digit]] for digit in range(10)])
    return np.where(ink, 1.0, -1.0)
