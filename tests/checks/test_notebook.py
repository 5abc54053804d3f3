"""What a student sees: `check` in a notebook."""

from __future__ import annotations

import functools
import linecache
from dataclasses import replace

import numpy as np
import pytest
import small

from cnncourse.checks import Case, CheckFailed, check
from cnncourse.checks.engine.check import no_suspects
from cnncourse.checks.engine.verdict_text import Failure
from cnncourse.checks.failing_case import FailingCase
from cnncourse.layers.conv import loops
from cnncourse.layers.shapes import pair

pytestmark = pytest.mark.usefixtures("small_assignment")

RIGHT = """
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])
"""


def run(source, name="pad2d", **more):
    """Run a cell and then the check, as in a notebook; return the message, or None."""
    try:
        checked(source, f"check({name!r}, strict=True)", **more)
    except CheckFailed as error:
        return str(error)


def checked(source, call, **more):
    """Run a cell and then a call of `check`; return its result."""
    variables = {"__name__": "__main__", "np": np, "pair": pair, "check": check, **more}
    lines = source.splitlines(keepends=True)
    linecache.cache["<cell>"] = (len(source), None, lines, "<cell>")
    exec(compile(source, "<cell>", "exec"), variables)
    return eval(call, variables)


def test_a_pass_is_one_line(capsys):
    assert run(RIGHT) is None
    assert capsys.readouterr().out == "✓ pad2d: all 6 cases pass.\n"


def test_a_declared_answer(capsys):
    right = "def halves():\n    return 64, 4"
    assert run(right, "halves") is None
    assert capsys.readouterr().out == "✓ halves: the answer is right.\n"
    message = run(right.replace("64, 4", "4, 64"), "halves")
    assert message.startswith("✗ halves: not right yet.")
    assert "large is 4, which is wrong" in message and "large first" in message
    message = run(right.replace("64, 4", "256, 4"), "halves")
    assert "64" not in message and "Open the first hint of the exercise." in message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "",
            "this notebook has no function of that name yet.\n  Run the cell that defines `pad2d`",
        ),
        ("def pad2d(x, padding):\n    raise NotImplementedError()", "write its body"),
        ("pad2d = 3", "the name holds int 3, not a function"),
        ("from cnncourse.layers.conv.loops import pad2d", "comes from the package `cnncourse`"),
        ("def pad2d(x):\n    return x", "TypeError"),
        ("def pad2d(x, padding):\n    return y", "NameError: name 'y' is not defined"),
        ("def pad2d(x, padding):\n    pass", "Does the function end with `return ...`?"),
        ("def pad2d(x, padding):\n    return x", "has shape (3, 3), expected (5, 5)"),
    ],
)
def test_what_is_wrong_and_what_to_do(source, words):
    assert words in run(source)


def test_the_line_that_raised_is_told():
    message = run("def pad2d(x, padding):\n    width = 2 * padding\n    return x.nothing")
    assert "line 3 of the cell, in pad2d" in message


class Undecided:
    group = "later"

    def judge(self, check, timed, seed, *, reveal):
        return Failure("nobody knows", check.name, review="nobody knows")


def test_an_undecided_check_is_not_reported_as_a_failure(monkeypatch, capsys):
    checks = {**small.CHECKS, "pad2d": replace(small.find("pad2d"), afterwards=Undecided())}
    monkeypatch.setattr(small, "CHECKS", checks)
    assert run(RIGHT) is None
    shown = capsys.readouterr().out
    assert shown.startswith("? pad2d: 6 of 7 cases pass.\n") and "nobody knows" in shown
    calls = "def cross_correlate2d(image, kernel):\n    return pad2d(image, 0)\n"
    assert "First" not in run(RIGHT + calls, "cross_correlate2d")  # pad2d may well be right
    assert "First" in run(RIGHT.replace("np.pad", "len") + calls, "cross_correlate2d")


def test_an_unknown_check():
    assert "no check 'pad3d'" in run("", "pad3d")


