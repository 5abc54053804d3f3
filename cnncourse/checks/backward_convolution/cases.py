"""The cases of the assignment on the gradients of a convolution, drawn from a seed.

The first case of a check is the paper example of the chapters.
"""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.kinds.gradients import backward_case
from cnncourse.layers.conv import loops, loops1d

# Forward: 37 47 / 67 77. Backward: dkernel is 16 21 / 31 36, dimage 1 4 4 / 2 11 14 / -3 5 12.
PAPER_IMAGE = np.arange(1.0, 10.0).reshape(3, 3)
PAPER_KERNEL = np.arange(1.0, 5.0).reshape(2, 2)
PAPER_DOUT = np.array([[1.0, 2.0], [-1.0, 3.0]])

# With stride 2 and padding 1; see exercise 1 of the chapter.
PENCIL_IMAGE = np.array([[1.0, 0, 2, 1], [0, 3, 1, 0], [2, 1, 0, 1], [1, 0, 1, 2]])
PENCIL_KERNEL = np.array([[1.0, 0, -1], [2, 1, 0], [0, -1, 3]])
PENCIL_DOUT = np.array([[1.0, -1.0], [2.0, 1.0]])

# Five places, three weights: forward 4 -2 5, backward dw is 4 10 9 and dx 1 4 6 4 -3.
PAPER_SIGNAL = np.array([2.0, 1.0, 0.0, 3.0, 1.0])
PAPER_WEIGHTS = np.array([1.0, 2.0, -1.0])


def _layer(rng, x_shape, w_shape, filters, *, bias, dtype):
    """Draw x, w and b, which is None without a bias."""
    x, w = (rng.standard_normal(shape).astype(dtype) for shape in (x_shape, w_shape))
    return x, w, rng.standard_normal(filters).astype(dtype) if bias else None


def cross_correlate2d_backward_cases(rng):
    def case(group, shape, kernel_shape, dtype=np.float64):
        image, kernel = (rng.standard_normal(one).astype(dtype) for one in (shape, kernel_shape))
        dout = rng.standard_normal(loops.cross_correlate2d(image, kernel).shape).astype(dtype)
        return Case(group, (dout, (image, kernel)))

    yield Case("plain", (PAPER_DOUT, (PAPER_IMAGE, PAPER_KERNEL)))
    yield case("plain", (3, 3), (2, 2))
    yield case("plain", (5, 5), (3, 3))
    yield case("not square", (4, 6), (2, 3))
    yield case("not square", (5, 3), (3, 2))
    yield case("not square", (3, 5), (2, 2))
    yield case("one place", (2, 3), (2, 3))
    yield case("one weight", (3, 2), (1, 1))
    yield case("float32", (4, 5), (3, 2), dtype=np.float32)
    whole = rng.integers(-4, 5, (4, 4)), rng.integers(1, 5, (2, 2))
    yield Case("whole numbers", (rng.standard_normal((3, 3)), whole))


def dilate_gradient_cases(rng):
    def case(group, shape, stride, full_size, dtype=np.float64):
        return Case(group, (rng.standard_normal(shape).astype(dtype), stride, full_size))

    yield Case("stride 2", (PAPER_DOUT[None, None], (2, 2), (3, 3)))
    yield case("stride 2", (1, 1, 2, 2), (2, 2), (3, 3))
    yield case("stride 2", (1, 1, 3, 3), (2, 2), (5, 5))
    yield case("rows that no window saw", (1, 1, 2, 2), (2, 2), (4, 4))
    yield case("rows that no window saw", (1, 1, 2, 3), (3, 3), (6, 9))
    yield case("rows that no window saw", (1, 1, 1, 2), (4, 4), (2, 7))
    yield case("two strides", (1, 1, 3, 2), (2, 3), (5, 4))
    yield case("two strides", (1, 1, 2, 3), (3, 1), (5, 3))
    yield case("two strides", (1, 1, 3, 2), (1, 2), (3, 4))
    yield case("two strides", (1, 1, 3, 2), (1, 1), (3, 2))
    yield case("channels and images", (2, 3, 2, 2), (2, 2), (4, 3))
    yield case("channels and images", (3, 2, 1, 4), (5, 2), (3, 8))
    yield case("float32", (2, 1, 2, 2), (3, 3), (5, 4), dtype=np.float32)


