"""Each common mistake in the assignment on convolution gets its own hint."""

from __future__ import annotations

import numpy as np
import pytest
from test_notebook import run

from autograder.authoring.in_process import in_this_process
from cnncourse.checks import find, judge, run_in_process
from cnncourse.checks.convolution import ASSIGNMENT

BEGIN = "The window of output (i, j) begins at row i * sh and column j * sw."
MAP = "b[:, np.newaxis, np.newaxis] gives every map its own number."
BLOCK = "filter f belongs to block f // (C_out // groups)."


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        (
            "output_size",
            "The kernel's span is taken as dilation times kernel size",
            "spans D (K - 1) + 1 positions, not D K.",
        ),
        (
            "pad2d",
            "Every axis gets a frame, and in the same way",
            "np.pad takes (before, after) for every axis",
        ),
        ("pad2d", "np.pad reads the pair as before and after", "np.pad takes (before, after)"),
        (
            "cross_correlate2d",
            "The window is multiplied by the kernel as a matrix, with np.dot or `@`",
            "`@` is the matrix product",
        ),
        ("cross_correlate2d", "`@` stands in place of `*`", "`@` is the matrix product"),
        ("cross_correlate2d", "The kernel's rows are flipped", "flipped on one axis"),
        (
            "cross_correlate2d",
            "The result is made with OW rows and OH columns",
            "rows come before columns",
        ),
        ("conv2d_forward", "The stride is used in the size, but not where a window begins", BEGIN),
        ("conv2d_forward", "The columns move by one, whatever the stride", BEGIN),
        ("conv2d_forward", "The windows' rows move by the columns' stride", BEGIN),
        (
            "conv2d_forward",
            "The stride of the rows is used for the columns, too",
            "one of its numbers is used for both axes",
        ),
        ("conv2d_forward", "The stride is taken as one number", "An option is a pair here"),
        ("conv2d_forward", "The dilation is not used", "The dilation is not used."),
        (
            "conv2d_forward",
            "The dilation is used in the size, but not in the window",
            "takes every dh-th row",
        ),
        ("conv2d_forward", "The bias is added without new axes", MAP),
        ("conv2d_forward", "The bias is laid along the columns or rows of a map", MAP),
        ("conv2d_forward", "The bias is added inside the sum", "outside of np.sum"),
        ("conv2d_forward", "b is used although it is None", "use it only `if b is not None`"),
        ("conv2d_forward", "An array is asked whether it is true", "ask `if b is not None`"),
        ("conv2d_forward", "Only the first channel is summed", "Only the first channel is summed"),
        ("conv2d_forward", "The channels are averaged", "added up, not averaged"),
        ("conv2d_forward", "The first image is used for the whole batch", "use x[n]"),
        ("conv2d_forward", "The filters are dealt out to the groups in turn", BLOCK),
        ("conv2d_forward", "Every filter reads the first block of channels", BLOCK),
        (
            "conv2d_forward",
            "A block takes every other channel",
            "A block is of neighbouring channels",
        ),
        (
            "conv2d_forward",
            "The two numbers of padding are swapped",
            "the two numbers of padding are swapped",
        ),
        ("conv2d_forward", "The padding is above and left only", "both sides"),
        ("conv2d_forward", "The border is repeated as padding", "not a copy of the border"),
        (
            "conv2d_forward",
            "The result is made with OW rows and OH columns",
            "rows come before columns",
        ),
        ("conv2d_forward", "Only the array is returned", "End with `return out, cache`."),
        ("conv2d_forward", "The `return` is inside a loop", "is the `return` inside a loop"),
        (
            "conv2d_parameter_count",
            "The number of filters is divided by the groups",
            "not the number of filters",
        ),
        (
            "conv2d_parameter_count",
            "The kernel size is taken as one number",
            "An option is a pair here",
        ),
        ("vertical_edge_kernel", "A list is returned", "write np.array(...) round it"),
    ],
)
def test_a_mistake_and_its_hint(name, title, hint, material):
    check, known = find(name, ASSIGNMENT), material(ASSIGNMENT)
    wrong = known.exercises[name]["wrong"]
    sources = [source for told, source in wrong if f"{told}. ".startswith(f"{title}. ")]
    assert sources
    for source in sources:
        message = judge(check, in_this_process(source, check, known.stages[name][0]), 0).message
        told = " ".join(message.split())
        assert hint in told and " Or: " not in told


PAD = "def pad2d(x, padding):\n    ph, pw = pair(padding)\n    "


def test_np_pad_in_words_of_its_own():
    message = run(PAD + "return np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])")
    assert "differs from call to" in " ".join(message.split())


def test_uninitialized_memory():
    def pad2d(x, padding):
        rows, columns = (padding, padding) if isinstance(padding, int) else padding
        H, W = x.shape[-2:]
        out = np.empty((*x.shape[:-2], H + 2 * rows, W + 2 * columns), x.dtype)
        out[:] = np.arange(out.size).reshape(out.shape)  # what may lie in memory
        out[..., rows : rows + H, columns : columns + W] = x
        return out

    assert "np.zeros makes zeros" in judge(find("pad2d"), run_in_process(pad2d), 0).message