@pytest.mark.parametrize("wrap", [functools.partial, functools.lru_cache])
def test_wrapped_functions_of_the_course(wrap):
    assert "comes from the package" in run("", pad2d=wrap(loops.pad2d))


def test_student_output_and_globals_do_not_disturb(capsys):
    assert run(RIGHT + "    print('never')\nprint('hello')\nx = case = verdict = 3") is None
    assert capsys.readouterr().out == "hello\n✓ pad2d: all 6 cases pass.\n"


def test_a_failure_is_printed_on_stderr_and_raises_nothing(capsys):
    result = checked("def pad2d(x, padding):\n    return 2 * x", "check('pad2d')")
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err == result.message + "\n"
    assert "Problem  it has shape (3, 3), expected (5, 5)" in shown.err
    assert (result.passed, result.written, result.undecided) == (False, True, False)
    assert result.fraction == 0 and result.case.group == "plain"
    right = checked(RIGHT, "check('pad2d')")
    assert right.passed and right.fraction == 1 and right.case is None
    assert capsys.readouterr().err == ""


def test_a_result_knows_what_is_not_written():
    empty = "def pad2d(x, padding):\n    raise NotImplementedError()"
    for source, written in ((empty, False), ("", False), (RIGHT, True), ("pad2d = 3", True)):
        assert checked(source, "check('pad2d')").written is written


def test_a_strict_failure_shows_the_message_alone(capsys):
    shell = make_shell()
    shell.run_cell("from cnncourse.checks import check")
    shell.run_cell("def pad2d(x, padding):\n    return 2 * x")
    result = shell.run_cell("check('pad2d', strict=True)")
    assert isinstance(result.error_in_exec, AssertionError)
    shown = capsys.readouterr().out
    assert "✗ pad2d: " in shown
    assert "Problem  it has shape (3, 3), expected (5, 5)" in shown
    assert "Traceback" not in shown and "notebook.py" not in shown and "def check" not in shown


def test_ipython_shows_the_message_and_no_result(capsys):
    shell = make_shell()
    shell.run_cell("from cnncourse.checks import check")
    shell.run_cell("def pad2d(x, padding):\n    return 2 * x")
    assert shell.run_cell("check('pad2d')").success
    shown = capsys.readouterr()
    assert shown.err.startswith("✗ pad2d: ") and "Result" not in shown.out + shown.err


def make_shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    return InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))


SHOWN = """
  Kind     plain
  image    shape (3, 3), int64
           [[0 1 2]
            [3 4 5]
            [6 7 8]]
  kernel   shape (2, 2), int64
           [[0 1]
            [2 3]]
  expected shape (2, 2), int64
           [[19 25]
            [37 43]]
  got      shape (2, 2), float64
           [[ 4  5]
            [ 7  8]]
"""


def test_the_case_that_fails_can_be_shown(capsys):
    wrong = "def cross_correlate2d(image, kernel):\n    return image[1:, 1:] * 1.0"
    result = checked(wrong, "check('cross_correlate2d', show_case=True)")
    case, shown = result.case, capsys.readouterr()
    assert (shown.out, shown.err) == ("", result.message + SHOWN)
    assert case.arguments["image"].tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert case.expected.tolist() == [[19, 25], [37, 43]]
    assert case.got.tolist() == [[4, 5], [7, 8]]


def case_of(expected, got, **arguments):
    return repr(FailingCase("plain", arguments, expected, got)).splitlines()


def test_negative_and_wide_numbers_stand_in_the_same_columns():
    expected, got = np.array([[19, 25], [37, 43]]), np.array([[-123456.75, 7], [0.5, np.nan]])
    assert case_of(expected, got) == [
        "  Kind     plain",
        "  expected shape (2, 2), int64",
        "           [[     19.00      25.00]",
        "            [     37.00      43.00]]",
        "  got      shape (2, 2), float64",
        "           [[-123456.75       7.00]",
        "            [      0.50        nan]]",
    ]


