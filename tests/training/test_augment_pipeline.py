"""Augmentation pipelines: each step against a plain loop, and torch against numpy."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnncourse import augment
from cnncourse.augment import changes, pieces, torch_changes

EVERYTHING = "affine=1, crop=2, flip, cutout=3, jitter=0.2, lighting=0.1"
TOLERANCE = {np.float32: 1e-5, np.float64: 1e-12}


@pytest.fixture
def images():
    return np.random.default_rng(0).normal(size=(7, 3, 9, 12)).astype(np.float32)


def fitted(text, images):
    return augment.parse(text).fitted(images)


@pytest.mark.parametrize("fill", [0.0, -1.5])
def test_crop_cuts_a_window_of_the_padded_image(images, fill):
    offsets = np.array([[0, 0], [4, 4], [2, 2], [0, 4], [4, 0], [1, 3], [3, 2]])
    out = changes.crop(images, offsets, 2, fill=fill)
    for image, cut, (top, left) in zip(images, out, offsets, strict=True):
        padded = np.full((3, 13, 16), fill, np.float32)
        padded[:, 2:11, 2:14] = image
        np.testing.assert_array_equal(cut, padded[:, top : top + 9, left : left + 12])
    np.testing.assert_array_equal(out[2], images[2])


def test_flip_mirrors_the_chosen_images(images):
    chosen = np.array([True, False, False, True, True, False, True])
    out = changes.flip(images, chosen)
    for image, mirrored, yes in zip(images, out, chosen, strict=True):
        wanted = np.array([[[row[-1 - x] for x in range(12)] for row in c] for c in image])
        np.testing.assert_array_equal(mirrored, wanted if yes else image)


@pytest.mark.parametrize("size", [1, 4, 5])
def test_cutout_covers_a_square_that_may_cross_the_border(images, size):
    centres = np.array([[0, 0], [8, 11], [4, 6], [0, 11], [8, 0], [3, 2], [7, 7]])
    out = changes.cutout(images, centres, size, fill=5.0)
    for image, covered, (y, x) in zip(images, out, centres, strict=True):
        wanted = image.copy()
        for i in range(9):
            for j in range(12):
                if 0 <= i - (y - size // 2) < size and 0 <= j - (x - size // 2) < size:
                    wanted[:, i, j] = 5
        np.testing.assert_array_equal(covered, wanted)
    assert (out[2] == 5).sum() == 3 * size**2  # well inside


def test_jitter_against_its_steps(images):
    rng = np.random.default_rng(1)
    brightness, contrast, saturation = rng.uniform(0.5, 1.5, (3, 7))
    out = changes.jitter(images, brightness, contrast, saturation)
    for i, image in enumerate(images.astype(float)):
        wanted = image + brightness[i]
        wanted = wanted.mean() + contrast[i] * (wanted - wanted.mean())
        grey = wanted.mean(axis=0)
        wanted = grey + saturation[i] * (wanted - grey)
        np.testing.assert_allclose(out[i], wanted, atol=1e-5)


def test_lighting_follows_the_formula_of_the_paper(images):
    """Krizhevsky et al. 2012, section 4.1, with numpy's own covariance."""
    lighting = fitted("lighting=0.1", images).pieces[0]
    alpha = np.random.default_rng(3).normal(0, 0.1, (7, 3))
    shifts = lighting.draw(np.random.default_rng(3), images.shape)
    covariance = np.cov(images.astype(float).transpose(1, 0, 2, 3).reshape(3, -1), bias=True)
    values, vectors = np.linalg.eigh(covariance)
    for i in range(7):
        signs = np.sign((lighting.axes * vectors).sum(axis=0))  # an axis has no direction
        wanted = sum(signs[k] * vectors[:, k] * alpha[i, k] * values[k] for k in range(3))
        np.testing.assert_allclose(shifts[i], wanted, rtol=1e-4, atol=1e-6)
    out = changes.lighting(images, shifts)
    np.testing.assert_allclose(out, images + shifts[:, :, None, None], rtol=1e-6, atol=1e-6)


def test_principal_axes_of_more_images_than_fit_in_a_block():
    rng = np.random.default_rng(0)
    images = rng.normal(2, 1, (1500, 3, 2, 2)).astype(np.float32)
    images[:, 1] = images[:, 0] + 0.1 * images[:, 1]  # most of it lies along (1, 1, 0)
    axes = pieces.principal_axes(images)
    colours = images.astype(float).transpose(1, 0, 2, 3).reshape(3, -1)
    covariance = np.cov(colours, bias=True)
    values = np.linalg.norm(axes, axis=0)
    np.testing.assert_allclose(values, np.linalg.eigvalsh(covariance), rtol=1e-4)
    np.testing.assert_allclose(covariance @ axes, axes * values, atol=1e-4)


