"""The cases of the assignment on LeNet-5 and AlexNet, drawn from a seed.

The first case of a check is the paper example of the chapter, where it has one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnncourse import nn
from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.architecture import network_case
from cnncourse.exercises import lenet_alexnet as exercises

# The windows add up to 15 8 / 15 8.
PAPER_IMAGE = np.array([[1.0, 3, 2, 4], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]])

LENET = [
    ("conv", 6, 5, 1, 0, 1),
    ("pool", 2, 2),
    ("conv", 16, 5, 1, 0, 1),
    ("pool", 2, 2),
    ("dense", 120),
    ("dense", 84),
    ("dense", 10),
]


def alexnet_layers(groups):
    """List the layers of AlexNet that may have parameters, and its poolings."""
    return [
        ("conv", 96, 11, 4, 0, 1),
        ("pool", 3, 2),
        ("conv", 256, 5, 1, 2, groups),
        ("pool", 3, 2),
        ("conv", 384, 3, 1, 1, 1),
        ("conv", 384, 3, 1, 1, groups),
        ("conv", 256, 3, 1, 1, groups),
        ("pool", 3, 2),
        ("dense", 4096),
        ("dense", 4096),
        ("dense", 1000),
    ]


def subsampling_cases(rng):
    def case(group, shape, dtype=np.float64):
        x, w, b = (rng.standard_normal(one).astype(dtype) for one in (shape, shape[1], shape[1]))
        return Case(group, (x, w, b))

    paper = PAPER_IMAGE[np.newaxis, np.newaxis]
    yield Case("one map", (paper, np.array([0.2]), np.array([-1.0])))  # 2 0.6 / 2 0.6
    yield case("one map", (1, 1, 4, 4))
    yield case("maps and batches", (1, 3, 4, 4))
    yield case("maps and batches", (3, 2, 6, 4))
    yield case("odd sizes", (2, 3, 5, 7))
    yield case("odd sizes", (1, 2, 4, 3))
    yield case("float32", (2, 3, 4, 6), dtype=np.float32)


def lenet5_cases(rng):
    def case(group, **options):
        net = exercises.lenet5(nn, **options)
        shape = (options.get("in_channels", 1), 32, 32)
        return network_case(group, net, rng, shape, **options)

    yield case("grey digits")
    yield case("grey digits")
    yield case("options", in_channels=3)
    yield case("options", num_classes=int(rng.integers(3, 9)))


def repair_cases(rng):
    net = exercises.repair_the_network(nn)
    for batch in (25, 1, int(rng.integers(2, 9))):
        yield network_case("one row an image", net, rng, (1, 32, 32), batch=batch)


def parameters_cases(rng):
    def case(group, layers, in_channels, image_size):
        return Case(group, (layers,), {"in_channels": in_channels, "image_size": image_size})

    def number(low, high):
        return int(rng.integers(low, high))

    def small(stride, padding, groups):
        """Two convolutions, of which the second has the groups, two poolings, two dense layers."""
        return [
            ("conv", groups * number(2, 6), number(2, 6), stride, padding, 1),
            ("pool", 2, 2),
            ("conv", groups * number(2, 6), 3, 1, padding, groups),
            ("pool", 3, number(1, 4)),
            ("dense", number(5, 30)),
            ("dense", number(2, 10)),
        ]

    yield case("LeNet-5", LENET, 1, 32)
    yield case("LeNet-5", LENET, 3, 2 * number(14, 40))
    yield case("LeNet-5", LENET, 1, 28)
    yield case("stride and padding", alexnet_layers(1), 3, 227)
    yield case("stride and padding", small(number(2, 4), number(1, 3), 1), 3, 40)
    yield case("stride and padding", [("dense", number(5, 30)), ("dense", 3)], 2, 6)
    yield case("groups", alexnet_layers(2), 3, 227)
    yield case("groups", small(1, 0, number(2, 5)), 1, 32)


def alexnet_cases(build):
    """Make the cases of a builder of AlexNet, with few filters on images of the real size."""

    def cases(rng):
        def case(group, filters, hidden, **options):
            options = {"filters": filters, "hidden": hidden, **options}
            net = build(nn, **options)
            made = network_case(group, net, rng, (3, 227, 227), batch=1, **options)
            images, weights = made.args
            # Pixels of 0 to 255 minus their mean: on small numbers, normalization hardly acts.
            return replace(made, args=(60 * images, weights))

        def even():
            return 2 * int(rng.integers(2, 5))

        yield case("few filters", (8, 6, 4, 10, 6), 7, num_classes=5)
        filters = tuple(even() + more for more in (4, 6, 0, 0, 2))
        yield case("few filters", filters, int(rng.integers(5, 12)), num_classes=3)
        yield case("as many classes as ImageNet", (6, 8, 6, 4, 4), 5)

    return cases
