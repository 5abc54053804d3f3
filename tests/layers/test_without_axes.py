"""Arrays of shape () work where that makes sense, and raise an error elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnncourse import layers

NUMBER = np.array(0.3)
X = np.random.default_rng(0).standard_normal((2, 4, 6, 6))
W, V = np.ones((4, 4, 3, 3)), np.ones(4)
GENERATOR = {"rng": np.random.default_rng(0)}
# The arrays of every function, by name, and its options. A backward function takes `dout` and
# the cache of its forward function.
FORWARD = {
    "adaptive_avg_pool2d": ({"x": X}, {"output_size": 2}),
    "avg_pool2d": ({"x": X}, {"kernel_size": 2}),
    "avg_pool3d": ({"x": X[np.newaxis]}, {"kernel_size": 2}),
    "batch_norm1d": (
        {
            "x": X[0, 0],
            **dict.fromkeys(["gamma", "beta", "running_mean", "running_var"], V[[0] * 6]),
        },
        {"training": True},
    ),
    "batch_norm2d": (
        {"x": X, **dict.fromkeys(["gamma", "beta", "running_mean", "running_var"], V)},
        {"training": True},
    ),
    "channel_shuffle": ({"x": X}, {"groups": 2}),
    "conv1d": ({"x": X[:, :, 0], "w": W[..., 0], "b": V}, {}),
    "conv2d": ({"x": X, "w": W, "b": V}, {}),
    "conv3d": ({"x": X[:, :, np.newaxis], "w": W[:, :, np.newaxis], "b": V}, {}),
    "conv_transpose2d": ({"x": X, "w": W, "b": V}, {}),
    "convolve1d": ({"x": X[:, :, 0], "w": W[..., 0], "b": V}, {}),
    "convolve2d": ({"x": X, "w": W, "b": V}, {}),
    "dropout": ({"x": X}, {"p": 0.5, "training": True, **GENERATOR}),
    "flatten": ({"x": X}, {}),
    "global_avg_pool2d": ({"x": X}, {}),
    "group_norm": ({"x": X, "gamma": V, "beta": V}, {"num_groups": 2}),
    "layer_norm": (
        {"x": X, **dict.fromkeys(["gamma", "beta"], V[[0] * 6])},
        {"normalized_shape": 6},
    ),
    "leaky_relu": ({"x": X}, {}),
    "linear": ({"x": X[0, 0], "w": W[:, :2, 0].reshape(4, 6), "b": V}, {}),
    "local_response_norm": ({"x": X}, {"size": 3}),
    "max_pool2d": ({"x": X}, {"kernel_size": 2}),
    "max_pool3d": ({"x": X[np.newaxis]}, {"kernel_size": 2}),
    "prelu": ({"x": X, "slope": V}, {}),
    "rbf": ({"x": X[0, 0], "centres": X[1, 0]}, {}),
    "relu": ({"x": X}, {}),
    "relu6": ({"x": X}, {}),
    "scaled_tanh": ({"x": X}, {}),
    "sigmoid": ({"x": X}, {}),
    "softmax": ({"x": X}, {}),
    "subsampling": ({"x": X, "w": V, "b": V}, {}),
    "tanh": ({"x": X}, {}),
}
OTHERS = {
    "binary_cross_entropy": ({"logits": X, "targets": np.abs(np.sin(X))}, {}),
    "col2im": ({"cols": layers.im2col(X, 2)}, {"image_size": (6, 6), "kernel_size": 2}),
    "im2col": ({"x": X}, {"kernel_size": 2}),
    "mean_squared_error": ({"predictions": X, "targets": X}, {}),
    "softmax_cross_entropy": ({"logits": X[0, 0], "labels": np.arange(6)}, {}),
}
NO_ARRAYS = {
    "adaptive_bins", "connection_table", "max_pool2d_indices", "max_pool3d_indices",
    "multiply_adds", "output_size", "padding_amounts", "pool_output_size", "receptive_field",
}  # fmt: skip
POINTWISE = ("relu", "leaky_relu", "relu6", "sigmoid", "tanh", "scaled_tanh", "dropout")


def calls():
    """Yield (function, arrays by name, options) for every function with arrays."""
    for name, (given, options) in FORWARD.items():
        yield f"{name}_forward", given, options
        *_, cache = getattr(layers, f"{name}_forward")(**given, **options)
        yield f"{name}_backward", {"dout": NUMBER}, {"cache": cache}
    for name, (given, options) in OTHERS.items():
        yield name, given, options


CALLS = list(calls())


def test_every_function_is_tested():
    assert {name for name, _, _ in CALLS} | NO_ARRAYS == set(layers.__all__)


@pytest.mark.parametrize(
    ("name", "argument"), [(name, argument) for name, given, _ in CALLS for argument in given]
)
def test_an_array_without_axes_is_named_in_the_error(name, argument):
    ((given, options),) = [(given, options) for n, given, options in CALLS if n == name]
    value = np.array(1) if argument == "labels" else NUMBER
    if argument == "x" and name.removesuffix("_forward") in POINTWISE:
        out, _ = getattr(layers, name)(value, **options)
        assert type(out) is np.ndarray and out.shape == ()
        return
    with pytest.raises(ValueError, match=rf"(?=.*\b{argument}\b).*shape \(\)"):
        getattr(layers, name)(**{**given, argument: value}, **options)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", POINTWISE)
def test_elementwise_functions_return_arrays(name, dtype):
    _, options = FORWARD[name]
    for training in (True, False):
        options = {**options, "training": training} if name == "dropout" else options
        x, dout = NUMBER.astype(dtype), np.array(-2, dtype)
        out, cache = getattr(layers, f"{name}_forward")(x, **options)
        row, row_cache = getattr(layers, f"{name}_forward")(x.reshape(1), **options)
        dx = getattr(layers, f"{name}_backward")(dout, cache)
        drow = getattr(layers, f"{name}_backward")(dout.reshape(1), row_cache)
        for value, expected in ((out, row), (dx, drow)):
            assert type(value) is np.ndarray
            assert (value.shape, value.dtype) == ((), dtype)
            if name != "dropout":
                assert value == expected[0]


@pytest.mark.parametrize(
    ("function", "oracle"),
    [
        (layers.mean_squared_error, torch.nn.functional.mse_loss),
        (layers.binary_cross_entropy, torch.nn.functional.binary_cross_entropy_with_logits),
    ],
)
def test_losses_of_one_number_agree_with_torch(function, oracle):
    prediction, target = np.array(1.5), np.array(0.25)
    loss, gradient = function(prediction, target)
    leaf = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    expected = oracle(leaf, torch.tensor(0.25, dtype=torch.float64))
    expected.backward()
    assert type(gradient) is np.ndarray and gradient.shape == ()
    assert loss == pytest.approx(expected.item()) and gradient == pytest.approx(leaf.grad.item())
