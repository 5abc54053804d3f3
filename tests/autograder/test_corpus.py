"""A class of hostile, broken and unlucky submissions: each gets its own verdict."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from corpus import ENTRIES, LINES
from corpus.data import TABLE
from demo import CHECKS, DEMO
from isolated import needs_sandbox

from autograder.authoring import build
from autograder.authoring.notebooks import code_cell, fill, solved_source, to_bytes
from autograder.authoring.release import release_assignments
from autograder.course import METADATA, Course
from autograder.grading import class_run, verdicts
from autograder.judge import referee, released
from autograder.sandbox import bubblewrap
from autograder.sandbox.breakouts import SECRET, bait, processes
from autograder.sandbox.limits import Limits
from autograder.submissions.marks import exercise_of

pytestmark = [
    needs_sandbox,
    pytest.mark.filterwarnings("default"),  # nbgrader warns about itself
]
ASSIGNMENT = "01_demo"
HONEST = ("-rf", "099 x an honest one", "zoë 大 <b>")  # first, in the middle, last
MARK = "this line is in the notebook of an honest student"
LIMITS = Limits(
    start=2.5,
    cell=0.7,
    notebook=1.5,
    call=0.8,
    altogether=5.0,
    life=60.0,
    memory=1 << 30,
    processes=24,
    disk=8 << 20,
    files=512,
)


def name_of(number, entry):
    return f"{number:03d} {re.sub('[^a-z ]', '', entry.title.lower())}"


NAMES = [name_of(number, entry) for number, entry in enumerate(ENTRIES)]
BY_NAME = dict(zip(NAMES, ENTRIES, strict=True))


def make(entry, release, solved, names):
    """Make the bytes of a submission."""
    answers = {
        name: answer(CHECKS) if callable(answer) else answer
        for name, answer in entry.answers.items()
    }
    answers = {name: code for name, code in {**solved, **answers}.items() if code is not None}
    notebook = fill(release, answers)
    if entry.extra:
        given = [f"{name} = {value!r}" for name, value in names.items() if name in entry.extra]
        notebook["cells"].insert(3, code_cell("\n".join([*given, entry.extra])))
    changed = entry.change(notebook) if entry.change else notebook
    return changed if isinstance(changed, bytes) else to_bytes(changed)


def hand_in(course, entry, student, content):
    place = course.folder("submitted", ASSIGNMENT, student)
    if entry is not None and entry.lay is not None:
        entry.lay(place, content, ASSIGNMENT)
    else:
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(content)


def release_demo(root):
    """Release the demo as an instructor would; return the course, the release and the answers."""
    source = root / "solutions" / ASSIGNMENT / "assignment.md"
    source.parent.mkdir(parents=True)
    course = Course(root / "course")
    demo = DEMO.replace("---\n", "---\ndata: [table.csv, texts]\n", 1)
    (source.parent / "texts").mkdir()
    for name in ("table.csv", "texts/text.csv"):
        (source.parent / name).write_text(TABLE)
    source.write_text(demo.replace(":points: 3", ":points: 17"), encoding="utf-8")
    build.build_assignments(root / "solutions", course, [ASSIGNMENT], repository="https://x/y")
    release_assignments(course, [ASSIGNMENT])
    source.write_text(demo, encoding="utf-8")
    build.build_assignments(root / "solutions", course, [ASSIGNMENT], repository="https://x/y")
    (path,) = release_assignments(course, [ASSIGNMENT])
    instructors = course.folder("source", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    cells = json.loads(instructors.read_text())["cells"]
    solved = {exercise_of(c): solved_source("".join(c["source"])) for c in cells if exercise_of(c)}
    release = json.loads(path.read_text())
    for cell in release["cells"]:
        cell["source"] = "".join(cell["source"])
    return course, release, solved


def give_alembic(folder, patch):
    """Put the program that creates gradebooks on PATH: not every Python has it beside it."""
    program = folder / "alembic"
    program.write_text(f"#!{sys.executable}\nfrom alembic.config import main\nmain()\n")
    program.chmod(0o755)
    patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def traces():
    """Collect what a submission could leave behind: processes, folders, and our descriptors."""
    folders = os.listdir(tempfile.gettempdir())
    return {*processes(), *folders, *(f"descriptor {n}" for n in os.listdir("/proc/self/fd"))}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The whole corpus, and three honest students, graded as one class."""
    with pytest.MonkeyPatch.context() as patch, bait() as names:
        patch.setattr(build, "known_checks", lambda name, source: list(CHECKS))
        for module in (referee, class_run):
            patch.setattr(module, "find", lambda name, assignment: CHECKS[name])
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        patch.setattr(released, "fingerprint_of_checks", lambda assignment: "the demo's")
        patch.setattr(verdicts, "code_version", lambda assignment, provides: "the demo's")
        give_alembic(tmp_path_factory.mktemp("programs"), patch)
        bubblewrap.close_zygotes()
        course, release, solved = release_demo(tmp_path_factory.mktemp("a class"))
        for student, entry in BY_NAME.items():
            hand_in(course, entry, student, make(entry, release, solved, names))
        for number, student in enumerate(HONEST):
            marked = fill(release, solved)
            marked["cells"].append(code_cell(f"# {MARK}, number {number}"))
            hand_in(course, None, student, to_bytes(marked))
        odd = os.path.join(os.fsencode(course.root), b"submitted", b"\xff\n", ASSIGNMENT.encode())
        os.makedirs(odd)
        before, started = traces(), time.monotonic()
        with ThreadPoolExecutor(2) as executor:
            outcome = class_run.grade_class(
                course, ASSIGNMENT, limits=LIMITS, executor=executor, jobs=2
            )
        seconds = time.monotonic() - started
        bubblewrap.close_zygotes()
        until = time.monotonic() + 5
        while (left := traces() - before) and time.monotonic() < until:
            time.sleep(0.05)  # a helper process may still be ending
        bait_now = Path(names["FILE"]).read_text(), sorted(os.listdir(Path(names["FILE"]).parent))
        yield SimpleNamespace(
            course=course,
            outcome=outcome,
            seconds=seconds,
            left=left,
            bait=bait_now,
            grades=grades_in(course),
        )


