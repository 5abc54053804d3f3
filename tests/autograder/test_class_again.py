"""Regrading a class: only changes are run and written, and a person's points stay."""

from __future__ import annotations

import shutil
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from datetime import datetime

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, Known, change, grade, grade_of, hand_in, seen

from autograder.course import CourseError
from autograder.grading import class_run, report, verdicts
from autograder.grading.verdicts import Verdicts
from autograder.grading.workers import WorkerTimeout
from autograder.judge.bundle import read_bundle
from autograder.sandbox.errors import IsolationUnavailable, KilledFromOutside, SandboxDied
from autograder.sandbox.limits import Limits
from autograder.submissions import folders
from autograder.submissions.submission import Note

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def states(course):
    """Return when each of a course's results was written, and to which inode."""
    paths = [*course.root.rglob("autograded/**/*"), *course.root.glob("verdicts/*/*")]
    paths.append(course.root / "gradebook.db")
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths}


def test_a_second_run_runs_nothing_and_writes_nothing(course, known):
    before = states(course)
    outcome = grade(course, known)
    assert (outcome.graded, outcome.kept, known.asked) == (7, 7, [])
    assert states(course) == before
    assert not outcome.again and not outcome.unwritten


def test_force_reruns_everything_and_a_persons_work_stays(course, known):
    change(
        course,
        "update grade set manual_score = 1, needs_manual_grade = 0, extra_credit = 0.5",
        "update comment set manual_comment = 'well tried'",
    )
    before = seen(course)
    grade(course, known, force=True)
    assert len(known.asked) == 6 and seen(course) == before


def test_equal_submissions_are_graded_once(handed, known, small):
    outcome = grade(handed, known)
    assert (outcome.graded, outcome.kept, len(known.asked)) == (7, 0, 6)
    assert seen(handed) == seen(small.graded)


def test_a_new_version_is_graded_and_a_person_has_to_confirm(course, known):
    change(
        course,
        "update grade set manual_score = 1.5, needs_manual_grade = 0",
        "update comment set manual_comment = 'well tried'",
    )
    folder = course.folder("submitted", ASSIGNMENT, "ann")
    shutil.copy(folder / NOTEBOOK, course.folder("submitted", ASSIGNMENT, "ben"))
    grade(course, known)
    assert known.asked == []  # Ann's verdict is cached
    *_, auto, manual, waiting, _, _ = grade_of(course, "ben", "pad2d")
    assert (auto, manual, waiting) == (3, 1.5, 1)
    assert grade_of(course, "ben", "solution_pad2d")[-1] == "well tried"
    assert grade_of(course, "ann", "pad2d")[4:7] == (3, 1.5, 0)


def test_a_new_version_with_the_same_verdict_has_to_be_confirmed_too(course, known):
    """The person gave points for what they read, and the text is different now."""
    change(course, "update grade set manual_score = 1, needs_manual_grade = 0")
    notebook = course.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK
    notebook.write_bytes(notebook.read_bytes().replace(b"return 1 + ", b"return 2 + "))
    older = course.folder("autograded", ASSIGNMENT, "ben") / NOTEBOOK
    verdict = older.read_bytes().replace(b"return 1 + ", b"return 2 + ")
    known._verdicts[notebook.read_bytes()] = verdict
    grade(course, known)
    assert older.read_bytes() == verdict
    assert grade_of(course, "ben", "pad2d")[4:7] == (0, 1, 1)
    assert grade_of(course, "ann", "pad2d")[4:7] == (3, 1, 0)


EVERYTHING = "grade comment submitted_notebook submitted_assignment student".split()


@pytest.mark.parametrize(
    "damage",
    [
        [f"delete from {table}" for table in EVERYTHING],
        ["delete from grade where auto_score = 3"],
        ["delete from comment"],
        ["update grade set auto_score = 1"],
        ["update grade set auto_score = null"],
        ["update grade set needs_manual_grade = 1"],
        ["update comment set auto_comment = 'all pass'"],
        ["update submitted_notebook set late_submission_penalty = 1"],
        ["update submitted_assignment set timestamp = null"],
    ],
)
def test_a_damaged_gradebook_is_repaired_from_the_cached_verdicts(course, known, damage):
    before = seen(course)
    change(course, *damage)
    assert seen(course) != before
    grade(course, known)
    assert seen(course) == before and known.asked == []


