"""The instructor's report: the table of grades, and who needs review."""

from __future__ import annotations

import json

from autograder.course import METADATA, CourseError
from autograder.grading.gradebook_tables import require_assignment, tables
from autograder.grading.verdicts import read_file_metadata
from autograder.judge.bundle import VOID
from autograder.judge.released import is_outdated
from autograder.submissions.marks import points_of
from autograder.submissions.submission import NO_TIME, OTHER_NAME, UNREAD
from cnncourse.common.words import shown_name

OLDER = "graded before the last release: grade again"
CONFIRM = "set or confirm the points in the formgrader (save them again, or press Resolve)"
UNREADABLE = "the autograded notebook cannot be read: grade again"
GONE = "In the gradebook, but without a folder in submitted/"
UNTIMED = "A due date is set, but the submission time is unknown for"
NOTED = {
    OTHER_NAME: "Graded although the file has the wrong name",
    NO_TIME: "No late penalty, because timestamp.txt cannot be read",
    UNREAD: "Other notebooks in the folder were not read",
}
MANY = 40  # students; a longer list is not printed in full
GRADES = """
    with submissions as (
        select sa.id, sa.student_id as student,
            a.duedate is not null and sa.timestamp is null as untimed,
            (select sum(late_submission_penalty) from submitted_notebook
             where assignment_id = sa.id) as late
        from submitted_assignment sa join assignment a on a.id = sa.assignment_id
        where a.name = ?)
    select student, late, untimed, max(needs_manual_grade),
        sum(case when coalesce(manual_score, auto_score) is null then 0
            else coalesce(manual_score, auto_score) + coalesce(extra_credit, 0) end)
    from submissions join submitted_notebook sn on sn.assignment_id = submissions.id
        left join grade on grade.notebook_id = sn.id
    group by submissions.id order by student"""
WAITING = """
    select distinct sa.student_id from submitted_assignment sa
        join assignment a on a.id = sa.assignment_id
        join submitted_notebook sn on sn.assignment_id = sa.id
        join grade g on g.notebook_id = sn.id
    where a.name = ? and g.needs_manual_grade order by sa.student_id"""
WORTH = """
    select sum(coalesce(g.max_score, t.max_score)) from assignment a
        join notebook n on n.assignment_id = a.id join base_cell c on c.notebook_id = n.id
        left join grade_cells g on g.id = c.id left join task_cells t on t.id = c.id
    where a.name = ?"""


def is_graded(course, assignment):
    """Return whether the gradebook holds a grade for anybody.

    Raises
    ------
    CourseError
        If the gradebook cannot be read, or does not contain the assignment.
    """
    require_assignment(course, assignment)
    with tables(course) as base:
        return base.execute(GRADES, [assignment]).fetchone() is not None


def rows(course, assignment):
    """Read an assignment's grades from the gradebook, with late penalties and manual points.

    Returns
    -------
    list of dict
        One per student: `student`, `points`, `of`, `late` (the late penalty, already deducted),
        `folder` (False if the submitted folder is gone), `untimed` (a due date is set, and the
        submission time is unknown), `graded` (False if the autograder failed), `review` (reasons),
        `repairs`, `noted` (kinds of notes on the folder), `tables` (answers that look like tables
        of results), `isolation`.

    Raises
    ------
    CourseError
        If nobody has been graded, or the gradebook cannot be read.
    """
    require_assignment(course, assignment)
    with tables(course) as base:
        grades = base.execute(GRADES, [assignment]).fetchall()
        (of,) = base.execute(WORTH, [assignment]).fetchone()
    if not grades:
        raise CourseError(
            f"{assignment}: nobody has been graded yet; run `python -m autograder grade`"
        )
    found, worth = [], _worth(course, assignment)
    submitted = course.submissions(assignment)
    for student, late, untimed, waiting, points in grades:
        path = course.folder("autograded", assignment, student) / f"{assignment}.ipynb"
        graded = _read(path)
        reasons = _reasons(graded, waiting)
        if worth and graded["worth"] not in (None, worth):
            reasons = [OLDER, *reasons]
        found.append(
            {
                "student": student,
                "points": round(points - (late or 0.0), 2),
                "of": of,
                "late": round(late or 0.0, 2),
                "folder": student in submitted,
                "untimed": bool(untimed),
                "graded": graded["graded"],
                "review": list(dict.fromkeys(reasons)),
                "repairs": graded["repairs"],
                "tables": graded["tables"],
                "noted": graded["noted"],
                "isolation": graded["isolation"],
            }
        )
    return found


def _reasons(graded, waiting):
    """List why a person has to look; the notebook's reasons expire once nothing is waiting."""
    reasons = graded["review"]
    if waiting:
        return reasons or [CONFIRM]
    return [why for why in reasons if why == UNREADABLE or not graded["graded"]]


def waiting_students(course, assignment):
    """List the students whose points a person has to set or confirm, sorted.

    Returns
    -------
    list of str
    """
    with tables(course) as base:
        return [student for (student,) in base.execute(WAITING, [assignment])]


def _read(path):
    """Read what an autograded notebook holds besides the points; it may be damaged or missing.

    Notebooks from older versions of the autograder lack `noted` and `failed`.
    """
    try:
        graded = read_file_metadata(path)
        return {
            "review": [score["review"] for score in graded["scores"].values() if score["review"]],
            "repairs": list(graded["repairs"]),
            "tables": [str(name) for name in graded.get("tables", [])],
            "noted": list(graded.get("noted", ())),
            "graded": not graded.get("failed", False),
            "isolation": str(graded["isolation"]),
            "worth": (
                {name: float(score["of"]) for name, score in graded["scores"].items()},
                graded.get(VOID, []),
            ),
        }
    except (ValueError, LookupError, TypeError, AttributeError, OSError):
        unknown = {"repairs": [], "noted": [], "tables": [], "isolation": "unknown", "worth": None}
        return {"review": [UNREADABLE], **unknown, "graded": True}


