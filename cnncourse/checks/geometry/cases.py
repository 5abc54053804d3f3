"""The cases of the assignment on geometry: calls by group, drawn from a seed.

The first case of a check is the paper example of the chapter.
"""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.layers.conv.loops import cross_correlate2d

# (kernel size, stride, padding, dilation); the sizes are 227 55 27 27 13 13 6.
ALEXNET = [
    *((11, 4, 0, 1), (3, 2, 0, 1), (5, 1, 2, 1)),
    *((3, 2, 0, 1), (3, 1, 1, 1), (3, 2, 0, 1)),
]


def sizes_through_cases(rng):
    def size():
        return int(rng.integers(30, 60))

    yield Case("convolutions and pooling", (227, ALEXNET))
    yield Case("convolutions and pooling", (32, [(5, 1, 0, 1), (2, 2, 0, 1), (5, 1, 0, 1)]))
    yield Case("convolutions and pooling", (size(), _layers(rng, 2)))
    yield Case("no layer", (size(), []))
    yield Case("rounded down", (8, [(3, 2, 0, 1), (2, 2, 0, 1)]))
    yield Case("rounded down", (2 * size(), [(3, 2, 0, 1)]))
    yield Case("rounded down", (3 * size() + 1, [(3, 3, 0, 1), (4, 5, 1, 1)]))
    yield Case("padding", (size(), [(3, 1, 4, 1)]))
    yield Case("padding", (2, [(4, 1, 1, 1)]))
    yield Case("dilation", (size(), [(3, 1, 0, 2), (3, 1, 0, 4)]))
    yield Case("dilation", (5, [(3, 1, 0, 2)]))
    yield Case("dilation", (size(), [(4, 2, 1, 3)]))
    for _ in range(3):
        yield Case("all together", (size(), _layers(rng, 3)))
    yield Case("errors", (4, [(3, 1, 0, 2)]))
    yield Case("errors", (6, [(3, 2, 0, 1), (3, 1, 0, 1)]))
    yield Case("errors", (2, [(5, 3, 1, 1)]))


def _layers(rng, count):
    """Draw a stack of layers whose windows fit into thirty pixels."""
    return [
        (int(rng.integers(1, 4)), 1 + int(rng.random() < 0.5), *map(int, rng.integers(1, 4, 2)))
        for _ in range(count)
    ]


def same_padding_cases(rng):
    def size():
        return int(rng.integers(12, 40))

    yield Case("stride 1", (5, 3))
    yield Case("stride 1", (size(), 5))
    yield Case("stride 1", (size(), 1))
    yield Case("an even kernel", (5, 4))
    yield Case("an even kernel", (size(), 2))
    yield Case("stride", (224, 7), {"stride": 2})
    yield Case("stride", (225, 7), {"stride": 2})
    yield Case("stride", (3 * size() + 1, 4), {"stride": 3})
    yield Case("stride", (3 * size() + 2, 5), {"stride": 3})
    yield Case("nothing to pad", (8, 1), {"stride": 2})
    yield Case("nothing to pad", (9, 2), {"stride": 3})
    yield Case("nothing to pad", (12, 1), {"stride": 5})
    yield Case("dilation", (size(), 3), {"dilation": 2})
    yield Case("dilation", (size(), 2), {"dilation": 3})
    for _ in range(3):
        stride, dilation = map(int, rng.integers(2, 5, 2))
        yield Case("all together", (size(), 4), {"stride": stride, "dilation": dilation})


def pixels_never_seen_cases(rng):
    def size():
        return int(rng.integers(12, 20))

    yield Case("stride", (7, 3), {"stride": 3})  # the last one
    yield Case("stride", (3 * size() + 2, 3), {"stride": 3})  # the last two
    yield Case("stride", (size(), 2), {"stride": 4})  # and between the windows
    yield Case("stride", (size(), 1), {"stride": 3})
    yield Case("none", (size(), 3))
    yield Case("none", (7, 3), {"stride": 2})
    yield Case("dilation", (5, 3), {"dilation": 2})  # one window: 1 and 3
    yield Case("dilation", (9, 3), {"dilation": 4})
    yield Case("dilation", (size(), 2), {"dilation": 10})
    yield Case("stride and dilation", (8, 3), {"stride": 2, "dilation": 2})
    yield Case("stride and dilation", (size(), 2), {"stride": 4, "dilation": 3})
    yield Case("stride and dilation", (size() + 4, 3), {"stride": 3, "dilation": 3})


