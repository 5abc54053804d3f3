"""What instructors are told about a class: misplaced work, repairs, failures."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import Future

import nbformat
import pytest
from small_class import ASSIGNMENT, NOTEBOOK, Known, change, grade, grade_of

from autograder.grading import report
from autograder.grading.grade import grade_bytes
from autograder.grading.verdicts import read_metadata
from autograder.judge.bundle import read_bundle
from autograder.submissions.folders import find_misplaced
from autograder.submissions.marks import is_answer
from autograder.submissions.submission import NO_TIME, OTHER_NAME, UNREAD, read_folder

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


def test_misplaced_work_is_named(course, command, tmp_path):
    submitted = course.root / "submitted"
    (submitted / "oli").mkdir()
    (submitted / "z_as" / "assignment1").mkdir(parents=True)
    (submitted / "z_loose").mkdir()
    whole = submitted / "ann" / ASSIGNMENT / NOTEBOOK
    shutil.copy(whole, submitted / "z_loose" / NOTEBOOK)
    shutil.copy(whole, submitted / "z_flat.ipynb")
    (submitted / "z_link").symlink_to(tmp_path / "nowhere")
    (submitted / "z\x1b[2J").mkdir()
    said = command("grade", "--course", course.root)
    names = "oli, z??2J, z_as, z_flat.ipynb, z_link, z_loose"
    assert said.code == 0
    assert said.err == f"{ASSIGNMENT}: not graded, no folder {ASSIGNMENT} in: {names}\n"
    for number in range(99):
        (submitted / f"n{number:02}").mkdir()
    said = command("grade", "--course", course.root)
    assert said.err.endswith("n39 and 65 more\n")
    shutil.rmtree(submitted / "ann")
    for student in "ben cho dee eli fay gus".split():
        shutil.rmtree(submitted / student)
    said = command("grade", "--course", course.root)
    assert said.code == 2 and f"(no folder {ASSIGNMENT} in: n00, n01, " in said.err


def test_students_who_handed_in_another_assignment_are_not_misplaced(course):
    other = course.root / "release" / "02_more"
    other.mkdir()
    (other / "02_more.ipynb").touch()
    (course.root / "submitted" / "hal" / "02_more").mkdir(parents=True)
    (course.root / "submitted" / "ida" / "02_more").mkdir(parents=True)
    shutil.copy(
        course.folder("submitted", ASSIGNMENT, "ann") / NOTEBOOK,
        course.root / "submitted" / "ida" / NOTEBOOK,
    )
    assert find_misplaced(course, ASSIGNMENT) == ["ida"]


def graded_with_others(course, student):
    """Grade one folder as the class command does; return the notebook's metadata."""
    one = read_folder(student, course.folder("submitted", ASSIGNMENT, student), ASSIGNMENT)
    task = read_bundle(course, ASSIGNMENT).to_bytes()
    beside = {"notes": one.notes, "others": one.others}
    return read_metadata(grade_bytes(one.content, task, reason=one.reason, **beside))


def test_an_untouched_notebook_beside_others_needs_review(handed):
    for student in ("ann", "cho"):  # Cho changed nothing
        folder = handed.folder("submitted", ASSIGNMENT, student)
        shutil.copy(folder / NOTEBOOK, folder / f"copy of {NOTEBOOK}")
        (folder / "<b>.ipynb").touch()
    names = f"“?b?.ipynb”, “copy of {NOTEBOOK}”"
    ann, cho = (graded_with_others(handed, student) for student in ("ann", "cho"))
    note = f"Other notebooks in the folder, which were not read: {names}."
    assert ann["repairs"] == cho["repairs"] == [note]
    assert ann["noted"] == cho["noted"] == [UNREAD]
    assert [score["review"] for score in ann["scores"].values()] == [None, None]
    doubt = "this notebook has no answers, and other notebooks in the folder were not read: "
    doubt += names
    assert [score["review"] for score in cho["scores"].values()] == [doubt] * 2
    (handed.folder("submitted", ASSIGNMENT, "cho") / "<b>.ipynb").unlink()
    (handed.folder("submitted", ASSIGNMENT, "cho") / f"copy of {NOTEBOOK}").unlink()
    alone = graded_with_others(handed, "cho")
    assert [score["review"] for score in alone["scores"].values()] == [None, None]


def test_many_long_names_are_shortened(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}{'x' * 200}.ipynb").touch()
    (tmp_path / NOTEBOOK).touch()
    one = read_folder("x", tmp_path, ASSIGNMENT)
    assert len(one.others) == 5 and "...” and 4 more." in one.notes[0].text
    assert max(map(len, one.others)) == 65 and one.others[0].endswith("...”")


