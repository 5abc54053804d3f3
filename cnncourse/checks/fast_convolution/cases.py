"""The cases of the assignment on convolution as a matrix product, drawn from a seed.

The first case of a check is the paper example of the chapter: an image of three channels, 4×4,
whose pixels are numbered from 0 to 47 in the order in which they lie in memory.
"""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.gradients import backward_case
from cnncourse.exercises import fast_convolution as exercises

PAPER_IMAGE = np.arange(48.0).reshape(1, 3, 4, 4)
PAPER_FILTERS = np.array(
    [
        [[[1.0, 0], [0, -1]], [[0, 1], [-1, 0]], [[1, 0], [0, 0]]],
        [[[0, 0], [0, 1]], [[0, 0], [1, 0]], [[0, 1], [0, 0]]],
    ]
)
PAPER_BIAS = np.zeros(2)
PAPER_DOUT = np.array([[[[1.0, 2], [-1, 3]], [[0, 1], [0, 0]]]])


def _numbers(rng, shape, dtype):
    """Draw whole numbers for an integer dtype, and normal ones otherwise."""
    if np.dtype(dtype).kind == "i":
        return rng.integers(-9, 10, shape)
    return rng.standard_normal(shape).astype(dtype)


def im2col_cases(rng):
    def case(group, shape, kernel_size, dtype=np.float64, **options):
        return Case(group, (_numbers(rng, shape, dtype), kernel_size), options)

    yield Case("one channel", (PAPER_IMAGE[:, :1], 2), {"stride": 2})
    yield case("one channel", (1, 1, 4, 4), 2)
    yield case("one channel", (1, 1, 5, 5), 3)
    yield Case("channels", (PAPER_IMAGE, 2), {"stride": 2})
    yield Case("channels", (PAPER_IMAGE, 2))
    yield case("channels", (1, 2, 3, 3), 2)
    yield case("not square", (1, 2, 3, 5), 2)
    yield case("not square", (1, 2, 4, 4), (1, 3))
    yield case("not square", (1, 1, 5, 3), (3, 2))
    yield case("batch", (3, 2, 4, 3), 2)
    yield case("batch", (0, 2, 4, 3), 2)
    yield case("stride", (1, 2, 7, 6), (2, 3), stride=3)
    yield case("stride", (2, 1, 5, 6), 2, stride=(2, 3))
    yield case("stride", (1, 1, 6, 5), (3, 2), stride=(3, 1))
    yield case("padding", (1, 2, 3, 4), 3, padding=1)
    yield case("padding", (2, 1, 4, 2), (2, 3), padding=(0, 2))
    yield case("padding", (1, 1, 2, 3), (3, 2), padding=(2, 0))
    yield case("padding", (2, 2, 5, 4), (3, 2), stride=(2, 3), padding=(1, 2))
    yield case("dtype", (1, 2, 4, 3), 2, dtype=np.float32, padding=1)
    yield case("dtype", (1, 2, 4, 3), 2, dtype=np.int64, padding=1)


def filters_times_columns_cases(rng):
    def case(group, x_shape, w_shape, *, bias=True, dtype=np.float64, stride=1):
        x, w = _numbers(rng, x_shape, dtype), _numbers(rng, w_shape, np.float64)
        b = rng.standard_normal(w_shape[0]) if bias else None
        if dtype == np.float32:
            w, b = w.astype(dtype), b.astype(dtype)
        return of(group, x, w, b, stride)

    def of(group, x, w, b, stride):
        out, (cols, *_) = exercises.conv2d_by_matrix(x, w, b, stride=stride)
        return Case(group, (cols, w, b, out.shape[2:]))

    yield of("plain", PAPER_IMAGE, PAPER_FILTERS, None, 2)
    yield case("plain", (1, 2, 3, 3), (3, 2, 2, 2), bias=False)
    yield case("plain", (1, 3, 4, 4), (1, 3, 3, 3), bias=False)
    yield case("bias", (1, 2, 3, 3), (3, 2, 2, 2))
    yield case("bias", (1, 1, 4, 4), (2, 1, 2, 2), stride=2)
    yield case("not square", (1, 2, 3, 5), (3, 2, 2, 2))
    yield case("not square", (1, 2, 5, 4), (2, 2, 1, 3), bias=False)
    yield case("batch", (3, 2, 4, 3), (2, 2, 2, 3))
    yield case("batch", (2, 1, 3, 4), (3, 1, 2, 2), bias=False)
    yield case("batch", (0, 2, 4, 3), (3, 2, 2, 2))
    yield case("dtype", (2, 2, 4, 3), (3, 2, 2, 2), dtype=np.float32)
    yield case("dtype", (1, 2, 3, 3), (3, 2, 2, 2), dtype=np.int64)


