"""Layer norm and group norm agree with torch, with measured slopes and with each other."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import as_torch, awkward, random

from cnncourse.gradcheck import slope_error
from cnncourse.layers import (
    batch_norm2d_backward,
    batch_norm2d_forward,
    group_norm_backward,
    group_norm_forward,
    layer_norm_backward,
    layer_norm_forward,
)

CLOSE = {"rtol": 1e-10, "atol": 1e-11}
sizes = st.integers(1, 4)
eps_values = st.sampled_from([1e-5, 0.1])


def step(name, arrays, dout, **options):
    """Return the output and all gradients."""
    forward, backward = PAIRS[name]
    out, cache = forward(*arrays, **options)
    return [out, *backward(dout, cache)]


def step_of_torch(name, arrays, dout, **options):
    """Return the output and all gradients that torch computes."""
    x, gamma, beta = map(as_torch, arrays)
    eps = options.get("eps", 1e-5)
    if name == "layer_norm":
        shape = options["normalized_shape"]
        shape = (shape,) if isinstance(shape, int) else shape  # as torch.nn.LayerNorm does
        out = F.layer_norm(x, shape, gamma, beta, eps)
    else:
        scale = torch.ones(x.shape[1]).to(x) if gamma is None else gamma  # torch needs one
        out = F.group_norm(x, options["num_groups"], scale, beta, eps)
    out.backward(torch.tensor(np.array(dout)))
    return [out.detach(), x.grad, *(None if v is None else v.grad for v in (gamma, beta))]


PAIRS = {
    "layer_norm": (layer_norm_forward, layer_norm_backward),
    "group_norm": (group_norm_forward, group_norm_backward),
}


def assert_same(found, expected, *, rtol, atol):
    for ours, theirs in zip(found, expected, strict=True):
        if theirs is None:
            assert ours is None
        else:
            theirs = np.asarray(theirs)
            assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
            scale = max(1, np.abs(theirs).max(initial=0))
            np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol * scale)


@settings(max_examples=120, deadline=None)
@given(
    leading=st.lists(sizes, max_size=2),
    normalized_shape=st.lists(sizes, min_size=1, max_size=3),
    empty=st.booleans(),
    scaled=st.booleans(),
    shifted=st.booleans(),
    eps=eps_values,
    seed=st.integers(0, 2**32),
)
def test_layer_norm_agrees_with_torch(leading, normalized_shape, empty, scaled, shifted, eps, seed):
    if empty:
        leading = [0, *leading]
    rng = np.random.default_rng(seed)
    x = 3 * random(rng, *leading, *normalized_shape) + 2
    gamma = random(rng, *normalized_shape) if scaled else None
    beta = random(rng, *normalized_shape) if shifted else None
    dout = random(rng, *x.shape)
    options = {"normalized_shape": tuple(normalized_shape), "eps": eps}
    call = ("layer_norm", (x, gamma, beta), dout)
    assert_same(step(*call, **options), step_of_torch(*call, **options), **CLOSE)


@settings(max_examples=120, deadline=None)
@given(
    N=st.integers(0, 4),
    num_groups=sizes,
    block=sizes,
    positions=st.lists(sizes, max_size=3),
    scaled=st.booleans(),
    shifted=st.booleans(),
    eps=eps_values,
    seed=st.integers(0, 2**32),
)
def test_group_norm_agrees_with_torch(N, num_groups, block, positions, scaled, shifted, eps, seed):
    if N == 1 and block * np.prod(positions) == 1:
        N = 2  # torch raises an error for one number per group in a batch of one image
    rng = np.random.default_rng(seed)
    C = num_groups * block
    x = 3 * random(rng, N, C, *positions) + 2
    gamma, beta = random(rng, C) if scaled else None, random(rng, C) if shifted else None
    dout = random(rng, *x.shape)
    options = {"num_groups": num_groups, "eps": eps}
    call = ("group_norm", (x, gamma, beta), dout)
    assert_same(step(*call, **options), step_of_torch(*call, **options), **CLOSE)


# Name, options, and the shapes of x and of gamma and beta.
CASES = [
    ("layer_norm", {"normalized_shape": 40}, (3, 40), (40,)),
    ("layer_norm", {"normalized_shape": (6, 5, 7)}, (3, 6, 5, 7), (6, 5, 7)),
    ("layer_norm", {"normalized_shape": (5, 7)}, (3, 2, 5, 7), (5, 7)),
    ("layer_norm", {"normalized_shape": [4, 3]}, (4, 3), (4, 3)),
    ("group_norm", {"num_groups": 1}, (3, 6, 5, 7), (6,)),
    ("group_norm", {"num_groups": 2}, (1, 6, 5, 7), (6,)),
    ("group_norm", {"num_groups": 6}, (3, 6, 5, 7), (6,)),
    ("group_norm", {"num_groups": 3}, (4, 12), (12,)),
    ("group_norm", {"num_groups": 2}, (2, 4, 9), (4,)),
    ("group_norm", {"num_groups": 2}, (2, 4, 3, 2, 5), (4,)),
]
EVERY = pytest.mark.parametrize(("name", "options", "shape", "learned"), CASES)


def case(shape, learned, dtype=np.float64):
    """Draw x, gamma and beta, and a gradient of the output."""
    rng = np.random.default_rng(0)
    arrays = (random(rng, *s, dtype=dtype) for s in (shape, learned, learned, shape))
    x, gamma, beta, dout = arrays
    return (x, gamma, beta), dout


@EVERY
@pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-12), (np.float32, 2e-6)])
def test_defaults_and_both_dtypes_agree_with_torch(name, options, shape, learned, dtype, close):
    arrays, dout = case(shape, learned, dtype)
    call = (name, (0.01 * arrays[0], *arrays[1:]), dout)  # so small that eps matters
    assert_same(step(*call, **options), step_of_torch(*call, **options), rtol=0, atol=close)


@EVERY
def test_gradients_are_the_measured_slopes(name, options, shape, learned):
    arrays, dout = case(shape, learned)
    _, *gradients = step(name, arrays, dout, **options)
    for place, gradient in enumerate(gradients):

        def loss(value, place=place):
            changed = [*arrays[:place], value, *arrays[place + 1 :]]
            return np.sum(PAIRS[name][0](*changed, **options)[0] * dout)

        error = slope_error(loss, arrays[place], gradient, rng=np.random.default_rng(1))
        assert error < 1e-7


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_any_memory_layout_gives_the_same_numbers(name, options, shape, learned, dtype, tmp_path):
    arrays, dout = case(shape, learned, dtype)
    expected = step(name, arrays, dout, **options)
    again = step(name, tuple(map(awkward, arrays)), awkward(dout), **options)
    assert_same(again, expected, rtol=0, atol=1e-5)
    on_disk = np.memmap(tmp_path / "x", dtype, "w+", shape=shape)
    on_disk[...] = arrays[0]
    found = step(name, (on_disk, *arrays[1:]), dout, **options)
    assert_same(found, expected, rtol=0, atol=0)
    assert {type(value) for value in found} == {np.ndarray}


@EVERY
def test_an_empty_batch_has_gradients_of_zero(name, options, shape, learned):
    if shape == learned:
        shape = (1, *shape)
    arrays, dout = case((0, *shape[1:]), learned)
    out, dx, dgamma, dbeta = step(name, arrays, dout, **options)
    assert out.shape == dx.shape == (0, *shape[1:])
    for gradient in (dgamma, dbeta):
        np.testing.assert_array_equal(gradient, np.zeros(learned))


@EVERY
def test_images_do_not_affect_each_other(name, options, shape, learned):
    if shape == learned:
        shape = (3, *shape)
    (x, gamma, beta), dout = case(shape, learned)
    out, dx, *gradients = step(name, (x, gamma, beta), dout, **options)
    alone = [
        step(name, (x[n : n + 1], gamma, beta), dout[n : n + 1], **options) for n in range(len(x))
    ]
    outs, dxs, *parts = zip(*alone, strict=True)
    found = [np.concatenate(outs), np.concatenate(dxs), *(np.sum(part, axis=0) for part in parts)]
    assert_same(found, [out, dx, *gradients], **CLOSE)


def test_two_numbers_become_minus_one_and_one():
    x = np.array([[1.0, 3.0], [5.0, 5.5]])
    out, _ = layer_norm_forward(x, None, None, normalized_shape=2, eps=0)
    np.testing.assert_allclose(out, [[-1, 1], [-1, 1]], rtol=1e-15)
    out, _ = group_norm_forward(x[:, :, None, None], None, None, num_groups=1, eps=0)
    np.testing.assert_allclose(out.reshape(2, 2), [[-1, 1], [-1, 1]], rtol=1e-15)
    gamma, beta = np.array([2.0, 10.0]), np.array([100.0, 0.5])
    out, _ = layer_norm_forward(x, gamma, beta, normalized_shape=2, eps=0)
    np.testing.assert_allclose(out, [[98, 10.5], [98, 10.5]], rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "options", "shape", "learned"),
    [
        ("layer_norm", {"normalized_shape": 1}, (1, 1), (1,)),
        ("layer_norm", {"normalized_shape": (1, 1, 1)}, (2, 1, 1, 1), (1, 1, 1)),
        ("group_norm", {"num_groups": 1}, (1, 1, 1, 1), (1,)),
        ("group_norm", {"num_groups": 3}, (1, 3), (3,)),
        ("group_norm", {"num_groups": 3}, (2, 3, 1, 1), (3,)),
    ],
)
def test_a_single_number_is_normalized_to_zero(name, options, shape, learned):
    (x, gamma, beta), dout = case(shape, learned)
    out, dx, dgamma, dbeta = step(name, (x, gamma, beta), dout, **options)
    channels = (1, *learned) if name == "layer_norm" else (1, *learned, *shape[2:])
    np.testing.assert_array_equal(out, np.broadcast_to(beta.reshape(channels), shape))
    np.testing.assert_array_equal(dx, np.zeros(shape))
    np.testing.assert_array_equal(dgamma, np.zeros(learned))
    np.testing.assert_allclose(dbeta, dout.reshape(len(x), *learned).sum(axis=0))


def test_one_group_is_layer_norm_of_the_image_and_one_channel_batch_norm_of_one_image():
    rng = np.random.default_rng(2)
    x, dout = random(rng, 1, 6, 4, 3), random(rng, 1, 6, 4, 3)
    gamma, beta = random(rng, 6), random(rng, 6)
    everywhere = [np.broadcast_to(v[:, None, None], (6, 4, 3)).copy() for v in (gamma, beta)]
    layer = step("layer_norm", (x, *everywhere), dout, normalized_shape=(6, 4, 3))
    layer[2:] = [gradient.sum(axis=(1, 2)) for gradient in layer[2:]]
    assert_same(step("group_norm", (x, gamma, beta), dout, num_groups=1), layer, **CLOSE)
    out, *_, cache = batch_norm2d_forward(x, gamma, beta, None, None, training=True)
    batch = [out, *batch_norm2d_backward(dout, cache)]
    assert_same(step("group_norm", (x, gamma, beta), dout, num_groups=6), batch, **CLOSE)


@pytest.mark.parametrize(("name", "options"), [
    ("layer_norm", {"normalized_shape": (2, 8, 8)}), ("group_norm", {"num_groups": 1}),
])  # fmt: skip
def test_the_variance_is_precise_for_a_large_mean(name, options):
    x = np.random.default_rng(3).standard_normal((4, 2, 8, 8))
    out, _ = PAIRS[name][0]((x + 1000).astype(np.float32), None, None, **options)
    axes = {"axis": (1, 2, 3), "keepdims": True}
    np.testing.assert_allclose(out, (x - x.mean(**axes)) / x.std(**axes), atol=2e-3)


X, V = np.zeros((2, 6, 4, 5)), np.zeros(6)


def layer(x=X, gamma=None, beta=None, normalized_shape=(4, 5), **options):
    return layer_norm_forward(x, gamma, beta, normalized_shape=normalized_shape, **options)


def group(x=X, gamma=None, beta=None, num_groups=2, **options):
    return group_norm_forward(x, gamma, beta, num_groups=num_groups, **options)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: layer(normalized_shape=(5, 4)),
            ValueError,
            r"^the last axes of x must have the sizes of normalized_shape, \(5, 4\); got shape "
            r"\(2, 6, 4, 5\)$",
        ),
        (
            lambda: layer(X[0, 0, 0], normalized_shape=(4, 5)),
            ValueError,
            r"normalized_shape, \(4, 5\); got shape \(5,\)",
        ),
        (lambda: layer(normalized_shape=4), ValueError, r"normalized_shape, \(4,\); got shape"),
        (
            lambda: layer(normalized_shape=()),
            ValueError,
            r"^normalized_shape must have at least one axis, got \(\)$",
        ),
        (
            lambda: layer(normalized_shape=(4, 0)),
            ValueError,
            r"^normalized_shape must be at least 1, got 0$",
        ),
        (
            lambda: layer(normalized_shape=(4, 5.0)),
            TypeError,
            r"^normalized_shape must be an integer, got 5.0$",
        ),
        (
            lambda: layer(gamma=np.ones(5)),
            ValueError,
            r"^gamma must have shape \(4, 5\), which is normalized_shape; got shape \(5,\)$",
        ),
        (lambda: layer(beta=np.ones((5, 4))), ValueError, r"^beta must have shape \(4, 5\)"),
        (lambda: layer(gamma=np.ones((4, 5), int)), TypeError, r"^gamma must hold floating-point"),
        (lambda: layer(X.astype(int)), TypeError, r"^x must hold floating-point .* dtype int64"),
        (lambda: layer(X.tolist()), TypeError, r"^x must be a numpy array, got list"),
        (
            lambda: layer(X[:, :0]),
            ValueError,
            r"^only the batch may be empty: x has shape \(2, 0, 4, 5\)",
        ),
        (lambda: layer(eps=-1), ValueError, r"^eps must be at least 0, got -1$"),
        (
            lambda: layer_norm_backward(X[:1], layer()[1]),
            ValueError,
            r"^dout must have shape \(2, 6, 4, 5\), the shape of the output; got shape \(1, 6,",
        ),
        (lambda: layer_norm_backward([1.0], layer()[1]), TypeError, r"^dout must be a numpy array"),
        (
            lambda: group(num_groups=4),
            ValueError,
            r"^num_groups must divide the number of channels, got num_groups=4 and 6 channels$",
        ),
        (lambda: group(num_groups=12), ValueError, r"got num_groups=12 and 6 channels$"),
        (lambda: group(num_groups=0), ValueError, r"^num_groups must be at least 1, got 0$"),
        (lambda: group(num_groups=2.0), TypeError, r"^num_groups must be an integer, got 2.0$"),
        (
            lambda: group(gamma=V[:3]),
            ValueError,
            r"^gamma must have shape \(6,\), one number per channel of x \(2, 6, 4, 5\); got shape "
            r"\(3,\)$",
        ),
        (lambda: group(beta=X[0]), ValueError, r"^beta must have the axes \(C\), got shape"),
        (lambda: group(beta=V.astype(int)), TypeError, r"^beta must hold floating-point numbers"),
        (
            lambda: group(X[0, 0, 0]),
            ValueError,
            r"^x must have the axes \(N, C, \.\.\.\), got shape \(5,\)$",
        ),
        (lambda: group(X.astype(int)), TypeError, r"^x must hold floating-point .* dtype int64"),
        (
            lambda: group(X[:, :, :0]),
            ValueError,
            r"^only the batch may be empty: x has shape \(2, 6, 0, 5\)",
        ),
        (lambda: group(X[:, :0]), ValueError, r"^only the batch may be empty"),
        (lambda: group(eps=-1), ValueError, r"^eps must be at least 0, got -1$"),
        (
            lambda: group_norm_backward(X[:, :3], group()[1]),
            ValueError,
            r"^dout must have shape \(2, 6, 4, 5\), the shape of the output; got shape \(2, 3,",
        ),
        (lambda: group_norm_backward([1.0], group()[1]), TypeError, r"^dout must be a numpy array"),
    ],
)
def test_an_error_names_the_argument(call, error, message):
    with pytest.raises(error, match=message):
        call()
