"""Depthwise convolution: one filter per channel, stride 1.

Both methods are forced: one image at a time, and several images side by side.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import awkward, random

from cnncourse.layers.conv import conv2d, depthwise, depthwise_rows, loops

close = {"rtol": 1e-9, "atol": 1e-11}


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    N, C = draw(st.integers(0, 3)), draw(st.integers(1, 5))
    kernel = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    dilation = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    spans = [d * (K - 1) for d, K in zip(dilation, kernel, strict=True)]
    padding = tuple(draw(st.integers(0, span)) for span in spans)
    size = [s - 2 * p + draw(st.integers(1, 6)) for s, p in zip(spans, padding, strict=True)]
    x = random(rng, N, C, *(max(1, n) for n in size))
    b = random(rng, C) if draw(st.booleans()) else None
    options = {"padding": padding, "dilation": dilation, "groups": C}
    return rng, x, random(rng, C, 1, *kernel), b, options


def values_and_gradients_are_those_of_torch(case, in_memory=lambda array: array):
    rng, x, w, b, options = case
    tx, tw, tb = (
        None if a is None else torch.tensor(np.array(a), requires_grad=True) for a in (x, w, b)
    )
    expected = torch.nn.functional.conv2d(tx, tw, tb, **options)
    dout = random(rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))
    out, cache = depthwise.conv2d_forward(in_memory(x), in_memory(w), b, **options)
    dx, dw, db = depthwise.conv2d_backward(in_memory(dout), cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dw, tw.grad, **close)
    assert (db is None) if b is None else np.allclose(db, tb.grad, **close)


@pytest.mark.parametrize("numbers", [1, 200, depthwise.WORKSPACE])
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_one_image_at_a_time_agrees_with_torch(numbers, case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depthwise_rows, "NARROW", np.inf)
        patch.setattr(depthwise, "WORKSPACE", numbers)
        values_and_gradients_are_those_of_torch(case)


@pytest.mark.parametrize("wide", [1, 9, depthwise_rows.WIDE])
@settings(max_examples=80, deadline=None)
@given(
    case=cases(),
    numbers=st.sampled_from([3000, 6000, depthwise_rows.WORKSPACE]),
    in_memory=st.sampled_from([np.asarray, awkward]),
)
def test_images_side_by_side_agree_with_torch(wide, case, numbers, in_memory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depthwise_rows, "NARROW", 1)
        patch.setattr(depthwise_rows, "WIDE", wide)
        patch.setattr(depthwise_rows, "WORKSPACE", numbers)
        if len(case[1]):  # no second image to lay next to the first
            patch.delattr(depthwise, "_correlate")
        values_and_gradients_are_those_of_torch(case, in_memory)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_of_realistic_size(dtype):
    rng = np.random.default_rng(1)
    x, w = random(rng, 11, 67, 13, 30, dtype=dtype), random(rng, 67, 1, 3, 5, dtype=dtype)
    options = {"padding": (1, 2), "groups": 67}
    assert 1 < depthwise_rows.images_side_by_side(11, (13, 30), (3, 5), (1, 1)) < 11
    out, cache = depthwise.conv2d_forward(x, w, None, **options)
    dout = random(rng, *out.shape, dtype=dtype)
    tx, tw = (torch.tensor(np.array(a), dtype=torch.float64, requires_grad=True) for a in (x, w))
    expected = torch.nn.functional.conv2d(tx, tw, **options)
    expected.backward(torch.tensor(np.array(dout), dtype=torch.float64))
    ours = [out, *depthwise.conv2d_backward(dout, cache)[:2]]
    atol = 1e-3 if dtype == np.float32 else 1e-11  # dw is a sum of 4290 products
    for array, peer in zip(ours, (expected.detach(), tx.grad, tw.grad), strict=True):
        assert array.dtype == dtype
        np.testing.assert_allclose(array, peer, rtol=0, atol=atol)


def test_float32_and_float64_can_be_mixed(monkeypatch):
    monkeypatch.setattr(depthwise_rows, "NARROW", 1)
    rng = np.random.default_rng(2)
    x, w = random(rng, 4, 3, 7, 6, dtype=np.float32), random(rng, 3, 1, 3, 3)
    out, cache = depthwise.conv2d_forward(x, w, None, padding=1, groups=3)
    dx, dw, _ = depthwise.conv2d_backward(out, cache)
    expected, cache = loops.conv2d_forward(x, w, None, padding=1, groups=3)
    gradients = loops.conv2d_backward(expected, cache)[:2]
    assert out.dtype == dw.dtype == np.float64
    assert dx.dtype == np.float32
    for ours, peer in zip((out, dx, dw), (expected, *gradients), strict=True):
        np.testing.assert_allclose(ours, peer, rtol=1e-5, atol=1e-4)


def test_few_images_and_large_ones_are_not_laid_side_by_side():
    fits = depthwise_rows.images_side_by_side
    assert fits(0, (28, 28), (3, 3), (1, 1)) == 0
    assert fits(4, (28, 28), (3, 3), (1, 1)) == 0  # 112 numbers in a row
    assert fits(5, (28, 28), (3, 3), (1, 1)) == 5
    assert fits(63, (28, 28), (3, 3), (1, 1)) == 9
    assert fits(64, (28, 28), (3, 3), (1, 1)) == 8  # not seven times 9 and 1 left over
    assert fits(1, (200, 200), (3, 3), (1, 1)) == 1
    assert fits(8, (1000, 1000), (3, 3), (1, 1)) == 0


def test_float32_stays_float32_and_inputs_are_not_modified():
    rng = np.random.default_rng(0)
    x = random(rng, 2, 7, 9, 3, dtype=np.float32).transpose(0, 3, 1, 2)  # not contiguous
    w = random(rng, 3, 1, 3, 3, dtype=np.float32)
    before = x.copy(), w.copy()
    out, cache = depthwise.conv2d_forward(x, w, None, padding=1, groups=3)
    dx, dw, _ = depthwise.conv2d_backward(out, cache)
    assert out.dtype == dx.dtype == dw.dtype == np.float32
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(w, before[1])
    exact, _ = loops.conv2d_forward(x, w, None, padding=1, groups=3)
    np.testing.assert_allclose(out, exact, rtol=1e-5, atol=1e-5)


def test_threads_do_not_share_scratch_memory():
    rng = np.random.default_rng(3)
    x = random(rng, 8, 6, 28, 28, dtype=np.float32)
    banks = [random(rng, 6, 1, 3, 3, dtype=np.float32) for _ in range(4)]

    def both_passes(w):
        out, cache = depthwise.conv2d_forward(x, w, None, padding=1, groups=6)
        return [out, *depthwise.conv2d_backward(out, cache)[:2]]

    expected = [both_passes(w) for w in banks]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(both_passes, banks * 25))
    for ours, peers in zip(results, expected * 25, strict=True):
        for array, peer in zip(ours, peers, strict=True):
            np.testing.assert_array_equal(array, peer)


def test_the_public_function_chooses_this_method(monkeypatch):
    rng = np.random.default_rng(0)
    x, w = random(rng, 2, 3, 6, 6), random(rng, 3, 1, 3, 3)
    calls = []
    for name in ("conv2d_forward", "conv2d_backward"):
        run = getattr(depthwise, name)
        monkeypatch.setattr(
            depthwise, name, lambda *a, run=run, **k: calls.append(run.__name__) or run(*a, **k)
        )
    out, cache = conv2d.conv2d_forward(x, w, None, padding=1, groups=3)
    conv2d.conv2d_backward(out, cache)
    assert calls == ["conv2d_forward", "conv2d_backward"]
    out, cache = conv2d.conv2d_forward(x, w, None, stride=2, groups=3)
    conv2d.conv2d_backward(out, cache)
    assert len(calls) == 2


@pytest.mark.parametrize("where", ["x", "w", "dout"])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("module", [conv2d, depthwise], ids=["conv2d", "depthwise"])
@pytest.mark.parametrize("narrow", [1, np.inf], ids=["side by side", "image after image"])
def test_infinity_and_nan_spread_as_in_the_loops(monkeypatch, narrow, module, padding, where):
    monkeypatch.setattr(depthwise_rows, "NARROW", narrow)
    rng = np.random.default_rng(0)
    arrays = {
        "x": random(rng, 2, 3, 6, 6),
        "w": random(rng, 3, 1, 3, 3),
        "dout": random(rng, 2, 3, 4 + 2 * padding, 4 + 2 * padding),
    }
    arrays[where] = arrays[where].copy()
    arrays[where][1, 0, 0, 0] = np.inf
    arrays[where][0, 0, -1, -1] = np.nan
    options = {"padding": padding, "groups": 3}
    results = []
    for method in (module, loops):
        with np.errstate(invalid="ignore"):
            out, cache = method.conv2d_forward(arrays["x"], arrays["w"], None, **options)
            results.append((out, *method.conv2d_backward(arrays["dout"], cache)[:2]))
    for ours, expected in zip(*results, strict=True):
        np.testing.assert_allclose(ours, expected, **close)


@pytest.mark.parametrize(
    ("filters", "options"),
    [
        ((6, 1, 3, 3), {"groups": 3}),
        ((3, 3, 3, 3), {}),
        ((3, 1, 3, 3), {"groups": 3, "stride": 2}),
        ((3, 1, 3, 3), {"groups": 3, "padding": 3}),
        ((3, 1, 3, 3), {"groups": 3, "padding": (0, 3)}),
    ],
    ids=str,
)
def test_an_unsupported_convolution_raises_an_error(filters, options):
    with pytest.raises(ValueError, match="groups = C_in = C_out, stride 1 and padding smaller"):
        depthwise.conv2d_forward(np.zeros((1, 3, 6, 6)), np.zeros(filters), None, **options)


def test_dout_of_another_shape_raises_an_error():
    x, w = np.zeros((2, 3, 6, 6)), np.zeros((3, 1, 3, 3))
    _, cache = depthwise.conv2d_forward(x, w, None, groups=3)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 3, 4, 4\)"):
        depthwise.conv2d_backward(np.zeros((2, 3, 5, 4)), cache)
