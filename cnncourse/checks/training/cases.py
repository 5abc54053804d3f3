"""The cases of the assignment on training, drawn from a seed.

The first case of a check is the paper example of the chapters.
"""

from __future__ import annotations

import functools

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds import training

PAPER_SHAPE = 4, 2, 3, 3  # fan_in is 18 and fan_out 36: He's deviation and Glorot's bound are 1/3
NUMBERS = 30_000  # drawn in a case: enough to measure a standard deviation


def _weights(rng, group, shape):
    times = max(2, NUMBERS // int(np.prod(shape)))
    return Case(group, (shape,), {"seed": int(rng.integers(2**31)), "times": times})


def weights_cases(rng):
    yield _weights(rng, "convolution", PAPER_SHAPE)
    yield _weights(rng, "convolution", (3, 1, 2, 3))
    yield _weights(rng, "linear", (5, 3))
    yield _weights(rng, "linear", (2, 7))
    yield _weights(rng, "one axis", (6, 2, 5))


def loss_at_start_cases(rng):
    yield Case("up to ten classes", (10,))
    yield Case("up to ten classes", (int(rng.integers(3, 10)),))
    yield Case("up to ten classes", (2,))
    yield Case("many classes", (int(rng.integers(20, 1000)),))
    yield Case("many classes", (1000,))


def sgd_step_cases(rng):
    def case(group, shape, rate=None, **options):
        w, g, velocity = rng.standard_normal((3, *shape))
        rate = float(rng.uniform(0.1, 0.5)) if rate is None else rate
        return Case(group, (w, g, velocity), {"rate": rate, **options})

    def paper(group, **options):
        numbers = np.array([2.0]), np.array([1.0]), np.array([2.0])
        return Case(group, numbers, {"rate": 0.1, "momentum": 0.5, **options})

    yield case("plain", (3,))
    yield case("plain", (2, 3), rate=0.01)
    yield paper("momentum")
    yield case("momentum", (4,), momentum=0.9)
    yield case("momentum", (2, 1, 3, 2), momentum=0.3)
    yield paper("weight decay", weight_decay=0.5)  # velocity 3, w 1.7
    yield case("weight decay", (2, 2), weight_decay=0.1)
    yield case("weight decay", (3,), momentum=0.8, weight_decay=0.7)
    yield paper("Nesterov", weight_decay=0.5, nesterov=True)  # w 1.65
    yield case("Nesterov", (3, 2), momentum=0.9, nesterov=True)
    yield case("Nesterov", (4,), momentum=0.4, weight_decay=0.3, nesterov=True)


def adam_step_cases(rng):
    def case(group, shape, t=1, **options):
        w, g = rng.standard_normal((2, *shape))
        mean = rng.standard_normal(shape) * (t > 1)
        square = rng.uniform(0.1, 2.0, shape) * (t > 1)
        return Case(group, (w, g, mean, square, t), options)

    zero = np.zeros(1)
    yield Case("first step", (np.array([2.0]), np.array([3.0]), zero, zero, 1), {"rate": 0.1})
    yield case("first step", (3,), rate=0.2)
    yield case("first step", (2, 3))
    yield case("later steps", (4,), t=2, rate=0.1)
    yield case("later steps", (2, 1, 3), t=7, rate=0.3)
    yield case("later steps", (3,), t=1000)
    yield case("options", (3,), t=3, rate=0.1, betas=(0.5, 0.8))
    yield case("options", (3,), t=2, rate=0.1, eps=0.1)
    yield Case("options", (np.ones(2), np.zeros(2), np.zeros(2), np.zeros(2), 1), {"rate": 0.1})
    yield case("decay in the gradient", (2, 2), t=4, rate=0.1, weight_decay=0.2)
    yield case("decay in the gradient", (3,), rate=0.1, weight_decay=0.5)
    yield case("AdamW", (2, 2), t=5, rate=0.3, weight_decay=0.2, decoupled=True)
    yield case("AdamW", (3,), rate=0.1, weight_decay=0.5, decoupled=True)
    yield case("AdamW", (2,), t=3, rate=0.2, decoupled=True)


def cosine_rate_cases(rng):
    yield Case("to zero", (5, 10, 0.4))
    for step in (0, 1, 9):
        yield Case("to zero", (step, 10, 0.4))
    yield Case("to zero", (int(rng.integers(1, 30)), 30, float(rng.uniform(0.1, 2))))
    start, end = float(rng.uniform(0.5, 1)), float(rng.uniform(0.1, 0.4))
    for step in (0, 3, 7, 8):
        yield Case("to another rate", (step, 8), {"start": start, "end": end})
    yield Case("up", (2, 7, 0.1), {"end": 0.9})
    yield Case("up", (3, 8, start / 10), {"end": start})


def one_cycle_rate_cases(rng):
    for step in (0, 1, 2):
        yield Case("up", (step, 10, 0.5))
    yield Case("up", (5, 40, float(rng.uniform(0.1, 2))))
    for step in (3, 8):
        yield Case("down", (step, 10, 0.5))
    yield Case("down", (30, 40, float(rng.uniform(0.1, 2))))
    yield Case("the last step", (9, 10, 0.5e6))
    yield Case("the last step", (16, 17, float(rng.uniform(1e5, 2e5))))
    for step in (4, 5, 9):
        yield Case("another rise", (step, 10, 0.5), {"rise": 0.55})
    yield Case("another rise", (2, 12, float(rng.uniform(0.1, 2))), {"rise": 0.2})


def _images(rng, shape):
    return rng.standard_normal(shape) + 3.0  # no pixel is 0, like the padding


def random_crop_cases(rng):
    def case(group, shape, pad, times=1, dtype=np.float64):
        options = {"seed": int(rng.integers(2**31)), "times": times}
        return Case(group, (_images(rng, shape).astype(dtype), pad), options)

    yield case("one channel", (2, 1, 3, 3), 1, times=300)
    yield case("one channel", (40, 1, 4, 4), 2, times=20)
    yield case("channels", (5, 3, 4, 4), 1, times=80)
    yield case("not square", (30, 2, 3, 5), 1, times=20)
    yield case("not square", (30, 1, 6, 2), 1, times=20)
    yield case("float32", (4, 2, 3, 3), 1, times=20, dtype=np.float32)
    yield case("no padding", (3, 2, 3, 3), 0, times=2)


def random_flip_cases(rng):
    def case(group, shape, times=1, dtype=np.float64):
        options = {"seed": int(rng.integers(2**31)), "times": times}
        return Case(group, (_images(rng, shape).astype(dtype),), options)

    yield case("one channel", (2, 1, 2, 3), times=100)
    yield case("one channel", (60, 1, 3, 3), times=6)
    yield case("channels", (6, 3, 3, 3), times=30)
    yield case("not square", (20, 2, 4, 3), times=10)
    yield case("float32", (5, 1, 3, 4), times=20, dtype=np.float32)


def label_smoothing_cases(rng):
    yield Case("any labels", (np.array([2, 0]), 4, 0.2))
    yield Case("any labels", (rng.integers(0, 10, 6), 10, 0.1))
    yield Case("any labels", (rng.integers(0, 3, 5), 3, float(rng.uniform(0.1, 0.9))))
    yield Case("any labels", (np.array([1, 1, 1]), 2, 0.5))
    yield Case("none and all", (rng.integers(0, 5, 4), 5, 0.0))
    yield Case("none and all", (rng.integers(0, 5, 4), 5, 1.0))
    yield Case("no images", (np.zeros(0, dtype=int), int(rng.integers(3, 30)), 0.1))


def overfit_cases(rng):
    images, labels = _digits()
    chosen = rng.choice(len(images), 8, replace=False)
    yield Case("eight digits", (images[chosen], labels[chosen], int(rng.integers(2**31))))
    wrong = rng.integers(0, 10, 8)
    yield Case("any labels", (images[chosen], wrong, int(rng.integers(2**31))))


def confusion_cases(rng):
    def case(group, count, classes):
        return Case(group, (*rng.integers(0, classes, (2, count)), classes))

    yield Case("any labels", (np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 2]), 3))
    yield case("any labels", 12, 3)
    yield case("any number of classes", 50, 4)
    yield case("any number of classes", 200, 10)
    yield case("any number of classes", 9, 2)
    yield Case("classes that are missing", (np.array([1, 1]), np.array([3, 3]), 6))
    yield Case("classes that are missing", (np.array([0, 2]), np.array([0, 2]), 4))
    yield case("classes that are missing", 3, int(rng.integers(9, 40)))
    yield case("classes that are missing", 0, 3)


@functools.cache
def _digits():
    from sklearn.datasets import load_digits  # imported here: it takes a second

    pictures, labels = load_digits(return_X_y=True)
    return pictures.reshape(-1, 1, 8, 8).astype(np.float32) / 16, labels


def train_network_cases(rng):
    images, labels = _digits()
    sizes = {"train": 1297, "held_out": 500}
    cases = training.split(images, labels, rng, **sizes, asked=(0.9, 0.97))
    yield from training.kept_by_judge(cases)
