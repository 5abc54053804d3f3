"""The cases of the assignment on convolution: calls by group, drawn from a seed."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case

# The chapter's example on paper: the answer is 19 25 / 37 43.
PAPER_IMAGE = np.arange(9).reshape(3, 3)
PAPER_KERNEL = np.arange(4).reshape(2, 2)

# A picture of zeros and ones and an X-shaped kernel: the answer is 4 3 4 / 2 4 3 / 2 3 4.
PICTURE = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
X_KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])


def output_size_cases(rng):
    def size():
        return int(rng.integers(7, 30))

    def kernel():
        return int(rng.integers(1, 4))

    yield Case("plain", (3, 2))
    yield Case("plain", (size(), kernel()))
    yield Case("plain", (5, 5))
    even = 2 * size()
    yield Case("stride", (even + 1, 3), {"stride": 2})
    yield Case("stride", (even, 3), {"stride": 2})
    yield Case("stride", (size(), kernel()), {"stride": int(rng.integers(3, 6))})
    yield Case("padding", (6, 3), {"padding": 2})
    yield Case("padding", (size(), 5), {"padding": int(rng.integers(2, 5))})
    yield Case("padding", (2, 4), {"padding": 1})
    yield Case("dilation", (size(), 3), {"dilation": 2})
    yield Case("dilation", (5, 3), {"dilation": 2})
    yield Case("dilation", (size() + 5, 4), {"dilation": int(rng.integers(2, 5))})
    for _ in range(3):
        options = {name: int(rng.integers(1, 4)) for name in ("stride", "padding", "dilation")}
        yield Case("all together", (size(), kernel()), options)
    # Each option is larger than the axis and the kernel, and yet the kernel fits.
    yield Case("all together", (1, 1), {"stride": 9, "padding": 3, "dilation": 7})
    yield Case("errors", (2, 3), {"stride": 2})
    yield Case("errors", (4, 3), {"dilation": 2})
    yield Case("errors", (2, 5), {"padding": 1, "stride": 3})


def pad2d_cases(rng):
    def image(*shape):
        return rng.standard_normal(shape)

    yield Case("plain", (PAPER_IMAGE, 1))
    yield Case("plain", (image(4, 4), 2))
    yield Case("non-square", (image(3, 5), 1))
    yield Case("non-square", (image(6, 2), 2))
    # 2 x 5: with a 3 x 4 image, np.pad(x, (2, 1)) would look like rows and columns swapped.
    yield Case("rows and columns", (image(2, 5), (2, 1)))
    yield Case("rows and columns", (image(5, 2), (0, 3)))
    yield Case("more axes", (image(2, 3, 3, 4), 1))
    yield Case("more axes", (image(3, 4, 2), (1, 2)))
    yield Case("more axes", (image(2, 3, 1, 2, 3), (2, 1)))
    yield Case("no padding", (image(3, 4), 0))
    yield Case("no padding", (image(3, 4), (0, 0)))
    yield Case("dtype", (image(3, 4).astype(np.float32), 1))
    yield Case("dtype", (rng.integers(1, 9, (2, 3), dtype=np.uint8), 1))


def cross_correlate2d_cases(rng):
    def numbers(*shape):
        return rng.standard_normal(shape)

    yield Case("plain", (PAPER_IMAGE, PAPER_KERNEL))
    yield Case("plain", (PICTURE, X_KERNEL))
    yield Case("plain", (numbers(5, 5), numbers(3, 3)))
    yield Case("plain", (numbers(5, 5), numbers(3, 3)))
    yield Case("non-square image", (numbers(4, 7), numbers(2, 2)))
    yield Case("non-square image", (numbers(6, 3), numbers(3, 3)))
    yield Case("non-square kernel", (numbers(6, 6), numbers(1, 3)))
    yield Case("non-square kernel", (numbers(5, 4), numbers(4, 2)))
    yield Case("sizes at the edge", (numbers(3, 4), numbers(1, 1)))
    yield Case("sizes at the edge", (numbers(3, 4), numbers(3, 4)))
    yield Case("whole numbers", (rng.integers(0, 256, (5, 6)), rng.integers(-2, 3, (3, 2))))
    yield Case("whole numbers", (rng.integers(0, 256, (5, 5)), numbers(2, 3)))
    yield Case("whole numbers", (numbers(4, 5), rng.integers(-2, 3, (2, 3))))
    pair = numbers(5, 6).astype(np.float32), numbers(2, 3).astype(np.float32)
    yield Case("float32", pair)
    yield Case("errors", (numbers(3, 3), numbers(4, 2)))
    yield Case("errors", (numbers(3, 3), numbers(2, 4)))
    yield Case("errors", (numbers(3, 3), numbers(5, 6)))


def _conv_case(rng, group, x_shape, w_shape, *, bias="random", dtype=np.float64, **options):
    b = {
        "random": rng.standard_normal(w_shape[0]).astype(dtype),
        "zero": np.zeros(w_shape[0], dtype),
        "none": None,
    }[bias]
    x, w = rng.standard_normal(x_shape).astype(dtype), rng.standard_normal(w_shape).astype(dtype)
    return Case(group, (x, w, b), options)


def conv2d_forward_cases(rng):
    def case(group, x_shape, w_shape, **options):
        return _conv_case(rng, group, x_shape, w_shape, **options)

    image, kernel = PAPER_IMAGE[None, None].astype(float), PAPER_KERNEL[None, None].astype(float)
    paper = image, kernel, np.zeros(1)
    two_channels = [np.concatenate([one, one + 1], axis=1) for one in (image, kernel)]
    yield Case("plain", paper)
    yield case("plain", (1, 1, 4, 4), (1, 1, 3, 3), bias="zero")
    yield case("plain", (1, 1, 4, 4), (1, 1, 3, 3), bias="zero")
    yield case("non-square", (1, 1, 3, 6), (1, 1, 2, 2), bias="zero")
    yield case("non-square", (1, 1, 5, 5), (1, 1, 3, 2), bias="zero")
    yield Case("channels", (*two_channels, np.zeros(1)))  # 56 72 / 104 120
    yield case("channels", (1, 3, 4, 3), (1, 3, 2, 2), bias="zero")
    yield case("filters", (1, 2, 4, 3), (3, 2, 2, 2), bias="zero")
    yield case("batch", (3, 2, 3, 4), (2, 2, 2, 2), bias="zero")
    yield case("batch", (3, 2, 3, 4), (2, 2, 2, 2), bias="zero")
    yield case("bias", (2, 2, 3, 4), (3, 2, 2, 2))
    yield case("bias", (1, 2, 3, 3), (4, 2, 2, 2))
    yield case("no bias", (1, 2, 3, 4), (2, 2, 2, 3), bias="none")
    yield case("stride", (1, 2, 6, 5), (2, 2, 3, 2), stride=2)
    yield case("stride", (1, 1, 7, 6), (2, 1, 2, 3), stride=(3, 1))
    yield case("stride", (1, 1, 6, 7), (1, 1, 2, 2), stride=(1, 2))
    yield case("stride", (1, 2, 3, 2), (2, 2, 1, 1), stride=(4, 3))
    yield Case("padding", paper, {"padding": 1})  # 0 3 8 4 / 9 19 25 10 / 21 37 43 16 / 6 7 8 0
    yield case("padding", (1, 2, 3, 4), (2, 2, 3, 3), padding=1)
    yield case("padding", (1, 1, 4, 3), (1, 1, 1, 2), padding=(5, 1))
    yield case("padding", (1, 1, 4, 4), (1, 1, 2, 2), padding=(0, 5))
    # Only the padded image is large enough for the kernel.
    yield case("padding", (1, 1, 2, 3), (1, 1, 4, 3), padding=(1, 0))
    yield case("padding", (1, 1, 3, 2), (1, 1, 3, 4), padding=(0, 1))
    yield case("dilation", (1, 2, 6, 5), (2, 2, 2, 2), dilation=2)
    yield case("dilation", (1, 1, 5, 4), (1, 1, 3, 2), dilation=(2, 3))
    yield case("dilation", (1, 1, 3, 2), (1, 1, 1, 1), dilation=4)
    # Only the dilated kernel is too large, by one row or one column.
    yield case("dilation", (1, 1, 3, 5), (1, 1, 2, 2), dilation=(3, 1), stride=2, padding=(0, 1))
    yield case("dilation", (1, 1, 5, 3), (1, 1, 2, 2), dilation=(1, 3), stride=2, padding=(1, 0))
    yield case("groups", (1, 4, 3, 4), (4, 2, 2, 2), groups=2)
    yield case("groups", (2, 6, 3, 3), (3, 2, 2, 2), groups=3)
    yield case("groups", (1, 3, 4, 3), (6, 1, 2, 2), groups=3)
    yield case("float32", (1, 2, 4, 5), (2, 2, 3, 3), dtype=np.float32, padding=1)
    x, w = rng.integers(-4, 5, (1, 2, 4, 5)), rng.integers(-4, 5, (2, 2, 2, 3))
    fractions, b = rng.standard_normal(w.shape), rng.standard_normal(2)
    yield Case("whole numbers", (x, fractions, None))
    yield Case("whole numbers", (x, fractions, b))
    yield Case("whole numbers", (rng.standard_normal(x.shape), w, None))
    yield Case("whole numbers", (x, w, b))
    yield Case("all together", paper, {"padding": 1, "stride": (3, 2)})  # 0 8 / 6 8
    together = {"stride": (2, 3), "padding": (1, 2), "dilation": (3, 2), "groups": 2}
    yield case("all together", (2, 4, 8, 5), (4, 2, 3, 2), **together)
    yield case("errors", (1, 4, 4, 4), (2, 2, 2, 2))
    yield case("errors", (1, 1, 3, 3), (1, 1, 4, 2))
    yield case("errors", (1, 2, 3, 3), (3, 1, 2, 2), groups=2)
    yield case("errors", (1, 4, 3, 3), (1, 2, 2, 2), groups=2)
    yield case("errors", (1, 5, 3, 3), (2, 2, 2, 2), groups=2)


def parameter_count_cases(rng):
    def channels():
        return int(rng.integers(2, 40))

    def size():
        return int(rng.integers(1, 8))

    yield Case("plain", (3, 100, 3))  # 2,800
    yield Case("plain", (3, 10, 5))  # 760
    yield Case("plain", (channels(), channels(), size()))
    yield Case("plain", (channels(), channels(), 1))
    yield Case("non-square", (channels(), channels(), (3, 5)))
    yield Case("non-square", (channels(), channels(), (size(), 8)))
    yield Case("no bias", (channels(), channels(), size()), {"bias": False})
    yield Case("groups", (8, 12, 3), {"groups": 4})
    yield Case("groups", (2 * channels(), 2 * channels(), size()), {"groups": 2})
    yield Case("groups", (6, 6, 3), {"groups": 6})
    yield Case("all together", (6, 9, (2, 4)), {"groups": 3, "bias": False})
