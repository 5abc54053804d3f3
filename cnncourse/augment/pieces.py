"""The pieces of a pipeline: each draws what is random about a change, and has it carried out.

`draw(rng, shape)` gives small numpy arrays, one row an image; `apply(changes, images, drawn,
background)` hands them to `changes` (numpy) or `torch_changes`, which need no random numbers of
their own. So both engines see the same images. A piece has a `name`, an `example` of a strength if
it takes one, whether that counts `pixels`, and the `largest` if there is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

# Strength 1 of an affine change, for images of 32x32 pixels: degrees, shares, pixels.
ROTATION, ZOOM, SHEAR, SHIFT = 12.0, 0.12, 0.15, 2.0


def draw_affine(rng, count, *, rotation=0.0, zoom=0.0, shear=0.0, shift=0.0):
    """Draw matrices and moves for `changes.affine`.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
        How many images.
    rotation, zoom, shear, shift : float
        As of `random_affine`.

    Returns
    -------
    matrices : ndarray of shape (count, 2, 2)
        From output to input.
    moves : ndarray of shape (count, 2)
        In pixels: down, right.
    """

    def draw(largest):
        return rng.uniform(-largest, largest, count)

    angle = np.deg2rad(draw(rotation))
    size = 1 + draw(zoom)
    slant = draw(shear)
    moves = np.stack([draw(shift), draw(shift)], axis=1)
    cos, sin = np.cos(angle) / size, np.sin(angle) / size
    rows = np.stack([cos, sin], axis=1)
    columns = np.stack([slant * cos - sin, slant * sin + cos], axis=1)
    return np.stack([rows, columns], axis=1), moves


@dataclass(frozen=True)
class Affine:
    """Rotate, zoom, shear and shift a little; at strength 1 as another hand would have written.

    Attributes
    ----------
    strength : float
        0 is none; at 1 up to 12 degrees, 12 % larger or smaller, a slant of 0.15, and a
        sixteenth of the width along either axis.
    """

    strength: float
    name, example, pixels, largest = "affine", 1, False, 3

    def draw(self, rng, shape):
        by = self.strength
        shift = by * SHIFT * shape[-1] / 32
        return draw_affine(
            rng, shape[0], rotation=by * ROTATION, zoom=by * ZOOM, shear=by * SHEAR, shift=shift
        )

    def apply(self, changes, images, drawn, background):
        return changes.affine(images, *drawn, fill=background)


@dataclass(frozen=True)
class Crop:
    """Pad with background, and cut at a random place: moves by whole pixels.

    K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", 2015,
    section 4.2, with 4 pixels for images of 32x32.

    Attributes
    ----------
    strength : int
        How many pixels of padding; the largest move.
    """

    strength: int
    name, example, pixels, largest = "crop", 4, True, None

    def draw(self, rng, shape):
        need_smaller_piece(self, shape)
        return rng.integers(0, 2 * self.strength, (shape[0], 2), endpoint=True)

    def apply(self, changes, images, drawn, background):
        return changes.crop(images, drawn, self.strength, fill=background)


@dataclass(frozen=True)
class Flip:
    """Mirror every image left to right with probability 1/2.

    For things that look as likely either way; a mirrored digit is no digit.
    """

    name, example = "flip", None

    def draw(self, rng, shape):
        return rng.random(shape[0]) < 0.5

    def apply(self, changes, images, drawn, background):
        return changes.flip(images, drawn)


@dataclass(frozen=True)
class Cutout:
    """Cover a square, centred on any pixel, with background.

    T. DeVries and G. W. Taylor, "Improved Regularization of Convolutional Neural Networks with
    Cutout", 2017, https://arxiv.org/abs/1708.04552.

    Attributes
    ----------
    strength : int
        The side of the square in pixels; the paper has 16 for CIFAR-10.
    """

    strength: int
    name, example, pixels, largest = "cutout", 8, True, None

    def draw(self, rng, shape):
        need_smaller_piece(self, shape)
        return rng.integers(0, shape[2:], (shape[0], 2))

    def apply(self, changes, images, drawn, background):
        return changes.cutout(images, drawn, self.strength, fill=background)


@dataclass(frozen=True)
class Jitter:
    """Change brightness, contrast and saturation.

    A. G. Howard, "Some Improvements on Deep Convolutional Neural Network Based Image
    Classification", 2013, https://arxiv.org/abs/1312.5402, section 2.2; here on normalized
    images and always in this order.

    Attributes
    ----------
    strength : float
        The largest brightness added, in standard deviations, and the largest relative change
        of contrast and of saturation, either way.
    """

    strength: float
    name, example, pixels, largest = "jitter", 0.2, False, 1

    def draw(self, rng, shape):
        brightness, contrast, saturation = rng.uniform(-1, 1, (3, shape[0])) * self.strength
        return brightness, 1 + contrast, 1 + saturation

    def apply(self, changes, images, drawn, background):
        return changes.jitter(images, *drawn)


@dataclass(frozen=True)
class Lighting:
    """Move all pixels of an image along the principal axes of the training set's colours.

    A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep
    Convolutional Neural Networks", 2012, section 4.1: to every pixel is added the sum of the
    axes, each times its eigenvalue and a normal random number with standard deviation 0.1.
    Here the covariance is that of the normalized images, so one standard deviation is the unit.

    Attributes
    ----------
    strength : float
        The standard deviation of the random numbers; the paper has 0.1.
    axes : ndarray of shape (C, C), optional
        One principal axis a column, times its eigenvalue; `Pipeline.fitted` gives it.
    """

    strength: float
    name, example, pixels, largest = "lighting", 0.1, False, None
    axes: np.ndarray | None = field(default=None, compare=False, repr=False)

    def draw(self, rng, shape):
        if self.axes is None:
            raise ValueError(
                "lighting needs the colours of the training images: call pipeline.fitted(images)"
            )
        return rng.normal(0, self.strength, (shape[0], len(self.axes))) @ self.axes.T

    def apply(self, changes, images, drawn, background):
        return changes.lighting(images, drawn)


def principal_axes(images):
    """Find the axes along which the colours of images differ most.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)

    Returns
    -------
    ndarray of shape (C, C)
        The eigenvectors of the covariance of the colours, one a column, each times its
        eigenvalue, the largest last.
    """
    N, C, H, W = images.shape
    mean, square = np.zeros(C), np.zeros((C, C))
    for start in range(0, N, 1000):  # in blocks, because float32 sums over all pixels are rough
        colours = images[start : start + 1000].reshape(-1, C, H * W)
        mean += colours.sum(axis=(0, 2), dtype=float)
        square += (colours @ colours.transpose(0, 2, 1)).sum(axis=0, dtype=float)
    mean, square = mean / (N * H * W), square / (N * H * W)
    values, vectors = np.linalg.eigh(square - np.outer(mean, mean))
    return vectors * values


def need_smaller_piece(piece, shape):
    """Raise an error where a piece would leave nothing of an image."""
    side = min(shape[2:])
    if piece.strength >= side:
        raise ValueError(
            f"{piece.name}={piece.strength} leaves nothing of images {side} pixels wide: "
            f"write a smaller number, such as {piece.name}={max(1, side // 8)}"
        )


PIECES = {piece.name: piece for piece in (Affine, Crop, Flip, Cutout, Jitter, Lighting)}
MOVING = (Affine, Crop, Flip)  # after which a thing is at another place of the image
