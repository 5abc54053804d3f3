"""The checks of assignment 01_convolution."""

from __future__ import annotations

import contextlib

import numpy as np

from cnncourse.checks.compare import kind
from cnncourse.checks.core import Case, Check
from cnncourse.exercises import convolution as exercises
from cnncourse.layers import loops

ASSIGNMENT = "01_convolution"

# The chapter's example on paper: the answer is 19 25 / 37 43.
PAPER_IMAGE = np.arange(9).reshape(3, 3)
PAPER_KERNEL = np.arange(4).reshape(2, 2)


def suspect(sentence, function, *args, **kwargs):
    """Yield what a mistake returns, and nothing where it ends in an error.

    Parameters
    ----------
    sentence : str
        The hint for those who made it.
    function : callable
        Called with the other arguments.

    Yields
    ------
    (str, object)
    """
    with contextlib.suppress(ValueError):
        yield sentence, function(*args, **kwargs)


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
    yield Case("padding", (2, 3), {"padding": 1})
    yield Case("dilation", (size(), 3), {"dilation": 2})
    yield Case("dilation", (size() + 5, 4), {"dilation": int(rng.integers(2, 5))})
    for _ in range(3):
        options = {name: int(rng.integers(1, 4)) for name in ("stride", "padding", "dilation")}
        yield Case("all together", (size(), kernel()), options)
    yield Case("errors", (2, 3), {"stride": 2})
    yield Case("errors", (4, 3), {"dilation": 2})
    yield Case("errors", (2, 6), {"padding": 1, "stride": 3})


