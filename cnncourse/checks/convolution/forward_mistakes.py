"""What likely mistakes in `conv2d_forward` return, each with its hint."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.convolution.mistakes import suspect
from cnncourse.layers.conv import loops
from cnncourse.layers.shapes import pair


def suspects(case):
    """Yield the hints and the results of likely mistakes in `conv2d_forward`."""
    yield from _whole_kernel(case)
    yield from _options(case)
    yield from _windows(case)
    yield from _sums(case)
    if case.args[2] is not None:
        yield from _bias(case)
    if case.kwargs.get("groups", 1) > 1:
        yield from _groups(case)


def errors(case, text):
    """Explain an exception where a result is expected."""
    b = case.args[2]
    shapes_differ = "broadcast" in text and text.startswith("ValueError")
    shapes_differ = shapes_differ and "remapped" not in text  # np.pad's words, in pad2d
    if b is not None and shapes_differ and (f"({len(b)},)" in text):
        return (
            f"b has shape ({len(b)},) and would be laid along the columns: "
            "b[:, np.newaxis, np.newaxis] gives every map its own number."
        )
    if shapes_differ:
        return (
            "The window does not have the shape of w[f]: does it begin at i * sh, j * sw, take "
            "every dh-th row and every dw-th column, and read the padded image?"
        )
    if "Cannot cast" in text:
        return "The result holds whole numbers only: np.result_type(x, w) is a dtype for both."
    return None


def _forward(case, *, x=None, w=None, b="as given", **changed):
    given_x, given_w, given_b = case.args
    out, _ = loops.conv2d_forward(
        given_x if x is None else x,
        given_w if w is None else w,
        given_b if isinstance(b, str) else b,
        **{**case.kwargs, **changed},
    )
    return out, ()


def _with_bias(out, b):
    return (out if b is None else out + b[:, np.newaxis, np.newaxis]), ()


def _whole_kernel(case):
    w = case.args[1]
    yield from suspect(
        "The kernel is flipped. That is convolution; a layer cross-correlates: use w as it is.",
        _forward,
        case,
        w=w[:, :, ::-1, ::-1],
    )
    swapped = "The kernel's rows and columns are swapped."
    yield from suspect(swapped, _forward, case, w=w.swapaxes(2, 3))


def _options(case):
    for name, neutral in (("stride", 1), ("padding", 0), ("dilation", 1)):
        first, second = pair(case.kwargs.get(name, neutral))
        yield from suspect(f"The {name} is not used.", _forward, case, **{name: neutral})
        if first != second:
            swapped = f"Pairs go height first: the two numbers of {name} are swapped."
            yield from suspect(swapped, _forward, case, **{name: (second, first)})
            one = f"The {name} is a pair here, and one of its numbers is used for both axes."
            yield from suspect(one, _forward, case, **{name: first})
            yield from suspect(one, _forward, case, **{name: second})
        axis = f"The {name} is used for one axis only."
        yield from suspect(axis, _forward, case, **{name: (first, neutral)})
        yield from suspect(axis, _forward, case, **{name: (neutral, second)})
    ph, pw = pair(case.kwargs.get("padding", 0))
    border = "The frame is of zeros, not a copy of the border."
    yield from suspect(border, _padded, case, (ph, ph), (pw, pw), mode="edge")
    both = "`padding` adds rows above and below and columns left and right: both sides."
    for factor in (1, 2):
        yield from suspect(both, _padded, case, (factor * ph, 0), (factor * pw, 0))
        yield from suspect(both, _padded, case, (0, factor * ph), (0, factor * pw))


def _padded(case, rows, columns, mode="constant"):
    return _forward(
        case, x=np.pad(case.args[0], [(0, 0), (0, 0), rows, columns], mode=mode), padding=0
    )


def _windows(case):
    (sh, sw), (dh, dw) = pair(case.kwargs.get("stride", 1)), pair(case.kwargs.get("dilation", 1))
    begin = "The window of output (i, j) begins at row i * sh and column j * sw."
    for start in ((1, 1), (sh, 1), (1, sw), (sw, sw), (sh, sh), (sw, sh)):
        if start != (sh, sw):
            yield from suspect(begin, _by_hand, case, start=start)
    apart = "The window takes every dh-th row and every dw-th column: a slice with a step."
    for step in ((1, 1), (dh, 1), (1, dw), (dw, dw), (dh, dh), (dw, dh)):
        if step != (dh, dw):
            yield from suspect(apart, _by_hand, case, step=step)


def _by_hand(case, *, start=None, step=None, channels=None):
    """Compute the layer with windows that begin, are spread or choose channels in another way."""
    x, w, b = case.args
    C_out, C_block, KH, KW = w.shape
    C_group = C_out // case.kwargs.get("groups", 1)
    sh, sw = start or pair(case.kwargs.get("stride", 1))
    dh, dw = step or pair(case.kwargs.get("dilation", 1))
    padded = loops.pad2d(x, case.kwargs.get("padding", 0))
    out = np.zeros_like(_forward(case, b=None)[0])
    for n, f, i, j in np.ndindex(out.shape):
        first = f // C_group * C_block
        chosen = channels(f) if channels else slice(first, first + C_block)
        rows = slice(i * sh, i * sh + dh * (KH - 1) + 1, dh)
        columns = slice(j * sw, j * sw + dw * (KW - 1) + 1, dw)
        out[n, f, i, j] = np.sum(padded[n, chosen, rows, columns] * w[f])
    return _with_bias(out, b)


def _sums(case):
    x, w, b = case.args
    only_first = np.zeros_like(w)
    only_first[:, 0] = w[:, 0]
    yield from suspect(
        "Only the first channel is summed: sum over all of them.", _forward, case, w=only_first
    )
    average = "The channels are added up, not averaged."
    yield from suspect(average, lambda: _with_bias(_forward(case, b=None)[0] / w.shape[1], b))
    yield from suspect(
        "Every filter gives the same map: use w[f] for output channel f.",
        _forward,
        case,
        w=np.broadcast_to(w[:1], w.shape),
    )
    same = "Every image of the batch gives the same result: use x[n]."
    yield from suspect(same, _forward, case, x=np.broadcast_to(x[:1], x.shape))
    rest = _forward(case)[0]
    rest[1:] = 0
    yield "Only the first image of the batch is computed: loop over all N.", (rest, ())
    turned = "out has OH rows and OW columns, in this order: i counts rows, j columns."
    yield turned, (_forward(case)[0].swapaxes(2, 3), ())


def _bias(case):
    _, w, b = case.args
    yield from suspect("The bias is not added.", _forward, case, b=None)
    often = "The bias is added more than once: add it to the finished sum, outside of np.sum."
    channels = case.args[0].shape[1]
    for times in (channels, case.kwargs.get("groups", 1), w[0].size):
        yield from suspect(often, _forward, case, b=times * b)
    first = "Every filter has a bias of its own: b[f] goes to output channel f."
    yield from suspect(first, _forward, case, b=np.full_like(b, b[0]))
    along = (
        "The bias is laid along the columns or rows of a map: b[:, np.newaxis, np.newaxis] gives "
        "every map its own number."
    )
    without = _forward(case, b=None)[0]
    yield from suspect(along, lambda: (without + b, ()))
    yield from suspect(along, lambda: (without + b[:, np.newaxis], ()))


def _groups(case):
    x, w, _ = case.args
    groups = case.kwargs["groups"]
    block = w.shape[1]
    one = "filter f belongs to block f // (C_out // groups)."
    yield from suspect(
        f"Every filter reads the first block of channels: {one}",
        _by_hand,
        case,
        channels=lambda f: slice(block),
    )
    yield from suspect(
        f"Neighbouring filters are in the same block: {one}",
        _by_hand,
        case,
        channels=lambda f: slice(f % groups * block, (f % groups + 1) * block),
    )
    C_group = w.shape[0] // groups
    yield from suspect(
        "A block is of neighbouring channels: it begins at f // (C_out // groups) * C_block.",
        _by_hand,
        case,
        channels=lambda f: slice(f // C_group, None, groups),
    )
