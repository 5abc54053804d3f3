"""The exercises on the gradients of the other layers against torch and the package's layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import layers
from cnncourse.exercises import backward_rest as exercises

FEW = st.integers(1, 3)
SEED = st.integers(0, 2**32 - 1)


def tensors(*arrays):
    return [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


def close(got, expected):
    np.testing.assert_allclose(got, getattr(expected, "numpy", lambda: expected)(), atol=1e-11)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["max", "avg"]))
def test_pooling_backward(data, kind):
    kernel_size, stride = (data.draw(st.tuples(FEW, FEW)) for _ in range(2))
    N, C, more_h, more_w = data.draw(st.tuples(FEW, FEW, FEW, FEW))
    rng = np.random.default_rng(data.draw(SEED))
    shape = N, C, kernel_size[0] + more_h, kernel_size[1] + more_w
    x = rng.integers(-2, 2, shape).astype(float)  # with many ties
    (tensor,) = tensors(x)
    pool = {"max": functional.max_pool2d, "avg": functional.avg_pool2d}[kind]
    out = pool(tensor, kernel_size, stride)
    dout = rng.standard_normal(out.shape)
    out.backward(torch.from_numpy(dout))
    backward = getattr(exercises, f"{kind}_pool2d_backward")
    dx = backward(dout, (x, kernel_size, stride))
    close(dx, tensor.grad)
    _, cache = getattr(layers, f"{kind}_pool2d_forward")(x, kernel_size=kernel_size, stride=stride)
    close(dx, getattr(layers, f"{kind}_pool2d_backward")(dout, cache))
    assert backward(dout.astype(np.float32), (x, kernel_size, stride)).dtype == np.float32


@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 1.0])
def test_dropout_is_that_of_the_package(p):
    x = np.random.default_rng(0).standard_normal((4, 50, 30))
    rng = np.random.default_rng(1)
    out, (mask,) = exercises.dropout_forward(x, p=p, rng=rng, training=True)
    assert {*np.unique(mask)} <= {0.0, 1 / (1 - p) if p < 1 else 0.0}
    np.testing.assert_array_equal(out, x * mask)
    assert abs(np.mean(mask == 0) - p) < 0.03
    dout = np.random.default_rng(2).standard_normal(x.shape)
    np.testing.assert_array_equal(
        exercises.dropout_backward(dout, (mask,)), layers.dropout_backward(dout, (mask,))
    )
    same, (ones,) = exercises.dropout_forward(x, p=p, rng=rng, training=False)
    np.testing.assert_array_equal(same, x)
    assert (ones == 1).all()


def test_dropout_keeps_the_mean():
    rng = np.random.default_rng(0)
    outs = [
        exercises.dropout_forward(np.arange(1.0, 5.0), p=0.75, rng=rng, training=True)[0]
        for _ in range(20_000)
    ]
    np.testing.assert_allclose(np.mean(outs, axis=0), [1, 2, 3, 4], rtol=0.06)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 7), st.sampled_from([0.5, 0.75, 2.0]), SEED)
def test_local_response_norm(C, size, beta, seed):
    rng = np.random.default_rng(seed)
    x, dout = rng.standard_normal((2, 2, C, 2, 3))
    options = {"alpha": 2.5, "beta": beta, "k": 1.5}
    (tensor,) = tensors(x)
    expected = functional.local_response_norm(tensor, size, **options)
    expected.backward(torch.from_numpy(dout))
    out, cache = exercises.local_response_norm_forward(x, size=size, **options)
    close(out, expected.detach())
    dx = exercises.local_response_norm_backward(dout, cache)
    close(dx, tensor.grad)
    out, kept = layers.local_response_norm_forward(x, size=size, **options)
    close(dx, layers.local_response_norm_backward(dout, kept))
    defaults, _ = exercises.local_response_norm_forward(100 * x, size=size)
    close(defaults, functional.local_response_norm(torch.from_numpy(100 * x), size))
    assert exercises.local_response_norm_forward(x.astype(np.float32), size=size)[0].dtype == "f4"


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("options", [{}, {"momentum": 0.4, "eps": 0.5}])
def test_batch_norm(training, options):
    rng = np.random.default_rng(0)
    x, dout = rng.standard_normal((2, 3, 4, 5, 2))
    gamma, beta, running_mean = rng.standard_normal((3, 4))
    running_var = rng.uniform(0.5, 2, 4)
    arrays = x, gamma, beta, running_mean, running_var
    kept = [array.copy() for array in arrays]
    out, *running, cache = exercises.batch_norm_forward(*arrays, training=training, **options)
    gradients = exercises.batch_norm_backward(dout, cache)
    for array, before in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(array, before)

    inputs = tensors(x, gamma, beta)
    statistics = [torch.from_numpy(array.copy()) for array in (running_mean, running_var)]
    expected = functional.batch_norm(
        inputs[0], *statistics, *inputs[1:], training=training, **options
    )
    expected.backward(torch.from_numpy(dout))
    close(out, expected.detach())
    for got, wanted in zip(running, statistics, strict=True):
        close(got, wanted)
    for got, tensor in zip(gradients, inputs, strict=True):
        close(got, tensor.grad)

    out, *others, cache = layers.batch_norm2d_forward(*arrays, training=training, **options)
    for got, wanted in zip(running, others, strict=True):
        close(got, wanted)
    for got, wanted in zip(gradients, layers.batch_norm2d_backward(dout, cache), strict=True):
        close(got, wanted)


@pytest.mark.parametrize("options", [{}, {"eps": 0.5}])
def test_layer_norm(options):
    rng = np.random.default_rng(0)
    x, (gamma, beta) = rng.standard_normal((3, 4, 5, 2)), rng.standard_normal((2, 4, 5, 2))
    out, _ = exercises.layer_norm_forward(x, gamma, beta, **options)
    expected = functional.layer_norm(*map(torch.from_numpy, (x,)), (4, 5, 2), **options)
    close(out, expected.numpy() * gamma + beta)
    fast, _ = layers.layer_norm_forward(x, gamma, beta, normalized_shape=(4, 5, 2), **options)
    close(out, fast)