def draws(text, shape=(4000, 3, 9, 12)):
    axes_from = np.random.default_rng(0).normal(size=(5, *shape[1:]))
    return fitted(text, axes_from).draw(np.random.default_rng(2), shape)[0]


def test_every_crop_is_equally_likely():
    _, counts = np.unique(draws("crop=1"), axis=0, return_counts=True)
    assert len(counts) == 9 and counts.min() > 0.8 * 4000 / 9


def test_half_of_the_images_are_mirrored():
    assert abs(draws("flip").mean() - 0.5) < 0.03


def test_every_two_epochs_show_both_ways_of_an_alternating_flip():
    pipeline = fitted("alternating_flip", np.zeros((4000, 1, 2, 2)))
    rng, indices = np.random.default_rng(0), np.random.default_rng(1).permutation(4000)

    def mirrored(epoch, indices):
        return pipeline.draw(rng, (len(indices), 1, 2, 2), indices=indices, epoch=epoch)[0]

    first = mirrored(1, indices)
    assert abs(first.mean() - 0.5) < 0.03
    np.testing.assert_array_equal(mirrored(2, indices), ~first)
    np.testing.assert_array_equal(mirrored(3, indices), first)
    np.testing.assert_array_equal(mirrored(1, indices[:7]), first[:7])  # in any batch


def test_an_alternating_flip_mirrors_the_chosen_images(images):
    pipeline = fitted("alternating_flip", images)
    drawn = pipeline.draw(np.random.default_rng(0), images.shape, indices=np.arange(7), epoch=2)
    out = pipeline.apply(images, drawn)
    for image, mirrored, chosen in zip(images, out, drawn[0], strict=True):
        np.testing.assert_array_equal(mirrored, image[:, :, ::-1] if chosen else image)
    assert 0 < drawn[0].sum() < 7


def test_an_alternating_flip_of_unknown_images(images):
    for pipeline in (augment.parse("alternating_flip"), fitted("alternating_flip", images)):
        with pytest.raises(ValueError, match="which training images it gets, in which epoch"):
            pipeline(images, np.random.default_rng(0))


def test_cutout_squares_are_centred_on_every_pixel():
    centres = draws("cutout=4")
    assert len(np.unique(centres, axis=0)) == 9 * 12
    np.testing.assert_array_equal(centres.max(axis=0), [8, 11])


def test_jitter_stays_in_its_range():
    brightness, contrast, saturation = draws("jitter=0.3")
    for values, middle in ((brightness, 0), (contrast, 1), (saturation, 1)):
        assert 0.29 < np.abs(values - middle).max() <= 0.3
        assert abs(np.mean(values) - middle) < 0.02


def test_affine_draws_like_random_affine(images):
    out = augment.parse("affine=1")(images, np.random.default_rng(4), background=0.5)
    strengths = {"rotation": 12.0, "zoom": 0.12, "shear": 0.15, "shift": 2.0 * 12 / 32}
    wanted = augment.random_affine(images, np.random.default_rng(4), fill=0.5, **strengths)
    np.testing.assert_array_equal(out, wanted)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("text", [*EVERYTHING.split(", "), EVERYTHING])
@pytest.mark.parametrize("channels", [1, 3])
def test_torch_gives_the_same_images(images, text, dtype, channels):
    images = images[:, :channels].astype(dtype)
    pipeline = fitted(text, images)
    drawn = pipeline.draw(np.random.default_rng(1), images.shape)
    out = pipeline.apply(images, drawn, background=-0.4)
    tensor = pipeline.apply(
        torch.from_numpy(images), drawn, background=-0.4, using=torch_changes
    ).numpy()
    assert out.dtype == tensor.dtype == dtype and out.shape == tensor.shape == images.shape
    np.testing.assert_allclose(tensor, out, rtol=0, atol=10 * TOLERANCE[dtype])
    assert np.any(out != images)


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_torch_on_a_device(images, device):
    backend = torch.cuda if device == "cuda" else torch.backends.mps
    if not backend.is_available():
        pytest.skip(f"needs a device of type {device}")
    pipeline = fitted(EVERYTHING, images)
    drawn = pipeline.draw(np.random.default_rng(1), images.shape)
    out = pipeline.apply(torch.from_numpy(images).to(device), drawn, using=torch_changes)
    assert out.device.type == device
    np.testing.assert_allclose(out.cpu().numpy(), pipeline.apply(images, drawn), atol=1e-4)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_torch_keeps_half_precision(images, dtype):
    pipeline = fitted(EVERYTHING, images)
    drawn = pipeline.draw(np.random.default_rng(1), images.shape)
    short = pipeline.apply(torch.from_numpy(images).to(dtype), drawn, using=torch_changes)
    assert short.dtype == dtype
    difference = np.abs(short.float().numpy() - pipeline.apply(images, drawn))
    assert difference.mean() < (0.02 if dtype is torch.bfloat16 else 0.003)


