"""Winograd's rounding mixes the numbers of a tile, so outliers take another path."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.layers.conv import conv2d, direct, winograd
from cnncourse.layers.conv.outliers import LIMIT, has_outliers

PLACE = (0, 3, 5, 6)


@pytest.fixture
def arrays():
    """Draw images, filters and an upstream gradient, wide enough for Winograd to be chosen."""
    rng = np.random.default_rng(0)
    shapes = {"x": (4, 32, 24, 24), "w": (32, 32, 3, 3), "dout": (4, 32, 24, 24)}
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def passes(module, x, w, dout):
    """Compute out, dx and dw of a padded convolution."""
    out, cache = module.conv2d_forward(x, w, None, padding=1)
    return out, *module.conv2d_backward(dout, cache)[:2]


@pytest.mark.parametrize("size", [1e3, 1e6, 1e12])
@pytest.mark.parametrize("name", ["x", "w", "dout"])
def test_an_outlier_does_not_affect_outputs_that_do_not_see_it(arrays, name, size):
    """They are as accurate as without it; Winograd alone would be off by 0.2 there."""
    before = passes(direct, **in_float64(arrays))
    arrays[name][tuple(np.minimum(PLACE, np.array(arrays[name].shape) - 1))] = size
    found, exact = passes(conv2d, **arrays), passes(direct, **in_float64(arrays))
    seen = 0
    for now, then, ours in zip(exact, before, found, strict=True):
        unseen = np.abs(now - then) < 1e-9
        seen += np.count_nonzero(~unseen)
        assert unseen.any()
        close = 1.5e-5 * np.abs(then).max()  # Winograd's accuracy without outliers
        np.testing.assert_allclose(ours[unseen], now[unseen], rtol=0, atol=close)
    assert seen


@pytest.mark.parametrize("size", [10, 30, 100, 300, 1000, 3000])
@pytest.mark.parametrize("name", ["x", "dout"])
def test_a_number_just_below_the_limit_changes_little(arrays, name, size):
    before = passes(direct, **in_float64(arrays))
    arrays[name][PLACE] = size
    found, exact = passes(conv2d, **arrays), passes(direct, **in_float64(arrays))
    for now, then, ours in zip(exact, before, found, strict=True):
        unseen = np.abs(now - then) < 1e-9
        assert np.abs(ours - now)[unseen].max() < 2e-4 * np.abs(then).max()


def test_a_pixel_that_no_gradient_reaches_does_not_affect_the_filters(arrays):
    """As with a saturated sigmoid: the pixel's windows have zero gradients, others do not."""
    arrays["dout"][0, :, 4:7, 5:8] = 0
    then = passes(direct, **in_float64(arrays))[2]
    arrays["x"][PLACE] = 1e6
    *_, dw = passes(conv2d, **arrays)
    np.testing.assert_allclose(dw, then, rtol=0, atol=1.5e-5 * np.abs(then).max())


@pytest.mark.parametrize("where", [np.s_[0, :, 5, 6], np.s_[:, :, 5, 6], np.s_[0, 3, 0, 0]])
def test_there_may_be_many_outliers(arrays, where):
    """In all channels, as after another convolution, and in all images, as from a dead pixel."""
    before = passes(direct, **in_float64(arrays))[0]
    arrays["x"][where] = 1e6
    found, exact = passes(conv2d, **arrays)[0], passes(direct, **in_float64(arrays))[0]
    unseen = np.abs(exact - before) < 1e-9
    assert unseen.any() and not unseen.all()
    assert np.abs(found - exact)[unseen].max() < 1.5e-5 * np.abs(before).max()


def test_the_cache_is_that_of_the_call(arrays):
    for size in (1, 1e6):
        arrays["x"][PLACE] = size
        _, cache = winograd.conv2d_forward(arrays["x"], arrays["w"], None, stride=(1, 1), padding=1)
        assert cache[0] is arrays["x"] and cache[3:] == ((1, 1), 1, 1, 1)


def in_float64(arrays):
    return {name: value.astype(np.float64) for name, value in arrays.items()}


def test_winograds_own_functions_take_the_other_path_too(arrays):
    arrays["x"][PLACE] = 1e6
    for found, expected in zip(passes(winograd, **arrays), passes(direct, **arrays), strict=True):
        np.testing.assert_array_equal(found, expected)


def relu_like(x):
    return np.maximum(x, 0)


def mostly_zero(x):
    return x * (np.random.default_rng(1).random(x.shape) < 0.05)


def heavy_tailed(x):
    return np.sign(x) * np.expm1(np.abs(x))


def one_quiet_image(x):
    return x * np.array([1, 1e-3, 1, 1], np.float32)[:, None, None, None]


def one_loud_channel(x):
    scale = np.ones((1, 32, 1, 1), np.float32)
    scale[0, 7] = 30
    return x * scale


@pytest.mark.parametrize(
    "change", [np.copy, relu_like, mostly_zero, heavy_tailed, one_quiet_image, one_loud_channel]
)
def test_ordinary_numbers_are_computed_by_winograd(arrays, change, monkeypatch):
    arrays["x"], arrays["dout"] = change(arrays["x"]), change(arrays["dout"])
    expected = passes(direct, **arrays)
    monkeypatch.setattr(winograd, "direct", None)  # it would raise an error
    for found, exact in zip(passes(conv2d, **arrays), expected, strict=True):
        assert np.abs(found - exact).max() <= 5e-5 * np.abs(exact).max()


def test_an_outlier_is_measured_against_typical_pixels():
    images = np.ones((2, 4, 5, 5), np.float32)
    assert not has_outliers(images)
    images[1, 2, 3, 3] = 2 * LIMIT - 1  # a typical pixel is a vector of length 2
    assert not has_outliers(images)
    images[1, 2, 3, 3] = -2 * LIMIT - 1
    assert has_outliers(images)
    images[1, 2, 3, 3] = np.nan
    assert has_outliers(images)
    assert not has_outliers(np.zeros((1, 4, 5, 5), np.float32))
