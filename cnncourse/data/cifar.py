"""CIFAR-10: 60,000 colour photographs of 32x32 pixels, in ten classes.

A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009,
https://www.cs.toronto.edu/~kriz/cifar.html. This module reads the binary version: a record is one
byte of label and 3072 of image, the red, green and blue planes in turn, row by row. The version for
Python is pickled, and unpickling a file runs any code in it.
"""

from __future__ import annotations

import tarfile

import numpy as np

from cnncourse.common.texts import counted
from cnncourse.data import pixels
from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.locations import data_folder
from cnncourse.data.sources import Source, locate, own_file

SIDE, CHANNELS, COUNT = 32, 3, 60_000
RECORD = 1 + CHANNELS * SIDE**2
FOLDER, ARCHIVE_NAME = "cifar-10-batches-bin", "cifar-10-binary.tar.gz"
CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
ARCHIVE = Source(
    folder="",
    mirrors=("https://www.cs.toronto.edu/~kriz/",),
    sums={ARCHIVE_NAME: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"},
)
UNPACKED = Source(
    folder=FOLDER,
    mirrors=(ARCHIVE.mirrors[0] + ARCHIVE_NAME,),
    sums={
        "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
        "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
        "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
        "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
        "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
        "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
    },
)


def cifar10(image_size=None):
    """Load CIFAR-10: 50,000 training photographs and 10,000 held out.

    Parameters
    ----------
    image_size : int, optional
        32 by default; for other sizes the images are resized by linear interpolation.

    Returns
    -------
    Dataset
        Every channel has mean 0 and variance 1 over the training images; the background is their
        mean colour.

    Raises
    ------
    DataUnavailable
        If the files are damaged or cannot be fetched, or `image_size` is too small or too large.
    """
    size = SIDE if image_size is None else image_size
    pixels.require_image_size(size)
    pixels.require_memory_for_images("cifar10", COUNT, (CHANNELS, size, size))
    batches = read_batches()
    *train, test = UNPACKED.sums
    splits = []
    for names in (train, [test]):
        images, labels = zip(*(batches.pop(name) for name in names), strict=True)
        images = np.concatenate(images)
        splits.append((images if size == SIDE else pixels.resize(images, size), labels))
    return pixels.dataset_of_bytes(
        "cifar10", *((images, np.concatenate(labels)) for images, labels in splits), CLASSES
    )


def read_batches():
    """Read the files of the data set from your own folder, or from the archive.

    Returns
    -------
    dict of str to tuple
        For every file, images (N, 3, 32, 32) and labels (N,), both uint8.

    Raises
    ------
    DataUnavailable
    """
    own = data_folder()
    if own and (own / FOLDER).is_dir():
        paths = {name: own_file(UNPACKED, name) for name in UNPACKED.sums}
        if missing := [name for name, path in paths.items() if path is None]:
            raise DataUnavailable(
                f"{own / FOLDER} lacks {', '.join(missing)}: unpack {ARCHIVE_NAME} again"
            )
        return {name: parse_batch(path, path.read_bytes()) for name, path in paths.items()}
    path = locate(ARCHIVE)[ARCHIVE_NAME]
    batches = {}
    with tarfile.open(path, "r|gz") as archive:  # a stream; nothing is unpacked to disk
        for member in archive:
            name = member.name.rpartition("/")[2]
            if name in UNPACKED.sums:
                batches[name] = parse_batch(path / member.name, archive.extractfile(member).read())
    return batches


def parse_batch(path, content):
    """Parse the records of one file.

    Parameters
    ----------
    path : path
        Source of the bytes, for error messages.
    content : bytes

    Returns
    -------
    images : ndarray of uint8, shape (N, 3, 32, 32)
    labels : ndarray of uint8, shape (N,)

    Raises
    ------
    DataUnavailable
        If the bytes are not records of CIFAR-10.
    """
    if not content or len(content) % RECORD:
        raise DataUnavailable(
            f"{path} has {counted(len(content), 'byte')}, which is not a multiple of {RECORD}, "
            "the size of an image with its label: replace it"
        )
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    labels = records[:, 0]
    if labels.max() >= len(CLASSES):
        raise DataUnavailable(
            f"{path} has the label {labels.max()}; CIFAR-10 ends at 9: replace it"
        )
    return records[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE), labels