def test_torch_keeps_channels_last(images):
    tensor = torch.from_numpy(images).contiguous(memory_format=torch.channels_last)
    pipeline = augment.parse("crop=2, flip")
    drawn = pipeline.draw(np.random.default_rng(1), images.shape)
    out = pipeline.apply(tensor, drawn, using=torch_changes)
    np.testing.assert_array_equal(out.numpy(), pipeline.apply(images, drawn))


@pytest.mark.parametrize("text", [*EVERYTHING.split(", "), EVERYTHING])
def test_images_are_left_unchanged_and_the_generator_decides_the_result(images, text):
    before = images.copy()
    pipeline = fitted(text, images)
    first = pipeline(images, np.random.default_rng(5))
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(first, pipeline(images, np.random.default_rng(5)))
    assert np.any(first != pipeline(images, np.random.default_rng(6)))


def test_steps_are_applied_in_the_order_of_the_text(images):
    covered_last = augment.parse("crop=2, cutout=8")(images, np.random.default_rng(0), background=9)
    crop, cutout = augment.parse("crop=2").pieces[0], augment.parse("cutout=8").pieces[0]
    rng = np.random.default_rng(0)
    places, centres = crop.draw(rng, images.shape), cutout.draw(rng, images.shape)
    wanted = changes.cutout(changes.crop(images, places, 2, fill=9), centres, 8, fill=9)
    np.testing.assert_array_equal(covered_last, wanted)


@pytest.mark.parametrize("text", ["", "  ", "none"])
def test_no_augmentation(images, text):
    pipeline = augment.parse(text)
    assert pipeline(images, np.random.default_rng(0)) is images
    assert str(pipeline) == ""


def test_the_text_is_normalized(images):
    pipeline = augment.parse(" affine=1.0,crop = 2 , flip,cutout=3,jitter=.20, lighting=1e-1")
    assert str(pipeline) == EVERYTHING
    assert augment.parse(str(pipeline)) == pipeline == pipeline.fitted(images)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("crops=4", "no augmentation is called 'crops'; did you mean crop?"),
        (
            "wobble",
            "no augmentation is called 'wobble'; there are: affine, crop, flip, alternating",
        ),
        ("crop=4,,flip", "no augmentation is called ''"),
        ("crop", "crop needs a strength: for example crop=4"),
        ("flip=1", "flip takes no strength: write flip, not flip=1"),
        ("crop=1.5", "the strength of crop must be a whole number of pixels, got '1.5'"),
        ("affine=big", "the strength of affine must be a number, got 'big'"),
        ("affine=", "the strength of affine must be a number, got ''"),
        ("cutout=-1", "the strength of cutout must be at least 0, got -1"),
        ("affine=4", "the strength of affine must be between 0 and 3, got 4"),
        ("affine=nan", "the strength of affine must be between 0 and 3, got nan"),
        ("lighting=inf", "the strength of lighting must be at least 0, got inf"),
        ("jitter=1.1", "the strength of jitter must be between 0 and 1, got 1.1"),
    ],
)
def test_invalid_texts(text, message):
    with pytest.raises(ValueError) as error:
        augment.parse(text)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["crop", "cutout"])
def test_a_strength_that_leaves_nothing_of_the_images(images, name):
    with pytest.raises(ValueError, match=f"{name}=9 leaves nothing of images 9 pixels wide"):
        augment.parse(f"{name}=9")(images, np.random.default_rng(0))


def test_lighting_that_has_not_been_fitted(images):
    with pytest.raises(ValueError, match=r"lighting needs the colours .* pipeline.fitted"):
        augment.parse("lighting=0.1")(images, np.random.default_rng(0))


@pytest.mark.parametrize("text", [None, 5, ["flip"]])
def test_an_augmentation_that_is_not_text(text):
    with pytest.raises(TypeError, match="augment must be text such as 'crop=4, flip', got "):
        augment.parse(text)