def rotate_and_pad_cases(rng):
    def case(group, shape, kernel_shape, dtype=np.float64):
        return Case(
            group, tuple(rng.standard_normal(s).astype(dtype) for s in (shape, kernel_shape))
        )

    yield Case("plain", (PAPER_DOUT, PAPER_KERNEL))
    yield case("plain", (2, 2), (2, 2))
    yield case("plain", (3, 3), (3, 3))
    yield case("not square", (2, 4), (3, 2))
    yield case("not square", (3, 2), (2, 4))
    yield case("not square", (2, 2), (1, 3))
    yield case("one weight", (2, 3), (1, 1))
    yield case("float32", (3, 2), (2, 3), dtype=np.float32)


def conv1d_backward_cases(rng):
    def case(group, x_shape, w_shape, *, bias=True, dtype=np.float64, **options):
        arrays = _layer(rng, x_shape, w_shape, w_shape[0], bias=bias, dtype=dtype)
        return backward_case(group, loops1d.conv1d_forward, rng, *arrays, **options)

    paper = (PAPER_SIGNAL[None, None], PAPER_WEIGHTS[None, None], None, 1, 0, 1)
    yield Case("plain", (np.array([[[1.0, 2.0, 3.0]]]), paper))
    yield case("plain", (1, 1, 6), (1, 1, 2), bias=False)
    yield case("plain", (1, 1, 5), (1, 1, 4), bias=False)
    yield case("plain", (1, 1, 5), (1, 1, 2))
    yield case("plain", (1, 1, 7), (1, 1, 3))
    yield case("channels and filters", (1, 3, 5), (2, 3, 2))
    yield case("channels and filters", (1, 2, 4), (4, 2, 3))
    yield case("channels and filters", (1, 3, 4), (3, 3, 3))
    yield case("batch", (3, 2, 4), (2, 2, 2))
    yield case("batch", (2, 1, 6), (3, 1, 3), bias=False)
    yield case("batch", (0, 2, 5), (3, 2, 2))
    yield case("stride", (1, 2, 7), (2, 2, 3), stride=2)
    yield case("stride", (1, 1, 8), (2, 1, 2), stride=4)
    yield case("stride", (2, 1, 9), (1, 1, 3), stride=4)  # the last two places are never read
    yield case("padding", (1, 2, 4), (2, 2, 3), padding=1)
    yield case("padding", (2, 1, 2), (1, 1, 4), padding=3)
    yield case("dilation", (1, 2, 7), (2, 2, 3), dilation=2)
    yield case("dilation", (1, 1, 5), (1, 1, 2), dilation=3)
    yield case("all together", (2, 3, 9), (4, 3, 3), stride=2, padding=2, dilation=3)
    yield case("all together", (2, 2, 6), (2, 2, 2), stride=3, padding=1, dilation=2, bias=False)
    yield case("float32", (2, 2, 5), (2, 2, 3), dtype=np.float32, padding=1)


