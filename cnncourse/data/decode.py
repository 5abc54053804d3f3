"""Image files decoded, and kept decoded in the cache until one of them changes."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image, ImageOps
from tqdm import tqdm

from cnncourse.common.files import replacing
from cnncourse.data.dataset import Unavailable
from cnncourse.data.pixels import check_memory
from cnncourse.data.sources import CACHE, cache

GREY, COLOUR = ("1", "L", "LA"), ("RGB", "RGBA", "P", "PA", "CMYK", "YCbCr", "HSV", "LAB", "RGBX")
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)
NO_IMAGE = "are no readable images: replace them, or take them away"
DEEP = "have 16 bits or more a pixel and channel, which is not supported: convert them to 8 bits"
LOCKED = "may not be read by you: change their permissions, or take them away"
NAMED = 3  # of the files that have the same thing wrong
LARGEST_KEPT = 10**9  # bytes
BLOCK = 32  # images that one thread decodes in a row


def images_of_files(paths, root, image_size):
    """Decode image files, or take them from the cache if none has changed since.

    Parameters
    ----------
    paths : list of str
    root : Path
        The folder in which they all lie.
    image_size : int or None
        The shorter side is brought to this length, and the middle cut out; None keeps the size,
        which must be the same for all.

    Returns
    -------
    ndarray of uint8, shape (N, C, H, W)
        One channel if all images are grey, else three.

    Raises
    ------
    Unavailable
        Naming the files that cannot be read.
    """
    root = root.resolve()
    if image_size is not None:
        check_memory(f"folder:{root}", len(paths), (3, image_size, image_size))
    name = hashlib.sha256(f"{root} {image_size}".encode()).hexdigest()[:16]
    kept, state = cache() / "folders" / f"{name}.npz", state_of_files(paths)
    images = load_kept(kept, state)
    if images is None:
        images = decode_all(paths, f"folder:{root}", image_size)
        if images.nbytes <= LARGEST_KEPT:
            keep(kept, state, images)
    return images


def state_of_files(paths):
    """Give a digest of names, sizes and times of files; it changes when one of them does."""
    digest = hashlib.sha256()
    for path in paths:
        found = os.stat(path)
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_kept(path, state):
    """Load what `keep` wrote, or give None if there is nothing, or only what was before."""
    try:
        with open(path, "rb") as file, np.load(file) as kept:
            return kept["images"] if str(kept["state"]) == state else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        print(f"{path} is damaged: decoding the images again", file=sys.stderr)
        return None


def keep(path, state, images):
    """Write decoded images into the cache, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            np.savez(temporary, state=state, images=images)
    except OSError as error:
        print(
            f"{path.parent} cannot be written ({error.strerror}), so the images will be decoded "
            f"again next time: set {CACHE} to a folder that can",
            file=sys.stderr,
        )


def decode_all(paths, name, image_size):
    """Decode files, all to the same size.

    Parameters
    ----------
    paths : list of str
    name : str
        Of the data set, for messages.
    image_size : int or None

    Returns
    -------
    ndarray of uint8, shape (N, C, H, W)
    """
    images, wrong = [], {}
    for path, image in decoded(paths, image_size):
        if isinstance(image, str):
            wrong.setdefault(image, []).append(path)
            continue
        if not images:
            check_memory(name, len(paths), (3, *image.shape[:2]))
        elif image.shape[:2] != images[0].shape[:2]:
            raise Unavailable(
                f"{name} has images of more than one size, {side(images[0])} and {side(image)} "
                f"({path}): choose one with image_size"
            )
        images.append(image)
    if wrong:
        raise Unavailable("; ".join(complaint(reason, found) for reason, found in wrong.items()))
    return stack(images)


def complaint(reason, paths):
    """Name the first files that have the same thing wrong."""
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    problem, advice = reason.split(": ")
    return f"these {problem}: {', '.join(paths[:NAMED])}{more}: {advice}"


def decoded(paths, image_size):
    """Yield path and image of every file, decoded on all cores under a progress bar."""
    blocks = [paths[start : start + BLOCK] for start in range(0, len(paths), BLOCK)]
    bar = tqdm(total=len(paths), unit="image", desc="decoding", leave=False, disable=None)
    pool = ThreadPoolExecutor()
    try:
        for block in pool.map(lambda block: [(p, decode(p, image_size)) for p in block], blocks):
            yield from block
            bar.update(len(block))
    finally:
        pool.shutdown(cancel_futures=True)
        bar.close()


def decode(path, image_size):
    """Decode one file.

    Returns
    -------
    ndarray of uint8, shape (H, W) or (H, W, 3), or str
        What is wrong with a file that cannot be read.
    """
    try:
        with Image.open(path) as image:
            if image.mode not in GREY + COLOUR:  # 16 bits would be cut to 8, not scaled
                return DEEP
            image = ImageOps.exif_transpose(image)
            image = image.convert("L" if image.mode in GREY else "RGB")
            if image_size is not None:
                size = (image_size, image_size)
                image = ImageOps.fit(image, size, method=Image.Resampling.BILINEAR)
            return np.asarray(image)
    except PermissionError:
        return LOCKED
    except UNREADABLE:
        return NO_IMAGE


def stack(images):
    """Put images of one size together, with three channels unless all are grey.

    Parameters
    ----------
    images : list of ndarray of shape (H, W) or (H, W, 3)

    Returns
    -------
    ndarray of shape (N, C, H, W)
    """
    channels = max(1 if image.ndim == 2 else 3 for image in images)
    out = np.empty((len(images), channels, *images[0].shape[:2]), np.uint8)
    for place, image in zip(out, images, strict=True):
        place[:] = image if image.ndim == 2 else image.transpose(2, 0, 1)
    return out


def side(image):
    return f"{image.shape[0]}x{image.shape[1]}"