def test_the_table_counts_repairs_and_names_important_ones():
    row = {
        "of": 20.0,
        "late": 0.0,
        "folder": True,
        "untimed": False,
        "review": [],
        "isolation": "bubblewrap",
        "graded": True,
    }
    notes = {
        "ann": ([], []),
        "ben": (["A note."], [OTHER_NAME]),
        "cho": (["A note.", "Another."], [NO_TIME]),
        "dee": (["A note."], [UNREAD]),
    }
    rows = [
        {**row, "student": name, "points": 1.0, "repairs": repairs, "noted": noted}
        for name, (repairs, noted) in notes.items()
    ]
    lines = report.table("01_x", rows).splitlines()
    assert "isolation   repairs  needs review" in lines[1]
    assert [line.split()[4:] for line in lines[3:7]] == [[], ["1"], ["2"], ["1"]]
    assert lines[7:10] == [
        "Graded although the file has the wrong name: ben",
        "No late penalty, because timestamp.txt cannot be read: cho",
        "Other notebooks in the folder were not read: dee",
    ]
    assert "repairs" not in report.table("01_x", rows[:1])
    many = [{**rows[0], "student": f"s{n}"} for n in range(50)] + rows
    assert set(lines[7:10]) < set(report.table("01_x", many).splitlines())


class Broken(Known):
    """Fails for one submission."""

    lost = None

    def submit(self, fn, /, submission, *rest, **options):
        if submission != self.lost:
            return super().submit(fn, submission, *rest, **options)
        future = Future()
        future.set_exception(ValueError("a mistake of ours"))
        return future


def test_failures_of_the_autograder_do_not_count_as_graded(small, handed, command):
    from autograder.commands.grade import summary

    failing = Broken(small.graded)
    failing.lost = (handed.folder("submitted", ASSIGNMENT, "ben") / NOTEBOOK).read_bytes()
    outcome = grade(handed, failing)
    assert summary(outcome).startswith("6 newly graded")
    outcome.graded, outcome.unwritten = outcome.graded - 1, {"the disk is full": ["ben"]}
    assert summary(outcome).startswith("6 newly graded")
    said = command("report", "--course", handed.root)
    assert "6 graded; 1 of them needs review." in said.out
    assert "1 not graded, because the autograder failed: grade again." in said.out
    assert "not graded, because the autograder failed with ValueError" in said.out
    rows = json.loads(command("report", "--course", handed.root, "--json", "-").out)[ASSIGNMENT]
    assert [row["student"] for row in rows if not row["graded"]] == ["ben"]


def test_graders_can_comment_on_an_unreadable_submission(course, command):
    """Dee's file is not a notebook; the formgrader shows a comment field at every answer."""
    path = course.folder("autograded", ASSIGNMENT, "dee") / NOTEBOOK
    cells = nbformat.read(path, as_version=4).cells
    fields = [cell for cell in cells if is_answer(cell)]
    assert [cell.metadata.nbgrader.grade_id for cell in fields] == [
        "solution_output_size",
        "solution_pad2d",
    ]
    assert [cell.source for cell in fields] == ["", ""]
    change(
        course,
        "update comment set manual_comment = 'Send me the **file** again.' where id in (select m.id"
        " from comment m join base_cell c on c.id = m.cell_id"
        " join submitted_notebook sn on sn.id = m.notebook_id"
        " join submitted_assignment sa on sa.id = sn.assignment_id"
        " where sa.student_id = 'dee' and c.name = 'solution_pad2d')",
    )
    said = command("feedback", "--course", course.root)
    page = course.folder("feedback", ASSIGNMENT, "dee") / f"{ASSIGNMENT}.html"
    assert said.code == 0 and "Your answer" not in page.read_text()
    assert page.read_text().count("Send me the <strong>file</strong> again.") == 1
    command("grade", "--course", course.root)
    assert grade_of(course, "dee", "solution_pad2d")[8] == "Send me the **file** again."


def test_names_in_the_table_cannot_control_a_terminal():
    """nbgrader itself grades folders that the class command leaves out."""
    row = {"of": 20.0, "points": 1.0, "late": 0.0, "untimed": True, "review": [], "graded": True}
    row |= {"isolation": "bubblewrap", "repairs": [], "noted": [UNREAD], "folder": True}
    for name in ("\x1b[2J", "a\u202eb", "e" + "\u0301" * 60):
        text = report.table("01_x", [{**row, "student": name}])
        assert text.replace("\n", "").isprintable() and name not in text
        assert text.count(ascii(name)) == 3  # in the table, the note, and the list without times
