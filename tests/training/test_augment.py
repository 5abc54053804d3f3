"""Random affine augmentation: what it must preserve, what it must change, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from cnncourse.augment import affine, changes, random_affine

STRENGTHS = {"rotation": 15.0, "zoom": 0.1, "shear": 0.1, "shift": 2.0}


@pytest.fixture
def images():
    return np.random.default_rng(0).normal(size=(5, 2, 9, 12)).astype(np.float32)


def turned(images, seed=1, **strengths):
    return random_affine(images, np.random.default_rng(seed), **strengths)


def test_without_strengths_no_bit_changes(images):
    np.testing.assert_array_equal(turned(images, fill=7.0), images)


@pytest.mark.parametrize("name", STRENGTHS)
def test_every_strength_alone_changes_every_image(images, name):
    out = turned(images, **{name: STRENGTHS[name]})
    assert np.all(np.abs(out - images).max(axis=(1, 2, 3)) > 1e-3)


def test_the_generator_decides_the_result(images):
    np.testing.assert_array_equal(turned(images, **STRENGTHS), turned(images, **STRENGTHS))
    assert np.any(turned(images, **STRENGTHS) != turned(images, seed=2, **STRENGTHS))


def test_each_image_is_changed_differently(images):
    same = np.repeat(images[:1], 4, axis=0)
    out = turned(same, **STRENGTHS)
    assert all(np.any(out[i] != out[j]) for i in range(4) for j in range(i))


def test_channels_move_together(images):
    both = np.concatenate([images, 2 * images], axis=1)
    out = turned(both, **STRENGTHS)
    np.testing.assert_allclose(out[:, 2:], 2 * out[:, :2], rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(0, 1, 8, 8), (1, 1, 1, 1), (3, 4, 7, 5)])
def test_shape_and_dtype_are_preserved(shape, dtype):
    out = turned(np.zeros(shape, dtype), **STRENGTHS)
    assert out.shape == shape and out.dtype == dtype


def test_the_images_are_not_changed(images):
    before = images.copy()
    turned(images, **STRENGTHS)
    np.testing.assert_array_equal(images, before)


def test_fill_comes_from_outside_only(images):
    flat = np.full_like(images, 3)
    np.testing.assert_allclose(turned(flat, fill=3, **STRENGTHS), 3, rtol=1e-6)
    far = affine(images, np.eye(2)[None].repeat(5, 0), np.full((5, 2), 40.0), fill=-2)
    np.testing.assert_array_equal(far, -2)


def test_moves_go_down_and_right(images):
    moved = affine(images, np.eye(2)[None].repeat(5, 0), np.tile([2.0, 3.0], (5, 1)), fill=9)
    np.testing.assert_array_equal(moved[:, :, 2:, 3:], images[:, :, :-2, :-3])
    assert np.all(moved[:, :, :2] == 9) and np.all(moved[:, :, :, :3] == 9)


def test_processing_in_parts_gives_the_same_result(images, monkeypatch):
    whole = turned(images, fill=2.0, **STRENGTHS)
    monkeypatch.setattr(changes, "NUMBERS", 2 * images[0].size)
    np.testing.assert_array_equal(turned(images, fill=2.0, **STRENGTHS), whole)


def test_a_quarter_turn():
    images = np.random.default_rng(0).normal(size=(1, 1, 7, 7))
    quarter = np.array([[[0.0, 1.0], [-1.0, 0.0]]])
    out = affine(images, quarter, np.zeros((1, 2)))
    np.testing.assert_allclose(out[0, 0], np.rot90(images[0, 0]), atol=1e-12)


def test_interpolates_as_scipy():
    rng = np.random.default_rng(3)
    images, matrix, move = rng.normal(size=(1, 1, 9, 12)), np.eye(2) + 0.1, np.array([0.7, -1.3])
    middle = np.array([4.0, 5.5])
    offset = middle - matrix @ (middle + move)
    expected = ndimage.affine_transform(
        np.pad(images[0, 0], 1, constant_values=5.0),
        matrix,
        offset=offset + 1 - matrix @ [1, 1],
        order=1,
        cval=5.0,
    )[1:-1, 1:-1]
    out = affine(images, matrix[None], move[None], fill=5.0)
    np.testing.assert_allclose(out[0, 0], expected, atol=1e-12)


@pytest.mark.parametrize("name", STRENGTHS)
def test_a_negative_strength(images, name):
    with pytest.raises(ValueError, match=f"{name} must not be negative, got -1"):
        turned(images, **{name: -1})


def test_a_zoom_to_nothing(images):
    with pytest.raises(ValueError, match="zoom must be smaller than 1, got 1"):
        turned(images, zoom=1)
