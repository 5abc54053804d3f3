"""The folders that a class handed in, as the class command and nbgrader read them."""

from __future__ import annotations

import os
import shutil

import pytest
from corpus import folders, intake
from small_class import ASSIGNMENT

from autograder.course import Course, CourseError
from autograder.grading import report
from autograder.submissions.cells import Unreadable
from autograder.submissions.folders import find_folders, find_odd_names
from autograder.submissions.submission import read_file, read_folder, read_named_file

LAID = [entry for entry in (*folders.ENTRIES, *intake.ENTRIES) if entry.lay is not None]


@pytest.mark.parametrize("entry", LAID, ids=lambda entry: entry.title)
def test_both_ways_read_the_same(entry, tmp_path):
    """nbgrader finds a file by its name; if it finds one, it is read the same way."""
    place = tmp_path / "submitted" / "x y" / "01_demo"
    place.parents[1].mkdir()
    entry.lay(place, b"handed in", "01_demo")
    assert list(find_folders(Course(tmp_path), "01_demo")) == ["x y"]
    ours = read_folder("x y", place, "01_demo")
    assert (ours.content is None) == bool(ours.reason)
    named = place / "01_demo.ipynb"
    if os.path.lexists(named):
        assert read_named_file(named) == (ours.content, ours.reason)


def test_the_message_says_what_is_there_instead_of_a_notebook(tmp_path):
    for name in ("timestamp.txt", "README", ".hidden.pdf", "b.<i>", "hw.ZIP", "hw.py", "other.py"):
        (tmp_path / name).touch()
    told = "no notebook, only a .py file and a .zip file; it should hold 01_demo.ipynb"
    assert read_folder("x", tmp_path, "01_demo").reason == f"the folder holds {told}"


def test_a_notebook_in_a_subfolder_is_reported(tmp_path):
    (tmp_path / "<my work>").mkdir()
    (tmp_path / "<my work>" / "01_demo.ipynb").touch()
    told = "no notebook, only another folder, which is not searched; it should hold 01_demo.ipynb"
    assert read_folder("x", tmp_path, "01_demo").reason == f"the folder holds {told}"


def test_a_large_file_is_not_read(tmp_path):
    path = tmp_path / "large.ipynb"
    path.touch()
    os.truncate(path, 10**12)
    with pytest.raises(Unreadable, match="larger than 50 MB"):
        read_file(path)


def test_a_file_that_grows_while_it_is_read_is_bounded(tmp_path):
    path = tmp_path / "growing"
    path.write_bytes(b"x" * 100)
    assert read_file(path, most=100) == b"x" * 100
    with pytest.raises(Unreadable):
        read_file(path, most=99)
    with pytest.raises(Unreadable, match="a device"):
        read_file(type(path)("/dev/zero"))


def test_students_who_handed_in_nothing_are_not_listed(tmp_path):
    for name in ("a/01_demo", "b/02_other", ".c/01_demo"):
        (tmp_path / "submitted" / name).mkdir(parents=True)
    (tmp_path / "submitted" / "d").touch()
    course = Course(tmp_path)
    assert list(find_folders(course, "01_demo")) == ["a"]  # like nbgrader, which ignores ".c"
    assert list(find_folders(course, "01_demo", ["a"])) == ["a"]
    with pytest.raises(CourseError, match="b: no submission of 01_demo"):
        find_folders(course, "01_demo", ["b"])
    with pytest.raises(CourseError, match="no submissions of 03"):
        find_folders(course, "03")


def test_folders_with_unprintable_names_are_left_out_and_reported(tmp_path):
    names = [
        b"zo\xc3\xab",
        b"-rf",
        b"'; drop table",
        b"bad\xff",
        b"new\nline",
        b"\x1b[2J",
        b"\x7f",
        b"[b]ob",
        b"a*",
        "a\u202eb".encode(),
        "a\u200b".encode(),
        ("e" + "\u0301" * 9).encode(),
    ]
    for name in names:
        os.makedirs(os.path.join(os.fsencode(tmp_path), b"submitted", name, b"01_demo"))
    course = Course(tmp_path)
    assert list(find_folders(course, "01_demo")) == ["'; drop table", "-rf", "zoë"]
    odd = find_odd_names(course, "01_demo")
    assert sorted(odd) == sorted(
        [r"'\x1b[2J'", r"'bad\udcff'", r"'new\nline'", r"'\x7f'", "'[b]ob'", "'a*'"]
        + [r"'a\u202eb'", r"'a\u200b'", "'e" + r"\u0301" * 9 + "'"]
    )


def test_an_unreadable_submitted_folder_is_named(tmp_path):
    (tmp_path / "submitted").touch()
    with pytest.raises(CourseError, match="submitted cannot be read: Not a directory"):
        find_folders(Course(tmp_path), "01_demo")


def test_odd_entries_in_submitted_affect_only_their_student(handed, command):
    """A file, a broken link and the longest possible name, in place of students' folders."""
    submitted = handed.root / "submitted"
    (submitted / "a file").touch()
    (submitted / "a link").symlink_to("nowhere")
    (submitted / "round").symlink_to("round")
    longest = "x" * 255
    shutil.copytree(submitted / "ann", submitted / longest)
    os.mkfifo(submitted / "a pipe")
    (submitted / "a folder" / ASSIGNMENT).mkdir(parents=True)
    (submitted / "in place").mkdir()
    (submitted / "in place" / ASSIGNMENT).symlink_to(submitted / "ann" / ASSIGNMENT)
    said = command("grade", "--course", handed.root)
    assert said.code == 0, said.err
    names = "a file, a link, a pipe"
    assert f"no folder {ASSIGNMENT} in: {names}" in said.err
    rows = {row["student"]: row for row in report.rows(handed, ASSIGNMENT)}
    assert set(rows) >= {*"ann ben cho dee eli fay gus".split(), longest, "a folder", "in place"}
    assert rows[longest]["points"] == rows["ann"]["points"] == 5
    assert rows["a folder"]["points"] == rows["in place"]["points"] == 0
    assert command("report", "--course", handed.root).code == 0
    assert command("feedback", "--course", handed.root).code == 0
    assert handed.folder("feedback", ASSIGNMENT, longest).is_dir()
