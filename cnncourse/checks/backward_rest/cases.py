"""The cases of the assignment on the gradients of the other layers, drawn from a seed.

The first case of a check is the paper example of the chapters.
"""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.gradients import backward_case
from cnncourse.exercises import backward_rest

WINDOW = np.array([[[[1.0, 2], [3, 9]]]])
# The centre is the maximum of all four windows of 2×2.
CENTRE = np.array([[[[1.0, 2, 3], [4, 9, 5], [6, 7, 8]]]])
ONE_TO_FOUR = np.array([[[[1.0, 2], [3, 4]]]])

ONE_TO_SIX = np.arange(1.0, 7.0)
PAPER_MASK = np.array([2.0, 0, 2, 2, 0, 2])  # p = 0.5

# Three channels of one pixel; the denominators are 4, 8 and 7.
THREE_CHANNELS = np.array([1.0, 1, 2]).reshape(1, 3, 1, 1)
PAPER_RESPONSE = {"size": 3, "alpha": 3.0, "beta": 1.0, "k": 2.0}

# Mean 5, variance 4: x_hat is -1.5 -0.5 -0.5 -0.5 / 0 0 1 2.
TWO_IMAGES = np.array([[[[2.0, 4], [4, 4]]], [[[5, 5], [7, 9]]]])

RUNNING = ("running_mean", "running_var")
FOR_OUT_ALONE = ("training", "channels and shapes", "eps", "number types")
"""Groups in which the running statistics are not compared: they have groups of their own."""