def _worth(course, assignment):
    """Read each check's points, and which are void, from the release; None if it is damaged."""
    path = course.folder("release", assignment) / f"{assignment}.ipynb"
    try:
        notebook = json.loads(path.read_bytes())
        return points_of(notebook["cells"]), notebook["metadata"][METADATA].get(VOID, [])
    except (ValueError, LookupError, TypeError, AttributeError, OSError):
        return None  # `grade` and `release` report that; the grades exist anyway


def outdated(course, assignments):
    """List the assignments whose source has changed since they were released.

    Returns
    -------
    list of str
    """
    return [name for name in assignments if is_outdated(course, name)]


def graded_before(course, assignment):
    """List the students who were graded on an older release with other points, sorted.

    Returns
    -------
    list of str
    """
    worth, found = _worth(course, assignment), []
    for path in sorted(course.root.glob(f"autograded/*/{assignment}/{assignment}.ipynb")):
        if worth and _read(path)["worth"] not in (None, worth):
            found.append(path.parent.parent.name)
    return found


def table(assignment, found, *, everybody=False):
    """Format the grades as plain text: as a list, or for a large class as a histogram.

    Parameters
    ----------
    assignment : str
    found : list of dict
        From `rows`.
    everybody : bool
        List everybody even in a large class.

    Returns
    -------
    str
    """
    if everybody or len(found) <= MANY:
        lines = [assignment, *_list(found)]
    else:
        lines = [assignment, *_histogram(found), *_waiting(found)]
        lines.append("`python -m autograder report --all` lists everybody.")
    lines += _noted(found)
    graded = [row for row in found if row["graded"]]
    waiting = sum(any(why != OLDER for why in row["review"]) for row in graded)
    lines.append(f"{len(graded)} graded; {waiting} of them need{'s' * (waiting == 1)} review.")
    if older := sum(OLDER in row["review"] for row in graded):
        lines.append(f"{older} {OLDER}.")
    if gone := [row["student"] for row in found if not row["folder"]]:
        lines.append(f"{GONE}: {listed(gone)}.")
    if lost := len(found) - len(graded):
        lines.append(f"{lost} not graded, because the autograder failed: grade again.")
    if late := sum(row["late"] > 0 for row in found):
        lines.append(f"{late} late; the penalty is already deducted.")
    if untimed := [row["student"] for row in found if row["untimed"]]:
        lines.append(f"{UNTIMED} {listed(untimed)}; they get no late penalty.")
    if any(row["isolation"] == "none" for row in found):
        lines.append("Isolation none: the code ran without a sandbox, with your rights.")
    return "\n".join(lines)


def _list(found):
    names = [shown_name(row["student"]) for row in found]
    wide = max(len("student"), *map(len, names))
    late = any(row["late"] for row in found)
    repaired = any(row["repairs"] for row in found)
    title = f"{'student':<{wide}}  points     of  {'  late  ' if late else ''}isolation   "
    title += "repairs  " if repaired else ""
    yield f"{title}needs review"
    yield "-" * (len(title) + 12)
    for name, row in zip(names, found, strict=True):
        cost = f"{row['late']:6.2f}  " if late else ""
        mended = f"{len(row['repairs']) or '':>7}  " if repaired else ""
        reasons = "; ".join(row["review"])
        if not row["graded"]:
            reasons = f"not graded, because {reasons}"
        yield (
            f"{name:<{wide}}  {row['points']:6.2f}  {row['of']:5g}  {cost}"
            f"{row['isolation']:<10}  {mended}{reasons}".rstrip()
        )


def _noted(found):
    """List the students with a note that may change an instructor's decision."""
    for kind, what in NOTED.items():
        if students := [row["student"] for row in found if kind in row["noted"]]:
            yield f"{what}: {listed(students)}"
    tables = [
        f"{row['student']} ({', '.join(row['tables'])})" for row in found if row.get("tables")
    ]
    if tables:
        yield f"Looks like a table of results, please read: {listed(tables)}"


def _histogram(found):
    """Show how many students have how many points, in tenths of the maximum."""
    of = found[0]["of"]
    counts = [0] * 11
    for row in found:
        tenth = int(10 * row["points"] / of) if of else 10
        counts[min(10, max(0, tenth))] += 1
    most = max(counts) or 1
    for tenth, count in enumerate(counts):
        to = f"{of:g}" if tenth == 10 else f"{of * tenth / 10:g} to {of * (tenth + 1) / 10:g}"
        yield f"{to:>14} points  {count:5}  {'#' * round(40 * count / most)}".rstrip()


def _waiting(found):
    """List who needs review, by reason."""
    by_reason = {}
    for row in found:
        for reason in row["review"]:
            by_reason.setdefault(reason, []).append(row["student"])
    for reason, students in by_reason.items():
        yield f"Needs review ({reason}): {listed(students)}"


def listed(students):
    """List students, only the first ones if there are many."""
    more = f" and {len(students) - MANY} more" if len(students) > MANY else ""
    return ", ".join(map(shown_name, sorted(students)[:MANY])) + more