def _layer(make):
    """Make the cases of a whole layer; `make(group, x, w, b, **options)` makes one."""

    def cases(rng):
        def case(group, x_shape, w_shape, *, bias=True, dtype=np.float64, **options):
            x, w = (_numbers(rng, shape, dtype) for shape in (x_shape, w_shape))
            b = _numbers(rng, w_shape[0], dtype) if bias else None
            return make(rng, group, x, w, b, **options)

        yield make(None, "plain", PAPER_IMAGE, PAPER_FILTERS, PAPER_BIAS, stride=2)
        yield case("plain", (1, 1, 4, 4), (1, 1, 2, 2), bias=False)
        yield case("plain", (1, 2, 3, 3), (3, 2, 2, 2), bias=False)
        yield case("plain", (1, 3, 4, 4), (2, 3, 2, 2), bias=False, stride=2)
        yield case("bias", (1, 2, 3, 3), (3, 2, 2, 2))
        yield case("bias", (1, 1, 4, 4), (2, 1, 3, 3))
        yield case("not square", (1, 2, 3, 5), (3, 2, 2, 2))
        yield case("not square", (1, 2, 5, 4), (2, 2, 3, 2), bias=False)
        yield case("batch", (3, 2, 4, 3), (2, 2, 2, 2))
        yield case("batch", (2, 1, 3, 4), (3, 1, 2, 3), bias=False)
        yield case("batch", (0, 2, 4, 3), (3, 2, 2, 2))
        yield case("stride", (1, 2, 7, 6), (2, 2, 2, 3), stride=3)
        yield case("stride", (2, 1, 5, 6), (2, 1, 2, 2), stride=(2, 3), bias=False)
        yield case("stride", (1, 1, 6, 5), (1, 1, 3, 2), stride=(3, 1))
        yield case("padding", (1, 2, 3, 4), (2, 2, 3, 3), padding=1)
        yield case("padding", (2, 1, 4, 2), (2, 1, 2, 3), padding=(0, 2), bias=False)
        yield case("padding", (1, 1, 2, 3), (1, 1, 3, 2), padding=(2, 0))
        yield case("all together", (2, 3, 6, 5), (4, 3, 3, 2), stride=(2, 3), padding=(1, 2))
        yield case("float32", (2, 2, 4, 5), (3, 2, 3, 3), dtype=np.float32, padding=1)

    return cases


def _forward(rng, group, x, w, b, **options):
    return Case(group, (x, w, b), options)


def _backward(rng, group, x, w, b, **options):
    if rng is None:
        _, cache = exercises.conv2d_by_matrix(x, w, b, **options)
        return Case(group, (PAPER_DOUT, cache))
    return backward_case(group, exercises.conv2d_by_matrix, rng, x, w, b, **options)


conv2d_by_matrix_cases = _layer(_forward)
conv2d_backward_by_matrix_cases = _layer(_backward)


def large_case(rng):
    """The case of the race: many small windows, so that loops take long and copies do not.

    Its products are too small for a second thread, which would take processor time by waiting.
    """
    x, w = rng.standard_normal((7, 1, 64, 64)), rng.standard_normal((2, 1, 2, 2))
    return Case("speed", (x, w, rng.standard_normal(2)))


