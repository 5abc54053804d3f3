"""Augmentation: change images without changing what they show.

    pipeline = augment.parse("crop=4, flip, cutout=8")
    images = pipeline(images, rng, background=data.background)

Random numbers are drawn first, with numpy, and then applied in numpy or torch:

    drawn = pipeline.draw(rng, images.shape)
    pipeline.apply(images, drawn)
    pipeline.apply(tensor, drawn, using=augment.torch_changes)  # import it first
"""

from __future__ import annotations

from cnncourse.augment.changes import affine
from cnncourse.augment.pieces import draw_affine
from cnncourse.augment.pipeline import Pipeline, parse

__all__ = ["Pipeline", "affine", "parse", "random_affine"]


def random_affine(images, rng, *, rotation=0.0, zoom=0.0, shear=0.0, shift=0.0, fill=0.0):
    """Rotate, zoom, shear and shift every image a little, by its own random amounts.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
        Not modified.
    rng : numpy.random.Generator
    rotation : float
        Largest angle, in degrees, in either direction.
    zoom : float
        Largest relative change of size: 0.1 means 0.9 to 1.1 times.
    shear : float
        Largest slant: at 0.1, a pixel moves sideways by a tenth of its height above the middle.
    shift : float
        Largest shift in pixels, along each axis.
    fill : float
        The value of pixels from outside the image.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        With the dtype of `images`; if all strengths are 0, exactly the same numbers.

    Raises
    ------
    ValueError
        If a strength is negative, or `zoom` is 1 or more.
    """
    for name, value in {"rotation": rotation, "zoom": zoom, "shear": shear, "shift": shift}.items():
        if not value >= 0:
            raise ValueError(f"{name} must not be negative, got {value}")
    if zoom >= 1:
        raise ValueError(f"zoom must be smaller than 1, got {zoom}")

    drawn = draw_affine(rng, len(images), rotation=rotation, zoom=zoom, shear=shear, shift=shift)
    return affine(images, *drawn, fill=fill)