@pytest.mark.parametrize("content", [None, b"", b"{}", "longer"])
@pytest.mark.parametrize("name", [NOTEBOOK, "timestamp.txt"])
def test_a_damaged_notebook_is_restored(course, known, name, content):
    before, gradebook = seen(course), states(course)[course.root / "gradebook.db"]
    path = course.folder("autograded", ASSIGNMENT, "fay") / name
    content = path.read_bytes() + b" " if content == "longer" else content
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    grade(course, known)
    assert seen(course) == before and known.asked == []
    if name != NOTEBOOK or content is None:  # otherwise it may belong to an older version
        assert states(course)[course.root / "gradebook.db"] == gradebook


@pytest.mark.parametrize("content", [b"", b"\xff", b"half", "cut", "changed"])
def test_a_damaged_verdict_counts_as_missing(course, known, content):
    folder = course.root / "verdicts" / ASSIGNMENT
    path = next(path for path in folder.iterdir() if b"output_size: all " in path.read_bytes())
    whole = path.read_bytes()
    changed = whole.replace(b'"points": 2.0', b'"points": 9.0', 1)
    assert changed != whole
    path.write_bytes({"cut": whole[:-1], "changed": changed}.get(content, content))
    before = seen(course)
    grade(course, known)
    assert len(known.asked) == 1 and seen(course) == before and path.read_bytes() == whole


def test_unused_verdicts_are_removed_after_a_run_of_the_whole_class(course, known):
    folder = course.root / "verdicts" / ASSIGNMENT
    before = set(folder.iterdir())
    (folder / ".half.17.new").write_bytes(b"of a run that was killed")
    hand_in(course, "gus", None)  # as Dee did
    grade(course, known, students=["gus"])
    assert len(set(folder.iterdir())) == 7
    grade(course, known)
    assert len(before - set(folder.iterdir())) == 1 and set(folder.iterdir()) < before


def test_a_verdict_depends_on_everything_that_decides_it(small, tmp_path, monkeypatch):
    bundle, limits = read_bundle(small.graded, ASSIGNMENT), Limits(isolation="none")
    one = folders.read_folder("ann", small.graded.submissions(ASSIGNMENT)["ann"], ASSIGNMENT)

    def key(handed=one, bundle=bundle, limits=limits):
        return Verdicts(tmp_path, [bundle], limits).key(handed)

    keys = [
        key(),
        key(replace(one, content=one.content + b" ")),
        key(replace(one, notes=(Note("The time was odd."),))),
        key(replace(one, content=None, reason="the file is a link")),
        key(bundle=replace(bundle, seed=bundle.seed + 1)),
        key(limits=replace(limits, call=1.0)),
        key(limits=replace(limits, isolation="bubblewrap")),
    ]
    assert len(set(keys)) == len(keys)
    assert key(replace(one, student="eli", timestamp=datetime(2030, 1, 1))) == key()
    monkeypatch.setattr(verdicts, "code_version", lambda assignment, provides: "newer")
    assert key() not in keys


class Failing(Known):
    """Fails a few times for one submission."""

    def __init__(self, course, submission, errors):
        super().__init__(course)
        self._submission, self._errors = submission, errors

    def submit(self, fn, /, submission, *rest, **options):
        if submission == self._submission and self._errors:
            self.asked.append(submission)
            future = Future()
            future.set_exception(self._errors.pop(0))
            return future
        return super().submit(fn, submission, *rest, **options)


LOST = [
    BrokenExecutor("gone"),
    SandboxDied("the sandbox failed: it was killed from outside"),
    KilledFromOutside("its process was killed from outside"),
    IsolationUnavailable("the sandbox did not start: it rained"),
]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error).__name__)
def test_a_disturbed_submission_is_graded_again(small, handed, error, times):
    submission = (handed.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK).read_bytes()
    failing = Failing(small.graded, submission, [error] * times)
    outcome = grade(handed, failing)
    assert not outcome.again and failing.asked.count(submission) == 1 + times
    assert seen(handed) == seen(small.graded)


def test_a_submission_killed_in_every_run_needs_review_and_is_not_cached(
    small, handed, known, command, monkeypatch
):
    submission = (handed.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK).read_bytes()
    failing = Failing(small.graded, submission, [LOST[2]] * 3)
    monkeypatch.setattr(class_run, "Workers", lambda *_: failing)
    said = command("grade", "--course", handed.root, "--allow-unsandboxed")
    reason = "its process was killed from outside, in 3 runs of 3"
    assert said.code == 1 and said.err == f"{ASSIGNMENT}: not graded: ben ({reason})\n"
    (row,) = [row for row in report.rows(handed, ASSIGNMENT) if row["student"] == "ben"]
    assert row["points"] == 0 and row["review"] == [reason]
    needing = [row[3] for row in seen(handed)[0] if row[0] == "ben" and row[6]]
    assert needing == ["output_size", "pad2d"]
    assert not grade(handed, known).again
    assert known.asked == [submission] and seen(handed) == seen(small.graded)


