"""The cases of the assignment on a network of one's own, drawn from a seed."""

from __future__ import annotations

import functools

import numpy as np

from cnncourse import nn
from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds import training
from cnncourse.checks.kinds.harnesses.own_network import build
from cnncourse.exercises.handwriting import digits


def my_functions_cases(rng):
    """Yield one group for each layer; ReLU comes first, because every network needs it."""

    def normal(*shape):
        return rng.standard_normal(shape).astype(np.float32)

    def conv(size, w_shape, bias, stride, padding, out_size):
        b = normal(w_shape[0]) if bias else None
        arrays = [normal(2, w_shape[1], *size), normal(*w_shape), b]
        options = {"stride": (stride,) * 2, "padding": (padding,) * 2}
        options |= {"dilation": (1, 1), "groups": 1}
        return "conv2d", arrays, normal(2, w_shape[0], *out_size), options

    def pool(kind, x, size, stride, **options):
        OH, OW = ((n - k) // s + 1 for n, k, s in zip(x.shape[2:], size, stride, strict=True))
        return kind, [x], normal(*x.shape[:2], OH, OW), {"kernel_size": size, "stride": stride}

    def norm(training):
        x, dout = 3 * normal(3, 2, 3, 4) + 1, normal(3, 2, 3, 4)
        var = rng.uniform(0.5, 2, 2).astype(np.float32)
        arrays = [x, normal(2), normal(2), normal(2), var]
        return "batch_norm2d", arrays, dout, {"training": training, "momentum": 0.1, "eps": 1e-5}

    def case(group, layer, arrays, dout, options=()):
        return Case(group, (layer, arrays, dout), dict(options))

    yield case("ReLU", "relu", [normal(2, 3, 2, 2)], normal(2, 3, 2, 2))
    yield case("dense layer", "linear", [normal(3, 4), normal(5, 4), normal(5)], normal(3, 5))
    labels = rng.integers(0, 4, 3)
    yield case("cross-entropy", "softmax_cross_entropy", [normal(3, 4), labels], None)
    yield case("convolution", *conv((5, 6), (3, 2, 3, 3), True, 1, 1, (5, 6)))
    yield case("convolution", *conv((6, 6), (2, 3, 3, 3), False, 2, 1, (3, 3)))
    ties = rng.integers(0, 3, (2, 2, 5, 5)).astype(np.float32)
    yield case("max pooling", *pool("max_pool2d", ties, (2, 2), (2, 2)))
    yield case("max pooling", *pool("max_pool2d", ties, (3, 3), (2, 2)))
    yield case("average pooling", *pool("avg_pool2d", normal(2, 2, 4, 6), (2, 2), (2, 2)))
    yield case("batch norm", *norm(True))
    yield case("batch norm", *norm(False))


def training_step_cases(rng):
    """Yield one step for each network."""
    yield _step_case("LeNet-5", "lenet5", (1, 16, 16), 4, rng)
    yield _step_case("ResNet-20", "resnet20", (3, 16, 16), 3, rng)


def _step_case(group, model, image_shape, count, rng):
    state = [_drawn(name, value, rng) for name, value in build(nn, model).state_dict().items()]
    images = rng.standard_normal((count, *image_shape)).astype(np.float32)
    labels = rng.integers(0, 10, count)
    return Case(group, (model, state, images, labels, float(rng.uniform(0.1, 0.3))))


def _drawn(name, value, rng):
    """Draw one array of a state, at the scale of a network that begins to learn."""
    if value.dtype.kind != "f":
        return value
    if value.ndim > 1:
        drawn = rng.standard_normal(value.shape) * np.sqrt(2 / np.prod(value.shape[1:]))
    elif name.endswith("running_var") or "bn" in name and name.endswith("weight"):
        drawn = rng.uniform(0.8, 1.2, value.shape)
    else:
        drawn = rng.standard_normal(value.shape) / 10
    return drawn.astype(value.dtype)


_digits = functools.cache(digits)


def train_lenet5_cases(rng):
    images, labels = _digits()
    sizes = {"train": 1297, "held_out": 500}
    cases = training.split(images, labels, rng, **sizes, asked=(0.9, 0.97))
    yield from training.kept_by_judge(cases)
