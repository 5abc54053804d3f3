"""Pipelines: augmentation written as text, such as "crop=4, flip, cutout=8"."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from cnncourse.augment import changes
from cnncourse.augment.pieces import MOVING, PIECES, AlternatingFlip
from cnncourse.common.names import advice


@dataclass(frozen=True)
class Pipeline:
    """Pieces that are applied one after the other.

    Attributes
    ----------
    pieces : tuple
        In order of application; an empty tuple leaves the images unchanged.
    """

    pieces: tuple = ()

    def __call__(self, images, rng, *, background=0.0):
        """Change every image by its own random amounts.

        Parameters
        ----------
        images : ndarray of shape (N, C, H, W)
            Normalized. Not modified.
        rng : numpy.random.Generator
        background : float
            The value of pixels from outside the image, such as `Dataset.background`.

        Returns
        -------
        ndarray of shape (N, C, H, W)
            With the dtype of `images`.

        Raises
        ------
        ValueError
            If a piece would leave nothing of the images, lighting was not fitted, or there is an
            alternating flip: use `draw` and `apply`.
        """
        return self.apply(images, self.draw(rng, images.shape), background=background)

    @property
    def moving(self):
        """A pipeline of only those pieces that move objects in the image."""
        return Pipeline(tuple(piece for piece in self.pieces if isinstance(piece, MOVING)))

    def draw(self, rng, shape, *, indices=None, epoch=None):
        """Draw the random numbers for images of a given shape.

        Parameters
        ----------
        rng : numpy.random.Generator
        shape : tuple of int
            (N, C, H, W).
        indices : ndarray of int, shape (N,), optional
            The positions of the images in the training set; an alternating flip needs them.
        epoch : int, optional
            From 1; an alternating flip needs it.

        Returns
        -------
        list
            The result of every piece's `draw`: small numpy arrays, one row per image.
        """
        return [
            piece.draw(indices, epoch)
            if isinstance(piece, AlternatingFlip)
            else piece.draw(rng, shape)
            for piece in self.pieces
        ]

    def apply(self, images, drawn, *, background=0.0, using=changes):
        """Change images by the numbers that were drawn.

        Parameters
        ----------
        images : ndarray or tensor of shape (N, C, H, W)
        drawn : list
            As returned by `draw`.
        background : float
        using : module
            `augment.changes` for arrays, `augment.torch_changes` for tensors on any device.

        Returns
        -------
        ndarray or tensor of shape (N, C, H, W)
        """
        for piece, values in zip(self.pieces, drawn, strict=True):
            images = piece.apply(using, images, values, background)
        return images

    def fitted(self, images):
        """Return a pipeline fitted to the training images: their colours and their number.

        Parameters
        ----------
        images : ndarray of shape (N, C, H, W)
            All training images, normalized. Lighting and an alternating flip need them.

        Returns
        -------
        Pipeline
        """
        return Pipeline(tuple(p.fitted(images) if hasattr(p, "fitted") else p for p in self.pieces))

    def __str__(self):
        return ", ".join(
            piece.name if piece.example is None else f"{piece.name}={piece.strength:g}"
            for piece in self.pieces
        )


def parse(text):
    """Parse a pipeline.

    Parameters
    ----------
    text : str
        Pieces with their strengths, separated by commas, in order of application:
        `affine=1, crop=4, flip, cutout=8, jitter=0.2, lighting=0.1`, and `alternating_flip` in
        place of `flip`. Empty text or `none` leaves the images unchanged. `augment.pieces`
        documents the strengths.

    Returns
    -------
    Pipeline
        Its `str` is the text in canonical form.

    Raises
    ------
    TypeError
        If `text` is not a string.
    ValueError
        Naming the piece that is unknown, or whose strength is missing or out of range.
    """
    if not isinstance(text, str):
        raise TypeError(f"augment must be text such as 'crop=4, flip', got {text!r}")
    if text.strip() in ("", "none"):
        return Pipeline()
    return Pipeline(tuple(parse_piece(part.strip()) for part in text.split(",")))


def parse_piece(text):
    """Parse one piece, such as "crop=4"."""
    name, equals, strength = (part.strip() for part in text.partition("="))
    if name not in PIECES:
        raise ValueError(f"no augmentation is called {name!r}; {advice(name, PIECES)}")
    piece = PIECES[name]
    if piece.example is None:
        if equals:
            raise ValueError(f"{name} takes no strength: write {name}, not {text}")
        return piece()
    if not equals:
        raise ValueError(f"{name} needs a strength: for example {name}={piece.example}")
    return piece(parse_strength(piece, strength))


def parse_strength(piece, text):
    """Parse the strength of a piece, a number or a whole number of pixels."""
    try:
        strength = int(text) if piece.pixels else float(text)
    except ValueError:
        wanted = "a whole number of pixels" if piece.pixels else "a number"
        raise ValueError(f"the strength of {piece.name} must be {wanted}, got {text!r}") from None
    too_large = piece.largest is not None and strength > piece.largest
    if too_large or strength < 0 or not isfinite(strength):
        wanted = "at least 0" if piece.largest is None else f"between 0 and {piece.largest}"
        raise ValueError(f"the strength of {piece.name} must be {wanted}, got {text}")
    return strength
