"""The likely mistake on the feedback page: each of the course's wrong answers is named."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from verdicts import scores

from autograder.authoring.assignment import read_assignment
from autograder.authoring.build import build_notebook
from autograder.authoring.in_process import in_this_process, namespaces
from autograder.authoring.notebooks import fill, to_bytes
from autograder.course import project_root
from autograder.grading.grade import grade_submission
from autograder.sandbox.limits import Limits
from cnncourse.checks import PUBLIC_SEED, find, judge, names
from cnncourse.checks.catalogue import assignments
from cnncourse.checks.mistakes import likely_mistake

SOLUTIONS = project_root() / "solutions"
SEED = 20_261
CHECKS = [
    (assignment, name)
    for assignment in assignments()
    for name in names(assignment)
    if find(name, assignment).subject is None  # for these see `test_kind_tests`
    if find(name, assignment).seconds is None  # and `test_trained_weights`
]


@cache
def material(assignment):
    """Read all answers to an assignment, and what its notebook defines before each exercise."""
    source = SOLUTIONS / assignment / "assignment.md"
    notebook = build_notebook(source, known_checks=names(assignment), repository="https://x/y")
    return read_assignment(SOLUTIONS, assignment), namespaces(notebook, source.parent)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # some answers overflow: their mistake
@pytest.mark.parametrize(("seed", "rounds"), [(SEED, 2), (PUBLIC_SEED, 1)])
@pytest.mark.parametrize(("assignment", "name"), CHECKS)
def test_every_wrong_answer_is_named(assignment, name, seed, rounds):
    """In grading, and in the student's own notebook."""
    known, stages = material(assignment)
    check, missed = find(name, assignment), []
    likely = likely_mistake(check, seed, rounds)
    for answer in known.exercises[name].wrong:
        call = in_this_process(answer.source, check, stages[name])
        message = judge(check, call, seed, rounds=rounds, likely=likely).message
        told = " ".join(message.split())
        is_told = f"Mistake {answer.title}" in told or f"Or: {answer.title}" in told
        refused = "it raised “ImportError: " in told  # ready-made: the message says so
        # Whoever draws without the given generator gets another result in every run, which cannot
        # be recognized: the message names the part that is wrong.
        if re.search(r"np\.random\.(?!default_rng\(\w)", answer.source):
            assert "Problem" in told
            continue
        if not refused and not (is_told and answer.advice in told):
            missed.append(f"{answer.title}\n{message}")
    assert missed == []


@pytest.mark.parametrize("assignment", assignments())
def test_titles_are_sentences(assignment):
    for answers in material(assignment)[0].exercises.values():
        of_the_code = set(re.findall(r"\w+", answers.stub + answers.reference))
        for answer in answers.wrong:
            words = answer.title.split()
            is_name = words[0] in of_the_code or not words[0].isalpha()
            assert len(words) >= 3 and (words[0][0].isupper() or is_name), answer.title
            for text in (answer.title, answer.advice or "."):
                assert text[-1] in ".?!]", text


def test_mistakes_are_named_when_submissions_are_graded():
    """A timeout names no mistake, because any answer may be slow."""
    assignment = assignments()[0]
    known, _ = material(assignment)
    first, answers = next(iter(known.exercises.items()))

    def message(source):
        release = json.loads(json.dumps(known.bundle.release))
        content = to_bytes(fill(release, {**known.solved, first: source}))
        notebook = grade_submission(
            content, known.bundle, Limits(cell=5.0, notebook=30.0, call=0.4)
        )
        return " ".join(scores(notebook)[first]["message"].split())

    wrong = answers.wrong[0]
    assert f"Mistake {wrong.title} Hint {wrong.advice}" in message(wrong.source)
    head = answers.stub.partition('"""')[0]
    told = message(f"{head}\n    while True:\n        pass")
    assert "Mistake" not in told and "Hint Does every loop end" in told
