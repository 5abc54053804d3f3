"""A class of seven with two exercises, and everything visible after grading it."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import Executor, Future
from contextlib import closing

import nbformat

from autograder.authoring import build, release
from autograder.authoring.notebooks import fill, solved_source, to_bytes
from autograder.course import Course
from autograder.grading.class_run import grade_class
from autograder.submissions.marks import exercise_of
from autograder.submissions.seeds import seeds_of
from cnncourse.checks import find

ASSIGNMENT = find("pad2d").assignment  # the checks of its two exercises exist in every process
NOTEBOOK = f"{ASSIGNMENT}.ipynb"
SOURCE = """---
provides: [cnncourse.checks, cnncourse.layers.shapes]
---

# Two exercises

```{code-cell}
import numpy as np

from cnncourse.checks import check
from cnncourse.layers.shapes import pair
```

```{code-cell}
:tags: [exercise]
from cnncourse.layers.conv.loops import output_size
```

```{code-cell}
:tags: [check]
:points: 2
check("output_size")
```

```{code-cell}
:tags: [exercise]
from cnncourse.layers.conv.loops import pad2d
```

```{code-cell}
:tags: [check]
:points: 3
check("pad2d")
```
"""
TABLES = """
    select st.student_id, st.timestamp, sn.late_submission_penalty, c.name, g.auto_score,
        g.manual_score, g.needs_manual_grade, m.auto_comment, m.manual_comment
    from submitted_assignment st join submitted_notebook sn on sn.assignment_id = st.id
    join base_cell c on c.notebook_id = sn.notebook_id
    left join grade g on g.notebook_id = sn.id and g.cell_id = c.id
    left join comment m on m.notebook_id = sn.id and m.cell_id = c.id order by 1, 4, c.type"""


def make(root):
    """Release the assignment in `root/course`, and hand in the seven submissions.

    Returns
    -------
    Course
    """
    source = root / "solutions" / ASSIGNMENT / "assignment.md"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, encoding="utf-8")
    course = Course(root / "course")
    course.prepare()
    build.build_assignments(root / "solutions", course, [ASSIGNMENT], repository="https://x/y")
    release.release_assignments(course, [ASSIGNMENT])
    seeds_of(course, ASSIGNMENT)  # the same in every copy
    place = course.folder("source", ASSIGNMENT) / NOTEBOOK
    cells = nbformat.read(place, as_version=4).cells
    right = {exercise_of(cell): solved_source(cell.source) for cell in cells if exercise_of(cell)}
    wrong = {name: source.replace("return ", "return 1 + ") for name, source in right.items()}
    hand_in(course, "ann", right)
    hand_in(course, "ben", {**right, "pad2d": wrong["pad2d"]})
    hand_in(course, "cho", {})
    hand_in(course, "dee", None)
    hand_in(course, "eli", right)  # the same as Ann
    hand_in(course, "fay", wrong)
    hand_in(course, "gus", {**right, "output_size": "def output_size(:"})
    stamp = course.folder("submitted", ASSIGNMENT, "fay") / "timestamp.txt"
    stamp.write_text("2030-01-02 00:00:00 UTC")
    return course


def hand_in(course, student, answers):
    """Write a submission; with None, a file that is not a notebook."""
    released = course.folder("release", ASSIGNMENT) / NOTEBOOK
    folder = course.folder("submitted", ASSIGNMENT, student)
    folder.mkdir(parents=True, exist_ok=True)
    content = b"no notebook"
    if answers is not None:
        content = to_bytes(fill(json.loads(released.read_text(encoding="utf-8")), answers))
    (folder / NOTEBOOK).write_bytes(content)


def seen(course):
    """Return all results of grading: the gradebook's rows, the files, the number of verdicts."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        rows = base.execute(TABLES).fetchall()
        doubled = base.execute("select count(*) from submitted_assignment").fetchone()
    files = [path for path in course.root.rglob("*") if path.is_file()]
    graded = {
        str(path.relative_to(course.root)): path.read_bytes()
        for path in files
        if "autograded" in path.parts
    }
    return rows, doubled, graded, sum(path.parent.parent.name == "verdicts" for path in files)


class Known(Executor):
    """Immediately returns earlier verdicts: those in a graded course's notebooks."""

    def __init__(self, course):
        self.asked, self._verdicts = [], {}
        for folder in course.root.glob(f"submitted/*/{ASSIGNMENT}"):
            graded = course.folder("autograded", ASSIGNMENT, folder.parent.name)
            self._verdicts[(folder / NOTEBOOK).read_bytes()] = (graded / NOTEBOOK).read_bytes()

    def submit(self, fn, /, submission, *rest, **options):
        self.asked.append(submission)
        future = Future()
        future.set_result(self._verdicts[submission])
        return future


def grade(course, executor, **options):
    """Grade the class in this process."""
    return grade_class(course, ASSIGNMENT, executor=executor, allow_unsandboxed=True, **options)


def change(course, *statements):
    """Change the gradebook, as a person might."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        for statement in statements:
            assert base.execute(statement).rowcount > 0, statement
        base.commit()


def grade_of(course, student, name):
    """Read one row of `TABLES`."""
    rows = [row for row in seen(course)[0] if row[0] == student and row[3] == name]
    return rows[0]