def grades_in(course):
    """Read points, and whether a person has to look, from the gradebook: by student, exercise."""
    from nbgrader.api import Gradebook

    with Gradebook(course.database) as gradebook:
        return {
            submission.student.id: {
                grade.name: (grade.auto_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def notebook_of(graded, student):
    path = graded.course.folder("autograded", ASSIGNMENT, student) / f"{ASSIGNMENT}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def shown(notebook):
    """Collect everything that a student reads besides their own cells."""
    known = notebook["metadata"][METADATA]
    outputs = [cell["outputs"] for cell in notebook["cells"] if "outputs" in cell]
    messages = [score["message"] for score in known["scores"].values()]
    unwrapped = [" ".join(message.split()) for message in messages]
    return str([known["reason"], known["repairs"], messages, unwrapped, outputs])


@pytest.mark.parametrize("student", NAMES)
def test_verdict(graded, student):
    entry, notebook = BY_NAME[student], notebook_of(graded, student)
    scores = notebook["metadata"][METADATA]["scores"]
    assert tuple(score["points"] for score in scores.values()) == entry.points, shown(notebook)
    assert tuple(name for name, score in scores.items() if score["review"]) == entry.review
    assert entry.told in shown(notebook)
    assert not entry.untold or entry.untold not in shown(notebook)
    if entry.item != "a syntax error in one cell":
        assert "IndentationError" not in shown(notebook)  # a mistake of ours
    assert graded.grades[student] == {
        name: (score["points"], bool(score["review"])) for name, score in scores.items()
    }
    if entry.silent:
        extra = next(c for c in notebook["cells"] if c.get("source") and "extra_" in c["id"])
        printed = ["".join(output.get("text", "")) for output in extra["outputs"]]
        assert not "".join(printed).strip()


@pytest.mark.parametrize("student", HONEST)
def test_nobody_elses_grade_changes(graded, student):
    assert graded.grades[student] == {"output_size": (2, False), "pad2d": (3, False)}
    assert notebook_of(graded, student)["metadata"][METADATA]["repairs"] == []


def test_everybody_has_a_grade(graded):
    assert set(graded.grades) == {*NAMES, *HONEST}
    assert not graded.outcome.again
    assert list(graded.outcome.unwritten.values()) == [[r"'\udcff\n'"]]  # must be renamed


def test_nothing_is_left_behind(graded):
    assert not graded.left
    submitted = graded.course.root / "submitted"
    assert not [path for path in submitted.rglob("*") if path.name.startswith("mine")]


def test_nothing_outside_was_read_or_written(graded):
    assert graded.bait == (SECRET, ["gradebook.db", "socket"])
    for student in NAMES:
        text = json.dumps(notebook_of(graded, student))
        assert SECRET not in text and MARK not in text, student


def test_nothing_shown_can_harm_readers(graded):
    for student in NAMES:
        for cell in notebook_of(graded, student)["cells"]:
            for output in cell.get("outputs", []):
                assert set(output.get("data", {})) <= {"text/plain", "image/png", "image/jpeg"}
            if cell["id"] == "notes":
                assert "<" not in "".join(cell["source"])
            if cell["cell_type"] == "markdown" and cell["id"].startswith("extra_"):
                assert all(line.startswith("    ") for line in cell["source"])


def test_every_line_of_the_list_is_covered():
    items = [item for line in LINES for item in line]
    assert len(set(items)) == len(items)
    assert {entry.item for entry in ENTRIES} == set(items)
    titles = [(entry.item, entry.title) for entry in ENTRIES]
    assert len(set(titles)) == len(titles)
    assert all(entry.why for entry in ENTRIES)
