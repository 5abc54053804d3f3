"""The cases of the assignment on pooling: calls by group, drawn from a seed.

The first case of a check is the paper example of the chapter.
"""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case

# The chapter's examples on paper. Windows of 2 x 2 with stride 1: 4 5 / 7 8.
NINE = np.arange(9.0).reshape(1, 1, 3, 3)
# Windows of 2 x 2: maxima 9 4 / 6 3, means 3.75 2 / 3.75 2; they lie at 5 3 / 13 11.
SIXTEEN = np.array([[1.0, 3, 2, 4], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]])[None, None]
# The maximum of the only window stands in it twice, at 1 and 3.
TIE = np.array([[2.0, 7], [7, 7]])[None, None]
# Without its first number, windows of three give 5 5 3 3 3 1; without its last one, 5 5 5 3 3 3.
ROW = np.array([0, 1, 5, 2, 0, 3, 1, 0, 0])


def _image(rng, *shape, dtype=np.float64):
    """Draw pixels around 0, so that a padding of zeros would win many windows."""
    return rng.standard_normal(shape).astype(dtype)


def _few_values(rng, *shape):
    """Draw pixels of three values, so that many windows have several maxima."""
    return rng.integers(-3, 0, shape).astype(float)


def max_pool2d_cases(rng):
    def case(group, *shape, dtype=np.float64, **options):
        return Case(group, (_image(rng, *shape, dtype=dtype),), options)

    yield Case("plain", (NINE,), {"kernel_size": 2, "stride": 1})
    yield Case("plain", (SIXTEEN,), {"kernel_size": 2})
    yield case("plain", 1, 1, 5, 5, kernel_size=3, stride=1)
    yield case("channels", 1, 3, 4, 4, kernel_size=2)
    yield case("channels", 1, 2, 3, 5, kernel_size=3)
    yield case("batch", 3, 2, 4, 4, kernel_size=2)
    yield case("batch", 0, 2, 5, 4, kernel_size=2)
    yield case("stride", 1, 2, 7, 7, kernel_size=3, stride=2)
    yield case("stride", 1, 1, 8, 8, kernel_size=2, stride=3)
    yield case("stride", 1, 1, 9, 6, kernel_size=3)
    yield case("non-square", 1, 2, 3, 7, kernel_size=2, stride=1)
    yield case("non-square", 1, 1, 6, 6, kernel_size=(2, 3))
    yield case("non-square", 1, 1, 7, 6, kernel_size=(3, 1), stride=(1, 2))
    yield case("rounded down", 1, 2, 5, 5, kernel_size=2)
    yield case("rounded down", 1, 1, 8, 6, kernel_size=3, stride=2)
    yield case("padding", 1, 2, 3, 3, kernel_size=2, stride=1, padding=1)
    yield Case("padding", (-1 - np.abs(_image(rng, 1, 1, 4, 4)),), {"kernel_size": 3, "padding": 1})
    yield case("padding", 1, 1, 4, 3, kernel_size=(3, 4), stride=(2, 1), padding=(0, 2))
    yield case("padding", 2, 1, 2, 5, kernel_size=(5, 2), stride=(1, 2), padding=(2, 0))
    yield case("rounded up", 1, 2, 5, 5, kernel_size=2, ceil_mode=True)
    yield case("rounded up", 1, 1, 8, 5, kernel_size=(3, 2), stride=(2, 3), ceil_mode=True)
    # A fourth window would begin behind the image.
    yield case("rounded up", 1, 1, 5, 6, kernel_size=2, stride=2, padding=1, ceil_mode=True)
    yield Case("whole numbers", (rng.integers(-9, 0, (1, 2, 4, 4)),), {"kernel_size": 2})
    options = {"kernel_size": 3, "stride": 2, "padding": 1}
    yield Case("whole numbers", (rng.integers(-9, 0, (1, 1, 4, 5)),), options)
    yield case("float32", 1, 2, 4, 4, kernel_size=2, dtype=np.float32)
    together = {"stride": (2, 3), "padding": (1, 2), "ceil_mode": True}
    yield case("all together", 2, 3, 6, 8, kernel_size=(2, 4), **together)
    yield case("errors", 1, 1, 3, 3, kernel_size=(4, 2))
    yield case("errors", 1, 1, 3, 3, kernel_size=(2, 4))
    yield case("errors", 1, 1, 4, 4, kernel_size=2, padding=2)


