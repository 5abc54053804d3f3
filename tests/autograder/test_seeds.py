"""Secret cases are renewed after feedback, earlier verdicts stay, and lost seeds are reported."""

from __future__ import annotations

import json
import re
import shutil
import stat
import threading
from concurrent.futures import Executor, Future

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, grade, hand_in

from autograder.course import METADATA, Course, CourseError
from autograder.grading import verdicts
from autograder.judge.bundle import Bundle, read_bundles
from autograder.pages.feedback import write_feedback
from autograder.submissions.seeds import FILE, feedback_given, seeds_of

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


class Fast(Executor):
    """Judges nothing: everybody gets a verdict in the requested round."""

    def __init__(self):
        self.rounds = []

    def submit(self, fn, /, submission, bundle, *rest, **options):
        self.rounds.append(Bundle.from_bytes(bundle).round)
        future = Future()
        future.set_result(fn(b"", bundle, reason="it rained"))
        return future


@pytest.fixture
def rained(handed):
    """The small class, graded in round 1, with feedback."""
    grade(handed, Fast())
    write_feedback(handed, ASSIGNMENT)
    return handed


def rounds(course):
    found = {}
    for path in sorted(course.root.glob(f"autograded/*/{ASSIGNMENT}/{NOTEBOOK}")):
        known = json.loads(path.read_text(encoding="utf-8"))["metadata"][METADATA]
        found[path.parent.parent.name] = known["round"]
    return found


def regraded(course, **options):
    """Grade again; return the rounds in which submissions ran."""
    executor = Fast()
    grade(course, executor, **options)
    return executor.rounds


def change(course, student, number=5):
    hand_in(course, student, {"pad2d": f"def pad2d(x, padding):\n    return {number}"})


def test_without_feedback_there_is_one_round(handed):
    assert regraded(handed) == [1] * 6
    change(handed, "ann")
    assert regraded(handed) == [1] and len(seeds_of(handed, ASSIGNMENT)) == 1


def test_after_feedback_only_changed_submissions_get_new_cases(rained):
    first = seeds_of(rained, ASSIGNMENT)
    change(rained, "ann")
    assert regraded(rained) == [2]
    assert rounds(rained) == dict.fromkeys(rounds(rained), 1) | {"ann": 2}
    seeds = seeds_of(rained, ASSIGNMENT)
    assert seeds[0] == first[0] and len(set(seeds)) == len(seeds) == 2
    assert regraded(rained) == []


def test_a_new_round_begins_after_feedback_on_the_last(rained):
    for number, expected in enumerate([2, 3, 4]):
        change(rained, "ann", number)
        assert regraded(rained) == [expected]
        change(rained, "ben", number + 100)
        assert regraded(rained) == [expected]  # nobody has seen feedback on this round
        write_feedback(rained, ASSIGNMENT)


def test_feedback_on_older_rounds_begins_no_new_round(rained):
    for _ in range(3):
        regraded(rained)
        write_feedback(rained, ASSIGNMENT)
    assert len(seeds_of(rained, ASSIGNMENT)) == 2


def test_the_first_grading_stays_reproducible(rained, monkeypatch):
    """With --force, with newer code, and with damaged verdicts."""
    change(rained, "ann")
    regraded(rained)
    expected = [1] * 6 + [2]
    assert sorted(regraded(rained, force=True)) == expected
    monkeypatch.setattr(verdicts, "code_version", lambda assignment, provides: "newer")
    assert sorted(regraded(rained)) == expected
    for path in rained.root.glob(f"verdicts/{ASSIGNMENT}/*"):
        path.write_bytes(b"half")
    assert sorted(regraded(rained)) == expected and rounds(rained)["ann"] == 2


def test_an_answer_graded_in_an_earlier_round_keeps_that_round(rained):
    """Whoever hands it in again gets the same verdict."""
    before = rained.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK
    shutil.copy(before, rained.folder("submitted", ASSIGNMENT, "ann") / NOTEBOOK)
    assert regraded(rained) == [] and rounds(rained)["ann"] == 1


def test_new_cases_can_be_requested(handed):
    regraded(handed)
    change(handed, "ann")
    assert regraded(handed, new_cases=True) == [2]


