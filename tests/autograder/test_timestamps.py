"""The times in students' folders: read strictly, and each affects only its student."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from datetime import datetime

import pytest
from nbgrader.utils import parse_utc
from small_class import ASSIGNMENT, NOTEBOOK, Known, change, grade

from autograder.commands.grade import summary
from autograder.grading import report
from autograder.submissions.submission import NO_TIME, read_folder
from autograder.submissions.timestamps import format_timestamp, parse_timestamp, read_timestamp

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")

HALF_PAST_SIX = datetime(2030, 1, 2, 18, 30)
READ = {
    "2030-01-02 18:30:00.000000 UTC": HALF_PAST_SIX,  # nbgrader's exchange
    "2030-01-02 18:30:00": HALF_PAST_SIX,  # nbgrader's zip_collect
    "2030-01-02T18:30": HALF_PAST_SIX,
    "2030-01-02T18:30:00Z\r\n": HALF_PAST_SIX,
    "2030-01-02T19:30:00+01:00": HALF_PAST_SIX,
    "2030-01-02 14:00:00 -0430": HALF_PAST_SIX,
    "2030-01-02 15:30:00 -03": HALF_PAST_SIX,
    "2030-01-02 13:30:00 EST": HALF_PAST_SIX,
    "2030-01-02 20:30:00.0 CEST": HALF_PAST_SIX,
    "2030-01-02 18:30:00.123456789": HALF_PAST_SIX.replace(microsecond=123456),
    "2030-01-02": datetime(2030, 1, 2),
    "1970-01-01 00:00:00": datetime(1970, 1, 1),
    "9999-12-31 23:59:59": datetime(9999, 12, 31, 23, 59, 59),
}
UNREAD = [
    *("", "now", "NaN", "inf", "1e9", "9" * 199, "-1", "0", "yesterday, I think"),
    *("2030-02-30 00:00", "2030-13-01 00:00", "2030-01-02 24:01", "2030-01-02 18:30:60"),
    *("0001-01-01 00:00", "1969-12-31 23:59:59", "1970-01-01 00:00:00 +0001"),
    *("9999-12-31 23:59:59 -0001", "10000-01-01 00:00", "2030-01-02 18:30 +2400"),
    *("2030-01-02 18:30 +01:60", "2030-01-02 18:30 IST", "2030-01-02 18:30 " + "A" * 100),
    *("101 Fp ..", "2030-01-02 18:30:00 ..", "2030-01-02 18:30:00 /etc/localtime"),
    *("2030-01-02 18:30:00 ../../../../etc/localtime", "2030-01-02 18:30:00 Europe/Berlin"),
    *("２０３０-01-02 18:30", "2030-01-02 ١٨:30", "2030\u201001-02 18:30", "2030-01-02 18:30\0"),
    *("2030-01-02 18:30 UTC\nUTC", "2030-01-02\u00a018:30", "\u202e2030-01-02 18:30"),
    *("2030-01-02 18:30 utc", "2030-1-2 18:30", "02/01/2030", "Wed, 02 Jan 2030 18:30:00 GMT"),
]


@pytest.mark.parametrize("text", READ)
def test_the_known_forms_are_read(text):
    assert parse_timestamp(text) == READ[text]


@pytest.mark.parametrize("text", UNREAD)
def test_anything_else_is_not(text):
    with pytest.raises(ValueError):
        parse_timestamp(text)


@pytest.mark.parametrize("moment", READ.values())
def test_the_stored_form_is_read_by_us_and_by_nbgrader(moment):
    stored = format_timestamp(moment)
    assert parse_timestamp(stored) == parse_utc(stored) == moment
    assert format_timestamp(datetime(2030, 1, 2)) == "2030-01-02 00:00:00.000000 UTC"


def a_pipe(path):
    os.mkfifo(path)


def a_link(path):
    path.symlink_to("/etc/localtime")


def a_huge_file(path):
    path.touch()
    os.truncate(path, 10**12)


LAID = [
    *(a_pipe, a_link, a_huge_file, os.mkdir),
    lambda path: path.write_bytes("2030-01-02 18:30:00".encode("utf-16")),
    lambda path: path.write_bytes(b"2030-01-02 18:30:00 \xff"),
    lambda path: path.write_text("2030-01-02 18:30:00" + " " * 300),
]


@pytest.mark.parametrize("lay", LAID)
def test_anything_else_in_its_place_is_noted(tmp_path, lay):
    lay(tmp_path / "timestamp.txt")
    (tmp_path / NOTEBOOK).touch()
    one = read_folder("x", tmp_path, ASSIGNMENT)
    assert (one.content, one.timestamp) == (b"", None)
    assert [note.kind for note in one.notes] == [NO_TIME]


def test_a_byte_order_mark_is_ignored(tmp_path):
    (tmp_path / "timestamp.txt").write_bytes(b"\xef\xbb\xbf2030-01-02 18:30:00")
    assert read_timestamp(tmp_path) == HALF_PAST_SIX


@pytest.mark.parametrize("zone", ["A" * 150, ".."])
def test_a_hostile_time_affects_only_its_student(handed, known, zone):
    for student in ("ben", "cho"):
        path = handed.folder("submitted", ASSIGNMENT, student) / "timestamp.txt"
        path.write_text(f"2030-01-02 18:30:00 {zone}" if student == "ben" else "101 Fp ..")
    outcome = grade(handed, known)
    assert (outcome.graded, outcome.again, outcome.unwritten) == (7, {}, {})
    stored = handed.folder("autograded", ASSIGNMENT, "fay") / "timestamp.txt"
    assert stored.read_text() == "2030-01-02 00:00:00.000000 UTC"
    with sqlite3.connect(handed.root / "gradebook.db") as base:
        times = base.execute("select student_id, timestamp from submitted_assignment").fetchall()
    expected = dict.fromkeys("ann ben cho dee eli gus".split(), None)
    assert dict(times) == {**expected, "fay": "2030-01-02 00:00:00.000000"}


def test_students_without_a_time_are_named_if_a_due_date_is_set(course, command):
    where = ("--course", course.root)
    assert report.UNTIMED not in command("report", *where).out
    change(course, "update assignment set duedate = '2029-01-01 00:00:00.000000'")
    told = f"{report.UNTIMED} ann, ben, cho, dee, eli, gus; they get no late penalty."
    for name in ("report", "grade"):
        assert told in command(name, *where).out.splitlines()
    rows = json.loads(command("report", *where, "--json", "-").out)[ASSIGNMENT]
    assert [row["student"] for row in rows if not row["untimed"]] == ["fay"]
    only = command("grade", *where, "--students", "fay")
    assert report.UNTIMED not in only.out


def test_a_folder_unreadable_through_a_fault_of_ours_stops_nobody(handed, small, monkeypatch):
    from autograder.submissions import folders

    real = folders.read_folder

    def read(student, *rest):
        if student == "ben":
            raise RecursionError("a mistake of ours")
        return real(student, *rest)

    monkeypatch.setattr(folders, "read_folder", read)
    outcome = grade(handed, Known(small.graded))
    assert outcome.graded == 6 and "6 newly graded" in summary(outcome)
    assert outcome.unwritten == {
        "reading the folder failed with RecursionError: a mistake of ours": ["ben"]
    }


def test_nbgraders_own_programs_read_times_like_us(handed, known):
    from autograder.grading.gradebook import nbgrader_api

    grade(handed, known)
    for student, text in (("ann", "101 Fp .."), ("ben", "x")):
        path = handed.folder("submitted", ASSIGNMENT, student) / "timestamp.txt"
        path.write_text(f"2030-01-02 18:30:00 {'A' * 150}" if text == "x" else text)
    os.mkfifo(handed.folder("submitted", ASSIGNMENT, "cho") / "timestamp.txt")
    api, started = nbgrader_api(handed), time.monotonic()
    found = {one["student"]: one["timestamp"] for one in api.get_submissions(ASSIGNMENT)}
    assert time.monotonic() - started < 30
    assert set(found) == set("ann ben cho dee eli fay gus".split())
    assert found["fay"] == "2030-01-02T00:00:00" and set(found.values()) == {None, found["fay"]}
    assert api.coursedir.get_existing_timestamp(str(path.parent)) is None
