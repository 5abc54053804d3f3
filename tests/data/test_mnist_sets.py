"""MNIST: fetched, read, errors for damaged files."""

from __future__ import annotations

import gzip
import struct
from functools import partial

import numpy as np
import pytest
from published import idx, refused

from cnncourse import data
from cnncourse.data import mnist_sets

zipped = partial(gzip.compress, mtime=0)  # the same bytes, and so the same tests, at any time


def test_mnist_is_fetched_once_and_read(small_mnist, digits_files, server, folders):
    arrays, _ = digits_files
    for _ in range(2):
        found = data.mnist()
        assert found.image_shape == (1, 28, 28) and len(found.train) == 30
        np.testing.assert_array_equal(found.train.targets, arrays["train-labels-idx1-ubyte.gz"])
        np.testing.assert_array_equal(found.held_out.targets, arrays["t10k-labels-idx1-ubyte.gz"])
        for split, name in ((found.train, "train"), (found.held_out, "t10k")):
            images = arrays[f"{name}-images-idx3-ubyte.gz"].astype(float)
            mean, std = (f(arrays["train-images-idx3-ubyte.gz"]) for f in (np.mean, np.std))
            np.testing.assert_allclose(split.images[:, 0], (images - mean) / std, atol=1e-5)
    assert len(server.requests) == 4
    assert sorted(path.name for path in (folders / "cache/mnist").iterdir()) == sorted(small_mnist)


def test_padding_up_to_36_and_larger_digits_beyond(small_mnist):
    plain, framed, large = data.mnist(), data.mnist(32), data.mnist(48)
    assert framed.image_shape == (1, 32, 32) and large.image_shape == (1, 48, 48)
    np.testing.assert_allclose(framed.train.images[:, :, :2], framed.background, atol=1e-6)
    middle = framed.train.images[:, :, 2:-2, 2:-2]
    assert np.corrcoef(middle.ravel(), plain.train.images.ravel())[0, 1] > 1 - 1e-9
    assert not np.allclose(large.train.images[:, :, :2], large.background)


@pytest.fixture
def file(tmp_path):
    def write(content):
        (tmp_path / "x.gz").write_bytes(content)
        return tmp_path / "x.gz"

    return write


@pytest.mark.parametrize("shape", [(3, 4, 5), (1, 1, 1), (0, 28, 28)])
def test_idx_round_trip(file, shape):
    array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    np.testing.assert_array_equal(mnist_sets.read_idx(file(idx(array)), 3), array)


def test_idx_truncated_anywhere(file):
    whole = idx(np.arange(60, dtype=np.uint8).reshape(3, 4, 5))
    for length in range(len(whole)):
        assert "x.gz is " in refused(mnist_sets.read_idx, file(whole[:length]), 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (idx(np.zeros(3, np.uint8)), "begins with the bytes 00 00 08 01, not 00 00 08 03"),
        (zipped(b"\0\0\x0d\3" + bytes(12)), "begins with the bytes 00 00 0d 03"),
        (zipped(b""), "begins with the bytes (none)"),
        (zipped(b"\0\0\x08\3" + bytes(11)), "is not an IDX file of 3 dimensions"),
        (zipped(b"\0\0\x08\3" + struct.pack(">3I", 2, 2, 2) + bytes(7)), "holds 7 values; "),
        (zipped(b"\0\0\x08\3" + struct.pack(">3I", 2, 2, 2) + bytes(9)), "says 2 x 2 x 2"),
        (b"hello", "x.gz is damaged (Not a gzipped file"),
    ],
)
def test_files_that_are_not_idx(file, content, message):
    assert message in refused(mnist_sets.read_idx, file(content), 3)


def test_images_and_labels_of_different_data_sets(tmp_path):
    images, labels = tmp_path / "images.gz", tmp_path / "labels.gz"
    images.write_bytes(idx(np.zeros((3, 4, 4), np.uint8)))
    labels.write_bytes(idx(np.zeros(4, np.uint8)))
    message = refused(mnist_sets.read_split, images, labels)
    assert "holds 3 images and" in message and "4 labels: they do not belong together" in message
