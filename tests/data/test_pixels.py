"""From bytes to images: sizes, padding, means, and the memory they need."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
import torch

from cnncourse.data import DataUnavailable, Split, digits, pixels


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (5, 3, 12, 9), dtype=np.uint8)


@pytest.mark.parametrize("size", [8, 9, 12, 16, 31])
def test_resize_as_torch(images, size):
    wanted = torch.nn.functional.interpolate(
        torch.from_numpy(images).double(), size=(size, size), mode="bilinear", antialias=True
    )
    out = pixels.resize(images, size)
    assert out.dtype == np.uint8
    np.testing.assert_allclose(out, wanted.numpy(), atol=0.5001)


def test_resize_more_images_than_a_block(monkeypatch, images):
    whole = pixels.resize(images, 14)
    monkeypatch.setattr(pixels, "BLOCK", 2)
    np.testing.assert_array_equal(pixels.resize(images, 14), whole)


@pytest.mark.parametrize(("old", "new"), [(8, 8), (8, 24), (24, 8), (9, 4)])
def test_shares_sum_to_one(old, new):
    mix = pixels.interpolation_matrix(old, new)
    np.testing.assert_allclose(mix.sum(axis=1), 1)
    np.testing.assert_allclose(mix, mix[::-1, ::-1], atol=1e-12)
    assert mix.shape == (new, old) and (mix >= 0).all()


def test_padding_of_odd_width():
    framed = pixels.frame(np.ones((1, 2, 2)), 5, empty=7)[0]
    np.testing.assert_array_equal(np.argwhere(framed == 1), [[1, 1], [1, 2], [2, 1], [2, 2]])
    assert (framed == 7).sum() == 21


def test_every_channel_is_normalized_by_the_training_images(monkeypatch, images):
    monkeypatch.setattr(pixels, "BLOCK", 2)
    labels = np.arange(5, dtype=np.uint8)
    held_out = images // 2
    dataset = pixels.dataset_of_bytes("x", (images, labels), (held_out, labels), "abcde")
    axes = (0, 2, 3)
    mean, std = images.mean(axis=axes, keepdims=True), images.std(axis=axes, keepdims=True)
    for split, source in ((dataset.train, images), (dataset.held_out, held_out)):
        np.testing.assert_allclose(split.images, (source - mean) / std, rtol=1e-4, atol=1e-5)
        assert split.images.dtype == np.float32 and split.targets.dtype == np.int64
    assert dataset.background == 0 and dataset.classes == tuple("abcde")


def test_the_background_of_ink_is_empty_paper(images):
    grey = images[:, :1].copy()
    grey[0, 0, 0, 0] = 0
    labels = np.zeros(5, np.uint8)
    dataset = pixels.dataset_of_bytes("x", (grey, labels), (grey, labels), "a", empty=0)
    assert dataset.background == pytest.approx(dataset.train.images[0, 0, 0, 0], rel=1e-6)


def test_a_channel_without_contrast():
    images = np.full((3, 1, 8, 8), 9, np.uint8)
    np.testing.assert_array_equal(pixels.normalize(images, *pixels.statistics(images)), 0)


@pytest.mark.parametrize("size", [7, 0, -3])
def test_an_image_size_that_is_too_small(size):
    with pytest.raises(DataUnavailable, match=f"image_size must be at least 8, got {size}"):
        pixels.require_image_size(size)


def test_images_that_exceed_the_memory(monkeypatch):
    bytes_needed = 60000 * 3 * 32 * 32 * 5
    for there, enough in ((bytes_needed / 0.74, True), (bytes_needed / 0.76, False)):
        monkeypatch.setattr(pixels, "memory", lambda there=there: there)
        with nullcontext() if enough else pytest.raises(DataUnavailable):
            pixels.require_memory_for_images("cifar10", 60000, (3, 32, 32))
    monkeypatch.setattr(pixels, "memory", lambda: 4e9)
    with pytest.raises(DataUnavailable) as error:
        pixels.require_memory_for_images("cifar10", 60000, (3, 224, 224))
    assert str(error.value) == (
        "cifar10: 60000 images of 224x224 take 45.2 GB, and this machine has 4.0 GB in "
        "total: choose a smaller image_size"
    )


def test_digits_that_exceed_the_memory(monkeypatch):
    monkeypatch.setattr(pixels, "memory", lambda: 1e6)
    with pytest.raises(DataUnavailable, match="digits: 1797 images of 99x99 take 0.4 GB"):
        digits(99)


def test_the_memory_of_this_machine():
    assert pixels.memory() > 1e8


def test_a_split_has_as_many_targets_as_images():
    images = np.zeros((3, 1, 2, 2), np.float32)
    with pytest.raises(
        ValueError, match="targets must have one row per image: 4 rows for 3 images"
    ):
        Split(images, np.zeros(4, int))
    assert repr(Split(images, np.zeros(3, int))) == "Split(3 images of shape (1, 2, 2))"
