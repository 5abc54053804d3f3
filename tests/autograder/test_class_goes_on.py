"""One damaged file, student or gradebook: the others go on, and one line says what is wrong."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import text

from autograder import grade, sandbox
from autograder.course import Course

ASSIGNMENT = "01_convolution"
pytestmark = pytest.mark.filterwarnings("default")  # nbgrader warns about itself


def graded(said):
    return {row["student"]: row for row in json.loads(said.out)[ASSIGNMENT]}


@pytest.mark.parametrize("stamp", [b"\xff\xfe\x00", b"yesterday, I think", b"", b"9" * 400])
def test_a_time_that_cannot_be_read_is_none_and_is_noted(fresh, command, stamp):
    folder = fresh / "submitted" / "kofi" / ASSIGNMENT
    (folder / "timestamp.txt").write_bytes(stamp)
    said = command("grade", "--course", fresh, "--students", "kofi", "--json", "-")
    assert said.code == 0, said.err
    (note,) = graded(said)["kofi"]["repairs"]
    assert note == "The time in timestamp.txt cannot be read; no lateness was charged."


def test_a_grade_that_cannot_be_written_stops_nobody_else(fresh, command, monkeypatch):
    real = grade.save

    def save(course, gradebook, api, one, notebook):
        if one.student == "amina":
            gradebook.add_student("nobody")  # half of something, to be rolled back
            gradebook.db.execute(text("select * from no_table"))
        real(course, gradebook, api, one, notebook)

    monkeypatch.setattr(grade, "save", save)
    where = ("--course", fresh)
    said = command("grade", *where, "--students", "amina", "carla", "kofi")
    assert said.code == 2 and said.err.count("\n") == 1
    assert "not written into the gradebook: amina (OperationalError: no such table" in said.err
    rows = graded(command("report", *where, "--json", "-"))
    assert set(rows) == {"carla", "kofi"} and rows["carla"]["points"] > 0


def test_any_end_of_the_class_ends_every_process(fresh, monkeypatch):
    """`tqdm` stands for anything that may fail between two students."""
    monkeypatch.setattr(sandbox, "_stopping", threading.Event())
    started = []
    popen = sandbox.subprocess.Popen
    monkeypatch.setattr(
        sandbox.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1]
    )

    class Odd(BaseException):
        pass

    def broken(*arguments, **options):
        while not started:
            pass
        raise Odd

    monkeypatch.setattr(grade, "tqdm", broken)
    with pytest.raises(Odd):
        grade.grade_class(Course(fresh), ASSIGNMENT)
    assert started and all(process.poll() is not None for process in started)
    assert len(started) <= (grade.os.cpu_count() or 1)  # the waiting ones never began
    assert not sandbox._living
