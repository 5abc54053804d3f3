"""A cache of decoded images, valid until one of their files changes."""

from __future__ import annotations

import hashlib
import os
import sys

import numpy as np
from PIL import __version__ as pillow

from cnncourse.common.files import replacing
from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.decoding import decode_images
from cnncourse.data.locations import CACHE_VARIABLE, cache_folder
from cnncourse.data.messages import printable
from cnncourse.data.pixels import require_memory_for_images

EDITION = 2  # increase it when a change makes the same files decode to different images
LARGEST_KEPT = 10**9  # bytes


def images_of_files(paths, root, image_size):
    """Decode image files, or load them from the cache if none has changed.

    Parameters
    ----------
    paths : list of str
    root : path
        The requested folder.
    image_size : int or None
        As for `decode_images`.

    Returns
    -------
    ndarray of uint8, shape (N, C, H, W)

    Raises
    ------
    DataUnavailable
        Naming the files that cannot be read.
    """
    root = os.path.realpath(root)
    if image_size is not None:
        require_memory_for_images(f"folder:{root}", len(paths), (3, image_size, image_size))
    name = hashlib.sha256(os.fsencode(f"{root} {image_size}")).hexdigest()[:16]
    kept, state = cache_folder() / "folders" / f"{name}.npz", state_of_files(paths)
    images = load_kept(kept, state)
    if images is None:
        images = decode_images(paths, f"folder:{root}", image_size)
        if images.nbytes <= LARGEST_KEPT:
            keep(kept, state, images)
    return images


def state_of_files(paths):
    """Compute a digest of the files' names, sizes and times, and of the decoder's version."""
    digest = hashlib.sha256(f"{EDITION} {pillow}\n".encode())
    for path in paths:
        try:
            found = os.stat(path)
        except OSError as error:
            raise DataUnavailable(
                f"{printable(path)} cannot be read ({error.strerror}): change the permissions of "
                "its folder, or remove it"
            ) from error
        # Programs that copy files may restore mtime, but they cannot set ctime.
        facts = f"\0{found.st_size}\0{found.st_mtime_ns}\0{found.st_ctime_ns}\n"
        digest.update(os.fsencode(path) + facts.encode())
    return digest.hexdigest()


def load_kept(path, state):
    """Load the images that `keep` wrote for this state, or return None."""
    try:
        with open(path, "rb") as file, np.load(file) as kept:
            if str(kept["state"]) != state:
                return None
            if kept.zip.testzip():
                raise ValueError("a checksum is wrong")
            return kept["images"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Exception as error:  # zipfile and numpy raise many kinds of errors for damaged bytes
        problem = f"cannot be read ({error.strerror})" if is_from_system(error) else "is damaged"
        print(f"{path} {problem}: decoding the images again", file=sys.stderr)
        return None


def is_from_system(error):
    return isinstance(error, OSError) and error.strerror is not None


def keep(path, state, images):
    """Write decoded images to the cache atomically."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            np.savez(temporary, state=state, images=images)
    except OSError as error:
        print(
            f"{path.parent} cannot be written ({error.strerror}), so the images will be decoded "
            f"again next time: set {CACHE_VARIABLE} to a writable folder",
            file=sys.stderr,
        )
