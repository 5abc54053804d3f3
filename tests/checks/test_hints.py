"""The engine's hints, which apply to any exercise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small import find
from test_notebook import RIGHT, run

from cnncourse.checks import Outcome, judge
from cnncourse.checks.engine.outcome import Ending

pytestmark = pytest.mark.usefixtures("small_assignment")

SIZE = "def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):\n    "
PAD = "def pad2d(x, padding):\n    ph, pw = pair(padding)\n    "


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        (PAD + "N, C, H, W = x.shape", "An array has 2 axes here: `x.shape[-2:]`"),
        (PAD + "H, W = x.shape\n    return np.pad(x, [(ph, ph), (pw, pw)])", "has 4 axes here"),
        (
            "def pad2d(x, padding):\n    return np.pad(x, len(range(padding)))",
            "An argument is a tuple here, not a number: unpack it first.",
        ),
        (PAD + "return np.zeros((2, 2)) + x", "Two arrays of different shapes meet here"),
        (PAD + "out = np.zeros((9, 9))\n    out[:] = x", "compare the two shapes"),
        (SIZE + "return output_size(size, kernel_size)", "The function calls itself forever"),
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
    ("ending", "error", "hint"),
    [
        (Ending.CALL_TIMEOUT, "it was slow", "Does every loop end"),
        (Ending.PROCESS_ENDED, "it is gone", "It called exit() or quit()"),
        (
            None,
            "AttributeError: 'InteractiveShell' object has no attribute 'ask_exit'",
            "`exit` and `quit` end the whole notebook",
        ),
    ],
)
def test_a_call_that_gave_nothing_and_its_hint(ending, error, hint, refused):
    """Also where a ValueError is expected, as the Raises section is no help then."""
    check, ended = find("output_size"), Outcome(error=error, ending=ending)

    def cases(rng):
        return [case for case in check.cases(rng) if (case.group == "errors") is refused]

    verdict = judge(replace(check, cases=cases), lambda args, kwargs: ended, 0)
    message = " ".join(verdict.message.split())
    assert hint in message and "Raises section" not in message


@pytest.mark.parametrize(
    ("ending", "asked"),
    [
        (Ending.CALL_TIMEOUT, 0),
        (Ending.TOTAL_TIMEOUT, 0),
        (Ending.PROCESS_ENDED, 1),
        (None, 1),  # students may raise a TimeoutError themselves
    ],
)
def test_a_call_that_timed_out_is_no_known_mistake(ending, asked):
    """Any answer may be slow, including a known wrong one."""
    ended, failures = Outcome(error="TimeoutError: no result", ending=ending), []
    judge(find("pad2d"), lambda *given: ended, 0, likely=lambda *seen: failures.append(seen))
    assert len(failures) == asked


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
    assert "Problem expected 1, but it raised ValueError: does not fit Line" in told
    assert "the condition for the error is too strict" in told


def test_close_numbers_show_where_they_differ():
    source = "def cross_correlate2d(image, kernel):\n"
    source += "    KH, KW = kernel.shape\n"
    source += "    H, W = (n - k + 1 for n, k in zip(image.shape, kernel.shape))\n"
    source += "    if H < 1 or W < 1:\n        raise ValueError\n"
    source += "    return np.array([[(image[i:i+KH, j:j+KW] * kernel).sum() for j in range(W)]\n"
    source += "                     for i in range(H)], dtype=np.float32)\n"
    message = " ".join(run(source, "cross_correlate2d").split())
    got, expected = message.split("got ")[1].split(")")[0].split(", expected ")
    assert got != expected and "not precise enough" in message
