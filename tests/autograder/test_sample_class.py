"""The whole workflow on the course's own assignment: release, sample class, grades, feedback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from functools import partial

import nbformat
import pytest
from released import ASSIGNMENT

from autograder.__main__ import main
from autograder.authoring.notebooks import code_cell, fill, to_bytes
from autograder.authoring.sample import CLASS, read_material
from autograder.course import METADATA, Course, project_root
from autograder.judge.bundle import read_bundle
from autograder.sandbox import isolation
from autograder.submissions.marks import exercise_of, is_check, mark_of
from cnncourse.checks.run_all import ENDED

STOPPED = (
    f"stopped ({ASSIGNMENT}: 1 of 2 students are done); "
    "finished work is kept, run the same command to resume"
)
SOLUTIONS = project_root() / "solutions"
# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def material(sample):
    return read_material(Course(sample.course), SOLUTIONS, ASSIGNMENT)


@pytest.fixture(scope="module")
def worth(sample):
    return read_bundle(Course(sample.course), ASSIGNMENT).points


def test_the_release_holds_no_line_of_a_solution(sample, material):
    folder = sample.course / "release" / ASSIGNMENT
    assert [path.name for path in folder.iterdir()] == [f"{ASSIGNMENT}.ipynb"]
    text = (folder / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    code = [cell for cell in material.release["cells"] if cell["cell_type"] == "code"]
    shown = "\n".join("".join(cell["source"]) for cell in code)  # hints may quote a line
    for name, source in material.solved.items():
        stub = next(c for c in material.release["cells"] if exercise_of(c) == name)
        stub_lines = {line.strip() for line in "".join(stub["source"]).splitlines()}
        body = [line.strip() for line in source.splitlines() if line.strip() not in stub_lines]
        assert body and not [line for line in body if len(line) > 12 and line in shown], name


def test_the_release_is_a_valid_notebook_with_every_check(sample, material, worth):
    nbformat.validate(nbformat.from_dict(material.release))
    assert list(worth) == list(material.solved) and all(value > 0 for value in worth.values())
    for cell in material.release["cells"]:
        if exercise_of(cell):
            assert "raise NotImplementedError()" in "".join(cell["source"])


def test_every_student_has_the_expected_grade(sample, material, worth):
    total = sum(worth.values())
    first, half = next(iter(worth)), list(worth)[: len(worth) // 2]
    expected = {student.name: total for student in CLASS}
    expected["carla"] = sum(worth[name] for name in half)
    expected["dmitri"] = expected["kofi"] = 0
    assert set(sample.rows) == set(expected)
    for name, row in sample.rows.items():
        assert row["of"] == total
        if name == "esra":
            assert row["points"] < total / 2
        elif name == "lena":  # later exercises may build on the first
            assert 0 < row["points"] <= total - worth[first]
        else:
            assert row["points"] == pytest.approx(expected[name]), name


def test_wrong_answers_fail_every_check(sample, worth):
    path = sample.course / "autograded" / "esra" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    scores = nbformat.read(path, as_version=4).metadata[METADATA]["scores"]
    assert set(scores) == set(worth)
    for name, score in scores.items():
        assert not score["passed"] and score["points"] < score["of"], name


def test_the_table_says_who_needs_review_and_why(sample):
    waiting = {name: row["review"] for name, row in sample.rows.items() if row["review"]}
    assert waiting == {"kofi": ["the file is not JSON, so it is not a notebook"]}
    assert "1 of them needs review." in sample.table
    kind = isolation.current().name
    assert ("Isolation none" in sample.table) == (kind == "none")
    assert {row["isolation"] for row in sample.rows.values()} == {kind, "not run"}


def test_repairs_are_listed(sample, worth):
    repairs = {name: row["repairs"] for name, row in sample.rows.items()}
    assert repairs["amina"] == repairs["dmitri"] == repairs["hana"] == []
    assert len(repairs["farid"]) == 2 and "was missing" in repairs["farid"][0]
    assert len(repairs["greta"]) == len(worth) + 1
    assert len(repairs["ivo"]) == len(worth)
    assert repairs["jun"] == ["The cells were out of order; their original order was restored."]


def test_the_class_is_reproducible_and_written_as_made(sample):
    from autograder.authoring.sample import sample_class

    made = sample_class(Course(sample.course), SOLUTIONS, ASSIGNMENT)
    assert made == sample_class(Course(sample.course), SOLUTIONS, ASSIGNMENT)
    for student, content in made.items():
        path = sample.course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        assert path.read_bytes() == content


def test_there_is_a_feedback_page_for_each_student(sample, command):
    assert command("feedback", "--course", sample.course).code == 0
    pages = {}
    for student in CLASS:
        path = sample.course / "feedback" / student.name / ASSIGNMENT / f"{ASSIGNMENT}.html"
        pages[student.name] = path.read_text(encoding="utf-8")
    assert "The reason: the file is not JSON" in pages["kofi"]
    assert "What was repaired before grading" in pages["farid"]
    assert "NotImplementedError" in pages["dmitri"]
    assert "Problem" in pages["esra"] and "all" in pages["amina"]


def test_without_a_sandbox_a_class_is_refused(fresh, monkeypatch, capsys):
    none = isolation.Isolation("none", "it rained")
    monkeypatch.setattr(isolation, "current", lambda: none)
    grade = ["grade", "--course", str(fresh), "--students"]
    assert main([*grade, "amina"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: there is no sandbox: it rained") and said.count("\n") == 1
    assert "--allow-unsandboxed" in said and not (fresh / "autograded" / "amina").exists()
    assert main([*grade, "amina", "--allow-unsandboxed", "--json", "-"]) == 0
    (row,) = json.loads(capsys.readouterr().out)[ASSIGNMENT]
    assert row["isolation"] == "none" and row["points"] == row["of"]
    folder = fresh / "submitted" / "zoe" / ASSIGNMENT  # nothing to run, so no sandbox is needed
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("see attachment")
    assert main([*grade, "zoe", "--json", "-"]) == 0
    rows = {row["student"]: row for row in json.loads(capsys.readouterr().out)[ASSIGNMENT]}
    assert rows["zoe"]["points"] == 0
    assert rows["zoe"]["review"] == [
        f"the folder holds no notebook, only a .txt file; it should hold {ASSIGNMENT}.ipynb"
    ]


def test_nbgrader_refuses_without_a_sandbox_too(sample, fresh):
    settings = (sample.ungraded / "nbgrader_config.py").read_text(encoding="utf-8")
    (fresh / "nbgrader_config.py").write_text(settings.replace("= True", "= False"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", "autograde", ASSIGNMENT]
        + ["--course-dir", str(fresh), "--student", "amina"],
        env={"PATH": str(fresh), "HOME": str(fresh)},  # has no bwrap
        cwd=fresh,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "--RebuildFromMaster.allow_unsandboxed=True grades" in done.stderr


def test_an_interrupt_keeps_what_is_graded_and_leaves_no_process(fresh, material):
    endless = fill(material.release, material.solved)
    endless["cells"] += [code_cell("import time\ntime.sleep(15)")] * 6
    folder = fresh / "submitted" / "zoe" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(to_bytes(endless))
    arguments = ["grade", "--course", fresh, "--students", "amina", "zoe", "--allow-unsandboxed"]
    command = [sys.executable, "-W", "ignore", "-m", "autograder", *arguments]
    # A shell that starts this in the background would make the process ignore Ctrl-C.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        command, cwd=fresh, stderr=subprocess.PIPE, text=True, preexec_fn=listen
    )
    saved = fresh / "autograded" / "amina" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    started = time.monotonic()
    while not saved.exists() and process.poll() is None and time.monotonic() < started + 80:
        time.sleep(0.05)
    assert process.poll() is None, process.communicate()
    interrupted = time.monotonic()
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=30)[1]
    assert (process.returncode, errors.splitlines()[-1:]) == (130, [STOPPED])
    assert time.monotonic() < interrupted + 20
    assert saved.exists() and not (fresh / "autograded" / "zoe").exists()


def test_a_release_overwrites_no_work(fresh, command):
    """A student may have solved the notebook in place."""
    theirs = fresh / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    theirs.write_bytes(theirs.read_bytes() + b" ")
    said = command("release", "--course", fresh).err
    assert "has been changed since the release" in said and said.count("\n") == 1
    assert theirs.read_bytes().endswith(b" ")


def test_the_sample_class_overwrites_nobody(fresh, command):
    """A real student may have the same name as a made-up one."""
    theirs = fresh / "submitted" / "jun" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    theirs.write_bytes(b"work of a week")
    said = command("sample", "--course", fresh).err
    assert "that does not belong to the sample class" in said and said.count("\n") == 1
    assert theirs.read_bytes() == b"work of a week"


def test_a_broken_configuration_is_named(fresh, command):
    (fresh / "nbgrader_config.py").write_text("c = get_config()\n")
    said = command("grade", "--course", fresh).err
    assert "does not plug in the autograder" in said and said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("release", "99_nothing"), "there is no assignment 99_nothing"),
        (("grade", "--course", "empty"), "there is no assignment yet"),
        (("feedback", "--course", "empty"), "there is no assignment yet"),
        (("sample", "--course", "empty"), "there is no assignment yet"),
        (("release", "--course", "a file/x"), "cannot write"),
    ],
)
def test_instructors_mistakes_are_one_line_errors(command, tmp_path, arguments, message):
    (tmp_path / "a file").write_text("")
    done = command(*arguments)
    said = done.err
    assert (
        done.code == 2 and said.startswith("error: ") and message in said and said.count("\n") == 1
    )


def test_the_released_notebook_untouched_and_solved(sample, material):
    """Untouched, every check fails and says what to do; with the solutions, all pass."""
    from nbclient import NotebookClient

    for answers, solved in (({}, False), (material.solved, True)):
        notebook = nbformat.reads(to_bytes(fill(material.release, answers)).decode(), as_version=4)
        NotebookClient(notebook, timeout=120).execute()
        for cell in notebook.cells:
            assert ENDED not in json.dumps(cell.get("outputs"), ensure_ascii=False)
            if not is_check(cell):
                continue
            name = mark_of(cell)["grade_id"]
            text = json.dumps(cell.outputs, ensure_ascii=False)
            if solved:
                assert f"✓ {name}" in text, text
            else:
                assert f"✗ {name}" in text and "write its body" in text, text


def test_solved_notebooks_are_written_with_outputs(sample, command):
    assert command("solutions", ASSIGNMENT, "--course", sample.course).code == 0
    path = sample.course.parent / "solved" / f"{ASSIGNMENT}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "✓" in json.loads(text)["cells"].__repr__() and "SOLUTION" not in text
