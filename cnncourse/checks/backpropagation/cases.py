"""The cases of the assignment on backpropagation: calls by group, drawn from a seed."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.gradients import backward_case
from cnncourse.exercises import backpropagation as reference


def paper_network():
    """Give the chapter's network with its example: x, targets, w1, b1, w2, b2.

    Forward it computes z = 3 -1 2, h = 3 0 2, out = 5 and the loss 9. Backward dout is 6,
    dz is 12 0 -6 and dx is 30 -6.
    """
    x, targets = np.array([[1.0, 2.0]]), np.array([[2.0]])
    w1, b1 = np.array([[2.0, 1.0], [1.0, -1.0], [-1.0, 3.0]]), np.array([-1.0, 0.0, -3.0])
    w2, b2 = np.array([[2.0, 3.0, -1.0]]), np.array([1.0])
    return x, targets, w1, b1, w2, b2


def fan_out_cases(rng):
    def case(group, *shape, dtype=np.float64):
        dout, x, w = rng.standard_normal((3, *shape)).astype(dtype)
        return Case(group, (dout, (x, w)))

    one, two, three = (np.array([number]) for number in (1.0, 2.0, 3.0))
    yield Case("plain", (one, (three, two)))  # dx is 8, dw is 3
    yield case("plain", 4)
    yield case("plain", 4)
    yield case("several axes", 2, 3)
    yield case("several axes", 2, 3, 1, 2)
    yield case("float32", 5, dtype=np.float32)
    yield Case("whole numbers", (rng.standard_normal(4), tuple(rng.integers(-4, 5, (2, 4)))))


def _linear(rng, N, D_in, D_out, *, bias=True, dtype=np.float64):
    x, w, b = (rng.standard_normal(shape) for shape in ((N, D_in), (D_out, D_in), D_out))
    return x.astype(dtype), w.astype(dtype), b.astype(dtype) if bias else None


def linear_forward_cases(rng):
    x, _, w1, b1, _, _ = paper_network()
    yield Case("plain", (x, w1, b1))  # 3 -1 2
    yield Case("plain", _linear(rng, 1, 2, 3))
    yield Case("plain", _linear(rng, 1, 4, 2))
    yield Case("square", _linear(rng, 3, 3, 3))
    yield Case("square", _linear(rng, 2, 2, 2))
    yield Case("batch", _linear(rng, 5, 3, 2))
    yield Case("batch", _linear(rng, 2, 4, 4))
    yield Case("no bias", _linear(rng, 3, 2, 4, bias=False))
    yield Case("whole numbers", (rng.integers(-4, 5, (2, 3)), *_linear(rng, 1, 3, 2)[1:]))
    yield Case("float32", _linear(rng, 3, 4, 2, dtype=np.float32))
    yield Case("empty batch", _linear(rng, 0, 3, 2))


def linear_backward_cases(rng):
    def case(group, *sizes, **options):
        return backward_case(group, reference.linear_forward, rng, *_linear(rng, *sizes, **options))

    x, _, w1, b1, _, _ = paper_network()
    yield Case("plain", (np.array([[12.0, 0.0, -6.0]]), (x, w1, b1)))  # dx is 30 -6
    yield case("plain", 1, 2, 3)
    yield case("plain", 1, 4, 2)
    yield case("square", 3, 3, 3)
    yield case("square", 2, 2, 2)
    yield case("batch", 5, 3, 2)
    yield case("batch", 2, 3, 4)
    yield case("no bias", 3, 2, 4, bias=False)
    whole = rng.integers(-4, 5, (3, 2)), rng.integers(-4, 5, (4, 2)), np.arange(4)
    yield Case("whole numbers", (rng.standard_normal((3, 4)), whole))
    yield case("float32", 3, 4, 2, dtype=np.float32)
    yield case("empty batch", 0, 3, 2)


def relu_backward_cases(rng):
    def case(group, *shape, dtype=np.float64):
        dout, x = rng.standard_normal((2, *shape)).astype(dtype)
        return Case(group, (dout, (x,)))

    yield Case("plain", (np.array([[12.0, 18.0, -6.0]]), (np.array([[3.0, -1.0, 2.0]]),)))
    yield case("plain", 3, 4)
    yield case("plain", 4, 3)
    zeros = np.array([[0.0, 1.5, -2.0], [0.0, 0.0, 3.0]])
    yield Case("zero", (rng.standard_normal((2, 3)), (zeros,)))
    yield case("several axes", 7)
    yield case("several axes", 2, 3, 2, 2)
    yield case("float32", 3, 4, dtype=np.float32)
    yield Case("whole numbers", (rng.standard_normal(9), (np.arange(-4, 5),)))


def two_layer_cases(rng):
    def case(group, N, D_in, D_hidden, D_out, dtype=np.float64):
        x, w1, b1 = _linear(rng, N, D_in, D_hidden, dtype=dtype)
        targets, w2, b2 = _linear(rng, N, D_hidden, D_out, dtype=dtype)
        targets = rng.standard_normal((N, D_out)).astype(dtype)
        return Case(group, (x, targets, w1, b1, w2, b2))

    yield Case("plain", paper_network())  # the loss is 9
    yield case("plain", 1, 2, 3, 1)
    yield case("plain", 1, 2, 4, 1)
    yield case("batch", 4, 2, 3, 1)
    yield case("batch", 3, 3, 3, 1)
    yield case("several outputs", 1, 2, 4, 3)
    yield case("several outputs", 3, 3, 3, 3)
    yield case("several outputs", 5, 4, 3, 2)
    x, targets, w1, b1, w2, b2 = case("zero", 3, 2, 4, 2).args
    x[0], b1[:] = 0, 0  # z is 0 for the first example
    yield Case("zero", (x, targets, w1, b1, w2, b2))
    whole = [rng.integers(-3, 4, array.shape) for array in case("", 3, 2, 4, 2).args]
    yield Case("whole numbers", tuple(whole))
    yield case("float32", 3, 2, 4, 2, dtype=np.float32)


def sigmoid_forward_cases(rng):
    yield Case("plain", (np.array([0.0, np.log(3.0), -np.log(3.0)]),))  # 1/2, 3/4 and 1/4
    yield Case("plain", (rng.standard_normal(5),))
    yield Case("plain", (2 * rng.standard_normal(4),))
    yield Case("several axes", (rng.standard_normal((2, 3)),))
    yield Case("several axes", (rng.standard_normal((2, 1, 3, 2)),))
    yield Case("large numbers", (np.array([1000.0, 30.0]),))
    yield Case("large numbers", (np.array([-1000.0, -30.0]),))
    yield Case("large numbers", (1000 * rng.standard_normal((2, 3)),))
    yield Case("float32", (rng.standard_normal(6).astype(np.float32),))
    yield Case("float32", (np.array([100, -100, 1], np.float32),))
    yield Case("whole numbers", (np.arange(-3, 4),))


def _of_output(group, forward, rng, *shape, dtype=np.float64):
    """Make a case for a backward pass whose cache is the output alone."""
    out = forward(rng.standard_normal(shape)).astype(dtype)
    return Case(group, (rng.standard_normal(shape).astype(dtype), (out,)))


def sigmoid_backward_cases(rng):
    def case(group, *shape, **options):
        return _of_output(group, lambda x: 1 / (1 + np.exp(-x)), rng, *shape, **options)

    # The slopes are 1/4, 3/16 and 3/16.
    yield Case("plain", (np.array([1.0, 16.0, -16.0]), (np.array([0.5, 0.75, 0.25]),)))
    yield case("plain", 4)
    yield case("plain", 6)
    yield case("several axes", 3, 2)
    yield case("several axes", 2, 3, 1, 2)
    yield case("float32", 2, 3, dtype=np.float32)


def tanh_backward_cases(rng):
    def case(group, *shape, **options):
        return _of_output(group, np.tanh, rng, *shape, **options)

    # The slopes are 1, 3/4 and 3/4.
    yield Case("plain", (np.array([1.0, 4.0, -4.0]), (np.array([0.0, 0.5, -0.5]),)))
    yield case("plain", 4)
    yield case("plain", 6)
    yield case("several axes", 3, 2)
    yield case("several axes", 2, 3, 1, 2)
    yield case("float32", 2, 3, dtype=np.float32)


def prelu_backward_cases(rng):
    def case(group, N, C, H, W, dtype=np.float64):
        dout, x = rng.standard_normal((2, N, C, H, W)).astype(dtype)
        return Case(group, (dout, (x, rng.uniform(0.1, 0.5, C).astype(dtype))))

    # One image, one channel, slope 1/2: dx is 1 1 / 3 2, and dslope is 2 * (-1) + 4 * (-3).
    paper_x = np.array([[[[2.0, -1.0], [1.0, -3.0]]]])
    paper_dout = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    yield Case("plain", (paper_dout, (paper_x, np.array([0.5]))))
    yield case("plain", 1, 1, 2, 3)
    yield case("plain", 1, 1, 3, 3)
    yield case("channels", 1, 3, 2, 2)
    yield case("channels", 1, 2, 3, 2)
    yield case("channels", 1, 3, 3, 3)
    yield case("batch", 4, 1, 2, 2)
    yield case("batch", 3, 3, 3, 3)
    yield case("batch", 2, 3, 4, 1)
    dout, (x, slope) = case("zero", 2, 2, 2, 2).args
    x[:, :, 0] = 0
    yield Case("zero", (dout, (x, slope)))
    dout, (x, slope) = case("whole numbers", 2, 3, 2, 2).args
    yield Case("whole numbers", (dout, (rng.integers(-4, 5, x.shape), slope)))
    yield case("float32", 2, 3, 2, 2, dtype=np.float32)


def softmax_cases(rng):
    yield Case("plain", (np.array([[9.0, 5.0, 0.0]]),))  # 0.9819 0.0180 0.0001
    yield Case("plain", (rng.standard_normal((1, 4)),))
    yield Case("plain", (2 * rng.standard_normal((1, 3)),))
    yield Case("rows", (rng.standard_normal((3, 3)),))
    yield Case("rows", (2 * rng.standard_normal((4, 2)),))
    yield Case("rows", (2 * rng.standard_normal((2, 5)),))
    yield Case("large numbers", (np.array([[1000.0, 1000.0]]),))
    yield Case("large numbers", (np.array([[1000.0, 999.0], [-1000.0, -998.0]]),))
    yield Case("large numbers", (np.array([[3000.0, 1.0, 0.0], [-3000.0, 0.0, 1.0]]),))
    yield Case("large numbers", (1000 + rng.standard_normal((3, 3)),))
    yield Case("float32", (rng.standard_normal((2, 4)).astype(np.float32),))
    yield Case("float32", (np.array([[100, 99, 0]], np.float32),))
    yield Case("whole numbers", (rng.integers(-3, 4, (2, 3)),))


def softmax_cross_entropy_cases(rng):
    def case(group, N, C, *, size=2.0, dtype=np.float64):
        logits = size * rng.standard_normal((N, C))
        return Case(group, (logits.astype(dtype), rng.integers(0, C, N)))

    yield Case("plain", (np.array([[9.0, 5.0, 0.0]]), np.array([0])))  # the loss is 0.0183
    yield Case("plain", (np.array([[9.0, 5.0, 0.0]]), np.array([1])))  # the loss is 4.0183
    yield case("plain", 1, 4)
    yield case("plain", 1, 2)
    yield case("batch", 3, 3)
    yield case("batch", 5, 2)
    yield case("batch", 2, 6)
    yield Case("batch", (rng.standard_normal((4, 3)), np.array([2, 2, 2, 2])))
    yield Case("large numbers", (np.array([[1000.0, 0.0]]), np.array([1])))
    yield Case("large numbers", (np.array([[1000.0, 1000.0], [-1000.0, -998.0]]), np.array([1, 0])))
    yield Case("large numbers", (np.array([[3000.0, 1.0, 0.0]]), np.array([0])))
    yield case("large numbers", 3, 4, size=1000.0)
    whole = rng.integers(-3, 4, (4, 3)), rng.integers(0, 3, 4)
    yield Case("whole numbers", whole)
    yield case("float32", 3, 4, dtype=np.float32)


def binary_cross_entropy_cases(rng):
    def case(group, *shape, size=2.0, dtype=np.float64):
        logits = size * rng.standard_normal(shape)
        targets = rng.integers(0, 2, shape).astype(dtype)
        return Case(group, (logits.astype(dtype), targets))

    yield Case("plain", (np.zeros(1), np.ones(1)))  # the loss is log 2, the gradient -1/2
    yield Case("plain", (np.array([np.log(3.0)]), np.zeros(1)))  # log 4 and 3/4
    yield case("plain", 1)
    yield case("plain", 1)
    yield case("several answers", 5)
    yield case("several answers", 4, 1)
    yield case("several answers", 2, 3)
    yield Case("soft targets", (rng.standard_normal(4), rng.random(4)))
    yield Case("soft targets", (2 * rng.standard_normal((3, 2)), rng.random((3, 2))))
    yield Case("large numbers", (np.array([1000.0, -1000.0]), np.array([0.0, 1.0])))
    yield Case("large numbers", (np.array([1000.0, -1000.0]), np.array([1.0, 0.0])))
    yield case("large numbers", 2, 4, size=300.0)
    whole = rng.integers(-3, 4, (2, 3)), rng.integers(0, 2, (2, 3))
    yield Case("whole numbers", whole)
    yield case("float32", 6, dtype=np.float32)
