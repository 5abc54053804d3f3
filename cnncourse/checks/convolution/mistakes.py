"""What likely mistakes in assignment 01_convolution return, each with its hint."""

from __future__ import annotations

import contextlib

import numpy as np

from cnncourse.checks.convolution import exercises
from cnncourse.layers.conv import loops


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
    yield (
        "np.pad takes (before, after) for every axis: [..., (ph, ph), (pw, pw)].",
        np.pad(x, padding),
    )
    yield (
        "np.empty holds what lay in memory before: np.zeros makes zeros.",
        lambda value: _right_inside(x, value, ph, pw),
    )
    yield "The frame is of zeros.", np.pad(x, [*no_frame, (ph, ph), (pw, pw)], mode="edge")


def _right_inside(x, value, ph, pw):
    """Say whether an array holds x in its middle and something other than zeros around it."""
    shape = (*x.shape[:-2], x.shape[-2] + 2 * ph, x.shape[-1] + 2 * pw)
    if type(value) is not np.ndarray or value.shape != shape or value.dtype != x.dtype:
        return False
    inside = (..., slice(ph, ph + x.shape[-2]), slice(pw, pw + x.shape[-1]))
    frame = value.copy()
    frame[inside] = 0
    simple = len(np.unique(frame)) <= 2  # a frame of ones was meant
    return np.array_equal(value[inside], x) and not simple


def cross_correlate2d_suspects(case):
    image, kernel = case.args
    slide = loops.cross_correlate2d
    yield from suspect(
        "The kernel is flipped. That is convolution; here it is used as it is.",
        slide,
        image,
        kernel[::-1, ::-1],
    )
    for rows, columns in ((-1, 1), (1, -1)):
        yield from suspect(
            "The kernel is flipped on one axis; here it is used as it is.",
            slide,
            image,
            kernel[::rows, ::columns],
        )
    for right in (kernel, kernel.T):
        yield from suspect(
            "`@` is the matrix product; `*` multiplies element by element.",
            _summed_products,
            slide(image, kernel),
            image,
            kernel.shape,
            right,
        )
    yield from suspect("The kernel is transposed.", slide, image, kernel.T)
    yield from suspect(
        "The result is transposed: out has OH rows and OW columns, and i in out[i, j] is the row.",
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


def _summed_products(like, image, shape, right):
    out, (KH, KW) = np.zeros_like(like), shape
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + KH, j : j + KW] @ right)
    return out


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
    groups, biases = options.get("groups", 1), channels_out * options.get("bias", True)
    whole = "`groups` cuts the channels that a filter sees, not the number of filters."
    yield whole, weights // groups + biases
    yield whole, weights // groups + biases // groups
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
