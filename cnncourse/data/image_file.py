"""Read one image file, of any format that Pillow opens, as grey or RGB bytes."""

from __future__ import annotations

import struct
from numbers import Rational

import numpy as np
from PIL import ExifTags, Image, ImageOps

GREY = ("1", "L", "LA", "La")
WHITE = 255
PNG_GREYS = {"L;2": 85, "L;4": 17}  # the step between greys in a PNG with 4 or 16 of them
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Other frames in these formats are previews, depth maps or layers, not separate pictures.
ONE_PICTURE = ("MPO", "PSD")


class UnreadableImage(Exception):
    """An image file cannot be read.

    Attributes
    ----------
    problem : str
        Completes the sentence "these ...".
    advice : str
        What to do.
    """

    def __init__(self, problem, advice):
        super().__init__(problem, advice)
        self.problem, self.advice = problem, advice


def read_image(path, image_size=None):
    """Read an image file.

    Parameters
    ----------
    path : path
    image_size : int, optional
        The shorter side is resized to this length, and the middle cropped. If omitted, the size
        is kept.

    Returns
    -------
    pixels : ndarray of uint8, shape (H, W) or (H, W, 3)
        Upright. Transparent parts become white, because some drawings exist only in the alpha
        channel.
    frames : int
        Number of frames or pages in the file; only the first is read.

    Raises
    ------
    UnreadableImage
    """
    try:
        file = open(path, "rb")
    except OSError as error:
        raise UnreadableImage(
            f"cannot be opened ({error.strerror})", "change their permissions or remove them"
        ) from error
    with file:
        image, frames = decode(file)
    if image_size is not None:
        size = (image_size, image_size)
        image = ImageOps.fit(image, size, method=Image.Resampling.BILINEAR)
    return np.asarray(image), frames


def decode(file):
    """Decode the first frame of an open file.

    Returns
    -------
    image : Image
        Of mode L or RGB.
    frames : int

    Raises
    ------
    UnreadableImage
    """
    try:
        image = Image.open(file)
        if image.format == "PNG":
            image.verify()  # checksums, which decoding ignores
            image = Image.open(file)
        frames = 1 if image.format in ONE_PICTURE else getattr(image, "n_frames", 1)
        correct_transparency(image)
        if image.format == "EPS":  # Pillow would run it in Ghostscript
            raise UnreadableImage("are PostScript programs", "convert them to PNG")
        image.load()
        refuse_unsupported_pixels(image)
        return on_white(upright(image)), frames
    except UnreadableImage:
        raise
    except Image.DecompressionBombError as error:
        limit = 2 * Image.MAX_IMAGE_PIXELS
        raise UnreadableImage(
            f"have more than {limit / 1e6:.0f} million pixels", "make them smaller"
        ) from error
    except MemoryError as error:
        raise UnreadableImage("need too much memory", "make them smaller") from error
    except Exception as error:  # Pillow raises all kinds of errors for damaged bytes
        raise UnreadableImage("are not readable images", "replace or remove them") from error


def refuse_unsupported_pixels(image):
    """Raise an error for pixels that do not fit into bytes or that Pillow cannot convert to RGB."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):  # Pillow would clip, not scale
        raise UnreadableImage(
            "have 16 or more bits per channel, which is not supported",
            "convert them to 8 bits",
        )
    if image.mode == "LAB":
        raise UnreadableImage("have LAB colours, which are not supported", "convert them to RGB")


def correct_transparency(image):
    """Scale the transparent colour of a PNG like its pixels, which Pillow fails to do."""
    if image.format != "PNG" or not isinstance(image.info.get("transparency"), (int, tuple)):
        return
    *_, sample = image.tile[0]
    if sample in PNG_GREYS:
        image.info["transparency"] *= PNG_GREYS[sample]
    elif sample == "RGB;16B":
        raise UnreadableImage(
            "have 16 bits per channel and a transparent colour, which is not supported",
            "convert them to 8 bits",
        )


def upright(image):
    """Turn an image upright by its EXIF orientation; ignore unknown orientations.

    `ImageOps.exif_transpose` also rewrites the whole EXIF block, which fails on unrelated entries.
    """
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except (SyntaxError, struct.error):  # a damaged block; image viewers ignore it too
        return image
    turn = TURNS.get(orientation) if isinstance(orientation, Rational) else None
    return image if turn is None else image.transpose(turn)


def on_white(image):
    """Composite an image over white.

    Returns
    -------
    Image
        Of mode L if it was grey, else RGB.

    Raises
    ------
    UnreadableImage
        If nothing remains visible, as with white ink on a transparent background.
    """
    plain, with_alpha = ("L", "LA") if image.mode in GREY else ("RGB", "RGBA")
    if not image.has_transparency_data:
        return image.convert(plain)
    image = image.convert(with_alpha)
    alpha = image.getchannel("A")
    ground = Image.new(plain, image.size, "white")
    ground.paste(image.convert(plain), mask=alpha)
    lightness, opacity = np.asarray(ground), alpha.getextrema()
    if opacity[0] < opacity[1] and lightness.min() == WHITE:
        raise UnreadableImage(
            "are white on a transparent background, which is read as white",
            "give them a background",
        )
    return ground
