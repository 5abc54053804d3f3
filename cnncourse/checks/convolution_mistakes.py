"""What likely mistakes in assignment 01_convolution return, each with its hint."""

from __future__ import annotations

import contextlib

import numpy as np

from cnncourse.exercises import convolution as exercises
from cnncourse.layers import loops


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
    yield "The frame is of zeros.", np.pad(x, [*no_frame, (ph, ph), (pw, pw)], mode="edge")


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
