"""The digits: which are held out, and how they are enlarged."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits

from cnncourse import data


def test_the_last_360_in_file_order_are_held_out(digits):
    _, labels = load_digits(return_X_y=True)
    assert len(digits.train) == 1437 and len(digits.held_out) == 360
    np.testing.assert_array_equal(digits.train.targets, labels[:1437])
    np.testing.assert_array_equal(digits.held_out.targets, labels[1437:])
    assert digits.classes == tuple("0123456789")


def test_images_have_the_shape_that_the_network_expects(digits):
    assert digits.image_shape == (1, 32, 32)
    for split in (digits.train, digits.held_out):
        assert split.images.dtype == np.float32 and split.targets.dtype == np.int64
        assert len(split.images) == len(split.targets) == len(split)


def test_normalized_over_the_training_images(digits):
    assert abs(digits.train.images.mean(dtype=float)) < 1e-5
    assert abs(digits.train.images.std(dtype=float) - 1) < 1e-5
    assert abs(digits.held_out.images.mean(dtype=float)) > 1e-4  # its own mean was not used


@pytest.mark.parametrize("place", [0, 700, 1436, 1437, 1796])
def test_an_image_is_the_digit_of_the_file(digits, place):
    small = load_digits().images[place]
    images = np.concatenate([digits.train.images, digits.held_out.images])
    ink = images[place, 0] - digits.background
    np.testing.assert_allclose(ink[:4], 0, atol=1e-6)  # the padding
    np.testing.assert_allclose(ink[:, 28:], 0, atol=1e-6)
    # The middle of every block of 3x3 is the old pixel itself.
    middles = ink[4:28, 4:28][1::3, 1::3]
    np.testing.assert_allclose(middles / middles.max(), small / small.max(), atol=1e-6)


def test_another_image_size():
    assert data.digits(28).image_shape == (1, 28, 28)
    assert data.digits().image_shape == data.digits(None).image_shape == (1, 32, 32)
    with pytest.raises(ValueError, match="digits have 8x8 pixels; image_size is 7"):
        data.digits(7)
