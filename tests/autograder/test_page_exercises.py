"""What a feedback page says about each exercise: points, findings, and what to fix first."""

from __future__ import annotations

import re

import pytest
from nbformat.v4 import new_code_cell
from student_page import MESSAGE, mark, score, student_page

from autograder.pages.exercises import parse_message, read_exercise
from autograder.pages.page import feedback_page


def test_the_page_says_what_to_fix_first():
    """Only if the earlier function is called, and is not right."""
    source = "def padded():\n    return output_size()"

    def text(source, points=1.5, **check):
        notebook, resources = student_page(score=points, **check)
        answer = mark(new_code_cell(source), grade_id="solution_padded", solution=True)
        check = mark(new_code_cell("check"), grade_id="padded", grade=True, score=0, points=1)
        notebook.cells += [answer, check]
        return feedback_page(notebook, resources)

    told = "Fix output_size: this function calls it, and it is not right yet."
    assert text(source).count(told) == 1
    assert told not in text(source, points=2.0) and told not in text("def padded(): pass")
    assert told not in text(source + " output_size(")
    passes = {"output_size": score("output_size", 2.0, 2.0, "output_size: All 7 cases pass.")}
    earlier = {"by_person": True, "waiting": True}  # points for an earlier submission
    assert told not in text(source, scores=passes, **earlier) and told in text(source, **earlier)


def test_of_several_wrong_functions_the_one_that_raised_the_error_is_named():
    notebook, resources = student_page(score=0.0)
    for name, source in (("crop", "def crop(): pass"), ("padded", "output_size(), crop()")):
        answer = mark(new_code_cell(source), grade_id=f"solution_{name}", solution=True)
        check = mark(new_code_cell("check"), grade_id=name, grade=True, score=0, points=1)
        notebook.cells += [answer, check]
    judged = notebook.metadata["cnncourse"]["scores"]
    judged["padded"] = score("padded", 0, 1.0, MESSAGE, culprit="crop")
    text = feedback_page(notebook, resources)
    assert "Fix crop: this function calls it" in text and "Fix output_size" not in text


NONE = "No points unless all plain cases pass: everything else builds on them."
SHARE = "A group of cases earns its share of the points only if all of them pass."


@pytest.mark.parametrize(
    ("points", "passed", "more", "told"),
    [
        (0.0, "plain 3/4, all together 0/3", {}, NONE),
        (1.5, "all together 0/3, plain 4/4", {}, SHARE),
        (0.0, "plain 0/4, all together 0/3", {}, None),
        (2.0, "plain 4/4, all together 3/3", {}, None),
        (0.0, "plain 3/4, all together 0/3", {"by_person": True}, None),
    ],
)
def test_the_rule_for_points_is_explained_where_it_matters(points, passed, more, told):
    message = MESSAGE.replace("plain 3/4, all together 0/3", passed)
    judged = {"output_size": score("output_size", points, 2.0, message)}
    text = feedback_page(*student_page(scores=judged, score=points, **more))
    assert [sentence for sentence in (NONE, SHARE) if sentence in text] == ([told] if told else [])


@pytest.mark.parametrize(("passed", "state"), [(True, "right"), (False, "wrong")])
def test_an_exercise_without_points_is_right_if_its_check_passes(passed, state):
    cell = mark(new_code_cell("check"), grade_id="padded", grade=True, score=0, points=0)
    judged = {"padded": {**score("padded", 0, 0, MESSAGE), "passed": passed}}
    assert read_exercise(cell, {"scores": judged}).state == state


@pytest.mark.parametrize(
    ("waiting", "told"), [(True, "Not graded yet: "), (False, "Not graded by the check: ")]
)
def test_an_exercise_graded_by_hand_is_not_called_open(waiting, told):
    judged = {"output_size": score("output_size", 0, 2.0, "Not graded.", review="it broke")}
    page = feedback_page(*student_page(scores=judged, by_person=True, waiting=waiting))
    assert told + "it broke." in page


def test_a_message_is_split_into_its_entries():
    headline, entries = parse_message(MESSAGE)
    assert headline == "output_size: 3 of 7 cases pass."
    assert dict(entries)["Passed"] == [("plain", 3, 4), ("all together", 0, 3)]
    assert [title for title, _ in entries] == re.findall(r"^  (\w+)", MESSAGE, re.MULTILINE)
    assert parse_message("pad2d: no function of this name exists.") == (
        "pad2d: no function of this name exists.",
        [],
    )


@pytest.mark.parametrize(
    "problem", ["out first differs at index (0,)", "dense is a str", "`x` calls `y`", "it is no."]
)
def test_names_keep_their_letters(problem):
    _, entries = parse_message(MESSAGE.replace("it returned 7, which is wrong", problem))
    assert dict(entries)["Problem"] == problem.replace("it is", "It is")
    _, entries = parse_message(
        MESSAGE.replace("The last + 1 is missing.", "b is used. Or: W is not.")
    )
    assert dict(entries)["Mistake"] == ["b is used.", "W is not."]


def test_code_in_a_sentence_and_two_guesses(visit):
    message = MESSAGE.replace("The last + 1 is missing.", "`/` gives `<b>`. Or: np.floor rounds.")
    notebook, resources = student_page(scores={"output_size": score("output_size", 0, 2, message)})
    with visit(feedback_page(notebook, resources)) as (shown, _):
        guesses = shown.locator("dd.mistake p").all_inner_texts()
        assert guesses == ["/ gives <b>.", "Or: np.floor rounds."]
        assert shown.locator("dd.mistake code").all_inner_texts() == ["/", "<b>"]
