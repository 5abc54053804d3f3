"""MNIST's digits and Fashion-MNIST's clothes: 70,000 grey images of 28x28 pixels each.

Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to Document
Recognition", Proceedings of the IEEE, 1998; the data by Y. LeCun, C. Cortes and C. Burges, CC BY-SA
3.0. H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST", 2017, https://arxiv.org/abs/1708.07747,
MIT licence.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from math import prod

import numpy as np

from cnncourse.common.texts import counted
from cnncourse.data import pixels
from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.sources import Source, locate

SIDE, COUNT, UNSIGNED_BYTE = 28, 70_000, 0x08
LARGEST_FRAMED = 36

MNIST = Source(
    folder="mnist",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    sums={
        "train-images-idx3-ubyte.gz": (
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
        ),
        "train-labels-idx1-ubyte.gz": (
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
        ),
        "t10k-images-idx3-ubyte.gz": (
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
        ),
        "t10k-labels-idx1-ubyte.gz": (
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
        ),
    },
)
FASHION_MNIST = Source(
    folder="fashion-mnist",
    mirrors=(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    sums={
        "train-images-idx3-ubyte.gz": (
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
        ),
        "train-labels-idx1-ubyte.gz": (
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
        ),
        "t10k-images-idx3-ubyte.gz": (
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
        ),
        "t10k-labels-idx1-ubyte.gz": (
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
        ),
    },
)


def mnist(image_size=None):
    """Load MNIST: 60,000 handwritten training digits and 10,000 held out.

    Parameters
    ----------
    image_size : int, optional
        28 by default. Up to 36, images are padded with empty pixels (LeNet-5 used 32); for other
        sizes they are resized by linear interpolation.

    Returns
    -------
    Dataset
        Mean 0 and variance 1 over the training images.

    Raises
    ------
    DataUnavailable
        If the files are damaged or cannot be fetched, or `image_size` is too small or too large.
    """
    return load("mnist", MNIST, tuple("0123456789"), image_size)


def fashion_mnist(image_size=None):
    """Load Fashion-MNIST: 60,000 training pictures of clothes and 10,000 held out.

    It has the parameters, result and errors of `mnist`.
    """
    classes = (
        *("t-shirt", "trouser", "pullover", "dress", "coat"),
        *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
    )
    return load("fashion_mnist", FASHION_MNIST, classes, image_size)


def load(name, source, classes, image_size):
    """Load a data set in MNIST's format."""
    size = SIDE if image_size is None else image_size
    pixels.require_image_size(size)
    pixels.require_memory_for_images(name, COUNT, (1, size, size))
    train_images, train_labels, test_images, test_labels = locate(source).values()

    def fit(images):
        images = images[:, np.newaxis]  # (N, 1, H, W)
        if SIDE <= size <= LARGEST_FRAMED:
            return pixels.frame(images, size, empty=0)
        return pixels.resize(images, size)

    pairs = [(train_images, train_labels), (test_images, test_labels)]
    splits = [(fit(images), labels) for images, labels in (read_split(*pair) for pair in pairs)]
    return pixels.dataset_of_bytes(name, *splits, classes, empty=0)


def read_split(images_path, labels_path):
    """Read images and their labels from two files.

    Parameters
    ----------
    images_path, labels_path : path

    Returns
    -------
    images : ndarray of uint8, shape (N, H, W)
    labels : ndarray of uint8, shape (N,)

    Raises
    ------
    DataUnavailable
        If a file is damaged, or the two do not belong together.
    """
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    if len(images) != len(labels):
        raise DataUnavailable(
            f"{images_path} holds {counted(len(images), 'image')} and {labels_path} "
            f"{counted(len(labels), 'label')}: "
            "they do not belong together"
        )
    return images, labels


def read_idx(path, dimensions):
    """Read an array of bytes from a compressed file in IDX, MNIST's format.

    The format is two zero bytes, one byte for the type, one for the number of dimensions, then
    every dimension as a big-endian 32-bit integer, then the values.

    Parameters
    ----------
    path : path
    dimensions : int
        The expected number: 3 for images, 1 for labels.

    Returns
    -------
    ndarray of uint8
        Read-only.

    Raises
    ------
    DataUnavailable
        If the file is damaged or of another format.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataUnavailable(f"{path} is damaged ({error}): delete it, or replace it") from error
    header = 4 + 4 * dimensions
    if content[:4] != bytes([0, 0, UNSIGNED_BYTE, dimensions]) or len(content) < header:
        raise DataUnavailable(
            f"{path} is not an IDX file of {counted(dimensions, 'dimension')}: it begins with "
            f"the bytes {content[:4].hex(' ') or '(none)'}, not 00 00 08 {dimensions:02x}"
        )
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    if len(content) - header != prod(shape):
        raise DataUnavailable(
            f"{path} holds {counted(len(content) - header, 'value')}; its header says "
            f"{' x '.join(map(str, shape))}: delete it, or replace it"
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
