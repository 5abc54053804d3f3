"""The secret seeds of an assignment, one for every round of submissions.

They are kept in a single file, `seeds.json` beside the gradebook, which only its owner may read.
Verdicts and notebooks carry the number of their round. A graded submission keeps its round whatever
happens, so its verdict stays reproducible. Once students may have read feedback on a round, the
next new or changed submission gets the cases of a new one: what somebody found out about the secret
cases of one round is worth nothing in the next.
"""

from __future__ import annotations

import contextlib
import json
import secrets

from autograder.course import CourseError, read_json, write_atomically

FILE = "seeds.json"


def seeds_of(course, assignment, *, anew=False):
    """Read the seeds of an assignment, and draw a new one if a new round begins.

    Parameters
    ----------
    course : Course
    assignment : str
    anew : bool
        Begin a new round in any case. Otherwise, lost seeds are not replaced for an assignment
        that was graded with them.

    Returns
    -------
    list of int
        By round, the newest last; at least one.

    Raises
    ------
    CourseError
        If the file is damaged, or lacks the seeds with which the assignment was graded.
    """
    with _locked(course):
        known = _read(course)
        if assignment not in known and not anew and _was_graded(course, assignment):
            raise CourseError(
                f"{course.root / FILE} does not hold the seeds with which {assignment} was graded: "
                "restore a copy, or run `python -m autograder grade --new-cases` to grade "
                "everybody again on new secret cases"
            )
        seeds, told = known.get(assignment, ([], 0))
        if anew or told >= len(seeds):
            known[assignment] = [*seeds, secrets.randbits(48)], told
            _write(course, known)
        return known[assignment][0]


def feedback_given(course, assignment, number):
    """Record that students can read what was found in a round.

    Parameters
    ----------
    course : Course
    assignment : str
    number : int
        The round, from 1.
    """
    with _locked(course):
        known = _read(course)
        seeds, told = known.get(assignment, ([], 0))
        if told < number <= len(seeds):
            known[assignment] = seeds, number
            _write(course, known)


@contextlib.contextmanager
def _locked(course):
    """Wait until no other process uses the file; the formgrader may run beside commands."""
    import fcntl

    path = course.root / "verdicts" / ".seeds.lock"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(course):
    """Read all seeds: by assignment, the seeds and the last round on which feedback was given."""
    path, known = course.root / FILE, {}
    try:
        entries = read_json(path, {})
    except CourseError as error:
        raise CourseError(f"{error}; restore a copy, or move it away") from error
    for name, entry in entries.items():
        if type(entry) is int:  # the format from before there were rounds
            told = int(any(course.root.glob(f"feedback/*/{name}/*.html")))
            entry = {"seeds": [entry], "feedback": told}
        if not _is_sound(entry):
            raise CourseError(
                f"{path} is damaged: the entry for {name} does not hold seeds; restore a copy, or "
                "remove the entry"
            )
        known[name] = entry["seeds"], entry["feedback"]
    return known


def _is_sound(entry):
    if type(entry) is not dict or set(entry) != {"seeds", "feedback"}:
        return False
    numbers = [entry["feedback"], *entry["seeds"]] if type(entry["seeds"]) is list else [None]
    return len(numbers) > 1 and all(type(number) is int and number >= 0 for number in numbers)


def _was_graded(course, assignment):
    """Return whether there are verdicts or graded notebooks of an assignment."""
    kept = (f"verdicts/{assignment}/*", f"autograded/*/{assignment}/*.ipynb")
    return any(True for pattern in kept for _ in course.root.glob(pattern))


def _write(course, known):
    entries = {name: {"seeds": seeds, "feedback": told} for name, (seeds, told) in known.items()}
    write_atomically(course.root / FILE, json.dumps(entries, indent=1).encode(), mode=0o600)