def conv2d_backward_cases(rng):
    def case(group, x_shape, w_shape, *, bias=True, dtype=np.float64, **options):
        arrays = _layer(rng, x_shape, w_shape, w_shape[0], bias=bias, dtype=dtype)
        return backward_case(group, loops.conv2d_forward, rng, *arrays, **options)

    def paper(group, image, kernel, dout, b, *options):
        return Case(group, (dout[None, None], (image[None, None], kernel[None, None], b, *options)))

    yield paper("plain", PAPER_IMAGE, PAPER_KERNEL, PAPER_DOUT, np.zeros(1), 1, 0, 1, 1)
    yield case("plain", (1, 1, 4, 4), (1, 1, 3, 3))
    yield case("plain", (1, 1, 3, 3), (1, 1, 2, 2))
    yield case("not square", (1, 1, 3, 6), (1, 1, 2, 2))
    yield case("not square", (1, 1, 5, 4), (1, 1, 2, 3))
    yield case("not square", (1, 1, 3, 4), (1, 1, 2, 2), bias=False)
    yield case("channels", (1, 3, 4, 3), (1, 3, 2, 2))
    yield case("channels", (1, 2, 3, 4), (1, 2, 3, 2))
    yield case("channels", (1, 2, 4, 3), (3, 2, 2, 2))
    yield case("channels", (1, 2, 3, 3), (2, 2, 2, 2))
    yield case("batch", (3, 2, 3, 4), (2, 2, 2, 2))
    yield case("batch", (2, 3, 3, 3), (3, 3, 2, 2), bias=False)
    yield case("batch", (0, 2, 3, 3), (3, 2, 2, 2))
    yield case("stride", (1, 2, 6, 5), (2, 2, 3, 2), stride=2)
    yield case("stride", (1, 1, 7, 6), (2, 1, 2, 3), stride=(3, 1))
    yield case("stride", (2, 1, 6, 7), (1, 1, 2, 2), stride=(1, 3))
    yield case("padding", (1, 2, 3, 4), (2, 2, 3, 3), padding=1)
    yield case("padding", (2, 1, 4, 3), (1, 1, 2, 2), padding=(0, 2))
    yield case("padding", (1, 1, 2, 3), (1, 1, 4, 3), padding=(2, 0))
    pencil = PENCIL_IMAGE, PENCIL_KERNEL, PENCIL_DOUT
    yield paper("padding", *pencil, np.zeros(1), 2, 1, 1, 1)
    yield case("padding", (2, 2, 4, 5), (3, 2, 3, 2), stride=(3, 2), padding=(1, 2))
    yield case("dilation", (1, 2, 6, 5), (2, 2, 2, 2), dilation=2)
    yield case("dilation", (1, 1, 5, 4), (2, 1, 3, 2), dilation=(2, 3))
    yield case("groups", (1, 4, 3, 4), (4, 2, 2, 2), groups=2)
    yield case("groups", (2, 6, 3, 3), (3, 2, 2, 2), groups=3)
    yield case("groups", (1, 3, 4, 3), (6, 1, 2, 2), groups=3)
    together = {"stride": (2, 3), "padding": (1, 2), "dilation": (3, 2), "groups": 2}
    yield case("all together", (2, 4, 8, 5), (4, 2, 3, 2), **together)
    yield case("all together", (2, 2, 5, 6), (4, 1, 2, 3), bias=False, **together)
    yield case("float32", (2, 2, 4, 5), (2, 2, 3, 3), dtype=np.float32, padding=1)


