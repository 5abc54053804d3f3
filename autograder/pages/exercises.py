"""What a feedback page tells of each exercise: its points, and what the check found."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from cnncourse.checks.engine import report

ENTRY = re.compile(r"^  (Called|Problem|Line|Mistake|Hint|Passed|Printed|First) +", re.MULTILINE)
FIRST_WORD = re.compile(r"(it|the|this|on|with|after|part|not|no|all|there)\b")


@dataclass
class Exercise:
    """What the summary and the check's card tell of one graded cell.

    Attributes
    ----------
    name : str
        Its grade id.
    points, of : float
    state : str
        "right", "part", "wrong" or "waiting".
    headline : str
        The first line of what was found.
    entries : list of (str, str)
        The others: "Called", "Problem", ...
    by_person : bool
        The points were set by a person.
    rule : str
        How these points come about, where that is not plain.
    extra : float
        Points that a person gave for extra credit; they are no part of `points`.
    """

    name: str
    points: float
    of: float
    state: str
    headline: str
    entries: list
    by_person: bool = False
    rule: str = ""
    extra: float = 0.0


RIGHT = Exercise("", 0.0, 0.0, "right", "", [])


def read_exercise(cell, known):
    """Read what is known of a graded cell.

    Parameters
    ----------
    cell : NotebookNode
        With the gradebook's points in its nbgrader metadata.
    known : dict
        What `grade` wrote into the notebook's metadata.

    Returns
    -------
    Exercise
    """
    mark = _mark(cell)
    name = mark["grade_id"]
    extra = float(mark.get("extra_credit") or 0)
    points, of = float(mark.get("score") or 0) - extra, float(mark.get("points") or 0)
    score = known.get("scores", {}).get(name)
    if mark.get("waiting", False):
        state = "waiting"
    else:
        state = "right" if points >= of else "part" if points > 0 else "wrong"
    headline, entries = ("", []) if score is None else told(score["message"])
    if known.get("reason"):  # it stands on top, once
        headline, entries = "", []
    elif score is not None and score["review"]:
        headline, entries = f"Not graded yet: {score['review']}.", []
    by_person = bool(mark.get("by_person", False))
    headline = _capital(headline.removeprefix(f"{name}: "))
    rule = "" if by_person or state == "waiting" else _rule(points, of, dict(entries).get("Passed"))
    return Exercise(name, points, of, state, headline, entries, by_person, rule, extra)


def _rule(points, of, groups):
    """Say how points come about, where some cases pass and others do not."""
    if not isinstance(groups, list) or points >= of or not any(passed for _, passed, _ in groups):
        return ""
    if points > 0:
        return "A group of cases gives its share of the points when all of them pass."
    return f"No points without the {groups[0][0]} cases: everything else rests on them."


def _mark(cell):
    return cell.metadata.get("nbgrader", {})


def say_what_to_mend_first(cells, exercises, scores):
    """Where a function calls an earlier one that is not right, that one comes first.

    If several are not right, it is the one in which the error was raised.
    """
    failing = []
    for cell in cells:
        name = _mark(cell).get("grade_id", "").removeprefix("solution_")
        if not _mark(cell).get("solution") or exercises.get(name, RIGHT).state == "right":
            continue
        used = _names_used(cell.source)
        causes = [earlier for earlier in failing if earlier in used]
        raised_in = report.culprit(scores[name]["message"]) if name in scores else None
        if raised_in in failing:  # perhaps through a helper
            causes = [raised_in]
        if causes:
            cause = causes[0]
            mend = f"Mend {cause}: this function calls it, and it is not right yet."
            exercises[name].entries.insert(0, ("First", mend))
        failing.append(name)


def _names_used(source):
    try:
        nodes = ast.walk(ast.parse(source))
        return {node.id for node in nodes if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it need not be Python
        return set()


def told(message):
    """Take a check's message apart.

    Parameters
    ----------
    message : str
        As `cnncourse.checks.engine.report.summary` writes it.

    Returns
    -------
    headline : str
    entries : list of (str, str or list)
        What follows: title and text. "Passed" has a list of (group, cases passed, cases tried);
        "Mistake" and "Hint" have a list of sentences of which one may be right.
    """
    headline, *parts = ENTRY.split(message)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return headline.strip(), [(title, _entry(title, text)) for title, text in pairs]


def _entry(title, text):
    if title == "Printed":
        return text
    line = " ".join(text.split())
    if title == "Passed":
        counts = [re.fullmatch(r"(.+) (\d+)/(\d+)", part) for part in line.split(", ")]
        if all(counts):
            return [(found[1], int(found[2]), int(found[3])) for found in counts]
    if title in ("Mistake", "Hint"):
        return line.split(" Or: ")
    return _capital(line) if title == "Problem" else line


def _capital(text):
    """Begin a sentence with a capital, unless it begins with the name of a variable."""
    return text[:1].upper() + text[1:] if FIRST_WORD.match(text) else text
