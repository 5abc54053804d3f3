"""Each common mistake in the assignment on convolution gets its own hint."""

from __future__ import annotations

import numpy as np
import pytest
from test_notebook import run

from cnncourse.checks import Case, find, judge, run_in_process
from cnncourse.checks.convolution import ASSIGNMENT
from cnncourse.checks.convolution.error_hints import of_layer

BEGIN = "The window of output (i, j) begins at row i * sh and column j * sw."
MAP = "b[:, np.newaxis, np.newaxis] gives every map its own number."
BLOCK = "ilter f belongs to block f // (C_out // groups)."
STEP = "takes every dh-th row and every dw-th column"


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        ("output_size", "The kernel's span is computed", "spans D (K - 1) + 1 positions, not D K."),
        ("pad2d", "np.pad gets the padding unchanged", "np.pad takes (before, after)"),
        ("pad2d", "Every axis gets a frame", "Pad only the last two axes"),
        ("pad2d", "np.pad is told to expect exactly four axes", "pad only the last two"),
        ("cross_correlate2d", "The window is multiplied", "`@` is the matrix product"),
        ("cross_correlate2d", "`@` is used instead of `*`", "`@` is the matrix product"),
        ("cross_correlate2d", "The kernel is flipped on one axis", "as it is, on both axes"),
        ("cross_correlate2d", "The result is made with OW rows", "Rows come before columns"),
        ("conv2d_forward", "The stride is used in the size, but not where a window", BEGIN),
        ("conv2d_forward", "The two strides are mixed up where a window begins", BEGIN),
        ("conv2d_forward", "One of the two numbers of stride", "`sh, sw = pair(stride)`"),
        (
            "conv2d_forward",
            "The stride is assumed to be one number",
            "`sh, sw = pair(stride)` handles",
        ),
        ("conv2d_forward", "The dilation is not used", "Mistake The dilation is not used."),
        ("conv2d_forward", "The dilation is used in the size, but not in the window", STEP),
        ("conv2d_forward", "The two numbers of dilation are mixed up in the window", STEP),
        ("conv2d_forward", "The bias is broadcast along the columns or rows of a map", MAP),
        ("conv2d_forward", "The bias is added more than once", "outside np.sum"),
        ("conv2d_forward", "b is used although it is None", "Use it only `if b is not None`"),
        ("conv2d_forward", "An array is used as a condition", "test `if b is not None`"),
        ("conv2d_forward", "Only the first channel is summed", "Only the first channel is summed"),
        ("conv2d_forward", "The channels are averaged", "Add them up; do not divide."),
        ("conv2d_forward", "The first image is used for the whole batch", "Use x[n]"),
        ("conv2d_forward", "The filters are dealt out to the groups in turn", BLOCK),
        ("conv2d_forward", "Every filter reads the first block of channels", BLOCK),
        (
            "conv2d_forward",
            "A block takes every other channel",
            "consists of neighbouring channels",
        ),
        ("conv2d_forward", "The two numbers of padding are swapped", "of padding are swapped."),
        ("conv2d_forward", "The padding is only on one side of each axis", "both sides"),
        ("conv2d_forward", "The border is repeated as padding", "not of copies of the border"),
        ("conv2d_forward", "The image is mirrored as padding", "np.pad does that without a `mode`"),
        ("conv2d_forward", "The kernel's elements are repeated", "np.kron make copies."),
        ("conv2d_forward", "A ReLU is applied to the result", "Keep negative numbers"),
        ("cross_correlate2d", "A ReLU is applied to the result", "Keep negative numbers"),
        ("pad2d", "The image is mirrored in the frame", "np.pad does that without a `mode`"),
        ("conv2d_forward", "The result has OW rows and OH columns", "i counts rows, j columns"),
        (
            "conv2d_forward",
            "The cache is not returned, or holds no",
            "End with `return out, cache`.",
        ),
        ("conv2d_forward", "The `return` is inside a loop", "The `return` is inside a loop."),
        ("conv2d_parameter_count", "`groups` is not used", "A filter sees in_channels / groups"),
        (
            "conv2d_parameter_count",
            "The kernel size is assumed to be one number",
            "handles both forms",
        ),
        ("vertical_edge_kernel", "A list is returned", "write np.array(...) around it"),
    ],
)
def test_a_mistake_and_its_hint(name, title, hint, told):
    for message in told(ASSIGNMENT, name, title):
        assert hint in message and " Or: " not in message, message


PAD = "def pad2d(x, padding):\n    ph, pw = pair(padding)\n    return "
LAYER = "def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):\n    return "


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        (PAD + "np.pad(x, [(ph, ph)] * 3)", "the number of axes varies"),
        (PAD + "np.pad(x, padding - 0) if x.ndim == 2 else 1", "An option is a pair here"),
        (LAYER + "np.zeros((5, 3)) + np.ones(2), (x, w) if len(b) > 1 else b", "begin at i * sh"),
        (LAYER + "np.add(x.astype(int), 0.5, out=x.astype(int)), ()", "holds only whole numbers"),
    ],
)
def test_an_error_that_no_wrong_answer_ends_with_has_its_hint(source, hint):
    """The text of the error is the only clue."""
    message = " ".join(run(source, source[4:].partition("(")[0]).split())
    assert hint in message and "Mistake" not in message


def test_a_bias_that_does_not_fit_is_told_by_its_length():
    case = Case("bias", (None, None, np.zeros(3)))
    error = "ValueError: operands could not be broadcast together with shapes (2,4) "
    assert MAP in of_layer(case, error + "(3,)")
    assert MAP not in of_layer(case, error + "(5,)")


def test_uninitialized_memory():
    def pad2d(x, padding):
        rows, columns = (padding, padding) if isinstance(padding, int) else padding
        H, W = x.shape[-2:]
        out = np.empty((*x.shape[:-2], H + 2 * rows, W + 2 * columns), x.dtype)
        out[:] = np.arange(out.size).reshape(out.shape)  # as if left in memory
        out[..., rows : rows + H, columns : columns + W] = x
        return out

    message = judge(find("pad2d"), run_in_process(pad2d), 0).message
    assert "np.zeros makes zeros" in " ".join(message.split())
