"""The likely mistake: every known wrong answer is recognized, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from autograder.judge.mistakes import likely_mistake, parse
from autograder.judge.same_outcome import same
from verdicts import scores

from autograder.authoring.build import build_notebook
from autograder.authoring.in_process import in_this_process, namespaces
from autograder.authoring.notebooks import fill, to_bytes
from autograder.course import Bundle
from autograder.grading.grade import grade
from autograder.judge import known_wrong, mistakes, referee
from autograder.sandbox.process import Limits
from cnncourse.checks import GRADING_ROUNDS, find, judge, names
from cnncourse.checks.engine.prepared import prepare

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
SEED = 20_261
ASSIGNMENTS = sorted(path.parent.name for path in SOLUTIONS.glob("*/wrong.py"))
CHECKS = [(assignment, name) for assignment in ASSIGNMENTS for name in names(assignment)]
KNOWN = """
# %% output_size: The last + 1 is missing. Count the first position, too.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride

# %% output_size: It never ends
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    while True:
        pass

# %% output_size: It ends the process
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    import os
    os._exit(1)

# %% output_size: The stride is not used
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    return size + 2 * padding - dilation * (kernel_size - 1)

# %% output_size: An option is missing
def output_size(size, kernel_size, *, stride=1, padding=0):
    return size[0]

# %% output_size: It needs what no answer may use
from cnncourse.layers import conv
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    return -1

# %% pad2d: Nothing is padded
def pad2d(x, padding):
    return x.copy() if output_size(3, 1) == 3 else None
"""


@pytest.fixture(scope="module")
def material():
    """By assignment: a bundle, and what stands before every exercise."""
    found = {}
    for assignment in ASSIGNMENTS:
        source = SOLUTIONS / assignment / "assignment.md"
        known = names(assignment)
        notebook = build_notebook(source, known_checks=known, repository="https://x/y")
        text = (SOLUTIONS / assignment / "wrong.py").read_text(encoding="utf-8")
        found[assignment] = Bundle(assignment, notebook, SEED, text), namespaces(notebook)
    return found


@pytest.mark.parametrize(("assignment", "name"), CHECKS)
def test_every_wrong_answer_is_named(assignment, name, material):
    bundle, stages = material[assignment]
    check = find(name, assignment)
    likely, missed = likely_mistake(check, bundle), []
    for title, source in parse(bundle.mistakes)[name]:
        call = in_this_process(source, find(name), stages[name][0])
        message = judge(check, call, SEED, rounds=GRADING_ROUNDS, likely=likely).message
        told = " ".join(message.split())
        named, _, advice = title.partition(". ")
        is_told = f"Mistake {named.rstrip('.')}" in told or f"Or: {named.rstrip('.')}" in told
        refused = "it raised ImportError: " in told  # ready-made: the message says so
        if not refused and not (is_told and advice in told):
            missed.append(f"{title}\n{message}")
    assert missed == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_titles_are_sentences(assignment, material):
    for name, answers in parse(material[assignment][0].mistakes).items():
        for title, _ in answers:
            words = title.partition(". ")[0].split()
            is_name = len(words[0]) == 1 or not words[0].isalpha()
            assert len(words) >= 3 and (words[0][0].isupper() or is_name), title
            assert name in names(assignment)


@pytest.fixture
def quick(monkeypatch, bundle):
    monkeypatch.setattr(known_wrong, "LIMITS", Limits(cell=5.0, notebook=20.0, call=0.2, life=60.0))
    monkeypatch.setattr(mistakes, "names", lambda assignment: ["output_size", "pad2d"])
    monkeypatch.setattr(mistakes, "find", lambda name, assignment: mistakes_check(name))
    return Bundle(bundle.assignment, bundle.release, bundle.seed, KNOWN)


def mistakes_check(name):
    """A check of the demo; the fixture `bundle` put it where the referee looks."""
    return referee.find(name, "01_demo")


def verdict(bundle, source, name="output_size"):
    from cnncourse.layers.conv.loops import output_size
    from cnncourse.layers.shapes import pair

    check = mistakes_check(name)
    call = in_this_process(source, find(name), {"output_size": output_size, "pair": pair})
    likely = likely_mistake(check, bundle)
    return judge(check, call, bundle.seed, rounds=GRADING_ROUNDS, likely=likely).message


HEAD = "def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):\n"


def test_another_way_to_the_same_result_is_named_with_its_advice(quick):
    message = verdict(quick, HEAD + "    return (size - kernel_size) // stride")
    assert "  Mistake  The last + 1 is missing.\n" in message
    assert "  Hint     Count the first position, too.\n" in message
    assert message.count("Hint") == 1


def test_what_matches_nothing_names_nothing(quick):
    assert "Mistake" not in verdict(quick, HEAD + "    return 10 * size")


def test_a_mistake_that_fails_where_the_student_passes_is_not_named(quick):
    """It gives the first wrong result, and is right in a case where the mistake is not."""
    cases = prepare(mistakes_check("output_size"), quick.seed, GRADING_ROUNDS)
    size, kernel_size = cases[0].case.args
    wrong = f"    return ({cases[0].expected} if stride == 1 else 99)"
    off = "(size - kernel_size) // stride"
    once = f"    return {off} + 1 if stride == 2 else {off}"
    assert "Mistake" not in verdict(quick, HEAD + wrong)
    assert "Mistake" not in verdict(quick, HEAD + once)


def test_an_earlier_exercise_is_there_for_a_mistake(quick):
    message = verdict(quick, "def pad2d(x, padding):\n    return 1 * x", "pad2d")
    assert "  Mistake  Nothing is padded.\n" in message


def test_an_error_everywhere_is_named_only_in_the_same_words(quick):
    assert "Mistake  An option is missing" in verdict(quick, HEAD + "    return kernel_size[0]")
    assert "Mistake" not in verdict(quick, HEAD + "    return size + [kernel_size]")


def test_what_was_asked_once_is_kept(quick, monkeypatch):
    answer = HEAD + "    return (size - kernel_size) // stride"
    first = verdict(quick, answer)
    monkeypatch.setattr(known_wrong, "Sandbox", None)
    assert verdict(quick, answer) == first


def test_a_bundle_without_mistakes_asks_nothing(bundle):
    assert bundle.mistakes == ""
    assert likely_mistake(mistakes_check("pad2d"), bundle) is None


def test_it_is_named_when_submissions_are_graded(quick, release, solved):
    """What fails in another way gets no name, and what did not end: any answer may be slow."""

    def message(name, **answers):
        content = to_bytes(fill(json.loads(json.dumps(release)), {**solved, **answers}))
        notebook = grade(content, quick, Limits(cell=1.0, notebook=20.0, call=0.4))
        return " ".join(scores(notebook)[name]["message"].split())

    off = HEAD + "    return (size - kernel_size) // stride"
    assert "Mistake The last + 1 is missing. Hint" in message("output_size", output_size=off)
    endless = HEAD + "    while size:\n        pass"
    told = message("output_size", output_size=endless)
    assert "Mistake" not in told and "Hint Does every loop end" in told
    assert "Mistake" not in message("pad2d", pad2d="def pad2d(x, padding):\n    return 1 / 0")


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
    ],
)
def test_same(one, other, equal):
    assert same(one, other) is equal and same(other, one) is equal