def conv_transpose2d_forward_cases(rng):
    def case(group, x_shape, w_shape, *, bias=True, dtype=np.float64, **options):
        arrays = _layer(rng, x_shape, w_shape, w_shape[1], bias=bias, dtype=dtype)
        return Case(group, arrays, options)

    paper = PAPER_DOUT[None, None], PAPER_KERNEL[None, None], None
    yield Case("plain", paper)  # 1 4 4 / 2 11 14 / -3 5 12
    yield case("plain", (1, 1, 3, 3), (1, 1, 2, 2), bias=False)
    yield case("plain", (1, 1, 2, 2), (1, 1, 3, 3), bias=False)
    yield case("plain", (1, 1, 2, 3), (1, 1, 3, 2), bias=False)
    yield case("plain", (1, 1, 3, 1), (1, 1, 2, 4), bias=False)
    yield case("channels", (1, 1, 2, 2), (1, 1, 2, 2))
    yield case("channels", (1, 1, 2, 3), (1, 3, 2, 2))
    yield case("channels", (1, 2, 2, 3), (2, 3, 2, 2), bias=False)
    yield case("channels", (1, 3, 3, 2), (3, 1, 2, 2))
    yield case("channels", (1, 2, 2, 2), (2, 2, 2, 2))
    yield case("batch", (3, 2, 2, 3), (2, 2, 2, 2))
    yield case("batch", (0, 2, 2, 3), (2, 3, 2, 2))
    yield Case("stride", paper, {"stride": 2})
    yield case("stride", (1, 1, 2, 3), (1, 1, 3, 2), stride=(3, 1))
    yield case("stride", (1, 2, 3, 2), (2, 1, 1, 2), stride=(2, 3))  # gaps between the kernels
    yield case("padding", (1, 1, 3, 3), (1, 1, 3, 3), padding=1)
    yield case("padding", (1, 2, 2, 3), (2, 1, 4, 3), padding=(2, 0))
    yield case("padding", (1, 1, 3, 2), (1, 1, 2, 4), padding=(0, 1))
    yield case("output padding", (1, 1, 2, 2), (1, 1, 3, 3), stride=2, output_padding=1)
    yield case("output padding", (1, 2, 2, 3), (2, 2, 2, 2), stride=3, output_padding=(2, 1))
    yield case("output padding", (1, 1, 3, 2), (1, 1, 3, 2), stride=(2, 3), output_padding=(0, 2))
    together = {"stride": 2, "padding": 1, "output_padding": 1}
    yield case("all together", (2, 2, 3, 4), (2, 3, 3, 3), **together)
    pairs = {"stride": (3, 2), "padding": (2, 1), "output_padding": (1, 0)}
    yield case("all together", (2, 3, 3, 3), (3, 2, 4, 5), bias=False, **pairs)
    yield case("float32", (2, 2, 2, 3), (2, 2, 3, 2), dtype=np.float32, stride=2)
    x, w = rng.integers(-4, 5, (1, 2, 2, 3)), rng.standard_normal((2, 2, 2, 2))
    yield Case("whole numbers", (x, w, rng.standard_normal(2)))


def adjoint_error_cases(rng):
    def arrays(x_shape, out_shape):
        x, dx = rng.standard_normal((2, *x_shape))
        out, dout = rng.standard_normal((2, *out_shape))
        return x, out, dout, dx

    def convolution(group, x_shape, w_shape, **options):
        """A pair that is right."""
        x, w = rng.standard_normal(x_shape), rng.standard_normal(w_shape)
        out, cache = loops.conv2d_forward(x, w, None, **options)
        dout = rng.standard_normal(out.shape)
        return Case(group, (x, out, dout, loops.conv2d_backward(dout, cache)[0]))

    dx = np.array([[1.0, 4, 4], [2, 11, 14], [-3, 5, 12]])
    paper = PAPER_IMAGE, np.array([[37.0, 47], [67, 77]]), PAPER_DOUT
    wrong = np.array([[4.0, 11, 6], [-2, 14, 11], [-2, 5, 3]])  # the kernel is not rotated
    yield Case("right and wrong pairs", (*paper, dx))  # 0
    yield Case("right and wrong pairs", (*paper, wrong))  # 70/295
    yield convolution("right and wrong pairs", (1, 1, 4, 5), (1, 1, 2, 3))
    yield Case("right and wrong pairs", arrays((2, 1, 4, 4), (2, 1, 3, 3)))
    yield convolution("any shapes", (2, 3, 4, 5), (2, 3, 2, 3), stride=2, padding=1)
    yield Case("any shapes", arrays((2, 3, 4, 5), (2, 2, 3, 3)))
    yield Case("any shapes", arrays((6,), (4,)))
    yield Case("any shapes", arrays((2, 7), (2, 3)))
    for factor in (0.5, -3.0, 1e-7, 1e7):
        yield Case("any sizes", tuple(factor * one for one in arrays((3, 3), (2, 2))))
    x, out, dout, dx = arrays((3, 3), (2, 2))
    yield Case("any signs", (x, abs(out), abs(dout), -np.sign(x) * abs(dx)))
    yield Case("any signs", (x, -abs(out), abs(dout), np.sign(x) * abs(dx)))
    yield Case("any signs", (x, -abs(out), abs(dout), -np.sign(x) * abs(dx)))
    yield Case("zero", (x, out, 0 * dout, 0 * dx))
    yield Case("zero", (x, 0 * out, dout, dx))
    yield Case("zero", (x, out, dout, 0 * dx))
