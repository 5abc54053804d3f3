"""Winograd's convolution: float32, 3x3, stride 1, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, random

from cnncourse.layers.conv import conv2d, direct, loops, winograd, winograd_tiles


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    N, C, C_out = draw(st.integers(0, 3)), draw(st.integers(1, 6)), draw(st.integers(1, 6))
    padding = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    H, W = draw(st.integers(3, 19)), draw(st.integers(3, 19))
    x = random(rng, N, C, H, W, dtype=np.float32)
    w = random(rng, C_out, C, 3, 3, dtype=np.float32)
    b = random(rng, C_out, dtype=np.float32) if draw(st.booleans()) else None
    return rng, x, w, b, padding


def assert_close(ours, exact):
    """Allow 1.5e-5 of the largest number, as the module documents."""
    exact = np.asarray(exact)
    np.testing.assert_allclose(ours, exact, rtol=0, atol=1.5e-5 * (np.abs(exact).max(initial=1)))


@pytest.mark.parametrize(
    ("chunk", "wide"), [(1, 1), (1, 3), (1 << 10, 1), (winograd_tiles.CHUNK, winograd_tiles.WIDE)]
)
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_values_and_gradients_agree_with_torch(chunk, wide, case):
    rng, x, w, b, padding = case
    tx, tw, tb = (None if a is None else as_torch(a.astype(np.float64)) for a in (x, w, b))
    expected = torch.nn.functional.conv2d(tx, tw, tb, padding=padding)
    dout = random(rng, *expected.shape, dtype=np.float32)
    expected.backward(torch.tensor(dout.astype(np.float64)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(winograd_tiles, "CHUNK", chunk)
        patch.setattr(winograd_tiles, "WIDE", wide)
        patch.setattr(winograd, "BLOCK", 2)  # so that filters are processed in blocks
        patch.setattr(winograd, "DEPTH", 3)  # and channels too
        out, cache = winograd.conv2d_forward(x, w, b, padding=padding)
        dx, dw, db = winograd.conv2d_backward(dout, cache)
    assert [a.dtype for a in (out, dx, dw)] == [np.float32] * 3
    assert_close(out, expected.detach())
    assert_close(dx, tx.grad)
    assert_close(dw, tw.grad)
    assert (db is None) == (b is None)
    if b is not None:
        assert_close(db, tb.grad)


def tiles_of_parts(*shape):
    return [np.prod(part.grid) for part in winograd_tiles.cut_into_parts(*shape)]


@pytest.mark.parametrize(
    ("chunk", "wide", "tiles"),
    [
        (1, 1, [2] * 10),  # at least a row of tiles
        (1, 6, [4, 6] * 2),  # roughly equal parts of at most `WIDE` tiles
        (36 * 3 * 10, 1, [10] * 2),  # an image
        (36 * 3 * 25, 6, [20]),  # several
    ],
)
def test_parts_are_bounded_and_cover_the_batch(monkeypatch, chunk, wide, tiles):
    monkeypatch.setattr(winograd_tiles, "CHUNK", chunk)
    monkeypatch.setattr(winograd_tiles, "WIDE", wide)
    assert tiles_of_parts(2, 18, 7, 3) == tiles
    covered = np.zeros((2, 5), int)
    for part in winograd_tiles.cut_into_parts(2, 18, 7, 3):
        covered[part.images, part.rows] += 1
    np.testing.assert_array_equal(covered, 1)


@pytest.mark.parametrize("width", [32, 33, 64, 128])
def test_planes_that_map_to_the_same_cache_sets_are_separated(width):
    rng = np.random.default_rng(3)
    x, w = random(rng, 2, 20, width, 8, dtype="f4"), random(rng, 3, 20, 3, 3, dtype="f4")
    assert_close(
        winograd.conv2d_forward(x, w, None, padding=1)[0],
        direct.conv2d_forward(x, w, None, padding=1)[0],
    )


def test_long_runs_are_separated_too():
    rng = np.random.default_rng(4)
    x, w = random(rng, 2, 512, 6, 5, dtype="f4"), random(rng, 512, 512, 3, 3, dtype="f4")
    out, cache = winograd.conv2d_forward(x, w, None, padding=1)
    expected, same = direct.conv2d_forward(x, w, None, padding=1)
    assert_close(out, expected)
    dout = random(rng, *out.shape, dtype="f4")
    ours, theirs = winograd.conv2d_backward(dout, cache), direct.conv2d_backward(dout, same)
    assert_close(ours[0], theirs[0])
    assert_close(ours[1], theirs[1])


def test_any_memory_layout_works_and_inputs_are_not_modified():
    rng = np.random.default_rng(1)
    x, w = random(rng, 2, 5, 9, 8, dtype="f4"), random(rng, 4, 5, 3, 3, dtype="f4")
    out, cache = winograd.conv2d_forward(awkward(x), awkward(w), None, padding=1)
    kept = x.copy(), w.copy(), out.copy()
    again, cache = winograd.conv2d_forward(x, w, None, padding=1)
    winograd.conv2d_backward(again, cache)
    np.testing.assert_array_equal(again, out)
    for now, before in zip((x, w, out), kept, strict=True):
        np.testing.assert_array_equal(now, before)


@pytest.mark.parametrize(
    ("kernel", "options", "dtype"),
    [
        ((5, 3), {}, "f4"),
        ((3, 3), {"stride": 2}, "f4"),
        ((3, 3), {"dilation": (1, 2)}, "f4"),
        ((3, 3), {"padding": 3}, "f4"),
        ((3, 3), {}, "f8"),
    ],
)
def test_other_convolutions_raise_an_error(kernel, options, dtype):
    x, w = np.zeros((1, 2, 9, 9), dtype), np.zeros((2, 2, *kernel), dtype)
    with pytest.raises(ValueError, match="winograd computes float32 convolutions with a 3x3"):
        winograd.conv2d_forward(x, w, None, **options)


def chosen(x, w, **options):
    """Return the module that the public function runs."""
    settings = {"stride": 1, "padding": 1, "dilation": 1, "groups": 1, **options}
    return conv2d._method(x, w, *settings.values())


def test_the_public_function_chooses_winograd_only_for_wide_finite_float32_layers():
    x, w = np.zeros((8, 16, 16, 16), "f4"), np.zeros((16, 16, 3, 3), "f4")
    assert chosen(x, w) is winograd
    assert chosen(x[:1], w) is winograd
    assert chosen(x[:1, :, :12], w) is direct  # too few tiles
    assert chosen(x[:, :8], w[:, :8]) is direct  # too few channels
    assert chosen(x.astype("f8"), w.astype("f8")) is direct
    assert chosen(x, w, stride=2) is direct
    assert chosen(x, w, padding=3) is direct


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["x", "w", "dout"])
def test_nan_and_infinity_spread_as_in_torch(value, where):
    rng = np.random.default_rng(2)
    arrays = {
        "x": random(rng, 8, 16, 16, 16, dtype="f4"),
        "w": random(rng, 16, 16, 3, 3, dtype="f4"),
        "dout": random(rng, 8, 16, 16, 16, dtype="f4"),
    }
    arrays[where] = arrays[where].copy()
    arrays[where][3, 2, 1, 1] = value
    tx, tw = as_torch(arrays["x"]), as_torch(arrays["w"])
    expected = torch.nn.functional.conv2d(tx, tw, padding=1)
    expected.backward(torch.tensor(arrays["dout"]))
    out, cache = conv2d.conv2d_forward(arrays["x"], arrays["w"], None, padding=1)
    dx, dw, _ = conv2d.conv2d_backward(arrays["dout"], cache)
    for ours, theirs in ((out, expected.detach()), (dx, tx.grad), (dw, tw.grad)):
        np.testing.assert_array_equal(np.isfinite(ours), np.isfinite(theirs.numpy()))


@pytest.mark.parametrize("where", ["x", "w", "dout"])
@settings(max_examples=100, deadline=None)
@given(data=st.data(), padding=st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_nan_and_infinity_show_in_the_results_even_among_zeros(where, data, padding):
    H, W = data.draw(st.integers(3, 11)), data.draw(st.integers(3, 11))
    arrays = {
        "x": np.zeros((2, 3, H, W), "f4"),
        "w": np.zeros((2, 3, 3, 3), "f4"),
        "dout": np.zeros((2, 2, H + 2 * padding[0] - 2, W + 2 * padding[1] - 2), "f4"),
    }
    place = tuple(data.draw(st.integers(0, length - 1)) for length in arrays[where].shape)
    arrays[where][place] = data.draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    with np.errstate(invalid="ignore"):
        out, cache = winograd.conv2d_forward(arrays["x"], arrays["w"], None, padding=padding)
        dx, dw, _ = winograd.conv2d_backward(arrays["dout"], cache)
    # The results that `conv` inspects: `out` for x and w, `dw` for x and dout.
    assert np.isfinite(out).all() == (where == "dout")
    assert np.isfinite(dw).all() == (where == "w")


def test_a_nan_in_a_corner_of_a_filter_reaches_only_the_pixels_that_it_meets():
    rng = np.random.default_rng(0)
    x, w = random(rng, 2, 16, 16, 16, dtype=np.float32), random(rng, 16, 16, 3, 3).astype("f4")
    w[3, 5, 0, 0] = np.nan
    _, cache = conv2d.conv2d_forward(x, w, None, padding=1)
    dx, _, _ = conv2d.conv2d_backward(np.ones_like(x), cache)
    _, cache = loops.conv2d_forward(x, w, None, padding=1)
    expected, _, _ = loops.conv2d_backward(np.ones_like(x), cache)
    np.testing.assert_array_equal(np.isnan(dx), np.isnan(expected))
    assert np.isnan(dx).any() and not np.isnan(dx[:, 5, -1]).any()