def receptive_field_cases(rng):
    yield Case("small kernels", ([(3, 1, 0, 1)] * 3,))  # 7 1 0
    yield Case("small kernels", ([(5, 1, 0, 1), (1, 1, 0, 1), (int(rng.integers(2, 8)), 1, 0, 1)],))
    yield Case("no layer", ([],))
    yield Case("stride", ([(3, 2, 0, 1), (3, 1, 0, 1)],))  # 7 2 0
    yield Case("stride", ([(3, 1, 0, 1), (2, 2, 0, 1), (3, 1, 0, 1), (2, 2, 0, 1)],))
    yield Case("stride", ([(7, 2, 0, 1), (3, 2, 0, 1), (int(rng.integers(2, 6)), 3, 0, 1)],))
    yield Case("dilation", ([(3, 1, 0, 1), (3, 1, 0, 2), (3, 1, 0, 4)],))  # 15 1 0
    yield Case("dilation", ([(int(rng.integers(2, 6)), 1, 0, 3)],))
    yield Case("padding", ([(3, 1, 1, 1)] * 3,))  # 7 1 -3
    yield Case("padding", ([(5, 1, int(rng.integers(2, 5)), 1), (3, 1, 1, 1)],))
    yield Case("stride and padding", ([(7, 2, 3, 1), (3, 2, 1, 1)],))  # 11 4 -5
    yield Case("stride and padding", (_layers(rng, 2),))
    for _ in range(3):
        yield Case("all together", (_layers(rng, 4),))
    yield Case("all together", ([*_layers(rng, 1), (3, 2, 1, 2), (2, 3, 2, 3), (3, 1, 2, 2)],))


SENTENCE = np.array([[1.0, 2.0, 0.0, 3.0, 1.0], [0.0, 1.0, 2.0, 1.0, 0.0]])
"""Five words of two numbers each, in columns."""
PAIR_FILTER = np.array([[1.0, 2.0], [0.0, 1.0]])
"""Two words wide; the answer is 6 4 7 5."""


def conv1d_forward_cases(rng):
    def case(group, x_shape, w_shape, *, dtype=np.float64, b="random", **options):
        made = None if b is None else rng.standard_normal(w_shape[0]).astype(dtype)
        x, w = (rng.standard_normal(shape).astype(dtype) for shape in (x_shape, w_shape))
        return Case(group, (x, w, made), options)

    yield Case("plain", (SENTENCE[None], PAIR_FILTER[None], np.zeros(1)))
    yield Case("plain", (SENTENCE[None, :1], PAIR_FILTER[None, :1], np.zeros(1)))
    yield case("plain", (1, 3, 4), (1, 3, 2), b=None)
    yield case("filters", (1, 2, 6), (4, 2, 3), b=None)
    yield case("filters", (1, 3, 3), (3, 3, 3), b=None)
    yield case("batch", (3, 2, 5), (2, 2, 2), b=None)
    yield case("batch", (0, 2, 5), (3, 2, 2), b=None)
    yield case("bias", (2, 2, 4), (3, 2, 2))
    yield case("bias", (1, 3, 5), (3, 3, 3))
    yield case("stride", (1, 2, 8), (2, 2, 3), stride=2)
    yield case("stride", (1, 1, 7), (2, 1, 2), stride=3)
    yield case("padding", (2, 2, 4), (2, 2, 3), padding=1)
    yield case("padding", (1, 1, 2), (1, 1, 4), padding=2)
    yield case("dilation", (1, 2, 7), (2, 2, 3), dilation=2)
    yield case("dilation", (1, 1, 4), (1, 1, 2), dilation=3)
    yield case("all together", (2, 3, 9), (4, 3, 3), stride=2, padding=2, dilation=3)
    yield case("all together", (1, 2, 6), (2, 2, 2), stride=3, padding=1, dilation=2)
    yield case("float32", (1, 2, 5), (2, 2, 3), dtype=np.float32, padding=1)
    x, w = rng.integers(-4, 5, (1, 2, 5)), rng.standard_normal((2, 2, 2))
    yield Case("whole numbers", (x, w, None))
    yield Case(
        "whole numbers", (rng.standard_normal((1, 2, 5)), rng.integers(1, 5, (1, 2, 3)), None)
    )
    yield Case("whole numbers", (x, np.round(w).astype(int), rng.standard_normal(2)))
    yield case("errors", (1, 3, 5), (2, 2, 2))
    yield case("errors", (1, 1, 5), (2, 2, 2))
    yield case("errors", (1, 2, 3), (2, 2, 4))
    yield case("errors", (1, 2, 3), (2, 2, 3), padding=1, dilation=3, stride=2)


def conv1x1_cases(rng):
    def case(group, N, C_in, C_out, H, W, dtype=np.float64):
        shapes = (N, C_in, H, W), (C_out, C_in), (C_out,)
        return Case(group, tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes))

    colours = np.array([[[10, 200], [0, 90]], [[20, 100], [0, 90]], [[30, 50], [100, 90]]], float)
    grey = np.array([[0.5, 0.25, 0.25]])
    yield Case("colour to grey", (colours[None], grey, np.zeros(1)))
    yield case("colour to grey", 1, 3, 1, 3, 4)
    yield case("filters", 1, 3, 5, 2, 4)
    yield case("filters", 1, 4, 4, 3, 5)
    yield case("filters", 1, 2, 2, 2, 2)
    yield case("batch", 3, 2, 4, 3, 2)
    yield case("batch", 2, 3, 3, 3, 3)
    yield case("batch", 0, 3, 2, 4, 5)
    yield case("one pixel", 2, 3, 4, 1, 1)
    yield case("one channel", 2, 1, 3, 2, 3)
    yield case("float32", 2, 3, 2, 3, 2, dtype=np.float32)


