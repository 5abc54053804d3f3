"""Data files beside `assignment.md`: released, present in grading, and named if missing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import nbformat
import numpy as np
import pytest
import small_class
from isolated import KINDS, needs_sandbox
from small_class import ASSIGNMENT, NOTEBOOK

from autograder.authoring import build, data_files, release
from autograder.authoring.notebooks import code_cell, solved_source, to_bytes
from autograder.authoring.one_answer import given_cells_that_fail
from autograder.course import Course, CourseError
from autograder.grading.grade import grade_submission
from autograder.grading.verdicts import Verdicts
from autograder.judge.bundle import Bundle, read_bundle
from autograder.sandbox.limits import Limits
from autograder.submissions.marks import exercise_of
from autograder.submissions.submission import Submission

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
GIVEN = """```{code-cell}
table = np.load("table.npy")
print("table", table.sum(), open("texts/a/hello.txt").read())
```

"""
BEGIN = "```{code-cell}\n:tags: [exercise]"
SOURCE = small_class.SOURCE.replace(BEGIN, GIVEN + BEGIN, 1).replace(
    "provides:", "data: [table.npy, texts]\nprovides:"
)
SHOWN = "table 6 hello"


def written(root, source=SOURCE):
    """Write the assignment with its two data files; return `solutions/`."""
    place = root / "solutions" / ASSIGNMENT
    (place / "texts" / "a").mkdir(parents=True)
    (place / "right").mkdir()
    (place / "right" / "pad2d.py").write_text("# %% Another\n")
    (place / "assignment.md").write_text(source, encoding="utf-8")
    np.save(place / "table.npy", np.arange(4))
    (place / "texts" / "a" / "hello.txt").write_text("hello")
    (place / ".hidden").write_text("of an editor")
    return place.parent


def released(root):
    """Build and release it, as the command does."""
    course = Course(root / "course")
    release.build_and_release(written(root), course, [ASSIGNMENT], repository="https://x/y")
    return course


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return released(tmp_path_factory.mktemp("made"))


@pytest.fixture
def course(made, tmp_path):
    return Course(shutil.copytree(made.root, tmp_path / "course"))


def answers(course):
    cells = nbformat.read(course.folder("source", ASSIGNMENT) / NOTEBOOK, as_version=4).cells
    return {exercise_of(cell): solved_source(cell.source) for cell in cells if exercise_of(cell)}


def files(place):
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and path.suffix != ".ipynb"
    }


def test_they_are_copied_to_source_and_release(made, tmp_path):
    wanted = {"table.npy", "texts/a/hello.txt"}
    source = files(made.folder("source", ASSIGNMENT))
    assert source.keys() == wanted and source["texts/a/hello.txt"] == b"hello"
    assert files(made.folder("release", ASSIGNMENT)) == source
    bundle = read_bundle(made, ASSIGNMENT)
    assert dict(bundle.data) == source
    assert Bundle.from_bytes(bundle.to_bytes()) == bundle


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda place: (place / "table.npy").unlink(), "lists table.npy, but there is no such"),
        (lambda place: shutil.rmtree(place / "texts"), "lists texts, but there is no such file"),
        (lambda place: (place / "more.csv").touch(), "more.csv: list it under `data:` in"),
        (lambda place: (place / "texts" / "b.py").touch(), "texts/b.py cannot be a data file"),
        (
            lambda place: (place / "table.npy").write_bytes(bytes(data_files.MOST)),
            "its data files are 10.0 MB; the limit is 10 MB",
        ),
    ],
)
def test_a_missing_or_unlisted_file_is_named(tmp_path, change, told):
    solutions, course = written(tmp_path), Course(tmp_path / "course")
    change(solutions / ASSIGNMENT)
    with pytest.raises(CourseError, match=told) as caught:
        release.build_and_release(solutions, course, [ASSIGNMENT], repository="https://x/y")
    assert "\n" not in str(caught.value) and not course.folder("source", ASSIGNMENT).exists()


@pytest.mark.parametrize("does", ["release", "verify", "build"])
def test_the_commands_name_a_missing_file(tmp_path, command, monkeypatch, does):
    solutions = written(tmp_path)
    (solutions / ASSIGNMENT / "table.npy").unlink()
    (tmp_path / "_config.yml").write_text("repository: {url: https://x/y}\n")
    monkeypatch.setattr(f"autograder.commands.{does}.project_root", lambda: tmp_path)
    where = [] if does == "verify" else ["--course", tmp_path / "course"]
    said = command(does, ASSIGNMENT, *where)
    assert said.code == 2 and said.err.count("\n") == 1
    assert "`data:` lists table.npy, but there is no such file" in said.err


@pytest.mark.parametrize(
    "listed", ["table.npy", "[7]", "[../x]", "[/etc/passwd]", "[.hidden]", "[right]", "[x.ipynb]"]
)
def test_an_entry_that_is_not_a_data_file_is_refused(tmp_path, listed):
    source = SOURCE.replace("[table.npy, texts]", listed)
    solutions = written(tmp_path, source)
    (solutions / ASSIGNMENT / "x.ipynb").touch()
    with pytest.raises(CourseError, match="`data:`"):
        build.make_notebooks(solutions, [ASSIGNMENT], repository="https://x/y")


def test_files_put_into_source_by_hand_are_neither_lost_nor_released(tmp_path):
    course, solutions = released(tmp_path), tmp_path / "solutions"
    extra = course.folder("source", ASSIGNMENT) / "old.csv"
    extra.write_text("1")
    with pytest.raises(CourseError, match=r"old.csv does not belong to .*delete it, or put it"):
        release.build_and_release(solutions, course, [ASSIGNMENT], repository="https://x/y")
    assert extra.exists() and not (course.folder("release", ASSIGNMENT) / "old.csv").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_given_cells_read_them_when_grading(course, kind):
    bundle = read_bundle(course, ASSIGNMENT)
    graded = grade_submission(submission(course), bundle, Limits(isolation=kind))
    assert SHOWN in str(graded.cells)
    assert all(score["passed"] for score in graded.metadata["cnncourse"]["scores"].values())
    assert given_cells_that_fail(bundle.to_bytes(), answers(course), Limits(isolation=kind)) == []


def submission(course, *more):
    """Make a right notebook with more cells in front."""
    path = course.folder("release", ASSIGNMENT) / NOTEBOOK
    notebook = small_class.fill(json.loads(path.read_bytes()), answers(course))
    notebook["cells"][1:1] = [code_cell(source) for source in more]
    return to_bytes(notebook)


HOSTILE = {
    "overwritten": "open('table.npy', 'wb').write(b'mine')",
    "removed": "import os\nos.remove('table.npy')",
    "replaced": "import os\nopen('x', 'w').write('y')\nos.replace('x', 'table.npy')",
    "writable": "import os\nos.chmod('table.npy', 0o666)",
    "folder removed": "import shutil\nshutil.rmtree('texts')",
    "folder renamed": "import os\nos.rename('texts', 'mine')",
    "in the folder": "open('texts/a/mine.txt', 'w').write('mine')",
    "linked": "import os\nos.symlink('/etc/passwd', 'texts/a/link')",
    "mounted over": "import ctypes\nassert not ctypes.CDLL(None).mount(b'none', b'/tmp/texts', "
    "b'tmpfs', 0, None)",
}


@needs_sandbox
@pytest.mark.parametrize("does", HOSTILE)
def test_a_submission_cannot_change_them(course, does):
    bundle = read_bundle(course, ASSIGNMENT)
    graded = grade_submission(submission(course, HOSTILE[does]), bundle, Limits())
    assert SHOWN in str(graded.cells), "the released file is read"
    outputs = [output for cell in graded.cells for output in cell.get("outputs", [])]
    assert [output.output_type for output in outputs].count("error") == 1, "the change failed"


def test_a_students_own_files_do_not_replace_them(course, command):
    folder = course.folder("submitted", ASSIGNMENT, "ann")
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).write_bytes(submission(course))
    np.save(folder / "table.npy", np.arange(100))
    assert command("grade", "--course", course.root).code == 0
    graded = course.folder("autograded", ASSIGNMENT, "ann") / NOTEBOOK
    assert SHOWN in graded.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda path: path.unlink(),
            r"table.npy is missing, but .* was released with it: run",
        ),
        (lambda path: path.write_bytes(b"other"), "table.npy has been changed since"),
    ],
)
def test_grade_names_a_file_that_is_missing_or_changed(course, command, change, told):
    folder = course.folder("submitted", ASSIGNMENT, "ann")
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).write_bytes(submission(course))
    change(course.folder("release", ASSIGNMENT) / "table.npy")
    said = command("grade", "--course", course.root)
    assert said.code == 2 and not (course.root / "autograded" / "ann").exists()
    with pytest.raises(CourseError, match=told):
        read_bundle(course, ASSIGNMENT)


def test_a_missing_file_is_restored_by_a_release(tmp_path):
    course = released(tmp_path)
    before = read_bundle(course, ASSIGNMENT)
    (course.folder("release", ASSIGNMENT) / "table.npy").unlink()
    release.build_and_release(
        tmp_path / "solutions", course, [ASSIGNMENT], repository="https://x/y"
    )
    assert read_bundle(course, ASSIGNMENT) == before


def test_a_verdict_depends_on_them(made, tmp_path):
    bundle = read_bundle(made, ASSIGNMENT)
    others = [bundle.data[:1], (), (*bundle.data[:1], ("texts/a/hello.txt", b"other"))]
    keys = {
        Verdicts(tmp_path, [replace(bundle, data=data)], Limits()).key(Submission("ann", b"{}"))
        for data in (bundle.data, *others)
    }
    assert len(keys) == 4


def test_verify_names_a_given_cell_that_fails(made):
    """For example, because it reads a file that is not listed."""
    bundle = replace(read_bundle(made, ASSIGNMENT), data=())
    limits = Limits(isolation=KINDS[-1])
    (problem,) = given_cells_that_fail(bundle.to_bytes(), answers(made), limits)
    assert "begins with 'table = np.load(\"table.npy\")' raises FileNotFoundError" in problem
