"""A class with slow submissions: they run last, and a busy machine gives nobody a verdict."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, Known, grade, hand_in, seen

from autograder.grading import report
from autograder.grading.workers import Workers
from autograder.pages.feedback import write_feedback
from autograder.sandbox.errors import MachineBusy, Postponed
from autograder.sandbox.limits import Limits

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
BUSY = "the machine was too busy: 3 s of work took 120 s"


class Slow(Known):
    """Raises errors for some submissions, in a hurry or not, before it gives `Known`'s verdicts.

    Parameters
    ----------
    course : Course
    errors : dict of bytes to list of Exception
    """

    def __init__(self, course, errors):
        super().__init__(course)
        self._errors, self.hurried = errors, []

    def submit(self, fn, /, submission, *rest, hurry, **options):
        self.hurried.append(hurry)
        if waiting := self._errors.get(submission):
            self.asked.append(submission)
            future = Future()
            future.set_exception(waiting.pop(0))
            return future
        return super().submit(fn, submission, *rest, **options)


def submission_of(course, student):
    return (course.folder("submitted", ASSIGNMENT, student) / NOTEBOOK).read_bytes()


def test_slow_submissions_run_again_after_all_others_are_graded(small, handed):
    slow = [submission_of(handed, student) for student in ("ann", "cho")]
    executor = Slow(
        small.graded, {one: [Postponed("it takes more than 10 seconds")] for one in slow}
    )
    outcome = grade(handed, executor, jobs=1)
    assert executor.asked[-2:] == slow and executor.asked.count(slow[0]) == 2
    assert executor.hurried == [True] * 6 + [False] * 2
    assert outcome.graded == 7 and not outcome.again and seen(handed) == seen(small.graded)


def test_a_submission_that_met_a_busy_machine_runs_again_at_the_end(small, handed):
    one = submission_of(handed, "ben")
    executor = Slow(small.graded, {one: [MachineBusy(BUSY)]})
    outcome = grade(handed, executor)
    assert executor.asked[-1] == one and executor.asked.count(one) == 2
    assert not outcome.again and seen(handed) == seen(small.graded)


@pytest.mark.parametrize("first", [Postponed("it takes longer"), MachineBusy(BUSY)])
def test_a_submission_that_met_a_busy_machine_twice_needs_review_and_is_not_cached(
    small, handed, known, first
):
    one = submission_of(handed, "ben")
    outcome = grade(handed, Slow(small.graded, {one: [first, MachineBusy(BUSY)]}))
    assert outcome.again == {BUSY: ["ben"]} and outcome.graded == 7
    rows = {row["student"]: row for row in report.rows(handed, ASSIGNMENT)}
    assert rows["ben"]["review"] == [BUSY] and not rows["ben"]["graded"]
    assert rows["ann"]["points"] == 5 and not rows["ann"]["review"]
    pages = {page.parent.parent.name: page for page in write_feedback(handed, ASSIGNMENT)}
    assert f"The reason: {BUSY}." in pages["ben"].read_text(encoding="utf-8")
    grade(handed, known)
    assert known.asked == [one] and seen(handed) == seen(small.graded)


SLEEPER = "import time\ntime.sleep(0.6)\ndef pad2d(x, padding):\n    return x + 1"


def test_a_verdict_is_the_same_whether_it_took_one_run_or_two(handed):
    """In real processes: the first run gives up, the second has all the time it needs."""
    hand_in(handed, "zoe", {"pad2d": SLEEPER})
    found = []
    for first in (0.3, 100.0):
        with Workers(1) as workers:
            grade(handed, workers, students=["zoe"], limits=Limits(first=first), force=True)
        found.append(seen(handed)[0])
    assert found[0] == found[1] and "plain 0/7" in str(found[0])
