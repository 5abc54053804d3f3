"""Pictures of digits, framed like those that the network knows."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.exercises.handwriting import as_digit, digits, drawn_three


def test_digits_are_enlarged_and_normalized():
    images, labels = digits()
    assert images.shape == (1797, 1, 16, 16) and images.dtype == np.float32
    assert abs(images.mean()) < 1e-5 and images.std() == pytest.approx(1, abs=1e-4)
    np.testing.assert_array_equal(images[:, :, ::2, ::2], images[:, :, 1::2, 1::2])
    assert labels.shape == (1797,) and set(labels) == set(range(10))


def test_a_digit_fills_the_image_wherever_it_is_in_the_picture():
    three = drawn_three()
    framed = as_digit(three)
    assert framed.shape == (1, 1, 16, 16) and framed.dtype == np.float32
    assert framed[0, 0, 0].max() > 0 and framed[0, 0, -1].max() > 0  # first and last row
    larger = np.ones((150, 180))
    larger[30:90, 90:140] = three
    np.testing.assert_allclose(as_digit(larger), framed, atol=1e-6)


def test_units_and_colours_do_not_matter():
    three = drawn_three()
    framed = as_digit(three)
    np.testing.assert_allclose(as_digit(255 * three), framed, atol=1e-5)
    np.testing.assert_allclose(as_digit(1 - three), framed, atol=1e-5)  # chalk on a blackboard
    standardized = (three - three.mean()) / three.std()
    np.testing.assert_allclose(as_digit(-standardized), framed, atol=1e-5)
    colours = np.stack([three, three, three, np.ones_like(three)], axis=2)
    np.testing.assert_allclose(as_digit(colours), framed, atol=1e-5)


def test_a_bar_is_put_in_the_middle():
    picture = np.zeros((40, 40))
    picture[8:32, 5:9] = 1
    image = as_digit(picture)[0, 0]
    (columns,) = np.nonzero(image.max(axis=0) > 0)
    assert (columns[0], columns[-1]) == (6, 7) and (image[:, 6:8] > 1.7).all()


def test_what_is_transparent_is_white():
    three = drawn_three()
    black = np.zeros((*three.shape, 4))
    black[..., 3] = 1 - three
    np.testing.assert_allclose(as_digit(black), as_digit(three), atol=1e-5)


@pytest.mark.parametrize("paper", [1.0, 0.0, 230.0])
def test_a_picture_without_a_digit_raises_an_error(paper):
    noise = 6 * np.random.default_rng(0).standard_normal((60, 50)) * (paper > 1)
    with pytest.raises(ValueError, match="the picture shows no digit"):
        as_digit(paper + noise)


def test_a_name_is_no_picture():
    with pytest.raises(ValueError, match=r"give the picture itself: as_digit\(plt.imread\('a.png'"):
        as_digit("a.png")
