"""Collect what a feedback page says about each exercise: points, and what the check found."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from autograder.submissions.marks import exercise_of, mark_of

ENTRY = re.compile(r"^  (Called|Problem|Line|Mistake|Hint|Passed|Printed|First) +", re.MULTILINE)
FIRST_WORD = re.compile(r"(it|the|this|on|with|after|part|not|no|all|there)\b")


@dataclass
class Exercise:
    """What the summary and the check's card show for one graded cell.

    Attributes
    ----------
    name : str
        Its grade id.
    points, of : float
    state : str
        "right", "part", "wrong" or "waiting".
    headline : str
        The first line of the check's message.
    entries : list of (str, str)
        The other lines: "Called", "Problem", ...
    by_person : bool
        Whether a person set the points; if `state` is "waiting", before the last grading.
    rule : str
        How these points were counted, if that is not obvious.
    extra : float
        Points that a person gave as extra credit, not included in `points`.
    passed : bool
        Whether the check passed, whatever points a person gave.
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
    passed: bool = False

    @property
    def outdated(self):
        """Whether a person set the points before the last grading and has to confirm them."""
        return self.by_person and self.state == "waiting"


OURS = ("the autograder failed", "the check itself failed")  # reasons that are our own errors
RIGHT = Exercise("", 0.0, 0.0, "right", "", [])


def read_exercise(cell, graded):
    """Collect what is known about a graded cell.

    Parameters
    ----------
    cell : NotebookNode
        With the gradebook's points in its nbgrader metadata.
    graded : dict
        What `grade_submission` wrote into the notebook's metadata.

    Returns
    -------
    Exercise
    """
    mark = mark_of(cell)
    name = mark["grade_id"]
    extra = float(mark.get("extra_credit") or 0)
    points, of = float(mark.get("score") or 0) - extra, float(mark.get("points") or 0)
    score = graded.get("scores", {}).get(name)
    if mark.get("waiting", False):
        state = "waiting"
    else:
        right = points >= of if of else score is None or score["passed"]
        state = "right" if right else "part" if points > 0 else "wrong"
    headline, entries = ("", []) if score is None else parse_message(score["message"])
    if graded.get("reason"):  # the page shows it once, at the top
        headline, entries = "", []
    elif score is not None and score["review"]:
        graded_yet = "Not graded yet" if state == "waiting" else "Not graded by the check"
        headline, entries = f"{graded_yet}: {shortened(_reason(score['review']))}.", []
    by_person = bool(mark.get("by_person", False))
    headline = _capital(headline.removeprefix(f"{name}: "))
    rule = "" if by_person or state == "waiting" else _rule(points, of, dict(entries).get("Passed"))
    passed = score is not None and score["passed"]
    return Exercise(name, points, of, state, headline, entries, by_person, rule, extra, passed)


def _reason(review):
    """Drop the details of our own errors: they may hold words from the student's process."""
    return next((begin for begin in OURS if review.startswith(begin)), review)


def shortened(text, most=1000):
    """Cut a text that may hold the names of many files."""
    return text if len(text) <= most else text[:most] + "…"


def _rule(points, of, groups):
    """Explain how the points were counted if some cases pass and others do not."""
    if not isinstance(groups, list) or points >= of or not any(passed for _, passed, _ in groups):
        return ""
    if points > 0:
        return "A group of cases earns its share of the points only if all of them pass."
    return f"No points unless all {groups[0][0]} cases pass: everything else builds on them."


def advise_what_to_fix_first(cells, exercises, scores):
    """Advise students to fix an earlier function first if a failing function calls it.

    If several earlier functions are wrong, name the one in which the error was raised.
    """
    failing = []
    for cell in cells:
        name = exercise_of(cell)
        exercise = exercises.get(name, RIGHT)
        if name is None or exercise.state == "right" or (exercise.outdated and exercise.passed):
            continue
        used = _names_used(cell.source)
        causes = [earlier for earlier in failing if earlier in used]
        culprit = scores[name].get("culprit") if name in scores else None
        if culprit in failing:  # perhaps through a helper
            causes = [culprit]
        if causes:
            cause = causes[0]
            advice = f"Fix {cause}: this function calls it, and it is not right yet."
            exercises[name].entries.insert(0, ("First", advice))
        failing.append(name)


def _names_used(source):
    try:
        nodes = ast.walk(ast.parse(source))
        return {node.id for node in nodes if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it may not be Python
        return set()


def parse_message(message):
    """Split a check's message into its headline and its entries.

    Parameters
    ----------
    message : str
        As `cnncourse.checks.engine.verdict_text.summary` writes it.

    Returns
    -------
    headline : str
    entries : list of (str, str or list)
        Titles and texts. For "Passed", the text is a list of (group, cases passed, cases tried);
        for "Mistake" and "Hint", a list of alternative sentences.
    """
    headline, *parts = ENTRY.split(message)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return " ".join(headline.split()), [(title, _entry(title, text)) for title, text in pairs]


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
    """Capitalize a sentence, unless it starts with the name of a variable."""
    return text[:1].upper() + text[1:] if FIRST_WORD.match(text) else text
