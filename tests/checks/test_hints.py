"""Each common mistake gets its own hint."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_notebook import RIGHT, run

from autograder.authoring.in_process import in_this_process
from autograder.authoring.sample import answers
from cnncourse.checks import Outcome, find, judge, run_in_process

FOLDER = Path(__file__).resolve().parents[2] / "solutions" / "01_convolution"
WRONG = answers(FOLDER / "wrong.py")
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
def test_a_mistake_and_its_hint(name, title, hint, stages):
    sources = [source for told, source in WRONG[name] if f"{told}. ".startswith(f"{title}. ")]
    assert sources
    for source in sources:
        message = judge(find(name), in_this_process(source, find(name), stages[name][0]), 0).message
        told = " ".join(message.split())
        assert hint in told and " Or: " not in told


SIZE = "def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):\n    "
PAD = "def pad2d(x, padding):\n    ph, pw = pair(padding)\n    "


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        (PAD + "return np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])", "differs from call to"),
        (PAD + "N, C, H, W = x.shape", "An array has 2 axes here: `x.shape[-2:]`"),
        (PAD + "H, W = x.shape\n    return np.pad(x, [(ph, ph), (pw, pw)])", "has 4 axes here"),
        (PAD + "return np.zeros((2, 2)) + x", "Two arrays of different shapes meet here"),
        (PAD + "out = np.zeros((9, 9))\n    out[:] = x", "compare the two slices"),
        (SIZE + "return output_size(size, kernel_size)", "The function calls itself without end"),
        (SIZE + "return len([0] * 10**18)", "grows far too large"),
        (SIZE + "raise EOFError('EOF when reading a line')", "A check cannot type"),
        (SIZE + "return 3", "Every call gives the same number: compute it from the arguments"),
    ],
)
def test_an_error_and_its_hint(source, hint):
    message = " ".join(run(source, source[4:].partition("(")[0]).split())
    assert hint in message and "Off by one" not in message


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ("TimeoutError: no result after 5 seconds", "Does every loop end"),
        ("SystemExit: the call ended the whole Python process", "It ended all of Python"),
        (
            "AttributeError: 'InteractiveShell' object has no attribute 'ask_exit'",
            "`exit` and `quit` end the whole notebook",
        ),
    ],
)
def test_a_call_that_gave_nothing_and_its_hint(error, hint, refused):
    """Also where an error is asked for: the docstring's section Raises is of no help then."""
    check, ended = find("output_size"), Outcome(error=error, error_type="SystemExit")

    def cases(rng):
        return [case for case in check.cases(rng) if (case.group == "errors") is refused]

    verdict = judge(replace(check, cases=cases), lambda args, kwargs: ended, 0)
    message = " ".join(verdict.message.split())
    assert hint in message and "section Raises" not in message


@pytest.mark.parametrize(("error", "asked"), [("TimeoutError: no result", 0), ("SystemExit", 1)])
def test_a_call_that_was_given_up_is_no_known_mistake(error, asked):
    """Any answer may be slow, also a known wrong one."""
    ended, failures = Outcome(error=error, error_type="SystemExit"), []
    judge(find("pad2d"), lambda *given: ended, 0, likely=lambda *seen: failures.append(seen))
    assert len(failures) == asked


def test_uninitialized_memory():
    def pad2d(x, padding):
        rows, columns = (padding, padding) if isinstance(padding, int) else padding
        H, W = x.shape[-2:]
        out = np.empty((*x.shape[:-2], H + 2 * rows, W + 2 * columns), x.dtype)
        out[:] = np.arange(out.size).reshape(out.shape)  # what may lie in memory
        out[..., rows : rows + H, columns : columns + W] = x
        return out

    assert "np.zeros makes zeros" in judge(find("pad2d"), run_in_process(pad2d), 0).message


@pytest.mark.parametrize(
    "source",
    [
        "def pad2d(x):\n    return x",
        "def pad2d(x, padding, more):\n    return x",
        RIGHT.replace("def pad2d(x, padding)", "def pad2d(x)"),
    ],
)
def test_a_changed_def_line(source):
    assert "Keep the `def` line as it was given" in " ".join(run(source).split())


def test_too_strict_a_condition():
    source = """
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room <= 0:
        raise ValueError("does not fit")
    return room // stride + 1
"""
    told = " ".join(run(source, "output_size").split())
    assert "it raised ValueError: does not fit where 1 is expected" in told
    assert "the condition for the error is too strict" in told


def test_an_answer_that_is_asked_for_is_not_told():
    wrong = "def shared_against_dense():\n    return 256, 4"
    message = run(wrong, "shared_against_dense")
    assert "64" not in message and "Open the first hint of the exercise." in message


def test_close_numbers_show_where_they_differ():
    source = "def cross_correlate2d(image, kernel):\n"
    source += "    KH, KW = kernel.shape\n"
    source += "    H, W = (n - k + 1 for n, k in zip(image.shape, kernel.shape))\n"
    source += "    if H < 1 or W < 1:\n        raise ValueError\n"
    source += "    return np.array([[(image[i:i+KH, j:j+KW] * kernel).sum() for j in range(W)]\n"
    source += "                     for i in range(H)], dtype=np.float32)\n"
    message = run(source, "cross_correlate2d")
    got, expected = message.split("got ")[1].split(")")[0].split(", expected ")
    assert got != expected and "too coarse" in message
