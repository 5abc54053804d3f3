"""nbgrader's own autograde: an odd folder costs the other students nothing."""

from __future__ import annotations

import os
import socket
import time

import pytest
from small_class import ASSIGNMENT

from autograder.submissions import in_nbgrader
from autograder.submissions.cells import Unreadable
from autograder.submissions.in_nbgrader import require_plain_files

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def an_endless_link(folder):
    (folder / "helper.py").symlink_to("/dev/zero")


def a_pipe(folder):
    os.mkfifo(folder / "data.csv")


def a_socket(folder):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(folder / "s"))


def a_terabyte(folder):
    (folder / "data").touch()
    os.truncate(folder / "data", 10**12)


def many_files(folder):
    for number in range(in_nbgrader.MAX_FILES + 1):
        (folder / f"{number}").touch()


def deep_folders(folder):
    folder.joinpath(*["in"] * (in_nbgrader.MAX_DEPTH + 2)).mkdir(parents=True)


ODD = [an_endless_link, a_pipe, a_socket, a_terabyte, many_files, deep_folders]


@pytest.mark.parametrize("lay", ODD)
def test_folders_that_must_not_be_copied_are_refused(tmp_path, lay):
    lay(tmp_path)
    with pytest.raises(Unreadable):
        require_plain_files(tmp_path)


def test_ordinary_folders_are_copied(tmp_path):
    (tmp_path / "data" / "deeper").mkdir(parents=True)
    (tmp_path / "data" / "deeper" / "a.csv").write_text("1")
    (tmp_path / "link.ipynb").symlink_to("nowhere")  # never copied
    (tmp_path / os.fsdecode(b"\xff\n")).touch()
    require_plain_files(tmp_path)


def test_others_are_graded_if_one_folder_is_odd(handed):
    from autograder.grading.gradebook import nbgrader_api

    for student, lay in (("ben", an_endless_link), ("fay", a_pipe)):
        lay(handed.folder("submitted", ASSIGNMENT, student))
    stamp = handed.folder("submitted", ASSIGNMENT, "cho") / "timestamp.txt"
    stamp.write_text("2030-01-02 18:30:00 " + "A" * 150)
    api, started = nbgrader_api(handed), time.monotonic()
    found = {name: api.autograde(ASSIGNMENT, name) for name in ("ann", "ben", "cho", "fay")}
    assert time.monotonic() - started < 100
    assert {name for name, one in found.items() if one["success"]} == {"ann", "cho"}
    assert "there is a link, which is not copied" in found["ben"]["log"]
    graded = sorted(path.parent.parent.name for path in handed.root.glob("autograded/*/*/*.ipynb"))
    assert graded == ["ann", "cho"]
