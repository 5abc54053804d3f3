"""The cases of the assignment on VGG, drawn from a seed.

The first case of a check is the paper example of the chapter.
"""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.architecture import network_case
from cnncourse.exercises.vgg import vgg
from cnncourse.models.families.vggs import COLUMNS


def stack_cost_cases(rng):
    def channels(count):
        return tuple(int(n) for n in rng.integers(3, 40, count))

    yield Case("equal channels", ((3, 3, 3), 3))  # 162
    yield Case("equal channels", ((3, 3), 5))  # 225
    yield Case("equal channels", ((int(rng.integers(4, 40)),) * 4, 3))
    yield Case("other channels", ((64, 128, 128), 3))
    yield Case("other channels", (channels(3), 3))
    yield Case("other channels", (channels(2), 5))
    yield Case("longer stacks", (channels(5), 3))
    yield Case("longer stacks", (channels(4), 7))
    yield Case("longer stacks", (channels(6), 1))
    yield Case("no layer", (channels(1), 3))


def largest_middle_cases(rng):
    def channels():
        return int(rng.integers(20, 200))

    yield Case("more channels out", (64, 128))  # 118
    yield Case("more channels out", (3, 64))  # 7
    yield Case("more channels out", (channels(), channels() + 200))
    yield Case("equal channels", (64, 64))
    yield Case("equal channels", (18, 18))  # 25 would be as many weights, so 24
    yield Case("equal channels", (int(rng.integers(20, 90)),) * 2)
    yield Case("fewer channels out", (channels() + 200, channels()))
    yield Case("fewer channels out", (200, 8))
    yield Case("as many but one", (10, 31))  # 21 middles: one weight less than the 5x5
    yield Case("as many but one", (40, 181))
    yield Case("few channels", (int(rng.integers(3, 9)), int(rng.integers(3, 9))))
    yield Case("few channels", (1, 1))
    yield Case("few channels", (2, 3))


def vgg_cases(rng):
    def case(group, column, size, *, channels=3, hidden=6, **options):
        options = {"column": column, "hidden": hidden, **options}
        return network_case(group, vgg(nn, **options), rng, (channels, size, size), **options)

    def small(group, column, size, *, in_channels=3, num_classes=5, hidden=6):
        options = {"in_channels": in_channels, "num_classes": num_classes, "image_size": size}
        return case(group, column, size, channels=in_channels, hidden=hidden, **options)

    def filters():
        return int(rng.integers(3, 9))

    yield small("small kernels", (4, "M", 6, "M"), 8)
    yield small("small kernels", (filters(), filters(), "M", filters(), filters(), "M"), 8)
    yield small("small kernels", (filters(), "M", filters(), "M", filters(), "M"), 16)
    yield small("other kernels", (4, (5, 1), "M"), 4)
    yield small("other kernels", ((filters(), 5), filters(), (filters(), 1), "M"), 6)
    yield small("options", (filters(), "M"), 4, in_channels=1)
    yield small("options", (filters(), "M", filters(), "M"), 12, num_classes=3, hidden=9)
    yield case("options", (1,), 224, hidden=2)  # everything else as in the paper
    yield small("no pooling at the end", (filters(), "M", filters()), 6)


def stage_costs_cases(rng):
    def filters():
        return int(rng.integers(3, 30))

    yield Case("kernels of 3 x 3", (COLUMNS["D"],))
    yield Case("kernels of 3 x 3", (COLUMNS["E"],))
    yield Case("kernels of 3 x 3", (_column(rng),))
    yield Case("kernels of 3 x 3", (_column(rng),))
    yield Case("other kernels", (COLUMNS["C"],))
    yield Case("other kernels", ((8, (filters(), 5), "M", (filters(), 1), "M"),))
    yield Case("other images", (_column(rng),), {"image_size": 32, "in_channels": 1})
    yield Case("other images", (_column(rng),), {"image_size": 64})
    yield Case("other images", (_column(rng),), {"in_channels": 4})
    yield Case("an empty stage", ((filters(), "M", "M", filters(), "M"),))


def _column(rng):
    """Draw a column of three stages."""
    column = ()
    for _ in range(3):
        column += (*(int(n) for n in rng.integers(3, 60, rng.integers(1, 4))), "M")
    return column


def fields_cases(rng):
    def kernel():
        return 4, int(rng.choice([1, 5, 7, 9]))

    def threes():
        return (8,) * int(rng.integers(1, 5))

    yield Case("kernels of 3 x 3", (COLUMNS["D"],))  # 6 16 44 100 212
    yield Case("kernels of 3 x 3", (COLUMNS["E"],))
    yield Case("kernels of 3 x 3", ((*threes(), "M", *threes(), "M", *threes(), "M", 8, "M"),))
    yield Case("kernels of 3 x 3", ((*threes(), "M", "M", *threes(), "M"),))
    yield Case("other kernels", (COLUMNS["C"],))
    yield Case("other kernels", ((8, kernel(), "M", kernel(), "M", kernel(), kernel(), "M"),))
    yield Case("no pooling at the end", ((*threes(), "M", 8, 8, kernel(), "M", 8, 8),))


def dense_cases(rng):
    def case(group, N, C, size, D_out, window, dtype=np.float64):
        shapes = (N, C, *size), (D_out, C * window[0] * window[1]), (D_out,)
        arrays = (rng.standard_normal(shape).astype(dtype) for shape in shapes)
        return Case(group, (*arrays, window))

    row = np.array([[1.0, 0, 0, -1]])
    yield Case("one channel", (np.arange(9.0).reshape(1, 1, 3, 3), row, np.zeros(1), (2, 2)))
    yield case("one channel", 1, 1, (4, 4), 1, (2, 2))
    yield case("one channel", 1, 1, (4, 4), 3, (3, 3))
    yield case("channels", 1, 3, (4, 4), 2, (2, 2))
    yield case("channels", 1, 2, (5, 5), 4, (3, 3))
    yield case("batch", 3, 2, (4, 4), 2, (2, 2))
    yield case("not square", 1, 2, (3, 5), 3, (2, 3))
    yield case("not square", 2, 3, (6, 4), 2, (3, 1))
    yield case("one place", 2, 2, (3, 2), 4, (3, 2))
    yield case("float32", 1, 2, (4, 3), 3, (2, 2), dtype=np.float32)
