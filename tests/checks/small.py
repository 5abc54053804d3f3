"""A small assignment for these tests, so that they do not depend on the course's exercises."""

from __future__ import annotations

import numpy as np

from cnncourse.checks import Case, Check
from cnncourse.checks.kinds.declared import declared
from cnncourse.layers.conv import loops

ASSIGNMENT = "00_small"
GIVEN = ("cnncourse.layers.shapes",)


def _sizes(rng):
    yield Case("plain", (5, 3))
    yield Case("plain", (int(rng.integers(7, 30)), 2))
    yield Case("plain", (4, 4))
    yield Case("stride", (9, 4), {"stride": 2})
    yield Case("stride", (int(rng.integers(7, 30)), 3), {"stride": 3})
    yield Case("errors", (2, 3))
    yield Case("errors", (4, 9), {"stride": 2})


def _images(rng):
    yield Case("plain", (np.arange(9).reshape(3, 3), 1))
    yield Case("plain", (rng.standard_normal((3, 5)), 2))
    yield Case("pair", (rng.standard_normal((2, 5)), (2, 1)))
    yield Case("more axes", (rng.standard_normal((2, 3, 3, 4)), 1))
    yield Case("no padding", (rng.standard_normal((3, 4)), 0))


def _slides(rng):
    yield Case("plain", (np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2)))
    yield Case("plain", (rng.standard_normal((5, 5)), rng.standard_normal((3, 3))))
    yield Case("non-square", (rng.standard_normal((4, 7)), rng.standard_normal((2, 2))))
    yield Case("non-square kernel", (rng.standard_normal((6, 5)), rng.standard_normal((1, 3))))
    yield Case("errors", (rng.standard_normal((3, 3)), rng.standard_normal((4, 2))))


def layer(x, w, b, *, scale=1):
    """A layer with a bias that may be missing, an option and a cache."""
    out = scale * (x @ w)
    return out if b is None else out + b, (x, w, b, scale)


def _layers(rng):
    def case(group, **options):
        x, w = rng.standard_normal((4, 3)), rng.standard_normal((3, 2))
        return Case(group, (x, w, rng.standard_normal(2)), options)

    yield case("plain")
    yield case("plain")
    yield case("scale", scale=2)
    yield Case("no bias", (*case("").args[:2], None))


def halves():
    """Declare two numbers."""
    return 64, 4


def _swapped(case):
    yield "The pair is (large, small): large first.", (4, 64)


def _size_mistakes(case):
    size, kernel_size = case.args
    stride = case.kwargs.get("stride", 1)
    yield "The last + 1 is missing.", (size - kernel_size) // stride
    yield "The stride is not used.", size - kernel_size + 1


CHECKS = {
    check.name: check
    for check in (
        Check(
            "output_size",
            ASSIGNMENT,
            loops.output_size,
            _sizes,
            suspects=_size_mistakes,
            given=GIVEN,
        ),
        Check("pad2d", ASSIGNMENT, loops.pad2d, _images, dtype="same", given=GIVEN),
        Check("cross_correlate2d", ASSIGNMENT, loops.cross_correlate2d, _slides, given=GIVEN),
        Check("layer", ASSIGNMENT, layer, _layers, parts=("out", "cache"), caches=("cache",)),
        declared("halves", ASSIGNMENT, halves, parts=("large", "small"), suspects=_swapped),
    )
}


def find(name, assignment=None):
    """Look up a check, like the catalogue."""
    if name not in CHECKS:
        raise LookupError(f"there is no check {name!r}")
    return CHECKS[name]


def names(assignment):
    return list(CHECKS)
