"""The pieces of a pipeline: each draws the random numbers of a change, and applies it.

`draw(rng, shape)` returns small numpy arrays, one row per image; `apply(changes, images, drawn,
background)` passes them to `changes` (numpy) or `torch_changes`, which draw nothing themselves.
Therefore both engines see the same images. A piece that depends on the training images has
`fitted(images)`, which returns the piece fitted to them. A piece has a `name` and an `example` of
its strength, or None if it has no strength. `pixels` tells whether the strength is a number of
pixels, and `largest` is its upper limit or None.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

# An affine change of strength 1 for images of 32x32 pixels: degrees, fractions, pixels.
ROTATION, ZOOM, SHEAR, SHIFT = 12.0, 0.12, 0.15, 2.0


def draw_affine(rng, count, *, rotation=0.0, zoom=0.0, shear=0.0, shift=0.0):
    """Draw matrices and moves for `changes.affine`.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
        Number of images.
    rotation, zoom, shear, shift : float
        As for `random_affine`.

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
    """Rotate, zoom, shear and shift a little; at strength 1, about as much as handwriting varies.

    Attributes
    ----------
    strength : float
        0 changes nothing; 1 means up to 12 degrees, 12 % larger or smaller, a slant of 0.15, and
        a shift by a sixteenth of the width along each axis.
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
    """Pad with background, and crop at a random place: shifts by whole pixels.

    K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", 2015,
    section 4.2, which uses 4 pixels for images of 32x32.

    Attributes
    ----------
    strength : int
        Padding in pixels, which is also the largest shift.
    """

    strength: int
    name, example, pixels, largest = "crop", 4, True, None

    def draw(self, rng, shape):
        require_smaller_piece(self, shape)
        return rng.integers(0, 2 * self.strength, (shape[0], 2), endpoint=True)

    def apply(self, changes, images, drawn, background):
        return changes.crop(images, drawn, self.strength, fill=background)


@dataclass(frozen=True)
class Flip:
    """Mirror every image left to right with probability 1/2.

    For objects that are equally likely either way; a mirrored digit is not a digit.
    """

    name, example = "flip", None

    def draw(self, rng, shape):
        return rng.random(shape[0]) < 0.5

    def apply(self, changes, images, drawn, background):
        return changes.flip(images, drawn)


@dataclass(frozen=True)
class AlternatingFlip:
    """Mirror every image in every other epoch: half of them begin mirrored.

    With random flips, an image is seen the same way round twice in a row half of the time; here
    every pair of epochs shows both ways. K. Jordan, "94% on CIFAR-10 in 3.29 seconds on a single
    GPU", 2024, section 3.6.

    Attributes
    ----------
    begins : ndarray of bool, shape (N,), optional
        Which training images are mirrored in odd epochs; set by `Pipeline.fitted`.
    """

    begins: np.ndarray | None = field(default=None, compare=False, repr=False)
    name, example = "alternating_flip", None

    def fitted(self, images):
        return replace(self, begins=np.random.default_rng(0).random(len(images)) < 0.5)

    def draw(self, indices, epoch):
        """Choose the images by their positions in the training set: nothing is drawn."""
        if self.begins is None or indices is None or epoch is None:
            raise ValueError(
                "alternating_flip needs to know which training images it gets, in which epoch: "
                "call pipeline.fitted(images) and pass indices and epoch, or choose flip"
            )
        return self.begins[indices] ^ (epoch % 2 == 0)

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
        The side of the square in pixels; the paper uses 16 for CIFAR-10.
    """

    strength: int
    name, example, pixels, largest = "cutout", 8, True, None

    def draw(self, rng, shape):
        require_smaller_piece(self, shape)
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
        The largest change of brightness, in standard deviations, and the largest relative change
        of contrast and of saturation, in either direction.
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
    """Shift the colours of an image along the principal axes of the training set's colours.

    A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep
    Convolutional Neural Networks", 2012, section 4.1: every pixel gets the sum of the axes, each
    multiplied by its eigenvalue and a normal random number with standard deviation 0.1. Here the
    covariance is that of the normalized images, in units of their standard deviation.

    Attributes
    ----------
    strength : float
        The standard deviation of the random numbers; the paper uses 0.1.
    axes : ndarray of shape (C, C), optional
        One principal axis per column, times its eigenvalue; set by `Pipeline.fitted`.
    """

    strength: float
    name, example, pixels, largest = "lighting", 0.1, False, None
    axes: np.ndarray | None = field(default=None, compare=False, repr=False)

    def fitted(self, images):
        return replace(self, axes=principal_axes(images))

    def draw(self, rng, shape):
        if self.axes is None:
            raise ValueError(
                "lighting needs the colours of the training images: call pipeline.fitted(images)"
            )
        return rng.normal(0, self.strength, (shape[0], len(self.axes))) @ self.axes.T

    def apply(self, changes, images, drawn, background):
        return changes.lighting(images, drawn)


def principal_axes(images):
    """Find the principal axes of the colours of images.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)

    Returns
    -------
    ndarray of shape (C, C)
        The eigenvectors of the colours' covariance, one per column, each times its eigenvalue, the
        largest last.
    """
    N, C, H, W = images.shape
    mean, square = np.zeros(C), np.zeros((C, C))
    for start in range(0, N, 1000):  # in blocks, because long float32 sums are inaccurate
        colours = images[start : start + 1000].reshape(-1, C, H * W)
        mean += colours.sum(axis=(0, 2), dtype=float)
        square += (colours @ colours.transpose(0, 2, 1)).sum(axis=0, dtype=float)
    mean, square = mean / (N * H * W), square / (N * H * W)
    values, vectors = np.linalg.eigh(square - np.outer(mean, mean))
    return vectors * values


def require_smaller_piece(piece, shape):
    """Raise an error if a piece would leave nothing of an image."""
    side = min(shape[2:])
    if piece.strength >= side:
        raise ValueError(
            f"{piece.name}={piece.strength} leaves nothing of images {side} pixels wide: "
            f"write a smaller number, such as {piece.name}={max(1, side // 8)}"
        )


PIECES = {
    piece.name: piece for piece in (Affine, Crop, Flip, AlternatingFlip, Cutout, Jitter, Lighting)
}
MOVING = (Affine, Crop, Flip, AlternatingFlip)  # pieces that move objects in the image
