"""Have nbgrader make the students' notebooks; if that fails, the old release is kept."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path

from autograder.authoring import build
from autograder.course import CourseError, read_json, write_atomically
from autograder.grading.gradebook_tables import LOST, graded_cells
from autograder.judge.released import record_release, refuse_edited_release
from autograder.sandbox.scratch import Scratch
from autograder.submissions.marks import mark_of
from autograder.submissions.older_releases import with_release


def build_and_release(solutions, course, names, *, repository):
    """Build and release the named assignments; write nothing that cannot be released.

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
        See `release_assignments`; also if another run is using the course folder.
    """
    notebooks = build.make_notebooks(solutions, names, repository=repository)
    course.prepare()
    with course.locked():
        _refuse_edited(course, names)
        _require_gradebook(course)
        _refuse_other_cells(course, notebooks)
        return [
            *build.write_notebooks(solutions, course, notebooks),
            *release_assignments(course, names, solutions),
        ]


def release_assignments(course, names, solutions=None):
    """Run nbgrader's own `generate_assignment` for every named assignment.

    Parameters
    ----------
    course : Course
    names : list of str
    solutions : Path, optional
        The folder that they were built from; `grade` warns if it has changed since.

    Raises
    ------
    CourseError
        If nbgrader refuses; the message ends with nbgrader's last line. Also if a released
        notebook has been edited: somebody may have solved it in place.
    """
    from autograder.grading.gradebook import nbgrader_api

    course.prepare()
    _refuse_edited(course, names)
    _require_gradebook(course)  # nbgrader would delete the old release before it notices a bad one
    _record(course, names)  # older versions of the autograder did not record their releases
    api = nbgrader_api(course)
    for name in names:
        with _kept(course.folder("release", name)) as put_back:
            result = api.generate_assignment(name, force=True)
            if result["success"]:
                _record(course, [name])
                record_release(course, [name], solutions)
                continue
            put_back()
        log = result.get("error", "") + result.get("log", "")
        if "Cannot add or remove cells" in log:
            raise _other_cells(course, name)
        raise CourseError(f"{name}: nbgrader cannot release it: {log.strip().splitlines()[-1]}")
    return [_place(course, name) for name in names]


def _record(course, names):
    """Record the present releases, so that students who have one are not told it was changed."""
    records = read_json(course.older_list, {})
    there = [name for name in names if _place(course, name).is_file()]
    found = {
        name: with_release(records.get(name, []), course.released_notebook(name)) for name in there
    }
    if found != {name: records.get(name) for name in there}:
        write_atomically(course.older_list, json.dumps(records | found).encode())


def _place(course, name):
    return course.folder("release", name) / f"{name}.ipynb"


def _refuse_edited(course, names):
    for name in names:
        refuse_edited_release(course, name)


def _require_gradebook(course):
    """Raise an error if nbgrader cannot use the gradebook; create a missing one."""
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
        f"{name}: exercises were added or removed, but {where} holds grades for the old ones: keep "
        "the old exercises, and give those that should not count `:points: 0`, or `:tags: [check, "
        f"void]` to give everybody their points; or move that file away to start over: {LOST}"
    )


@contextlib.contextmanager
def _kept(folder):
    """Keep a copy of a folder, and yield the function that restores it.

    nbgrader deletes the old release before it makes the new one.
    """
    with Scratch("release") as place:
        copy = Path(place) / "copy"
        if folder.exists():
            shutil.copytree(folder, copy)

        def put_back():
            if copy.exists():
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(copy, folder)

        yield put_back
