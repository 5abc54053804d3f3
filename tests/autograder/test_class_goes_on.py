"""One damaged file, student or gradebook: the rest continues, and one line says what is wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest
from released import ASSIGNMENT
from sqlalchemy import text

from autograder.authoring import release
from autograder.course import Course, CourseError
from autograder.grading.ledger import Ledger

pytestmark = pytest.mark.filterwarnings("default")  # nbgrader warns about itself


def graded(said):
    return {row["student"]: row for row in json.loads(said.out)[ASSIGNMENT]}


@pytest.mark.parametrize("stamp", [b"\xff\xfe\x00", b"yesterday, I think", b"", b"9" * 400])
def test_an_unreadable_time_is_ignored_with_a_note(fresh, command, stamp):
    folder = fresh / "submitted" / "kofi" / ASSIGNMENT
    (folder / "timestamp.txt").write_bytes(stamp)
    said = command("grade", "--course", fresh, "--students", "kofi", "--json", "-")
    assert said.code == 0, said.err
    (note,) = graded(said)["kofi"]["repairs"]
    assert note == "The time in timestamp.txt cannot be read, so there is no late penalty."


def test_a_grade_that_cannot_be_written_stops_nobody_else(fresh, command, monkeypatch):
    real = Ledger.save

    def save(self, student, *rest, **options):
        if student == "amina":
            self._db.execute(text("insert into student (id) values ('nobody')"))
            self._db.execute(text("select * from no_table"))
        real(self, student, *rest, **options)

    monkeypatch.setattr(Ledger, "save", save)
    where = ("--course", fresh)
    said = command("grade", *where, "--students", "amina", "carla", "kofi")
    assert said.code == 1 and said.err.count("\n") == 1
    assert "not written into the gradebook: amina (OperationalError: no such table" in said.err
    rows = graded(command("report", *where, "--json", "-"))
    assert set(rows) == {"carla", "kofi"} and rows["carla"]["points"] > 0
    with sqlite3.connect(fresh / "gradebook.db") as base:  # the first half was rolled back
        assert not base.execute("select * from student where id = 'nobody'").fetchall()


def test_a_release_that_fails_loses_nothing(fresh, command):
    released = fresh / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = released.read_bytes()
    (fresh / "gradebook.db").write_bytes(b"no database" * 1000)
    said = command("release", "--course", fresh)
    assert said.code == 2 and said.err.count("\n") == 1
    assert f"the gradebook {fresh / 'gradebook.db'} cannot be used" in said.err
    assert released.read_bytes() == before


def test_the_release_survives_if_nbgrader_refuses(fresh, monkeypatch):
    from autograder.grading import gradebook

    class Refusing:
        def generate_assignment(self, name, force):
            released.unlink()
            return {"success": False, "error": "nobody knows why"}

    monkeypatch.setattr(gradebook, "nbgrader_api", lambda course: Refusing())
    released = fresh / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = released.read_bytes()
    with pytest.raises(CourseError, match="nobody knows why"):
        release.release_assignments(Course(fresh), [ASSIGNMENT])
    assert released.read_bytes() == before


def test_release_recreates_a_removed_gradebook(fresh, command):
    (fresh / "gradebook.db").unlink()
    where = ("--course", fresh)
    said = command("grade", *where, "--students", "kofi")
    assert said.code == 2 and said.err.count("\n") == 1
    assert "is not in the gradebook" in said.err and "autograder release" in said.err
    assert command("release", *where).code == 0
    assert command("grade", *where, "--students", "kofi").code == 0


@pytest.mark.parametrize(
    ("does", "name", "content"),
    [
        ("grade", "seeds.json", "[]"),
        ("grade", "seeds.json", f'{{"{ASSIGNMENT}": "one"}}'),
        ("sample", "sample_class.json", "5"),
        ("sample", "sample_class.json", "{"),
    ],
)
def test_a_damaged_list_is_named(fresh, command, does, name, content):
    (fresh / name).write_text(content)
    said = command(does, "--course", fresh)
    assert said.code == 2 and said.err.count("\n") == 1
    assert f"{fresh / name} is damaged" in said.err


@pytest.mark.parametrize("content", [b"{", b'{"cells": []}', b"\xff", b"5"])
def test_one_damaged_notebook_does_not_stop_the_report(sample, command, tmp_path, content):
    shutil.copytree(sample.course, tmp_path / "copy")
    path = tmp_path / "copy" / "autograded" / "bo" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.chmod(0o644)
    path.write_bytes(content)
    rows = graded(command("report", "--course", tmp_path / "copy", "--json", "-"))
    assert set(rows) == set(sample.rows) and rows["bo"]["points"] == sample.rows["bo"]["points"]
    assert rows["bo"]["review"] == ["the autograded notebook cannot be read: grade again"]


@pytest.mark.parametrize("content", [b"{", b"\xff", b'{"cells": 3}'])
def test_one_damaged_notebook_does_not_stop_the_feedback(sample, command, tmp_path, content):
    shutil.copytree(sample.course, tmp_path / "copy")
    where = ("--course", tmp_path / "copy")
    path = tmp_path / "copy" / "autograded" / "bo" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.chmod(0o644)
    path.write_bytes(content)
    said = command("feedback", *where)
    assert said.code == 1 and said.err.startswith(f"{ASSIGNMENT}: no page for bo: ")
    assert said.err.count("\n") == 1 and f"{len(sample.rows) - 1} pages in" in said.out
    pages = (tmp_path / "copy").glob(f"feedback/*/{ASSIGNMENT}/{ASSIGNMENT}.html")
    assert {page.parent.parent.name for page in pages} == set(sample.rows) - {"bo"}


def test_a_folder_that_is_not_writable_is_named(fresh, command, monkeypatch):
    locked = fresh / "autograded"
    locked.mkdir()
    monkeypatch.setattr("autograder.course.os.access", lambda path, mode: path != locked)
    said = command("grade", "--course", fresh)
    assert said.code == 2 and said.err == f"error: the folder {locked} is not writable\n"


def test_a_link_is_refused_by_both_commands(fresh, cli, command):
    path = fresh / "submitted" / "amina" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.rename(fresh / "elsewhere.ipynb")
    path.symlink_to(fresh / "elsewhere.ipynb")
    where = ("--course", fresh)
    ours = graded(command("grade", *where, "--students", "amina", "--json", "-"))["amina"]
    own = ("--course-dir", fresh, "--student", "amina", "--force")
    cli("nbgrader", "autograde", ASSIGNMENT, *own, cwd=fresh.parent)
    theirs = graded(command("report", *where, "--json", "-"))["amina"]
    assert ours == theirs and ours["points"] == 0
    assert "the folder holds no notebook" in ours["review"][0]


def test_a_name_in_capitals_counts_as_the_same_name(fresh, command):
    folder = fresh / "submitted" / "kofi" / ASSIGNMENT
    (folder / f"{ASSIGNMENT}.ipynb").rename(folder / f"{ASSIGNMENT.upper()}.IPYNB")
    (folder / "notes.ipynb").write_text("other")
    row = graded(command("grade", "--course", fresh, "--students", "kofi", "--json", "-"))["kofi"]
    assert row["review"] == ["the file is not JSON, so it is not a notebook"]
