"""The cases of the assignment on residual networks, drawn from a seed.

The first case of a check is the paper example of the chapter.
"""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.architecture import network_case
from cnncourse.exercises import resnet

# The sum is 52 -9 30 / 31 -22 22 / -25 62 10.
PAPER_X = np.array([[20.0, 3, 8], [41, 19, 21], [5, 52, 12]])
PAPER_CHANGE = np.array([[32.0, -12, 22], [-10, -41, 1], [-30, 10, -2]])
PAPER_DOUT = np.array([[1.0, 2, -1], [3, 1, 2], [-2, 1, 4]])

# Two numbers, two hidden ones: hidden 0 2, total -1 4; dx is 0 2, dw1 0 1 / 0 2, dw2 0 0 / 0 2.
PAPER_BLOCK = (
    np.array([[1.0, 2]]),
    np.array([[1.0, 0], [-1, 1]]),
    np.array([[0.0, 2]]),
    np.array([[1.0, 1], [-1, 1]]),
    np.array([[-1.0, 4]]),
)
PAPER_BLOCK_DOUT = np.array([[5.0, 1]])


def residual_forward_cases(rng):
    def case(group, shape, dtype=np.float64):
        return Case(group, tuple(rng.standard_normal((2, *shape)).astype(dtype)))

    yield Case("one map", (PAPER_X, PAPER_CHANGE))
    yield case("one map", (4, 5))
    yield case("batches", (2, 3, 4, 5))
    yield case("batches", (0, 3, 2, 2))
    yield case("float32", (2, 2, 3, 3), dtype=np.float32)
    yield Case("whole numbers", tuple(rng.integers(-5, 6, (2, 3, 4))))


def residual_backward_cases(rng):
    def case(group, shape, dtype=np.float64):
        dout, total = rng.standard_normal((2, *shape)).astype(dtype)
        return Case(group, (dout, (total,)))

    yield Case("one map", (PAPER_DOUT, (PAPER_X + PAPER_CHANGE,)))
    yield case("one map", (4, 5))
    yield case("batches", (2, 3, 4, 5))
    yield case("batches", (0, 3, 2, 2))
    total = rng.integers(-1, 2, (3, 5)).astype(float)
    total[0, :3] = -1, 0, 1
    yield Case("sums of 0", (rng.standard_normal((3, 5)), (total,)))
    yield Case("sums of 0", (rng.standard_normal((2, 2)), (np.zeros((2, 2)),)))
    yield case("float32", (2, 2, 3, 3), dtype=np.float32)


def residual_block_backward_cases(rng):
    def case(group, N, D, M, dtype=np.float64):
        x, dout = rng.standard_normal((2, N, D)).astype(dtype)
        w1 = rng.standard_normal((D, M)).astype(dtype)
        w2 = rng.standard_normal((M, D)).astype(dtype)
        hidden = np.maximum(x @ w1, 0)
        return Case(group, (dout, (x, w1, hidden, w2, x + hidden @ w2)))

    yield Case("one image", (PAPER_BLOCK_DOUT, PAPER_BLOCK))
    yield case("one image", 1, 4, 4)
    yield case("one image", 1, 5, 5)
    yield case("another width inside", 1, 3, 6)
    yield case("another width inside", 1, 6, 2)
    yield case("batches", 4, 5, 3)
    yield case("batches", 3, 3, 3)
    yield case("batches", 0, 4, 3)
    dout, (x, w1, hidden, w2, total) = case("sums of 0", 3, 4, 5).args
    blank = np.array([1.0, 0, 1])[:, np.newaxis]  # for an image of zeros all sums are 0
    yield Case("sums of 0", (dout, (blank * x, w1, blank * hidden, w2, blank * total)))
    yield case("float32", 3, 4, 5, dtype=np.float32)


def shortcut_a_cases(rng):
    def case(group, shape, out_channels, stride, dtype=np.float64):
        return Case(group, (rng.standard_normal(shape).astype(dtype), out_channels, stride))

    yield Case("stride 2", (np.arange(16.0).reshape(1, 1, 4, 4), 2, 2))
    yield case("stride 2", (2, 3, 6, 4), 6, 2)
    yield case("odd sizes", (2, 2, 5, 7), 4, 2)
    yield case("odd sizes", (1, 2, 3, 5), 5, 2)
    yield case("other strides", (1, 2, 3, 4), 6, 1)
    yield case("other strides", (1, 1, 7, 8), 3, 3)
    yield case("the same channels", (2, 3, 4, 4), 3, 2)
    yield case("float32", (2, 2, 4, 6), 4, 2, dtype=np.float32)


def identity_weights_cases(rng):
    yield Case("few channels", (2,))
    yield Case("few channels", (int(rng.integers(3, 6)),))
    yield Case("any number", (1,))
    yield Case("any number", (int(rng.integers(6, 20)),))


def block_costs_cases(rng):
    yield Case("square maps", (64, 56, 56))
    yield Case("square maps", (int(rng.integers(3, 99)), 14, 14))
    for _ in range(2):
        height, width = (int(n) for n in rng.integers(5, 60, 2))
        yield Case("not square", (int(rng.integers(3, 99)), height, width + height))


def basic_block_cases(rng):
    def case(group, in_channels, out_channels, stride, size=(7, 6)):
        options = {"in_channels": in_channels, "out_channels": out_channels, "stride": stride}
        block = resnet.basic_block(nn, **options)
        return network_case(group, block, rng, (in_channels, *size), **options)

    yield case("the shape stays", 4, 4, 1)
    yield case("the shape stays", 3, 3, 1)
    yield case("more channels and stride 2", 3, 6, 2)
    yield case("more channels and stride 2", 4, 8, 2)
    yield case("only one of the two changes", 3, 5, 1)
    yield case("only one of the two changes", 4, 4, 2)


def bottleneck_cases(rng):
    def case(group, in_channels, channels, stride, stride_in):
        options = {"channels": channels, "stride": stride, "stride_in": stride_in}
        options = {"in_channels": in_channels, **options}
        block = resnet.bottleneck(nn, **options)
        return network_case(group, block, rng, (in_channels, 7, 6), **options)

    yield case("the shape stays", 8, 2, 1, "3x3")
    yield case("the shape stays", 12, 3, 1, "1x1")
    yield case("more channels", 3, 2, 1, "3x3")
    yield case("stride in the 3x3", 8, 4, 2, "3x3")
    yield case("stride in the 1x1", 8, 4, 2, "1x1")
    yield case("only the size changes", 8, 2, 2, "3x3")


def resnet_cifar_cases(rng):
    def case(group, depth, width, size=8):
        options = {"depth": depth, "width": width}
        return network_case(
            group, resnet.resnet_cifar(nn, **options), rng, (3, size, size), **options
        )

    yield case("8 layers", 1, 5)
    yield case("8 layers", 1, 3, size=12)
    yield case("deeper", 2, 3)
    yield case("deeper", 3, 2)