def output_size_suspects(case):
    size, kernel_size = case.args
    stride = case.kwargs.get("stride", 1)
    padding = case.kwargs.get("padding", 0)
    dilation = case.kwargs.get("dilation", 1)
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    yield "Where the stride does not divide, round down (`//`), not up.", -(-room // stride) + 1
    without = {name: value for name, value in case.kwargs.items() if name != "padding"}
    yield from suspect("The padding is not counted.", loops.output_size, *case.args, **without)
    yield from suspect(
        "Padding is added on both sides, so it counts twice.",
        loops.output_size,
        size + padding,
        kernel_size,
        **without,
    )
    for name in ("stride", "dilation"):
        without = {key: value for key, value in case.kwargs.items() if key != name}
        yield from suspect(f"The {name} is not used.", loops.output_size, *case.args, **without)
    yield (
        "A kernel of K elements with dilation D spans D (K - 1) + 1 positions, not D K.",
        (size + 2 * padding - dilation * kernel_size) // stride + 1,
    )
    yield "The last + 1 is missing: the window's first position counts, too.", room // stride


def pad2d_cases(rng):
    def image(*shape):
        return rng.standard_normal(shape)

    yield Case("plain", (PAPER_IMAGE, 1))
    yield Case("plain", (image(4, 4), 2))
    yield Case("non-square", (image(3, 5), 1))
    yield Case("non-square", (image(6, 2), 2))
    yield Case("rows and columns", (image(3, 4), (2, 1)))
    yield Case("rows and columns", (image(4, 3), (0, 3)))
    yield Case("more axes", (image(2, 3, 3, 4), 1))
    yield Case("more axes", (image(3, 4, 2), (1, 2)))
    yield Case("no padding", (image(3, 4), 0))
    yield Case("dtype", (image(3, 4).astype(np.float32), 1))
    yield Case("dtype", (rng.integers(1, 9, (2, 3)), 1))


def pad2d_suspects(case):
    x, padding = case.args
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    no_frame = [(0, 0)] * (x.ndim - 2)
    yield (
        "`padding` puts rows above and below and columns left and right: both sides.",
        np.pad(x, [*no_frame, (ph, 0), (pw, 0)]),
    )
    yield (
        "`padding` puts rows above and below and columns left and right: both sides.",
        np.pad(x, [*no_frame, (0, ph), (0, pw)]),
    )
    yield (
        "The first number of the pair is rows, the second is columns.",
        np.pad(x, [*no_frame, (pw, pw), (ph, ph)]),
    )
    yield "Only the last two axes get a frame.", np.pad(x, [(ph, ph)] * (x.ndim - 1) + [(pw, pw)])
    yield "The frame is of zeros.", np.pad(x, [*no_frame, (ph, ph), (pw, pw)], mode="edge")


def cross_correlate2d_cases(rng):
    def numbers(*shape):
        return rng.standard_normal(shape)

    yield Case("plain", (PAPER_IMAGE, PAPER_KERNEL))
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
    pair = numbers(5, 6).astype(np.float32), numbers(2, 3).astype(np.float32)
    yield Case("float32", pair)
    yield Case("errors", (numbers(3, 3), numbers(4, 2)))
    yield Case("errors", (numbers(3, 3), numbers(2, 4)))


def cross_correlate2d_suspects(case):
    image, kernel = case.args
    slide = loops.cross_correlate2d
    yield from suspect(
        "The kernel is flipped. That is convolution; here it is used as it is.",
        slide,
        image,
        kernel[::-1, ::-1],
    )
    yield from suspect("The kernel is transposed.", slide, image, kernel.T)
    yield from suspect(
        "The result is transposed: out[i, j] has i for the row.",
        lambda: slide(image, kernel).T,
    )
    yield from suspect(
        "A weighted sum, not an average: do not divide.",
        lambda: slide(image, kernel) / kernel.size,
    )
    yield from suspect(
        "The last row and column of outputs are missing: out has H - KH + 1 rows.",
        lambda: slide(image, kernel)[:-1, :-1],
    )


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

    paper = PAPER_IMAGE[None, None].astype(float), PAPER_KERNEL[None, None].astype(float)
    yield Case("plain", (*paper, np.zeros(1)))
    yield case("plain", (1, 1, 4, 4), (1, 1, 3, 3), bias="zero")
    yield case("plain", (1, 1, 4, 4), (1, 1, 3, 3), bias="zero")
    yield case("non-square", (1, 1, 3, 6), (1, 1, 2, 2), bias="zero")
    yield case("non-square", (1, 1, 5, 5), (1, 1, 3, 2), bias="zero")
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
    yield case("padding", (1, 2, 3, 4), (2, 2, 3, 3), padding=1)
    yield case("padding", (1, 1, 4, 3), (1, 1, 3, 2), padding=(2, 1))
    yield case("padding", (1, 1, 4, 4), (1, 1, 2, 2), padding=(0, 1))
    yield case("dilation", (1, 2, 6, 5), (2, 2, 2, 2), dilation=2)
    yield case("dilation", (1, 1, 7, 6), (1, 1, 3, 2), dilation=(2, 3))
    yield case("groups", (1, 4, 3, 4), (4, 2, 2, 2), groups=2)
    yield case("groups", (2, 6, 3, 3), (3, 2, 2, 2), groups=3)
    yield case("groups", (1, 3, 4, 3), (6, 1, 2, 2), groups=3)
    yield case("float32", (1, 2, 4, 5), (2, 2, 3, 3), dtype=np.float32, padding=1)
    together = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2), "groups": 2}
    yield case("all together", (2, 4, 6, 5), (4, 2, 3, 2), **together)
    yield case("errors", (1, 3, 4, 4), (2, 2, 2, 2))
    yield case("errors", (1, 1, 3, 3), (1, 1, 4, 2))


