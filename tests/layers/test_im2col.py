"""The readable matrix product: blocks of images, empty batches, error messages.

`test_conv.py` compares it with torch and the loops, but there
a batch is one block; here every case is divided into blocks of one, several and all images.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, conv_cases, random

from cnncourse.layers.conv import columns as im2col
from cnncourse.layers.conv import loops

close = {"rtol": 1e-10, "atol": 1e-10}


def both_passes(module, case, dout=None):
    out, cache = module.conv2d_forward(case.x, case.w, case.b, **case.options)
    if dout is None:
        dout = random(case.rng, *out.shape)
    return dout, [out, *module.conv2d_backward(dout, cache)]


@settings(max_examples=60, deadline=None)
@given(case=conv_cases(), columns=st.sampled_from([1, 300, 1000]))
def test_blocks_of_images_agree_with_the_loops_and_torch(case, columns):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(im2col, "COLUMNS", columns)
        dout, ours = both_passes(im2col, case)
    _, expected = both_passes(loops, case, dout)
    x, w, b = map(as_torch, (case.x, case.w, case.b))
    out = F.conv2d(x, w, b, **case.options)
    out.backward(torch.tensor(np.array(dout)))
    peers = [out.detach(), x.grad, w.grad, None if b is None else b.grad]
    for ours_, loop, peer in zip(ours, expected, peers, strict=True):
        if loop is None:
            assert ours_ is None and peer is None
        else:
            np.testing.assert_allclose(ours_, loop, **close)
            np.testing.assert_allclose(ours_, peer, **close)


@settings(max_examples=60, deadline=None)
@given(N=st.integers(0, 30), numbers=st.integers(1, 2 * im2col.COLUMNS))
def test_blocks_cover_the_batch_and_are_not_too_large(N, numbers):
    blocks = im2col.image_blocks(N, numbers)
    assert [n for block in blocks for n in range(N)[block]] == list(range(N))
    counts = [block.stop - block.start for block in blocks]
    assert all(count == 1 or count * numbers <= im2col.COLUMNS for count in counts)
    assert all((count + 1) * numbers > im2col.COLUMNS for count in counts[:-1])


def test_an_empty_batch_gives_empty_images_and_zero_gradients():
    x, w, b = np.zeros((0, 4, 6, 5)), np.ones((6, 2, 3, 2)), np.ones(6)
    out, cache = im2col.conv2d_forward(x, w, b, stride=(2, 1), padding=1, groups=2)
    assert out.shape == (0, 6, 3, 6)
    dx, dw, db = im2col.conv2d_backward(out, cache)
    assert dx.shape == x.shape
    np.testing.assert_array_equal(dw, np.zeros_like(w))
    np.testing.assert_array_equal(db, np.zeros(6))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_several_blocks_of_scattered_memory_keep_dtype_and_input(monkeypatch, dtype):
    rng = np.random.default_rng(5)
    x, w = random(rng, 5, 4, 7, 6, dtype=dtype), random(rng, 6, 2, 3, 2, dtype=dtype)
    options = {"stride": (1, 2), "padding": (1, 0), "groups": 2}
    out, cache = im2col.conv2d_forward(x, w, None, **options)
    dout = random(rng, *out.shape, dtype=dtype)
    expected = [out, *im2col.conv2d_backward(dout, cache)[:2]]

    monkeypatch.setattr(im2col, "COLUMNS", 2 * out[0, 0].size * 4 * 6)  # two images per block
    before = x.copy(), w.copy(), dout.copy()
    out, cache = im2col.conv2d_forward(awkward(x), awkward(w), None, **options)
    gradients = im2col.conv2d_backward(awkward(dout), cache)[:2]
    for ours, peer in zip([out, *gradients], expected, strict=True):
        assert ours.dtype == dtype
        np.testing.assert_allclose(ours, peer, rtol=0, atol=1e-5 if dtype == np.float32 else 1e-12)
    for array, copy in zip((x, w, dout), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@settings(max_examples=40, deadline=None)
@given(case=conv_cases())
def test_col2im_is_the_transpose_of_im2col(case):
    """The two scalar products <im2col(x), cols> and <x, col2im(cols)> agree for all x and cols."""
    options = {"stride": case.stride, "padding": case.padding, "dilation": case.dilation}
    kernel, size = case.w.shape[2:], case.x.shape[2:]
    columns = im2col.im2col(case.x, kernel, **options)
    cols = random(case.rng, *columns.shape)
    back = im2col.col2im(cols, size, kernel, **options)
    np.testing.assert_allclose(np.vdot(columns, cols), np.vdot(case.x, back), rtol=1e-9, atol=1e-9)


IMAGE = np.zeros((2, 4, 5, 6))


@pytest.mark.parametrize(
    ("filters", "options", "message"),
    [
        ((4, 3, 3, 3), {}, r"w of shape \(4, 3, 3, 3\) with groups=1 .* x of shape \(2, 4, 5, 6\)"),
        ((3, 2, 3, 3), {"groups": 2}, r"groups must divide w.shape\[0\]"),
        ((4, 4, 3, 3), {"groups": 0}, r"groups must be at least 1, got 0"),
        ((4, 4, 3, 3), {"stride": (1, 0)}, r"stride must be at least 1, got \(1, 0\)"),
        ((4, 4, 3, 3), {"dilation": 0}, r"dilation must be at least 1, got 0"),
        ((4, 4, 3, 3), {"padding": -1}, r"padding must be at least 0, got -1"),
        ((4, 4, 6, 3), {}, r"kernel of 6x3 does not fit into an image of 5x6: .*6 .* only 5"),
    ],
)
def test_an_error_names_the_argument_and_the_shapes(filters, options, message):
    with pytest.raises(ValueError, match=message):
        im2col.conv2d_forward(IMAGE, np.zeros(filters), None, **options)


@pytest.mark.parametrize("shape", [(1, 4, 3, 4), (2, 4, 4, 3), (2, 4, 12)])
def test_backward_rejects_a_gradient_of_another_shape(shape):
    _, cache = im2col.conv2d_forward(IMAGE, np.zeros((4, 4, 3, 3)), None)
    with pytest.raises(
        ValueError, match=r"dout must have shape \(2, 4, 3, 4\), the shape of the outp"
    ):
        im2col.conv2d_backward(np.zeros(shape), cache)
