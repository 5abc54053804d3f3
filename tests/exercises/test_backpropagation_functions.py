"""The exercises' functions against torch, and against the validated ones of `cnncourse.layers`."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncourse import layers
from cnncourse.exercises import backpropagation as exercises

sizes, seeds = st.integers(1, 5), st.integers(0, 2**32)
shapes = st.lists(st.integers(0, 4), min_size=1, max_size=3).map(tuple)
many = settings(max_examples=60, deadline=None)


def leaf(array):
    return torch.tensor(array, requires_grad=True)


def close(got, expected, rtol=1e-12, atol=1e-12):
    if isinstance(expected, torch.Tensor):
        expected = expected.detach().numpy()
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)


@many
@given(shapes, seeds)
def test_fan_out(shape, seed):
    dout, x, w = np.random.default_rng(seed).standard_normal((3, *shape))
    a, b = leaf(x), leaf(w)
    ((a + b) * a).backward(torch.tensor(dout))
    for got, expected in zip(
        exercises.fan_out_backward(dout, (x, w)), (a.grad, b.grad), strict=True
    ):
        close(got, expected)


@many
@given(st.integers(0, 4), sizes, sizes, st.booleans(), seeds)
def test_linear(N, D_in, D_out, bias, seed):
    rng = np.random.default_rng(seed)
    x, w, b, dout = (
        rng.standard_normal(shape) for shape in ((N, D_in), (D_out, D_in), D_out, (N, D_out))
    )
    b = b if bias else None
    out, cache = exercises.linear_forward(x, w, b)
    gradients = exercises.linear_backward(dout, cache)
    tensors = [None if one is None else leaf(one) for one in (x, w, b)]
    expected = F.linear(*tensors)
    expected.backward(torch.tensor(dout))
    close(out, expected)
    ours = layers.linear_backward(dout, layers.linear_forward(x, w, b)[1])
    for got, same, tensor in zip(gradients, ours, tensors, strict=True):
        if tensor is None:
            assert got is None
        else:
            close(got, tensor.grad)
            close(got, same)


@many
@given(shapes, seeds, st.sampled_from(["relu", "sigmoid", "tanh"]))
def test_activations(shape, seed, name):
    dout, x = np.random.default_rng(seed).standard_normal((2, *shape))
    x[..., :1] = 0
    out, cache = getattr(layers, f"{name}_forward")(x)
    got = getattr(exercises, f"{name}_backward")(dout, cache)
    tensor = leaf(x)
    getattr(torch, name)(tensor).backward(torch.tensor(dout))
    close(got, tensor.grad)
    close(got, getattr(layers, f"{name}_backward")(dout, cache))


@many
@given(shapes, seeds, st.sampled_from([1.0, 1000.0]))
def test_sigmoid(shape, seed, scale):
    x = scale * np.random.default_rng(seed).standard_normal(shape)
    with np.errstate(over="raise"):
        out, (kept,) = exercises.sigmoid_forward(x)
    close(out, torch.sigmoid(torch.tensor(x)))
    close(out, layers.sigmoid_forward(x)[0])
    assert kept is out


@many
@given(sizes, sizes, sizes, sizes, seeds)
def test_prelu(N, C, H, W, seed):
    rng = np.random.default_rng(seed)
    dout, x = rng.standard_normal((2, N, C, H, W))
    x[:, :, 0] = 0
    slope = rng.uniform(0, 1, C)
    tensors = leaf(x), leaf(slope)
    F.prelu(*tensors).backward(torch.tensor(dout))
    ours = layers.prelu_backward(dout, (x, slope))
    for got, same, tensor in zip(
        exercises.prelu_backward(dout, (x, slope)), ours, tensors, strict=True
    ):
        close(got, tensor.grad)
        close(got, same)


@many
@given(sizes, sizes, seeds, st.sampled_from([1.0, 1000.0]))
def test_softmax_and_cross_entropy(N, C, seed, scale):
    rng = np.random.default_rng(seed)
    logits, labels = scale * rng.standard_normal((N, C)), rng.integers(0, C, N)
    close(exercises.softmax(logits), torch.softmax(torch.tensor(logits), dim=1))
    close(exercises.softmax(logits), layers.softmax_forward(logits)[0])
    tensor = leaf(logits)
    expected = F.cross_entropy(tensor, torch.tensor(labels))
    expected.backward()
    for loss, dlogits in (
        exercises.softmax_cross_entropy(logits, labels),
        layers.softmax_cross_entropy(logits, labels),
    ):
        close(loss, expected)
        close(dlogits, tensor.grad)


@many
@given(shapes.filter(np.prod), seeds, st.sampled_from([1.0, 1000.0]))
def test_binary_cross_entropy(shape, seed, scale):
    rng = np.random.default_rng(seed)
    logits, targets = scale * rng.standard_normal(shape), rng.random(shape)
    tensor = leaf(logits)
    expected = F.binary_cross_entropy_with_logits(tensor, torch.tensor(targets))
    expected.backward()
    for loss, dlogits in (
        exercises.binary_cross_entropy_with_logits(logits, targets),
        layers.binary_cross_entropy(logits, targets),
    ):
        close(loss, expected)
        close(dlogits, tensor.grad)


@many
@given(sizes, sizes, sizes, sizes, seeds)
def test_two_layers(N, D_in, D_hidden, D_out, seed):
    rng = np.random.default_rng(seed)
    shapes = (D_hidden, D_in), D_hidden, (D_out, D_hidden), D_out
    x, targets = rng.standard_normal((N, D_in)), rng.standard_normal((N, D_out))
    weights = [rng.standard_normal(shape) for shape in shapes]
    w1, b1, w2, b2 = tensors = [leaf(one) for one in weights]
    out = F.linear(F.relu(F.linear(torch.tensor(x), w1, b1)), w2, b2)
    expected = F.mse_loss(out, torch.tensor(targets))
    expected.backward()
    loss, *gradients = exercises.two_layer_gradients(x, targets, *weights)
    close(loss, expected)
    for got, tensor in zip(gradients, tensors, strict=True):
        close(got, tensor.grad)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (exercises.linear_forward, ((2, 3), (4, 3), (4,))),
        (exercises.sigmoid_forward, ((2, 3),)),
        (exercises.softmax, ((2, 3),)),
    ],
)
def test_float32_stays_float32(function, arguments):
    result = function(*(np.ones(shape, np.float32) for shape in arguments))
    out = result[0] if isinstance(result, tuple) else result
    assert out.dtype == np.float32
