"""What a message says, mistake by mistake."""

from __future__ import annotations

import pytest
from small import find
from test_notebook import RIGHT, checked, run

from cnncourse.checks import judge, notebook, run_in_process
from cnncourse.checks.engine.verdict_text import Failure, summary
from cnncourse.layers.conv import loops

pytestmark = pytest.mark.usefixtures("small_assignment")

EMPTY = "def output_size(*args, **kwargs):\n    raise NotImplementedError()\n"
CALLS = """
def cross_correlate2d(image, kernel):
    OH, OW = (output_size(n, k) for n, k in zip(image.shape, kernel.shape))
    return helper(image, kernel, OH, OW)
def helper(image, kernel, OH, OW):
    KH, KW = kernel.shape
    out = np.zeros((OH, OW))
    for i, j in np.ndindex(OH, OW):
        out[i, j] = (image[i:i+KH, j:j+KW] * kernel).sum()
    return out
"""


def loops_pad(x, padding):
    return loops.pad2d(x, padding) + 1


SIZE = "def output_size(n, k, *, stride=1, padding=0, dilation=1):\n    "


def test_an_empty_function_is_named_where_it_is():
    message = run(EMPTY + CALLS, "cross_correlate2d")
    told = "`cross_correlate2d` calls `output_size`, which is not written yet."
    assert " ".join(message.split()) == f"✗ cross_correlate2d: {told}"
    assert "output_size: it still raises NotImplementedError" in run(EMPTY, "output_size")


def test_no_line_is_wider_than_a_page():
    for source in (EMPTY + CALLS, CALLS, EMPTY, SIZE + "return n - k + 1\n\n" + CALLS):
        for name in ("cross_correlate2d", "output_size"):
            assert max(map(len, run(source, name).splitlines())) <= 78  # with the mark


def test_what_is_not_an_empty_function():
    class Stdin(NotImplementedError):
        pass

    def asks(*args, **kwargs):
        raise Stdin("no input() here")

    right = loops.output_size

    def output_size(size, kernel_size, *, stride=1):
        if stride > 1:
            raise NotImplementedError
        return right(size, kernel_size)

    message = judge(find("output_size"), run_in_process(asks), 0).message
    assert "it raised “Stdin: no input() here”" in message
    message = judge(find("output_size"), run_in_process(output_size), 0).message
    assert "still raises" in message and "Passed" in message and "plain 4/4" in message


def test_a_verdict_names_the_function_that_raised_the_error():
    def helper(x):
        raise IndexError

    def wrong(x, padding):
        return helper(x)

    def empty(x, padding):
        raise NotImplementedError

    told = [judge(find("pad2d"), run_in_process(one), 0) for one in (wrong, empty, loops_pad)]
    assert [(verdict.culprit, verdict.empty) for verdict in told] == [
        ("helper", False),
        ("empty", True),
        (None, False),
    ]


def test_an_earlier_exercise_that_fails_comes_first():
    wrong = SIZE + "return n - k\n"
    first = 'First fix `output_size`: this function calls it, and check("output_size") fails.'
    assert first in " ".join(run(wrong + CALLS, "cross_correlate2d").split())
    assert "First" not in run(wrong + "def pad2d(x, padding):\n    return x")
    assert "First" not in run(
        wrong + CALLS.replace("output_size(n, k)", "n - k"), "cross_correlate2d"
    )


def test_of_several_that_fail_the_one_that_raised_the_error_comes_first():
    wrong = SIZE + "return n - k\n" + "def pad2d(x, padding):\n    return x[0, 0, 0, 0, 0]\n"
    calls = "def cross_correlate2d(x, kernel):\n"
    for body in ("output_size(3, 1), pad2d(x, 0)", "pad2d(x, 0), output_size(3, 1)"):
        message = run(wrong + calls + f"    return {body}", "cross_correlate2d")
        assert "in pad2d: return x[0, 0" in message and "First    fix `pad2d`" in message
    message = run(
        wrong + calls + "    return output_size(3, 1), pad2d and x[None, 0, 0, 0, 0, 0]",
        "cross_correlate2d",
    )
    assert "First    fix `output_size`" in message


def test_a_function_of_almost_the_name_is_named():
    message = run("def cross_corr(image, kernel):\n    return image", "cross_correlate2d")
    assert "yet. Did you mean `cross_corr`? Then rename it `cross_correlate2d`.\n" in message
    assert "Did you mean" not in run("def f(image):\n    return image", "cross_correlate2d")


def test_another_exercise_is_not_suggested(monkeypatch):
    near = "def pad3d(x, padding):\n    return x"
    assert "Did you mean `pad3d`?" in run(near)
    monkeypatch.setattr(notebook, "names", lambda assignment: ["pad2d", "pad3d"])
    assert "Did you mean" not in run(near)


@pytest.mark.parametrize("call", ["check(pad2d)", "check(3)", "check()"])
def test_the_name_is_in_quotes(call):
    message = checked("def pad2d(x, padding):\n    return x", call).message
    assert message.startswith('✗ put the name of the function in quotes: check("')
    assert "\n" not in message and ("pad2d" in message) == (call == "check(pad2d)")


def test_an_interrupt_is_a_short_message():
    endless = "def pad2d(x, padding):\n    while True:\n        raise KeyboardInterrupt"
    message = run(endless)
    assert message.startswith("✗ pad2d: stopped in line 3 of the cell, in pad2d: raise Keyboard")
    assert message.endswith("Interrupt\n  Does the loop there end?")


def test_an_interrupt_names_the_line_of_the_function_that_is_checked():
    helper = "def helper():\n    raise KeyboardInterrupt\n\n"
    message = run(helper + "def pad2d(x, padding):\n    while True:\n        helper()")
    assert message.startswith("✗ pad2d: stopped in line 6 of the cell, in pad2d: helper()\n")


def test_what_the_reported_case_prints_is_shown(capsys):
    noisy = "def pad2d(x, padding):\n    for i in range(99):\n        print('see', i, x.shape)"
    message = run(noisy)
    assert capsys.readouterr().out == ""
    assert message.count("see") == 10 and "see 9 (3, 3)\n           ..." in message


def test_a_result_that_is_the_input():
    aliased = RIGHT.replace("return", "return x if padding == 0 else")
    message = run(aliased)
    assert (
        "it returned its input x itself, or a view of it" in message and "no padding 0/1" in message
    )


def test_a_group_and_its_count_stay_on_one_line():
    words = (
        "plain stride padding dilation groups bias batch channels filters float32 errors".split()
    )
    groups = {f"the {word} of a layer": (0, 3) for word in words}
    message = summary(find("pad2d"), groups, Failure("it is wrong", "pad2d(x)"))
    told = message[message.index("Passed") :].splitlines()
    assert len(told) > 2 and all(line.rstrip(",")[-1].isdigit() for line in told)
    told = run("def pad2d(x, padding):\n    return x.copy() if padding == 0 else x").splitlines()
    assert told[-1].endswith("no padding 1/1")
