"""`new` creates an assignment that builds, verifies and grades, in a copy of the tree."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from autograder.authoring.new import TEMPLATE, new_assignment
from autograder.authoring.notebooks import fill, to_bytes
from autograder.course import CourseError, project_root

NAME = "97_a_trial"
EXERCISE = "a_trial_example"
HEAD = f"def {EXERCISE}(x):\n    if x.ndim - 2:\n        raise ValueError\n    return x - "
RIGHT, WRONG = HEAD + "x.mean(1)[:, None]", HEAD + "x.mean()"
# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the folders that the commands need, with the new assignment."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("autograder", "cnncourse", "solutions"):
        shutil.copytree(
            project_root() / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(project_root() / "_config.yml", copy)
    shutil.copy(project_root() / "pyproject.toml", copy)
    written = new_assignment(copy, NAME)
    assert all(path.is_file() for path in written) and len(written) == 7
    return copy


def test_its_check_is_good_and_grading_accepts_no_mutant(tree, cli):
    shown = cli("autograder", "verify", NAME, cwd=tree).stdout
    assert re.search(rf"{EXERCISE} +passes +2 of 2 +fails +7 of 7\n", shown)
    assert "1 check, 2 right and 7 wrong answers: every check is good" in shown
    shown = cli("autograder", "verify", NAME, "--mutants", cwd=tree).stdout
    assert re.search(r"1 check, (\d+) of \1 mutants rejected: every check is good", shown)


def test_it_is_released_and_graded_and_mistakes_are_named(tree, cli):
    course = tree / "course"
    cli("autograder", "release", NAME, "--course", course, cwd=tree)
    release = json.loads((course / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    for student, source in (("ann", RIGHT), ("ben", WRONG)):
        folder = course / "submitted" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(to_bytes(fill(release, {EXERCISE: source})))
    cli("autograder", "grade", NAME, "--course", course, "--json", tree / "g.json", cwd=tree)
    rows = json.loads((tree / "g.json").read_text(encoding="utf-8"))[NAME]
    assert {row["student"]: row["points"] for row in rows} == {"ann": 2, "ben": 0}
    graded = course / "autograded" / "ben" / NAME / f"{NAME}.ipynb"
    told = str(nbformat.read(graded, as_version=4).metadata)
    assert "Mistake  One mean is subtracted from all rows." in told


def test_the_sample_class_can_be_made_from_it(tree, cli):
    where = ("--course", tree / "sample")
    cli("autograder", "release", NAME, *where, cwd=tree)
    assert "wrote 12 submissions" in cli("autograder", "sample", NAME, *where, cwd=tree).stdout


def test_its_files_are_formatted_and_lint_free(tree):
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "solutions", "cnncourse/checks"],
            cwd=tree,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


def test_no_placeholder_of_the_template_is_left(tree):
    for folder in (tree / "solutions" / NAME, tree / "cnncourse" / "checks" / "a_trial"):
        for path in folder.rglob("*.[pm][yd]"):
            text = path.name + path.read_text(encoding="utf-8")
            assert not re.search("new.topic", text, flags=re.IGNORECASE), path
    assert "# A trial\n" in (tree / "solutions" / NAME / "assignment.md").read_text()
    assert (TEMPLATE / "checks" / "checks.py").is_file()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("geometry", "'geometry' is not a valid name for an assignment: use two digits, an"),
        ("2_geometry", "'2_geometry' is not a valid name"),
        ("02_Geometry", "'02_Geometry' is not a valid name"),
        ("02_class", "'02_class' is not a valid name"),
        ("02_a/b", "'02_a/b' is not a valid name"),
        (NAME, f"the assignment {NAME} already exists"),
        ("97_other", f"the number 97 is taken by {NAME}: choose another one"),
        ("98_a_trial", "cnncourse/checks/a_trial already exists: choose another topic"),
        ("98_engine", "cnncourse/checks/engine already exists: choose another topic"),
    ],
)
def test_an_unusable_name_is_explained(tree, name, told):
    before = sorted(tree.rglob("*"))
    with pytest.raises(CourseError, match=re.escape(told)):
        new_assignment(tree, name)
    assert sorted(tree.rglob("*")) == before


def test_the_command_says_what_it_created_and_what_to_do_next(tmp_path, monkeypatch, command):
    (tmp_path / "solutions").mkdir()
    monkeypatch.setattr("autograder.commands.new.project_root", lambda: tmp_path)
    done = command("new", "03_waves")
    created = "created cnncourse/checks/waves/wrong/waves_example.py\n"
    assert done.code == 0 and created in done.out.replace("\\", "/")
    assert "`python -m autograder verify 03_waves`" in done.out
    again = command("new", "03_waves")
    assert again.code == 2 and again.err == "error: the assignment 03_waves already exists\n"
