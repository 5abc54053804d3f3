"""Read the gradebook's tables without nbgrader: are they intact, and what do they hold?"""

from __future__ import annotations

import functools
import importlib.util
import re
import sqlite3
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path

from autograder.course import CourseError

LOST = "verdicts are kept, but manual points, comments and due dates are lost"
ANEW = f"run `python -m autograder release`, then `grade` ({LOST})"
BACK = f"Restore a copy of it, or {ANEW}"
WAY_OUT = f"restore a copy of it, or move it away and {ANEW}"
DAMAGES = ("malformed", "not a database", "no such table", "no such column", "***")
CELLS = """
    select c.name, c.type from assignment a join notebook n on n.assignment_id = a.id
    join base_cell c on c.notebook_id = n.id
    where a.name = ? and exists (select 1 from submitted_notebook s where s.notebook_id = n.id)"""

VERSION = re.compile(r"^revision = '(\w+)'\s+down_revision = '?(\w+)", re.MULTILINE)
WORTH = """
    select c.name, g.max_score from assignment a join notebook n on n.assignment_id = a.id
    join base_cell c on c.notebook_id = n.id join grade_cells g on g.id = c.id
    where a.name = ? and n.name = a.name"""


@contextmanager
def tables(course):
    """Open the gradebook to read it; SQLite rolls back what a killed run left in it.

    Yields
    ------
    sqlite3.Connection

    Raises
    ------
    CourseError
        If it is missing or cannot be read; the message names a way out.
    """
    where = course.root / "gradebook.db"
    if not where.exists():
        raise CourseError(f"there is no gradebook {where}: restore a copy of it, or {ANEW}")
    try:
        with closing(sqlite3.connect(f"{where.as_uri()}?mode=rw", uri=True)) as base:
            yield base
    except sqlite3.Error as error:
        raise unusable(course, error) from error


def unusable(course, error):
    """Return the error for a gradebook that cannot be used."""
    text = with_way_out(f"the gradebook {course.root / 'gradebook.db'} cannot be used: {error}")
    return CourseError(text)


def with_way_out(message):
    """Add a way out to a message about a damaged gradebook."""
    message = " ".join(message.split())
    return f"{message}; {WAY_OUT}" if any(word in message for word in DAMAGES) else message


def require_intact(course):
    """Raise an error if any part of the gradebook is damaged, even one that is not used yet.

    Raises
    ------
    CourseError
        If it is damaged.
    """
    with tables(course) as base:
        (found,) = base.execute("pragma quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"{found} (malformed)")
        _require_known_version(course, base)


def _require_known_version(course, base):
    """Raise an error if another version of nbgrader made the tables: columns may differ."""
    where, ours, held = course.root / "gradebook.db", _versions(), _version_of(base)
    if held is None or held in ours.keys() - set(ours.values()):
        return
    if held in ours:
        raise CourseError(
            f"the gradebook {where} was made by an older nbgrader: make a copy of it, then run "
            f"`nbgrader db upgrade` in {course.root}"
        )
    raise CourseError(
        f"the gradebook {where} was made by a newer nbgrader than {metadata.version('nbgrader')} "
        f"(its tables have version {held}): install that nbgrader, or restore an older copy of "
        "the gradebook"
    )


def _version_of(base):
    """Read the version of the tables; None if there are none yet, or if it is not recorded."""
    if not base.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchall():
        return None
    rows = base.execute("select version_num from alembic_version").fetchall()
    return rows[0][0] if rows else None


@functools.cache
def _versions():
    """Map each version of the tables that the installed nbgrader knows to its predecessor."""
    place = Path(importlib.util.find_spec("nbgrader").origin).parent / "alembic" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in place.glob("*.py")]
    return dict(found.groups() for text in texts if (found := VERSION.search(text)))


def require_assignment(course, assignment):
    """Raise an error if the gradebook is damaged or does not contain an assignment.

    Raises
    ------
    CourseError
    """
    require_intact(course)
    with tables(course) as base:
        if not base.execute("select 1 from sqlite_master where name = 'assignment'").fetchall():
            raise CourseError(f"the gradebook {course.root / 'gradebook.db'} is empty; {WAY_OUT}")
        if not base.execute("select 1 from assignment where name = ?", [assignment]).fetchall():
            raise CourseError(
                f"{assignment} is not in the gradebook; was gradebook.db removed? {BACK}"
            )


def require_points(course, assignment, points):
    """Raise an error if exercises have different points in the gradebook and in the release.

    Parameters
    ----------
    course : Course
    assignment : str
    points : dict of str to float
        By check, as released.

    Raises
    ------
    CourseError
    """
    with tables(course) as base:
        held = dict(base.execute(WORTH, [assignment]))
    for name in sorted(held.keys() & points.keys()):
        if held[name] != points[name]:
            raise CourseError(
                f"{name} is worth {held[name]:g} points in the gradebook, but {points[name]:g} in "
                f"the release of {assignment}: set its points in solutions/, then run "
                "`python -m autograder release`"
            )
    if held and held.keys() != points.keys():
        name = min(held.keys() ^ points.keys())
        raise CourseError(
            f"only one of the gradebook and the release of {assignment} contains {name}: run "
            "`python -m autograder release`"
        )


def graded_cells(course, assignment):
    """List the cells, with their types, for which the gradebook holds grades.

    Returns
    -------
    set of (str, str)
        Empty if nobody has been graded yet.
    """
    if not (course.root / "gradebook.db").exists():
        return set()
    with tables(course) as base:
        if not base.execute("select 1 from sqlite_master where name = 'base_cell'").fetchall():
            return set()
        return set(base.execute(CELLS, [assignment]))
