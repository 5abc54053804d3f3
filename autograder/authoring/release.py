"""Student notebooks made from the instructor's by nbgrader; if that fails, nothing is lost."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from autograder.authoring import build
from autograder.course import CourseError
from autograder.grading.gradebook_tables import LOST, graded_cells
from autograder.judge.released import record_release, refuse_edited_release
from autograder.submissions.marks import mark_of


def build_and_release(solutions, course, names, *, repository):
    """Build the named assignments and release them; nothing is written that cannot be released.

    Parameters
    ----------
    solutions : Path
    course : Course
    names : list of str
    repository : str

    Returns
    -------
    list of Path
        The instructor notebooks, then the released ones.

    Raises
    ------
    CourseError
        See `release_assignments`; also if another run is at work in the course folder.
    """
    notebooks = build.make_notebooks(solutions, names, repository=repository)
    course.prepare()
    with course.alone():
        _refuse_edited(course, names)
        _need_gradebook(course)
        _refuse_other_cells(course, notebooks)
        return [
            *build.write_notebooks(solutions, course, notebooks),
            *release_assignments(course, names),
        ]


def release_assignments(course, names):
    """Run `nbgrader generate_assignment`, untouched, for every named assignment.

    Raises
    ------
    CourseError
        If nbgrader refuses; the message ends with nbgrader's last line. Also if a released
        notebook was changed since: somebody may have solved it in place.
    """
    from autograder.grading.gradebook import nbgrader_api

    course.prepare()
    _refuse_edited(course, names)
    _need_gradebook(course)  # nbgrader deletes the old release before it finds it unusable
    api = nbgrader_api(course)
    for name in names:
        with _kept(course.folder("release", name)) as put_back:
            result = api.generate_assignment(name, force=True)
            if result["success"]:
                record_release(course, [name])
                continue
            put_back()
        log = result.get("error", "") + result.get("log", "")
        if "Cannot add or remove cells" in log:
            raise _other_cells(course, name)
        raise CourseError(f"{name}: nbgrader cannot release it: {log.strip().splitlines()[-1]}")
    return [course.folder("release", name) / f"{name}.ipynb" for name in names]


def _refuse_edited(course, names):
    for name in names:
        refuse_edited_release(course, name)


def _need_gradebook(course):
    """Raise an error if nbgrader cannot use the gradebook; make a missing one."""
    from autograder.grading.gradebook import open_gradebook

    with open_gradebook(course):
        pass


def _refuse_other_cells(course, notebooks):
    """Raise an error, as nbgrader would after the build, if graded exercises have changed."""
    for name, notebook in notebooks.items():
        marks = [mark_of(cell) for cell in notebook.cells]
        kinds = {"GradeCell": "grade", "SolutionCell": "solution"}
        now = {(m["grade_id"], kind) for m in marks for kind, key in kinds.items() if m.get(key)}
        graded = {cell for cell in graded_cells(course, name) if cell[1] in kinds}
        if graded and graded != now:
            raise _other_cells(course, name)


def _other_cells(course, name):
    where = course.root / "gradebook.db"
    return CourseError(
        f"{name}: its exercises changed, but {where} holds grades of the old ones: leave them in, "
        "those that no longer count with `:points: 0` or with `:tags: [check, void]`, which gives "
        f"everybody their points; or move that file away to start over: {LOST}"
    )


@contextlib.contextmanager
def _kept(folder):
    """Keep a copy of a folder, and yield the function that restores it.

    nbgrader deletes the old release before it makes the new one.
    """
    with tempfile.TemporaryDirectory(prefix="cnncourse-") as place:
        copy = Path(place) / "copy"
        if folder.exists():
            shutil.copytree(folder, copy)

        def put_back():
            if copy.exists():
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(copy, folder)

        yield put_back
