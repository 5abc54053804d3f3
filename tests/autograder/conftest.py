"""A tiny assignment in memory, and the course's own sample class graded once for all tests."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
import small_class
from browsing import chromium, opened
from demo import CHECKS, DEMO
from isolated import without_sandbox
from released import ASSIGNMENT
from verdicts import QUICK, grade_patiently

from autograder.__main__ import main
from autograder.authoring import build
from autograder.authoring.notebooks import fill, to_bytes
from autograder.course import Course
from autograder.judge import referee
from autograder.judge.bundle import Bundle


@pytest.fixture
def demo_source(tmp_path):
    """Return a function that writes an assignment source and builds a variant of it."""
    path = tmp_path / "sol" / "01_demo" / "assignment.md"
    path.parent.mkdir(parents=True)

    def build_with(old="", new=""):
        assert old in DEMO
        path.write_text(DEMO.replace(old, new, 1), encoding="utf-8")
        return build.build_notebook(path, known_checks=list(CHECKS), repository="https://x/y")

    return build_with


@pytest.fixture
def release(demo_source):
    """The demo as nbgrader would release it."""
    notebook = demo_source()
    for cell in notebook.cells:
        region = r"( *)### BEGIN SOLUTION.*### END SOLUTION"
        stub = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"
        cell.source = re.sub(region, stub, cell.source, flags=re.DOTALL)
    return notebook


@pytest.fixture
def bundle(release, monkeypatch):
    monkeypatch.setattr(referee, "find", lambda name, assignment: CHECKS[name])
    return Bundle("01_demo", release, seed=7)


@pytest.fixture
def solved(demo_source):
    """The right answers of the demo, by exercise."""
    from autograder.authoring.notebooks import solved_source
    from autograder.submissions.marks import exercise_of

    cells = demo_source().cells
    return {exercise_of(cell): solved_source(cell.source) for cell in cells if exercise_of(cell)}


@pytest.fixture
def graded(bundle, release, solved):
    """Return a function that grades the demo with some answers replaced."""

    def with_answers(limits=QUICK, extra=None, **answers):
        notebook = fill(json.loads(json.dumps(release)), {**solved, **answers})
        if extra:
            cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": extra}
            notebook["cells"].insert(3, cell)
        return grade_patiently(to_bytes(notebook), bundle, limits)

    return with_answers


def run(*arguments, cwd, code=0):
    """Run a module with this Python, without its scripts on PATH."""
    if "grade" in arguments:
        arguments = [*arguments, *without_sandbox()]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *map(str, arguments)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample class, released and graded in a folder with a space, from another folder."""
    elsewhere = tmp_path_factory.mktemp("else where")
    course = elsewhere / "a course"
    where = ("--course", course)
    run("autograder", "release", ASSIGNMENT, *where, cwd=elsewhere)
    run("autograder", "sample", ASSIGNMENT, *where, cwd=elsewhere)
    if without_sandbox():
        with open(course / "nbgrader_config.py", "a", encoding="utf-8") as config:
            config.write("c.RebuildFromMaster.allow_unsandboxed = True\n")
    ungraded = elsewhere / "copy before grading"
    shutil.copytree(course, ungraded)
    graded = run("autograder", "grade", *where, "--json", elsewhere / "g.json", cwd=elsewhere)
    rows = json.loads((elsewhere / "g.json").read_text(encoding="utf-8"))[ASSIGNMENT]
    return SimpleNamespace(
        course=course,
        ungraded=ungraded,
        elsewhere=elsewhere,
        table=graded.stdout,
        rows={row["student"]: row for row in rows},
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small class as handed in, and a copy that was graded undisturbed."""
    root = tmp_path_factory.mktemp("small")
    ungraded = small_class.make(root)
    shutil.copytree(ungraded.root, root / "graded")
    run("autograder", "grade", "--course", root / "graded", cwd=root)
    return SimpleNamespace(ungraded=ungraded, graded=Course(root / "graded"))


@pytest.fixture
def handed(small, tmp_path):
    """A course folder with the small class, not graded yet."""
    return Course(shutil.copytree(small.ungraded.root, tmp_path / "handed"))


@pytest.fixture
def course(small, tmp_path):
    """A course folder with the small class, graded by the present code."""
    found = Course(shutil.copytree(small.graded.root, tmp_path / "course"))
    small_class.grade(found, small_class.Known(small.graded))
    return found


@pytest.fixture
def known(small):
    return small_class.Known(small.graded)


@pytest.fixture
def fresh(sample, tmp_path):
    """A copy of the sample course folder in which nobody is graded yet."""
    shutil.copytree(sample.ungraded, tmp_path / "fresh")
    return tmp_path / "fresh"


@pytest.fixture(scope="session")
def cli():
    return run


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    """Return a function that runs an autograder command in this process: exit code and output."""

    def run_here(*arguments):
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        given = without_sandbox() if arguments[0] == "grade" else []
        code = main([*map(str, arguments), *given])
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)

    return run_here


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser, tmp_path):
    def open_text(text, **options):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        return opened(browser, path.as_uri(), **options)

    return open_text