def avg_pool2d_cases(rng):
    def case(group, *shape, dtype=np.float64, **options):
        return Case(group, (_image(rng, *shape, dtype=dtype),), options)

    only_pixels = {"count_include_pad": False}
    yield Case("plain", (SIXTEEN,), {"kernel_size": 2})
    yield Case("plain", (NINE,), {"kernel_size": 2, "stride": 1})
    yield case("plain", 1, 1, 6, 6, kernel_size=3)
    yield case("batch and channels", 2, 3, 4, 4, kernel_size=2)
    yield case("batch and channels", 0, 2, 4, 5, kernel_size=2)
    yield case("stride", 1, 2, 7, 7, kernel_size=3, stride=2)
    yield case("stride", 1, 1, 8, 6, kernel_size=2, stride=3)
    yield case("non-square", 1, 2, 3, 7, kernel_size=2, stride=1)
    yield case("non-square", 1, 1, 7, 6, kernel_size=(3, 1), stride=(1, 2))
    yield case("non-square", 1, 1, 6, 6, kernel_size=(2, 3))
    yield case("padding counts", 1, 2, 3, 3, kernel_size=2, stride=1, padding=1)
    yield case("padding counts", 1, 1, 5, 4, kernel_size=(4, 3), stride=2, padding=(2, 1))
    yield case("padding counts", 1, 1, 4, 4, kernel_size=3, padding=(0, 1))
    yield case("only pixels count", 1, 2, 3, 3, kernel_size=3, stride=1, padding=1, **only_pixels)
    yield case("only pixels count", 1, 1, 5, 4, kernel_size=(2, 4), padding=(1, 2), **only_pixels)
    yield case("rounded up", 1, 2, 5, 5, kernel_size=2, ceil_mode=True)
    yield case("rounded up", 1, 1, 6, 7, kernel_size=4, stride=3, padding=1, ceil_mode=True)
    yield case("rounded up", 1, 1, 8, 5, kernel_size=3, stride=2, ceil_mode=True, **only_pixels)
    whole = rng.integers(0, 9, (1, 2, 4, 4))
    yield Case("whole numbers", (whole,), {"kernel_size": 2})
    yield case("float32", 1, 2, 4, 4, kernel_size=3, padding=1, dtype=np.float32)
    together = {"stride": (2, 3), "padding": (1, 2), "ceil_mode": True}
    yield case("all together", 2, 3, 6, 8, kernel_size=(3, 4), **together)
    yield case("all together", 2, 3, 6, 8, kernel_size=(3, 4), **together, **only_pixels)
    yield case("errors", 1, 1, 3, 3, kernel_size=(4, 2))
    yield case("errors", 1, 1, 3, 3, kernel_size=(2, 4))
    yield case("errors", 1, 1, 4, 4, kernel_size=2, padding=2)


def global_avg_pool2d_cases(rng):
    yield Case("one channel", (SIXTEEN,))  # 2.875
    yield Case("one channel", (_image(rng, 1, 1, 3, 3),))
    yield Case("channels and images", (_image(rng, 2, 3, 4, 4),))
    yield Case("channels and images", (_image(rng, 3, 2, 2, 2),))
    yield Case("channels and images", (_image(rng, 3, 3, 3, 3),))
    yield Case("non-square", (_image(rng, 2, 2, 3, 5),))
    yield Case("one pixel", (_image(rng, 2, 4, 1, 1),))
    yield Case("no image", (_image(rng, 0, 4, 3, 2),))
    yield Case("whole numbers", (rng.integers(0, 9, (2, 2, 3, 3)),))
    yield Case("float32", (_image(rng, 2, 3, 4, 2, dtype=np.float32),))