def conv2d_forward_suspects(case):
    x, w, b = case.args
    options = dict(case.kwargs)

    def mistake(sentence, *, x=x, w=w, b=b, **changed):
        return suspect(sentence, loops.conv2d_forward, x, w, b, **{**options, **changed})

    yield from mistake(
        "The kernel is flipped. That is convolution; a layer cross-correlates: use w as it is.",
        w=w[:, :, ::-1, ::-1],
    )
    yield from mistake("The kernel's rows and columns are swapped.", w=w.swapaxes(2, 3))
    for name, neutral in (("stride", 1), ("padding", 0), ("dilation", 1)):
        given = options.get(name, neutral)
        yield from mistake(f"The {name} is not used.", **{name: neutral})
        if isinstance(given, tuple):
            swapped = f"Pairs go height first: the two numbers of {name} are swapped."
            yield from mistake(swapped, **{name: given[::-1]})
            one = f"The {name} is a pair here, and one of its numbers is used for both axes."
            yield from mistake(one, **{name: given[0]})
            yield from mistake(one, **{name: given[1]})
        else:
            axis = f"The {name} is used for one axis only."
            yield from mistake(axis, **{name: (given, neutral)})
            yield from mistake(axis, **{name: (neutral, given)})
    if b is not None:
        yield from mistake("The bias is not added.", b=None)
        yield from mistake("The bias is added more than once.", b=x.shape[1] * b)
        first = "Every filter has a bias of its own: b[f] goes to output channel f."
        yield from mistake(first, b=np.full_like(b, b[0]))
    only_first = np.zeros_like(w)
    only_first[:, 0] = w[:, 0]
    yield from mistake("Only the first channel is summed: sum over all of them.", w=only_first)
    yield from mistake(
        "Every filter gives the same map: use w[f] for output channel f.",
        w=np.broadcast_to(w[:1], w.shape),
    )
    yield from mistake(
        "Every image of the batch gives the same result: use x[n].",
        x=np.broadcast_to(x[:1], x.shape),
    )
    if (groups := options.get("groups", 1)) > 1:
        block = x.shape[1] // groups
        yield from mistake(
            "Every filter reads the first block of channels: filter f belongs to block "
            "f // (C_out // groups).",
            x=np.tile(x[:, :block], (1, groups, 1, 1)),
        )


STEP = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)  # its edge is vertical
ANSWER = np.repeat([[0, 30, 30, 0]], 4, axis=0)


def vertical_edge_problem(value):
    """Say what is wrong with a kernel that should answer to vertical edges only.

    Any kernel with the property passes: the Prewitt kernel, or 0.75 times Sobel's.

    Parameters
    ----------
    value : object
        What the student's function returned.

    Returns
    -------
    str or None
    """
    return _edge_problem(value, "vertical", lambda image: image)


def horizontal_edge_problem(value):
    """Say what is wrong with a kernel that should answer to horizontal edges only.

    Parameters
    ----------
    value : object
        What the student's function returned.

    Returns
    -------
    str or None
    """
    return _edge_problem(value, "horizontal", np.transpose)


def _edge_problem(value, direction, turned):
    if type(value) is not np.ndarray:
        return f"it returned {kind(value)} where an array of shape (3, 3) is expected"
    if value.shape != (3, 3) or value.dtype.kind not in "fiu":
        return f"it returned {kind(value)}, dtype {value.dtype}, not a kernel of shape (3, 3)"
    kernel = value.astype(np.float64)
    if not np.isfinite(kernel).all():
        return "the kernel holds a number that is not finite"
    got = loops.cross_correlate2d(turned(STEP), kernel)
    across = loops.cross_correlate2d(turned(STEP.T), kernel)
    if np.allclose(got, turned(ANSWER), rtol=0, atol=1e-9):
        if np.allclose(across, 0, rtol=0, atol=1e-9):
            return None
        return f"on the {direction} step it is right, but it answers to edges across that, too"
    if np.allclose(across, turned(ANSWER).T, rtol=0, atol=1e-9) and np.allclose(got, 0):
        return f"this kernel answers to the other direction: turn it to find {direction} edges"
    if np.allclose(got, -turned(ANSWER)):
        return (
            "the sign is reversed: from 10 to 0 the answer is +30, so the bright side is positive"
        )
    line = turned(got)[0]
    told = " ".join(f"{number:g}" for number in line)
    return f"on the {direction} step image the answer is {told}, expected 0 30 30 0"


def declared(rng):
    """Yield the one case of a function without arguments."""
    yield Case("answer")


