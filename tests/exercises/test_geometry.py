"""The exercises on geometry against torch, or against a direct computation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import layers
from cnncourse.exercises import geometry
from cnncourse.layers.conv import loops, loops1d

LAYER = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3))
STACK = st.lists(LAYER, max_size=4)


def through_torch(signal, stack):
    """Run a signal through layers of ones."""
    for kernel_size, stride, padding, dilation in stack:
        ones = torch.ones(1, 1, kernel_size, dtype=signal.dtype)
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        signal = functional.conv1d(signal, ones, **options)
    return signal


@settings(max_examples=50, deadline=None)
@given(st.integers(40, 70), STACK)
def test_sizes_are_those_of_torch(size, stack):
    try:
        found = geometry.sizes_through(size, stack)
    except ValueError:
        with pytest.raises(RuntimeError):
            through_torch(torch.zeros(1, 1, size), stack)
        return
    assert found[0] == size and len(found) == len(stack) + 1
    for number in range(len(stack)):
        through = through_torch(torch.zeros(1, 1, size), stack[: number + 1])
        assert found[number + 1] == through.shape[2]


def test_sizes_of_alexnet():
    layers_of_alexnet = [(11, 4, 0, 1), (3, 2, 0, 1), (5, 1, 2, 1), (3, 2, 0, 1), (3, 1, 1, 1)]
    found = geometry.sizes_through(227, [*layers_of_alexnet, (3, 2, 0, 1)])
    assert found == (227, 55, 27, 27, 13, 13, 6)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(1, 6), st.integers(1, 5), st.integers(1, 3))
def test_same_padding_is_the_smallest_that_gives_the_size(size, kernel_size, stride, dilation):
    before, after = geometry.same_padding(size, kernel_size, stride=stride, dilation=dilation)
    assert 0 <= before <= after <= before + 1
    wanted = int(np.ceil(size / stride))
    options = {"stride": stride, "dilation": dilation}
    total = before + after
    assert layers.output_size(size + total, kernel_size, **options) == wanted
    if total:
        with_less = size + total - 1
        span = dilation * (kernel_size - 1) + 1
        assert with_less < span or layers.output_size(with_less, kernel_size, **options) < wanted


def test_same_padding_at_stride_1_is_torchs():
    for kernel_size in range(1, 7):
        for dilation in (1, 2, 3):
            ours = geometry.same_padding(20, kernel_size, dilation=dilation)
            _, both = layers.padding_amounts("same", (1, kernel_size), dilation=(1, dilation))
            assert ours == both


@settings(max_examples=50, deadline=None)
@given(st.integers(10, 25), st.integers(1, 4), st.integers(1, 6), st.integers(1, 3))
def test_pixels_never_seen_have_no_gradient(size, kernel_size, stride, dilation):
    signal = torch.zeros(1, 1, size, requires_grad=True)
    through_torch(signal, [(kernel_size, stride, 0, dilation)]).sum().backward()
    unseen = np.flatnonzero(signal.grad[0, 0].numpy() == 0)
    found = geometry.pixels_never_seen(size, kernel_size, stride=stride, dilation=dilation)
    np.testing.assert_array_equal(found, unseen)


def test_declared_answers():
    exact = [sum((size + 2 * p - 5) % 2 == 0 for p in range(5)) for size in (32, 33)]
    assert geometry.fitting_paddings() == tuple(exact)
    layer = torch.nn.Conv2d(16, 36, 3)
    count = sum(one.numel() for one in layer.parameters())
    assert geometry.parameters_of_36_filters() == count == 5220
    out = torch.nn.Conv2d(3, 10, 5, padding=2)(torch.zeros(1, 3, 32, 32))
    assert geometry.shape_after_ten_filters() == tuple(out.shape[1:])


@settings(max_examples=50, deadline=None)
@given(STACK)
def test_the_receptive_field_is_where_the_gradient_is_not_zero(stack):
    size, jump, start = geometry.receptive_field(stack)
    margin = 1 - start  # pixels of the image to the left of output 0's first one
    length = margin + size + 4 * jump + 200
    signal = torch.zeros(1, 1, length, dtype=torch.float64, requires_grad=True)
    out = through_torch(signal, stack)
    number = next(i for i in range(out.shape[2]) if start + i * jump >= 0)
    if start + number * jump + size > length:
        return
    out[0, 0, number].backward()
    seen = np.flatnonzero(signal.grad[0, 0].numpy())
    assert (seen[0], seen[-1] - seen[0] + 1) == (start + number * jump, size)
    assert (size, jump) == layers.receptive_field([(K, S, D) for K, S, _, D in stack])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_conv1d_agrees_with_torch_and_with_the_fast_one(dtype):
    rng = np.random.default_rng(0)
    x, w, b = (rng.standard_normal(shape).astype(dtype) for shape in ((2, 3, 9), (4, 3, 3), (4,)))
    for options in ({}, {"stride": 2}, {"padding": 2}, {"dilation": 3, "padding": 1}):
        out, cache = loops1d.conv1d_forward(x, w, b, **options)
        expected = functional.conv1d(*map(torch.from_numpy, (x, w, b)), **options).numpy()
        tolerance = 1e-12 if dtype is np.float64 else 1e-5
        np.testing.assert_allclose(out, expected, rtol=tolerance, atol=tolerance)
        np.testing.assert_allclose(out, layers.conv1d_forward(x, w, b, **options)[0], atol=1e-5)
        assert out.dtype == dtype and cache[0] is x and cache[1] is w


def test_conv1d_names_what_does_not_fit():
    x, w = np.zeros((1, 2, 4)), np.zeros((1, 2, 5))
    with pytest.raises(ValueError, match="spans 5 places but there are only 4"):
        loops1d.conv1d_forward(x, w, None)
    with pytest.raises(ValueError, match="3 channels"):
        loops1d.conv1d_forward(np.zeros((1, 3, 9)), w, None)


def test_a_1x1_convolution_is_a_dense_layer():
    rng = np.random.default_rng(1)
    for N, C_in, C_out, H, W in ((2, 3, 4, 3, 5), (0, 2, 3, 4, 4), (1, 1, 1, 1, 1)):
        x, w, b = (rng.standard_normal(s) for s in ((N, C_in, H, W), (C_out, C_in), (C_out,)))
        out, _ = loops.conv2d_forward(x, w[:, :, None, None], b)
        np.testing.assert_allclose(geometry.conv1x1_as_linear(x, w, b), out, atol=1e-12)


def test_the_grouped_matrix_does_what_groups_do():
    rng = np.random.default_rng(2)
    for C_out, C_block, groups in ((4, 2, 2), (6, 1, 3), (3, 4, 1), (6, 5, 6)):
        x, w = (
            rng.standard_normal((2, groups * C_block, 3, 2)),
            rng.standard_normal((C_out, C_block)),
        )
        grouped, _ = loops.conv2d_forward(x, w[:, :, None, None], None, groups=groups)
        matrix = geometry.grouped_matrix(w, groups)
        out, _ = loops.conv2d_forward(x, matrix[:, :, None, None], None)
        np.testing.assert_allclose(out, grouped, atol=1e-12)
    with pytest.raises(ValueError, match="must divide the number of filters, got 2 for 3"):
        geometry.grouped_matrix(np.zeros((3, 2)), 2)


def test_the_toeplitz_matrix_correlates():
    rng = np.random.default_rng(3)
    for kernel, image in (((2, 2), (3, 3)), ((1, 3), (1, 5)), ((3, 2), (4, 6)), ((3, 1), (3, 2))):
        w, x = rng.standard_normal(kernel), rng.standard_normal(image)
        matrix = geometry.toeplitz_matrix(w, image)
        out = loops.cross_correlate2d(x, w)
        assert matrix.shape == (out.size, x.size)
        np.testing.assert_allclose(matrix @ x.ravel(), out.ravel(), atol=1e-12)
    with pytest.raises(ValueError, match="4 x 1 does not fit into an image of 3 x 9"):
        geometry.toeplitz_matrix(np.zeros((4, 1)), (3, 9))


def test_equivariance_error_by_slices():
    rng = np.random.default_rng(4)
    for shift in ((0, 0), (2, 1), (-1, 3), (0, -2)):
        for border in (0, 1):
            out, moved = rng.standard_normal((2, 7, 8))
            inside = np.full((7, 8), np.nan)
            cut = slice(border, 7 - border), slice(border, 8 - border)
            inside[cut] = out[cut]
            expected = np.full((17, 18), np.nan)  # moved by at most five, nothing wraps round
            expected[5 + shift[0] : 12 + shift[0], 5 + shift[1] : 13 + shift[1]] = inside
            difference = np.abs(moved[cut] - expected[5:12, 5:13][cut])
            found = geometry.equivariance_error(out, moved, shift, border)
            assert found == np.nanmax(difference)
    assert geometry.equivariance_error(np.zeros((3, 3)), np.ones((3, 3)), (3, 0), 0) == 0
