"""The likely mistake: exactly the wrong answers with the student's results are named."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from small import find

from autograder.authoring.in_process import in_this_process
from cnncourse.checks import GRADING_ROUNDS, judge
from cnncourse.checks import find as find_in_catalogue
from cnncourse.checks.engine import likely
from cnncourse.checks.engine.answers import Answer
from cnncourse.checks.engine.likely import WrongAnswers
from cnncourse.checks.engine.prepared import prepare
from cnncourse.checks.engine.same_outcome import same
from cnncourse.checks.engine.time_limits import FunctionTimeout, time_limit
from cnncourse.checks.mistakes import likely_mistake, wrong_answers
from cnncourse.layers.conv.loops import output_size
from cnncourse.layers.shapes import pair

SEED = 7
HEAD = "def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):\n"
PADS = "def pad2d(x, padding):\n    ph, pw = pair(padding)\n"
WRONG = {
    "output_size": [
        Answer(
            "The last + 1 is missing.",
            "Count the first position, too.",
            HEAD + "    return (size - kernel_size) // stride",
        ),
        Answer("It never ends.", "", HEAD + "    while True:\n        pass"),
        Answer("It ends the notebook.", "", HEAD + "    raise SystemExit('done')"),
        Answer("The stride is not used.", "", HEAD + "    return size - kernel_size + 1"),
        Answer("It is not asked for.", "", HEAD + "    return size[0]"),
        Answer("It is ready-made.", "", "from cnncourse.layers.conv.loops import output_size"),
        Answer(
            "It keeps its results.",
            "",
            "kept = []\n" + HEAD + "    kept.append(size)\n"
            "    if kernel_size > size: raise ValueError\n"
            "    return (size - kernel_size) // stride + len(kept)",
        ),
    ],
    "pad2d": [
        Answer("Nothing is padded.", "", PADS + "    return x + 0 * output_size(3, 1)"),
        Answer(
            "It is float32.",
            "",
            PADS + "    frame = [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)]\n"
            "    return np.pad(x, frame).astype(np.float32)",
        ),
        Answer("It is a list.", "", PADS + "    return x.tolist()"),
    ],
}


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(likely, "SECONDS", 0.05)


def message(source, name="output_size", rounds=GRADING_ROUNDS, check=None):
    check = check or find(name)
    names = {"output_size": output_size, "pair": pair, "np": np}
    known = WrongAnswers(check, WRONG[name], SEED, rounds)
    call = in_this_process(source, check, names)
    return judge(check, call, SEED, rounds=rounds, likely=known.likely).message


@pytest.mark.parametrize("rounds", [1, GRADING_ROUNDS])
def test_another_way_to_the_same_result_is_named_with_its_advice(quick, rounds):
    told = message(
        HEAD + "    return len(range(stride, size - kernel_size + 1, stride))", rounds=rounds
    )
    told += message(HEAD + "    return int((size - kernel_size) / stride)", rounds=rounds)
    assert told.count("  Mistake  The last + 1 is missing.\n") == 2
    assert told.count("  Hint     Count the first position, too.\n") == told.count("Hint") == 2


def test_what_matches_nothing_names_nothing(quick):
    assert "Mistake" not in message(HEAD + "    return 10 * size")


def test_a_mistake_that_fails_where_the_student_passes_is_not_named(quick):
    """The first wrong result matches, but the student is right where the mistake is not."""
    off = "(size - kernel_size) // stride"
    once = f"    return {off} + 1 if stride == 2 else {off}"
    assert "Mistake" not in message(HEAD + once)


def test_of_two_that_give_the_same_at_first_the_one_with_more_in_common_is_named(quick):
    """In the first case, without a stride, both mistakes give one less than the right answer."""
    first = prepare(find("output_size"), SEED, 1)[0]
    off = first.expected - 1
    also = Answer("It is constant.", "", HEAD + f"    return {off}")
    check = find("output_size")
    known = WrongAnswers(check, [WRONG["output_size"][0], also], SEED, 1)
    for source, told in (
        (HEAD + f"    return {off} + 0 * size", "It is constant."),
        (HEAD + "    return (size - kernel_size) // stride", "The last + 1 is missing."),
    ):
        call = in_this_process(source, check, {})
        assert f"Mistake  {told}\n" in judge(check, call, SEED, likely=known.likely).message


def test_an_earlier_exercise_is_there_for_a_mistake(quick):
    assert "  Mistake  Nothing is padded.\n" in message(
        "def pad2d(x, padding):\n    return 1 * x", "pad2d"
    )


def test_the_dtype_of_an_array_does_not_hide_a_mistake(quick):
    """But if it is the mistake, it is named."""
    assert "Nothing is padded" in message("def pad2d(x, padding):\n    return x * 1.0", "pad2d")
    right = (
        "    frame = [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)]\n    return np.pad(x, frame)"
    )
    assert "Mistake  It is float32." in message(PADS + right + ".astype(np.float32)", "pad2d")
    assert "Mistake  It is float32." in message(PADS + right + ".astype(np.float16)", "pad2d")
    assert "Mistake" not in message(PADS + right + ".astype(str)", "pad2d")


def test_an_error_everywhere_is_named_only_in_the_same_words(quick):
    assert "It is not asked for." in message(HEAD + "    return kernel_size[0]")
    assert "Mistake" not in message(HEAD + "    return size + [kernel_size]")


def test_an_answer_that_keeps_something_is_called_in_order(quick):
    kept = "count = 0\n" + HEAD + "    global count\n    if size < kernel_size: raise ValueError\n"
    kept += "    count += 1\n    return (size - kernel_size) // stride + count"
    assert "It keeps its results." in message(kept)


def test_an_exit_is_named_and_ends_nothing(quick):
    assert "Mistake  It ends the notebook." in message(HEAD + "    raise SystemExit('done')")


def test_what_needs_something_ready_made_is_not_run(quick, monkeypatch):
    known = WrongAnswers(find("output_size"), WRONG["output_size"], SEED)
    assert [one.title for one in known.answers if "ready-made" in one.title] == []
    check = replace(find("output_size"), given=("cnncourse.layers.conv.loops",))
    assert len(WrongAnswers(check, WRONG["output_size"], SEED).answers) == len(WRONG["output_size"])


def test_results_are_kept(quick, monkeypatch):
    check = find("output_size")
    known = WrongAnswers(check, WRONG["output_size"], SEED)
    call = in_this_process(WRONG["output_size"][0].source, check, {})
    first = judge(check, call, SEED, likely=known.likely).message
    monkeypatch.setattr(likely, "defined", None)
    assert judge(check, call, SEED, likely=known.likely).message == first


def test_a_cache_does_not_hide_a_mistake():
    """Parts that a check does not compare may differ."""
    wrong = Answer(
        "The bias is not added.",
        "",
        "def layer(x, w, b, *, scale=1):\n    return scale * (x @ w), (x, w)",
    )
    check = find("layer")
    known = WrongAnswers(check, [wrong], SEED)
    source = "def layer(x, w, b, *, scale=1):\n    return scale * (x @ w), (b,)"
    call = in_this_process(source, check, {})
    assert (
        "Mistake  The bias is not added." in judge(check, call, SEED, likely=known.likely).message
    )


def test_a_check_outside_the_catalogue_has_no_known_mistakes():
    assert wrong_answers(find("pad2d")) == []
    call = in_this_process("def pad2d(x, padding):\n    return x", find("pad2d"), {})
    message = judge(find("pad2d"), call, 0, likely=likely_mistake(find("pad2d"), 0)).message
    assert "Problem" in message and "Mistake" not in message


def test_a_time_limit_ends_a_loop_and_leaves_the_tracing_as_it_was():
    code = compile("def run(n):\n    while n:\n        n = abs(n)\n    return 3", "<x>", "exec")
    names = {}
    exec(code, names)
    before = sys.gettrace()
    with pytest.raises(FunctionTimeout, match=r"more than 0\.05 seconds"), time_limit(0.05, "<x>"):
        names["run"](1)
    with time_limit(0.05, "<x>"):
        assert names["run"](0) == 3
    assert sys.gettrace() is before


def test_every_wrong_answer_of_the_course_ends_in_time(assignment, name):
    """An answer that never ends would only make students wait for the notebook's check."""
    check = find_in_catalogue(name, assignment)
    known = WrongAnswers(check, wrong_answers(check), 0)
    if check.seconds is None:
        for answer in known.answers:
            assert None not in known._run(answer, [0, 1]), answer.title


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (3, 3, True),
        (3, 4, False),
        (3, 3.0, False),
        (True, 1, False),
        (2.0, 2.0 + 1e-12, True),
        (float("nan"), float("nan"), True),
        ("a", "a", True),
        ("a", "b", False),
        (None, None, True),
        (None, 0, False),
        ((1, 2), (1, 2), True),
        ((1, 2), [1, 2], False),
        ((1, 2), (1, 2, 3), False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        (np.ones(3), np.ones(3, np.float32), False),
        (np.ones(3), np.ma.ones(3), False),
        (np.ma.ones(3), np.ma.zeros(3), True),  # the judge receives only the name of its type
    ],
)
def test_same(one, other, equal):
    assert same(one, other) is equal and same(other, one) is equal


def test_same_in_any_dtype():
    assert same((np.ones(3),), (np.ones(3, np.float32),), any_dtype=True)
    assert same(np.ones(3), np.ones(3, int), any_dtype=True)
    assert not same(np.full(3, 1.5), np.ones(3, int), any_dtype=True)
    assert not same(3, 3.0, any_dtype=True) and not same(np.ones(3), np.ones(2), any_dtype=True)