def parameter_count_cases(rng):
    def channels():
        return int(rng.integers(2, 40))

    def size():
        return int(rng.integers(1, 8))

    yield Case("plain", (3, 100, 3))
    yield Case("plain", (channels(), channels(), size()))
    yield Case("plain", (channels(), channels(), 1))
    yield Case("non-square", (channels(), channels(), (3, 5)))
    yield Case("non-square", (channels(), channels(), (size(), 8)))
    yield Case("no bias", (channels(), channels(), size()), {"bias": False})
    yield Case("groups", (8, 12, 3), {"groups": 4})
    yield Case("groups", (2 * channels(), 2 * channels(), size()), {"groups": 2})
    yield Case("groups", (6, 6, 3), {"groups": 6})
    yield Case("all together", (6, 9, (2, 4)), {"groups": 3, "bias": False})


def parameter_count_suspects(case):
    count = exercises.conv2d_parameter_count
    channels_in, channels_out, size = case.args
    options = dict(case.kwargs)
    no_bias = {**options, "bias": False}
    weights = count(*case.args, **no_bias)
    if options.get("bias", True):
        yield "The biases are not counted.", weights
        yield (
            "One bias for every filter, that is out_channels, not in_channels.",
            (weights + channels_in),
        )
        yield "One bias for every filter, not one for the layer.", weights + 1
        groups = options.get("groups", 1)
        yield "One bias for every filter, whatever the groups.", weights + channels_out // groups
    else:
        yield (
            "With bias=False there are no biases to count.",
            count(*case.args, **options) + (channels_out),
        )
    yield (
        "`groups` is not used: a filter sees in_channels / groups channels.",
        count(*case.args, **{**options, "groups": 1}),
    )
    if isinstance(size, tuple):
        first = "The kernel size is a pair here: height times width."
        yield first, count(channels_in, channels_out, size[0], **options)
        yield first, count(channels_in, channels_out, size[1], **options)
    else:
        one = "A kernel of size K has K times K places."
        yield one, count(channels_in, channels_out, (1, size), **options)
    yield (
        "Every filter has weights for every channel that it sees.",
        count(1, channels_out, size, bias=options.get("bias", True)),
    )


def shared_suspects(case):
    yield "The pair is (dense, shared): dense first.", (4, 64)
    yield "Without biases: count weights only.", (68, 5)
    yield "The dense layer has a weight for every pair of an input and an output.", (20, 4)
    shared = "All places use the same kernel: its weights count once, however often it is used."
    yield shared, (64, 16)
    yield shared, (64, 64)


CHECKS = (
    Check(
        "output_size",
        ASSIGNMENT,
        loops.output_size,
        output_size_cases,
        suspects=output_size_suspects,
    ),
    Check(
        "pad2d",
        ASSIGNMENT,
        loops.pad2d,
        pad2d_cases,
        dtype="same",
        suspects=pad2d_suspects,
    ),
    Check(
        "cross_correlate2d",
        ASSIGNMENT,
        loops.cross_correlate2d,
        cross_correlate2d_cases,
        suspects=cross_correlate2d_suspects,
    ),
    Check(
        "vertical_edge_kernel",
        ASSIGNMENT,
        exercises.vertical_edge_kernel,
        declared,
        accept=vertical_edge_problem,
    ),
    Check(
        "horizontal_edge_kernel",
        ASSIGNMENT,
        exercises.horizontal_edge_kernel,
        declared,
        accept=horizontal_edge_problem,
    ),
    Check(
        "conv2d_forward",
        ASSIGNMENT,
        loops.conv2d_forward,
        conv2d_forward_cases,
        parts=("out", "cache"),
        ignored=("cache",),
        suspects=conv2d_forward_suspects,
    ),
    Check(
        "conv2d_parameter_count",
        ASSIGNMENT,
        exercises.conv2d_parameter_count,
        parameter_count_cases,
        suspects=parameter_count_suspects,
    ),
    Check(
        "shared_against_dense",
        ASSIGNMENT,
        exercises.shared_against_dense,
        declared,
        parts=("dense", "shared"),
        suspects=shared_suspects,
    ),
)