def test_values_of_arguments_with_long_names_stand_in_one_column():
    assert case_of(3, np.float64(4), kernel_size=(1, 2), x=np.arange(2)) == [
        "  Kind        plain",
        "  kernel_size (1, 2)",
        "  x           shape (2,), int64",
        "              [0 1]",
        "  expected    3",
        "  got         4.0",
    ]


def test_tiny_and_huge_numbers_keep_their_digits():
    assert case_of(np.array([2e-7, 0]), np.array([-1e-7, 1e-7]))[2:5:2] == [
        "           [ 2.0000e-07  0.0000e+00]",
        "           [-1.0000e-07  1.0000e-07]",
    ]


def test_a_wide_array_shows_its_edges_instead_of_torn_rows():
    rows = case_of(np.full((2, 16), -1234.5), 0)[2:4]
    row = "-1234.5 -1234.5 -1234.5 ... -1234.5 -1234.5 -1234.5"
    assert rows == [f"           [[{row}]", f"            [{row}]]"]
    assert "..." not in "".join(case_of(np.full((2, 16), -1.5), 0))


def test_the_parts_of_a_tuple_stand_below_each_other():
    parts = (1.5, np.eye(2, dtype=int))
    assert case_of(parts, None)[1:6] == [
        "  expected tuple of 2",
        "           0: 1.5",
        "           1: shape (2, 2), int64",
        "              [[1 0]",
        "               [0 1]]",
    ]


def test_a_case_is_a_copy():
    source = "def cross_correlate2d(image, kernel):\n    return 0"
    call = "check('cross_correlate2d')"
    for _ in range(2):
        case = checked(source, call).case
        assert case.arguments["image"].max() == 8 and case.expected.max() == 43
        case.arguments["image"][:] = 0
        case.expected[:] = 0


def test_a_case_with_an_exception_an_option_or_a_refusal(capsys):
    source = "def output_size(size, kernel_size, stride=1):\n    return {body}"
    call = "check('output_size', show_case=True)"
    case = checked(source.format(body="size / 0"), call).case
    assert case.got is None and case.error == "ZeroDivisionError: division by zero"
    assert "  got         an exception: ZeroDivisionError" in capsys.readouterr().err
    strideless = "size - kernel_size + 1 if size >= kernel_size else len(3)"
    case = checked(source.format(body=strideless), call).case
    assert case.arguments == {"size": 9, "kernel_size": 4, "stride": 2}
    assert (case.expected, case.got) == (3, 6)
    assert "  stride      2\n  expected    3\n  got         6\n" in capsys.readouterr().err
    case = checked(source.format(body="(size - kernel_size) // stride + 1"), call).case
    assert case.group == "errors" and case.expected is None
    assert "  expected    a ValueError: " in capsys.readouterr().err


def test_a_cache_is_no_part_of_a_case():
    source = "def layer(x, w, b, *, scale=1):\n    return x @ w, (x,)"
    case = checked(source, "check('layer')").case
    assert case.expected.shape == case.got.shape == (4, 2)


def test_a_case_that_judges_the_same_call_again_shows_that_call(monkeypatch):
    def cases(rng):
        yield Case("plain", (3, 2))
        yield Case("again", same_call=True, known=5)

    again = replace(small.find("output_size"), cases=cases, suspects=no_suspects)
    monkeypatch.setattr(small, "CHECKS", {"output_size": again})
    case = checked("def output_size(size, kernel_size):\n    return 2", "check('output_size')").case
    assert (case.group, case.expected, case.got) == ("again", 5, 2)
    assert case.arguments == {"size": 3, "kernel_size": 2}


def test_the_answer_itself_is_not_shown(capsys):
    case = checked("def halves():\n    return 5, 6", "check('halves', show_case=True)").case
    assert case.expected is None and case.got == (5, 6)
    assert "64" not in capsys.readouterr().err


def test_an_interrupt_stops_the_run():
    source = "def pad2d(x, padding):\n    raise KeyboardInterrupt"
    with pytest.raises(CheckFailed, match="stopped in line 2 of the cell, in pad2d"):
        checked(source, "check('pad2d')")
