"""Depthwise convolution: one filter a channel, stride 1."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import random

from cnncourse.layers import conv, depthwise, loops

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


@pytest.mark.parametrize("numbers", [1, 200, depthwise.WORKSPACE])
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_values_and_gradients_are_those_of_torch(numbers, case):
    rng, x, w, b, options = case
    tx, tw, tb = (
        None if a is None else torch.tensor(np.array(a), requires_grad=True) for a in (x, w, b)
    )
    expected = torch.nn.functional.conv2d(tx, tw, tb, **options)
    dout = random(rng, *expected.shape)
    expected.backward(torch.tensor(np.array(dout)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depthwise, "WORKSPACE", numbers)
        out, cache = depthwise.conv2d_forward(x, w, b, **options)
        dx, dw, db = depthwise.conv2d_backward(dout, cache)
    np.testing.assert_allclose(out, expected.detach(), **close)
    np.testing.assert_allclose(dx, tx.grad, **close)
    np.testing.assert_allclose(dw, tw.grad, **close)
    assert (db is None) if b is None else np.allclose(db, tb.grad, **close)


def test_float32_stays_float32_and_inputs_stay_as_they_are():
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


def test_the_public_function_comes_here(monkeypatch):
    rng = np.random.default_rng(0)
    x, w = random(rng, 2, 3, 6, 6), random(rng, 3, 1, 3, 3)
    calls = []
    for name in ("conv2d_forward", "conv2d_backward"):
        run = getattr(depthwise, name)
        monkeypatch.setattr(
            depthwise, name, lambda *a, run=run, **k: calls.append(run.__name__) or run(*a, **k)
        )
    out, cache = conv.conv2d_forward(x, w, None, padding=1, groups=3)
    conv.conv2d_backward(out, cache)
    assert calls == ["conv2d_forward", "conv2d_backward"]
    out, cache = conv.conv2d_forward(x, w, None, stride=2, groups=3)
    conv.conv2d_backward(out, cache)
    assert len(calls) == 2


@pytest.mark.parametrize("where", ["x", "w", "dout"])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("module", [conv, depthwise], ids=["conv", "depthwise"])
def test_infinity_and_nan_spread_as_in_the_loops(module, padding, where):
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
def test_what_does_not_fit_is_an_error(filters, options):
    with pytest.raises(ValueError, match="groups = C_in = C_out, stride 1 and padding smaller"):
        depthwise.conv2d_forward(np.zeros((1, 3, 6, 6)), np.zeros(filters), None, **options)


def test_dout_of_another_shape_is_an_error():
    x, w = np.zeros((2, 3, 6, 6)), np.zeros((3, 1, 3, 3))
    _, cache = depthwise.conv2d_forward(x, w, None, groups=3)
    with pytest.raises(ValueError, match=r"dout must have shape \(2, 3, 4, 4\)"):
        depthwise.conv2d_backward(np.zeros((2, 3, 5, 4)), cache)
