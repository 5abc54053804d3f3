"""What the instructor looks at: the table of grades and what needs a person."""

from __future__ import annotations

import nbformat

from autograder.course import METADATA, CourseError
from autograder.gradebook import open_gradebook


def rows(course, assignment):
    """Read the grades of an assignment from the gradebook, late penalties and a person's included.

    Returns
    -------
    list of dict
        One a student: `student`, `points`, `of`, `review` (reasons), `repairs`, `isolation`.

    Raises
    ------
    CourseError
        If nobody has been graded.
    """
    found = []
    with open_gradebook(course) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            student = submission.student.id
            path = course.folder("autograded", assignment, student) / f"{assignment}.ipynb"
            known = _read_known(path)
            found.append(
                {
                    "student": student,
                    "points": round(
                        submission.score - (submission.late_submission_penalty or 0), 2
                    ),
                    "of": submission.max_score,
                    "review": _reasons(submission, known),
                    "repairs": known["repairs"],
                    "isolation": known["isolation"],
                }
            )
    if not found:
        raise CourseError(f"{assignment}: nobody is graded yet; run `python -m autograder grade`")
    return sorted(found, key=lambda row: row["student"])


def _read_known(path):
    """Read what an autograded notebook tells besides the points; one may be damaged or gone."""
    try:
        known = nbformat.read(path, as_version=4).metadata[METADATA]
        return {
            "review": [score["review"] for score in known["scores"].values() if score["review"]],
            "repairs": list(known["repairs"]),
            "isolation": str(known["isolation"]),
        }
    except (nbformat.ValidationError, ValueError, LookupError, TypeError, AttributeError, OSError):
        reason = f"{path} cannot be read: grade again"
        return {"review": [reason], "repairs": [], "isolation": "unknown"}


def _reasons(submission, known):
    """Say why a person has to look at a submission, each reason once."""
    reasons = known["review"]
    if not reasons and submission.needs_manual_grade:
        reasons = ["a person's points or comment are to be confirmed"]
    return list(dict.fromkeys(reasons))


def table(assignment, found):
    """Write the rows as a table in plain text."""
    wide = max(len("student"), *(len(row["student"]) for row in found))
    lines = [f"{assignment}", f"{'student':<{wide}}  points     of  isolation   needs a person"]
    lines.append("-" * len(lines[-1]))
    for row in found:
        lines.append(
            f"{row['student']:<{wide}}  {row['points']:6.2f}  {row['of']:5g}  "
            f"{row['isolation']:<10}  {'; '.join(row['review'])}".rstrip()
        )
    waiting = sum(bool(row["review"]) for row in found)
    lines.append(f"{len(found)} graded, {waiting} of them to be looked at by a person.")
    if any(row["isolation"] == "none" for row in found):
        lines.append("Isolation none: the code ran without a sandbox, with your rights.")
    return "\n".join(lines)