def test_a_submission_whose_sandbox_dies_whenever_it_runs_alone_is_judged(small, handed, known):
    submission = (handed.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK).read_bytes()
    failing = Failing(small.graded, submission, [LOST[1]] * 3)
    outcome = grade(handed, failing)
    assert not outcome.again and failing.asked.count(submission) == 3
    (row,) = [row for row in report.rows(handed, ASSIGNMENT) if row["student"] == "ben"]
    assert row["points"] == 0 and row["review"][0].startswith("the sandbox failed")
    grade(handed, known)
    assert known.asked == []


def test_a_submission_whose_sandbox_died_runs_again_alone(small, handed):
    """Otherwise a submission that kills the sandbox of others could get them judged for it."""
    running, together = set(), []

    class Watched(Failing):
        def submit(self, fn, /, submission, *rest, **options):
            together.append((submission, len(running)))
            future = super().submit(fn, submission, *rest, **options)
            running.add(future)
            return future

    submission = (handed.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK).read_bytes()
    failing, real = Watched(small.graded, submission, [LOST[1]] * 2), class_run.VerdictStream
    settle = real._settle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(real, "_settle", lambda *two: running.discard(two[1]) or settle(*two))
        assert not grade(handed, failing, jobs=2).again
    beside = [count for one, count in together if one == submission]
    assert beside[1:] == [0, 0] and max(count for _, count in together) > 1
    assert seen(handed) == seen(small.graded)


THRICE = [LOST[0], LOST[3], LOST[3]]


@pytest.mark.parametrize("errors", [THRICE, [ValueError("a mistake of ours\nand a page")] * 2])
def test_a_failure_of_ours_needs_review_and_is_not_cached(small, handed, known, errors):
    submission = (handed.folder("submitted", ASSIGNMENT, "ann") / NOTEBOOK).read_bytes()
    failing = Failing(small.graded, submission, list(errors))
    outcome = grade(handed, failing)
    ((reason, students),) = outcome.again.items()
    assert students == ["ann", "eli"] and type(errors[-1]).__name__ in reason
    assert failing.asked.count(submission) == len(errors) and outcome.graded == 7
    assert "page" not in reason
    rows = {row["student"]: row for row in report.rows(handed, ASSIGNMENT)}
    assert rows["ann"]["points"] == 0 and rows["ann"]["review"] == [reason]
    assert rows["ben"]["points"] == 2 and rows["ben"]["review"] == []
    grade(handed, known)
    assert set(known.asked) == {submission} and seen(handed) == seen(small.graded)


def test_a_submission_that_takes_too_long_runs_once_and_needs_review(small, handed, known):
    submission = (handed.folder("submitted", ASSIGNMENT, "ann") / NOTEBOOK).read_bytes()
    failing = Failing(small.graded, submission, [WorkerTimeout("it took more than 9 seconds")] * 2)
    outcome = grade(handed, failing)
    assert failing.asked.count(submission) == 1 and outcome.graded == 7 and not outcome.again
    rows = {row["student"]: row for row in report.rows(handed, ASSIGNMENT)}
    assert rows["ann"]["points"] == 0
    assert rows["ann"]["review"] == ["grading took too long: it took more than 9 seconds"]
    grade(handed, known)
    assert submission not in known.asked


class Raining(Known):
    """Gives everybody the same verdict."""

    def __init__(self):
        self.asked = []

    def submit(self, fn, /, submission, bundle, *rest, **options):
        future = Future()
        future.set_result(fn(b"", bundle, reason="it rained"))
        return future


def test_submissions_are_read_when_they_are_needed(handed, monkeypatch):
    """However many there are, only a few are in memory at a time."""
    for number in range(60):
        hand_in(handed, f"zoe{number}", {"pad2d": f"def pad2d(x):\n    return {number}"})
    read, settled, ahead = [], [], []
    real, settle = folders.read_folder, class_run.VerdictStream._settle
    monkeypatch.setattr(folders, "read_folder", lambda *a: read.append(a) or real(*a))

    def counting(stream, future):
        settled.append(future)
        ahead.append(len(read) - len(settled))
        settle(stream, future)

    monkeypatch.setattr(class_run.VerdictStream, "_settle", counting)
    grade(handed, Raining(), jobs=2)
    assert len(read) == 67 and max(ahead) <= 2 * 2 + 1  # Eli waits for Ann's


def test_a_second_run_at_the_same_time_is_refused(course, known):
    with course.locked(), pytest.raises(CourseError, match="another `grade`, `release` or"):
        grade(course, known)
    assert grade(course, known).graded == 7