def pool_indices_cases(rng):
    def case(group, *shape, **options):
        return Case(group, (_image(rng, *shape),), options)

    yield Case("plain", (SIXTEEN,), {"kernel_size": 2})  # 5 3 / 13 11
    yield Case("plain", (NINE,), {"kernel_size": 2, "stride": 1})  # 4 5 / 7 8
    yield case("plain", 1, 1, 6, 6, kernel_size=3)
    yield Case("ties", (TIE,), {"kernel_size": 2})  # 1
    yield Case("ties", (np.zeros((1, 1, 4, 4)),), {"kernel_size": 2})
    yield Case("ties", (_few_values(rng, 1, 2, 6, 6),), {"kernel_size": 3, "stride": 1})
    yield case("batch and channels", 3, 2, 4, 4, kernel_size=2)
    yield case("batch and channels", 0, 2, 4, 4, kernel_size=2)
    yield case("stride", 1, 2, 7, 7, kernel_size=3, stride=2)
    yield case("stride", 1, 1, 8, 8, kernel_size=2, stride=3)
    yield case("non-square", 1, 2, 3, 8, kernel_size=2, stride=1)
    yield case("non-square", 1, 1, 8, 3, kernel_size=(1, 3))
    yield case("non-square", 1, 1, 7, 6, kernel_size=(3, 2), stride=(1, 2))
    yield case("padding", 1, 2, 4, 4, kernel_size=3, stride=2, padding=1)
    negative = -1 - np.abs(_image(rng, 1, 1, 3, 4))
    yield Case("padding", (negative,), {"kernel_size": 2, "padding": 1})
    yield case("padding", 1, 1, 5, 4, kernel_size=(4, 3), stride=1, padding=(2, 0))
    options = {"kernel_size": (3, 4), "stride": (2, 1), "padding": (1, 2)}
    yield Case("all together", (_few_values(rng, 2, 2, 5, 6),), options)


def shifted_agreement_cases(rng):
    def row(size):
        return rng.integers(0, 10, size)

    yield Case("every place", (ROW,), {"kernel_size": 3, "stride": 1})  # 4
    yield Case("every place", (row(12),), {"kernel_size": 2, "stride": 1})
    yield Case("every place", (row(15),), {"kernel_size": 4, "stride": 1})
    yield Case("windows that tile", (ROW,), {"kernel_size": 2, "stride": 2})  # 1
    yield Case("windows that tile", (row(31),), {"kernel_size": 3, "stride": 3})
    yield Case("overlap", (row(30),), {"kernel_size": 3, "stride": 2})
    yield Case("overlap", (row(31),), {"kernel_size": 5, "stride": 2})
    yield Case("no pooling", (rng.integers(0, 2, 16),), {"kernel_size": 1, "stride": 1})
    yield Case("no pooling", (rng.integers(0, 2, 24),), {"kernel_size": 1, "stride": 2})
    yield Case("all the same", (np.full(9, 4),), {"kernel_size": 2, "stride": 2})
    yield Case("none the same", (np.arange(9),), {"kernel_size": 2, "stride": 2})
    # The two frames have the maximum at the same place.
    yield Case("fractions", (rng.standard_normal(24),), {"kernel_size": 3, "stride": 2})
    yield Case("fractions", (-1 - rng.random(24),), {"kernel_size": 4, "stride": 1})


def average_as_convolution_cases(rng):
    def count():
        return int(rng.integers(3, 8))

    yield Case("plain", (2, (2, 2)))
    yield Case("plain", (count(), (3, 3)))
    yield Case("plain", (1, (4, 4)))
    yield Case("non-square", (3, (2, 3)))
    yield Case("non-square", (count(), (4, 1)))
    yield Case("one pixel", (count(), (1, 1)))
    yield Case("no channel", (0, (2, 3)))