def col2im_cases(rng):
    def case(group, shape, kernel_size, dtype=np.float64, **options):
        x = np.empty(shape, dtype)
        cols = _numbers(rng, exercises.im2col(x, kernel_size, **options).shape, dtype)
        return Case(group, (cols, shape[2:], kernel_size), options)

    yield Case("no overlap", (np.arange(16.0).reshape(1, 4, 4), (4, 4), 2), {"stride": 2})
    yield case("no overlap", (1, 1, 4, 4), 2, stride=2)
    yield case("no overlap", (1, 1, 6, 6), 3, stride=3)
    yield Case("overlap", (np.ones((1, 4, 9)), (4, 4), 2))
    yield case("overlap", (1, 1, 4, 4), 2)
    yield case("overlap", (1, 1, 5, 5), 3, stride=2)
    yield case("channels", (1, 3, 4, 4), 2, stride=2)
    yield case("channels", (1, 2, 3, 3), 2)
    yield case("not square", (1, 2, 3, 5), 2)
    yield case("not square", (1, 1, 5, 4), (3, 2))
    yield case("not square", (1, 2, 4, 4), (1, 3))
    yield case("batch", (3, 2, 4, 3), 2)
    yield case("batch", (0, 2, 4, 3), 2)
    yield case("stride", (1, 2, 7, 6), (2, 3), stride=3)  # pixels that no window reads
    yield case("stride", (2, 1, 5, 6), 2, stride=(2, 3))
    yield case("stride", (1, 1, 6, 5), (3, 2), stride=(3, 1))
    yield case("padding", (1, 2, 3, 4), 3, padding=1)
    yield case("padding", (2, 1, 4, 2), (2, 3), padding=(0, 2))
    yield case("padding", (1, 1, 2, 3), (3, 2), padding=(2, 0))
    yield case("padding", (2, 2, 5, 4), (3, 2), stride=(2, 3), padding=(1, 2))
    yield case("float32", (1, 2, 4, 3), 2, dtype=np.float32, padding=1)


def memory_of_im2col_cases(rng):
    def case(group, shape, kernel_size, **options):
        return Case(group, (shape, kernel_size), options)

    def size(least, most):
        return int(rng.integers(least, most + 1))

    yield case("plain", (1, 3, 4, 4), 2)  # 432
    yield case("plain", (1, size(2, 9), 8, 8), 3)
    yield case("plain", (1, 1, 5, 5), 1)
    yield case("not square", (1, 2, size(5, 9), 4), 2)
    yield case("not square", (1, 2, 6, size(7, 9)), (2, 3))
    yield case("batch", (size(2, 9), 3, 6, 6), 3)
    yield case("batch", (0, 3, 6, 6), 3)
    yield case("stride", (1, 3, 4, 4), 2, stride=2)  # 192
    yield case("stride", (1, 2, 10, size(9, 12)), 3, stride=(2, 3))
    yield case("stride", (2, 2, 9, 9), 3, stride=4)
    yield case("padding", (1, 64, 224, 224), 3, padding=1)
    yield case("padding", (1, size(2, 5), 6, 5), 3, padding=(1, 2), stride=(3, 2))
    yield case("size of a number", (1, 3, 4, 4), 2, itemsize=8)
    yield case("size of a number", (2, size(2, 9), 7, 6), (2, 3), itemsize=2, padding=1)


def strided_windows_cases(rng):
    def case(group, shape, kernel_size, dtype=np.float64, **options):
        return Case(group, (_numbers(rng, shape, dtype), kernel_size), options)

    yield Case("one channel", (PAPER_IMAGE[:, :1], 2))
    yield case("one channel", (1, 1, 5, 4), (3, 2))
    yield case("one channel", (1, 1, 3, 4), (2, 2))
    yield Case("stride", (PAPER_IMAGE[:, :1], 2), {"stride": 2})
    yield case("stride", (1, 1, 7, 6), (2, 3), stride=3)
    yield case("stride", (1, 1, 7, 6), 2, stride=(2, 3))
    yield case("channels and images", (2, 3, 4, 5), (2, 3))
    yield case("channels and images", (3, 2, 5, 4), 3, stride=(2, 1))
    yield case("channels and images", (0, 2, 5, 4), 3)
    yield case("channels last", (1, 3, 4, 4), 2, layout="NHWC")
    yield case("channels last", (2, 2, 5, 6), (2, 3), stride=(3, 2), layout="NHWC")
    yield case("float32", (2, 2, 4, 5), 2, dtype=np.float32)
