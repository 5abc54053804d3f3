"""The exercises on the gradients of a convolution against torch, or a direct computation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import layers
from cnncourse.exercises import backward_convolution as exercises
from cnncourse.exercises.geometry import toeplitz_matrix
from cnncourse.layers.conv import loops, loops1d, loops_transposed

SIZE = st.integers(1, 4)


def tensors(*arrays):
    return [torch.from_numpy(array).requires_grad_() for array in arrays]


@settings(max_examples=40, deadline=None)
@given(SIZE, SIZE, SIZE, SIZE, st.integers(0, 2**32 - 1))
def test_gradients_of_a_cross_correlation(KH, KW, more_h, more_w, seed):
    rng = np.random.default_rng(seed)
    image = rng.standard_normal((KH + more_h - 1, KW + more_w - 1))
    kernel, dout = rng.standard_normal((KH, KW)), rng.standard_normal((more_h, more_w))
    x, w = tensors(image[None, None], kernel[None, None])
    functional.conv2d(x, w).backward(torch.from_numpy(dout[None, None]))
    dimage, dkernel = exercises.cross_correlate2d_backward(dout, (image, kernel))
    np.testing.assert_allclose(dimage, x.grad[0, 0], atol=1e-12)
    np.testing.assert_allclose(dkernel, w.grad[0, 0], atol=1e-12)
    matrix = toeplitz_matrix(kernel, image.shape)
    np.testing.assert_allclose(dimage.ravel(), matrix.T @ dout.ravel(), atol=1e-12)
    padded, rotated = exercises.rotate_and_pad(dout, kernel)
    np.testing.assert_allclose(loops.cross_correlate2d(padded, rotated), dimage, atol=1e-12)


def test_pixels_touched_by_a_weight():
    only = np.array([[0.0, 0.0], [1.0, 0.0]])
    dimage, _ = exercises.cross_correlate2d_backward(np.ones((2, 2)), (np.zeros((3, 3)), only))
    np.testing.assert_array_equal(exercises.touched_by_w10(), dimage != 0)


@settings(max_examples=40, deadline=None)
@given(st.tuples(SIZE, SIZE), st.tuples(SIZE, SIZE), st.integers(0, 2**32 - 1))
def test_a_strided_gradient_stands_in_that_of_stride_1(kernel_size, stride, seed):
    rng = np.random.default_rng(seed)
    x, w = rng.standard_normal((2, 2, 6, 7)), rng.standard_normal((3, 2, *kernel_size))
    full, cache = loops.conv2d_forward(x, w, None)
    out, strided = loops.conv2d_forward(x, w, None, stride=stride)
    dout = rng.standard_normal(out.shape)
    spread = exercises.dilate_gradient(dout, stride, full.shape[2:])
    expected = loops.conv2d_backward(dout, strided)
    for got, wanted in zip(loops.conv2d_backward(spread, cache)[:2], expected[:2], strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "options",
    [{}, {"stride": 2}, {"stride": 4}, {"padding": 2}, {"stride": 2, "padding": 1, "dilation": 3}],
)
def test_conv1d_backward_agrees_with_torch(options, dtype):
    rng = np.random.default_rng(0)
    x, w, b = (rng.standard_normal(shape).astype(dtype) for shape in ((2, 3, 9), (4, 3, 3), (4,)))
    out, cache = loops1d.conv1d_forward(x, w, b, **options)
    dout = rng.standard_normal(out.shape).astype(dtype)
    inputs = tensors(x, w, b)
    functional.conv1d(*inputs, **options).backward(torch.from_numpy(dout))
    gradients = loops1d.conv1d_backward(dout, cache)
    for got, tensor in zip(gradients, inputs, strict=True):
        assert got.dtype == dtype and got.shape == tensor.shape
        np.testing.assert_allclose(got, tensor.grad, atol=1e-12 if dtype is np.float64 else 1e-5)
    assert loops1d.conv1d_backward(dout, (x, w, None, *cache[3:]))[2] is None


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_transposed_convolution_agrees_with_torch_and_with_the_fast_one(data):
    N, C_in, C_out, H, W, KH, KW = data.draw(st.tuples(*[st.integers(1, 3)] * 7))
    stride = data.draw(st.tuples(SIZE, SIZE))
    extra = tuple(data.draw(st.integers(0, s - 1)) for s in stride)
    room = [(n - 1) * s + k + e for n, s, k, e in zip((H, W), stride, (KH, KW), extra, strict=True)]
    padding = tuple(data.draw(st.integers(0, min(2, (one - 1) // 2))) for one in room)
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    x, w = rng.standard_normal((N, C_in, H, W)), rng.standard_normal((C_in, C_out, KH, KW))
    b = rng.standard_normal(C_out) if data.draw(st.booleans()) else None
    options = {"stride": stride, "padding": padding, "output_padding": extra}
    out, cache = loops_transposed.conv_transpose2d_forward(x, w, b, **options)
    fast, _ = layers.conv_transpose2d_forward(x, w, b, **options)
    np.testing.assert_allclose(out, fast, atol=1e-12)
    bias = None if b is None else torch.from_numpy(b)
    expected = functional.conv_transpose2d(*map(torch.from_numpy, (x, w)), bias, **options)
    np.testing.assert_allclose(out, expected, atol=1e-12)
    assert cache[0] is x and cache[1] is w and cache[2:] == (b, stride, padding, extra)


def test_adjoint_error_tells_a_backward_pass_from_another():
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((2, 3, 7, 6)), rng.standard_normal((4, 3, 3, 2))
    out, cache = layers.conv2d_forward(x, w, None, stride=2, padding=1)
    dout = rng.standard_normal(out.shape)
    dx, _, _ = layers.conv2d_backward(dout, cache)
    assert exercises.adjoint_error(x, out, dout, dx) < 1e-13
    assert exercises.adjoint_error(x, out, dout, dx[:, :, ::-1]) > 0.01
    assert exercises.adjoint_error(x, out, 0 * dout, 0 * dx) == 0
    assert exercises.adjoint_error(x, out, dout, 0 * dx) == 1
    assert exercises.adjoint_error(x, out, dout, -dx) == pytest.approx(2)
