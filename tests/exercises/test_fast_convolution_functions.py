"""The exercises on convolution as a matrix product against torch, the package and counts."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse.exercises import fast_convolution as exercises
from cnncourse.layers.conv import columns, loops


@st.composite
def convolutions(draw):
    """Draw an image's shape, a kernel's, the filters, and options under which it fits."""
    N, C, C_out, KH, KW, more_h, more_w = draw(st.tuples(*[st.integers(1, 3)] * 7))
    padding = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    H = max(1, KH + 2 * (more_h - 1) - 2 * padding[0])
    W = max(1, KW + 2 * (more_w - 1) - 2 * padding[1])
    stride = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x, w = rng.standard_normal((N, C, H, W)), rng.standard_normal((C_out, C, KH, KW))
    b = rng.standard_normal(C_out) if draw(st.booleans()) else None
    return x, w, b, {"stride": stride, "padding": padding}


@settings(max_examples=60, deadline=None)
@given(convolutions())
def test_columns_are_those_of_torch_and_of_the_package(case):
    x, w, _, options = case
    kernel_size = w.shape[2:]
    cols = exercises.im2col(x, kernel_size, **options)
    unfolded = functional.unfold(torch.from_numpy(x), kernel_size, **options)
    np.testing.assert_array_equal(cols, unfolded)
    np.testing.assert_array_equal(cols, columns.im2col(x, kernel_size, **options))
    counted = exercises.memory_of_im2col(x.shape, kernel_size, itemsize=8, **options)
    assert counted == cols.nbytes
    numbers = np.random.default_rng(0).standard_normal(cols.shape)
    image = exercises.col2im(numbers, x.shape[2:], kernel_size, **options)
    folded = functional.fold(torch.from_numpy(numbers), x.shape[2:], kernel_size, **options)
    np.testing.assert_allclose(image, folded, atol=1e-12)
    np.testing.assert_allclose(np.vdot(cols, numbers), np.vdot(x, image), atol=1e-10)


@settings(max_examples=60, deadline=None)
@given(convolutions())
def test_both_passes_are_those_of_torch_and_of_the_loops(case):
    x, w, b, options = case
    out, cache = exercises.conv2d_by_matrix(x, w, b, **options)
    tensors = [None if a is None else torch.from_numpy(a).requires_grad_() for a in (x, w, b)]
    expected = functional.conv2d(*tensors, **options)
    np.testing.assert_allclose(out, expected.detach(), atol=1e-12)
    np.testing.assert_allclose(out, exercises.conv2d_by_windows(x, w, b, **options)[0], atol=1e-12)
    np.testing.assert_allclose(out, loops.conv2d_forward(x, w, b, **options)[0], atol=1e-12)
    cols, *rest = cache
    again = exercises.filters_times_columns(cols, w, b, out.shape[2:])
    np.testing.assert_array_equal(out, again)
    assert rest == [w, b, x.shape[2:], options["stride"], options["padding"]]
    dout = np.random.default_rng(0).standard_normal(out.shape)
    expected.backward(torch.from_numpy(dout))
    gradients = exercises.conv2d_backward_by_matrix(dout, cache)
    for got, tensor in zip(gradients, tensors, strict=True):
        if tensor is None:
            assert got is None
        else:
            assert got.shape == tensor.shape
            np.testing.assert_allclose(got, tensor.grad, atol=1e-11)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept_and_an_empty_batch_is_a_batch(dtype):
    for N in (0, 2):
        x, w, b = (np.ones(shape, dtype) for shape in ((N, 3, 5, 4), (2, 3, 3, 2), (2,)))
        out, cache = exercises.conv2d_by_matrix(x, w, b, stride=2, padding=1)
        dx, dw, db = exercises.conv2d_backward_by_matrix(out, cache)
        assert (out.shape, dx.shape, dw.shape, db.shape) == (
            (N, 2, 3, 3),
            x.shape,
            w.shape,
            b.shape,
        )
        assert {a.dtype for a in (cache[0], out, dx, dw, db)} == {np.dtype(dtype)}


def test_the_counts_on_paper():
    x, w = np.zeros((1, 3, 4, 4)), np.zeros((2, 3, 2, 2))
    out, (cols, *_) = exercises.conv2d_by_matrix(x, w, None, stride=2)
    shapes = (w.reshape(2, -1).shape, cols[0].shape, out.reshape(2, -1).shape)
    assert exercises.product_shapes() == shapes
    image = 64 * 224 * 224 * 4
    assert exercises.columns_of_vgg() == (
        image,
        exercises.memory_of_im2col((1, 64, 224, 224), 3, padding=1),
    )
    assert exercises.columns_of_vgg()[1] == 9 * image


@pytest.mark.parametrize("layout", [(0, 1, 2, 3), (0, 3, 1, 2)])
@pytest.mark.parametrize("C", [1, 3])
def test_windows_are_a_view_in_any_layout(layout, C):
    rng = np.random.default_rng(0)
    shape = (2, C, 5, 6)
    held = np.empty([shape[axis] for axis in layout])
    x = held.transpose(np.argsort(layout))
    x[...] = rng.standard_normal(shape)
    for options in ({}, {"stride": 2}, {"stride": (1, 3)}):
        windows = exercises.strided_windows(x, (3, 2), **options)
        cols = exercises.im2col(x, (3, 2), **options)
        np.testing.assert_array_equal(windows.reshape(cols.shape), cols)
        assert np.shares_memory(windows, x)
    held[:] = 0
    assert not windows.any()