def test_nbgraders_own_commands_record_and_choose_the_same_rounds(handed, cli):
    change(handed, "fay", 7)
    where = ("--course-dir", handed.root, "--force")
    root = handed.root.parent
    with open(handed.root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.RebuildFromMaster.allow_unsandboxed = True\n")

    def autograde(student):
        cli("nbgrader", "autograde", ASSIGNMENT, *where, "--student", student, cwd=root)

    autograde("ann")
    autograde("ben")
    assert len(seeds_of(handed, ASSIGNMENT)) == 1
    cli("nbgrader", "generate_feedback", ASSIGNMENT, *where, "--student", "ann", cwd=root)
    change(handed, "ben", 8)
    for student in ("ann", "ben", "fay"):
        autograde(student)
    assert rounds(handed) == {"ann": 1, "ben": 2, "fay": 2}
    regraded(handed)
    assert rounds(handed)["ann"] == rounds(handed)["eli"] == 1  # equal submissions
    assert rounds(handed)["ben"] == 2


def test_a_seed_is_stored_in_one_place(rained):
    change(rained, "ann")
    regraded(rained)
    seeds = [str(seed).encode() for seed in seeds_of(rained, ASSIGNMENT)]
    files = [path for path in rained.root.rglob("*") if path.is_file()]
    holding = [path.name for path in files if any(seed in path.read_bytes() for seed in seeds)]
    assert holding == [FILE] and len(files) > 20
    assert stat.S_IMODE((rained.root / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((rained.root / "verdicts").stat().st_mode) == 0o700


def remove(course):
    (course.root / FILE).unlink()


def leave_out(course):
    (course.root / FILE).write_text("{}")


@pytest.mark.parametrize("lose", [remove, leave_out])
@pytest.mark.parametrize("kept", ["verdicts", "autograded"])
def test_lost_seeds_are_reported_and_not_drawn_again(rained, command, lose, kept):
    lose(rained)
    other = {"verdicts": "autograded", "autograded": "verdicts"}[kept]
    shutil.rmtree(rained.root / other)
    said = command("grade", "--course", rained.root)
    assert said.code == 2 and said.err.count("\n") == 1
    assert f"{FILE} does not hold the seeds with which {ASSIGNMENT} was graded" in said.err
    assert f"`python -m autograder grade --course {rained.root} --new-cases`" in said.err
    assert lose is leave_out or not (rained.root / FILE).exists()
    feedback_given(rained, ASSIGNMENT, 1)  # nothing to record, and no reason to fail


def test_everybody_can_be_regraded_after_seeds_were_lost(rained):
    remove(rained)
    assert regraded(rained, new_cases=True) == [1] * 6
    assert regraded(rained) == []


@pytest.mark.parametrize(
    "entry",
    ["one", None, -1.5, [], {}, {"seeds": [], "feedback": 0}, {"seeds": [1], "feedback": "x"},
     {"seeds": ["1"], "feedback": 0}, {"seeds": [1, True], "feedback": 0}, {"seeds": 5}],
)  # fmt: skip
def test_a_damaged_entry_is_named(rained, entry):
    (rained.root / FILE).write_text(json.dumps({ASSIGNMENT: entry}))
    with pytest.raises(CourseError, match=re.escape(f"{FILE} is damaged: the entry for")):
        regraded(rained)


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_a_damaged_file_is_named(rained, content):
    (rained.root / FILE).write_text(content)
    with pytest.raises(CourseError, match="is damaged.*; restore a copy, or move it away"):
        regraded(rained)


@pytest.mark.parametrize("told", [False, True])
def test_a_file_with_single_seeds_is_read_as_the_first_round(handed, told):
    (handed.root / FILE).write_text(json.dumps({ASSIGNMENT: 123, "02_other": 5}))
    if told:
        page = handed.folder("feedback", ASSIGNMENT, "ann") / "page.html"
        page.parent.mkdir(parents=True)
        page.write_text("a page")
    seeds = [bundle.seed for bundle in read_bundles(handed, ASSIGNMENT)]
    assert seeds[0] == 123 and len(seeds) == 1 + told
    assert seeds_of(handed, "02_other") == [5]


def test_two_processes_draw_one_seed(tmp_path):
    """The second waits until the first has written."""
    course, found = Course(tmp_path / "course"), []
    threads = [
        threading.Thread(target=lambda: found.append(seeds_of(course, ASSIGNMENT)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len({tuple(seeds) for seeds in found}) == 1