def grouped_matrix_cases(rng):
    def case(group, C_out, C_block, groups):
        return Case(group, (rng.standard_normal((C_out, C_block)), groups))

    yield Case("two groups", (np.array([[1, 2], [3, 4], [5, 6], [7, 8]]), 2))
    yield case("two groups", 4, 3, 2)
    yield case("two groups", 2, 2, 2)
    yield case("one group", 3, 4, 1)
    yield case("more groups", 6, 2, 3)
    yield case("more groups", 4, 3, 4)
    yield case("depthwise", 4, 1, 4)
    yield case("depthwise", 6, 1, 3)  # two filters for every channel
    yield case("errors", 3, 2, 2)
    yield case("errors", 4, 1, 3)


def toeplitz_matrix_cases(rng):
    yield Case("one row of pixels", (np.array([[1, 2, 3]]), (1, 5)))
    yield Case("one row of pixels", (rng.standard_normal((1, 4)), (1, 6)))
    yield Case("one row of pixels", (rng.standard_normal((1, 3)), (1, 3)))
    yield Case("an image", (np.arange(4).reshape(2, 2), (3, 3)))  # 4 x 9
    yield Case("an image", (rng.standard_normal((2, 2)), (3, 3)))
    yield Case("an image", (rng.standard_normal((3, 3)), (5, 5)))
    yield Case("one column of pixels", (rng.standard_normal((3, 1)), (5, 1)))
    yield Case("not square", (rng.standard_normal((2, 3)), (4, 5)))
    yield Case("not square", (rng.standard_normal((3, 1)), (3, 4)))
    yield Case("not square", (rng.standard_normal((1, 2)), (4, 2)))
    yield Case("errors", (rng.standard_normal((4, 1)), (3, 9)))
    yield Case("errors", (rng.standard_normal((1, 4)), (9, 3)))
    yield Case("errors", (rng.standard_normal((4, 4)), (3, 3)))


def equivariance_error_cases(rng):
    def moved(image, shift):
        return np.roll(image, shift, axis=(0, 1))  # what leaves on one side enters on the other

    def layer(image, stride=1):
        padded = np.pad(image, 1)
        return cross_correlate2d(padded, kernel)[::stride, ::stride]

    def convolution(size, shift, border):
        image = rng.standard_normal(size)
        return layer(image), layer(moved(image, shift)), shift, border

    kernel = rng.standard_normal((3, 3))
    image = rng.standard_normal((12, 14))
    even, odd = (
        [layer(one, stride=2) for one in (image, moved(image, shift))] for shift in ((2, 4), (1, 0))
    )
    yield Case("stride 1 and 2", convolution((6, 6), (1, 0), 2))
    yield Case("stride 1 and 2", (*odd, (0, 0), 1))
    yield Case("stride 1 and 2", (*odd, (1, 0), 1))
    yield Case("stride 1 and 2", (*even, (1, 2), 2))
    yield Case("stride 1", convolution((7, 9), (0, 2), 2))
    yield Case("stride 1", convolution((8, 7), (-1, 1), 2))
    for shift in ((2, 1), (-2, 0), (0, -3), (1, -1)):
        pair = rng.standard_normal((2, 6, 7))
        yield Case("any two maps", (*pair, shift, 1))
    yield Case("any two maps", (*rng.standard_normal((2, 4, 6)), (1, 1), 0))
    low = rng.standard_normal((6, 5))
    yield Case("any two maps", (low, low - 3, (0, 0), 0))
    for at in ((1, 1), (1, 6), (5, 1), (5, 6)):  # one place differs, at the border's inner edge
        other = np.zeros((7, 8))
        other[at] = 2.5
        yield Case("one place differs", (np.zeros((7, 8)), other, (0, 0), 1))
        yield Case("one place differs", (other, np.zeros((7, 8)), (0, 0), 1))
    for at in ((0, 3), (6, 3), (3, 0), (3, 7)):
        other = np.zeros((7, 8))
        other[at] = 2.5
        yield Case("only the border differs", (np.zeros((7, 8)), other, (0, 0), 1))
        yield Case("only the border differs", (other, np.zeros((7, 8)), (1, 1), 1))
        yield Case("only the border differs", (other, np.zeros((7, 8)), (-1, -1), 1))
    yield Case("moved out of sight", (*rng.standard_normal((2, 4, 5)), (4, 0), 0))
    yield Case("moved out of sight", (*rng.standard_normal((2, 4, 5)), (0, 0), 2))