def _pooled_case(group, rng, shape, kernel_size, stride=None, *, x=None, dtype=np.float64):
    """Make a case for the backward pass of a pooling layer."""
    x = rng.standard_normal(shape).astype(dtype) if x is None else x
    stride = stride or kernel_size
    sizes = zip(x.shape[2:], kernel_size, stride, strict=True)
    counts = [(size - K) // step + 1 for size, K, step in sizes]
    dout = rng.standard_normal((*x.shape[:2], *counts)).astype(dtype)
    return Case(group, (dout, (x, kernel_size, stride)))


def _pooling_cases(rng, first):
    """Yield the cases that both kinds of pooling have."""
    yield _pooled_case(first, rng, (1, 1, 4, 4), (2, 2))
    yield _pooled_case(first, rng, (1, 1, 6, 6), (3, 3))
    yield _pooled_case("overlap", rng, (1, 1, 5, 5), (3, 3), (1, 1))
    yield _pooled_case("overlap", rng, (1, 1, 7, 7), (3, 3), (2, 2))
    yield _pooled_case("batch and channels", rng, (3, 2, 4, 4), (2, 2))
    yield _pooled_case("batch and channels", rng, (2, 3, 4, 4), (2, 2), (1, 1))
    yield _pooled_case("batch and channels", rng, (0, 2, 4, 4), (2, 2))
    yield _pooled_case("strides and shapes", rng, (1, 1, 8, 8), (2, 2), (3, 3))
    yield _pooled_case(
        "strides and shapes", rng, (1, 2, 6, 6), (3, 3), (2, 2)
    )  # the last row is never read
    yield _pooled_case("strides and shapes", rng, (1, 1, 4, 6), (2, 2))
    yield _pooled_case("strides and shapes", rng, (1, 2, 6, 6), (2, 3))
    yield _pooled_case("strides and shapes", rng, (1, 1, 7, 5), (3, 2), (1, 3))
    yield _pooled_case("strides and shapes", rng, (2, 1, 5, 7), (2, 2), (3, 1))
    yield _pooled_case("number types", rng, (2, 2, 5, 5), (3, 3), (2, 2), dtype=np.float32)


def max_pool2d_backward_cases(rng):
    def few_values(*shape):
        return rng.integers(-1, 2, shape).astype(float)

    ones = np.ones((1, 1, 1, 1))
    yield Case("one window each", (ones, (WINDOW, (2, 2), (2, 2))))  # 0 0 / 0 1
    yield from _pooling_cases(rng, "one window each")
    yield Case("overlap", (ONE_TO_FOUR, (CENTRE, (2, 2), (1, 1))))  # the centre gets 10
    equal = np.full((1, 1, 2, 2), 3.0)
    yield Case("ties and negative pixels", (2 * ones, (equal, (2, 2), (2, 2))))  # 2 0 / 0 0
    yield _pooled_case("ties and negative pixels", rng, None, (2, 2), x=few_values(1, 1, 6, 6))
    yield _pooled_case(
        "ties and negative pixels", rng, None, (3, 2), (1, 2), x=few_values(2, 2, 5, 6)
    )
    negative = -1 - rng.random((1, 2, 4, 4))
    yield _pooled_case("ties and negative pixels", rng, None, (2, 2), x=negative)
    yield _pooled_case("ties and negative pixels", rng, None, (3, 3), (1, 1), x=5 * negative)
    whole = rng.permutation(32).reshape(1, 2, 4, 4)
    yield Case("number types", (rng.standard_normal((1, 2, 2, 2)), (whole, (2, 2), (2, 2))))


def avg_pool2d_backward_cases(rng):
    yield Case("one window each", (np.full((1, 1, 1, 1), 4.0), (WINDOW, (2, 2), (2, 2))))
    yield from _pooling_cases(rng, "one window each")
    yield Case("overlap", (ONE_TO_FOUR, (CENTRE, (2, 2), (1, 1))))
    whole = rng.permutation(32).reshape(1, 2, 4, 4)
    yield Case("number types", (rng.standard_normal((1, 2, 2, 2)), (whole, (2, 2), (2, 2))))


def dropout_forward_cases(rng):
    """Yield cases for the harness that draws from seeds; see `dropped.problem`."""

    def case(group, *shape, p, training=True, dtype=np.float64):
        x = rng.uniform(1, 2, shape) * rng.choice([-1.0, 1.0], shape)  # no number is near 0
        seed = int(rng.integers(1, 1000))
        return Case(group, (x.astype(dtype), seed), {"p": p, "training": training})

    yield Case("half is dropped", (ONE_TO_SIX, 0), {"p": 0.5, "training": True})
    yield case("half is dropped", 600, p=0.5)
    yield case("other shares and shapes", 20, 40, p=0.2)
    yield case("other shares and shapes", 40, 20, p=0.75)
    yield case("other shares and shapes", 3, 4, 8, 8, p=0.4)
    yield case("other shares and shapes", 2, 1, 5, 60, p=0.6)
    yield case("evaluation", 20, 30, p=0.5, training=False)
    yield case("evaluation", 2, 3, 4, p=0.3, training=False)
    yield case("p = 0 and p = 1", 4, 5, p=0.0)
    yield case("p = 0 and p = 1", 4, 5, p=1.0)
    yield case("p = 0 and p = 1", 4, 5, p=1.0, training=False)
    yield case("number types", 10, 60, p=0.25, dtype=np.float32)


def dropout_backward_cases(rng):
    def case(group, *shape, p, training=True, dtype=np.float64):
        x, dout = rng.standard_normal((2, *shape))
        _, (mask,) = backward_rest.dropout_forward(x, p=p, rng=rng, training=training)
        return Case(group, (dout.astype(dtype), (mask.astype(dtype),)))

    yield Case("half was dropped", (np.ones(6), (PAPER_MASK,)))  # 2 0 2 2 0 2
    yield case("half was dropped", 40, p=0.5)
    yield case("half was dropped", 5, 8, p=0.5)
    yield case("other shares and shapes", 30, p=0.2)
    yield case("other shares and shapes", 4, 10, p=0.8)
    yield case("other shares and shapes", 2, 3, 4, 4, p=0.4)
    yield case("other shares and shapes", 3, 1, 2, 7, p=0.6)
    yield case("evaluation", 4, 5, p=0.5, training=False)
    yield case("p = 0 and p = 1", 4, 5, p=0.0)
    yield case("p = 0 and p = 1", 4, 5, p=1.0)
    yield case("number types", 6, 7, p=0.25, dtype=np.float32)


def _response_cases(rng, make):
    """Yield `make(group, x, **options)` for both passes of local response normalization."""

    def case(group, *shape, scale=1.0, dtype=np.float64, **options):
        return make(group, (scale * rng.standard_normal(shape)).astype(dtype), **options)

    strong = {"alpha": 3.0, "beta": 0.5, "k": 1.5}
    yield make("plain", THREE_CHANNELS, **PAPER_RESPONSE)
    yield case("plain", 1, 4, 2, 2, size=3, **strong)
    yield case("plain", 1, 6, 1, 1, size=3, **strong)
    yield case("other sizes", 1, 7, 2, 2, size=5, **strong)
    yield case("other sizes", 1, 3, 2, 2, size=1, **strong)
    yield case("other sizes", 1, 3, 2, 2, size=7, **strong)  # wider than there are channels
    yield case("other sizes", 1, 5, 2, 2, size=2, **strong)
    yield case("other sizes", 1, 6, 1, 2, size=4, **strong)
    yield case("batch and shape", 3, 4, 2, 2, size=3, **strong)
    yield case("batch and shape", 0, 4, 2, 2, size=3, **strong)
    yield case("batch and shape", 2, 3, 2, 5, size=3, **strong)
    yield case("batch and shape", 1, 3, 4, 3, size=2, **strong)
    yield case("options", 1, 6, 2, 2, scale=40.0, size=5, alpha=5e-4, k=2.0)  # those of AlexNet
    yield case("options", 1, 6, 2, 2, scale=100.0, size=3)
    yield case("options", 1, 4, 2, 2, size=3, alpha=2.0, beta=2.0, k=0.5)
    yield make("number types", rng.integers(-4, 5, (1, 4, 2, 2)), size=3, **strong)
    yield case("number types", 2, 4, 2, 3, dtype=np.float32, size=3, **strong)


def local_response_norm_forward_cases(rng):
    yield from _response_cases(rng, lambda group, x, **options: Case(group, (x,), options))


def local_response_norm_backward_cases(rng):
    def make(group, x, **options):
        if x is THREE_CHANNELS:
            _, cache = backward_rest.local_response_norm_forward(x, **options)
            return Case(group, (np.array([4.0, 8, 0]).reshape(1, 3, 1, 1), cache))
        return backward_case(group, backward_rest.local_response_norm_forward, rng, x, **options)

    yield from _response_cases(rng, make)


def batch_norm_forward_cases(rng):
    def case(group, *shape, scale=1.0, dtype=np.float64, training=True, **options):
        C = shape[1]
        x = scale * (rng.standard_normal(shape) + 3 * rng.standard_normal((C, 1, 1)))
        gamma, beta, mean = rng.standard_normal((3, C))
        arrays = [x, gamma, beta, mean, rng.uniform(0.5, 2, C)]
        ignored = RUNNING if group in FOR_OUT_ALONE else ()
        arrays = tuple(one.astype(dtype) for one in arrays)
        return Case(group, arrays, {"training": training, **options}, ignored=ignored)

    paper = TWO_IMAGES, *(np.array([value]) for value in (2.0, 1.0, 0.0, 1.0))
    options = {"training": True, "eps": 0.0}
    yield Case("training", paper, options, ignored=RUNNING)
    yield case("training", 3, 1, 2, 2, eps=0.0)
    yield case("training", 2, 1, 3, 3, eps=0.0)
    yield Case("running statistics", paper, options)  # 0.5 and 0.9 + 0.1 * 32/7
    yield case("running statistics", 2, 3, 2, 2, eps=0.0)
    yield case("running statistics", 3, 2, 3, 3, eps=0.5)
    yield case("momentum", 2, 2, 2, 2, momentum=0.4, eps=0.0)
    yield case("momentum", 2, 1, 3, 2, momentum=1.0, eps=0.0)
    yield case("momentum", 2, 3, 1, 3, momentum=0.0, eps=0.0)
    yield case("channels and shapes", 2, 3, 2, 2, eps=0.0)
    yield case("channels and shapes", 3, 2, 3, 3, eps=0.0)
    yield case("channels and shapes", 3, 3, 3, 3, eps=0.0)
    yield case("channels and shapes", 2, 3, 2, 4, eps=0.0)
    yield case("channels and shapes", 1, 2, 5, 2, eps=0.0)
    yield case("eps", 2, 2, 3, 3, scale=0.1, eps=0.5)
    yield case("eps", 2, 2, 2, 3, scale=0.002)
    yield case("evaluation", 2, 2, 3, 3, training=False)
    yield case("evaluation", 1, 3, 1, 1, training=False, momentum=0.5)
    yield case("evaluation", 3, 3, 2, 3, training=False, eps=0.5)
    whole = rng.integers(0, 9, (2, 2, 3, 3)), *case("", 2, 2, 3, 3).args[1:]
    yield Case("number types", whole, options, ignored=RUNNING)
    yield case("number types", 2, 3, 3, 2, dtype=np.float32, eps=0.0)


def batch_norm_backward_cases(rng):
    def case(group, *shape, training=True, scale=1.0, dtype=np.float64, eps=1e-5):
        C = shape[1]
        x = scale * (rng.standard_normal(shape) + 3 * rng.standard_normal((C, 1, 1)))
        gamma, beta, mean = rng.standard_normal((3, C))
        arrays = [x, gamma, beta, mean, rng.uniform(0.5, 2, C)]
        arrays = [one.astype(dtype) for one in arrays]
        return backward_case(group, _normalized, rng, *arrays, training=training, eps=eps)

    dout = np.zeros((2, 1, 2, 2))
    dout[0, 0, 0, 0] = 8  # dx is 4.75 -1.75 -1.75 -1.75 / -1 -1 0.5 2
    paper = [np.array([value]) for value in (2.0, 1.0, 0.0, 1.0)]
    _, cache = _normalized(TWO_IMAGES, *paper, training=True, eps=0.0)
    yield Case("one channel", (dout, cache))
    yield case("one channel", 3, 1, 2, 2)
    yield case("one channel", 2, 1, 3, 3)
    yield case("one channel", 1, 1, 4, 4)
    yield case("channels and shapes", 2, 3, 2, 2)
    yield case("channels and shapes", 3, 2, 3, 3)
    yield case("channels and shapes", 3, 3, 3, 3)
    yield case("channels and shapes", 2, 3, 2, 4)
    yield case("channels and shapes", 1, 2, 5, 2)
    yield case("channels and shapes", 2, 2, 3, 3, scale=0.1, eps=0.5)
    yield case("channels and shapes", 2, 3, 2, 2, scale=0.1, eps=2.0)
    yield case("evaluation", 2, 2, 3, 3, training=False)
    yield case("evaluation", 1, 3, 1, 1, training=False)
    yield case("evaluation", 3, 2, 2, 4, training=False)
    yield case("number types", 2, 3, 3, 2, dtype=np.float32)


def _normalized(*arrays, **options):
    """Return out and cache of batch norm, without the running statistics."""
    out, _, _, cache = backward_rest.batch_norm_forward(*arrays, **options)
    return out, cache


def layer_norm_forward_cases(rng):
    def case(group, *shape, scale=1.0, dtype=np.float64, **options):
        x = scale * (rng.standard_normal(shape) + 3 * rng.standard_normal((shape[0], 1, 1, 1)))
        gamma, beta = rng.standard_normal((2, *shape[1:]))
        return Case(group, tuple(one.astype(dtype) for one in (x, gamma, beta)), options)

    image = TWO_IMAGES.reshape(1, 2, 2, 2)
    paper = image, np.ones((2, 2, 2)), np.zeros((2, 2, 2))
    yield Case("one image", paper, {"eps": 0.0})
    yield case("one image", 1, 1, 3, 3, eps=0.0)
    yield case("one image", 1, 3, 2, 2, eps=0.0)
    yield case("one image", 1, 2, 3, 3, eps=0.0)
    yield case("batch and shape", 3, 2, 2, 2, eps=0.0)
    yield case("batch and shape", 2, 3, 3, 3, eps=0.0)
    yield case("batch and shape", 3, 3, 3, 3, eps=0.0)
    yield case("batch and shape", 2, 2, 3, 4, eps=0.0)
    yield case("batch and shape", 3, 1, 5, 2, eps=0.0)
    yield case("eps", 2, 2, 3, 3, scale=0.1, eps=0.5)
    yield case("eps", 2, 2, 2, 3, scale=0.002)
    yield Case("number types", (rng.integers(0, 9, (2, 2, 3, 3)), *case("", 1, 2, 3, 3).args[1:]))
    yield case("number types", 2, 3, 3, 2, dtype=np.float32)
