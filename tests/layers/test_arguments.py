"""Unsupported arrays and options raise errors that name the argument."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from cnncourse import layers
from cnncourse.layers.conv import direct, loops
from cnncourse.layers.conv.columns import conv2d_backward, conv2d_forward

X = np.random.default_rng(0).standard_normal((2, 4, 6, 6))


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble, complex, ">f4", ">f8", int, bool])
def test_only_float32_and_float64_are_supported(dtype):
    with pytest.raises(TypeError, match=r"x must hold .*float32 or float64.*x.astype\(np.float32"):
        layers.relu_forward(X.astype(dtype))
    _, cache = layers.relu_forward(X)
    with pytest.raises(TypeError, match=r"dout must hold .*float32 or float64"):
        layers.relu_backward(X.astype(dtype), cache)


@pytest.mark.parametrize("make", [np.ma.masked_array, lambda x: x.view(np.matrix), list])
def test_other_kinds_of_arrays_raise_an_error(make):
    with pytest.raises(TypeError, match=r"x must be a numpy array, got .*np.asarray\(x\)"):
        layers.tanh_forward(make(X[0, 0]))


def test_views_and_arrays_on_disk_are_arrays(tmp_path):
    on_disk = np.memmap(tmp_path / "x", np.float64, "w+", shape=X.shape)
    on_disk[...] = X
    for x in (on_disk, on_disk[:], X.T.T, np.broadcast_to(X, X.shape)):
        np.testing.assert_array_equal(layers.relu_forward(x)[0], np.maximum(X, 0))


@pytest.mark.parametrize("count", [np.uint8, np.int8, np.int64])
def test_sizes_may_be_numpy_integers_and_do_not_overflow(count):
    size, one = count(100), count(1)
    out = layers.output_size(size, count(3), stride=one, padding=size, dilation=one)
    assert type(out) is int and out == 298
    out = layers.pool_output_size(size, count(100), stride=one, padding=count(50))
    assert type(out) is int and out == 101
    out = layers.multiply_adds((size, size, size), (size, size))
    assert type(out) is int and out == 10**8


@pytest.mark.parametrize("function", [layers.output_size, layers.pool_output_size])
@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("size", -1, ValueError, "size must be at least 0, got -1"),
        ("kernel_size", 0, ValueError, "kernel_size must be at least 1, got 0"),
        ("stride", 0, ValueError, "stride must be at least 1, got 0"),
        ("padding", -1, ValueError, "padding must be at least 0, got -1"),
        ("size", 5.0, TypeError, "size must be an integer, got 5.0"),
        ("stride", "a", TypeError, "stride must be an integer, got 'a'"),
        ("padding", True, TypeError, "padding must be an integer, got True"),
    ],
)
def test_sizes_out_of_range_raise_an_error(function, name, value, error, message):
    arguments = {"size": 5, "kernel_size": 3, "stride": 1, name: value}
    with pytest.raises(error, match=message):
        function(arguments.pop("size"), arguments.pop("kernel_size"), **arguments)


def test_a_dilation_of_zero_and_a_fractional_shape_raise_an_error():
    with pytest.raises(ValueError, match="dilation must be at least 1, got 0"):
        layers.output_size(5, 3, dilation=0)
    with pytest.raises(TypeError, match=r"w_shape must be an integer, got 2.5"):
        layers.multiply_adds((3, 2.5), (3,))
    with pytest.raises(ValueError, match="w_shape must be at least 0, got -3"):
        layers.multiply_adds((-3, 2), (-3,))


def test_the_checked_output_size_is_the_one_of_the_chapter():
    for size, kernel_size, stride, padding, dilation in [(7, 3, 2, 1, 1), (9, 2, 3, 0, 4)]:
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        expected = loops.output_size(size, kernel_size, **options)
        assert layers.output_size(size, kernel_size, **options) == expected


def test_adaptive_bins_validate_their_arguments():
    count = np.uint8
    assert layers.adaptive_bins(count(200), count(100))[-1] == slice(198, 200)
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        layers.adaptive_bins(5, 0)
    with pytest.raises(TypeError, match="size must be an integer, got 5.5"):
        layers.adaptive_bins(5.5, 2)


W = np.random.default_rng(1).standard_normal((4, 4, 3, 3))
VECTOR = np.random.default_rng(2).standard_normal(4)
MIXED = [
    ("conv2d", X, (W, VECTOR), {}),
    ("conv2d", X, (W, VECTOR), {"stride": 2}),
    ("conv2d", X, (W[:, :1], VECTOR), {"groups": 4}),
    ("conv1d", X[:, :, 0], (W[:, :, 0], VECTOR), {}),
    ("conv3d", X[:, :, np.newaxis], (W[:, :, np.newaxis], VECTOR), {}),
    ("conv_transpose2d", X, (W, VECTOR), {}),
    ("linear", X[0, 0], (W[:, :2, 0].reshape(4, 6), VECTOR), {}),
    ("prelu", X, (VECTOR,), {}),
    ("subsampling", X, (VECTOR, VECTOR), {}),
    ("batch_norm2d", X, (VECTOR, VECTOR, None, None), {"training": True}),
    ("layer_norm", X[..., :4], (VECTOR, VECTOR), {"normalized_shape": 4}),
    ("group_norm", X, (VECTOR, VECTOR), {"num_groups": 2}),
]


@pytest.mark.parametrize(("name", "x", "learned", "options"), MIXED)
@pytest.mark.parametrize("dtypes", [(np.float32, np.float64), (np.float64, np.float32)])
def test_dtypes_follow_the_documented_rule(name, x, learned, options, dtypes):
    x = x.astype(dtypes[0])
    learned = [None if a is None else a.astype(dtypes[1]) for a in learned]
    out, *_, cache = getattr(layers, f"{name}_forward")(x, *learned, **options)
    weighs = name.startswith(("conv", "linear"))
    assert out.dtype == (np.float64 if weighs else x.dtype)
    gradients = getattr(layers, f"{name}_backward")(out, cache)
    for gradient, array in zip(gradients, [x, *learned], strict=False):
        assert gradient.dtype == array.dtype


def test_numpy_float64_options_do_not_promote_float32():
    x, eight = X.astype(np.float32), np.float64
    calls = [
        ("local_response_norm", {"size": 3, "alpha": eight(1), "beta": eight(1), "k": eight(2)}),
        ("layer_norm", {"gamma": None, "beta": None, "normalized_shape": 6, "eps": eight(0.1)}),
        ("group_norm", {"gamma": None, "beta": None, "num_groups": 2, "eps": eight(0.1)}),
        ("leaky_relu", {"negative_slope": eight(0.1)}),
        ("dropout", {"p": eight(0.5), "rng": np.random.default_rng(0), "training": True}),
    ]
    for name, options in calls:
        out, cache = getattr(layers, f"{name}_forward")(x, **options)
        dx = getattr(layers, f"{name}_backward")(x, cache)
        dx = dx[0] if isinstance(dx, tuple) else dx
        assert (out.dtype, dx.dtype) == (np.float32, np.float32), name


BATCH_NORM = {"gamma": None, "beta": None, "running_mean": None, "running_var": None}


@pytest.mark.parametrize("value", [None, "a", True, [1.0]])
@pytest.mark.parametrize(
    ("function", "name", "options"),
    [
        (layers.leaky_relu_forward, "negative_slope", {}),
        (layers.local_response_norm_forward, "alpha", {"size": 3}),
        (layers.local_response_norm_forward, "beta", {"size": 3}),
        (layers.local_response_norm_forward, "k", {"size": 3}),
        (layers.batch_norm2d_forward, "eps", {**BATCH_NORM, "training": True}),
        (layers.batch_norm2d_forward, "momentum", {**BATCH_NORM, "training": True}),
        (layers.layer_norm_forward, "eps", {"gamma": None, "beta": None, "normalized_shape": 6}),
        (layers.group_norm_forward, "eps", {"gamma": None, "beta": None, "num_groups": 2}),
        (layers.dropout_forward, "p", {"rng": None, "training": True}),
    ],
)
def test_an_option_that_is_not_a_number_is_named(function, name, options, value):
    with pytest.raises(TypeError, match=f"{name} must be a number, got "):
        function(X, **options, **{name: value})


def test_label_smoothing_must_be_a_number():
    with pytest.raises(TypeError, match="label_smoothing must be a number, got None"):
        layers.softmax_cross_entropy(X[0, 0], np.zeros(6, int), label_smoothing=None)


@pytest.mark.parametrize("value", ["eval", None, 1])
@pytest.mark.parametrize(
    ("function", "name", "options"),
    [
        (layers.batch_norm2d_forward, "training", BATCH_NORM),
        (layers.dropout_forward, "training", {"p": 0.5, "rng": None}),
        (layers.max_pool2d_forward, "ceil_mode", {"kernel_size": 2}),
        (layers.avg_pool2d_forward, "ceil_mode", {"kernel_size": 2}),
        (layers.avg_pool2d_forward, "count_include_pad", {"kernel_size": 2}),
    ],
)
def test_a_switch_is_true_or_false(function, name, options, value):
    with pytest.raises(TypeError, match=f"{name} must be True or False, got {value!r}"):
        function(X, **options, **{name: value})


def test_im2col_needs_four_axes_and_col2im_three():
    with pytest.raises(TypeError, match="x must be a numpy array, got list"):
        layers.im2col(X.tolist(), 2)
    with pytest.raises(ValueError, match=r"x must have the axes \(N, C, H, W\), got shape \(6, 6"):
        layers.im2col(X[0, 0], 2)
    with pytest.raises(TypeError, match="cols must be a numpy array, got list"):
        layers.col2im([[1.0]], 3, 2)
    with pytest.raises(ValueError, match=r"cols must have shape .*got shape \(6, 6\)"):
        layers.col2im(X[0, 0], 3, 2)


def test_only_the_batch_may_be_empty():
    message = r"only the batch may be empty"
    with pytest.raises(ValueError, match=message):
        layers.conv_transpose2d_forward(np.zeros((2, 0, 3, 3)), np.zeros((0, 2, 3, 3)), None)
    with pytest.raises(ValueError, match=message):
        layers.conv_transpose2d_forward(np.zeros((2, 2, 3, 3)), np.zeros((2, 0, 3, 3)), None)
    with pytest.raises(ValueError, match=message):
        layers.channel_shuffle_forward(np.zeros((2, 0, 3, 3)), groups=2)


@pytest.mark.parametrize("stride", [10**9, (1, 10**9), (10**9, 1)])
def test_a_huge_stride_takes_no_memory(stride):
    w = W[:, :, :, :2]
    tracemalloc.start()
    out, cache = direct.conv2d_forward(X, w, None, stride=stride, padding=1)
    gradients = direct.conv2d_backward(out, cache)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20
    expected, cache = conv2d_forward(X, w, None, stride=stride, padding=1)
    np.testing.assert_allclose(out, expected, rtol=1e-12)
    for ours, theirs in zip(gradients, conv2d_backward(out, cache), strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None:
            np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)
